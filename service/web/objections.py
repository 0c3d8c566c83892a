"""Objections: their list, recording one against a notice, and the page of one with all that was done."""

from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.access import open_to, signed_in_actor
from service.competence import ActRefused
from service.context import current_service
from service.models.objection import OBJECTION_STATES, OFFICE_CHANNELS
from service.objections.lodging import lodge as lodge_objection
from service.queries import objections as queries
from service.queries.notice_detail import NoticeShown, notice
from service.queries.objection_detail import objection
from service.web.asked import asked_number, asked_text
from service.web.attachments import size_text
from service.web.names import numbered
from service.web.notice_lines import notice_row
from service.web.objection_forms import LodgingForm
from service.web.objection_words import about, badge, bar_of, lines, offers_of
from service.web.refusal_words import show_refusals
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.uploads import writing
from service.words import word
from workflows.objection import LODGERS

blueprint = Blueprint("objections", __name__, url_prefix="/objections")

PAGE = 50
_OMITTED: Final = "omitted"
_WHOLE: Final = "whole"


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Objections of the jurisdiction, the newest first."""
    service = current_service()
    state, notice_id, before = asked_text("state"), asked_number("notice"), asked_number("before")
    to_do = asked_text("to_do")
    state = state if state in OBJECTION_STATES else ""
    to_do = to_do if to_do in queries.TO_DO else ""
    with service.database.read() as db:
        found = queries.objections_page(
            db, signed_in_actor(), state=state, notice_id=notice_id, to_do=to_do, before=before, limit=PAGE + 1
        )
    chosen: dict[str, Any] = {"state": state or None, "notice": notice_id, "to_do": to_do or None}
    return render_template(
        "objections/index.html",
        objections=lines(found[:PAGE], service.clock.today()),
        states=[("", _("All")), *((each, str(word(f"state.objection.{each}"))) for each in OBJECTION_STATES)],
        to_dos=[("", _("All")), ("mine", _("Waiting for you")), ("waiting", _("Waiting for anybody"))],
        chosen=chosen,
        filtered=any(chosen.values()),
        next_url=url_for(".index", **chosen, before=found[PAGE - 1].id) if len(found) > PAGE else None,
        first_url=url_for(".index", **chosen) if before else None,
    )


@blueprint.route("/new/<int:notice_id>", methods=["GET", "POST"])
@open_to(*LODGERS)
def lodge(notice_id: int) -> ResponseReturnValue:
    """Record an objection against a publicity that hangs."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown = notice(db, actor, notice_id) or abort(404)
        if shown.line.kind == "extension" and shown.replaces:
            return redirect(url_for(".lodge", notice_id=shown.replaces.id, record=asked_text("record") or None))
    given = {"lodged_on": service.clock.today(), "about": asked_text("record")}
    form = LodgingForm(data=None if request.method == "POST" else given)
    form.about.choices = _abouts(shown)
    form.channel.choices = [(each, str(word(f"channel.{each}"))) for each in OFFICE_CHANNELS]
    if form.validate_on_submit():
        subject = form.about.data
        try:
            with writing() as act:
                made = lodge_objection(
                    act.db,
                    notice_id,
                    record_id=int(subject) if shown.members and subject != _OMITTED else None,
                    project_number=int(subject) if not shown.members and subject != _WHOLE else None,
                    lodged_on=form.lodged_on.data,
                    channel=form.channel.data,
                    objector=form.objector.data or "",
                    content=form.content.data,
                    actor=act.actor,
                    at=act.at,
                )
        except ActRefused as refused:
            found = dict(refused.reasons)
            found["about"] = [*found.pop("record_id", []), *found.pop("project_number", [])]
            show_refusals(form, found)
        else:
            flash(_("The objection is recorded."), "success")
            return redirect(url_for(".show", objection_id=made))
    row = notice_row(shown.line, service.clock.today())
    page = render_template("objections/lodge.html", form=form, shown=shown, row=row)
    return page, 422 if form.errors else 200


@blueprint.get("/<int:objection_id>")
@open_to(*BUSINESS)
def show(objection_id: int) -> str:
    """One objection with everything that was done, and what may be done now with every reason against it."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown = objection(db, actor, objection_id) or abort(404)
    reader = shown.line.objector is not None
    return render_template(
        "objections/show.html",
        **about(shown, service.clock.today()),
        bar=bar_of(shown),
        offers=offers_of(shown, actor, service.clock.now()),
        acts=[(each, badge(each.to_state)) for each in shown.acts],
        reader=reader,
        size_text=size_text,
    )


def _abouts(shown: NoticeShown) -> list[tuple[str, str]]:
    if not shown.members:
        projects = [(str(place), numbered(each.name, place)) for place, each in enumerate(shown.facts.projects, 1)]
        return [("", "—"), *projects, (_WHOLE, _("The notice as a whole"))]
    members = [
        (str(each.record_id), numbered(each.name, each.number) if each.number is not None else each.name)
        for each in shown.members
        if each.standing
    ]
    omitted = [(_OMITTED, _("A household that the list leaves out"))] if shown.list_id is not None else []
    return [("", "—"), *members, *omitted]
