"""Personal numbers: those of a household, masked; one in clear for a reason; and whose a number is.

A number stands in no address, no log and no cookie: it is sent in a form and shown in the answer to it, once.
"""

from flask import Blueprint, abort, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import RadioField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from service.access import open_to, signed_in_actor
from service.competence import ActRefused, post_over
from service.context import current_service
from service.people import Actor
from service.queries import households as household_queries
from service.queries.finding import SEARCHERS, households_numbered
from service.queries.personal_numbers import NumberShown, numbers_of
from service.queries.places import place_shown
from service.queries.readings import READING_WATCHERS, ReadingFilter, readings_page
from service.register.fields import Kind, Subject, fact_of
from service.register.identity import tidy_number
from service.register.revealing import LONGEST_REASON, MOST_IN_AN_HOUR, REVEALERS, NoSuchNumber, reveal
from service.register.values import print_of, read
from service.web.fact_words import fact_label, register_seal
from service.web.household_table import HouseholdLine
from service.web.readings import reading_lines
from service.web.refusal_words import sentence, show_refusals
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import state_shown
from service.web.throttle import limiter
from service.words import word
from workflows.reasons import Reason

blueprint = Blueprint("personal_numbers", __name__, url_prefix="/households")

NUMBERS_SEARCHED = "60 per 10 minutes"
"""For one person: a masked telephone leaves ten thousand numbers to try."""
MOST_FOUND = 20
READINGS_SHOWN = 5
_SEARCHED = {
    Kind.IDENTITY: fact_of(Subject.MEMBER, "identity"),
    Kind.PHONE: fact_of(Subject.MEMBER, "phone"),
    Kind.ACCOUNT: fact_of(Subject.HOUSEHOLD, "account"),
}


class RevealForm(FlaskForm):
    """Which number, and what for."""

    number = RadioField(lazy_gettext("Personal number"), validators=[InputRequired()])
    reason = StringField(
        lazy_gettext("What it is needed for"),
        validators=[InputRequired(), Length(max=LONGEST_REASON)],
        description=lazy_gettext("It is kept with your name and read by auditors and data managers."),
        render_kw={"autocomplete": "off"},
    )


class SearchForm(FlaskForm):
    """A number that somebody has before them."""

    kind = SelectField(lazy_gettext("Kind of number"), validators=[InputRequired()])
    number = StringField(
        lazy_gettext("Whole number"),
        validators=[InputRequired(), Length(max=60)],
        description=lazy_gettext("Spaces and hyphens do not matter. A part of a number finds nobody."),
        render_kw={"autocomplete": "off"},
    )


def reveals_here(actor: Actor, village_code: str) -> bool:
    """Whether the actor may see numbers of this village in clear."""
    return post_over(actor, REVEALERS, village_code) is not None


@blueprint.route("/<int:household_id>/numbers", methods=["GET", "POST"])
@open_to(*BUSINESS)
def show(household_id: int) -> ResponseReturnValue:
    """Numbers of a household, masked; sent with a reason, one of them in clear, once."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        household = household_queries.household(db, actor, household_id) or abort(404)
        place = place_shown(db, actor, household.village_code) or abort(404)
        numbers = numbers_of(db, household_id)
    may_reveal = reveals_here(actor, household.village_code)
    if request.method == "POST" and not may_reveal:
        abort(403)
    form = RevealForm()
    form.number.choices = [(each.key, _number_label(each)) for each in numbers]
    shown = _revealed(form, {each.key: each for each in numbers}) if form.validate_on_submit() else None
    if shown is not None:
        form = RevealForm(formdata=None)
        form.number.choices = [(each.key, _number_label(each)) for each in numbers]
    with service.database.read() as db:
        watches = not actor.roles.isdisjoint(READING_WATCHERS)
        wanted = ReadingFilter(household_id=household_id)
        readings = readings_page(db, actor, wanted, limit=READINGS_SHOWN) if watches else []
    page = render_template(
        "personal_numbers/show.html",
        household=household,
        place=place,
        numbers=[(each, _number_label(each)) for each in numbers],
        shown=shown,
        form=form,
        may_reveal=may_reveal,
        most=MOST_IN_AN_HOUR,
        watches=watches,
        readings=reading_lines(readings),
    )
    return page, 422 if form.errors else 200


@blueprint.route("/by-number", methods=["GET", "POST"])
@open_to(*SEARCHERS)
@limiter.limit(NUMBERS_SEARCHED, methods=["POST"], key_func=lambda: f"searcher {signed_in_actor().user_id}")
def by_number() -> ResponseReturnValue:
    """Whose a number is, in one's own places. The searcher has it before them: existence is all that they learn."""
    form = SearchForm()
    form.kind.choices = [(kind.value, str(word(f"number_kind.{kind.value}"))) for kind in _SEARCHED]
    found: list[HouseholdLine] | None = None
    if form.validate_on_submit():
        kind = Kind(form.kind.data)
        number = read(_SEARCHED[kind], tidy_number(form.number.data))
        if isinstance(number, Reason):
            form.number.errors = [*form.number.errors, sentence(number)]
        else:
            found = _households(kind, str(number))
    page = render_template("personal_numbers/search.html", form=form, found=found, most=MOST_FOUND)
    return page, 422 if form.errors else 200


def _households(kind: Kind, number: str) -> list[HouseholdLine]:
    print_ = print_of(_SEARCHED[kind], number, register_seal())
    with current_service().database.read() as db:
        actor = actor_now(db)
        ids = households_numbered(db, actor, kind, print_, limit=MOST_FOUND)
        rows = household_queries.households_chosen(db, actor, ids)
    return [
        HouseholdLine(row, state_shown("household", row.state), url_for("households.show", household_id=row.id))
        for row in rows
    ]


def _number_label(number: NumberShown) -> str:
    subject = Subject.HOUSEHOLD if number.wanted.member_id is None else Subject.MEMBER
    label = fact_label(subject, number.wanted.name)
    if number.person is None:
        return label
    return str(_("%(person)s: %(fact)s", person=number.person, fact=label))


def _revealed(form: RevealForm, numbers: dict[str, NumberShown]) -> tuple[str, str] | None:
    """Label and number in clear, after the reading is written down; None where it is refused."""
    service = current_service()
    number = numbers[form.number.data]
    try:
        with service.database.write() as db:
            clear = reveal(
                db, register_seal(), number.wanted, form.reason.data or "", actor_now(db), service.clock.now()
            )
    except NoSuchNumber:
        abort(404)
    except ActRefused as refused:
        show_refusals(form, refused.reasons)
        return None
    return _number_label(number), clear
