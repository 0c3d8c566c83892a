"""The printing room's pages: which notices wait to be printed, the jobs, a notice's printing register."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.models.notice import Notice, NoticePdf, NoticeVoid, Posting
from service.models.people import User
from service.models.printing import SHEET_STATES, NoticeCopy, PrintJob, PrintJobNotice
from service.models.region import Region, short_name
from service.notices.print_jobs import failure_of
from service.notices.print_orders import OPEN
from service.notices.printing import PRINTERS
from service.people import Actor
from service.queries.notices import NoticeLine, notice_lines, printed_kind, with_periods
from service.queries.visible import visible_to
from workflows.reasons import Reason


@dataclass(frozen=True)
class CopyShown:
    """A line of the printing register."""

    number: int
    copies: int
    reason: str
    printed_by: str
    printed_at: datetime


@dataclass(frozen=True)
class JobLine:
    """A print job and how far it is: notices by their state."""

    id: int
    place_name: str
    region_code: str
    copies: int
    reason: str
    ordered_by: str
    ordered_at: datetime
    finished_at: datetime | None
    merged_sha256: str | None
    notices: Mapping[str, int]

    @property
    def total(self) -> int:
        """How many notices it prints."""
        return sum(self.notices.values())

    @property
    def settled(self) -> int:
        """How many of them are printed or have failed."""
        return self.notices["done"] + self.notices["failed"]


@dataclass(frozen=True)
class SheetLine:
    """A notice of a job."""

    notice_id: int
    kind: str
    number: str
    place_name: str
    state: str
    failure: Reason | None
    pages: int | None


def copies_of(db: Session, notice_id: int) -> list[CopyShown]:
    """The printing register of a notice, the first printing first."""
    rows = db.execute(
        select(NoticeCopy.number, NoticeCopy.copies, NoticeCopy.reason, User.name, NoticeCopy.printed_at)
        .join(User, User.id == NoticeCopy.printed_by)
        .where(NoticeCopy.notice_id == notice_id)
        .order_by(NoticeCopy.number)
    )
    return [CopyShown(*row) for row in rows]


def printable(
    db: Session, actor: Actor, *, waiting: bool, before: int | None = None, limit: int
) -> list[tuple[NoticeLine, int]]:
    """Standing notices that the actor may print, the newest first, with how often each was printed.

    Args:
        waiting: only those that nobody has printed or posted yet.
    """
    printings = select(func.count()).where(NoticeCopy.notice_id == Notice.id).correlate(Notice).scalar_subquery()
    wanted = _printable(actor, waiting=waiting)
    if before is not None:
        wanted.append(Notice.id < before)
    rows = db.execute(
        notice_lines().add_columns(printings.label("printings")).where(*wanted).order_by(Notice.id.desc()).limit(limit)
    ).all()
    return list(zip(with_periods(db, rows), [row.printings for row in rows], strict=True))


def waiting_ids(db: Session, actor: Actor, *, limit: int) -> Sequence[int]:
    """Ids of the standing notices that nobody has printed or posted yet, the oldest first."""
    statement = select(Notice.id).outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
    return (
        db.execute(statement.where(*_printable(actor, waiting=True)).order_by(Notice.id).limit(limit)).scalars().all()
    )


def print_jobs(
    db: Session, actor: Actor, *, job_id: int | None = None, before: int | None = None, limit: int = 1
) -> list[JobLine]:
    """Print jobs of the jurisdiction, the newest first; only one of them where an id is given."""
    wanted = [visible_to(actor, PrintJob.region_code)]
    if job_id is not None:
        wanted.append(PrintJob.id == job_id)
    if before is not None:
        wanted.append(PrintJob.id < before)
    rows = db.execute(
        select(PrintJob, Region.name, User.name)
        .join(Region, Region.code == PrintJob.region_code)
        .join(User, User.id == PrintJob.ordered_by)
        .where(*wanted)
        .order_by(PrintJob.id.desc())
        .limit(limit)
    ).all()
    counted = db.execute(
        select(PrintJobNotice.job_id, PrintJobNotice.state, func.count())
        .where(PrintJobNotice.job_id.in_([job.id for job, _, _ in rows]))
        .group_by(PrintJobNotice.job_id, PrintJobNotice.state)
    ).all()
    numbers = {(id, state): number for id, state, number in counted}
    return [
        JobLine(
            id=job.id,
            place_name=short_name(place),
            region_code=job.region_code,
            copies=job.copies,
            reason=job.reason,
            ordered_by=orderer,
            ordered_at=job.ordered_at,
            finished_at=job.finished_at,
            merged_sha256=job.merged_sha256,
            notices={state: numbers.get((job.id, state), 0) for state in SHEET_STATES},
        )
        for job, place, orderer in rows
    ]


def sheets_of(db: Session, job_id: int) -> list[SheetLine]:
    """The notices of a job, in the order in which its file has them."""
    rows = db.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.amends_id,
            Notice.number,
            Region.name,
            PrintJobNotice.state,
            PrintJobNotice.failure,
            NoticePdf.pages,
        )
        .join(PrintJobNotice, PrintJobNotice.notice_id == Notice.id)
        .join(Region, Region.code == Notice.region_code)
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .where(PrintJobNotice.job_id == job_id)
        .order_by(Notice.region_code, Notice.id)
    )
    return [
        SheetLine(
            notice_id=id,
            kind=printed_kind(kind, amends),
            number=number,
            place_name=short_name(place),
            state=state,
            failure=failure_of(failure),
            pages=pages,
        )
        for id, kind, amends, number, place, state, failure, pages in rows
    ]


def _printable(actor: Actor, *, waiting: bool) -> list[ColumnElement[bool]]:
    places = [prefix_range(Notice.region_code, post.region_code) for post in actor.posts_with(*PRINTERS)]
    in_a_job = select(PrintJobNotice.notice_id).where(PrintJobNotice.state.in_(OPEN))
    wanted = [or_(*places) if places else false(), NoticeVoid.notice_id.is_(None), Notice.id.not_in(in_a_job)]
    if waiting:
        wanted.append(Notice.id.not_in(select(NoticeCopy.notice_id)))
        wanted.append(Notice.id.not_in(select(Posting.notice_id)))
    return wanted
