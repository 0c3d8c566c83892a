"""One notice: what it says, who stands on it, where it hung, what came of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, exists, func, select
from sqlalchemy.orm import Session, aliased

from service.models.document import Attachment
from service.models.household_list import ListMember
from service.models.notice import Notice, NoticeMember, NoticePdf, NoticeVoid, Posting, PostingPhoto, ResultStatement
from service.models.objection import Objection
from service.models.people import User
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.models.rules import PublicityProfile
from service.notices.public_facts import NoticeFacts
from service.people import Actor
from service.queries.notices import NoticeLine, notice_lines, printed_kind, with_periods
from service.queries.visible import visible_to


@dataclass(frozen=True)
class MemberLine:
    """A record on a notice, as it stands now. `standing` is false when it has left the list since."""

    record_id: int
    procedure: str
    region_code: str
    name: str
    number: int | None
    state: str
    standing: bool


@dataclass(frozen=True)
class PhotoShown:
    """A stored photo or scan."""

    id: int
    filename: str
    bytes: int


@dataclass(frozen=True)
class PostingShown:
    """One piece of evidence that the notice hung."""

    posted_on: date
    place: str
    place_level: str
    posted_by: str
    recorded_by: str
    recorded_at: datetime
    photos: tuple[PhotoShown, ...]


@dataclass(frozen=True)
class ResultShown:
    """The signed statement on the result."""

    signed_on: date
    signed_by_handler: str
    signed_by_supervisor: str
    signed_by_team: str
    objections_received: int
    objections_upheld: int
    scan: PhotoShown
    recorded_by: str
    recorded_at: datetime


@dataclass(frozen=True)
class PaperShown:
    """The kept PDF."""

    sha256: str
    bytes: int
    pages: int
    rendered_by: str
    rendered_at: datetime


@dataclass(frozen=True)
class OtherNotice:
    """A notice that stands beside this one."""

    id: int
    kind: str
    number: str


@dataclass(frozen=True)
class NoticeShown:
    """Everything about one notice."""

    line: NoticeLine
    code: str | None
    facts: NoticeFacts
    list_id: int | None
    body_code: str
    poster_level: str
    place_level: str
    record_within_days: int
    profile_source: str
    issued_by: str
    issued_at: datetime
    voided_by: tuple[str, datetime] | None
    paper: PaperShown | None
    members: tuple[MemberLine, ...]
    postings: tuple[PostingShown, ...]
    result: ResultShown | None
    replaces: OtherNotice | None
    replaced_by: tuple[OtherNotice, ...]
    objections: Mapping[str, int]
    """Their number by what came of them: the decision, or the state of those without one."""


def notice(db: Session, actor: Actor, notice_id: int) -> NoticeShown | None:
    """One notice of the jurisdiction; None when it lies outside or does not exist."""
    issuer = aliased(User)
    row = db.execute(
        notice_lines()
        .add_columns(
            Notice.facts,
            Notice.code,
            Notice.list_id,
            Notice.amends_id,
            Notice.body_code,
            Notice.poster_level,
            Notice.place_level,
            Notice.issued_at,
            issuer.name.label("issued_by"),
            PublicityProfile.record_within_days,
            PublicityProfile.source,
            NoticeVoid.step,
            NoticeVoid.voided_at,
        )
        .join(issuer, issuer.id == Notice.issued_by)
        .join(PublicityProfile, PublicityProfile.id == Notice.profile_id)
        .where(Notice.id == notice_id, visible_to(actor, Notice.region_code))
    ).one_or_none()
    if row is None:
        return None
    return NoticeShown(
        line=with_periods(db, [row])[0],
        code=row.code,
        facts=NoticeFacts.from_json(json.loads(row.facts)),
        list_id=row.list_id,
        body_code=row.body_code,
        poster_level=row.poster_level,
        place_level=row.place_level,
        record_within_days=row.record_within_days,
        profile_source=row.source,
        issued_by=row.issued_by,
        issued_at=row.issued_at,
        voided_by=(row.step, row.voided_at) if row.void else None,
        paper=_paper(db, notice_id),
        members=_members(db, notice_id, row.list_id),
        postings=_postings(db, notice_id),
        result=_result(db, notice_id),
        replaces=next(iter(_others(db, Notice.id == row.amends_id)), None) if row.amends_id else None,
        replaced_by=_others(db, Notice.amends_id == notice_id),
        objections=_objections(db, notice_id),
    )


def _paper(db: Session, notice_id: int) -> PaperShown | None:
    row = db.execute(
        select(NoticePdf.sha256, NoticePdf.bytes, NoticePdf.pages, User.name, NoticePdf.rendered_at)
        .join(User, User.id == NoticePdf.rendered_by)
        .where(NoticePdf.notice_id == notice_id)
    ).one_or_none()
    return PaperShown(*row) if row else None


def _members(db: Session, notice_id: int, list_id: int | None) -> tuple[MemberLine, ...]:
    standing = exists().where(
        ListMember.record_id == Record.id, ListMember.list_id == list_id, ListMember.left_at.is_(None)
    )
    rows = db.execute(
        select(
            Record.id,
            Record.procedure,
            Record.region_code,
            func.coalesce(Household.head_name, Region.name),
            Household.number,
            Record.state,
            standing,
        )
        .join(NoticeMember, NoticeMember.record_id == Record.id)
        .join(Region, Region.code == Record.region_code)
        .outerjoin(Household, Household.id == Record.household_id)
        .where(NoticeMember.notice_id == notice_id)
        .order_by(Household.number, Record.id)
    )
    return tuple(
        MemberLine(id, procedure, code, short_name(name), number, state, bool(stands) or list_id is None)
        for id, procedure, code, name, number, state, stands in rows
    )


def _postings(db: Session, notice_id: int) -> tuple[PostingShown, ...]:
    photos: dict[int, list[PhotoShown]] = {}
    for posting_id, attachment_id, filename, size in db.execute(
        select(PostingPhoto.posting_id, Attachment.id, Attachment.filename, Attachment.bytes)
        .join(Attachment, Attachment.id == PostingPhoto.attachment_id)
        .join(Posting, Posting.id == PostingPhoto.posting_id)
        .where(Posting.notice_id == notice_id)
        .order_by(Attachment.id)
    ):
        photos.setdefault(posting_id, []).append(PhotoShown(attachment_id, filename, size))
    rows = db.execute(
        select(
            Posting.id,
            Posting.posted_on,
            Posting.place,
            Posting.place_level,
            Posting.posted_by,
            User.name,
            Posting.recorded_at,
        )
        .join(User, User.id == Posting.recorded_by)
        .where(Posting.notice_id == notice_id)
        .order_by(Posting.id)
    )
    return tuple(
        PostingShown(posted_on, place, level, posted_by, recorded_by, recorded_at, photos=tuple(photos.get(id, ())))
        for id, posted_on, place, level, posted_by, recorded_by, recorded_at in rows
    )


def _result(db: Session, notice_id: int) -> ResultShown | None:
    row = db.execute(
        select(ResultStatement, Attachment.id, Attachment.filename, Attachment.bytes, User.name)
        .join(Attachment, Attachment.id == ResultStatement.attachment_id)
        .join(User, User.id == ResultStatement.recorded_by)
        .where(ResultStatement.notice_id == notice_id)
    ).one_or_none()
    if row is None:
        return None
    signed, attachment_id, filename, size, recorded_by = row
    return ResultShown(
        signed_on=signed.signed_on,
        signed_by_handler=signed.signed_by_handler,
        signed_by_supervisor=signed.signed_by_supervisor,
        signed_by_team=signed.signed_by_team,
        objections_received=signed.objections_received,
        objections_upheld=signed.objections_upheld,
        scan=PhotoShown(attachment_id, filename, size),
        recorded_by=recorded_by,
        recorded_at=signed.recorded_at,
    )


def _others(db: Session, wanted: ColumnElement[bool]) -> tuple[OtherNotice, ...]:
    rows = db.execute(select(Notice.id, Notice.kind, Notice.amends_id, Notice.number).where(wanted).order_by(Notice.id))
    return tuple(OtherNotice(id, printed_kind(kind, amends_id), number) for id, kind, amends_id, number in rows)


def _objections(db: Session, notice_id: int) -> dict[str, int]:
    came_of = func.coalesce(Objection.outcome, Objection.state)
    rows = db.execute(select(came_of, func.count()).where(Objection.notice_id == notice_id).group_by(came_of))
    return dict(rows.all())
