"""Objections as lists show them. Who objected is told only to who recorded it, to those who hear it and to auditors."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import post_over
from service.database import prefix_range
from service.models.notice import Notice
from service.models.objection import Objection, ObjectionAct, ObjectionDelivery, ObjectionLetter
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.objections.powers import WAITING
from service.people import Actor
from service.queries.visible import visible_to
from service.rules.deadlines import Deadlines, deadlines
from workflows.objection import ABOVE, HEARD_BY, HEARERS, MOST_APPEALS, OBJECTION, hearing_level
from workflows.roles import Level, Role

READERS = (*HEARERS, Role.AUDITOR)
"""Who may know an objector's name: 受理单位对反映人的信息予以保密."""

TO_DO = ("mine", "waiting")
"""What a list may be narrowed to: what waits for the reader's own posts, or for anybody."""


@dataclass(frozen=True)
class ObjectionLine:
    """An objection with whom and what it is about. `objector` is None where the reader may not know it.

    `due_on` is the last day of what must be done, or for an answered one of the appeal; None without a rule. One to a
    publicity of projects has no record: `subject` is the project's name, or '' where it is about all of them.
    `undelivered` is true while the newest reply has reached nobody.
    """

    id: int
    state: str
    outcome: str | None
    version: int
    lodged_on: date
    channel: str
    objector: str | None
    content: str
    about_omitted: bool
    record_id: int | None
    procedure: str | None
    record_state: str | None
    subject: str
    region_code: str
    place_name: str
    notice_id: int
    notice_kind: str
    notice_number: str
    poster_level: str
    appeals: int
    undelivered: bool
    due_on: date | None

    @property
    def level(self) -> Level:
        """The level that hears it now."""
        return hearing_level(Level(self.poster_level), self.appeals)

    @property
    def waits(self) -> bool:
        """True while it must be screened, looked into, decided or answered."""
        return self.state in WAITING

    def days_over(self, today: date) -> int:
        """Days since what must be done was due; 0 while it is not."""
        if not self.waits or self.due_on is None:
            return 0
        return max(0, (today - self.due_on).days)


def objections_page(
    db: Session,
    actor: Actor,
    *,
    state: str = "",
    notice_id: int | None = None,
    to_do: str = "",
    before: int | None = None,
    limit: int,
) -> list[ObjectionLine]:
    """Objections of the jurisdiction, the newest first, from the one before `before` on.

    Args:
        to_do: one of TO_DO, or ''.
    """
    wanted = [visible_to(actor, Notice.region_code)]
    if state:
        wanted.append(Objection.state == state)
    if notice_id is not None:
        wanted.append(Objection.notice_id == notice_id)
    if to_do:
        wanted.append(_waits())
    if to_do == "mine":
        theirs = _heard_by(actor)
        if not theirs:
            return []
        wanted.append(or_(*theirs))
    if before is not None:
        wanted.append(Objection.id < before)
    rows = db.execute(objection_lines().where(*wanted).order_by(Objection.id.desc()).limit(limit)).all()
    return _shown(db, actor, rows)


def objections_waiting(db: Session, actor: Actor, *, limit: int) -> list[ObjectionLine]:
    """Objections that the actor's posts must screen, look into, decide, answer or deliver now, the oldest first."""
    theirs = _heard_by(actor)
    if not theirs:
        return []
    rows = db.execute(objection_lines().where(_waits(), or_(*theirs)).order_by(Objection.id).limit(limit)).all()
    return _shown(db, actor, rows)


def _waits() -> ColumnElement[bool]:
    """Something must be done: with the objection, or with its reply, since the appeal's period awaits the delivery."""
    return or_(Objection.state.in_(WAITING), _undelivered())


def _undelivered() -> ColumnElement[bool]:
    """It is answered and the newest reply has reached nobody; what was answered without one has none to deliver."""
    newest = (
        select(func.max(ObjectionLetter.act_id))
        .where(ObjectionLetter.objection_id == Objection.id)
        .correlate(Objection)
        .scalar_subquery()
    )
    reached = newest.in_(select(ObjectionDelivery.act_id))
    return and_(Objection.state == "replied", newest.is_not(None), ~reached)


def _heard_by(actor: Actor) -> list[ColumnElement[bool]]:
    return [
        and_(prefix_range(Notice.region_code, post.region_code), _heard_at(level))
        for level, roles in HEARD_BY.items()
        for post in actor.posts_with(*roles)
    ]


def _heard_at(level: Level) -> ColumnElement[bool]:
    """`hearing_level` as a condition: every poster and number of appeals that lead to this level."""
    return or_(
        *(
            and_(Notice.poster_level == poster.value, _appeals() == number)
            for poster in ABOVE
            for number in range(MOST_APPEALS + 1)
            if hearing_level(poster, number) is level
        )
    )


def _appeals() -> ScalarSelect[int]:
    return (
        select(func.count())
        .where(ObjectionAct.objection_id == Objection.id, ObjectionAct.to_state == "appealed")
        .correlate(Objection)
        .scalar_subquery()
    )


def objection_lines() -> Select[*tuple[Any, ...]]:
    """Objections with everything that a line shows."""
    appealed_at = (
        select(func.max(ObjectionAct.acted_at))
        .where(ObjectionAct.objection_id == Objection.id, ObjectionAct.to_state == "appealed")
        .correlate(Objection)
        .scalar_subquery()
    )
    delivered_on = (
        select(func.min(ObjectionDelivery.delivered_on))
        .join(ObjectionLetter, ObjectionLetter.act_id == ObjectionDelivery.act_id)
        .where(ObjectionLetter.objection_id == Objection.id)
        .correlate(Objection)
        .scalar_subquery()
    )
    return (
        select(
            Objection.id,
            Objection.state,
            Objection.outcome,
            Objection.version,
            Objection.lodged_on,
            Objection.lodged_by,
            Objection.channel,
            Objection.objector,
            Objection.content,
            Objection.about_omitted,
            Objection.record_id,
            Objection.project_number,
            case((Objection.project_number.is_not(None), Notice.facts)).label("projects"),
            Record.procedure,
            Record.state.label("record_state"),
            case((Objection.record_id.is_not(None), func.coalesce(Household.head_name, Region.name))).label("subject"),
            Notice.region_code,
            Region.name.label("place_name"),
            Notice.id.label("notice_id"),
            Notice.kind.label("notice_kind"),
            Notice.number.label("notice_number"),
            Notice.poster_level,
            _appeals().label("appeals"),
            appealed_at.label("appealed_at"),
            delivered_on.label("delivered_on"),
            _undelivered().label("undelivered"),
        )
        .join(Notice, Notice.id == Objection.notice_id)
        .outerjoin(Record, Record.id == Objection.record_id)
        .join(Region, Region.code == Notice.region_code)
        .outerjoin(Household, Household.id == Record.household_id)
    )


def _shown(db: Session, actor: Actor, rows: Sequence[Any]) -> list[ObjectionLine]:
    table = deadlines(db) if rows else Deadlines({})
    return [line_of(actor, row, table) for row in rows]


def knows_objector(actor: Actor, lodged_by: int | None, region_code: str) -> bool:
    """Whether a reader may know who objected: who recorded it, who hears such objections, auditors."""
    return lodged_by == actor.user_id or post_over(actor, READERS, region_code) is not None


def line_of(actor: Actor, row: Any, table: Deadlines) -> ObjectionLine:
    """A row of `objection_lines` as somebody may see it."""
    knows = knows_objector(actor, row.lodged_by, row.region_code)
    return ObjectionLine(
        id=row.id,
        state=row.state,
        outcome=row.outcome,
        version=row.version,
        lodged_on=row.lodged_on,
        channel=row.channel,
        objector=row.objector if knows else None,
        content=row.content,
        about_omitted=row.about_omitted,
        record_id=row.record_id,
        procedure=row.procedure,
        record_state=row.record_state,
        subject=short_name(row.subject) if row.subject is not None else _project(row),
        region_code=row.region_code,
        place_name=short_name(row.place_name),
        notice_id=row.notice_id,
        notice_kind=row.notice_kind,
        notice_number=row.notice_number,
        poster_level=row.poster_level,
        appeals=row.appeals,
        undelivered=bool(row.undelivered),
        due_on=_due_on(row, table),
    )


def _project(row: Any) -> str:
    """Name of the project that it is about, as its notice printed it."""
    if row.project_number is None:
        return ""
    name: str = json.loads(row.projects)["projects"][row.project_number - 1]["name"]
    return name


def _due_on(row: Any, table: Deadlines) -> date | None:
    """Counted from the receipt of the objection or of the appeal; the appeal's own period from the delivery."""
    counted_from: date | None = row.lodged_on
    if row.state == "replied":
        open_to_appeal = row.outcome == "dismissed" and row.appeals < MOST_APPEALS
        counted_from = row.delivered_on if open_to_appeal else None
    elif row.appealed_at is not None:
        counted_from = shanghai_date(row.appealed_at)
    return None if counted_from is None else table.due_from(OBJECTION.name, row.state, row.region_code, counted_from)
