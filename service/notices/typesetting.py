"""Chinese typesetting that a stylesheet cannot do: title lines, sizes by a name's length, rare characters."""

import re
import unicodedata
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import combinations, pairwise

from markupsafe import Markup

from service.notices import fonts

TYPE_AREA_WIDTH = 442.2  # points: 156 mm (GB/T 9704-2012 5.2.1)
TITLE_SIZE = 22.0  # 二号
RED_HEAD_SIZES = (24.0, 44.0)  # never smaller than the title, never louder than needed

_TEXT_BETWEEN_TAGS = re.compile(r">[^<]+")
_CHINESE = "[\u3000-\u303f\u3400-\u9fff\uff00-\uffef\u201c\u201d]"
_MARK_BESIDE_CHINESE = re.compile(f"(?<={_CHINESE})[,:?!]|[,:?!](?={_CHINESE})")
_BRACKETS_ROUND_CHINESE = re.compile(rf"\(([^()]*{_CHINESE}[^()]*)\)")
_STOPS = frozenset("。！？；：，、…—.!?;:,")
_CLOSING = "）”’》】」』" + ")\"'"
_TO_FULL_WIDTH = 0xFEE0  # from a Latin mark's code point to that of its full-width form


def width_in_characters(text: str) -> float:
    """Width of `text` in full-width characters; Latin letters and digits count half."""
    return sum(1.0 if unicodedata.east_asian_width(character) in "WFA" else 0.5 for character in text)


def title_lines(title: str) -> list[str]:
    """A title in as few lines as its size allows, broken at '|' only, as a trapezoid or a diamond (GB/T 9704-2012
    7.3.1).

    Args:
        title: the title with '|' between words that may be parted: “石桥村|2018年度|拟退出贫困户名单”.

    Returns:
        the lines, top to bottom, without '|'.
    """
    words = [word for word in str(title).strip().split("|") if word]
    room = TYPE_AREA_WIDTH / TITLE_SIZE
    for count in range(1, len(words) + 1):
        fitting = [lines for lines in _divisions(words, count) if max(map(width_in_characters, lines)) <= room]
        if fitting:
            return min(fitting, key=_unevenness)
    return words


def with_full_stop(text: str) -> str:
    """A typed paragraph, closed with “。” when it ends without punctuation; a closing bracket is none."""
    said = text.rstrip()
    return said if said.rstrip(_CLOSING)[-1:] in _STOPS else f"{said}。"


def red_head_size(body: str) -> float:
    """Size in points of the red head, so that the issuing body's name fills one line of the type area."""
    smallest, largest = RED_HEAD_SIZES
    fitting = TYPE_AREA_WIDTH / max(width_in_characters(body), 1)
    return max(smallest, min(largest, fitting // 0.5 * 0.5))


def signature_indent(signatories: Sequence[str], signed_on: str) -> float:
    """Characters between the signature block and the right edge, so that the date ends 4 characters before the edge
    with the signatories' names centred above it (GB/T 9704-2012 7.3.5.1); a name too long for that keeps inside the
    type area.

    Args:
        signatories: the names; “(印章)”, 4 characters, is printed after each.
        signed_on: the date as printed.
    """
    widest = max(width_in_characters(name) for name in signatories) + 4
    return max(0.0, 4 - max(0.0, widest - width_in_characters(signed_on)) / 2)


def chinese_date(day: date) -> str:
    """2018年11月20日: Arabic, year in full, no leading zeros (GB/T 9704-2012 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"


def typeset(page: str) -> str:
    """`page` with full-width punctuation beside Chinese, and every character that the body font lacks in a `<span
    class="rare">`.

    Names of places and offices come from many hands, some with Latin commas and brackets.
    A character from a fallback font is taller and would stretch its line, and with it the 22 lines of a page; the class
    gives it no line height.
    """
    head, body_tag, body = page.partition("<body")
    return head + body_tag + _TEXT_BETWEEN_TAGS.sub(lambda text: ">" + _mark(full_width(text[0][1:])), body)


def full_width(text: str) -> str:
    """`text` with , : ? ! beside a Chinese character, and brackets around one, in their full-width form.

    Not the semicolon: it ends the escapes of HTML.
    """
    text = _BRACKETS_ROUND_CHINESE.sub(lambda found: f"\uff08{found[1]}\uff09", text)
    return _MARK_BESIDE_CHINESE.sub(lambda found: chr(ord(found[0]) + _TO_FULL_WIDTH), text)


def as_title(lines: Sequence[str]) -> Markup:
    """Title lines parted by `<br>`; the texts are escaped already."""
    return Markup("<br>").join(Markup(line) for line in lines)


def css_string(text: str) -> Markup:
    """`text` as a string of a stylesheet inside `<style>`, where HTML's escapes do not count; a newline breaks."""
    escaped = "".join(
        character if character.isalnum() or ord(character) > 0x2000 else f"\\{ord(character):x} " for character in text
    )
    return Markup(f'"{escaped}"')


def _mark(text: str) -> str:
    return "".join(
        character if character.isascii() or fonts.in_body_font(character) else f'<span class="rare">{character}</span>'
        for character in text
    )


def _divisions(words: Sequence[str], count: int) -> Iterator[list[str]]:
    for cuts in combinations(range(1, len(words)), count - 1):
        edges = (0, *cuts, len(words))
        yield ["".join(words[start:end]) for start, end in pairwise(edges)]


def _unevenness(lines: Sequence[str]) -> float:
    """Small for even lines; an hourglass (a line shorter than both neighbours) and a rectangle cost extra."""
    widths = [width_in_characters(line) for line in lines]
    mean = sum(widths) / len(widths)
    cost = sum((width - mean) ** 2 for width in widths)
    for above, here, below in zip(widths, widths[1:], widths[2:], strict=False):
        if here < min(above, below):
            cost += 100
    if len(widths) > 1 and max(widths) - min(widths) < 1:
        cost += 8
    return cost
