"""What waits for a person: records whose state is left by a forward step of theirs, by state and by list."""

from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.models.household_list import HouseholdList, ListMember
from service.models.obstacles import Assignment, Finding
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.people import Actor, Post
from service.rules.deadlines import Deadlines, deadlines
from workflows import PROCEDURES
from workflows.declare import Direction, Procedure
from workflows.roles import Role

ROWS_SHOWN = 8
"""Lists and places shown of one state; the rest is one link."""


@dataclass(frozen=True)
class WaitingRow:
    """Records that stand together in a state: those of one list, or those of one place that are on no list.

    `record_id`, `household_id` and `name` speak of the record when it is only one.
    """

    procedure: str
    state: str
    region_code: str
    place_name: str
    list_id: int | None
    list_kind: str | None
    list_year: int | None
    list_number: int | None
    records: int
    since_at: datetime
    due_on: date | None
    record_id: int
    household_id: int | None
    head_name: str | None


@dataclass(frozen=True)
class Waiting:
    """Everything that waits in one state: how much, since when, the oldest rows, and who-takes-what."""

    procedure: str
    state: str
    steps: tuple[str, ...]
    records: int
    since_at: datetime
    due_on: date | None
    rows: tuple[WaitingRow, ...] = field(default=())
    more: int = 0


@dataclass(frozen=True)
class AssignedRecord:
    """A record that was drawn for an assessor, and how many findings they have recorded on it."""

    record_id: int
    procedure: str
    household_id: int | None
    region_code: str
    name: str
    place_name: str
    state: str
    findings: int


def waiting_for(db: Session, actor: Actor) -> list[Waiting]:
    """What waits for the actor's posts: what is due first comes first, then what stands longest."""
    table = deadlines(db)
    found: list[Waiting] = []
    for procedure in PROCEDURES.values():
        mine = _theirs(procedure, actor)
        if mine:
            found.extend(_of_procedure(db, procedure, mine, table))
    return sorted(found, key=lambda group: (group.due_on is None, group.due_on or date.max, group.since_at))


def assigned_to(db: Session, assessor_id: int, *, limit: int) -> list[AssignedRecord]:
    """Records that were drawn for an assessor, in the order of their entry."""
    findings = (
        select(func.count())
        .where(Finding.record_id == Record.id, Finding.recorded_by == assessor_id)
        .correlate(Record)
        .scalar_subquery()
    )
    rows = db.execute(
        select(
            Record.id,
            Record.procedure,
            Record.household_id,
            Record.region_code,
            Household.head_name,
            Region.name,
            Record.state,
            findings.label("findings"),
        )
        .select_from(Assignment)
        .join(Record, Record.id == Assignment.record_id)
        .join(Region, Region.code == Record.region_code)
        .outerjoin(Household, Household.id == Record.household_id)
        .where(Assignment.assessor_id == assessor_id)
        .order_by(Record.id)
        .limit(limit)
    )
    return [
        AssignedRecord(
            record_id=row.id,
            procedure=row.procedure,
            household_id=row.household_id,
            region_code=row.region_code,
            name=row.head_name or short_name(row.name),
            place_name=short_name(row.name),
            state=row.state,
            findings=row.findings,
        )
        for row in rows
    ]


def _theirs(procedure: Procedure, actor: Actor) -> dict[Post, tuple[str, ...]]:
    """States that wait for each of the actor's posts."""
    return {
        post: states
        for post in actor.appointments
        if (states := tuple(state.value for state in procedure.states if post.role in procedure.acting_roles(state)))
    }


def _of_procedure(
    db: Session, procedure: Procedure, mine: Mapping[Post, tuple[str, ...]], table: Deadlines
) -> Iterator[Waiting]:
    waits = and_(
        Record.procedure == procedure.name,
        or_(
            *(
                and_(Record.state.in_(states), prefix_range(Record.region_code, post.region_code))
                for post, states in mine.items()
            )
        ),
    )
    totals = db.execute(
        select(Record.state, func.count(), func.min(Record.since_at)).where(waits).group_by(Record.state)
    ).all()
    if not totals:
        return
    rows: dict[str, list[WaitingRow]] = {}
    for row in db.execute(_oldest(waits)):
        values = dict(row._mapping, procedure=procedure.name, place_name=short_name(row.place_name))
        due_on = table.due_on(procedure.name, row.state, row.region_code, row.since_at)
        rows.setdefault(row.state, []).append(WaitingRow(**values, due_on=due_on))
    roles = {post.role for post in mine}
    for state, number, since_at in totals:
        shown = tuple(rows.get(state, ()))
        yield Waiting(
            procedure=procedure.name,
            state=state,
            steps=_steps(procedure, state, roles),
            records=number,
            since_at=since_at,
            due_on=min((row.due_on for row in shown if row.due_on), default=None),
            rows=shown,
            more=number - sum(row.records for row in shown),
        )


def _steps(procedure: Procedure, state: str, roles: AbstractSet[Role]) -> tuple[str, ...]:
    return tuple(
        step.name
        for step in procedure.leaving(state).values()
        if step.direction is Direction.FORWARD and not roles.isdisjoint(step.roles)
    )


def _oldest(waits: ColumnElement[bool]) -> Select[*tuple[Any, ...]]:
    """The longest standing lists and places of every state, a few of each."""
    since_at = func.min(Record.since_at).label("since_at")
    first = func.min(Record.id).label("record_id")
    together = (
        select(
            Record.state,
            Record.region_code,
            ListMember.list_id,
            func.count().label("records"),
            since_at,
            first,
            func.row_number()
            .over(partition_by=Record.state, order_by=(func.min(Record.since_at), func.min(Record.id)))
            .label("place"),
        )
        .outerjoin(ListMember, and_(ListMember.record_id == Record.id, ListMember.left_at.is_(None)))
        .where(waits)
        .group_by(Record.state, Record.region_code, ListMember.list_id)
        .subquery()
    )
    one = Record.__table__.alias("one")
    return (
        select(
            together.c.state,
            together.c.region_code,
            Region.name.label("place_name"),
            together.c.list_id,
            HouseholdList.kind.label("list_kind"),
            HouseholdList.year.label("list_year"),
            HouseholdList.number.label("list_number"),
            together.c.records,
            together.c.since_at,
            together.c.record_id,
            one.c.household_id,
            Household.head_name,
        )
        .select_from(together)
        .join(Region, Region.code == together.c.region_code)
        .join(one, one.c.id == together.c.record_id)
        .outerjoin(Household, Household.id == one.c.household_id)
        .outerjoin(HouseholdList, HouseholdList.id == together.c.list_id)
        .where(together.c.place <= ROWS_SHOWN)
        .order_by(together.c.state, together.c.place)
    )
