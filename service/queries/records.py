"""Records as pages show them: one cycle of a household, village or county, and the cycles beside it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, and_, func, select
from sqlalchemy.orm import Session, aliased

from service.database import prefix_range
from service.models.household_list import HouseholdList, ListMember
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.people import Actor
from service.queries.visible import visible_to


@dataclass(frozen=True)
class ListName:
    """How a list is called, and how many households stand on it."""

    id: int
    village_code: str
    kind: str
    year: int
    number: int
    members: int


@dataclass(frozen=True)
class RecordShown:
    """One cycle with its subject. `number`, `head_name` and `village_group` are a household's."""

    id: int
    procedure: str
    region_code: str
    place_name: str
    household_id: int | None
    head_name: str | None
    number: int | None
    village_group: str | None
    cycle: int
    newest: bool
    state: str
    since_at: datetime
    opened_in: str
    opened_at: datetime
    version: int
    on_list: ListName | None

    @property
    def name(self) -> str:
        """What the record is called: its head of household, or its place."""
        return self.head_name or self.place_name


@dataclass(frozen=True)
class CycleShown:
    """One cycle among those of the same subject."""

    id: int
    cycle: int
    state: str
    newest: bool
    opened_at: datetime
    since_at: datetime


def record(db: Session, actor: Actor, record_id: int) -> RecordShown | None:
    """One record of the actor's jurisdiction; None when it lies outside or does not exist."""
    return next(iter(records(db, actor, [record_id])), None)


def records(db: Session, actor: Actor, ids: Collection[int]) -> list[RecordShown]:
    """These records of the actor's jurisdiction, in the order of their ids; others are left out."""
    statement = _records().where(Record.id.in_(ids), visible_to(actor, Record.region_code)).order_by(Record.id)
    return [_shown(row) for row in db.execute(statement)]


def record_of_household(db: Session, actor: Actor, household_id: int, cycle: int | None = None) -> RecordShown | None:
    """The newest cycle of a household, or the one that was asked for."""
    statement = _records().where(Record.household_id == household_id, visible_to(actor, Record.region_code))
    return _one(db, statement, cycle)


def record_of_place(
    db: Session, actor: Actor, procedure: str, region_code: str, cycle: int | None = None
) -> RecordShown | None:
    """The newest cycle of a village or county, or the one that was asked for."""
    statement = _records().where(
        Record.procedure == procedure,
        Record.household_id.is_(None),
        Record.region_code == region_code,
        visible_to(actor, Record.region_code),
    )
    return _one(db, statement, cycle)


def records_page(
    db: Session, actor: Actor, procedure: str, *, state: str = "", after: str = "", limit: int = 50
) -> tuple[list[RecordShown], bool]:
    """Villages or counties of the jurisdiction with their newest cycle, by code from the one behind `after` on."""
    statement = _records().where(
        Record.procedure == procedure,
        Record.newest,
        Record.region_code > after,
        visible_to(actor, Record.region_code),
    )
    if state:
        statement = statement.where(Record.state == state)
    found = [_shown(row) for row in db.execute(statement.order_by(Record.region_code).limit(limit + 1))]
    return found[:limit], len(found) > limit


def records_below(db: Session, actor: Actor, procedure: str, region_code: str, *, limit: int) -> list[RecordShown]:
    """Villages of a county with their newest cycle, by code."""
    statement = (
        _records()
        .where(
            Record.procedure == procedure,
            Record.newest,
            prefix_range(Record.region_code, region_code),
            visible_to(actor, Record.region_code),
        )
        .order_by(Record.region_code)
        .limit(limit)
    )
    return [_shown(row) for row in db.execute(statement)]


def cycles_of(db: Session, shown: RecordShown) -> list[CycleShown]:
    """Every cycle of the same subject, the newest first."""
    same = (
        Record.household_id == shown.household_id
        if shown.household_id is not None
        else and_(Record.household_id.is_(None), Record.region_code == shown.region_code)
    )
    rows = db.execute(
        select(Record.id, Record.cycle, Record.state, Record.newest, Record.opened_at, Record.since_at)
        .where(Record.procedure == shown.procedure, same)
        .order_by(Record.cycle.desc())
    )
    return [CycleShown(*row) for row in rows]


def _records() -> Select[*tuple[Any, ...]]:
    standing = aliased(ListMember)
    members = (
        select(func.count())
        .where(standing.list_id == ListMember.list_id, standing.left_at.is_(None))
        .correlate(ListMember)
        .scalar_subquery()
    )
    return (
        select(
            Record.id,
            Record.procedure,
            Record.region_code,
            Region.name.label("place_name"),
            Record.household_id,
            Household.head_name,
            Household.number,
            Household.village_group,
            Record.cycle,
            Record.newest,
            Record.state,
            Record.since_at,
            Record.opened_in,
            Record.opened_at,
            Record.version,
            HouseholdList.id.label("list_id"),
            HouseholdList.village_code.label("list_village"),
            HouseholdList.kind.label("list_kind"),
            HouseholdList.year.label("list_year"),
            HouseholdList.number.label("list_number"),
            members.label("list_members"),
        )
        .select_from(Record)
        .join(Region, Region.code == Record.region_code)
        .outerjoin(Household, Household.id == Record.household_id)
        .outerjoin(ListMember, and_(ListMember.record_id == Record.id, ListMember.left_at.is_(None)))
        .outerjoin(HouseholdList, HouseholdList.id == ListMember.list_id)
    )


def _one(db: Session, statement: Select[*tuple[Any, ...]], cycle: int | None) -> RecordShown | None:
    wanted = Record.newest if cycle is None else Record.cycle == cycle
    row = db.execute(statement.where(wanted)).one_or_none()
    return None if row is None else _shown(row)


def _shown(row: Any) -> RecordShown:
    on_list = None
    if row.list_id is not None:
        on_list = ListName(
            row.list_id, row.list_village, row.list_kind, row.list_year, row.list_number, row.list_members
        )
    return RecordShown(
        id=row.id,
        procedure=row.procedure,
        region_code=row.region_code,
        place_name=short_name(row.place_name),
        household_id=row.household_id,
        head_name=row.head_name,
        number=row.number,
        village_group=row.village_group,
        cycle=row.cycle,
        newest=row.newest,
        state=row.state,
        since_at=row.since_at,
        opened_in=row.opened_in,
        opened_at=row.opened_at,
        version=row.version,
        on_list=on_list,
    )
