"""What lies in a record's file: papers with their scans, notices with their period, objections, findings."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.facts.publicity import publicity_of
from service.models.document import Attachment, Document, DocumentAttachment
from service.models.notice import Notice, NoticeMember, NoticePdf, NoticeVoid, Posting
from service.models.objection import OPEN_OBJECTION, Objection
from service.models.obstacles import Finding
from service.models.people import User
from service.models.record import Record
from service.models.rules import PovertyLine
from service.rules.lookups import CriterionText, criteria_of, prefixes
from workflows.case import NoticeOnFile, Publicity


@dataclass(frozen=True)
class ScanShown:
    """A file attached to a paper."""

    id: int
    filename: str
    bytes: int


@dataclass(frozen=True)
class PaperShown:
    """A filed form."""

    id: int
    kind: str
    year: int
    dated_on: date
    data: Mapping[str, Any]
    filed_by: str
    filed_at: datetime
    scans: tuple[ScanShown, ...]


@dataclass(frozen=True)
class NoticeShown:
    """A notice that names a record. `on_file` is what the window's guard looks at, for the standing one of its kind."""

    id: int
    kind: str
    number: str
    printed_on: date
    minimum_days: int
    printed: bool
    posted_on: date | None
    void: bool
    members: int
    on_file: NoticeOnFile | None


@dataclass(frozen=True)
class ObjectionShown:
    """An objection to the record."""

    id: int
    state: str
    lodged_on: date
    content: str
    open: bool


@dataclass(frozen=True)
class FindingShown:
    """A finding of an inspection on the record."""

    id: int
    kind: str
    found_on: date
    content: str
    recorded_role: str
    correction: str | None
    closed_at: datetime | None


@dataclass(frozen=True)
class LineShown:
    """The poverty line of a year, in yuan."""

    year: int
    amount: Any
    source: str
    certain: bool


def papers_of(db: Session, record_ids: Collection[int]) -> list[PaperShown]:
    """Papers on file of these records, the newest date first."""
    rows = db.execute(
        select(
            Document.id,
            Document.kind,
            Document.year,
            Document.dated_on,
            Document.data,
            User.name.label("filed_by"),
            Document.filed_at,
        )
        .join(User, User.id == Document.filed_by)
        .where(Document.record_id.in_(record_ids))
        .order_by(Document.dated_on.desc(), Document.id.desc())
    ).all()
    scans: dict[int, list[ScanShown]] = {}
    attached = db.execute(
        select(DocumentAttachment.document_id, Attachment.id, Attachment.filename, Attachment.bytes)
        .join(Attachment, Attachment.id == DocumentAttachment.attachment_id)
        .join(Document, Document.id == DocumentAttachment.document_id)
        .where(Document.record_id.in_(record_ids))
        .order_by(Attachment.id)
    )
    for document_id, id, filename, size in attached:
        scans.setdefault(document_id, []).append(ScanShown(id, filename, size))
    return [
        PaperShown(
            id=row.id,
            kind=row.kind,
            year=row.year,
            dated_on=row.dated_on,
            data=json.loads(row.data),
            filed_by=row.filed_by,
            filed_at=row.filed_at,
            scans=tuple(scans.get(row.id, ())),
        )
        for row in rows
    ]


def kinds_on_file(db: Session, record_ids: Collection[int]) -> dict[str, int]:
    """On how many of these records a paper of each kind is on file."""
    rows = db.execute(
        select(Document.kind, func.count(Document.record_id.distinct()))
        .where(Document.record_id.in_(record_ids))
        .group_by(Document.kind)
    )
    return dict(rows.all())


def notices_of(db: Session, record_ids: Collection[int], *, list_id: int | None = None) -> list[NoticeShown]:
    """Notices that name any of these records, the newest first; those of one list only when it is given."""
    posted = select(func.min(Posting.posted_on)).where(Posting.notice_id == Notice.id).correlate(Notice)
    members = select(func.count()).where(NoticeMember.notice_id == Notice.id).correlate(Notice)
    naming = select(NoticeMember.notice_id).where(NoticeMember.record_id.in_(record_ids))
    wanted = Notice.id.in_(naming) if list_id is None else Notice.list_id == list_id
    rows = db.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.number,
            Notice.printed_on,
            Notice.minimum_days,
            NoticePdf.sha256,
            posted.scalar_subquery().label("posted_on"),
            NoticeVoid.notice_id.label("void"),
            members.scalar_subquery().label("members"),
        )
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .where(wanted)
        .order_by(Notice.id.desc())
    ).all()
    windows: dict[int, Publicity] = {}
    if rows:
        windows = publicity_of(db.connection(), list(record_ids), sorted({row.kind for row in rows}))
    on_file = {notice.id: notice for each in windows.values() for notice in each.notices.values()}
    return [
        NoticeShown(
            id=row.id,
            kind=row.kind,
            number=row.number,
            printed_on=row.printed_on,
            minimum_days=row.minimum_days,
            printed=row.sha256 is not None,
            posted_on=row.posted_on,
            void=row.void is not None,
            members=row.members,
            on_file=on_file.get(row.id),
        )
        for row in rows
    ]


def objections_of(db: Session, record_ids: Collection[int]) -> list[ObjectionShown]:
    """Objections to these records, the newest first. Who objects is not shown here."""
    rows = db.execute(
        select(Objection.id, Objection.state, Objection.lodged_on, Objection.content)
        .where(Objection.record_id.in_(record_ids))
        .order_by(Objection.id.desc())
    )
    return [
        ObjectionShown(id, state, lodged_on, content, state in OPEN_OBJECTION) for id, state, lodged_on, content in rows
    ]


def findings_of(db: Session, record_ids: Collection[int]) -> list[FindingShown]:
    """Findings on these records, the newest first."""
    rows = db.execute(
        select(
            Finding.id,
            Finding.kind,
            Finding.found_on,
            Finding.content,
            Finding.recorded_role,
            Finding.correction,
            Finding.closed_at,
        )
        .where(Finding.record_id.in_(record_ids))
        .order_by(Finding.id.desc())
    )
    return [FindingShown(*row) for row in rows]


def worksheets_of(db: Session, household_id: int) -> list[PaperShown]:
    """The newest income worksheet of each year over all cycles of a household, the latest year first."""
    ids = db.execute(select(Record.id).where(Record.household_id == household_id)).scalars().all()
    newest: dict[int, PaperShown] = {}
    for paper in sorted(papers_of(db, ids), key=lambda paper: paper.id):
        if paper.kind == "income_worksheet":
            newest[paper.year] = paper
    return [newest[year] for year in sorted(newest, reverse=True)]


def lines_of(db: Session, region_code: str) -> dict[int, LineShown]:
    """The poverty line of every year for a place: the nearest region's, then the newest row."""
    rows = db.execute(
        select(PovertyLine.year, PovertyLine.amount, PovertyLine.source, PovertyLine.certain)
        .where(PovertyLine.region_code.in_(prefixes(region_code)))
        .order_by(func.length(PovertyLine.region_code), PovertyLine.id)
    )
    return {row.year: LineShown(*row) for row in rows}


def criteria_texts(db: Session, procedure: str, region_code: str, year: int) -> tuple[CriterionText, ...]:
    """The criteria of a procedure for a place and year; none where no set was enacted."""
    held = criteria_of(db.connection(), procedure, region_code, year)
    return held.texts if held else ()
