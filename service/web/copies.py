"""The printing register of a notice: who prints copies enters them, and is then given the PDF."""

from uuid import uuid4

from flask import Blueprint, abort, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length

from service.access import open_to
from service.competence import ActRefused, ChangedSince, post_over
from service.context import current_service
from service.models.printing import MOST_COPIES
from service.notices.copies import register_copies
from service.notices.printing import PRINTERS
from service.people import Actor
from service.queries.notice_detail import NoticeShown, notice
from service.queries.printing import CopyShown, copies_of
from service.web.notice_lines import notice_row
from service.web.refusal_words import show_refusals
from service.web.signed_in import actor_now

blueprint = Blueprint("copies", __name__, url_prefix="/notices")


class CopiesForm(FlaskForm):
    """How many copies, and why again; `why` is asked from the second printing on."""

    copies = IntegerField(
        lazy_gettext("Copies"), validators=[InputRequired()], render_kw={"min": 1, "max": MOST_COPIES}
    )
    why = StringField(lazy_gettext("Reason of the reprint"), validators=[Length(max=200)])
    key = HiddenField(validators=[Length(min=8, max=64)])


def copies_form(again: bool) -> CopiesForm:
    """The form as a page shows it first."""
    form = CopiesForm(formdata=None, copies=1, key=uuid4().hex)
    _ask_why(form, again)
    return form


def may_register(shown: NoticeShown, actor: Actor) -> bool:
    """True when the person may print copies of this notice now."""
    line = shown.line
    return line.printed and not line.void and post_over(actor, PRINTERS, line.region_code) is not None


@blueprint.route("/<int:notice_id>/copies", methods=["GET", "POST"])
@open_to(*PRINTERS)
def register(notice_id: int) -> ResponseReturnValue:
    """Enter copies in the register, then hand out the PDF."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown = notice(db, actor, notice_id) or abort(404)
        printed = copies_of(db, notice_id)
    if request.method == "GET":
        return _page(shown, printed, copies_form(bool(printed)), may_register(shown, actor))
    form = CopiesForm()
    _ask_why(form, bool(printed))
    if not form.validate():
        return _page(shown, printed, form, True), 422
    try:
        with service.database.write() as db:
            register_copies(
                db,
                notice_id,
                copies=form.copies.data,
                why=(form.why.data or "") if form.why else "",
                key=form.key.data or "",
                actor=actor_now(db),
                at=service.clock.now(),
            )
    except ChangedSince:
        # Somebody printed it in this very moment: the page shows that line, and asks for a reason now.
        return redirect(url_for(".register", notice_id=notice_id))
    except ActRefused as refused:
        show_refusals(form, refused.reasons)
        return _page(shown, printed, form, True), 422
    return redirect(url_for("notices.pdf", notice_id=notice_id), 303)


def _ask_why(form: CopiesForm, again: bool) -> None:
    if again:
        form.why.flags.required = True
    else:
        del form["why"]


def _page(shown: NoticeShown, printed: list[CopyShown], form: CopiesForm, may: bool) -> str:
    return render_template(
        "notices_pages/copies.html",
        shown=shown,
        row=notice_row(shown.line, current_service().clock.today()),
        copies=printed,
        form=form,
        may=may,
    )
