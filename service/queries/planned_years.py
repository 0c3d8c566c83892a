"""In which year each household is to leave: from the first plan of its newest cycle, beside the year that it left.

The first plan counts, so that a plan filed later cannot make a missed year disappear.
"""

from collections.abc import Sequence
from datetime import date, time
from typing import Any, Final

from sqlalchemy import JSON, ColumnElement, Integer, Subquery, and_, cast, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.clock import shanghai_instant
from service.database import prefix_range
from service.models.document import Document
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.register import Member
from workflows import PROCEDURES
from workflows.declare import Stage
from workflows.household import CLOSED_WITHOUT_EXIT

EXITED: Final = (Stage.APPROVED, Stage.ARCHIVED)
"""Stages of a newest cycle whose exit stands."""


def exited_states(procedure: str) -> list[str]:
    """States of a procedure in which an exit stands."""
    return [state.value for state, stage in PROCEDURES[procedure].stages.items() if stage in EXITED]


def planned_households(db: Session, place: str) -> Subquery:
    """Household, village, record, planned year, state, and when its exit was approved; one row for each with a plan."""
    earlier = aliased(Document)
    return (
        select(
            Record.household_id,
            Record.region_code,
            Record.id.label("record_id"),
            Record.state,
            planned_year(db).label("planned_year"),
            _approved_at().label("approved_at"),
        )
        .select_from(Record)
        .join(
            Document,
            and_(
                Document.record_id == Record.id,
                Document.kind == "assistance_plan",
                ~exists().where(
                    earlier.record_id == Document.record_id,
                    earlier.kind == "assistance_plan",
                    earlier.id < Document.id,
                ),
            ),
        )
        .where(
            Record.procedure == "household",
            Record.newest,
            Record.state.not_in([state.value for state in CLOSED_WITHOUT_EXIT]),
            prefix_range(Record.region_code, place),
        )
        .subquery("planned")
    )


def planned_by_year(db: Session, place: str, unit: str) -> dict[int, int]:
    """Households, or their members, by the year in which they are to leave."""
    planned = planned_households(db, place)
    counted = select(planned.c.planned_year, func.count()).group_by(planned.c.planned_year)
    if unit == "person":
        counted = counted.join(Member, and_(Member.household_id == planned.c.household_id, Member.left_on.is_(None)))
    return {year: number for year, number in db.execute(counted) if year is not None}


def is_late(planned: Subquery, today: date) -> ColumnElement[bool]:
    """Condition: the planned year is past, and the exit is not approved, or was approved after it."""
    exited = planned.c.state.in_(exited_states("household"))
    late = [
        and_(
            planned.c.planned_year == year,
            planned.c.approved_at >= shanghai_instant(date(year + 1, 1, 1), time.min),
        )
        for year in range(2014, today.year)
    ]
    return and_(planned.c.planned_year < today.year, or_(~exited, *late))


def planned_year(db: Session) -> ColumnElement[Any]:
    """The year that a plan's answers name."""
    if db.get_bind().dialect.name == "postgresql":
        return cast(cast(Document.data, JSON)["planned_exit_year"].as_string(), Integer)
    return func.json_extract(Document.data, "$.planned_exit_year")


def _approved_at() -> Any:
    return (
        select(func.max(HistoryEntry.acted_at))
        .where(HistoryEntry.record_id == Record.id, HistoryEntry.step == "approve")
        .correlate(Record)
        .scalar_subquery()
    )


def sums(by_year: dict[int, int], years: Sequence[int]) -> list[int]:
    """Running sums over these years; what lies before the first counts with it."""
    return [sum(number for year, number in by_year.items() if year <= last) for last in years]
