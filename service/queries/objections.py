"""Objections as pages show them. Who objected is told only to who recorded it, to those who decide and to auditors."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from service.competence import post_over
from service.database import prefix_range
from service.models.notice import Notice
from service.models.obstacles import Objection, ObjectionAct
from service.models.people import User
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.objections.powers import ABOVE, DECIDERS, MOST_APPEALS, WAITING, deciding_level
from service.people import Actor
from service.queries.visible import visible_to
from workflows.roles import Level, Role

HEARERS = (*(role for roles in DECIDERS.values() for role in roles), Role.AUDITOR)
"""Who may know an objector's name: 受理单位对反映人的信息予以保密."""


@dataclass(frozen=True)
class ObjectionLine:
    """An objection with whom and what it is about. `objector` is None where the reader may not know it."""

    id: int
    state: str
    version: int
    lodged_on: date
    channel: str
    objector: str | None
    content: str
    record_id: int
    procedure: str
    record_state: str
    subject: str
    region_code: str
    place_name: str
    notice_id: int
    notice_kind: str
    notice_number: str
    poster_level: str
    appeals: int

    @property
    def level(self) -> Level:
        """The level that screens and decides it now."""
        return deciding_level(self.poster_level, self.appeals)

    @property
    def about_list(self) -> bool:
        """True for a clue: it is about somebody who is not on the list, and kept with the list."""
        return self.state == "clue"


@dataclass(frozen=True)
class ObjectionActShown:
    """What was done with an objection."""

    from_state: str
    to_state: str
    investigators: str
    finding: str
    actor_name: str
    role: str
    place_name: str
    acted_at: datetime


@dataclass(frozen=True)
class ObjectionShown:
    """An objection with everything that was done."""

    line: ObjectionLine
    lodged_by: str
    lodged_at: datetime
    acts: tuple[ObjectionActShown, ...]


def objections_page(
    db: Session,
    actor: Actor,
    *,
    state: str = "",
    notice_id: int | None = None,
    before: int | None = None,
    limit: int,
) -> list[ObjectionLine]:
    """Objections of the jurisdiction, the newest first, from the one before `before` on."""
    wanted = [visible_to(actor, Notice.region_code)]
    if state:
        wanted.append(Objection.state == state)
    if notice_id is not None:
        wanted.append(Objection.notice_id == notice_id)
    if before is not None:
        wanted.append(Objection.id < before)
    rows = db.execute(_lines().where(*wanted).order_by(Objection.id.desc()).limit(limit))
    return [_line(actor, row) for row in rows]


def objections_waiting(db: Session, actor: Actor, *, limit: int) -> list[ObjectionLine]:
    """Objections that the actor's posts must screen or decide now, the oldest first."""
    theirs = [
        and_(prefix_range(Notice.region_code, post.region_code), _decided_at(level))
        for level, roles in DECIDERS.items()
        for post in actor.posts_with(*roles)
    ]
    if not theirs:
        return []
    waits = Objection.state.in_(WAITING)
    rows = db.execute(_lines().where(waits, or_(*theirs)).order_by(Objection.id).limit(limit))
    return [_line(actor, row) for row in rows]


def objection(db: Session, actor: Actor, objection_id: int) -> ObjectionShown | None:
    """One objection of the jurisdiction; None when it lies outside or does not exist."""
    row = db.execute(
        _lines()
        .add_columns(User.name.label("lodged_by_name"), Objection.lodged_at)
        .join(User, User.id == Objection.lodged_by)
        .where(Objection.id == objection_id, visible_to(actor, Notice.region_code))
    ).one_or_none()
    if row is None:
        return None
    acts = db.execute(
        select(
            ObjectionAct.from_state,
            ObjectionAct.to_state,
            ObjectionAct.investigators,
            ObjectionAct.finding,
            User.name.label("actor_name"),
            ObjectionAct.role,
            Region.name.label("place_name"),
            ObjectionAct.acted_at,
        )
        .join(User, User.id == ObjectionAct.actor_id)
        .join(Region, Region.code == ObjectionAct.post_region_code)
        .where(ObjectionAct.objection_id == objection_id)
        .order_by(ObjectionAct.id)
    )
    return ObjectionShown(
        line=_line(actor, row),
        lodged_by=row.lodged_by_name,
        lodged_at=row.lodged_at,
        acts=tuple(
            ObjectionActShown(
                from_state=act.from_state,
                to_state=act.to_state,
                investigators=act.investigators,
                finding=act.finding,
                actor_name=act.actor_name,
                role=act.role,
                place_name=short_name(act.place_name),
                acted_at=act.acted_at,
            )
            for act in acts
        ),
    )


def _decided_at(level: Level) -> ColumnElement[bool]:
    """`deciding_level` as a condition: every poster and number of appeals that lead to this level."""
    return or_(
        *(
            and_(Notice.poster_level == poster.value, _appeals() == number)
            for poster in ABOVE
            for number in range(MOST_APPEALS + 1)
            if deciding_level(poster, number) is level
        )
    )


def _appeals() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(ObjectionAct.objection_id == Objection.id, ObjectionAct.to_state == "appealed")
        .correlate(Objection)
        .scalar_subquery()
    )


def _lines() -> Select[*tuple[Any, ...]]:
    return (
        select(
            Objection.id,
            Objection.state,
            Objection.version,
            Objection.lodged_on,
            Objection.lodged_by,
            Objection.channel,
            Objection.objector,
            Objection.content,
            Objection.record_id,
            Record.procedure,
            Record.state.label("record_state"),
            func.coalesce(Household.head_name, Region.name).label("subject"),
            Notice.region_code,
            Region.name.label("place_name"),
            Notice.id.label("notice_id"),
            Notice.kind.label("notice_kind"),
            Notice.number.label("notice_number"),
            Notice.poster_level,
            _appeals().label("appeals"),
        )
        .join(Notice, Notice.id == Objection.notice_id)
        .join(Record, Record.id == Objection.record_id)
        .join(Region, Region.code == Notice.region_code)
        .outerjoin(Household, Household.id == Record.household_id)
    )


def _line(actor: Actor, row: Any) -> ObjectionLine:
    knows = row.lodged_by == actor.user_id or post_over(actor, HEARERS, row.region_code) is not None
    return ObjectionLine(
        id=row.id,
        state=row.state,
        version=row.version,
        lodged_on=row.lodged_on,
        channel=row.channel,
        objector=row.objector if knows else None,
        content=row.content,
        record_id=row.record_id,
        procedure=row.procedure,
        record_state=row.record_state,
        subject=short_name(row.subject),
        region_code=row.region_code,
        place_name=short_name(row.place_name),
        notice_id=row.notice_id,
        notice_kind=row.notice_kind,
        notice_number=row.notice_number,
        poster_level=row.poster_level,
        appeals=row.appeals,
    )
