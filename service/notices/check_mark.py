"""What leads from a sheet on a wall to the notice's public page: the QR code, and the short code for who types it."""

import base64
import io
from itertools import groupby
from typing import Final

import segno
from markupsafe import Markup

from service.notices.codes import code_shown
from service.notices.public_facts import NoticeFacts
from service.notices.typesetting import css_string

WIDTH_MM: Final = 17
"""Half a millimetre a module: read from an arm's length, from a 600 dpi scan and from a copy of a copy."""


def qr_modules(address: str) -> tuple[tuple[bool, ...], ...]:
    """The symbol's modules row by row, dark ones true, without the quiet zone: the margin of the sheet is white.

    Level M corrects 15 %: a stamp's edge or a fold does no harm. Never boosted, so that the size follows from the
    length of the address alone.
    """
    symbol = segno.make_qr(address, error="m", boost_error=False)
    return tuple(tuple(bool(module) for module in row) for row in symbol.matrix)


def check_mark(facts: NoticeFacts) -> Markup:
    """The mark as the content of a margin box, for a stylesheet: QR code, under it the short code.

    Only the code where the service has no public address; nothing on a notice from before sheets carried a code.
    """
    if not facts.code:
        return Markup("none")
    code = css_string(code_shown(facts.code))
    if not facts.check_url:
        return code
    drawn = base64.b64encode(drawing(qr_modules(facts.check_url)).encode()).decode()
    return Markup('url("data:image/svg+xml;base64,{}") "\\A " {}').format(Markup(drawn), code)


def drawing(modules: tuple[tuple[bool, ...], ...]) -> str:
    """The symbol as SVG: one path of rows, since modules drawn one by one would show seams."""
    path = io.StringIO()
    for y, row in enumerate(modules):
        x = 0
        for dark, run in groupby(row):
            length = len(list(run))
            if dark:
                path.write(f"M{x} {y}h{length}v1h-{length}z")
            x += length
    size = len(modules)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH_MM}mm" height="{WIDTH_MM}mm" '
        f'viewBox="0 0 {size} {size}"><path d="{path.getvalue()}"/></svg>'
    )
