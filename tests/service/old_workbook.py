"""A minimal old .xls file: BIFF8 records in a compound file ([MS-XLS], [MS-CFB]), since no library writes one here."""

import struct
from collections.abc import Sequence

_SECTOR = 512
_END, _FREE, _FAT = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD


def old_workbook(sheets: Sequence[tuple[str, Sequence[Sequence[str | float]]]], *, formula: bool = False) -> bytes:
    """Sheets of texts and numbers as Excel 97 to 2003 wrote them; with a formula in it when asked."""
    streams = [_sheet(rows, formula=formula) for _, rows in sheets]
    head = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0x0DBB, 0x07CC, 0, 6))
    names = [struct.pack("<BB", len(name), 1) + name.encode("utf-16-le") for name, _ in sheets]
    place = len(head) + sum(4 + 6 + len(name) for name in names) + 4
    bounds = b""
    for name, stream in zip(names, streams, strict=True):
        bounds += _record(0x0085, struct.pack("<IBB", place, 0, 0) + name)
        place += len(stream)
    book = head + bounds + _record(0x000A, b"") + b"".join(streams)
    return _compound(book.ljust(4096, b"\0"))


def _sheet(rows: Sequence[Sequence[str | float]], *, formula: bool) -> bytes:
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0x0DBB, 0x07CC, 0, 6))
    for line, row in enumerate(rows):
        for place, cell in enumerate(row):
            if isinstance(cell, str):
                text = struct.pack("<HB", len(cell), 1) + cell.encode("utf-16-le")
                out += _record(0x0204, struct.pack("<HHH", line, place, 0) + text)
            else:
                out += _record(0x0203, struct.pack("<HHHd", line, place, 0, cell))
    if formula:
        out += _record(0x0006, struct.pack("<HHHdHIH", 99, 0, 0, 1.0, 0, 0, 3) + b"\x1e\x01\x00")
    return out + _record(0x000A, b"")


def _record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def _compound(stream: bytes) -> bytes:
    stream = stream.ljust(-(-len(stream) // _SECTOR) * _SECTOR, b"\0")
    sectors = len(stream) // _SECTOR
    # The allocation table first, then the directory, then the workbook.
    tables = -(-(sectors + 2) // 128) or 1
    first = tables + 1
    table = [_FAT] * tables + [_END] + [first + at + 1 for at in range(sectors - 1)] + [_END]
    table += [_FREE] * (tables * 128 - len(table))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    header += struct.pack("<HHHHH6xIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, tables, tables, 0, 4096, _END, 0, _END, 0)
    header += struct.pack("<109I", *range(tables), *[_FREE] * (109 - tables))
    directory = _entry("Root Entry", 5, _END, 0, child=1) + _entry("Workbook", 2, first, len(stream))
    return header + struct.pack(f"<{len(table)}I", *table) + directory.ljust(_SECTOR, b"\0") + stream


def _entry(name: str, kind: int, first: int, length: int, child: int = _FREE) -> bytes:
    text = name.encode("utf-16-le") + b"\0\0"
    head = text.ljust(64, b"\0") + struct.pack("<HBBIII", len(text), kind, 1, _FREE, _FREE, child)
    return (head + bytes(36) + struct.pack("<IQ", first, length)).ljust(128, b"\0")
