"""The work of the printing room: notices of jobs become paper one at a time, and a finished job becomes one file.

Whoever works claims a notice first, in a transaction of its own: of two workers one gets it. What a worker left behind
when it died is claimed again after LEASE; `print_notice` tells nothing twice, so no notice is printed twice by that.
"""

import hashlib
import json
import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select, update
from sqlalchemy.orm import Session

from service.clock import Clock, wall_now
from service.competence import ActRefused, ChangedSince
from service.database import Database
from service.models.notice import Notice, NoticeVoid
from service.models.printing import PrintJob, PrintJobNotice
from service.notices.copies import register_copies
from service.notices.merged import merged
from service.notices.paper import SECONDS_FOR_ONE_NOTICE, RenderFailed
from service.notices.print_orders import OPEN
from service.notices.printing import NoSuchNotice, PaperDiffers, keep_file, print_notice, read_pdf
from service.people import Actor, actor_of
from workflows.reasons import Reason, reason

LEASE = timedelta(seconds=2 * SECONDS_FOR_ONE_NOTICE)

_log = logging.getLogger(__name__)
_UNFINISHED = PrintJobNotice.state.in_(OPEN)


@dataclass(frozen=True)
class Claimed:
    """A notice that one worker prints now."""

    job_id: int
    notice_id: int
    ordered_by: int


@dataclass(frozen=True)
class PrintingRoom:
    """Where printing work is done: the database, the folder of files, the clock of the acts, who works.

    Args:
        worker: a name of its own for every worker.
    """

    database: Database
    data_dir: Path
    clock: Clock
    worker: str

    def work(self) -> bool:
        """Print the next notice that waits, or finish a job whose notices are all settled.

        Returns:
            False when there is nothing to do.
        """
        claimed = self.claim()
        if claimed is not None:
            self.settle(claimed, self._printed(claimed))
            return True
        with self.database.read() as db:
            done = db.scalar(_finishable())
        if done is None:
            return False
        self._finish(done)
        return True

    def work_off(self) -> int:
        """Work until there is nothing to do; how many pieces were done."""
        pieces = 0
        while self.work():
            pieces += 1
        return pieces

    def claim(self) -> Claimed | None:
        """Take the next notice that nobody prints; None when there is none."""
        at = wall_now()
        left_behind = and_(PrintJobNotice.state == "printing", PrintJobNotice.claimed_at < at - LEASE)
        with self.database.write() as db:
            row = db.execute(
                select(PrintJobNotice.job_id, PrintJobNotice.notice_id)
                .where(or_(PrintJobNotice.state == "waiting", left_behind))
                .order_by(PrintJobNotice.job_id, PrintJobNotice.notice_id)
                .limit(1)
                # On SQLite the transaction itself began by locking the database.
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if row is None:
                return None
            db.execute(
                update(PrintJobNotice)
                .where(PrintJobNotice.job_id == row.job_id, PrintJobNotice.notice_id == row.notice_id)
                .values(state="printing", claimed_by=self.worker, claimed_at=at)
            )
            ordered_by = db.execute(select(PrintJob.ordered_by).where(PrintJob.id == row.job_id)).scalar_one()
        return Claimed(row.job_id, row.notice_id, ordered_by)

    def settle(self, claimed: Claimed, failure: Reason | None) -> None:
        """Say what became of a claimed notice; nothing when another worker has taken it over."""
        with self.database.write() as db:
            mine = (PrintJobNotice.state == "printing", PrintJobNotice.claimed_by == self.worker)
            _mark(db, claimed.job_id, claimed.notice_id, failure, *mine)

    def _printed(self, claimed: Claimed) -> Reason | None:
        """Print it in the name of who ordered it; the reason if it cannot be."""
        with self.database.read() as db:
            actor = actor_of(db, claimed.ordered_by, self.clock.today())
            void = db.scalar(select(NoticeVoid.notice_id).where(NoticeVoid.notice_id == claimed.notice_id))
        if actor is None:
            return reason("orderer_has_left")
        if void is not None:
            return reason("notice_is_void")
        try:
            print_notice(self.database, self.data_dir, claimed.notice_id, actor, self.clock.now())
        except ActRefused as refused:
            return next(each for found in refused.reasons.values() for each in found)
        except Exception as failed:  # whatever it is: left unsettled, it would be claimed again for ever
            _log.exception("notice %s of job %s was not printed", claimed.notice_id, claimed.job_id)
            return reason("paper_failed", problem=str(failed) or type(failed).__name__)
        return None

    def _finish(self, job_id: int) -> None:
        """Merge what is printed and enter its copies in the register; of two at once one does it."""
        failures: dict[int, Reason] = {}
        pdfs: dict[int, bytes] = {}
        with self.database.read() as db:
            ids = list(db.execute(_done(job_id)).scalars())
            for id in ids:
                try:
                    pdfs[id] = read_pdf(db, self.data_dir, id)
                except (PaperDiffers, RenderFailed, NoSuchNotice, OSError) as lost:
                    _log.exception("the PDF of notice %s is lost", id)
                    failures[id] = reason("paper_failed", problem=str(lost))
        entered = self._enter(job_id, list(pdfs), failures)
        if entered is None:
            return
        file = merged(pdfs[id] for id in entered) if entered else None
        sha256 = hashlib.sha256(file).hexdigest() if file else None
        if file and sha256:
            keep_file(merged_path(self.data_dir, sha256), file)
        with self.database.write() as db:
            db.execute(
                update(PrintJob)
                .where(PrintJob.id == job_id, PrintJob.finished_at.is_(None), ~_open_in(PrintJob.id))
                .values(finished_at=self.clock.now(), merged_sha256=sha256)
            )

    def _enter(self, job_id: int, ids: Sequence[int], failures: dict[int, Reason]) -> list[int] | None:
        """Those whose copies stand in the register now; None when somebody else is at it. The rest has failed."""
        entered = []
        try:
            with self.database.write() as db:
                job = db.execute(select(PrintJob).where(PrintJob.id == job_id)).scalar_one()
                actor = actor_of(db, job.ordered_by, self.clock.today())
                for id in ids:
                    failure = _entered(db, job, id, actor, self.clock.now())
                    if failure is None:
                        entered.append(id)
                    else:
                        failures[id] = failure
                for id, failure in failures.items():
                    _mark(db, job_id, id, failure)
        except ChangedSince:
            return None
        return entered


def unfinished_jobs(db: Session) -> bool:
    """True when something waits, is being printed, or is still to be merged."""
    return db.scalar(select(PrintJob.id).where(PrintJob.finished_at.is_(None)).limit(1)) is not None


def merged_file(db: Session, data_dir: Path, job_id: int, sha256: str) -> bytes:
    """The file of a finished job; one that is gone is merged again.

    Raises:
        PaperDiffers, RenderFailed: a notice's PDF cannot be brought back either.
    """
    path = merged_path(data_dir, sha256)
    if path.exists():
        return path.read_bytes()
    file = merged(read_pdf(db, data_dir, id) for id in db.execute(_done(job_id)).scalars().all())
    keep_file(path, file)
    return file


def merged_path(data_dir: Path, sha256: str) -> Path:
    """Where the file of a whole job lies."""
    return data_dir / "print_jobs" / f"{sha256}.pdf"


def failure_of(text: str) -> Reason | None:
    """The reason that a row keeps; None where it keeps none."""
    return Reason(**json.loads(text)) if text else None


def _entered(db: Session, job: PrintJob, notice_id: int, actor: Actor | None, at: datetime) -> Reason | None:
    if actor is None:
        return reason("orderer_has_left")
    # The job's own key comes first: one that anybody can guess could be entered before the job does.
    key = f"{job.key}-{notice_id}"
    try:
        register_copies(db, notice_id, copies=job.copies, why=job.reason, key=key, actor=actor, at=at)
    except ActRefused as refused:
        return next(each for found in refused.reasons.values() for each in found)
    return None


def _mark(db: Session, job_id: int, notice_id: int, failure: Reason | None, *standing: ColumnElement[bool]) -> None:
    said = json.dumps({"code": failure.code, "figures": dict(failure.figures)}, default=str) if failure else ""
    db.execute(
        update(PrintJobNotice)
        .where(PrintJobNotice.job_id == job_id, PrintJobNotice.notice_id == notice_id, *standing)
        .values(state="failed" if failure else "done", failure=said)
    )


def _open_in(job_id: Any) -> ColumnElement[bool]:
    return select(PrintJobNotice.job_id).where(PrintJobNotice.job_id == job_id, _UNFINISHED).exists()


def _finishable() -> Select[int]:
    return (
        select(PrintJob.id).where(PrintJob.finished_at.is_(None), ~_open_in(PrintJob.id)).order_by(PrintJob.id).limit(1)
    )


def _done(job_id: int) -> Select[int]:
    return (
        select(Notice.id)
        .join(PrintJobNotice, PrintJobNotice.notice_id == Notice.id)
        .where(PrintJobNotice.job_id == job_id, PrintJobNotice.state == "done")
        .order_by(Notice.region_code, Notice.id)
    )
