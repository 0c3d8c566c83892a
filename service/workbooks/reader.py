"""The reader: a child process that takes a workbook apart, so that no file can harm the service.

It is run as a script, never imported by the service: it has limits of memory and time of its own, and what it cannot
read in them is refused. The file comes over standard input; a line of JSON goes out for every sheet and every few
hundred rows, and one at the end: {"sheet"}, {"rows": [[number, cells…], …]}, {"end"} or {"refused", "figures"}.

A cell is a text, a number, true or false, or {"day"}. Nothing in the file is ever computed, fetched or opened.
"""

import csv
import io
import json
import resource
import sys
from collections.abc import Iterator
from datetime import date, datetime
from typing import Any, Final

ROWS_AT_ONCE: Final = 500


def main(order: str) -> None:
    """Read the file on standard input; `order` is JSON: ending, limits, the folder of our own modules."""
    limits = json.loads(order)
    resource.setrlimit(resource.RLIMIT_AS, (limits["memory"], limits["memory"]))
    resource.setrlimit(resource.RLIMIT_CPU, (limits["seconds"], limits["seconds"]))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    sys.path.insert(0, limits["root"])
    from service.workbooks.hostile import Hostile, look_at

    content = sys.stdin.buffer.read()
    try:
        kind = look_at(content, limits)
        rows = _csv(content, limits) if kind == "csv" else _workbook(content, limits)
        for message in rows:
            _say(message)
        _say({"end": True})
    except Hostile as refused:
        _say({"refused": refused.code, "figures": refused.figures})
    except MemoryError:
        _say({"refused": "workbook_too_large", "figures": {}})


def _say(message: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(message, ensure_ascii=False, separators=(",", ":")) + "\n")


def _workbook(content: bytes, limits: dict[str, Any]) -> Iterator[dict[str, Any]]:
    import python_calamine

    from service.workbooks.hostile import Hostile

    try:
        book = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content))
    except python_calamine.PasswordError:
        raise Hostile("workbook_encrypted") from None
    except Exception:
        raise Hostile("workbook_unreadable") from None
    if len(book.sheet_names) > limits["sheets"]:
        raise Hostile("workbook_too_many_sheets", most=limits["sheets"])
    for index, name in enumerate(book.sheet_names):
        try:
            sheet = book.get_sheet_by_index(index)
        except Exception:
            if book.sheets_metadata[index].typ is python_calamine.SheetTypeEnum.WorkSheet:
                raise Hostile("workbook_unreadable") from None
            # A chart or a dialogue is no sheet of cells.
            continue
        last_row, last_column = sheet.end or (0, 0)
        if last_column >= limits["columns"]:
            raise Hostile("workbook_too_wide", sheet=name, most=limits["columns"])
        if last_row >= limits["rows"]:
            raise Hostile("workbook_too_long", sheet=name, most=limits["rows"])
        yield {"sheet": name}
        # Rows come from the first of the sheet, columns from the first that holds something.
        before = [""] * (sheet.start[1] if sheet.start else 0)
        yield from _gathered(enumerate((before + row for row in sheet.iter_rows()), start=1))


def _csv(content: bytes, limits: dict[str, Any]) -> Iterator[dict[str, Any]]:
    from service.workbooks.hostile import Hostile, text_of_csv

    text = text_of_csv(content)
    yield {"sheet": "CSV"}
    read = csv.reader(io.StringIO(text, newline=""), strict=True)

    def numbered() -> Iterator[tuple[int, list[str]]]:
        for number, row in enumerate(read, start=1):
            if number > limits["rows"]:
                raise Hostile("workbook_too_long", sheet="CSV", most=limits["rows"])
            if len(row) > limits["columns"]:
                raise Hostile("workbook_too_wide", sheet="CSV", most=limits["columns"])
            yield number, [_undefused(cell) for cell in row]

    try:
        yield from _gathered(numbered())
    except csv.Error:
        raise Hostile("workbook_unreadable") from None


def _undefused(cell: str) -> str:
    """An exported text that looked like a formula without the apostrophe that was set before it."""
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ("=", "+", "-", "@", "\t", "\r", "'") and cell[1:] else cell


def _gathered(rows: Any) -> Iterator[dict[str, Any]]:
    """Rows with something in them, some hundreds at once."""
    some: list[list[Any]] = []
    for number, cells in rows:
        if any(cell != "" for cell in cells):
            some.append([number, *[cell if type(cell) is str else _cell(cell) for cell in cells]])
            if len(some) == ROWS_AT_ONCE:
                yield {"rows": some}
                some = []
    if some:
        yield {"rows": some}


def _cell(cell: Any) -> Any:
    if isinstance(cell, bool | int | float):
        return cell
    if isinstance(cell, datetime):
        return {"day": cell.date().isoformat()} if cell.time() == cell.time().min else {"day": cell.isoformat()}
    return {"day": cell.isoformat()} if isinstance(cell, date) else str(cell)


if __name__ == "__main__":
    main(sys.argv[1])
