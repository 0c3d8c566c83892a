"""What an act on an objection looks at: the publicity that is objected to, the objection with its record locked.

A publicity of projects has no record: there the notice itself is locked.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from service.competence import ChangedSince
from service.facts.rows import RecordRow, load_rows
from service.models.notice import Notice, NoticeMember, NoticeVoid, Posting, ResultStatement
from service.models.objection import Objection, ObjectionAct, ObjectionDelivery, ObjectionLetter
from service.models.rules import PublicityProfile
from service.notices.posting import posted_period
from service.notices.printing import NoSuchNotice, lock_notice
from service.objections.periods import days_for, last_day
from service.objections.powers import is_undecided
from service.people import Actor
from service.rules.calendar import UnarrangedYear
from workflows.decide import Acting, Post
from workflows.objection import ObjectionCase, hearing_level
from workflows.roles import Function, Level


class NoSuchObjection(LookupError):
    """There is no objection with this number."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """An objection as it stands in front of an act.

    Args:
        objection: its row, with what its notice says of the period.
        record: whom or what it is about; None where it is one to a publicity of projects.
        acts: to_state, actor_id, acted_at and finding of everything that was done, oldest first.
        posters: who issued or posted the publicity.
        in_time: whether it came within the period; None where that cannot be counted yet.
        appeal_until: last day for an appeal; None where no rule sets one or the reply was not delivered yet.
    """

    objection: Any
    record: RecordRow | None
    acts: Sequence[Any]
    posters: frozenset[int]
    in_time: bool | None
    appeal_until: date | None

    @property
    def appeals(self) -> int:
        """How often the objector has turned to the next level."""
        return sum(act.to_state == "appealed" for act in self.acts)

    @property
    def level(self) -> Level:
        """The level that hears it now."""
        return hearing_level(Level(self.objection.poster_level), self.appeals)

    @property
    def proposers(self) -> frozenset[int]:
        """Who proposed what is objected to: of projects who issued their publicity."""
        if self.record is None:
            return frozenset({self.objection.issued_by})
        return self.record.functions().get(Function.PROPOSER, frozenset())

    @property
    def pending(self) -> bool:
        """Whether what the publicity proposed is still to be decided: of projects until the result is signed."""
        if self.record is None:
            return not self.objection.settled
        return is_undecided(self.objection.kind, self.record.procedure, self.record.state)

    def in_front_of(self, actor: Actor, today: date) -> ObjectionCase:
        """The case that the table's guards look at, for one person."""
        row = self.objection
        appealed = max((place for place, act in enumerate(self.acts) if act.to_state == "appealed"), default=0)
        heard = ("investigated", "upheld", "dismissed")
        return ObjectionCase(
            state=row.state,
            region_code=row.region_code,
            acting=Acting(actor.user_id, [Post(post.role, post.region_code) for post in actor.appointments]),
            level=self.level,
            today=today,
            appeals=self.appeals,
            outcome=row.outcome,
            posters=self.posters,
            proposers=self.proposers,
            deciders=frozenset(act.actor_id for act in self.acts[:appealed] if act.to_state in heard),
            in_time=self.in_time,
            about_omitted=row.about_omitted,
            of_projects=self.record is None,
            pending=self.pending,
            appeal_until=self.appeal_until,
        )


@dataclass(frozen=True)
class PublicityObjectedTo:
    """A publicity with what lodging an objection looks at.

    `posted_on` is the first day on which it hung; `projects` is how many it lists where no record stands on it.
    """

    id: int
    kind: str
    region_code: str
    minimum_days: int
    void: bool
    posted_on: date | None
    record_within_days: int
    members: frozenset[int]
    projects: int


def publicity_objected_to(connection: Connection, notice_id: int) -> PublicityObjectedTo:
    """The publicity that is objected to: for an extension the one that it extends.

    Raises:
        NoSuchNotice: there is none.
    """
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
    members = frozenset(
        connection.execute(select(NoticeMember.record_id).where(NoticeMember.notice_id == notice_id)).scalars()
    )
    return PublicityObjectedTo(
        row.id,
        row.kind,
        row.region_code,
        row.minimum_days,
        row.void is not None,
        row.posted_on,
        row.record_within_days,
        members,
        0 if members else _projects(connection, notice_id),
    )


def _projects(connection: Connection, notice_id: int) -> int:
    facts = connection.execute(select(Notice.facts).where(Notice.id == notice_id)).scalar_one()
    return len(json.loads(facts).get("projects", ()))


def lock_subject(connection: Connection, notice_id: int, record_id: int | None) -> RecordRow | None:
    """Lock what an objection is about: its record, or where it has none the notice; the record."""
    if record_id is None:
        lock_notice(connection, notice_id)
        return None
    return load_rows(connection, [record_id], lock=True)[record_id]


def locked(connection: Connection, objection_id: int, version: int) -> Standing:
    """The objection with its record locked: what is read after this stands until the caller commits.

    Raises:
        NoSuchObjection: there is none.
        ChangedSince: somebody acted on it since the page was drawn.
    """
    found = standing(connection, objection_id, lock=True)
    if found.objection.version != version:
        raise ChangedSince
    return found


def standing(connection: Connection, objection_id: int, *, lock: bool = False) -> Standing:
    """The objection as it stands now.

    Raises:
        NoSuchObjection: there is none.
    """
    about = connection.execute(
        select(Objection.notice_id, Objection.record_id).where(Objection.id == objection_id)
    ).one_or_none()
    if about is None:
        raise NoSuchObjection(objection_id)
    if lock:
        record = lock_subject(connection, about.notice_id, about.record_id)
    else:
        of_record = [about.record_id] if about.record_id is not None else []
        record = load_rows(connection, of_record, lock=False).get(about.record_id)
    row = connection.execute(
        select(
            Objection.id,
            Objection.state,
            Objection.outcome,
            Objection.version,
            Objection.lodged_on,
            Objection.objector,
            Objection.content,
            Objection.about_omitted,
            Notice.id.label("notice_id"),
            Notice.kind,
            Notice.number,
            Notice.region_code,
            Notice.poster_level,
            Notice.place_level,
            Notice.minimum_days,
            Notice.working_days,
            Notice.counts_posting_day,
            Notice.rolls_over_holidays,
            Notice.issued_by,
            or_(NoticeVoid.notice_id.is_not(None), ResultStatement.notice_id.is_not(None)).label("settled"),
        )
        .join(Notice, Notice.id == Objection.notice_id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .outerjoin(ResultStatement, ResultStatement.notice_id == Notice.id)
        .where(Objection.id == objection_id)
    ).one()
    acts = connection.execute(
        select(
            ObjectionAct.id,
            ObjectionAct.to_state,
            ObjectionAct.actor_id,
            ObjectionAct.acted_at,
            ObjectionAct.finding,
            ObjectionAct.investigators,
        )
        .where(ObjectionAct.objection_id == objection_id)
        .order_by(ObjectionAct.id)
    ).all()
    posters = connection.execute(select(Posting.recorded_by).where(Posting.notice_id == row.notice_id)).scalars()
    return Standing(
        objection=row,
        record=record,
        acts=acts,
        posters=frozenset({row.issued_by, *posters}),
        in_time=in_time(connection, row),
        appeal_until=_appeal_until(connection, row) if row.state == "replied" else None,
    )


def hanging_until(connection: Connection, notice: Any, notice_id: int) -> date | None:
    """Last day of a publicity's period; None while it was not posted or where that cannot be counted yet.

    Args:
        notice: a row with place_level, minimum_days and the three flags that count them.
    """
    posted = select(Posting.posted_on).where(Posting.notice_id == notice_id).order_by(Posting.id)
    in_place = connection.execute(posted.where(Posting.place_level == notice.place_level)).scalars().first()
    posted_on = in_place or connection.execute(posted).scalars().first()
    if posted_on is None:
        return None
    try:
        period = posted_period(connection, notice, posted_on)
    except UnarrangedYear:
        return None
    return None if period is None else period.last_day


def in_time(connection: Connection, objection: Any) -> bool | None:
    """Whether it came within the period; None where the period cannot be counted yet."""
    until = hanging_until(connection, objection, objection.notice_id)
    return None if until is None else bool(objection.lodged_on <= until)


def _appeal_until(connection: Connection, objection: Any) -> date | None:
    """The period for the appeal begins with the delivery of the reply: nobody misses what they were not told."""
    delivered_on = connection.execute(
        select(func.min(ObjectionDelivery.delivered_on))
        .join(ObjectionLetter, ObjectionLetter.act_id == ObjectionDelivery.act_id)
        .where(ObjectionLetter.objection_id == objection.id)
    ).scalar_one_or_none()
    if delivered_on is None:
        return None
    return last_day(days_for(connection, "replied", objection.region_code), delivered_on)
