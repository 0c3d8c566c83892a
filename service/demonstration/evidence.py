"""Papers and photos for the demonstration: small files that say on their face that they are none."""

import struct
import zlib
from collections.abc import Iterator
from typing import NamedTuple

MARK = "演示 DEMONSTRATION"
_NO_REAL_PAPER = "此件为演示用，不是真实材料"

# 16 pixels a row, a word of bits each.
_HAN = {
    "演": "3040 1ffe 0402 03fc 4040 7040 07fc 0644 17fc 1644 3644 37fc 2198 670c 0402 0000",
    "示": "0000 3ffc 0000 0000 0000 7ffe 0180 0180 1998 1188 318c 6184 6186 0180 0700 0000",
}
# 5 pixels a row, 7 rows.
_LATIN = {
    "A": "0e 11 11 1f 11 11 11",
    "B": "1e 11 11 1e 11 11 1e",
    "C": "0e 11 10 10 10 11 0e",
    "D": "1e 11 11 11 11 11 1e",
    "E": "1f 10 10 1e 10 10 1f",
    "F": "1f 10 10 1e 10 10 10",
    "I": "0e 04 04 04 04 04 0e",
    "M": "11 1b 15 15 11 11 11",
    "N": "11 19 15 13 11 11 11",
    "O": "0e 11 11 11 11 11 0e",
    "R": "1e 11 11 1e 14 12 11",
    "S": "0f 10 10 0e 01 01 1e",
    "T": "1f 04 04 04 04 04 04",
    "0": "0e 11 13 15 19 11 0e",
    "1": "04 0c 04 04 04 04 0e",
    "2": "0e 11 01 06 08 10 1f",
    "3": "1f 02 04 02 01 11 0e",
    "4": "02 06 0a 12 1f 02 02",
    "5": "1f 10 1e 01 01 11 0e",
    "6": "06 08 10 1e 11 11 0e",
    "7": "1f 01 02 04 08 08 08",
    "8": "0e 11 11 0e 11 11 0e",
    "9": "0e 11 11 0f 01 02 0c",
}
_WIDTH, _HEIGHT = 480, 320


class EvidenceFile(NamedTuple):
    """A file as somebody would upload it."""

    name: str
    media_type: str
    content: bytes


def evidence_file(label: str, *, photo: bool = False) -> EvidenceFile:
    """A file to attach where a paper needs evidence; the same label gives the same bytes.

    Args:
        label: what it stands for, in Chinese, without any person's name.
        photo: a picture (PNG) instead of a paper (PDF).
    """
    if photo:
        return EvidenceFile(f"演示-{label}.png", "image/png", _png(label))
    return EvidenceFile(f"演示-{label}.pdf", "application/pdf", _pdf(label))


def _png(label: str) -> bytes:
    """Black on white: a frame, the mark in both languages, and a number that differs from label to label."""
    ink: set[tuple[int, int]] = set()
    for place in range(8, _WIDTH - 8):
        ink |= {(place, edge) for edge in (8, 9, _HEIGHT - 10, _HEIGHT - 9)}
    for place in range(8, _HEIGHT - 8):
        ink |= {(edge, place) for edge in (8, 9, _WIDTH - 10, _WIDTH - 9)}
    _draw(ink, "演示", _HAN, 16, scale=6, top=45)
    _draw(ink, "DEMONSTRATION", _LATIN, 5, scale=5, top=175)
    _draw(ink, f"{zlib.crc32(label.encode()):08X}", _LATIN, 5, scale=3, top=250)
    lines = bytearray()
    for y in range(_HEIGHT):
        bits = "".join("0" if (x, y) in ink else "1" for x in range(_WIDTH))
        lines += b"\0" + int(bits, 2).to_bytes(_WIDTH // 8, "big")
    header = struct.pack(">IIBBBBB", _WIDTH, _HEIGHT, 1, 0, 0, 0, 0)
    text = b"Title\0\0\0\0\0" + f"{MARK} {label}".encode()
    chunks = ((b"IHDR", header), (b"iTXt", text), (b"IDAT", zlib.compress(bytes(lines), 9)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data)) for kind, data in chunks
    )


def _draw(ink: set[tuple[int, int]], text: str, glyphs: dict[str, str], width: int, *, scale: int, top: int) -> None:
    """Add a centred line of text to the ink."""
    left = (_WIDTH - (width + 1) * scale * len(text) + scale) // 2
    for x, y in _pixels(text, glyphs, width):
        ink |= {(left + x * scale + dx, top + y * scale + dy) for dx in range(scale) for dy in range(scale)}


def _pixels(text: str, glyphs: dict[str, str], width: int) -> Iterator[tuple[int, int]]:
    """Column and row of every black pixel of a line of text; glyphs stand one pixel apart."""
    for number, character in enumerate(text):
        for row, word in enumerate(glyphs[character].split()):
            for column in range(width):
                if int(word, 16) >> (width - 1 - column) & 1:
                    yield number * (width + 1) + column, row


def _pdf(label: str) -> bytes:
    """One A5 page. The mark is drawn, so that it shows everywhere; the label needs a viewer with a Chinese font."""
    squares = "".join(f"{60 + x * 8} {540 - y * 8} 8 8 re\n" for x, y in _pixels("演示", _HAN, 16))
    lines = ((20, 320, label), (14, 280, _NO_REAL_PAPER))
    text = "".join(f"BT /F {size} Tf 40 {y} Td <{line.encode('utf-16-be').hex()}> Tj ET\n" for size, y, line in lines)
    content = f"1.5 w 20 20 380 555 re S\n{squares}f\nBT /H 34 Tf 60 370 Td (DEMONSTRATION) Tj ET\n{text}"
    objects = (
        "<</Type/Catalog/Pages 2 0 R/Lang(zh-CN)>>",
        "<</Type/Pages/Kids[3 0 R]/Count 1>>",
        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 420 595]/Contents 4 0 R/Resources<</Font<</F 5 0 R/H 8 0 R>>>>>>",
        f"<</Length {len(content)}>>\nstream\n{content}\nendstream",
        "<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/UniGB-UCS2-H/DescendantFonts[6 0 R]>>",
        "<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/FontDescriptor 7 0 R"
        "/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>>>",
        "<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0"
        "/Ascent 880/Descent -120/CapHeight 880/StemV 93>>",
        "<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold>>",
    )
    body = "%PDF-1.4\n"
    offsets = []
    for number, description in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n{description}\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    size = len(objects) + 1
    trailer = f"trailer\n<</Size {size}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF\n"
    return f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}{trailer}".encode("ascii")
