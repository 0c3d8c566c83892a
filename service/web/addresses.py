"""Addresses that came from outside: where a visitor may be sent on to."""

from urllib.parse import urlsplit

from flask import request


def own_path(address: str | None) -> str | None:
    """The address when it is a path of this service, else None.

    Browsers read "//host", "/\\host" and "///host" as other sites, and drop tabs and line ends inside them.
    """
    if not address or not address.startswith("/") or address[1:2] in ("/", "\\"):
        return None
    if "\\" in address or any(ord(letter) <= 0x20 or ord(letter) == 0x7F for letter in address):
        return None
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return None if parts.scheme or parts.netloc else address


def this_path() -> str:
    """The page that was asked for, with its query."""
    return request.full_path.removesuffix("?")


def page_before() -> str | None:
    """Path of the page that the visitor came from, when it is one of ours."""
    try:
        referrer = urlsplit(request.referrer or "")
    except ValueError:
        return None
    if referrer.netloc != request.host:
        return None
    return own_path(f"{referrer.path}?{referrer.query}" if referrer.query else referrer.path)
