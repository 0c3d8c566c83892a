"""One file of several notices, to be sent to a printer at once."""

from collections.abc import Iterable
from io import BytesIO

from pypdf import PdfWriter


def merged(pdfs: Iterable[bytes]) -> bytes:
    """The pages of these PDFs one after the other, each notice on a sheet of its own when printed on both sides.

    Args:
        pdfs: at least one.
    """
    writer = PdfWriter()
    for pdf in pdfs:
        if len(writer.pages) % 2:
            writer.add_blank_page()
        writer.append(BytesIO(pdf), import_outline=False)
    file = BytesIO()
    writer.write(file)
    return file.getvalue()
