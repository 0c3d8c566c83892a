"""Households of a round: counted by place, listed with their decisions, and who is poor when it begins."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, and_, func, select
from sqlalchemy.orm import aliased

from service.campaigns.standings import POOR_STATES, RoundOfYear, standings
from service.database import prefix_range
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.register import Household, Member
from workflows.campaign import Standing, disagreements, not_at_the_end, suggested
from workflows.household import Household as State
from workflows.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class OnRoll:
    """A household of the roll with its decision and everything that the decision is weighed by.

    `opened_by` is the step that began its cycle, `decided_seq` how often it was decided.
    """

    household_id: int
    record_id: int
    village_code: str
    number: int
    village_group: str
    head_name: str
    household_class: str | None
    persons: int
    opened_by: str
    standing: Standing
    surveyed: bool
    decision: str | None
    reason: str
    decided_seq: int
    decided_at: datetime | None

    def disagrees(self, year: int) -> list[Reason]:
        """Why its decision contradicts its record."""
        return list(disagreements(self.decision, self.standing, year)) if self.decision else []

    def pending(self, year: int) -> list[Reason]:
        """What must come true until the roll is closed."""
        return list(not_at_the_end(self.decision, self.standing, year)) if self.decision else []

    @property
    def suggested(self) -> str | None:
        """The decision that the procedure itself speaks for."""
        decision = suggested(self.standing)
        return decision.value if decision else None


@dataclass(frozen=True)
class Tally:
    """What the households of a place come to."""

    households: int = 0
    surveyed: int = 0
    decided: int = 0
    disagreeing: int = 0
    exits_pending: int = 0
    by_decision: Mapping[str, int] | None = None

    def plus(self, other: "Tally") -> "Tally":
        """Both together."""
        mine, theirs = self.by_decision or {}, other.by_decision or {}
        return Tally(
            self.households + other.households,
            self.surveyed + other.surveyed,
            self.decided + other.decided,
            self.disagreeing + other.disagreeing,
            self.exits_pending + other.exits_pending,
            {name: mine.get(name, 0) + theirs.get(name, 0) for name in {*mine, *theirs}},
        )


def tallies(connection: Connection, round_: RoundOfYear, place: str, digits: int) -> dict[str, Tally]:
    """Tallies of the places below `place`, by the first `digits` of their codes.

    Grouped by everything that a decision is weighed by, so that the rule itself (workflows.campaign) weighs each group
    once, and a hundred thousand households cost what a hundred do in Python.
    """
    rows = standings(round_, place)
    child = func.substr(rows.c.village_code, 1, digits)
    asked = (rows.c.state, rows.c.identified, rows.c.approved, rows.c.surveyed, rows.c.decision)
    found: dict[str, Tally] = {}
    for code, state, identified, approved, surveyed, decision, number in connection.execute(
        select(child, *asked, func.count()).group_by(child, *asked)
    ):
        standing = Standing(State(state), identified=bool(identified), approved=bool(approved))
        disagrees = bool(decision) and any(disagreements(decision, standing, round_.year))
        pending = bool(decision) and any(not_at_the_end(decision, standing, round_.year))
        tally = Tally(
            number,
            number if surveyed else 0,
            number if decision else 0,
            number if disagrees else 0,
            number if pending else 0,
            {decision: number} if decision else {},
        )
        found[code] = found.get(code, Tally()).plus(tally)
    return found


def total(found: Mapping[str, Tally]) -> Tally:
    """All of them together."""
    whole = Tally(by_decision={})
    for each in found.values():
        whole = whole.plus(each)
    return whole


def households_on_roll(
    connection: Connection, round_: RoundOfYear, place: str, ids: Sequence[int] | None = None
) -> list[OnRoll]:
    """Households of the roll in a place, in the order of village and number; of `ids` only, where they are given."""
    rows = standings(round_, place)
    persons = (
        select(func.count())
        .where(Member.household_id == Household.id, Member.left_on.is_(None))
        .correlate(Household)
        .scalar_subquery()
    )
    first = aliased(HistoryEntry)
    statement = (
        select(
            rows,
            Household.number,
            Household.village_group,
            Household.head_name,
            Household.household_class,
            persons.label("persons"),
            first.step.label("opened_by"),
        )
        .join(Household, Household.id == rows.c.household_id)
        .join(first, and_(first.record_id == rows.c.record_id, first.seq == 1))
        .order_by(rows.c.village_code, Household.number)
    )
    if ids is not None:
        statement = statement.where(rows.c.household_id.in_(ids))
    return [_on_roll(row) for row in connection.execute(statement)]


def left_otherwise(connection: Connection, round_: RoundOfYear, place: str) -> dict[str, int]:
    """Households that were poor at the opening and need no decision, by the state in which they are now."""
    members = standings(round_, place, on_roll=False)
    rows = connection.execute(select(members.c.state, func.count()).group_by(members.c.state))
    return dict(rows.all())


def poor_at(connection: Connection, county_code: str) -> Iterator[tuple[int, int, str, str]]:
    """Household, record, village and state of everybody who is poor now in a county: who a round begins with."""
    rows = connection.execute(
        select(Record.household_id, Record.id, Record.region_code, Record.state)
        .where(
            Record.procedure == "household",
            Record.newest,
            Record.state.in_(POOR_STATES),
            prefix_range(Record.region_code, county_code),
        )
        .order_by(Record.id)
    )
    for household_id, record_id, village_code, state in rows:
        if household_id is not None:
            yield household_id, record_id, village_code, state


def _on_roll(row: Any) -> OnRoll:
    return OnRoll(
        household_id=row.household_id,
        record_id=row.record_id,
        village_code=row.village_code,
        number=row.number,
        village_group=row.village_group,
        head_name=row.head_name,
        household_class=row.household_class,
        persons=row.persons,
        opened_by=row.opened_by,
        standing=Standing(State(row.state), identified=bool(row.identified), approved=bool(row.approved)),
        surveyed=bool(row.surveyed),
        decision=row.decision,
        reason=row.reason,
        decided_seq=row.decided_seq,
        decided_at=row.decided_at,
    )
