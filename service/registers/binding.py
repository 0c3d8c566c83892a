"""Binds pages of several PDFs into one: scans brought to A4, pages numbered through, nothing active left in them."""

import tempfile
from collections.abc import Iterable
from io import BytesIO
from pathlib import Path
from types import TracebackType
from typing import IO, Any, Final, Self

from PIL import Image, ImageOps
from pypdf import PageObject, PdfReader, PdfWriter
from pypdf.generic import ArrayObject, DecodedStreamObject, DictionaryObject, NameObject, RectangleObject

from service.attachments import read_file
from service.registers.dossier_facts import ScanOnFile

A4: Final = (595.28, 841.89)
MARGIN: Final = 28.0
PIXELS: Final = (1654, 2339)
"""A4 at 200 dpi: what a scan needs to be read."""
LARGEST_SCALE: Final = 2.0
MOST_PIXELS: Final = 60_000_000
MOST_PAGES: Final = 100
"""Pages of one scan; of a longer one these are bound in."""

_STAMP: Final = "/RegisterPageNumber"


class Binding:
    """Pages gathered one after the other. Use it as a context: it holds memory."""

    def __init__(self) -> None:
        self._writer = PdfWriter()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._writer.close()

    @property
    def pages(self) -> int:
        """How many there are."""
        return len(self._writer.pages)

    def add(self, pages: Iterable[PageObject]) -> None:
        """Put pages behind those that are there."""
        for page in pages:
            _without_actions(self._writer.add_page(page))

    def add_scan(self, data_dir: Path, scan: ScanOnFile) -> bool:
        """Put a stored scan or picture behind, brought to A4; False, and nothing there, when it cannot be read.

        Whatever somebody uploaded: a dossier is not refused for one file of it.
        """
        before = self.pages
        try:
            content = read_file(data_dir, scan.sha256)
            if scan.media_type != "application/pdf":
                content = _picture_as_pdf(content)
            for page in PdfReader(BytesIO(content)).pages[:MOST_PAGES]:
                placing, sheet = _placed(page)
                added = self._writer.add_page(page)
                _without_actions(added)
                self._wrap(added, placing, b"Q")
                added.rotation = 0
                for box in ("/MediaBox", "/CropBox", "/TrimBox", "/BleedBox", "/ArtBox"):
                    added[NameObject(box)] = RectangleObject((0, 0, *sheet))
        except Exception:
            while self.pages > before:
                self._writer.remove_page(self.pages - 1)
            return False
        return self.pages > before

    def put_before(self, pages: Iterable[PageObject]) -> None:
        """Put pages before all others."""
        for place, page in enumerate(pages):
            _without_actions(self._writer.insert_page(page, place))

    def bound(self, title: str, *, unnumbered: int) -> IO[bytes]:
        """The whole with its pages numbered, as a temporary file that is read from its beginning.

        Args:
            unnumbered: pages at the beginning, counted but without their number.
        """
        font = self._writer._add_object(
            DictionaryObject(
                {
                    NameObject("/Type"): NameObject("/Font"),
                    NameObject("/Subtype"): NameObject("/Type1"),
                    NameObject("/BaseFont"): NameObject("/Helvetica"),
                }
            )
        )
        for number, page in enumerate(self._writer.pages, 1):
            if number > unnumbered:
                self._stamp(page, str(number), font)
        self._writer.add_metadata({"/Title": title})
        self._writer.compress_identical_objects(remove_duplicates=True, remove_unreferenced=True)
        # Above this size it lies on the disk, not in memory.
        file = tempfile.SpooledTemporaryFile(max_size=8 << 20)  # noqa: SIM115 (the caller closes it)
        self._writer.write(file)
        file.seek(0)
        return file

    def _stamp(self, page: PageObject, number: str, font: Any) -> None:
        """Number a page at its upper right corner, behind whatever its own content left of the graphics state."""
        box = page.mediabox
        left = float(box.right) - 34 - 5.6 * len(number)
        said = f"Q\nBT /{_STAMP[1:]} 10 Tf {left:.1f} {float(box.top) - 30:.1f} Td ({number}) Tj ET"
        self._wrap(page, b"q", said.encode("ascii"))
        resources = DictionaryObject(page.get("/Resources", DictionaryObject()).get_object())
        fonts = DictionaryObject(resources.get("/Font", DictionaryObject()).get_object())
        fonts[NameObject(_STAMP)] = font
        resources[NameObject("/Font")] = fonts
        page[NameObject("/Resources")] = resources

    def _wrap(self, page: PageObject, before: bytes, behind: bytes) -> None:
        """Put operators around a page's content without reading it."""
        kept = page.get("/Contents")
        content = kept.get_object() if kept is not None else None
        if content is None:
            own: list[Any] = []
        else:
            own = list(content) if isinstance(content, ArrayObject) else [page.raw_get("/Contents")]
        around = []
        for operators in (before, behind):
            stream = DecodedStreamObject()
            stream.set_data(operators)
            around.append(self._writer._add_object(stream))
        page[NameObject("/Contents")] = ArrayObject([around[0], *own, around[1]])


def _picture_as_pdf(content: bytes) -> bytes:
    with Image.open(BytesIO(content)) as picture:
        if picture.width * picture.height > MOST_PIXELS:
            raise ValueError("the picture is too large")
        picture.draft("RGB", PIXELS)
        upright = ImageOps.exif_transpose(picture).convert("RGB")
    upright.thumbnail(PIXELS if upright.height >= upright.width else PIXELS[::-1])
    made = BytesIO()
    upright.save(made, "PDF", resolution=150)
    return made.getvalue()


def _placed(page: PageObject) -> tuple[bytes, tuple[float, float]]:
    """What brings a page's content onto A4, upright or across as it is shown, and the sheet's size.

    Raises:
        ValueError: the page has no size.
    """
    box = page.cropbox
    left, low, width, height = float(box.left), float(box.bottom), float(box.width), float(box.height)
    if not (width > 0 and height > 0):
        raise ValueError("a page without a size")
    turned = page.rotation % 360
    upright = {
        0: (1, 0, 0, 1, -left, -low),
        90: (0, -1, 1, 0, -low, left + width),
        180: (-1, 0, 0, -1, left + width, low + height),
        270: (0, 1, -1, 0, low + height, -left),
    }[turned]
    shown = (height, width) if turned in (90, 270) else (width, height)
    sheet = A4 if shown[1] >= shown[0] else A4[::-1]
    scale = min((sheet[0] - 2 * MARGIN) / shown[0], (sheet[1] - 2 * MARGIN) / shown[1], LARGEST_SCALE)
    right, up = (sheet[0] - shown[0] * scale) / 2, (sheet[1] - shown[1] * scale) / 2
    matrix = [each * scale for each in upright]
    matrix[4], matrix[5] = matrix[4] + right, matrix[5] + up
    numbers = " ".join(f"{each:.4f}" for each in matrix)
    # What lay outside the page stays outside.
    return f"q {numbers} cm {left:.2f} {low:.2f} {width:.2f} {height:.2f} re W n".encode("ascii"), sheet


def _without_actions(page: PageObject) -> None:
    for name in ("/Annots", "/AA", "/StructParents", "/Tabs"):
        if name in page:
            del page[name]
