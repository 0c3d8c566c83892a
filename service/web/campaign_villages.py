"""A village's part of the yearly round: last year's exits and relapses, then each household's decision of the year."""

from dataclasses import dataclass
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from service.access import may_open, open_to
from service.campaigns.deciding import AS_SUGGESTED, CHOICES, LONGEST_REASON, decide
from service.campaigns.households import OnRoll, households_on_roll
from service.campaigns.last_year import LastYear, confirm, of_last_year
from service.campaigns.rolls import case_of, reasons_for
from service.context import current_service
from service.models.campaign import LAST_YEAR_KINDS
from service.people import Actor
from service.queries.campaigns import RollShown, roll_shown
from service.queries.places import PlaceShown, place_shown
from service.web.asked import asked_number, asked_text, own_number
from service.web.campaign_words import badge
from service.web.links import link
from service.web.refusal_words import sentence
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import StateShown, state_shown
from service.web.uploads import Writing, sent
from service.words import word
from workflows.roles import Level

blueprint = Blueprint("campaign_villages", __name__, url_prefix="/campaigns")

PAGE: Final = 100
SHOWN: Final = ("all", "undecided", "unsurveyed", "disagreeing")
YES, NO = "yes", "no"


class DecisionForm(FlaskForm):
    """What is decided for the ticked households."""

    decision = SelectField(lazy_gettext("Decision of the year"), validators=[InputRequired()])
    reason = StringField(
        lazy_gettext("Ground"),
        validators=[Length(max=LONGEST_REASON)],
        description=lazy_gettext("Needed where a decision is changed. It is not printed."),
    )


class ConfirmationForm(FlaskForm):
    """Whether the ticked exits or relapses of last year were found to be right."""

    confirmed = RadioField(
        lazy_gettext("Found to be right"),
        validators=[InputRequired()],
    )
    reason = StringField(
        lazy_gettext("What was found"),
        validators=[Length(max=LONGEST_REASON)],
        description=lazy_gettext("Needed where something is not confirmed, or an answer is changed."),
    )


@dataclass(frozen=True)
class DecidedLine:
    """A household of the roll as a row."""

    household: OnRoll
    url: str
    survey_url: str | None
    state: StateShown
    suggested: str | None
    decision: str | None
    problems: list[str]


@dataclass(frozen=True)
class LastYearLine:
    """An exit or relapse of last year as a row."""

    entry: LastYear
    url: str
    kind: str
    state: StateShown


@blueprint.route("/rolls/<int:roll_id>/villages/<code>", methods=["GET", "POST"])
@open_to(*BUSINESS)
def show(roll_id: int, code: str) -> ResponseReturnValue:
    """The village's households with what is decided of each; whose turn it is decides the ticked ones."""
    service = current_service()
    which, after = asked_text("show"), asked_number("after") or 0
    which = which if which in SHOWN else "all"
    with service.database.read() as db:
        actor = actor_now(db)
        shown, place = _village(db, actor, roll_id, code)
        found = households_on_roll(db.connection(), shown.roll.round_of_year, code)
        against = reasons_for("decide", case_of(shown.roll, actor, service.clock.now(), code))
    form = DecisionForm(data=None if request.method == "POST" else {"decision": AS_SUGGESTED})
    form.decision.choices = [(each, str(word(f"yearly_decision.{each}"))) for each in CHOICES]
    ticked = _ticked_households() if request.method == "POST" else []

    def write(act: Writing) -> int:
        return decide(
            act.db,
            roll_id,
            code,
            ticked,
            form.decision.data,
            why=form.reason.data or "",
            actor=act.actor,
            at=act.at,
        )

    def done(number: int) -> ResponseReturnValue:
        flash(ngettext("%(num)s decision is recorded.", "%(num)s decisions are recorded.", number), "success")
        return redirect(url_for(".show", roll_id=roll_id, code=code, show=None if which == "all" else which))

    answered = sent(form, write, done)
    if answered is not None:
        return answered
    year = shown.roll.year
    wanted = [each for each in found if _is_wanted(each, which, year)]
    rest = [each for each in wanted if each.number > after]
    page = render_template(
        "campaigns/village.html",
        shown=shown,
        place=place,
        badge=badge(shown.roll.state),
        form=form,
        may_decide=not against,
        lines=[_decided(each, year) for each in rest[:PAGE]],
        ticked=set(ticked),
        which=which,
        choices=_choices(found, year),
        next_url=url_for(".show", roll_id=roll_id, code=code, show=which, after=rest[PAGE - 1].number)
        if len(rest) > PAGE
        else None,
        first_url=url_for(".show", roll_id=roll_id, code=code, show=which) if after else None,
        village=next((each for each in shown.villages if each.code == code), None),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/rolls/<int:roll_id>/villages/<code>/last-year", methods=["GET", "POST"])
@open_to(*BUSINESS)
def last_year(roll_id: int, code: str) -> ResponseReturnValue:
    """Last year's exits and relapses of the village, one by one."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown, place = _village(db, actor, roll_id, code)
        found = of_last_year(db.connection(), shown.roll, code)
        against = reasons_for("confirm", case_of(shown.roll, actor, service.clock.now(), code))
    form = ConfirmationForm()
    form.confirmed.choices = [(YES, _("Confirmed")), (NO, _("Not confirmed"))]
    ticked = _ticked_entries() if request.method == "POST" else []

    def write(act: Writing) -> int:
        return confirm(
            act.db,
            roll_id,
            code,
            ticked,
            confirmed=form.confirmed.data == YES,
            why=form.reason.data or "",
            actor=act.actor,
            at=act.at,
        )

    def done(number: int) -> ResponseReturnValue:
        flash(ngettext("%(num)s answer is recorded.", "%(num)s answers are recorded.", number), "success")
        return redirect(url_for(".last_year", roll_id=roll_id, code=code))

    answered = sent(form, write, done)
    if answered is not None:
        return answered
    page = render_template(
        "campaigns/last_year.html",
        shown=shown,
        place=place,
        badge=badge(shown.roll.state),
        form=form,
        may_confirm=not against,
        lines=[
            LastYearLine(
                each,
                url_for("households.show", household_id=each.household_id),
                str(word(f"last_year.{each.kind}")),
                state_shown("household", each.state),
            )
            for each in found
        ],
        ticked={f"{record}-{kind}" for record, kind in ticked},
        unconfirmed=sum(each.confirmed is None for each in found),
    )
    return page, 422 if form.errors else 200


def _village(db: Any, actor: Actor, roll_id: int, code: str) -> tuple[RollShown, PlaceShown]:
    shown = roll_shown(db, actor, roll_id) or abort(404)
    place = place_shown(db, actor, code) or abort(404)
    if place.level is not Level.VILLAGE or not code.startswith(shown.roll.township_code):
        abort(404)
    return shown, place


def _is_wanted(each: OnRoll, which: str, year: int) -> bool:
    if which == "undecided":
        return each.decision is None
    if which == "unsurveyed":
        return not each.surveyed
    return which == "all" or bool(each.disagrees(year))


def _choices(found: list[OnRoll], year: int) -> list[tuple[str, str, int]]:
    labels = {
        "all": _("All households"),
        "undecided": _("Without a decision"),
        "unsurveyed": _("Without this year's survey"),
        "disagreeing": _("Decision and record disagree"),
    }
    return [(each, labels[each], sum(_is_wanted(one, each, year) for one in found)) for each in SHOWN]


def _decided(each: OnRoll, year: int) -> DecidedLine:
    surveys = may_open("documents.file") and not each.surveyed
    return DecidedLine(
        household=each,
        url=url_for("households.show", household_id=each.household_id),
        survey_url=link("documents.file", kind="survey", records=each.record_id) if surveys else None,
        state=state_shown("household", each.standing.state.value),
        suggested=str(word(f"yearly_decision.{each.suggested}")) if each.suggested else None,
        decision=str(word(f"yearly_decision.{each.decision}")) if each.decision else None,
        problems=[sentence(one) for one in [*each.disagrees(year), *(each.pending(year) or [])]],
    )


def _ticked_households() -> list[int]:
    found = []
    for text in request.form.getlist("household"):
        try:
            found.append(own_number(text))
        except ValueError:
            abort(404)
    return found


def _ticked_entries() -> list[tuple[int, str]]:
    found = []
    for text in request.form.getlist("entry"):
        number, _dash, kind = text.partition("-")
        try:
            record = own_number(number)
        except ValueError:
            abort(404)
        if kind not in LAST_YEAR_KINDS:
            abort(404)
        found.append((record, kind))
    return found
