"""The work on imports: files are read and compared, confirmed plans applied, old files deleted.

Whoever works claims a job first, in a transaction of its own: of two workers one gets it. An import is applied and
said to be applied in one transaction, so that a worker that dies leaves nothing, and two never apply the same one.
"""

import json
import logging
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session

from service.clock import Clock, wall_now
from service.competence import ActRefused, ChangedSince
from service.database import Database
from service.importing.applying import apply_plan, keep_plan, kept_plan
from service.importing.folder import FILE, KEPT_DAYS, FilesGone, Folder
from service.importing.orders import folder_of
from service.importing.planning import planned
from service.importing.rows import rows_of
from service.models.importing import ImportJob
from service.people import Actor, actor_of
from service.register.values import REGISTER_KEY
from service.sealing import Seal
from service.workbooks.reading import SECONDS_FOR_A_FILE, FileRefused, file_read
from workflows.reasons import Reason, reason

LEASE = timedelta(seconds=6 * SECONDS_FOR_A_FILE)
"""After so long without a settlement a claimed job was left by a worker that died."""

_BEGINS = {"waiting": "reading", "confirmed": "applying"}
_log = logging.getLogger(__name__)


class TakenOver(Exception):
    """Another worker has this job: nothing is written."""


@dataclass(frozen=True)
class Claimed:
    """A job that one worker has now. `state` is `reading` or `applying`."""

    id: int
    key: str
    state: str
    filename: str
    uploaded_by: int


@dataclass(frozen=True)
class ImportRoom:
    """Where imports are worked off: the database, the folder of files, the clock of the acts, who works.

    Args:
        worker: a name of its own for every worker.
    """

    database: Database
    data_dir: Path
    clock: Clock
    worker: str

    def work(self) -> bool:
        """Read or apply the next job that waits; False when there is none."""
        claimed = self.claim()
        if claimed is None:
            self._delete_old_files()
            return False
        try:
            self.settle(claimed)
        except TakenOver:
            _log.warning("import %s was taken over by another worker", claimed.id)
        return True

    def work_off(self) -> int:
        """Work until there is nothing to do; how many pieces were done."""
        pieces = 0
        while self.work():
            pieces += 1
        return pieces

    def claim(self) -> Claimed | None:
        """Take the next job that nobody works on; None when there is none."""
        at = wall_now()
        left_behind = and_(ImportJob.state.in_(tuple(_BEGINS.values())), ImportJob.claimed_at < at - LEASE)
        with self.database.write() as db:
            row = db.execute(
                select(ImportJob.id, ImportJob.key, ImportJob.state, ImportJob.filename, ImportJob.uploaded_by)
                .where(or_(ImportJob.state.in_(tuple(_BEGINS)), left_behind))
                .order_by(ImportJob.id)
                .limit(1)
                # On SQLite the transaction itself began by locking the database.
                .with_for_update(skip_locked=True)
            ).one_or_none()
            if row is None:
                return None
            state = _BEGINS.get(row.state, row.state)
            db.execute(
                update(ImportJob)
                .where(ImportJob.id == row.id)
                .values(state=state, claimed_by=self.worker, claimed_at=at)
            )
        return Claimed(row.id, row.key, state, row.filename, row.uploaded_by)

    def settle(self, claimed: Claimed) -> None:
        """Do what a claimed job waits for, and say what became of it.

        Raises:
            TakenOver: another worker has it meanwhile.
        """
        folder = folder_of(self.data_dir, claimed.key)
        try:
            if claimed.state == "reading":
                self._read(claimed, folder)
            else:
                self._apply(claimed, folder)
        except FileRefused as refused:
            self._refuse(claimed, refused.reason)
        except ActRefused as refused:
            self._refuse(claimed, next(each for found in refused.reasons.values() for each in found))
        except ChangedSince:
            self._say(claimed, state="waiting", failure=_said(reason("register_changed_since")))
        except TakenOver:
            raise
        except FilesGone:
            self._refuse(claimed, reason("workbook_failed", problem="the file is gone"))
        except Exception as failed:  # whatever it is: left unsettled, it would be claimed again for ever
            # Never with its data: a row may stand in a database's message.
            _log.error("import %s failed: %s", claimed.id, type(failed).__name__)
            self._refuse(claimed, reason("workbook_failed", problem=type(failed).__name__))

    def _read(self, claimed: Claimed, folder: Folder) -> None:
        rows = rows_of(file_read(folder.read(FILE), claimed.filename), lambda done: folder.tell(done, 0))
        total = rows.rows
        with self.database.read() as db:
            actor = self._actor(db, claimed)
            plan = planned(
                db.connection(),
                rows,
                actor=actor,
                seal=Seal(self.data_dir, REGISTER_KEY),
                told=lambda done: folder.tell(done, total),
            )
        keep_plan(folder, plan)
        notes = {"sheets": rows.sheets, "header_rows": rows.header_rows, "ignored": rows.ignored}
        folder.keep("notes", json.dumps(notes, ensure_ascii=False).encode())
        counts = plan.counts()
        self._say(claimed, state="previewed", preview=ImportJob.preview + 1, rows=total, **counts)

    def _apply(self, claimed: Claimed, folder: Folder) -> None:
        plan = kept_plan(folder)
        total = len(plan.new_households) + len(plan.new_members)
        with self.database.write() as db:
            job = db.execute(select(ImportJob).where(ImportJob.id == claimed.id)).scalar_one()
            actor = self._actor(db, claimed)
            at = self.clock.now()
            apply_plan(
                db.connection(),
                plan,
                job,
                actor=actor,
                on=self.clock.today(),
                at=at,
                told=lambda done: folder.tell(done, total),
            )
            # Bad rows are still to be corrected in the file.
            done_with = None if job.bad else at
            self._mark(db, claimed, state="applied", finished_at=at, files_deleted_at=done_with)
        if done_with:
            folder.delete()

    def _actor(self, db: Session, claimed: Claimed) -> Actor:
        actor = actor_of(db, claimed.uploaded_by, self.clock.today())
        if actor is None:
            raise ActRefused({"": [reason("orderer_has_left")]})
        return actor

    def _refuse(self, claimed: Claimed, why: Reason) -> None:
        at = self.clock.now()
        self._say(claimed, state="refused", failure=_said(why), finished_at=at, files_deleted_at=at)
        folder_of(self.data_dir, claimed.key).delete()

    def _say(self, claimed: Claimed, **values: object) -> None:
        with self.database.write() as db:
            self._mark(db, claimed, **values)

    def _mark(self, db: Session, claimed: Claimed, **values: object) -> None:
        """In the transaction of the work itself: of two workers who believe that they have it, one is right."""
        mine = db.execute(
            update(ImportJob)
            .where(ImportJob.id == claimed.id, ImportJob.state == claimed.state, ImportJob.claimed_by == self.worker)
            .values(**values)
            .returning(ImportJob.id)
        ).one_or_none()
        if mine is None:
            raise TakenOver

    def _delete_old_files(self) -> None:
        """What nobody has ended goes KEPT_DAYS after its upload; a preview that nobody confirmed ends by that."""
        at = self.clock.now()
        with self.database.read() as db:
            old = select(ImportJob.id).where(
                ImportJob.files_deleted_at.is_(None), ImportJob.uploaded_at < at - timedelta(days=KEPT_DAYS)
            )
            ids = list(db.scalars(old.where(ImportJob.state.in_(("previewed", "applied", "refused")))))
        for id in ids:
            with self.database.write() as db:
                db.execute(
                    update(ImportJob)
                    .where(ImportJob.id == id, ImportJob.state == "previewed")
                    .values(state="withdrawn", finished_at=at)
                )
                key = db.execute(
                    update(ImportJob).where(ImportJob.id == id).values(files_deleted_at=at).returning(ImportJob.key)
                ).scalar_one()
            folder_of(self.data_dir, key).delete()


def unfinished_imports(db: Session) -> bool:
    """True when something waits or is being worked on."""
    open_ones = ImportJob.state.in_((*_BEGINS, *_BEGINS.values()))
    return db.scalar(select(ImportJob.id).where(open_ones).limit(1)) is not None


def _said(why: Reason) -> str:
    return json.dumps({"code": why.code, "figures": dict(why.figures)}, default=str)
