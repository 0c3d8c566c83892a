"""Which households stand on a round's roll, and where each stands: one statement that pages count, list and freeze.

A household stands on it when it was poor at the opening, or was identified or left in the year. Everything is asked as
it stood at the end of the year, so that a roll that is closed late says the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, Connection, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from service.clock import shanghai_instant
from service.database import prefix_range
from service.models.campaign import Campaign, Roll, RollHousehold, YearlyDecision
from service.models.document import Document
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.register import Household, Member
from workflows.campaign import Standing, disagreements, not_at_the_end, suggested
from workflows.household import AFTER_APPROVAL, POOR
from workflows.household import Household as State
from workflows.reasons import Reason

_POOR: Final = tuple(state.value for state in POOR)
_LEFT: Final = tuple(state.value for state in AFTER_APPROVAL)


@dataclass(frozen=True)
class RoundOfYear:
    """What a question about a round needs to know of it."""

    campaign_id: int
    county_code: str
    year: int

    @property
    def begins_at(self) -> datetime:
        """The first instant of the year in Shanghai."""
        return shanghai_instant(date(self.year, 1, 1), time.min)

    @property
    def ends_at(self) -> datetime:
        """The first instant of the next one."""
        return shanghai_instant(date(self.year + 1, 1, 1), time.min)


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
    rows = _standings(round_, place)
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
    rows = _standings(round_, place)
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
    members = _standings(round_, place, on_roll=False)
    rows = connection.execute(select(members.c.state, func.count()).group_by(members.c.state))
    return dict(rows.all())


def poor_at(connection: Connection, county_code: str) -> Iterator[tuple[int, int, str, str]]:
    """Household, record, village and state of everybody who is poor now in a county: who a round begins with."""
    rows = connection.execute(
        select(Record.household_id, Record.id, Record.region_code, Record.state)
        .where(
            Record.procedure == "household",
            Record.newest,
            Record.state.in_(_POOR),
            prefix_range(Record.region_code, county_code),
        )
        .order_by(Record.id)
    )
    for household_id, record_id, village_code, state in rows:
        if household_id is not None:
            yield household_id, record_id, village_code, state


def _standings(round_: RoundOfYear, place: str, *, on_roll: bool = True) -> Subquery:
    """One row for every household that belongs to the round, as it stood at the year's end, with its decision."""
    of_year = (
        select(
            HistoryEntry.record_id,
            func.max(case((HistoryEntry.step == "identify", 1), else_=0)).label("identified"),
            func.max(case((HistoryEntry.step == "approve", 1), else_=0)).label("approved"),
        )
        .where(
            HistoryEntry.procedure == "household",
            HistoryEntry.step.in_(("identify", "approve")),
            HistoryEntry.acted_at >= round_.begins_at,
            HistoryEntry.acted_at < round_.ends_at,
        )
        .group_by(HistoryEntry.record_id)
        .subquery("of_year")
    )
    changed = select(Record.household_id).join(of_year, of_year.c.record_id == Record.id)
    began = (
        select(RollHousehold.household_id)
        .join(Roll, Roll.id == RollHousehold.roll_id)
        .where(Roll.campaign_id == round_.campaign_id)
    )
    later, last = aliased(Record), aliased(HistoryEntry)
    state = (
        select(last.to_state)
        .where(last.record_id == Record.id, last.acted_at < round_.ends_at)
        .order_by(last.seq.desc())
        .limit(1)
        .correlate(Record)
        .scalar_subquery()
    )
    newer_decision = aliased(YearlyDecision)
    surveyed_record = aliased(Record)
    surveyed = exists().where(
        Document.record_id == surveyed_record.id,
        surveyed_record.household_id == Record.household_id,
        Document.kind == "survey",
        Document.year == round_.year,
    )
    inner = (
        select(
            Record.household_id,
            Record.id.label("record_id"),
            Record.region_code.label("village_code"),
            state.label("state"),
            func.coalesce(of_year.c.identified, 0).label("identified"),
            func.coalesce(of_year.c.approved, 0).label("approved_in_year"),
            surveyed.label("surveyed"),
            YearlyDecision.decision,
            func.coalesce(YearlyDecision.reason, "").label("reason"),
            func.coalesce(YearlyDecision.seq, 0).label("decided_seq"),
            YearlyDecision.decided_at,
        )
        .select_from(Record)
        .outerjoin(of_year, of_year.c.record_id == Record.id)
        .outerjoin(
            YearlyDecision,
            and_(
                YearlyDecision.campaign_id == round_.campaign_id,
                YearlyDecision.household_id == Record.household_id,
                ~exists().where(
                    newer_decision.campaign_id == YearlyDecision.campaign_id,
                    newer_decision.household_id == YearlyDecision.household_id,
                    newer_decision.seq > YearlyDecision.seq,
                ),
            ),
        )
        .where(
            Record.procedure == "household",
            prefix_range(Record.region_code, place),
            or_(Record.household_id.in_(began), Record.household_id.in_(changed)),
            Record.opened_at < round_.ends_at,
            ~exists().where(
                later.household_id == Record.household_id,
                later.cycle > Record.cycle,
                later.opened_at < round_.ends_at,
            ),
        )
        .subquery("standing")
    )
    approved: ColumnElement[Any] = case((and_(inner.c.approved_in_year == 1, inner.c.state.in_(_LEFT)), 1), else_=0)
    stands = or_(inner.c.state.in_(_POOR), approved == 1)
    columns = [each for each in inner.c if each.name != "approved_in_year"]
    outer: Select[Any] = select(*columns, approved.label("approved")).where(stands if on_roll else ~stands)
    return outer.subquery("on_roll")


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


def round_of(campaign: Campaign | Any) -> RoundOfYear:
    """The round of a campaign's row."""
    return RoundOfYear(campaign.id, campaign.county_code, campaign.year)
