"""Objections: their list, lodging one against a notice, and the page of one with every act on it."""

from collections.abc import Callable
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.access import open_to, signed_in_actor
from service.competence import ActRefused, ChangedSince, post_over
from service.context import current_service
from service.models.obstacles import CHANNELS, OBJECTION_STATES, OPEN_OBJECTION
from service.objections import acts
from service.objections.powers import DECIDED_FROM, DECIDERS, LODGERS, WITHDRAWN_FROM, is_undecided
from service.people import Actor
from service.queries import objections as queries
from service.queries.notice_detail import NoticeShown, notice
from service.web.asked import asked_number, asked_text
from service.web.errors import error_page
from service.web.names import numbered
from service.web.notice_lines import notice_row
from service.web.objection_forms import FORMS, LodgingForm
from service.web.refusal_words import show_refusals
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import StateShown, state_shown
from service.web.uploads import Writing, writing
from service.words import word

blueprint = Blueprint("objections", __name__, url_prefix="/objections")

PAGE = 50
DECIDING: Final = tuple(dict.fromkeys(role for roles in DECIDERS.values() for role in roles))
ACTS: Final = ("screen", "decide", "appeal", "withdraw")
TONES: Final = {
    "lodged": "current",
    "accepted": "current",
    "appealed": "current",
    "upheld": "done",
    "dismissed": "done",
    "out_of_time": "stopped",
    "clue": "waiting",
    "withdrawn": "stopped",
}
_OMITTED = "omitted"


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Objections of the jurisdiction, the newest first."""
    state, notice_id, before = asked_text("state"), asked_number("notice"), asked_number("before")
    state = state if state in OBJECTION_STATES else ""
    with current_service().database.read() as db:
        found = queries.objections_page(
            db, signed_in_actor(), state=state, notice_id=notice_id, before=before, limit=PAGE + 1
        )
    chosen: dict[str, Any] = {"state": state or None, "notice": notice_id}
    return render_template(
        "objections/index.html",
        objections=[(each, badge(each.state)) for each in found[:PAGE]],
        states=[("", _("All")), *((each, str(word(f"objection_state.{each}"))) for each in OBJECTION_STATES)],
        chosen=chosen,
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
    form.channel.choices = [(each, str(word(f"channel.{each}"))) for each in CHANNELS]
    if form.validate_on_submit():
        about = form.about.data
        try:
            with writing() as act:
                made = acts.lodge(
                    act.db,
                    notice_id,
                    record_id=None if about == _OMITTED else int(about),
                    lodged_on=form.lodged_on.data,
                    channel=form.channel.data,
                    objector=form.objector.data or "",
                    content=form.content.data,
                    actor=act.actor,
                    at=act.at,
                )
        except ActRefused as refused:
            found = dict(refused.reasons)
            found["about"] = found.pop("record_id", [])
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
    """One objection with everything that was done, and what may be done now."""
    shown, actor = _objection(objection_id)
    return render_template("objections/show.html", **_about(shown), offers=_offers(shown.line, actor))


@blueprint.route(f"/<int:objection_id>/<any({','.join(ACTS)}):name>", methods=["GET", "POST"])
@open_to(*dict.fromkeys((*LODGERS, *DECIDING)))
def act(objection_id: int, name: str) -> ResponseReturnValue:
    """Screen, decide, appeal or withdraw an objection."""
    shown, _actor_now = _objection(objection_id)
    line = shown.line
    form = FORMS[name](data=None if request.method == "POST" else {"version": line.version})
    if "outcome" in form:
        form.outcome.choices = _outcomes(name, line.appeals)
    if form.validate_on_submit():
        try:
            with writing() as at_work:
                _DOING[name](at_work, objection_id, form)
        except ChangedSince:
            return _changed(shown, form)
        except ActRefused as refused:
            show_refusals(form, refused.reasons)
        else:
            flash(_("It is recorded. Objection No. %(number)s.", number=objection_id), "success")
            return redirect(url_for(".show", objection_id=objection_id))
    page = render_template("objections/act.html", form=form, name=name, title=act_label(name), **_about(shown))
    return page, 422 if form.errors else 200


def act_label(name: str) -> str:
    """An act as it stands on its button."""
    labels = {"screen": _("Screen"), "decide": _("Decide"), "appeal": _("Record an appeal")}
    return str(labels.get(name) or _("Record the withdrawal"))


def badge(state: str) -> StateShown:
    """An objection's state as a badge."""
    return StateShown(str(word(f"objection_state.{state}")), TONES[state])


def _screen(at_work: Writing, objection_id: int, form: Any) -> None:
    acts.screen(
        at_work.db,
        objection_id,
        form.version.data or 0,
        outcome=form.outcome.data,
        finding=form.finding.data or "",
        actor=at_work.actor,
        at=at_work.at,
    )


def _decide(at_work: Writing, objection_id: int, form: Any) -> None:
    acts.decide(
        at_work.db,
        objection_id,
        form.version.data or 0,
        upheld=form.outcome.data == "upheld",
        investigators=(form.investigator_1.data, form.investigator_2.data),
        finding=form.finding.data,
        actor=at_work.actor,
        at=at_work.at,
    )


def _appeal(at_work: Writing, objection_id: int, form: Any) -> None:
    version = form.version.data or 0
    acts.appeal(at_work.db, objection_id, version, grounds=form.finding.data, actor=at_work.actor, at=at_work.at)


def _withdraw(at_work: Writing, objection_id: int, form: Any) -> None:
    version = form.version.data or 0
    acts.withdraw(at_work.db, objection_id, version, finding=form.finding.data, actor=at_work.actor, at=at_work.at)


_DOING: Final[dict[str, Callable[[Writing, int, Any], None]]] = {
    "screen": _screen,
    "decide": _decide,
    "appeal": _appeal,
    "withdraw": _withdraw,
}


def _outcomes(name: str, appeals: int) -> list[tuple[str, str]]:
    if name == "decide":
        last = _("Dismissed: this second decision stands")
        return [
            ("upheld", _("Upheld: the household leaves the list, or the record goes back")),
            ("dismissed", last if appeals else _("Dismissed: the objector may appeal once")),
        ]
    return [
        ("accepted", _("Accept: it is looked into and blocks until it is decided")),
        ("out_of_time", _("Out of time: it was brought after the period")),
        ("clue", _("Clue: it is about a household that is left out")),
    ]


def _offers(line: queries.ObjectionLine, actor: Actor) -> list[tuple[str, str]]:
    """Name and label of the acts that the person may take now."""
    decides = post_over(actor, DECIDERS[line.level], line.region_code) is not None
    receives = post_over(actor, LODGERS, line.region_code) is not None
    pending = is_undecided(line.notice_kind, line.procedure, line.record_state)
    offered = {
        "screen": decides and line.state == "lodged",
        "decide": decides and line.state in DECIDED_FROM,
        "appeal": receives and line.state == "dismissed" and not line.appeals and pending,
        "withdraw": decides and line.state in WITHDRAWN_FROM,
    }
    return [(name, act_label(name)) for name in ACTS if offered[name]]


def _about(shown: queries.ObjectionShown) -> dict[str, Any]:
    """What every page of one objection shows."""
    line = shown.line
    return {
        "shown": shown,
        "line": line,
        "badge": badge(line.state),
        "acts": [(each, badge(each.to_state)) for each in shown.acts],
        "record_state": state_shown(line.procedure, line.record_state),
        "blocks": line.state in OPEN_OBJECTION,
        "level": word(f"level.{line.level.value}"),
    }


def _abouts(shown: NoticeShown) -> list[tuple[str, str]]:
    members = [
        (str(each.record_id), numbered(each.name, each.number) if each.number is not None else each.name)
        for each in shown.members
        if each.standing
    ]
    omitted = [(_OMITTED, _("A household that the list leaves out"))] if shown.list_id is not None else []
    return [("", "—"), *members, *omitted]


def _objection(objection_id: int) -> tuple[queries.ObjectionShown, Actor]:
    with current_service().database.read() as db:
        actor = actor_now(db)
        return queries.objection(db, actor, objection_id) or abort(404), actor


def _changed(shown: queries.ObjectionShown, form: Any) -> ResponseReturnValue:
    """Somebody acted meanwhile: nothing was written, and what was typed stands on the page."""
    return error_page(
        409,
        attempt=_("Objection No. %(number)s", number=shown.line.id),
        opinion=form.finding.data if "finding" in form else None,
        retry_url=url_for(".show", objection_id=shown.line.id),
    )
