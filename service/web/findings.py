"""Findings of inspections: their list, recording and closing one, and the records drawn for assessors."""

from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import InputRequired, Length

from service import findings
from service.access import open_to
from service.competence import ChangedSince, post_over
from service.context import current_service
from service.findings import ASSIGNERS, CLOSERS, INSPECTORS, LONGEST_TEXT
from service.models.obstacles import FINDING_KINDS
from service.queries import findings as queries
from service.queries import records as record_queries
from service.queries.records import RecordShown
from service.web.asked import asked_number, asked_text, own_number
from service.web.errors import error_page
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import state_shown
from service.web.uploads import Writing, sent
from service.words import word
from workflows import PROCEDURES
from workflows.roles import Role

blueprint = Blueprint("findings", __name__, url_prefix="/findings")

PAGE = 50
RECORDERS: Final = (*INSPECTORS, Role.ASSESSOR)


class FindingForm(FlaskForm):
    """What an inspection found."""

    kind = RadioField(lazy_gettext("Kind"), validators=[InputRequired()])
    found_on = DateField(lazy_gettext("Day of the finding"), validators=[InputRequired()])
    content = TextAreaField(lazy_gettext("Content"), validators=[InputRequired(), Length(max=LONGEST_TEXT)])


class CorrectionForm(FlaskForm):
    """What was done about it."""

    correction = TextAreaField(
        lazy_gettext("Correction"),
        validators=[InputRequired(), Length(max=LONGEST_TEXT)],
        description=lazy_gettext("What was corrected, how and by whom. The finding blocks until this is recorded."),
    )


class DrawForm(FlaskForm):
    """Records drawn for an assessor."""

    assessor = SelectField(lazy_gettext("Third-party assessor"), validators=[InputRequired()], coerce=str)
    records = SelectMultipleField(lazy_gettext("Records"), coerce=own_number, validate_choice=False)


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Findings of the jurisdiction, the newest first; open ones unless all are asked for."""
    state, kind, before = asked_text("state", "open"), asked_text("kind"), asked_number("before")
    kind = kind if kind in FINDING_KINDS else ""
    with current_service().database.read() as db:
        actor = actor_now(db)
        found = queries.findings_page(db, actor, only_open=state != "all", kind=kind, before=before, limit=PAGE + 1)
    chosen: dict[str, Any] = {"state": "all" if state == "all" else None, "kind": kind or None}
    return render_template(
        "findings/index.html",
        findings=found[:PAGE],
        states=[("open", _("Open")), ("all", _("All"))],
        kinds=[("", _("All kinds")), *((each, str(word(f"finding_kind.{each}"))) for each in FINDING_KINDS)],
        chosen={"state": state, "kind": kind},
        draws_url=url_for(".drawn") if actor.roles & {*ASSIGNERS, Role.ASSESSOR, Role.AUDITOR} else None,
        next_url=url_for(".index", **chosen, before=found[PAGE - 1].id) if len(found) > PAGE else None,
        first_url=url_for(".index", **chosen) if before else None,
    )


@blueprint.route("/new/<int:record_id>", methods=["GET", "POST"])
@open_to(*RECORDERS)
def record(record_id: int) -> ResponseReturnValue:
    """Record a finding on one record."""
    service = current_service()
    with service.database.read() as db:
        about = record_queries.record(db, actor_now(db), record_id) or abort(404)
    form = FindingForm(data=None if request.method == "POST" else {"found_on": service.clock.today()})
    form.kind.choices = [(each, str(word(f"finding_kind.{each}"))) for each in FINDING_KINDS]

    def write(act: Writing) -> int:
        return findings.record_finding(
            act.db,
            record_id,
            kind=form.kind.data,
            found_on=form.found_on.data,
            content=form.content.data,
            actor=act.actor,
            at=act.at,
        )

    def written(made: int) -> ResponseReturnValue:
        flash(_("The finding is recorded. It blocks until its correction is recorded."), "success")
        return redirect(url_for(".show", finding_id=made))

    if (answered := sent(form, write, written)) is not None:
        return answered
    page = render_template("findings/record.html", form=form, about=about, state=_state(about))
    return page, 422 if form.errors else 200


@blueprint.get("/<int:finding_id>")
@open_to(*BUSINESS)
def show(finding_id: int) -> str:
    """One finding with its correction."""
    with current_service().database.read() as db:
        actor = actor_now(db)
        found = queries.finding(db, actor, finding_id) or abort(404)
    own = found.recorded_role == Role.ASSESSOR and Role.ASSESSOR in actor.roles
    may_close = found.open and not own and post_over(actor, CLOSERS, found.region_code) is not None
    return render_template(
        "findings/show.html", finding=found, may_close=may_close, state=state_shown(found.procedure, found.state)
    )


@blueprint.route("/<int:finding_id>/close", methods=["GET", "POST"])
@open_to(*CLOSERS)
def close(finding_id: int) -> ResponseReturnValue:
    """Record a finding's correction."""
    with current_service().database.read() as db:
        found = queries.finding(db, actor_now(db), finding_id) or abort(404)
    form = CorrectionForm()

    def write(act: Writing) -> None:
        findings.close_finding(act.db, finding_id, correction=form.correction.data, actor=act.actor, at=act.at)

    def written(_made: object) -> ResponseReturnValue:
        flash(_("The correction is recorded; the finding is closed."), "success")
        return redirect(url_for(".show", finding_id=finding_id))

    try:
        answered = sent(form, write, written)
    except ChangedSince:
        return error_page(
            409,
            attempt=_("Record the correction"),
            opinion=form.correction.data,
            retry_url=url_for(".show", finding_id=finding_id),
        )
    if answered is not None:
        return answered
    page = render_template("findings/close.html", form=form, finding=found)
    return page, 422 if form.errors else 200


@blueprint.get("/drawn")
@open_to(*ASSIGNERS, Role.ASSESSOR, Role.AUDITOR)
def drawn() -> str:
    """Records that were drawn for assessors; an assessor sees their own."""
    after = (asked_number("record") or 0, asked_number("assessor") or 0)
    with current_service().database.read() as db:
        actor = actor_now(db)
        found = queries.drawn_page(db, actor, after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    last = shown[-1] if shown else None
    more = last is not None and len(found) > PAGE
    return render_template(
        "findings/drawn.html",
        drawn=[(each, state_shown(each.procedure, each.state)) for each in shown],
        may_draw=bool(actor.roles & {*ASSIGNERS}),
        may_record=Role.ASSESSOR in actor.roles,
        next_url=url_for(".drawn", record=last.record_id, assessor=last.assessor_id) if more and last else None,
        first_url=url_for(".drawn") if any(after) else None,
    )


@blueprint.route("/drawn/new", methods=["GET", "POST"])
@open_to(*ASSIGNERS)
def draw() -> ResponseReturnValue:
    """Draw records of a place for an assessor."""
    service = current_service()
    today = service.clock.today()
    procedure = asked_text("procedure", "household")
    procedure = procedure if procedure in PROCEDURES else "household"
    after = asked_number("after") or 0
    with service.database.read() as db:
        actor = actor_now(db)
        place = asked_text("place") or actor.region_prefixes()[0]
        assessors = queries.assessors(db, actor, today)
        chosen = request.form.get("assessor", "") or asked_text("assessor")
        assessor_id = int(chosen) if chosen.isascii() and chosen.isdecimal() and len(chosen) < 10 else 0
        found = queries.drawable_page(
            db, actor, assessor_id=assessor_id, place=place, procedure=procedure, after=after, limit=PAGE + 1
        )
    form = DrawForm(data=None if request.method == "POST" else {"assessor": chosen})
    form.assessor.choices = [("", "—"), *((str(id), f"{name} · {where}") for id, name, where in assessors)]

    def write(act: Writing) -> int:
        return findings.assign(act.db, assessor_id, form.records.data, actor=act.actor, at=act.at)

    def written(number: int) -> ResponseReturnValue:
        flash(ngettext("%(num)s record was drawn.", "%(num)s records were drawn.", number), "success")
        return redirect(url_for(".drawn"))

    if (answered := sent(form, write, written)) is not None:
        return answered
    shown = found[:PAGE]
    kept: dict[str, Any] = {"place": place, "procedure": procedure, "assessor": chosen or None}
    page = render_template(
        "findings/draw.html",
        form=form,
        records=[(each, state_shown(each.procedure, each.state)) for each in shown],
        ticked=set(form.records.data or ()),
        place=place,
        procedure=procedure,
        procedures=_procedures(),
        next_url=url_for(".draw", **kept, after=shown[-1].record_id) if len(found) > PAGE else None,
        first_url=url_for(".draw", **kept) if after else None,
    )
    return page, 422 if form.errors else 200


def _procedures() -> list[tuple[str, str]]:
    return [("household", _("Households")), ("village", _("Villages")), ("county", _("Counties"))]


def _state(about: RecordShown) -> Any:
    return state_shown(about.procedure, about.state)
