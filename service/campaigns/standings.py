"""Which households belong to a round, and where each stood at the end of its year: the one statement behind all pages.

A household stands on the roll when it was poor at the opening, or was identified or left in the year. Everything is
asked as it stood at the end of the year, so that a roll that is closed late says the same.
"""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased

from service.clock import shanghai_instant
from service.database import prefix_range
from service.models.campaign import Roll, RollHousehold, YearlyDecision
from service.models.document import Document
from service.models.history import HistoryEntry
from service.models.record import Record
from workflows.household import AFTER_APPROVAL, POOR

POOR_STATES: Final = tuple(state.value for state in POOR)
LEFT_STATES: Final = tuple(state.value for state in AFTER_APPROVAL)


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


def standings(round_: RoundOfYear, place: str, *, on_roll: bool = True) -> Subquery:
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
    approved: ColumnElement[Any] = case(
        (and_(inner.c.approved_in_year == 1, inner.c.state.in_(LEFT_STATES)), 1), else_=0
    )
    stands = or_(inner.c.state.in_(POOR_STATES), approved == 1)
    columns = [each for each in inner.c if each.name != "approved_in_year"]
    outer: Select[Any] = select(*columns, approved.label("approved")).where(stands if on_roll else ~stands)
    return outer.subquery("on_roll")
