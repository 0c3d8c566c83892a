"""What an address or a form asks for, made safe to hand to a database: no control letters, no giant numbers.

Texts are cleaned and numbers bounded where a request is read, so that no page and no form can forget it.
"""

from typing import Any, Final

from flask import Flask, Request, abort, request
from werkzeug.datastructures import ImmutableMultiDict, iter_multi_items
from werkzeug.routing import IntegerConverter, Map, UnicodeConverter, ValidationError

LARGEST_ID: Final = 2**31 - 1
"""PostgreSQL's `integer`: no row of ours has a larger number."""

_DIGITS: Final = len(str(LARGEST_ID))
_CONTROLS: Final = {code: None for code in range(0x20) if chr(code) not in "\n\t"}


class NumberInPath(IntegerConverter):
    """`<int:…>` of a route: what can be no number of ours is no page of ours."""

    # Ten digits at most: int() refuses to read thousands of them.
    regex = f"[0-9]{{1,{_DIGITS}}}"

    def __init__(self, map: Map) -> None:
        super().__init__(map, max=LARGEST_ID)


class TextInPath(UnicodeConverter):
    """`<…>` of a route: a code or a name, which has no control letters."""

    def to_python(self, value: str) -> str:
        """The text.

        Raises:
            ValidationError: it names no page.
        """
        if without_controls(value) != value:
            raise ValidationError
        return value


class TextsAsked(ImmutableMultiDict[str, Any]):
    """Arguments of an address or answers of a form. Files lie in one too; they are looked at elsewhere."""

    def __init__(self, given: Any = None) -> None:
        super().__init__(
            (name, without_controls(value) if isinstance(value, str) else value)
            for name, value in iter_multi_items(given or ())
        )


class CleanRequest(Request):
    """A request whose texts hold nothing that a database refuses."""

    parameter_storage_class = TextsAsked


def register(app: Flask) -> None:
    """Read every request so. Call it before any route is made."""
    app.request_class = CleanRequest
    app.url_map.converters |= {"int": NumberInPath, "default": TextInPath, "string": TextInPath}


def without_controls(text: str) -> str:
    """The text with line ends as they are stored and without other control letters, which nobody types.

    PostgreSQL refuses the letter NUL.
    """
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CONTROLS)


def own_number(text: str) -> int:
    """A row's number as an address or a form carries it.

    Raises:
        ValueError: it can be no number of ours.
    """
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS and int(text) <= LARGEST_ID):
        raise ValueError(text)
    return int(text)


def asked_text(name: str, default: str = "") -> str:
    """A text of the address."""
    return request.args.get(name, default).strip()


def asked_number(name: str) -> int | None:
    """A number of the address, None where it is not given; 404 for what can be no number of ours."""
    text = asked_text(name)
    return _number_or_404(text) if text else None


def asked_numbers(name: str) -> list[int]:
    """Numbers of the address with commas between them, or given several times, each once; 404 as above."""
    parts = [part.strip() for text in request.args.getlist(name) for part in text.split(",")]
    return list(dict.fromkeys(_number_or_404(part) for part in parts if part))


def _number_or_404(text: str) -> int:
    try:
        return own_number(text)
    except ValueError:
        abort(404)
