"""The records of an old .xls file (BIFF8 in a compound file), as far as it takes to see whether one is a formula.

Sources: [MS-CFB] 2.2 to 2.6 for the compound file, [MS-XLS] 2.3 for the numbers of records.
"""

import struct
from collections.abc import Iterator
from typing import Final

FORMULAS: Final = frozenset({0x0006, 0x0206, 0x0406, 0x0221, 0x04BC})
"""Formula in its three versions, array formula, shared formula."""

_FREE: Final = 0xFFFFFFFA
"""Numbers of sectors from here on are marks."""
_ENTRY: Final = 128
_MINI: Final = 4096
_STREAMS: Final = ("Workbook", "Book")


def records_of(content: bytes) -> Iterator[int]:
    """The kinds of the workbook's records, one after the other.

    Raises:
        ValueError, IndexError: it is no whole compound file, or holds no workbook.
    """
    stream, place = _workbook_stream(content), 0
    while place + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, place)
        if kind == 0 and length == 0:
            return
        yield kind
        place += 4 + length


def _workbook_stream(content: bytes) -> bytes:
    size = 1 << _number(content, 30, "<H")
    if size not in (512, 4096):
        raise ValueError("no sector size")
    table = _allocation(content, size)
    directory = _chain(content, size, table, _number(content, 48))
    entries = [directory[place : place + _ENTRY] for place in range(0, len(directory), _ENTRY)]
    root = entries[0]
    for entry in entries:
        name = entry[: max(_number(entry, 64, "<H") - 2, 0)].decode("utf-16-le", "replace")
        if name in _STREAMS:
            first, length = _number(entry, 116), _number(entry, 120)
            if length >= _MINI:
                return _chain(content, size, table, first)[:length]
            inner = _chain(content, size, table, _number(root, 116))
            mini = _chain(content, size, table, _number(content, 60))
            small = [_number(mini, place) for place in range(0, len(mini), 4)]
            return _chain(bytes(64) + inner, 64, small, first)[:length]
    raise ValueError("no workbook in it")


def _allocation(content: bytes, size: int) -> list[int]:
    """Which sector follows which."""
    sectors = [_number(content, 76 + 4 * place) for place in range(109)]
    more, left = _number(content, 68), len(content) // size
    while more < _FREE and left > 0:
        whole = _sector(content, size, more)
        sectors += [_number(whole, place) for place in range(0, size - 4, 4)]
        more, left = _number(whole, size - 4), left - 1
    table: list[int] = []
    for sector in sectors:
        if sector < _FREE:
            table += struct.unpack(f"<{size // 4}I", _sector(content, size, sector))
    return table


def _chain(content: bytes, size: int, table: list[int], first: int) -> bytes:
    parts, sector, left = [], first, len(table) + 1
    while sector < _FREE:
        if left == 0:
            raise ValueError("sectors in a circle")
        parts.append(_sector(content, size, sector))
        sector, left = table[sector], left - 1
    return b"".join(parts)


def _sector(content: bytes, size: int, number: int) -> bytes:
    # The header takes the place of a sector before the first one; of the small ones there is none.
    part = content[(number + 1) * size : (number + 2) * size]
    if not part:
        raise ValueError("cut off")
    return part.ljust(size, b"\0")


def _number(content: bytes, place: int, form: str = "<I") -> int:
    try:
        return int(struct.unpack_from(form, content, place)[0])
    except struct.error:
        raise ValueError("cut off") from None
