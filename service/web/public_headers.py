"""What every page without login says to machines: no search engine keeps it, and no browser shows an old one."""

from typing import Final

from flask import Response

NOT_INDEXED: Final = "noindex, nofollow, noarchive, nosnippet"


def public(response: Response) -> Response:
    """Put the headers on. A board that is taken down must not live on in a cache."""
    response.headers["X-Robots-Tag"] = NOT_INDEXED
    response.headers["Cache-Control"] = "no-store"
    return response
