"""What people are entitled to and what they received: the page of a household, and the lists of a village or county."""

from collections.abc import Iterable
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, abort, current_app, redirect, render_template, send_file, url_for
from flask.typing import ResponseReturnValue

from service.access import open_to, signed_in_actor
from service.benefits.entering import ENTERERS
from service.competence import post_over
from service.context import current_service
from service.notices.benefit_card import card_pdf
from service.notices.paper import RenderFailed
from service.people import Actor
from service.queries import households as household_queries
from service.queries.entitled_people import responsible_of
from service.queries.entitlement import Entitlement, assessed, knows_health
from service.queries.payments import payments_shown
from service.queries.places import PlaceShown, own_places, place_shown
from service.rules.entering import FIRST_YEAR
from service.rules.policies_of_plans import CONTINUATION
from service.web.asked import asked_number, asked_text
from service.web.errors import error_page
from service.web.measure_card import card_of
from service.web.measure_lines import (
    counted_findings,
    entitlement_line,
    finding_choices,
    fund_lines,
    payment_lines,
    policy_totals,
)
from service.web.roles_of_pages import BUSINESS
from service.words import word
from workflows import PROCEDURES
from workflows.benefits import Finding, Unit
from workflows.declare import Stage
from workflows.roles import Level, level_of

blueprint = Blueprint("measures", __name__, url_prefix="/measures")

PAGE = 100
_EXITED = {
    state.value for state, stage in PROCEDURES["household"].stages.items() if stage in (Stage.APPROVED, Stage.ARCHIVED)
}
_LEVELS = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY)


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> ResponseReturnValue:
    """On to the place of one's post; who has several, or a city or a province, chooses a place."""
    with current_service().database.read() as db:
        places = own_places(db, signed_in_actor())
    if len(places) == 1 and level_of(places[0].code) in _LEVELS:
        return redirect(url_for(".place", code=places[0].code))
    return redirect(url_for("places.index"))


@blueprint.get("/households/<int:household_id>")
@open_to(*BUSINESS)
def household(household_id: int) -> str:
    """What a household and its people are entitled to in a year, and what they received."""
    actor = signed_in_actor()
    today = current_service().clock.today()
    year = asked_year(today)
    with current_service().database.read() as db:
        shown = household_queries.household(db, actor, household_id) or abort(404)
        place = place_shown(db, actor, shown.village_code) or abort(404)
        health = knows_health(actor, shown.village_code)
        found = assessed(db, shown.village_code, year, today, household_id=household_id, knows_health=health)
        payments = payments_shown(db, actor, household_id=household_id)
    may_enter = post_over(actor, ENTERERS, shown.village_code) is not None
    lines = [(row, entitlement_line(row, year, may_enter=may_enter)) for row in _by_person(found.rows)]
    return render_template(
        "measures/household.html",
        household=shown,
        place=place,
        year=year,
        years=years(today),
        as_at=found.as_at,
        lines=[line for row, line in lines if not _is_offer(row)],
        offers=[line for row, line in lines if _is_offer(row)],
        payments=payment_lines(payments, knows_health=health, may_enter=may_enter),
        continues=CONTINUATION if shown.state in _EXITED else (),
        may_enter=may_enter,
        knows_health=health,
    )


@blueprint.get("/places/<code>")
@open_to(*BUSINESS)
def place(code: str) -> str:
    """The same for every household of a village, township or county: totals, funds of villages, findings."""
    actor = signed_in_actor()
    today = current_service().clock.today()
    year, finding = asked_year(today), asked_text("finding", "any")
    begin = asked_number("begin") or 0
    with current_service().database.read() as db:
        shown = _place(db, actor, code)
        found = assessed(db, code, year, today, knows_health=knows_health(actor, code))
        payments = payments_shown(db, actor, village_code=code) if shown.level is Level.VILLAGE else []
    people = [row for row in found.rows if row.policy.terms.unit is not Unit.VILLAGE]
    wanted = [row for row in people if _is_wanted(row, finding)]
    may_enter = post_over(actor, ENTERERS, code) is not None
    numbers = counted_findings(people)
    return render_template(
        "measures/place.html",
        place=shown,
        year=year,
        years=years(today),
        finding=finding,
        findings=finding_choices(),
        as_at=found.as_at,
        households=len({row.who.household_id for row in people}),
        counted=[
            {
                "label": str(word(f"benefit_finding.{kind.value}")),
                "value": numbers[kind.value],
                "url": url_for(".place", code=code, year=year, finding=kind.value, _anchor="found"),
            }
            for kind in Finding
            if numbers.get(kind.value)
        ],
        totals=policy_totals(people),
        funds=fund_lines(found.rows, year, may_enter=may_enter and shown.level is Level.VILLAGE),
        payments=payment_lines(payments, knows_health=False, may_enter=may_enter),
        lines=[entitlement_line(row, year, may_enter=False) for row in wanted[begin : begin + PAGE]],
        begin=begin,
        next_begin=begin + PAGE if len(wanted) > begin + PAGE else None,
        previous_begin=max(begin - PAGE, 0) if begin else None,
        several_villages=shown.level is not Level.VILLAGE,
    )


@blueprint.get("/households/<int:household_id>/card.pdf")
@open_to(*BUSINESS)
def card(household_id: int) -> ResponseReturnValue:
    """政策享受明白卡: the household's policies and payments of a year, to be handed to it."""
    actor = signed_in_actor()
    today = current_service().clock.today()
    year = asked_year(today)
    with current_service().database.read() as db:
        shown = household_queries.household(db, actor, household_id) or abort(404)
        health = knows_health(actor, shown.village_code)
        found = assessed(db, shown.village_code, year, today, household_id=household_id, knows_health=health)
        responsible = responsible_of(db, household_id)
    exited = shown.state in _EXITED
    facts = card_of(shown, found, today, exited=exited, continues=CONTINUATION, responsible=responsible)
    try:
        pdf = card_pdf(facts)
    except RenderFailed:
        current_app.logger.exception("a card could not be printed")
        return error_page(500)
    return send_file(BytesIO(pdf), mimetype="application/pdf", download_name="card.pdf", etag=False)


def asked_year(today: date) -> int:
    """The year of the address; else last year until its payments are settled (the end of March), then this one."""
    year = asked_number("year") or (today.year - 1 if today.month <= 3 else today.year)
    return min(max(year, FIRST_YEAR), today.year)


def years(today: date) -> list[tuple[int, str]]:
    """Years to choose from, the latest first."""
    return [(year, str(year)) for year in range(today.year, FIRST_YEAR - 1, -1)]


def _by_person(rows: Iterable[Entitlement]) -> list[Entitlement]:
    """The household's own first, then person by person."""
    return sorted(rows, key=lambda row: (row.who.member_id or 0, row.policy.id))


def _is_offer(row: Entitlement) -> bool:
    return row.policy.terms.on_request and not row.weighed.paid and not row.weighed.findings


def _is_wanted(row: Entitlement, finding: str) -> bool:
    if not finding:
        return not _is_offer(row)
    return bool(row.kinds - {Finding.UNSAID.value}) if finding == "any" else finding in row.kinds


def _place(db: Any, actor: Actor, code: str) -> PlaceShown:
    shown = place_shown(db, actor, code) or abort(404)
    # A province has hundreds of thousands of households: it is asked county by county.
    return shown if shown.level in _LEVELS else abort(404)
