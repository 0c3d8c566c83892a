"""What an act on an objection looks at: the publicity that is objected to, the objection with its record locked.

A publicity of projects has no record: there the notice itself is locked.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, or_, select

from service.competence import ChangedSince
from service.facts.rows import RecordRow, load_rows
from service.models.notice import Notice, NoticeVoid, Posting, ResultStatement
from service.models.objection import Objection, ObjectionAct, ObjectionDelivery, ObjectionLetter
from service.notices.printing import lock_notice
from service.objections.powers import is_undecided
from service.objections.publicity import in_time
from service.people import Actor
from service.rules.deadlines import deadlines
from workflows.decide import Acting, Post
from workflows.objection import OBJECTION, ObjectionCase, hearing_level
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


def _appeal_until(connection: Connection, objection: Any) -> date | None:
    """The period for the appeal begins with the delivery of the reply: nobody misses what they were not told."""
    delivered_on = connection.execute(
        select(func.min(ObjectionDelivery.delivered_on))
        .join(ObjectionLetter, ObjectionLetter.act_id == ObjectionDelivery.act_id)
        .where(ObjectionLetter.objection_id == objection.id)
    ).scalar_one_or_none()
    if delivered_on is None:
        return None
    return deadlines(connection).due_from(OBJECTION.name, objection.state, objection.region_code, delivered_on)
