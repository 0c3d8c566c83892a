"""The list of a jurisdiction's poor villages or counties."""

from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from service.access import signed_in_actor
from service.context import current_service
from service.queries.records import RecordShown, records_page
from service.rules.deadlines import deadlines
from service.web.asked import asked_text
from service.web.links import record_url
from service.web.stages import StateShown, state_choices, state_shown, who_must_act

PAGE = 50


@dataclass(frozen=True)
class RecordLine:
    """A village or county as a row."""

    record: RecordShown
    url: str
    state: StateShown
    who: str
    due_on: date | None
    overdue: bool


@dataclass(frozen=True)
class RecordTable:
    """The rows and everything around them."""

    lines: list[RecordLine]
    state: str
    states: list[tuple[str, str]]
    url: str
    next_url: str | None
    first_url: str | None


def records_index(procedure: str, endpoint: str) -> RecordTable:
    """The page that the address asks for: `state`, and `after` a code."""
    service, actor = current_service(), signed_in_actor()
    state, after = asked_text("state"), asked_text("after")
    today = service.clock.today()
    with service.database.read() as db:
        found, more = records_page(db, actor, procedure, state=state, after=after, limit=PAGE)
        table = deadlines(db)
    lines = []
    for each in found:
        due_on = table.due_on(procedure, each.state, each.region_code, each.since_at)
        lines.append(
            RecordLine(
                record=each,
                url=record_url(procedure, each.region_code, None),
                state=state_shown(procedure, each.state),
                who=who_must_act(procedure, each.state),
                due_on=due_on,
                overdue=due_on is not None and today > due_on,
            )
        )
    return RecordTable(
        lines=lines,
        state=state,
        states=[("", _("All states")), *state_choices(procedure)],
        url=url_for(endpoint),
        next_url=url_for(endpoint, state=state or None, after=found[-1].region_code) if more else None,
        first_url=url_for(endpoint, state=state or None) if after else None,
    )
