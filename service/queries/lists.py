"""Stored lists as pages show them: what a list is called, who stands on it, who has left it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, case, exists, func, select
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.models.household_list import HouseholdList, ListMember
from service.models.people import User
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.people import Actor
from service.queries.visible import visible_to


@dataclass(frozen=True)
class ListShown:
    """A list with its numbers."""

    id: int
    village_code: str
    village_name: str
    kind: str
    year: int
    number: int
    made_by: str
    made_at: datetime
    standing: int
    left: int
    states: Mapping[str, int]


@dataclass(frozen=True)
class ListedHousehold:
    """A household that stands on a list, or has left it."""

    record_id: int
    household_id: int
    number: int
    head_name: str
    village_group: str
    persons: int
    state: str
    since_at: datetime
    version: int
    joined_at: datetime
    left_at: datetime | None
    left_by: str | None


def list_shown(db: Session, actor: Actor, list_id: int) -> ListShown | None:
    """A list of the actor's jurisdiction; None when it lies outside or does not exist."""
    statement = _lists().where(HouseholdList.id == list_id, visible_to(actor, HouseholdList.village_code))
    row = db.execute(statement).one_or_none()
    if row is None:
        return None
    states = db.execute(
        select(Record.state, func.count())
        .join(ListMember, ListMember.record_id == Record.id)
        .where(ListMember.list_id == list_id, ListMember.left_at.is_(None))
        .group_by(Record.state)
    )
    return _shown(row, dict(states.all()))


def lists_page(
    db: Session,
    actor: Actor,
    *,
    place: str = "",
    standing: bool = False,
    before: int | None = None,
    limit: int = 50,
) -> tuple[list[ListShown], bool]:
    """Lists of the jurisdiction, the newest first, from the one before `before` on.

    Args:
        place: lists of this place only.
        standing: only those on which somebody stands.
    """
    statement = _lists().where(
        visible_to(actor, HouseholdList.village_code), prefix_range(HouseholdList.village_code, place)
    )
    if standing:
        on_it = exists().where(ListMember.list_id == HouseholdList.id, ListMember.left_at.is_(None))
        statement = statement.where(on_it)
    if before is not None:
        statement = statement.where(HouseholdList.id < before)
    rows = db.execute(statement.order_by(HouseholdList.id.desc()).limit(limit + 1)).all()
    shown = rows[:limit]
    states: dict[int, dict[str, int]] = {}
    counted = db.execute(
        select(ListMember.list_id, Record.state, func.count())
        .join(Record, Record.id == ListMember.record_id)
        .where(ListMember.list_id.in_([row.id for row in shown]), ListMember.left_at.is_(None))
        .group_by(ListMember.list_id, Record.state)
    )
    for list_id, state, number in counted:
        states.setdefault(list_id, {})[state] = number
    return [_shown(row, states.get(row.id, {})) for row in shown], len(rows) > limit


def households_on(db: Session, list_id: int) -> list[ListedHousehold]:
    """Everybody who stands on a list, then everybody who has left it; in the order of their numbers."""
    persons = (
        select(func.count())
        .where(Member.household_id == Household.id, Member.left_on.is_(None))
        .correlate(Household)
        .scalar_subquery()
    )
    rows = db.execute(
        select(
            Record.id,
            Household.id,
            Household.number,
            Household.head_name,
            Household.village_group,
            persons,
            Record.state,
            Record.since_at,
            Record.version,
            ListMember.joined_at,
            ListMember.left_at,
            ListMember.left_by,
        )
        .select_from(ListMember)
        .join(Record, Record.id == ListMember.record_id)
        .join(Household, Household.id == Record.household_id)
        .where(ListMember.list_id == list_id)
        .order_by(case((ListMember.left_at.is_(None), 0), else_=1), Household.number)
    )
    return [ListedHousehold(*row) for row in rows]


def standing_on(db: Session, list_id: int) -> dict[int, datetime]:
    """Records that stand on a list now, with the instant at which they came to it."""
    rows = db.execute(
        select(ListMember.record_id, ListMember.joined_at).where(
            ListMember.list_id == list_id, ListMember.left_at.is_(None)
        )
    )
    return dict(rows.all())


def _lists() -> Select[*tuple[Any, ...]]:
    counted = select(
        ListMember.list_id,
        func.count().filter(ListMember.left_at.is_(None)).label("standing"),
        func.count().filter(ListMember.left_at.is_not(None)).label("left"),
    ).group_by(ListMember.list_id)
    counts = counted.subquery()
    return (
        select(
            HouseholdList.id,
            HouseholdList.village_code,
            Region.name,
            HouseholdList.kind,
            HouseholdList.year,
            HouseholdList.number,
            User.name.label("made_by"),
            HouseholdList.made_at,
            func.coalesce(counts.c.standing, 0).label("standing"),
            func.coalesce(counts.c.left, 0).label("left"),
        )
        .join(Region, Region.code == HouseholdList.village_code)
        .join(User, User.id == HouseholdList.made_by)
        .outerjoin(counts, and_(counts.c.list_id == HouseholdList.id))
    )


def _shown(row: Any, states: Mapping[str, int]) -> ListShown:
    return ListShown(
        id=row.id,
        village_code=row.village_code,
        village_name=short_name(row.name),
        kind=row.kind,
        year=row.year,
        number=row.number,
        made_by=row.made_by,
        made_at=row.made_at,
        standing=row.standing,
        left=row.left,
        states=states,
    )
