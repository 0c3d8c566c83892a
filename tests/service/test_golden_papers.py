"""Every kind of paper against the golden one that was looked at: the text exactly, the picture within a bound."""

from pathlib import Path

import pytest
from PIL import Image, ImageDraw

from tests.golden_papers import FOLDER, MOST_OTHERS, as_png, kept_names, papers, picture_of, share_of_others, text_of

PAPERS = papers()
CURE = "look at {seen}; if it is meant: .venv/bin/python -m tests.golden_papers, then look at the pictures and commit"


@pytest.mark.parametrize("name", PAPERS)
def test_a_paper_is_as_it_was_when_somebody_looked_at_it(name: str, tmp_path: Path) -> None:
    pdf = PAPERS[name]()
    seen, golden = tmp_path / f"{name}.png", FOLDER / f"{name}.png"
    picture = picture_of(pdf)
    seen.write_bytes(as_png(picture))
    cure = CURE.format(seen=seen)
    assert text_of(pdf) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8"), f"{name}.txt: {cure}"
    with Image.open(golden) as kept:
        others = share_of_others(picture, kept)
    assert others <= MOST_OTHERS, f"{golden} differs in {others:.3%} of its pixels: {cure}"


def test_every_golden_paper_is_still_made() -> None:
    assert list(kept_names()) == sorted(PAPERS)


def test_the_ink_of_one_character_is_beyond_the_bound() -> None:
    with Image.open(FOLDER / "household_exit_list.png") as kept:
        changed = kept.convert("L")
        ImageDraw.Draw(changed).rectangle((300, 60, 307, 67), fill=0)
        assert share_of_others(changed, kept) > MOST_OTHERS
        assert share_of_others(kept, kept) == 0
        assert share_of_others(changed.crop((0, 0, 9, 9)), kept) == 1
