"""Readings of personal numbers: who read whose, when and why; for those who watch over them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Final

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from service.clock import shanghai_instant
from service.database import prefix_range
from service.models.people import User
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.models.register_history import PersonalReading
from service.people import Actor
from service.queries.visible import visible_to
from workflows.roles import Role

READING_WATCHERS: Final = (Role.AUDITOR, Role.DATA_MANAGER)
"""Who sees which numbers were read, in their jurisdiction."""


@dataclass(frozen=True, kw_only=True)
class ReadingFilter:
    """What the list is narrowed to; None or '' leaves it as wide as it is.

    Args:
        reader: login of who read.
    """

    reader: str = ""
    place: str = ""
    household_id: int | None = None
    from_on: date | None = None
    to_on: date | None = None


@dataclass(frozen=True)
class ReadingShown:
    """One reading. `member_name` is None where it is of the household itself or of many rows."""

    id: int
    read_at: datetime
    reader: str
    role: str
    post_place: str
    village_code: str
    village_name: str
    household_id: int | None
    head_name: str | None
    number: int | None
    member_name: str | None
    field: str
    rows: int
    reason: str


def readings_page(
    db: Session, actor: Actor, wanted: ReadingFilter, *, before: int | None = None, limit: int
) -> list[ReadingShown]:
    """Readings of the actor's jurisdiction, the newest first, from the one before `before` on."""
    conditions = [visible_to(actor, PersonalReading.village_code), *_conditions(wanted)]
    if before is not None:
        conditions.append(PersonalReading.id < before)
    rows = db.execute(
        select(
            PersonalReading.id,
            PersonalReading.read_at,
            User.name.label("reader"),
            PersonalReading.role,
            PersonalReading.post_region_code,
            PersonalReading.village_code,
            PersonalReading.household_id,
            Household.head_name,
            Household.number,
            Member.name.label("member_name"),
            PersonalReading.field,
            PersonalReading.rows,
            PersonalReading.reason,
        )
        .join(User, User.id == PersonalReading.read_by)
        .outerjoin(Household, Household.id == PersonalReading.household_id)
        .outerjoin(Member, Member.id == PersonalReading.member_id)
        .where(*conditions)
        .order_by(PersonalReading.id.desc())
        .limit(limit)
    ).all()
    names = _names(db, {code for row in rows for code in (row.village_code, row.post_region_code)})
    return [
        ReadingShown(
            id=row.id,
            read_at=row.read_at,
            reader=row.reader,
            role=row.role,
            post_place=names.get(row.post_region_code, row.post_region_code),
            village_code=row.village_code,
            village_name=names.get(row.village_code, row.village_code),
            household_id=row.household_id,
            head_name=row.head_name,
            number=row.number,
            member_name=row.member_name,
            field=row.field,
            rows=row.rows,
            reason=row.reason,
        )
        for row in rows
    ]


def _conditions(wanted: ReadingFilter) -> Sequence[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.reader:
        found.append(PersonalReading.read_by.in_(select(User.id).where(User.login == wanted.reader.lower())))
    if wanted.place:
        found.append(prefix_range(PersonalReading.village_code, wanted.place))
    if wanted.household_id is not None:
        found.append(PersonalReading.household_id == wanted.household_id)
    if wanted.from_on is not None:
        found.append(PersonalReading.read_at >= shanghai_instant(wanted.from_on, time.min))
    if wanted.to_on is not None:
        found.append(PersonalReading.read_at < shanghai_instant(wanted.to_on + timedelta(days=1), time.min))
    return found


def _names(db: Session, codes: set[str]) -> dict[str, str]:
    rows = db.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
    return {code: short_name(name) for code, name in rows}
