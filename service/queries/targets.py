"""What the founding plans promised, and what the register's own records say came of it."""

from dataclasses import dataclass, field
from datetime import date, time
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date, shanghai_instant
from service.database import prefix_range
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Member
from service.models.target import Target, TargetCategory
from service.people import Actor
from service.queries.planned_years import exited_states
from service.queries.visible import may_see

PROCEDURE_OF = {"household": "household", "person": "household", "village": "village", "county": "county"}


@dataclass(frozen=True)
class Achieved:
    """What the records of a place say for a unit: exits by the year of their approval.

    Args:
        registered: units that the register has at all; without any, nothing can be said.
        by_year: exits that stand, by year.
    """

    registered: int
    by_year: dict[int, int] = field(default_factory=dict)

    def between(self, first: int, last: int) -> int:
        """Exits of these years, both inclusive."""
        return sum(number for year, number in self.by_year.items() if first <= year <= last)


@dataclass(frozen=True, kw_only=True)
class TargetRow:
    """One promise of a plan, and what is known of its outcome. `achieved` is None outside the reader's jurisdiction."""

    region_code: str
    region_name: str
    unit: str
    from_year: int
    year: int
    planned: int
    derived: bool
    total: bool
    quote: str
    source: str
    note: str | None
    actual_year: int | None
    actual_on: date | None
    actual_source: str | None
    actual_certain: bool
    achieved: Achieved | None
    categories: tuple[tuple[str, int], ...] = ()


def targets_shown(db: Session, actor: Actor, today: date) -> list[TargetRow]:
    """All targets, those of one plan together in the plan's order.

    The plans are published, so everybody reads them; what the register itself counts is shown for one's own places.
    """
    rows = db.execute(
        select(Target, Region.name).join(Region, Region.code == Target.region_code).order_by(Target.source, Target.id)
    ).all()
    asked = {(target.region_code, target.unit) for target, _ in rows if may_see(actor, target.region_code)}
    counted = {key: achieved(db, *key, today) for key in sorted(asked)}
    categories: dict[int, list[tuple[str, int]]] = {}
    for of, category, planned in db.execute(
        select(TargetCategory.target_id, TargetCategory.category, TargetCategory.planned).order_by(TargetCategory.id)
    ):
        categories.setdefault(of, []).append((category, planned))
    return [
        TargetRow(
            region_code=target.region_code,
            region_name=short_name(name),
            unit=target.unit,
            from_year=target.from_year,
            year=target.year,
            planned=target.planned,
            derived=target.derived,
            total=target.total,
            quote=target.quote,
            source=target.source,
            note=target.note,
            actual_year=target.actual_year,
            actual_on=target.actual_on,
            actual_source=target.actual_source,
            actual_certain=target.actual_certain,
            achieved=counted.get((target.region_code, target.unit)),
            categories=tuple(categories.get(target.id, ())),
        )
        for target, name in rows
    ]


def achieved(db: Session, region_code: str, unit: str, today: date) -> Achieved:
    """What the records of a place say for a unit. Only for places of one's own jurisdiction."""
    procedure = PROCEDURE_OF[unit]
    here = and_(Record.procedure == procedure, Record.newest, prefix_range(Record.region_code, region_code))
    registered = db.execute(select(func.count(Record.id)).where(here)).scalar_one()
    if not registered:
        return Achieved(0)
    first = db.execute(select(func.min(Record.opened_at)).where(here)).scalar_one()
    years = range(shanghai_date(first).year, today.year + 1)
    exited = exited_states(procedure)
    approvals = (
        select(HistoryEntry.record_id, func.max(HistoryEntry.acted_at).label("approved_at"))
        .join(Record, Record.id == HistoryEntry.record_id)
        .where(here, Record.state.in_(exited), HistoryEntry.step == "approve")
        .group_by(HistoryEntry.record_id)
        .subquery()
    )
    begins = {year: shanghai_instant(date(year, 1, 1), time.min) for year in (*years, years.stop)}
    counted: Select[*tuple[Any, ...]] = select(
        *(
            func.count()
            .filter(approvals.c.approved_at >= begins[year], approvals.c.approved_at < begins[year + 1])
            .label(f"in_{year}")
            for year in years
        )
    ).select_from(approvals)
    if unit == "person":
        # Members who have died or moved away since are not counted any more.
        counted = counted.join(Record, Record.id == approvals.c.record_id).join(
            Member, and_(Member.household_id == Record.household_id, Member.left_on.is_(None))
        )
    found = db.execute(counted).one()
    return Achieved(registered, {year: number for year, number in zip(years, found, strict=True) if number})
