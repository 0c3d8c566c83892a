"""What an act on an objection looks at: the publicity that is objected to, the objection with its record locked."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from service.competence import ChangedSince
from service.facts.rows import RecordRow, load_rows
from service.models.notice import Notice, NoticeMember, NoticeVoid, Posting
from service.models.obstacles import Objection, ObjectionAct
from service.models.rules import PublicityProfile
from service.notices.posting import posted_period
from service.notices.printing import NoSuchNotice
from service.objections.powers import deciding_level
from service.rules.calendar import UnarrangedYear
from workflows.roles import Level


class NoSuchObjection(LookupError):
    """There is no objection with this number."""


@dataclass(frozen=True)
class Case:
    """An objection in front of an act, its record locked."""

    objection: Any
    record: RecordRow
    appeals: int
    deciders: frozenset[int]

    @property
    def level(self) -> Level:
        """The level that screens and decides it now."""
        return deciding_level(self.objection.poster_level, self.appeals)


@dataclass(frozen=True)
class PublicityObjectedTo:
    """A publicity with what lodging an objection looks at. `posted_on` is the first day on which it hung."""

    id: int
    kind: str
    region_code: str
    minimum_days: int
    void: bool
    posted_on: date | None
    record_within_days: int
    members: frozenset[int]


def publicity_objected_to(connection: Connection, notice_id: int) -> PublicityObjectedTo:
    """The publicity that is objected to: for an extension the one that it extends."""
    first_posted = (
        select(func.min(Posting.posted_on)).where(Posting.notice_id == Notice.id).correlate(Notice).scalar_subquery()
    )
    row = connection.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.region_code,
            Notice.minimum_days,
            Notice.amends_id,
            NoticeVoid.notice_id.label("void"),
            first_posted.label("posted_on"),
            PublicityProfile.record_within_days,
        )
        .join(PublicityProfile, PublicityProfile.id == Notice.profile_id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .where(Notice.id == notice_id)
    ).one_or_none()
    if row is None:
        raise NoSuchNotice(notice_id)
    if row.kind == "extension":
        return publicity_objected_to(connection, row.amends_id)
    members = connection.execute(select(NoticeMember.record_id).where(NoticeMember.notice_id == notice_id)).scalars()
    return PublicityObjectedTo(
        row.id,
        row.kind,
        row.region_code,
        row.minimum_days,
        row.void is not None,
        row.posted_on,
        row.record_within_days,
        frozenset(members),
    )


def locked_case(connection: Connection, objection_id: int, version: int) -> Case:
    """The objection with its record locked: what is read after this stands until the caller commits."""
    record_id = connection.execute(select(Objection.record_id).where(Objection.id == objection_id)).scalar_one_or_none()
    if record_id is None:
        raise NoSuchObjection(objection_id)
    record = load_rows(connection, [record_id], lock=True)[record_id]
    objection = connection.execute(
        select(
            Objection.id,
            Objection.state,
            Objection.version,
            Objection.lodged_on,
            Notice.id.label("notice_id"),
            Notice.kind,
            Notice.region_code,
            Notice.poster_level,
            Notice.place_level,
            Notice.minimum_days,
            Notice.working_days,
            Notice.counts_posting_day,
            Notice.rolls_over_holidays,
            Notice.issued_by,
        )
        .join(Notice, Notice.id == Objection.notice_id)
        .where(Objection.id == objection_id)
    ).one()
    if objection.version != version:
        raise ChangedSince
    acts = connection.execute(
        select(ObjectionAct.to_state, ObjectionAct.actor_id).where(ObjectionAct.objection_id == objection_id)
    ).all()
    return Case(
        objection,
        record,
        sum(to_state == "appealed" for to_state, _ in acts),
        frozenset(actor_id for to_state, actor_id in acts if to_state in ("upheld", "dismissed")),
    )


def in_time(connection: Connection, objection: Any) -> bool | None:
    """Whether it came within the period; None where the period cannot be counted yet."""
    posted = select(Posting.posted_on).where(Posting.notice_id == objection.notice_id).order_by(Posting.id)
    in_place = connection.execute(posted.where(Posting.place_level == objection.place_level)).scalars().first()
    posted_on = in_place or connection.execute(posted).scalars().first()
    if posted_on is None:
        return None
    try:
        period = posted_period(connection, objection, posted_on)
    except UnarrangedYear:
        return None
    return None if period is None else bool(objection.lodged_on <= period.last_day)
