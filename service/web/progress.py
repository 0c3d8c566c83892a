"""Progress against the plan, as a chart and a table; who is past the planned year, and why."""

from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import IntegerField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from service.access import may_open, open_to, open_to_signed_in, signed_in_actor
from service.competence import post_over
from service.context import current_service
from service.people import Actor
from service.queries.places import children_of, own_places, place_shown
from service.queries.progress import UNITS, places_with_targets, progress_of
from service.queries.slippage import MOST, Late, late_household, late_place, lateness
from service.queries.visible import may_see
from service.slippage import EXPLAINERS, LONGEST, explain
from service.web.asked import asked_text, own_number
from service.web.chart import chart_of
from service.web.names import numbered
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import state_shown
from service.web.uploads import Writing, sent
from service.words import word

blueprint = Blueprint("progress", __name__, url_prefix="/targets")

WHO_EXPLAINS: Final = tuple(dict.fromkeys(role for roles in EXPLAINERS.values() for role in roles))


class ExplanationForm(FlaskForm):
    """Why the planned year was missed."""

    explanation = TextAreaField(
        lazy_gettext("Why the planned year was missed"),
        validators=[InputRequired(), Length(max=LONGEST)],
        description=lazy_gettext("What stood in the way, and what is done about it. Write no state of health."),
    )
    expected_year = IntegerField(
        lazy_gettext("Year in which it is expected to leave now"), validators=[Optional(), NumberRange(2014, 2035)]
    )


@blueprint.get("/progress")
@open_to_signed_in
def index() -> ResponseReturnValue:
    """A place's cumulative plan and what became of it, by year."""
    service, actor = current_service(), signed_in_actor()
    today = service.clock.today()
    with service.database.read() as db:
        own = own_places(db, actor)
        with_targets = places_with_targets(db)
        code = asked_text("place", own[0].code if own else with_targets[0][0] if with_targets else "")
        unit = asked_text("unit", "household")
        unit = unit if unit in UNITS else "household"
        shown = progress_of(db, actor, code, unit, today) or abort(404)
        below = children_of(db, actor, code, limit=60) if may_see(actor, code) else []
        late = lateness(db, actor, code, today) if shown.counted else None
        place = place_shown(db, actor, code)
    choices = dict([*((each.code, each.name) for each in own), *with_targets])
    choices |= {each.code: each.name for each in (place.above if place else ())}
    choices |= {each.code: each.name for each in below}
    choices.setdefault(code, shown.place_name)
    return render_template(
        "targets/progress.html",
        shown=shown,
        chart=chart_of(shown.years),
        unit_word=word(f"target_unit.{unit}"),
        places=sorted(choices.items()),
        units=[(each, str(word(f"target_unit.{each}"))) for each in UNITS],
        late=late,
        slippage_url=url_for(".slippage", place=code) if may_open("progress.slippage") else None,
        this_year=today.year,
    )


@blueprint.get("/slippage")
@open_to(*BUSINESS)
def slippage() -> ResponseReturnValue:
    """Who is past the planned year in a place, the unexplained first."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        own = own_places(db, actor)
        code = asked_text("place", own[0].code if own else "")
        place = place_shown(db, actor, code) or abort(404)
        late = lateness(db, actor, code, service.clock.today())
    return render_template(
        "targets/slippage.html",
        place=place,
        late=late,
        places=[_line(each, actor) for each in late.places],
        households=[_line(each, actor) for each in late.households],
        most=MOST,
    )


@blueprint.route("/slippage/<any(household,village,county):subject>/<code>", methods=["GET", "POST"])
@open_to(*WHO_EXPLAINS)
def explanation(subject: str, code: str) -> ResponseReturnValue:
    """Explain why a household (by its number in the register), a village or a county is past its planned year."""
    service = current_service()
    today = service.clock.today()
    with service.database.read() as db:
        actor = actor_now(db)
        late = _late(db, actor, subject, code) or abort(404)
        if post_over(actor, EXPLAINERS[subject], late.region_code) is None:
            abort(404)
    form = ExplanationForm()

    def write(act: Writing) -> None:
        explain(
            act.db,
            _late(act.db, act.actor, subject, code),
            explanation=form.explanation.data or "",
            expected_year=form.expected_year.data,
            actor=act.actor,
            at=act.at,
        )

    def done(_made: object) -> ResponseReturnValue:
        flash(_("The explanation is on file."), "success")
        return redirect(url_for(".slippage", place=late.region_code))

    answered = sent(form, write, done)
    if answered is not None:
        return answered
    page = render_template(
        "targets/explain.html", form=form, late=late, name=_name(late), today=today, line=_line(late, actor)
    )
    return page, 422 if request.method == "POST" else 200


def _late(db: Any, actor: Actor, subject: str, code: str) -> Late | None:
    today = current_service().clock.today()
    if subject != "household":
        return late_place(db, actor, subject, code, today)
    try:
        return late_household(db, actor, own_number(code), today)
    except ValueError:
        return None


def _line(late: Late, actor: Actor) -> dict[str, Any]:
    subject = str(late.household_id) if late.household_id is not None else late.region_code
    may = post_over(actor, EXPLAINERS[late.subject], late.region_code) is not None
    return {
        "late": late,
        "name": _name(late),
        "state": state_shown(late.subject, late.state) if late.state else None,
        "url": url_for(".explanation", subject=late.subject, code=subject) if may else None,
        "role": word(f"role.{late.explained.role}") if late.explained else None,
    }


def _name(late: Late) -> str:
    return numbered(late.name, late.number) if late.number is not None else late.name
