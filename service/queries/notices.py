"""Notices as pages show them: where each stands, what it says, where it hung, what came of it."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.database import prefix_range
from service.facts.publicity import period_from, workdays_for
from service.models.document import Attachment
from service.models.household_list import ListMember
from service.models.notice import Notice, NoticeMember, NoticePdf, NoticeVoid, Posting, PostingPhoto, ResultStatement
from service.models.obstacles import Objection
from service.models.people import User
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.models.rules import PublicityProfile
from service.notices.public_facts import NoticeFacts
from service.people import Actor
from service.queries.visible import visible_to
from service.rules.calendar import UnarrangedYear, Window

CONDITIONS: Final = ("unprinted", "unposted", "hanging", "signed", "announced", "void")
"""What a list of notices can be asked for; "hanging" is a publicity without its result."""


@dataclass(frozen=True)
class NoticeLine:
    """A notice and where it stands. `kind` is the one that it prints: `amended_list` for one that replaces another.

    `posted_on` is the posting that counts: the first at the level of place that the profile asks for, else the first.
    """

    id: int
    kind: str
    issued_kind: str
    number: str
    region_code: str
    place_name: str
    printed_on: date
    members: int
    minimum_days: int
    printed: bool
    void: bool
    posted_on: date | None
    signed_on: date | None
    extended_on: date | None
    period: Window | None
    unarranged_year: int | None

    @property
    def is_publicity(self) -> bool:
        """True when it has a period and a result; an extension has the period of another one."""
        return self.minimum_days > 0 and self.kind != "extension"

    @property
    def posted_late(self) -> bool:
        """True when it was put up after the day that is printed on it and no extension hangs."""
        late = self.posted_on is not None and self.posted_on > self.printed_on
        return self.is_publicity and late and self.extended_on is None

    def condition(self, today: date) -> str:
        """void, unprinted, unposted, announced, uncountable, running, over or signed."""
        if self.void:
            return "void"
        if not self.printed:
            return "unprinted"
        if self.posted_on is None:
            return "unposted"
        if not self.is_publicity:
            return "announced"
        if self.signed_on is not None:
            return "signed"
        if self.period is None:
            return "uncountable"
        return "over" if self.period.is_over(today) else "running"


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


def notices_page(
    db: Session,
    actor: Actor,
    *,
    kind: str = "",
    condition: str = "",
    place: str = "",
    before: int | None = None,
    limit: int,
) -> list[NoticeLine]:
    """Notices of the jurisdiction, the newest first, from the one before `before` on.

    Args:
        kind: kind of notice as its step names it; '' for all.
        condition: one of CONDITIONS; '' for all.
        place: the beginning of a region's code or name; '' for all.
    """
    wanted = [visible_to(actor, Notice.region_code)]
    if kind:
        wanted.append(Notice.kind == kind)
    if condition:
        wanted.append(_in_condition(condition))
    if place:
        by_code = place.isascii() and place.isdecimal()
        wanted.append(
            prefix_range(Notice.region_code, place) if by_code else Region.name.startswith(place, autoescape=True)
        )
    if before is not None:
        wanted.append(Notice.id < before)
    rows = db.execute(_lines().where(*wanted).order_by(Notice.id.desc()).limit(limit)).all()
    return _with_periods(db, rows)


def notice(db: Session, actor: Actor, notice_id: int) -> NoticeShown | None:
    """One notice of the jurisdiction; None when it lies outside or does not exist."""
    issuer = aliased(User)
    row = db.execute(
        _lines()
        .add_columns(
            Notice.facts,
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
        line=_with_periods(db, [row])[0],
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


def _lines() -> Select[*tuple[Any, ...]]:
    """One row per notice with what its condition follows from."""
    members = select(func.count()).where(NoticeMember.notice_id == Notice.id).correlate(Notice).scalar_subquery()
    posted = select(func.min(Posting.id)).where(Posting.notice_id == Notice.id).correlate(Notice)
    in_place = posted.where(Posting.place_level == Notice.place_level)
    extension = aliased(Notice)
    extended_on = (
        select(func.min(Posting.posted_on))
        .join(extension, extension.id == Posting.notice_id)
        .where(extension.kind == "extension", extension.amends_id == Notice.id)
        .correlate(Notice)
        .scalar_subquery()
    )
    return (
        select(
            Notice.id,
            Notice.kind,
            Notice.amends_id.label("replaces_id"),
            Notice.number,
            Notice.region_code,
            Region.name.label("place_name"),
            Notice.printed_on,
            members.label("members"),
            Notice.minimum_days,
            Notice.working_days,
            Notice.counts_posting_day,
            Notice.rolls_over_holidays,
            NoticePdf.notice_id.label("printed"),
            NoticeVoid.notice_id.label("void"),
            Posting.posted_on,
            ResultStatement.signed_on,
            extended_on.label("extended_on"),
        )
        .join(Region, Region.code == Notice.region_code)
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .outerjoin(Posting, Posting.id == func.coalesce(in_place.scalar_subquery(), posted.scalar_subquery()))
        .outerjoin(ResultStatement, ResultStatement.notice_id == Notice.id)
    )


def _in_condition(condition: str) -> ColumnElement[bool]:
    standing = NoticeVoid.notice_id.is_(None)
    printed, posted = NoticePdf.notice_id.is_not(None), Posting.id.is_not(None)
    publicity = and_(Notice.minimum_days > 0, Notice.kind != "extension")
    signed = ResultStatement.notice_id.is_not(None)
    return {
        "unprinted": and_(standing, ~printed),
        "unposted": and_(standing, printed, ~posted),
        "hanging": and_(standing, posted, publicity, ~signed),
        "signed": and_(standing, signed),
        "announced": and_(standing, posted, or_(Notice.minimum_days == 0, Notice.kind == "extension")),
        "void": ~standing,
    }[condition]


def _with_periods(db: Session, rows: Sequence[Any]) -> list[NoticeLine]:
    lookup = workdays_for(db.connection(), [row for row in rows if row.minimum_days])
    lines = []
    for row in rows:
        period, unarranged = None, None
        if row.posted_on is not None and row.minimum_days and row.kind != "extension":
            try:
                period = period_from(row.posted_on, row, lookup)
            except UnarrangedYear as reached:
                unarranged = reached.year
        amended = row.replaces_id is not None and row.kind != "extension"
        lines.append(
            NoticeLine(
                id=row.id,
                kind="amended_list" if amended else row.kind,
                issued_kind=row.kind,
                number=row.number,
                region_code=row.region_code,
                place_name=short_name(row.place_name),
                printed_on=row.printed_on,
                members=row.members,
                minimum_days=row.minimum_days,
                printed=row.printed is not None,
                void=row.void is not None,
                posted_on=row.posted_on,
                signed_on=row.signed_on,
                extended_on=row.extended_on,
                period=period,
                unarranged_year=unarranged,
            )
        )
    return lines


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
    for posting_id, *photo in db.execute(
        select(PostingPhoto.posting_id, Attachment.id, Attachment.filename, Attachment.bytes)
        .join(Attachment, Attachment.id == PostingPhoto.attachment_id)
        .join(Posting, Posting.id == PostingPhoto.posting_id)
        .where(Posting.notice_id == notice_id)
        .order_by(Attachment.id)
    ):
        photos.setdefault(posting_id, []).append(PhotoShown(*photo))
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
    return tuple(PostingShown(*row, photos=tuple(photos.get(id, ()))) for id, *row in rows)


def _result(db: Session, notice_id: int) -> ResultShown | None:
    row = db.execute(
        select(ResultStatement, Attachment.id, Attachment.filename, Attachment.bytes, User.name)
        .join(Attachment, Attachment.id == ResultStatement.attachment_id)
        .join(User, User.id == ResultStatement.recorded_by)
        .where(ResultStatement.notice_id == notice_id)
    ).one_or_none()
    if row is None:
        return None
    signed, *scan, recorded_by = row
    return ResultShown(
        signed_on=signed.signed_on,
        signed_by_handler=signed.signed_by_handler,
        signed_by_supervisor=signed.signed_by_supervisor,
        signed_by_team=signed.signed_by_team,
        objections_received=signed.objections_received,
        objections_upheld=signed.objections_upheld,
        scan=PhotoShown(*scan),
        recorded_by=recorded_by,
        recorded_at=signed.recorded_at,
    )


def _others(db: Session, wanted: ColumnElement[bool]) -> tuple[OtherNotice, ...]:
    rows = db.execute(select(Notice.id, Notice.kind, Notice.amends_id, Notice.number).where(wanted).order_by(Notice.id))
    return tuple(
        OtherNotice(id, "amended_list" if amends_id and kind != "extension" else kind, number)
        for id, kind, amends_id, number in rows
    )


def _objections(db: Session, notice_id: int) -> dict[str, int]:
    rows = db.execute(
        select(Objection.state, func.count()).where(Objection.notice_id == notice_id).group_by(Objection.state)
    )
    return {state: number for state, number in rows}  # noqa: C416 (a Row is no pair to mypy)
