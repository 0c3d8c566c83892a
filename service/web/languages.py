"""Which language a page is in: the person's choice, else the browser's, else Chinese."""

from flask import Flask, g, has_request_context, request, session
from flask_babel import Babel
from flask_login import current_user

from service.clock import SHANGHAI

DEFAULT = "zh_Hans_CN"
LANGUAGES = {"zh_Hans_CN": "中文", "en": "English"}

_ASKED_FOR = {"zh": "zh_Hans_CN", "en": "en"}


def register(app: Flask) -> None:
    """Choose the language of every request."""
    Babel(app, default_locale=DEFAULT, default_timezone=str(SHANGHAI), locale_selector=chosen)


def chosen() -> str:
    """Locale of this request: chosen in this browser, kept with the account, asked for by the browser, or Chinese."""
    if not has_request_context():
        return DEFAULT
    here = session.get("locale")
    if here in LANGUAGES:
        return str(here)
    # While an error page is made, the database may be what failed.
    if not g.get("failing") and current_user.is_authenticated and current_user.visitor.locale in LANGUAGES:
        return str(current_user.visitor.locale)
    for tag in request.accept_languages.values():
        locale = _ASKED_FOR.get(tag.replace("_", "-").split("-")[0].lower())
        if locale:
            return locale
    return DEFAULT
