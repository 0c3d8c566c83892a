"""Golden papers: every kind of notice, letter and statement as text and as a picture, kept under tests/goldens.

    .venv/bin/python -m tests.golden_papers

renews them after a change that was meant; `git diff tests/goldens` then shows what changed, and the pictures are to be
looked at. They hold for the fonts that ./run installs (Fandol, fonts-noto-cjk) and the locked WeasyPrint and PDFium.
"""

import re
from collections.abc import Callable, Iterator
from io import BytesIO
from pathlib import Path

import pypdfium2
from PIL import Image, ImageChops

from service.notices.exposures import page_texts
from service.notices.letters import reply_pdf
from service.notices.paper import render_pdf
from service.notices.result_statement import statement_pdf
from tests.service.specimen_letters import LETTERS, STATEMENTS
from tests.service.specimen_notices import SPECIMENS, VARIANTS

FOLDER = Path(__file__).parent / "goldens"
DPI = 60
GREYS = 16
NOTICED = 48
"""Difference in grey, of 255, from which on a pixel counts as another: three steps of the 16 greys."""
MOST_OTHERS = 0.00005
"""Share of pixels that may be others: less than the ink of one character on the widest of them."""
PAGE_MARK = "\n———— next page ————\n"


def papers() -> dict[str, Callable[[], bytes]]:
    """File name without its ending -> what renders the paper."""
    notices = {name: (lambda facts=facts: render_pdf(facts)) for name, facts in (SPECIMENS | VARIANTS).items()}
    letters = {f"reply {name}": (lambda letter=letter: reply_pdf(letter)) for name, letter in LETTERS.items()}
    statements = {name: (lambda facts=facts: statement_pdf(facts)) for name, facts in STATEMENTS.items()}
    return {re.sub(r"\W+", "-", name): made for name, made in (notices | letters | statements).items()}


def text_of(pdf: bytes) -> str:
    """The paper's text, a line of the page on each line."""
    return PAGE_MARK.join(page_texts(pdf)) + "\n"


def picture_of(pdf: bytes) -> Image.Image:
    """All pages side by side in 16 greys, which keeps the files small."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [document[place].render(scale=DPI / 72).to_pil().convert("L") for place in range(len(document))]
    finally:
        document.close()
    shown = Image.new("L", (sum(page.width + 4 for page in pages) - 4, pages[0].height), 128)
    left = 0
    for page in pages:
        shown.paste(page, (left, 0))
        left += page.width + 4
    return shown.point([round(value / 255 * (GREYS - 1)) * 255 // (GREYS - 1) for value in range(256)])


def as_png(picture: Image.Image) -> bytes:
    """The picture as it is kept."""
    kept = BytesIO()
    picture.quantize(GREYS, dither=Image.Dither.NONE).save(kept, "PNG", optimize=True)
    return kept.getvalue()


def share_of_others(one: Image.Image, other: Image.Image) -> float:
    """Share of pixels in which two pictures differ to the eye; 1 when they are not of one size."""
    if one.size != other.size:
        return 1.0
    counts = ImageChops.difference(one.convert("L"), other.convert("L")).histogram()
    return sum(counts[NOTICED:]) / (one.width * one.height)


def kept_names() -> Iterator[str]:
    """Names of the papers that are kept."""
    yield from sorted({path.stem for path in FOLDER.iterdir()})


def renew() -> None:
    """Write all of them anew, and take away those of papers that are no more."""
    FOLDER.mkdir(exist_ok=True)
    made = papers()
    for path in FOLDER.iterdir():
        if path.stem not in made:
            path.unlink()
    for name, paper in made.items():
        pdf = paper()
        (FOLDER / f"{name}.txt").write_text(text_of(pdf), encoding="utf-8")
        (FOLDER / f"{name}.png").write_bytes(as_png(picture_of(pdf)))


if __name__ == "__main__":
    renew()
