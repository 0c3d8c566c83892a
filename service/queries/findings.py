"""Findings as pages show them, assessors of a jurisdiction, and the records that can be drawn for one."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.database import prefix_range
from service.models.obstacles import Assignment, Finding
from service.models.people import Appointment, User
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.people import Actor, held_on
from service.queries.visible import visible_to
from workflows.roles import Role


@dataclass(frozen=True)
class FindingLine:
    """A finding with the record that it is about."""

    id: int
    kind: str
    found_on: date
    content: str
    record_id: int
    procedure: str
    state: str
    subject: str
    region_code: str
    place_name: str
    recorded_by: str
    recorded_role: str
    recorded_at: datetime
    correction: str | None
    closed_by: str | None
    closed_at: datetime | None

    @property
    def open(self) -> bool:
        """True until its correction is recorded."""
        return self.closed_at is None


@dataclass(frozen=True)
class Drawable:
    """A record that may be drawn. `drawn` says that it is drawn for the chosen assessor already."""

    record_id: int
    procedure: str
    state: str
    subject: str
    number: int | None
    place_name: str
    drawn: bool


@dataclass(frozen=True)
class Drawn:
    """A record that was drawn for an assessor, with the findings on it that are open."""

    record_id: int
    procedure: str
    state: str
    subject: str
    number: int | None
    place_name: str
    assessor_id: int
    assessor: str
    assigned_at: datetime
    open_findings: int


def findings_page(
    db: Session,
    actor: Actor,
    *,
    only_open: bool = False,
    kind: str = "",
    record_id: int | None = None,
    before: int | None = None,
    limit: int,
) -> list[FindingLine]:
    """Findings of the jurisdiction, the newest first, from the one before `before` on."""
    wanted = [visible_to(actor, Record.region_code)]
    if only_open:
        wanted.append(Finding.closed_at.is_(None))
    if kind:
        wanted.append(Finding.kind == kind)
    if record_id is not None:
        wanted.append(Finding.record_id == record_id)
    if before is not None:
        wanted.append(Finding.id < before)
    rows = db.execute(_findings().where(*wanted).order_by(Finding.id.desc()).limit(limit))
    return [_finding(row) for row in rows]


def finding(db: Session, actor: Actor, finding_id: int) -> FindingLine | None:
    """One finding of the jurisdiction; None when it lies outside or does not exist."""
    row = db.execute(_findings().where(Finding.id == finding_id, visible_to(actor, Record.region_code))).one_or_none()
    return None if row is None else _finding(row)


def assessors(db: Session, actor: Actor, on: date) -> list[tuple[int, str, str]]:
    """(user id, name, place) of everybody who assesses today in a region that the actor's overlaps."""
    rows = db.execute(
        select(User.id, User.name, Region.code, Region.name)
        .join(Appointment, Appointment.user_id == User.id)
        .join(Region, Region.code == Appointment.region_code)
        .where(Appointment.role == Role.ASSESSOR.value, held_on(on), User.active)
        .order_by(User.name, User.id)
    )
    prefixes = actor.region_prefixes()
    return [
        (id, name, short_name(place))
        for id, name, code, place in rows
        if any(code.startswith(prefix) or prefix.startswith(code) for prefix in prefixes)
    ]


def drawable_page(
    db: Session, actor: Actor, *, assessor_id: int, place: str, procedure: str, after: int, limit: int
) -> list[Drawable]:
    """Newest cycles below a place, from the one after `after` on."""
    drawn = exists().where(Assignment.record_id == Record.id, Assignment.assessor_id == assessor_id)
    rows = db.execute(
        _subjects(drawn)
        .where(
            Record.procedure == procedure,
            Record.newest,
            prefix_range(Record.region_code, place),
            visible_to(actor, Record.region_code),
            Record.id > after,
        )
        .order_by(Record.id)
        .limit(limit)
    )
    return [
        Drawable(id, of, state, short_name(name), number, short_name(where), bool(already))
        for id, of, state, name, number, where, already in rows
    ]


def drawn_page(db: Session, actor: Actor, *, after: tuple[int, int] = (0, 0), limit: int) -> list[Drawn]:
    """Records drawn in the jurisdiction, by record and assessor; an assessor sees only their own.

    Args:
        after: record and assessor of the last one on the page before.
    """
    open_findings = (
        select(func.count())
        .where(Finding.record_id == Record.id, Finding.closed_at.is_(None))
        .correlate(Record)
        .scalar_subquery()
    )
    statement = (
        _subjects(Assignment.assessor_id, User.name, Assignment.assigned_at, open_findings)
        .join(Assignment, Assignment.record_id == Record.id)
        .join(User, User.id == Assignment.assessor_id)
        .where(
            visible_to(actor, Record.region_code),
            or_(Record.id > after[0], (Record.id == after[0]) & (Assignment.assessor_id > after[1])),
        )
        .order_by(Record.id, Assignment.assessor_id)
        .limit(limit)
    )
    if actor.roles <= {Role.ASSESSOR}:
        statement = statement.where(Assignment.assessor_id == actor.user_id)
    return [
        Drawn(id, of, state, short_name(name), number, short_name(place), *rest)
        for id, of, state, name, number, place, *rest in db.execute(statement)
    ]


def _subjects(*more: Any) -> Select[*tuple[Any, ...]]:
    return (
        select(
            Record.id,
            Record.procedure,
            Record.state,
            func.coalesce(Household.head_name, Region.name),
            Household.number,
            Region.name,
            *more,
        )
        .select_from(Record)
        .join(Region, Region.code == Record.region_code)
        .outerjoin(Household, Household.id == Record.household_id)
    )


def _findings() -> Select[*tuple[Any, ...]]:
    closer = aliased(User)
    return (
        select(
            Finding.id,
            Finding.kind,
            Finding.found_on,
            Finding.content,
            Finding.record_id,
            Record.procedure,
            Record.state,
            func.coalesce(Household.head_name, Region.name).label("subject"),
            Record.region_code,
            Region.name.label("place_name"),
            User.name.label("recorded_by"),
            Finding.recorded_role,
            Finding.recorded_at,
            Finding.correction,
            closer.name.label("closed_by"),
            Finding.closed_at,
        )
        .join(Record, Record.id == Finding.record_id)
        .join(Region, Region.code == Record.region_code)
        .join(User, User.id == Finding.recorded_by)
        .outerjoin(closer, closer.id == Finding.closed_by)
        .outerjoin(Household, Household.id == Record.household_id)
    )


def _finding(row: Any) -> FindingLine:
    values = dict(row._mapping)
    return FindingLine(**{**values, "subject": short_name(row.subject), "place_name": short_name(row.place_name)})
