"""What is looked at before a workbook is read: is it what its name says, how large would it become, what hides in it.

A refusal names the thing, so that an honest person can mend the file and an attacker learns nothing else.
"""

import io
import re
import zipfile
from typing import Any, Final

from service.workbooks.old_excel import FORMULAS, records_of

SPREADSHEETS: Final = (".xlsx", ".xls", ".et")
"""Endings of workbooks. WPS and old programs keep either kind of content under each of them."""

CSV: Final = ".csv"
_ZIP: Final = b"PK\x03\x04"
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_PARTS: Final = 500
_SWELL: Final = 200
"""A part that grows more than so many times when it is unpacked is a bomb; sheets of text grow ten to thirty times."""
_SMALL: Final = 1 << 20
_CHUNK: Final = 1 << 20
_FORMULA: Final = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL: Final = re.compile(rb"<(?:\w+:)?c\s[^>]*?r=\"([A-Z]{1,3}[0-9]{1,7})\"")
_MAYBE_FORMULA: Final = (b"<f", b":f")
"""Looked for first: a plain search costs a fiftieth of a pattern's."""
_DECLARED: Final = (b"<!DOCTYPE", b"<!ENTITY")
_WIDE: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00")


class Hostile(Exception):
    """The file is refused."""

    def __init__(self, code: str, **figures: Any) -> None:
        super().__init__(code)
        self.code = code
        self.figures = figures


def look_at(content: bytes, limits: dict[str, Any]) -> str:
    """What the file is: `xlsx`, `xls` or `csv`.

    Args:
        limits: `ending` of the name, and `bytes` (unpacked), `rows`, `sheets`.

    Raises:
        Hostile: it is refused.
    """
    ending = limits["ending"]
    if content.startswith(_ZIP):
        if ending not in SPREADSHEETS:
            raise Hostile("workbook_of_another_kind")
        _look_into_zip(content, limits)
        return "xlsx"
    if content.startswith(_OLE):
        if ending not in SPREADSHEETS:
            raise Hostile("workbook_of_another_kind")
        _look_into_ole(content)
        return "xls"
    if ending != CSV:
        raise Hostile("workbook_of_another_kind")
    text_of_csv(content)
    return "csv"


def text_of_csv(content: bytes) -> str:
    """The text of a CSV file in UTF-8 or GB 18030, as Chinese Excel writes it.

    Raises:
        Hostile: it is neither, or no text at all.
    """
    if b"\x00" in content:
        raise Hostile("workbook_of_another_kind")
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Hostile("workbook_of_another_kind")


def _look_into_zip(content: bytes, limits: dict[str, Any]) -> None:
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile:
        raise Hostile("workbook_unreadable") from None
    parts = archive.infolist()
    names = [part.filename.lower() for part in parts]
    # What is declared is read before anything is unpacked.
    if len(parts) > _PARTS or sum(part.file_size for part in parts) > limits["bytes"]:
        raise Hostile("workbook_bomb")
    if any(part.file_size > _SMALL and part.file_size > _SWELL * max(part.compress_size, 1) for part in parts):
        raise Hostile("workbook_bomb")
    if any(part.flag_bits & 1 for part in parts):
        raise Hostile("workbook_encrypted")
    if any(name.endswith("vbaproject.bin") or name.startswith("xl/macrosheets/") for name in names):
        raise Hostile("workbook_macros")
    if "xl/workbook.xml" not in names:
        raise Hostile("workbook_of_another_kind")
    if sum(name.startswith("xl/worksheets/") and name.endswith(".xml") for name in names) > limits["sheets"]:
        raise Hostile("workbook_too_many_sheets", most=limits["sheets"])
    for part, name in zip(parts, names, strict=True):
        if name.endswith((".xml", ".rels")):
            _look_into_part(archive, part, limits, is_sheet=name.startswith("xl/worksheets/"))


def _look_into_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo, limits: dict[str, Any], *, is_sheet: bool) -> None:
    rows, tail = 0, b""
    try:
        with archive.open(part) as file:
            while chunk := file.read(_CHUNK):
                seen = tail + chunk
                if any(word in seen for word in _DECLARED) or any(mark in chunk[:4] for mark in _WIDE):
                    raise Hostile("workbook_entities")
                if is_sheet:
                    if any(mark in seen for mark in _MAYBE_FORMULA) and (found := _FORMULA.search(seen)):
                        cells = _CELL.findall(seen[: found.start()])
                        raise Hostile("workbook_formulas", cell=cells[-1].decode() if cells else "?")
                    rows += seen.count(b"<row") - tail.count(b"<row") + seen.count(b":row") - tail.count(b":row")
                    if rows > limits["rows"]:
                        raise Hostile("workbook_too_long", sheet=part.filename, most=limits["rows"])
                tail = seen[-64:]
    except (zipfile.BadZipFile, EOFError, NotImplementedError, OSError):
        raise Hostile("workbook_unreadable") from None
    except Exception as problem:
        if isinstance(problem, Hostile):
            raise
        # zlib's own error has no common class with zipfile's.
        raise Hostile("workbook_unreadable") from None


def _look_into_ole(content: bytes) -> None:
    if "EncryptedPackage".encode("utf-16-le") in content:
        raise Hostile("workbook_encrypted")
    if "_VBA_PROJECT_CUR".encode("utf-16-le") in content:
        raise Hostile("workbook_macros")
    try:
        for kind in records_of(content):
            if kind == 0x002F:
                raise Hostile("workbook_encrypted")
            if kind in FORMULAS:
                raise Hostile("workbook_formulas", cell="?")
    except (ValueError, IndexError):
        raise Hostile("workbook_unreadable") from None
