"""Gives a file back with what is to be corrected: the person's own workbook with one more column, to be filtered by.

Whatever else stands in it stays. An old .xls or a CSV, which openpyxl does not write, comes back as a new workbook with
the same cells; so does one too large to be held in memory.
"""

import io
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Final

import openpyxl
import xlsxwriter
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter

from service.workbooks.reading import RowRead, SheetBegins, file_read

MOST_CELLS: Final = 150_000
"""Cells that openpyxl may hold at once, at about a kilobyte each."""

_PINK: Final = "FDE9E7"


def annotated(
    content: bytes,
    filename: str,
    path: Path,
    told: Mapping[int, Mapping[int, str]],
    header_rows: Mapping[int, int],
    heading: str,
    old_headings: Sequence[str] = (),
) -> None:
    """Write the file with a column of errors.

    Args:
        told: what is wrong, by the sheet's index and Excel's row.
        header_rows: Excel's row of the headings, by the sheet's index.
        heading: of the column.
        old_headings: what it may be called in a file that was given back before; it is filled anew there.

    Raises:
        FileRefused: it cannot be read any more.
    """
    sheets: list[tuple[SheetBegins, list[RowRead]]] = []
    for part in file_read(content, filename):
        if isinstance(part, SheetBegins):
            sheets.append((part, []))
        else:
            sheets[-1][1].extend(part)
    cells = sum(len(row.cells) for _, rows in sheets for row in rows)
    if content.startswith(b"PK") and cells <= MOST_CELLS:
        _own(content, path, told, header_rows, (heading, *old_headings))
    else:
        _anew(sheets, path, told, header_rows, (heading, *old_headings))


def _own(content: bytes, path: Path, told: Any, header_rows: Mapping[int, int], headings: Sequence[str]) -> None:
    # Links to other files are dropped: nothing outside the workbook is ever looked at.
    book = openpyxl.load_workbook(io.BytesIO(content), keep_links=False)
    fill, wrapped = PatternFill("solid", fgColor=_PINK), Alignment(wrap_text=True, vertical="top")
    for index, header in header_rows.items():
        sheet = book.worksheets[index]
        titles = [str(cell.value or "") for cell in sheet[header]]
        place = next((at for at, title in enumerate(titles, start=1) if title in headings), len(titles) + 1)
        letter = get_column_letter(place)
        for row in range(header + 1, sheet.max_row + 1):
            sheet.cell(row, place).value = None
        top = sheet.cell(header, place, headings[0])
        top.font, top.alignment = Font(bold=True, color="B3261E"), wrapped
        sheet.column_dimensions[letter].width = 60
        for row, text in told.get(index, {}).items():
            cell = sheet.cell(row, place)
            # As a text whatever it begins with.
            cell.value, cell.data_type, cell.alignment, cell.fill = text, "s", wrapped, fill
        sheet.auto_filter.ref = f"A{header}:{letter}{sheet.max_row}"
    book.save(path)


def _anew(
    sheets: Sequence[tuple[SheetBegins, list[RowRead]]],
    path: Path,
    told: Any,
    header_rows: Any,
    headings: Sequence[str],
) -> None:
    book = xlsxwriter.Workbook(str(path), {"constant_memory": True, "tmpdir": str(path.parent)})
    text = book.add_format({"num_format": "@"})
    wrong = book.add_format({"num_format": "@", "text_wrap": True, "valign": "top", "bg_color": f"#{_PINK}"})
    for begun, rows in sheets:
        sheet = book.add_worksheet(begun.name[:31])
        header, last = header_rows.get(begun.index), 0
        place = max((len(row.cells) for row in rows), default=0)
        for row in rows:
            if row.number == header:
                place = next((at for at, cell in enumerate(row.cells) if cell in headings), place)
        for row in rows:
            for at, cell in enumerate(row.cells):
                if cell == "" or (header is not None and at == place):
                    continue
                if isinstance(cell, bool):
                    sheet.write_boolean(row.number - 1, at, cell)
                elif isinstance(cell, int | float):
                    sheet.write_number(row.number - 1, at, cell)
                else:
                    sheet.write_string(row.number - 1, at, cell["day"] if isinstance(cell, dict) else cell, text)
            if header is not None and (
                said := headings[0] if row.number == header else told.get(begun.index, {}).get(row.number)
            ):
                sheet.write_string(row.number - 1, place, said, wrong)
            last = row.number
        if header is not None:
            sheet.set_column(place, place, 60)
            sheet.autofilter(header - 1, 0, last - 1, place)
    book.close()
