"""What the dossier of a household is built from: papers with their scans, notices with their paper, decisions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.models.document import Attachment, Document, DocumentAttachment
from service.models.notice import Notice, NoticeMember, NoticePdf, NoticeVoid, Posting, PostingPhoto, ResultStatement
from service.models.people import User
from service.models.region import Region, short_name
from service.queries.on_file import criteria_texts
from service.queries.timeline import EntryShown, entries_of
from service.registers.archive import HOUSEHOLDS, ArchiveTerms, archive_terms
from service.registers.checks import CycleChecked, Fault, NoticeChecked, PaperChecked, faults_of
from service.registers.gathering import end_of, village_on_file
from service.registers.on_file import CycleOnFile, HouseholdOnFile, PaperOnFile, VillageOnFile
from workflows.household import Household

_BEFORE_ASSISTANCE: Final = frozenset(tuple(Household)[: tuple(Household).index(Household.ASSISTED)])


@dataclass(frozen=True)
class ScanOnFile:
    """A stored file that proves something."""

    sha256: str
    filename: str
    media_type: str
    bytes: int


@dataclass(frozen=True)
class NoticeOnFile:
    """A notice that names the household.

    Args:
        sha256: of its printed paper; None where it was not printed.
        evidence: photos of its posting, then the signed statement on its result.
    """

    id: int
    kind: str
    number: str
    body: str
    printed_on: date
    void: bool
    sha256: str | None
    posted_on: date | None
    photos: int
    statement_on: date | None
    evidence: tuple[ScanOnFile, ...]
    record_ids: frozenset[int]


@dataclass(frozen=True)
class DossierOnFile:
    """One household's file on a day.

    Args:
        scans, filed_by: by document.
        entries: steps of every cycle, oldest first.
        posts: names of the places of posts, by code.
        criteria: labels of the criteria by year and code.
    """

    village: VillageOnFile
    home: HouseholdOnFile
    terms: ArchiveTerms
    scans: Mapping[int, tuple[ScanOnFile, ...]]
    filed_by: Mapping[int, str]
    notices: tuple[NoticeOnFile, ...]
    entries: tuple[EntryShown, ...]
    posts: Mapping[str, str]
    criteria: Mapping[int, Mapping[str, str]]

    @property
    def number(self) -> str:
        """The archive number."""
        return self.terms.number(HOUSEHOLDS, self.village.place.code, self.home.row["number"])

    @property
    def faults(self) -> list[Fault]:
        """What is wrong with the file, over all cycles."""
        return [fault for cycle in self.home.cycles for fault in faults_of(self._checked(cycle))]

    def _checked(self, cycle: CycleOnFile) -> CycleChecked:
        papers = [paper for paper in self.home.papers if paper.record_id == cycle.record_id]
        return CycleChecked(
            opened_in=cycle.opened_in,
            identified_on=cycle.identified_on,
            exited_on=cycle.exited_on,
            assisted=cycle.state not in _BEFORE_ASSISTANCE and cycle.identified_on is not None,
            papers=tuple(_paper_checked(paper) for paper in papers),
            notices=tuple(
                NoticeChecked(
                    notice.kind,
                    notice.printed_on,
                    notice.sha256 is not None,
                    notice.posted_on,
                    notice.photos,
                    notice.statement_on,
                )
                for notice in self.notices
                if cycle.record_id in notice.record_ids and not notice.void
            ),
        )


def dossier_on_file(db: Session, village_code: str, household_id: int, on: date) -> DossierOnFile | None:
    """A household's file at the end of a day; None where the village had no such household then."""
    village = village_on_file(db, village_code, on, household_id=household_id, registered_only=False)
    if not village.households:
        return None
    home, at = village.households[0], end_of(on)
    records = [cycle.record_id for cycle in home.cycles]
    entries = [entry for record in records for entry in entries_of(db, record) if entry.acted_at <= at]
    return DossierOnFile(
        village=village,
        home=home,
        terms=archive_terms(db, village_code),
        scans=_scans(db, [paper.id for paper in home.papers]),
        filed_by=_filed_by(db, [paper.id for paper in home.papers]),
        notices=_notices(db, records, at),
        entries=tuple(sorted(entries, key=lambda entry: (entry.acted_at, entry.record_id, entry.seq))),
        posts=_places(db, {entry.post_region_code for entry in entries}),
        criteria={
            year: {text.code: text.label_zh for text in criteria_texts(db, "household", village_code, year)}
            for year in sorted({paper.year for paper in home.papers if paper.kind == "household_criteria"})
        },
    )


def _paper_checked(paper: PaperOnFile) -> PaperChecked:
    return PaperChecked(paper.kind, paper.dated_on, shanghai_date(paper.filed_at), paper.scans, paper.data)


def _scans(db: Session, document_ids: Collection[int]) -> dict[int, tuple[ScanOnFile, ...]]:
    rows = db.execute(
        select(DocumentAttachment.document_id, *_COLUMNS)
        .join(Attachment, Attachment.id == DocumentAttachment.attachment_id)
        .where(DocumentAttachment.document_id.in_(document_ids))
        .order_by(DocumentAttachment.document_id, Attachment.id)
    )
    found: dict[int, tuple[ScanOnFile, ...]] = {}
    for id, *scan in rows:
        found[id] = (*found.get(id, ()), ScanOnFile(*scan))
    return found


def _filed_by(db: Session, document_ids: Collection[int]) -> dict[int, str]:
    rows = db.execute(
        select(Document.id, User.name).join(User, User.id == Document.filed_by).where(Document.id.in_(document_ids))
    )
    return dict(rows.all())


def _notices(db: Session, record_ids: Sequence[int], at: datetime) -> tuple[NoticeOnFile, ...]:
    members = db.execute(
        select(NoticeMember.notice_id, NoticeMember.record_id).where(NoticeMember.record_id.in_(record_ids))
    )
    naming: dict[int, set[int]] = {}
    for notice_id, record_id in members:
        naming.setdefault(notice_id, set()).add(record_id)
    ids = list(naming)
    rows = db.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.number,
            Region.name.label("body"),
            Notice.printed_on,
            NoticeVoid.voided_at,
            NoticePdf.sha256,
            NoticePdf.rendered_at,
            ResultStatement.signed_on,
            ResultStatement.attachment_id,
            ResultStatement.recorded_at,
        )
        .join(Region, Region.code == Notice.body_code)
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .outerjoin(ResultStatement, ResultStatement.notice_id == Notice.id)
        .where(Notice.id.in_(ids), Notice.issued_at <= at)
        .order_by(Notice.printed_on, Notice.id)
    ).all()
    posted = _postings(db, ids, at)
    stated = [row for row in rows if row.attachment_id is not None and row.recorded_at <= at]
    statements = _files(db, [row.attachment_id for row in stated])
    signed = {row.id: row for row in stated}
    return tuple(
        NoticeOnFile(
            id=row.id,
            kind=row.kind,
            number=row.number,
            body=short_name(row.body),
            printed_on=row.printed_on,
            void=row.voided_at is not None and row.voided_at <= at,
            sha256=row.sha256 if row.sha256 and row.rendered_at <= at else None,
            posted_on=min((day for day, _photos in posted.get(row.id, ())), default=None),
            photos=sum(len(photos) for _day, photos in posted.get(row.id, ())),
            statement_on=row.signed_on if row.id in signed else None,
            evidence=(
                *(photo for _day, photos in posted.get(row.id, ()) for photo in photos),
                *((statements[row.attachment_id],) if row.id in signed else ()),
            ),
            record_ids=frozenset(naming[row.id]),
        )
        for row in rows
    )


def _postings(db: Session, notice_ids: Collection[int], at: datetime) -> dict[int, list[tuple[date, list[ScanOnFile]]]]:
    rows = db.execute(
        select(Posting.id, Posting.notice_id, Posting.posted_on)
        .where(Posting.notice_id.in_(notice_ids), Posting.recorded_at <= at)
        .order_by(Posting.posted_on, Posting.id)
    ).all()
    photos: dict[int, list[ScanOnFile]] = {row.id: [] for row in rows}
    taken = db.execute(
        select(PostingPhoto.posting_id, *_COLUMNS)
        .join(Attachment, Attachment.id == PostingPhoto.attachment_id)
        .where(PostingPhoto.posting_id.in_(list(photos)))
        .order_by(PostingPhoto.posting_id, Attachment.id)
    )
    for posting_id, *scan in taken:
        photos[posting_id].append(ScanOnFile(*scan))
    found: dict[int, list[tuple[date, list[ScanOnFile]]]] = {}
    for row in rows:
        found.setdefault(row.notice_id, []).append((row.posted_on, photos[row.id]))
    return found


_COLUMNS: Final[tuple[Any, ...]] = (
    Attachment.sha256,
    Attachment.filename,
    Attachment.media_type,
    Attachment.bytes,
)


def _files(db: Session, attachment_ids: Collection[int]) -> dict[int, ScanOnFile]:
    rows = db.execute(select(Attachment.id, *_COLUMNS).where(Attachment.id.in_(attachment_ids)))
    return {id: ScanOnFile(*scan) for id, *scan in rows}


def _places(db: Session, codes: Collection[str]) -> dict[str, str]:
    rows = db.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
    return {code: short_name(name) for code, name in rows}
