"""Objecting without an account, on the page behind the code of a sheet; looking up what became of it."""

from typing import Any, Final

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadSignature, URLSafeSerializer

from service.access import open_to_everyone
from service.clock import shanghai_date
from service.competence import ActRefused
from service.context import current_service
from service.notices.codes import code_read, code_shown
from service.objections.files import kept
from service.objections.lodging import PublicObjection, lodge_publicly, new_receipt
from service.queries.objecting import PublicNotice, notice_to_object_to, objection_by_receipt
from service.web.objection_forms import PublicForm, PublicProjectForm
from service.web.objection_words import badge
from service.web.public_headers import public
from service.web.public_notices import unknown_code
from service.web.refusal_words import public_sentence, show_refusals
from service.web.throttle import OBJECTIONS_LODGED, RECEIPTS_ASKED, guessing, limiter
from service.web.uploads import accepted
from workflows.reasons import reason

blueprint = Blueprint("public_objections", __name__, url_prefix="/n")
blueprint.after_request(public)

MOST_FILES: Final = 3
LARGEST_FILE: Final = 3 * 1024 * 1024
_LISTED, _OMITTED, _WHOLE = "listed", "omitted", "whole"


@blueprint.route("/<code>/object", methods=["GET", "POST"])
@limiter.limit(OBJECTIONS_LODGED, methods=["POST"])
@limiter.limit(RECEIPTS_ASKED, methods=["GET"])
@guessing
@open_to_everyone
def lodge(code: str) -> ResponseReturnValue:
    """Lodge an objection to a publicity that hangs, or read why that is not possible and where to turn."""
    found = _notice(code)
    if found is None:
        return unknown_code(code)
    form = _form(found)
    if found.refusals:
        return _page(found, form), 422 if request.method == "POST" else 200
    uploads = accepted(form.files, LARGEST_FILE) if form.validate_on_submit() else []
    if form.is_submitted() and not form.errors and _sound(form, found, len(uploads)):
        receipt = _receipt(found, form.receipt.data or "")
        service = current_service()
        given = PublicObjection(
            record_id=_subject(form, found),
            project_number=form.serial.data if found.projects and form.about.data == _LISTED else None,
            content=form.content.data,
            objector=form.objector.data or "",
            contact=form.contact.data or "",
            # Before the transaction: a lock on the record must not wait for a disk.
            files=kept(service.settings.data_dir, uploads),
            receipt=receipt,
        )
        try:
            with service.database.write() as db:
                lodge_publicly(db, service.settings.data_dir, found.id, given, at=service.clock.now())
        except ActRefused as refused:
            # The period may have ended, or the notice fallen, since this page was asked for.
            found = _notice(code) or found
            show_refusals(form, {} if found.refusals else refused.reasons)
            return _page(found, form), 422
        else:
            return redirect(url_for(".look_up", code=found.code, receipt=receipt))
    return _page(found, form), 422 if form.errors else 200


@blueprint.get("/<code>/object/<receipt>")
@limiter.limit(RECEIPTS_ASKED)
@guessing
@open_to_everyone
def look_up(code: str, receipt: str) -> ResponseReturnValue:
    """What became of an objection: states and days, nothing else. Who has the receipt has nothing more."""
    found = _notice(code)
    if found is None:
        return unknown_code(code)
    with current_service().database.read() as db:
        standing = objection_by_receipt(db, found.id, receipt)
    if standing is None:
        return render_template("public/unknown_receipt.html", notice=found, code=code_shown(found.code)), 404
    moves = [(standing.lodged_on, badge("lodged"))]
    moves += [(shanghai_date(at), badge(state)) for state, at in standing.moves]
    return render_template(
        "public/receipt.html",
        notice=found,
        code=code_shown(found.code),
        receipt=receipt,
        badge=badge(standing.state),
        outcome=badge(standing.outcome) if standing.outcome and standing.state != standing.outcome else None,
        moves=moves,
    )


def _page(found: PublicNotice, form: Any) -> str:
    today = current_service().clock.today()
    return render_template(
        "public/object.html",
        notice=found,
        code=code_shown(found.code),
        form=form,
        refusals=[public_sentence(each) for each in found.refusals],
        typed=_typed(form),
        late=found.last_day is not None and today > found.last_day,
        most_files=MOST_FILES,
        limit=f"{LARGEST_FILE // 1024 // 1024} MB",
    )


def _form(found: PublicNotice) -> Any:
    form_class = PublicProjectForm if found.projects else PublicForm
    form = form_class(data=None if request.method == "POST" else {"receipt": _signed(found, new_receipt())})
    form.about.choices = _abouts(found)
    if len(form.about.choices) == 1:
        form.about.data = form.about.choices[0][0]
    return form


def _typed(form: Any) -> list[tuple[str, str]]:
    """Label and text of what somebody wrote, for a page that takes it no more; the about only where it was a choice."""
    chosen = dict(form.about.choices).get(form.about.data) if len(form.about.choices) > 1 else None
    given = [(form.about, chosen), *((each, each.data) for each in (form.serial, form.content))]
    given += [(each, each.data) for each in (form.objector, form.contact)]
    return [(str(field.label.text), str(text)) for field, text in given if text] if form.is_submitted() else []


def _notice(code: str) -> PublicNotice | None:
    """The notice behind a code, however it was typed; None for what is none of ours."""
    read = code_read(code)
    service = current_service()
    with service.database.read() as db:
        return notice_to_object_to(db, read, service.clock.today()) if read else None


def _abouts(found: PublicNotice) -> list[tuple[str, str]]:
    if found.whole is not None:
        return [(_WHOLE, _("What this notice proposes"))]
    if found.projects:
        return [(_LISTED, _("A project on the list")), (_WHOLE, _("The notice as a whole"))]
    return [
        (_LISTED, _("A household on the list")),
        (_OMITTED, _("A household that the list leaves out")),
    ]


def _sound(form: Any, found: PublicNotice, files: int) -> bool:
    """Look at what hangs together: the serial number where the list is meant, and the number of files."""
    numbers = range(1, found.projects + 1) if found.projects else found.numbers
    wrong = form.about.data == _LISTED and form.serial.data not in numbers
    refusals = {
        "serial": [reason("serial_not_in_table" if found.projects else "serial_not_on_list")] if wrong else [],
        "files": [reason("too_many_files", files=files, most=MOST_FILES)] if files > MOST_FILES else [],
    }
    show_refusals(form, refusals)
    return not any(refusals.values())


def _subject(form: Any, found: PublicNotice) -> int | None:
    if form.about.data == _WHOLE:
        return found.whole
    return found.numbers.get(form.serial.data) if form.about.data == _LISTED else None


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(str(current_app.secret_key), salt="receipt of an objection")


def _signed(found: PublicNotice, receipt: str) -> str:
    """A receipt that the page carries until it is sent: the second sending of one page has the same."""
    signed: str = _signer().dumps([found.code, receipt])
    return signed


def _receipt(found: PublicNotice, signed: str) -> str:
    """The receipt that we gave with the page; a new one where somebody changed it."""
    try:
        code, receipt = _signer().loads(signed)
    except (BadSignature, ValueError, TypeError):
        return new_receipt()
    return str(receipt) if code == found.code else new_receipt()
