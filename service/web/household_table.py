"""A table of households with its filter, ticks and keyset pages: in the list of all, and in a village."""

from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from service.access import signed_in_actor
from service.context import current_service
from service.queries.finding import people_meant
from service.queries.households import (
    NOT_REGISTERED,
    REGISTERED,
    Cursor,
    HouseholdFilter,
    HouseholdRow,
    households_page,
)
from service.web.asked import asked_text
from service.web.names import listed
from service.web.roles_of_pages import ACTING
from service.web.stages import StateShown, state_choices, state_shown

PAGE = 50


@dataclass(frozen=True)
class HouseholdLine:
    """A household as a row of the table. `found` names the people, other than its head, through whom it was found."""

    household: HouseholdRow
    state: StateShown
    url: str
    found: str = ""


@dataclass(frozen=True)
class HouseholdTable:
    """The table and everything around it."""

    lines: list[HouseholdLine]
    place: str
    text: str
    state: str
    states: list[tuple[str, str]]
    filtered: bool
    url: str
    all_url: str
    export_url: str
    ticks: bool
    next_url: str | None
    previous_url: str | None


def household_table(*, place: str, endpoint: str, **values: Any) -> HouseholdTable:
    """The page of households that the address asks for: `q`, `state`, and `after` or `before`.

    Args:
        place: only households of this place.
        endpoint, values: the page that the table stands on.
    """
    actor = signed_in_actor()
    # Most households of a village are not poor: those with a record come first, the others are one choice away.
    wanted = HouseholdFilter(place=place, text=asked_text("q"), state=asked_text("state", REGISTERED))
    cursor = _cursor()
    with current_service().database.read() as db:
        rows, more = households_page(db, actor, wanted, cursor=cursor, limit=PAGE)
        people = people_meant(db, [row.id for row in rows], wanted.text)
    kept = {"q": wanted.text or None, "state": wanted.state, **values}
    if "code" not in values and place:
        kept["place"] = place
    backwards = cursor is not None and cursor.backwards
    has_next = bool(rows) and (more or backwards)
    has_previous = bool(rows) and cursor is not None and (more or not backwards)
    return HouseholdTable(
        lines=[
            HouseholdLine(
                row,
                state_shown("household", row.state),
                url_for("households.show", household_id=row.id),
                listed(name for name in people.get(row.id, ()) if name != row.head_name),
            )
            for row in rows
        ],
        place=place,
        text=wanted.text,
        state=wanted.state,
        states=[
            (REGISTERED, _("With a record")),
            ("", _("All households")),
            (NOT_REGISTERED, _("Not registered as poor")),
            *state_choices("household"),
        ],
        filtered=bool(wanted.text) or wanted.state != REGISTERED,
        url=url_for(endpoint, **values),
        all_url=url_for(endpoint, **{**kept, "q": None, "state": ""}),
        export_url=url_for("exports.index", place=place or None, q=wanted.text or None, state=wanted.state),
        ticks=not actor.roles.isdisjoint(ACTING),
        next_url=url_for(endpoint, **kept, after=_key(rows[-1])) if has_next else None,
        previous_url=url_for(endpoint, **kept, before=_key(rows[0])) if has_previous else None,
    )


def _key(row: HouseholdRow) -> str:
    return f"{row.village_code}-{row.number}"


def _cursor() -> Cursor | None:
    """Where the page begins; an address that was spoilt begins at the first one."""
    for name in ("after", "before"):
        village, dash, number = asked_text(name).partition("-")
        if dash and number.isascii() and number.isdigit() and len(number) < 10:
            return Cursor(village, int(number), backwards=name == "before")
    return None
