"""What an address or a form asks for, made safe to hand to a database: no control letters, no giant numbers."""

from flask import abort, request

from service.web.attachments import LARGEST_ID

ID = f"int(max={LARGEST_ID})"
"""Converter of a record's number in an address."""

_KEPT = {"\n", "\t"}


def asked_text(name: str, default: str = "") -> str:
    """A text of the address. PostgreSQL refuses the letter NUL, and nobody types any of its kind."""
    return without_controls(request.args.get(name, default))


def asked_number(name: str) -> int | None:
    """A number of the address, None where it is not given; 404 for what can be no number of ours."""
    text = request.args.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 11 and int(text) <= LARGEST_ID):
        abort(404)
    return int(text)


def without_controls(text: str | None) -> str:
    """The text with line ends as they are stored and without other control letters: for forms, as a filter."""
    lines = (text or "").replace("\r\n", "\n").replace("\r", "\n")
    return "".join(letter for letter in lines if letter >= " " or letter in _KEPT)
