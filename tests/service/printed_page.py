"""Reads a PDF back as glyphs with their places in points from the bottom left, so that tests can measure."""

import io
import re
from collections import defaultdict
from dataclasses import dataclass
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ContentStream

MM = 72 / 25.4
Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


@dataclass(frozen=True)
class Glyph:
    """One character on the page: left and right edge, baseline, font name without its subset tag, size, fill colour."""

    text: str
    left: float
    right: float
    baseline: float
    font: str
    size: float
    colour: tuple[float, ...]


@dataclass(frozen=True)
class Line:
    """The glyphs of one baseline, from left to right."""

    baseline: float
    glyphs: tuple[Glyph, ...]

    @property
    def text(self) -> str:
        return "".join(glyph.text for glyph in self.glyphs)

    @property
    def left(self) -> float:
        return self.glyphs[0].left

    @property
    def right(self) -> float:
        return self.glyphs[-1].right


@dataclass(frozen=True)
class Page:
    width: float
    height: float
    lines: tuple[Line, ...]

    @property
    def text(self) -> str:
        return "\n".join(line.text for line in self.lines)

    def in_type_area(self) -> list[Line]:
        """Lines whose baseline lies between the top and bottom margins of GB/T 9704-2012."""
        return [line for line in self.lines if 35 * MM <= line.baseline <= self.height - 37 * MM]

    def below_type_area(self) -> list[Line]:
        return [line for line in self.lines if line.baseline < 35 * MM]

    def line(self, beginning: str) -> Line:
        """The first line that begins so."""
        found = self.line_or_none(beginning)
        assert found is not None, f"no line begins with {beginning}"
        return found

    def line_or_none(self, beginning: str) -> Line | None:
        return next((line for line in self.lines if line.text.strip().startswith(beginning)), None)


def read_pages(pdf: bytes) -> list[Page]:
    return [_read_page(page, reader) for reader in [PdfReader(io.BytesIO(pdf))] for page in reader.pages]


def _read_page(page: Any, reader: PdfReader) -> Page:
    fonts = {name: _Font(font.get_object()) for name, font in page["/Resources"]["/Font"].items()}
    by_baseline: dict[float, list[Glyph]] = defaultdict(list)
    for glyph in _glyphs(ContentStream(page["/Contents"].get_object(), reader).operations, fonts):
        by_baseline[round(glyph.baseline, 1)].append(glyph)
    lines = tuple(
        Line(baseline, tuple(sorted(glyphs, key=lambda glyph: glyph.left)))
        for baseline, glyphs in sorted(by_baseline.items(), reverse=True)
    )
    return Page(width=float(page.mediabox.width), height=float(page.mediabox.height), lines=lines)


class _Font:
    def __init__(self, font: Any) -> None:
        self.name = str(font["/BaseFont"]).partition("+")[2]
        mapping = font["/ToUnicode"].get_data().decode()
        self.text = {
            int(code, 16): bytes.fromhex(text).decode("utf-16-be")
            for code, text in re.findall(r"<([0-9a-f]{4})> <([0-9a-f]+)>\n", mapping)
        }
        self.width: dict[int, float] = {}
        widths = list(font["/DescendantFonts"][0].get_object()["/W"])
        for first, listed in zip(widths[::2], widths[1::2], strict=True):
            self.width |= {int(first) + place: float(width) for place, width in enumerate(listed)}


def _glyphs(operations: Any, fonts: dict[str, _Font]) -> list[Glyph]:
    glyphs: list[Glyph] = []
    stack: list[tuple[Matrix, tuple[float, ...]]] = []
    matrix, colour, text_matrix, font, size = IDENTITY, (0.0, 0.0, 0.0), IDENTITY, None, 0.0
    for operands, operator in operations:
        if operator == b"q":
            stack.append((matrix, colour))
        elif operator == b"Q":
            matrix, colour = stack.pop()
        elif operator == b"cm":
            matrix = _times(_matrix(operands), matrix)
        elif operator == b"rg":
            colour = tuple(float(value) for value in operands)
        elif operator == b"Tm":
            text_matrix = _matrix(operands)
        elif operator == b"Tf":
            font, size = fonts[operands[0]], float(operands[1])
        elif operator in (b"TJ", b"Tj"):
            assert font is not None
            advance = 0.0
            for part in operands[0] if operator == b"TJ" else operands:
                if isinstance(part, (int, float)):
                    advance -= float(part) / 1000 * size
                    continue
                codes = part.original_bytes if isinstance(part, str) else bytes(part)
                for place in range(0, len(codes), 2):
                    code = int.from_bytes(codes[place : place + 2], "big")
                    width = font.width[code] / 1000 * size
                    glyphs.append(_placed(font, font.text[code], advance, width, size, text_matrix, matrix, colour))
                    advance += width
    return glyphs


def _placed(
    font: _Font, text: str, advance: float, width: float, size: float, text_matrix: Matrix, matrix: Matrix, colour: Any
) -> Glyph:
    whole = _times(text_matrix, matrix)
    return Glyph(
        text=text,
        left=whole[0] * advance + whole[4],
        right=whole[0] * (advance + width) + whole[4],
        baseline=whole[5],
        font=font.name,
        size=round(abs(whole[0]) * size, 2),
        colour=colour,
    )


def _matrix(operands: Any) -> Matrix:
    a, b, c, d, e, f = (float(value) for value in operands)
    return a, b, c, d, e, f


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    p, q, r, s, t, u = other
    return a * p + b * r, a * q + b * s, c * p + d * r, c * q + d * s, e * p + f * r + t, e * q + f * s + u
