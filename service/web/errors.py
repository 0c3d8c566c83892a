"""Pages that say what happened, and what became of the visitor's work."""

import secrets
from typing import Any

from flask import Flask, current_app, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RoutingException

from service.context import current_service
from service.web.addresses import page_before, this_path

WITH_A_PAGE = (400, 403, 404, 405, 409, 413, 429, 500)
_LATE_FORM = "session/form_not_accepted.html"
_NEVER_SHOWN = ("csrf_token", "password", "present", "key", "version")
_MUCH = 2_000
_PUBLIC = ("/n", "/board")


def register(app: Flask) -> None:
    """Answer every error with a page in the visitor's language."""
    app.register_error_handler(HTTPException, answer)
    app.register_error_handler(CSRFError, answer_to_a_late_form)
    app.register_error_handler(401, ask_to_sign_in)


def answer(error: HTTPException) -> ResponseReturnValue:
    """The page for this code. `abort(400, _("…"))` shows its own words."""
    if isinstance(error, RoutingException) or error.code is None:
        return error
    own_words = error.description if error.description != type(error).description else None
    about: dict[str, Any] = {}
    if error.code == 400:
        about["explanation"] = own_words
    elif error.code == 403:
        about["reasons"] = [own_words] if own_words else []
    elif error.code == 413:
        about["limit"] = f"{current_service().settings.max_upload_mb} MB"
    elif error.code >= 500:
        about["incident"] = secrets.token_hex(4)
        current_app.logger.error("incident %s: %s %s", about["incident"], request.method, request.path)
    return error_page(error.code, headers=error.get_headers(), **about)


def answer_to_a_late_form(error: CSRFError) -> ResponseReturnValue:
    """The form was opened before the visitor signed in or out, or in another browser."""
    words = _("This form was opened before you last signed in or out.")
    return error_page(400, template=_LATE_FORM, explanation=words, **_form_as_sent(), sign_in_url=None)


def ask_to_sign_in(error: HTTPException) -> ResponseReturnValue:
    """Send to the sign-in page; a form that was sent meanwhile is shown, so that nothing typed is lost."""
    if request.method in ("GET", "HEAD"):
        return redirect(url_for("session.sign_in", next=this_path()))
    words = _("You were signed out before this form arrived. Sign in, then send it again.")
    sign_in_url = url_for("session.sign_in", next=page_before())
    return error_page(401, template=_LATE_FORM, explanation=words, **_form_as_sent(), sign_in_url=sign_in_url)


def error_page(code: int, *, headers: Any = (), template: str | None = None, **about: Any) -> ResponseReturnValue:
    """Render templates/errors/<code>.html, or the page of the nearest code that has one.

    Args:
        headers: headers that belong to the error (Allow, Retry-After).
        template: another template than the code's.
        about: what the page shows, as its template documents; for 409: entries, retry_url, attempt, opinion.
    """
    about["for_public"] = any(request.path == each or request.path.startswith(f"{each}/") for each in _PUBLIC)
    page = code if code in WITH_A_PAGE else 500 if code >= 500 else 400
    if code >= 500:
        # Whatever broke may break the error page too: its frame asks no database and no account.
        g.failing = True
    try:
        body = render_template(template or f"errors/{page}.html", **about)
    except Exception:
        current_app.logger.exception("the page for error %s cannot be rendered", code)
        body = f"{code}\n"
    belonging = [(name, value) for name, value in headers if name.lower() not in ("content-type", "content-length")]
    return body, code, belonging


def _form_as_sent() -> dict[str, Any]:
    """What the visitor typed, but for secrets, and the page that the form stands on."""
    try:
        typed = list(request.form.items(multi=True))
    except HTTPException:  # Too large, or cut off.
        typed = []
    shown = [
        (name, value[:_MUCH])
        for name, value in typed
        if value.strip() and not any(part in name.lower() for part in _NEVER_SHOWN)
    ]
    return {"kept": shown, "back_url": page_before()}
