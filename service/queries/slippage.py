"""Who is past the planned year: households, villages and counties, the unexplained first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, case, exists, func, select
from sqlalchemy.orm import Session, aliased

from service.clock import shanghai_date
from service.database import prefix_range
from service.models.campaign import Slippage
from service.models.history import HistoryEntry
from service.models.people import User
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.models.target import Target
from service.people import Actor
from service.queries.planned_years import exited_states, is_late, planned_households
from service.queries.progress import WIDTHS
from service.queries.visible import visible_to

MOST: Final = 200
"""Households shown at once; who has more narrows the place."""


@dataclass(frozen=True)
class Explained:
    """What was written, by whom, when; `expected_year` where one was named."""

    text: str
    expected_year: int | None
    by: str
    role: str
    at: datetime


@dataclass(frozen=True, kw_only=True)
class Late:
    """A household, village or county that did not leave in its planned year; `left_in` where it has left since."""

    subject: str
    region_code: str
    place_name: str
    household_id: int | None
    name: str
    number: int | None
    planned_year: int
    left_in: int | None
    state: str | None
    explained: Explained | None


@dataclass(frozen=True)
class Lateness:
    """Who is late in a place: villages and counties all, households up to MOST of `households`."""

    places: tuple[Late, ...]
    households: tuple[Late, ...]
    late_households: int
    unexplained_households: int

    @property
    def unexplained(self) -> int:
        """How many have no explanation yet."""
        return self.unexplained_households + sum(each.explained is None for each in self.places)


def lateness(db: Session, actor: Actor, place: str, today: date) -> Lateness:
    """Everybody of the jurisdiction in a place who is past the planned year."""
    planned = planned_households(db, place)
    newest = _newest()
    late = and_(is_late(planned, today), visible_to(actor, planned.c.region_code))
    rows = db.execute(
        select(
            planned,
            Household.head_name,
            Household.number,
            Region.name.label("place_name"),
            newest.c.id.label("slippage_id"),
        )
        .join(Household, Household.id == planned.c.household_id)
        .join(Region, Region.code == planned.c.region_code)
        .outerjoin(newest, newest.c.household_id == planned.c.household_id)
        .where(late)
        .order_by(
            case((newest.c.id.is_(None), 0), else_=1), planned.c.planned_year, planned.c.region_code, Household.number
        )
        .limit(MOST)
    ).all()
    total, unexplained = db.execute(
        select(func.count(), func.count().filter(newest.c.id.is_(None)))
        .select_from(planned)
        .outerjoin(newest, newest.c.household_id == planned.c.household_id)
        .where(late)
    ).one()
    places = _late_places(db, actor, place, today)
    texts = _texts(db, [row.slippage_id for row in rows] + [each.slippage_id for each in places])
    exited = exited_states("household")
    return Lateness(
        places=tuple(
            sorted(
                (_late_place(each, texts) for each in places),
                key=lambda each: (each.explained is not None, each.planned_year, each.region_code),
            )
        ),
        households=tuple(
            Late(
                subject="household",
                region_code=row.region_code,
                place_name=short_name(row.place_name),
                household_id=row.household_id,
                name=row.head_name,
                number=row.number,
                planned_year=row.planned_year,
                left_in=shanghai_date(row.approved_at).year if row.state in exited and row.approved_at else None,
                state=row.state,
                explained=texts.get(row.slippage_id),
            )
            for row in rows
        ),
        late_households=total,
        unexplained_households=unexplained,
    )


def late_household(db: Session, actor: Actor, household_id: int, today: date) -> Late | None:
    """One household that is past its planned year; None when it is not, or lies outside the jurisdiction."""
    code = db.execute(select(Household.village_code).where(Household.id == household_id)).scalar_one_or_none()
    found = lateness(db, actor, code, today).households if code is not None else ()
    return next((each for each in found if each.household_id == household_id), None)


def late_place(db: Session, actor: Actor, subject: str, code: str, today: date) -> Late | None:
    """One village or county that is past its planned year; None as above."""
    places = lateness(db, actor, code, today).places
    return next((each for each in places if (each.subject, each.region_code) == (subject, code)), None)


def _newest() -> Any:
    later = aliased(Slippage)
    return (
        select(Slippage.id, Slippage.household_id, Slippage.subject, Slippage.region_code)
        .where(
            ~exists().where(
                later.subject == Slippage.subject,
                later.region_code == Slippage.region_code,
                later.household_id.is_not_distinct_from(Slippage.household_id),
                later.id > Slippage.id,
            )
        )
        .subquery("explained")
    )


def _late_places(db: Session, actor: Actor, place: str, today: date) -> Sequence[Any]:
    newest = _newest()
    approved = (
        select(func.max(HistoryEntry.acted_at))
        .where(HistoryEntry.record_id == Record.id, HistoryEntry.step == "approve")
        .correlate(Record)
        .scalar_subquery()
    )
    rows = db.execute(
        select(
            Target.unit,
            Target.region_code,
            Region.name.label("place_name"),
            Target.year,
            Target.actual_year,
            Record.state,
            approved.label("approved_at"),
            newest.c.id.label("slippage_id"),
        )
        .join(Region, Region.code == Target.region_code)
        .outerjoin(
            Record,
            and_(Record.procedure == Target.unit, Record.region_code == Target.region_code, Record.newest),
        )
        .outerjoin(
            newest,
            and_(newest.c.subject == Target.unit, newest.c.region_code == Target.region_code),
        )
        .where(
            Target.unit.in_(("village", "county")),
            ~Target.total,
            Target.planned == 1,
            Target.year < today.year,
            func.length(Target.region_code) == case((Target.unit == "village", WIDTHS["village"]), else_=6),
            prefix_range(Target.region_code, place),
            visible_to(actor, Target.region_code),
        )
    ).all()
    return [row for row in rows if (left := _left_in(row)) is None or left > row.year]


def _left_in(row: Any) -> int | None:
    own = None
    if row.state is not None and row.state in exited_states(row.unit) and row.approved_at is not None:
        own = shanghai_date(row.approved_at).year
    years = [year for year in (row.actual_year, own) if year is not None]
    return min(years, default=None)


def _late_place(row: Any, texts: Mapping[int, Explained]) -> Late:
    return Late(
        subject=row.unit,
        region_code=row.region_code,
        place_name=short_name(row.place_name),
        household_id=None,
        name=short_name(row.place_name),
        number=None,
        planned_year=row.year,
        left_in=_left_in(row),
        state=row.state,
        explained=texts.get(row.slippage_id),
    )


def _texts(db: Session, ids: Sequence[int | None]) -> dict[int, Explained]:
    rows = db.execute(
        select(
            Slippage.id,
            Slippage.explanation,
            Slippage.expected_year,
            User.name,
            Slippage.role,
            Slippage.explained_at,
        )
        .join(User, User.id == Slippage.explained_by)
        .where(Slippage.id.in_([id for id in ids if id is not None]))
    )
    return {row[0]: Explained(*row[1:]) for row in rows}
