"""The page behind the code on every sheet: anyone checks a notice on a wall, without an account or a session."""

import hashlib
from dataclasses import dataclass
from typing import Final

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.access import open_to_everyone
from service.context import current_service
from service.notices.codes import code_read, code_shown
from service.queries.public_notices import CheckedNotice, checked_notice
from service.web.asked import asked_text
from service.web.public_headers import public
from service.web.stages import StateShown
from service.web.throttle import FILES_COMPARED, PUBLIC_PAGES, guessing, limiter

blueprint = Blueprint("public_notices", __name__, url_prefix="/n")
blueprint.after_request(public)

WITHOUT_SESSION: Final = (f"{__name__}.compare",)
"""Views whose form needs no token: they write nothing, and a token would need a session."""
_PDF: Final = b"%PDF-"


@dataclass(frozen=True)
class Answer:
    """What came of comparing a file."""

    tone: str
    title: str
    text: str
    sha256: str | None


@blueprint.get("/")
@limiter.limit(PUBLIC_PAGES)
@open_to_everyone
def index() -> ResponseReturnValue:
    """Type the code of a sheet."""
    typed = asked_text("code")
    if not typed:
        return render_template("public/index.html", typed="", wrong=False)
    code = code_read(typed)
    if code is None:
        return render_template("public/index.html", typed=typed[:64], wrong=True), 422
    return redirect(url_for(".show", code=code))


@blueprint.get("/<code>")
@limiter.limit(PUBLIC_PAGES)
@guessing
@open_to_everyone
def show(code: str) -> ResponseReturnValue:
    """Whether a notice with this code is ours, and where it stands."""
    read = code_read(code)
    if read is not None and read != code:
        return redirect(url_for(".show", code=read))
    return _page(code)


@blueprint.post("/<code>")
@limiter.limit(FILES_COMPARED)
@guessing
@open_to_everyone
def compare(code: str) -> ResponseReturnValue:
    """Compare a file with the PDF of the notice. It is read, hashed and forgotten."""
    if code_read(code) != code:
        return _page(code)
    file = request.files.get("file")
    content = file.read() if file else b""
    return _page(code, content)


def _page(code: str, content: bytes | None = None) -> ResponseReturnValue:
    with current_service().database.read() as db:
        found = checked_notice(db, code) if code_read(code) == code else None
    if found is None:
        return unknown_code(code)
    if content is not None and found.sha256 is None:
        abort(404)
    answer = _compared(content, found) if content is not None else None
    today = current_service().clock.today()
    state = found.state(today)
    page = render_template(
        "public/notice.html",
        found=found,
        code=code_shown(code),
        state=state,
        shown=_state_words()[state],
        today=today,
        answer=answer,
        object_url=url_for("public_objections.lodge", code=code) if state in ("running", "unknown_end") else None,
        limit=f"{current_service().settings.max_upload_mb} MB",
    )
    return page, 422 if answer is not None and answer.sha256 is None else 200


def unknown_code(code: str) -> ResponseReturnValue:
    """The same for a code that was never given and for one that cannot be a code: nothing is told apart."""
    return render_template("public/unknown.html", typed=code[:64]), 404


def _compared(content: bytes, found: CheckedNotice) -> Answer:
    if not content:
        return Answer("waiting", _("No file was chosen"), _("Choose the PDF that you want to compare."), None)
    if not content.startswith(_PDF):
        words = _("Only a PDF can be the notice. A photograph or a scan is always another file: compare what it says.")
        return Answer("waiting", _("This file is no PDF"), words, None)
    sha256 = hashlib.sha256(content).hexdigest()
    if sha256 == found.sha256:
        words = _("Every byte is as it was when the notice was printed.")
        return Answer("done", _("Identical: this file is the notice"), words, sha256)
    words = _(
        "It may be a scan, a later copy that a programme saved anew, or a forgery. What counts is the paper that "
        "hangs, as the body named on this page issued it."
    )
    return Answer("refused", _("Different: this file is not the notice as it was issued"), words, sha256)


def _state_words() -> dict[str, StateShown]:
    return {
        "running": StateShown(_("posted, the period runs"), "waiting"),
        "unknown_end": StateShown(_("posted, its end is not known yet"), "waiting"),
        "announced": StateShown(_("announced"), "done"),
        "ended": StateShown(_("the period has ended"), "done"),
        "unposted": StateShown(_("not posted yet"), "future"),
        "amended": StateShown(_("amended"), "stopped"),
        "void": StateShown(_("void"), "stopped"),
    }


def public_link(code: str | None) -> str | None:
    """Path of the public page of a notice; None for one of before codes were printed."""
    return url_for("public_notices.show", code=code) if code else None
