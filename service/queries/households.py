"""Households as lists show them, and the people of one."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, func, select, tuple_
from sqlalchemy.orm import QueryableAttribute, Session

from service.database import prefix_range
from service.models.household_list import ListMember
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.people import Actor
from service.queries.finding import households_meant
from service.queries.visible import may_see, visible_to
from service.words.codes import CODES
from workflows.roles import Role, covers

NOT_REGISTERED: Final = "none"
"""Filter value: households without a cycle, which are not registered as poor."""

REGISTERED: Final = "any"
"""Filter value: households with a cycle, whatever its state."""

_RANK: Final = {relation: rank for rank, relation in enumerate(CODES["relation"])}

HEALTH_READERS: Final = (Role.VILLAGE_CLERK, Role.WORK_TEAM, Role.TOWNSHIP_REVIEWER, Role.COUNTY_REVIEWER)
"""Who needs to know how healthy a person is in order to act; nobody else is shown it."""


@dataclass(frozen=True)
class HouseholdRow:
    """One household as a list shows it; without a record it is not registered as poor."""

    id: int
    village_code: str
    village_name: str
    number: int
    village_group: str
    head_name: str
    persons: int
    record_id: int | None
    state: str | None
    since_at: datetime | None
    list_id: int | None


@dataclass(frozen=True)
class HouseholdFilter:
    """What a list of households is narrowed to.

    Args:
        place: code of a place; only its households.
        text: a person's name, its ending, pinyin or initials; or a group, or the household's number.
        state: a state of the household procedure, NOT_REGISTERED, REGISTERED or nothing.
    """

    place: str = ""
    text: str = ""
    state: str = ""


@dataclass(frozen=True)
class MemberShown:
    """A person of a household; `health` is None for readers who need not know it."""

    id: int
    name: str
    sex: str
    born_on: date
    relation: str
    education: str
    labour: str
    health: str | None
    left_on: date | None


@dataclass(frozen=True)
class Cursor:
    """Where a page of households begins: behind or before one household, in the order of village and number."""

    village_code: str
    number: int
    backwards: bool = False


def households_page(
    db: Session, actor: Actor, wanted: HouseholdFilter, *, cursor: Cursor | None = None, limit: int = 50
) -> tuple[list[HouseholdRow], bool]:
    """One page in the order of village and number, and whether there is more in the direction of the cursor.

    Keyset: the page behind a household costs the same wherever it stands.
    """
    by_state = bool(wanted.state) and wanted.state != NOT_REGISTERED
    text = wanted.text.strip()
    # The column of the index that the filter runs on leads the order, so that no page is sorted as a whole. What a
    # text finds is few and sorted: an index on the order would be walked through to the end for a rare name.
    village: Any = Record.region_code if by_state else Household.village_code
    village = func.coalesce(Household.village_code, "") if text else village
    statement = _rows(joins_record=by_state and not text)
    backwards = cursor is not None and cursor.backwards
    if cursor is not None:
        here = tuple_(village, Household.number)
        there = tuple_(cursor.village_code, cursor.number)
        # It stands before the jurisdiction: of two lower bounds SQLite takes the first into the index, and scans to it.
        statement = statement.where(here < there if backwards else here > there)
    statement = statement.where(visible_to(actor, village))
    if not by_state and not text:
        # Those that ceased to exist are found by their name, or by the state of their record.
        statement = statement.where(Household.dissolved_on.is_(None))
    statement = statement.where(*narrowed_to(actor, wanted, village))
    order = (village.desc(), Household.number.desc()) if backwards else (village, Household.number)
    found = [_row(row) for row in db.execute(statement.order_by(*order).limit(limit + 1))]
    more = len(found) > limit
    shown = found[:limit]
    return (shown[::-1] if backwards else shown), more


def narrowed_to(actor: Actor, wanted: HouseholdFilter, village: QueryableAttribute[str]) -> list[ColumnElement[bool]]:
    """The conditions of a filter, on households joined with their newest record.

    Args:
        village: the column of the place.
    """
    conditions: list[ColumnElement[bool]] = []
    if wanted.place:
        conditions.append(prefix_range(village, wanted.place))
    if wanted.state == NOT_REGISTERED:
        conditions.append(Record.id.is_(None))
    elif wanted.state:
        conditions += [Record.procedure == "household", Record.newest.is_(True)]
        if wanted.state != REGISTERED:
            conditions.append(Record.state == wanted.state)
    if wanted.text.strip():
        conditions.append(Household.id.in_(households_meant(actor, wanted.text.strip(), wanted.place)))
    return conditions


def households_chosen(db: Session, actor: Actor, ids: Collection[int]) -> list[HouseholdRow]:
    """These households of the actor's jurisdiction, in the order of village and number; others are left out."""
    statement = (
        _rows(joins_record=False)
        .where(Household.id.in_(ids), visible_to(actor, Household.village_code))
        .order_by(Household.village_code, Household.number)
    )
    return [_row(row) for row in db.execute(statement)]


def household(db: Session, actor: Actor, household_id: int) -> HouseholdRow | None:
    """One household of the actor's jurisdiction."""
    return next(iter(households_chosen(db, actor, [household_id])), None)


def members_of(db: Session, actor: Actor, household_id: int, village_code: str) -> list[MemberShown]:
    """The people of a household, its head first; their health only for those who need it."""
    if not may_see(actor, village_code):
        return []
    knows = knows_health(actor, village_code)
    columns = [
        Member.id,
        Member.name,
        Member.sex,
        Member.born_on,
        Member.relation,
        Member.education,
        Member.labour,
        Member.left_on,
        *([Member.health] if knows else []),
    ]
    rows = db.execute(select(*columns).where(Member.household_id == household_id).order_by(Member.id))
    people = [
        MemberShown(
            id=row.id,
            name=row.name,
            sex=row.sex,
            born_on=row.born_on,
            relation=row.relation,
            education=row.education,
            labour=row.labour,
            health=row.health if knows else None,
            left_on=row.left_on,
        )
        for row in rows
    ]
    return sorted(people, key=lambda person: (_RANK.get(person.relation, len(_RANK)), person.born_on))


def knows_health(actor: Actor, village_code: str) -> bool:
    """Whether the actor needs to know how healthy the people of this village are."""
    return any(post.role in HEALTH_READERS and covers(post.region_code, village_code) for post in actor.appointments)


def _rows(*, joins_record: bool) -> Select[*tuple[Any, ...]]:
    persons = (
        select(func.count())
        .where(Member.household_id == Household.id, Member.left_on.is_(None))
        .correlate(Household)
        .scalar_subquery()
    )
    newest = and_(Record.household_id == Household.id, Record.newest)
    statement = select(
        Household.id,
        Household.village_code,
        Region.name.label("village_name"),
        Household.number,
        Household.village_group,
        Household.head_name,
        persons.label("persons"),
        Record.id.label("record_id"),
        Record.state,
        Record.since_at,
        ListMember.list_id,
    )
    if joins_record:
        statement = statement.select_from(Record).join(Household, Household.id == Record.household_id)
    else:
        statement = statement.select_from(Household).outerjoin(Record, newest)
    return statement.join(Region, Region.code == Household.village_code).outerjoin(
        ListMember, and_(ListMember.record_id == Record.id, ListMember.left_at.is_(None))
    )


def _row(row: Any) -> HouseholdRow:
    values = dict(row._mapping)
    return HouseholdRow(**{**values, "village_name": short_name(row.village_name)})
