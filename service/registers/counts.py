"""Counts households and people of the registers as of a day by the database itself: for townships and counties, whose
books stay small however many households they count, and as a second source beside the cards and rolls.

Here nothing is put together in Python: what a column held then is an SQL expression over the later changes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Integer, Subquery, Text, and_, case, cast, func, or_, select
from sqlalchemy.orm import QueryableAttribute

from service.clock import shanghai_date
from service.database import prefix_range
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.register import Household, Member
from service.models.register_history import FieldChange, RegisterAct
from service.register.fields import Subject
from service.registers.on_file import DECISIVE, REGISTERED, STILL_POOR, Total


@dataclass(frozen=True)
class Counted:
    """Registered households that have all of this in common, and their people.

    Args:
        exited_at: instant of the approval of their exit; None for those still poor.
    """

    village_code: str
    still_poor: bool
    household_class: str | None
    main_cause: str | None
    exited_at: datetime | None
    households: int
    persons: int

    @property
    def exit_year(self) -> int | None:
        """Year in which they left poverty."""
        return shanghai_date(self.exited_at).year if self.exited_at and not self.still_poor else None


def total(counted: Iterable[Counted], wanted: Callable[[Counted], bool] = lambda each: True) -> Total:
    """The sum of those that are wanted."""
    found = [each for each in counted if wanted(each)]
    return Total(sum(each.households for each in found), sum(each.persons for each in found))


def registered_in(connection: Connection, region_code: str, at: datetime) -> list[Counted]:
    """Registered households below a place at an instant, grouped; the order is that of the villages' codes."""
    village = _as_it_was(Subject.HOUSEHOLD, "village_code", Household.village_code, at)
    class_ = _as_it_was(Subject.HOUSEHOLD, "household_class", Household.household_class, at)
    cause = _as_it_was(Subject.HOUSEHOLD, "main_cause", Household.main_cause, at)
    dissolved = _as_it_was(Subject.HOUSEHOLD, "dissolved_on", Household.dissolved_on, at)
    standing, people = _standing(at), _people(at)
    still_poor = case((standing.c.state.in_(STILL_POOR), 1), else_=0)
    groups = (village.value, still_poor, class_.value, cause.value, standing.c.exited_at)
    statement = (
        select(
            village.value.label("village_code"),
            still_poor.label("still_poor"),
            class_.value.label("household_class"),
            cause.value.label("main_cause"),
            standing.c.exited_at,
            func.count(),
            func.coalesce(func.sum(people.c.persons), 0),
        )
        .select_from(Household)
        .join(standing, standing.c.household_id == Household.id)
        .outerjoin(people, people.c.household_id == Household.id)
    )
    for was in (village, class_, cause, dissolved):
        statement = statement.outerjoin(was.changed, was.changed.c.subject_id == Household.id)
    statement = statement.where(
        _there_by(Household.registered_at, at),
        prefix_range(village.value, region_code),
        dissolved.value.is_(None),
        standing.c.state.in_(REGISTERED),
    )
    rows = connection.execute(statement.group_by(*groups).order_by(*groups[:2]))
    return [
        Counted(code, bool(poor), klass, main_cause, exited_at, households, int(persons))
        for code, poor, klass, main_cause, exited_at, households, persons in rows
    ]


def households_by_history(connection: Connection, region_code: str, at: datetime) -> dict[str, int]:
    """Registered households by village as the records' history alone tells it, without a look at the register."""
    standing = _standing(at)
    rows = connection.execute(
        select(standing.c.region_code, func.count())
        .where(standing.c.state.in_(REGISTERED), prefix_range(standing.c.region_code, region_code))
        .group_by(standing.c.region_code)
    )
    return dict(rows.all())


def population_in(connection: Connection, region_code: str, at: datetime) -> dict[str, Total]:
    """Households and people on file by village at an instant, poor or not."""
    village = _as_it_was(Subject.HOUSEHOLD, "village_code", Household.village_code, at)
    dissolved = _as_it_was(Subject.HOUSEHOLD, "dissolved_on", Household.dissolved_on, at)
    people = _people(at)
    rows = connection.execute(
        select(village.value, func.count(), func.coalesce(func.sum(people.c.persons), 0))
        .select_from(Household)
        .outerjoin(village.changed, village.changed.c.subject_id == Household.id)
        .outerjoin(dissolved.changed, dissolved.changed.c.subject_id == Household.id)
        .outerjoin(people, people.c.household_id == Household.id)
        .where(
            _there_by(Household.registered_at, at),
            prefix_range(village.value, region_code),
            dissolved.value.is_(None),
        )
        .group_by(village.value)
    )
    return {code: Total(households, int(persons)) for code, households, persons in rows}


@dataclass(frozen=True)
class _Was:
    """What a column held then (as text), and the later changes that it takes to say so."""

    value: ColumnElement[Any]
    changed: Subquery


def _as_it_was(subject: Subject, name: str, column: QueryableAttribute[Any], at: datetime) -> _Was:
    place = func.row_number().over(partition_by=FieldChange.subject_id, order_by=(FieldChange.act_id, FieldChange.seq))
    later = (
        select(FieldChange.subject_id, FieldChange.old, place.label("place"))
        .join(RegisterAct, RegisterAct.id == FieldChange.act_id)
        .where(FieldChange.subject == subject.value, FieldChange.field == name, RegisterAct.acted_at > at)
        .subquery()
    )
    changed = select(later.c.subject_id, later.c.old).where(later.c.place == 1).subquery(f"later_{name}")
    return _Was(case((changed.c.subject_id.is_not(None), changed.c.old), else_=cast(column, Text)), changed)


def _people(at: datetime) -> Subquery:
    """Number of people by household."""
    household = _as_it_was(Subject.MEMBER, "household_id", Member.household_id, at)
    left = _as_it_was(Subject.MEMBER, "left_on", Member.left_on, at)
    of = cast(household.value, Integer)
    return (
        select(of.label("household_id"), func.count().label("persons"))
        .select_from(Member)
        .outerjoin(household.changed, household.changed.c.subject_id == Member.id)
        .outerjoin(left.changed, left.changed.c.subject_id == Member.id)
        .where(_there_by(Member.entered_at, at), left.value.is_(None))
        .group_by(of)
        .subquery("people")
    )


def _standing(at: datetime) -> Subquery:
    """The cycle by which each household is registered or was taken off: household, its record's region, state, exit."""
    newest_first = func.row_number().over(partition_by=HistoryEntry.record_id, order_by=HistoryEntry.seq.desc())
    entries = (
        select(HistoryEntry.record_id, HistoryEntry.to_state, newest_first.label("place"))
        .where(HistoryEntry.procedure == "household", HistoryEntry.acted_at <= at)
        .subquery("entries")
    )
    approved = (
        select(HistoryEntry.record_id, func.max(HistoryEntry.acted_at).label("at"))
        .where(HistoryEntry.procedure == "household", HistoryEntry.step == "approve", HistoryEntry.acted_at <= at)
        .group_by(HistoryEntry.record_id)
        .subquery("approved")
    )
    latest = func.row_number().over(partition_by=Record.household_id, order_by=Record.cycle.desc())
    cycles = (
        select(
            Record.household_id,
            Record.region_code,
            entries.c.to_state.label("state"),
            case((entries.c.to_state.in_(STILL_POOR), None), else_=approved.c.at).label("exited_at"),
            latest.label("place"),
        )
        .join(entries, and_(entries.c.record_id == Record.id, entries.c.place == 1))
        .outerjoin(approved, approved.c.record_id == Record.id)
        .where(entries.c.to_state.in_(DECISIVE))
        .subquery("cycles")
    )
    return (
        select(cycles.c.household_id, cycles.c.region_code, cycles.c.state, cycles.c.exited_at)
        .where(cycles.c.place == 1)
        .subquery("standing")
    )


def _there_by(column: QueryableAttribute[Any], at: datetime) -> ColumnElement[bool]:
    return or_(column.is_(None), column <= at)
