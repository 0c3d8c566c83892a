"""What a person orders: a file to be imported, the confirmation of its preview, or its withdrawal."""

import hashlib
from datetime import datetime
from pathlib import Path

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from service.attachments import shown_name
from service.competence import ActRefused
from service.importing.folder import FILE, Folder
from service.importing.planning import IMPORTERS
from service.models.importing import ImportJob
from service.people import Actor
from service.register.values import REGISTER_KEY
from service.sealing import Seal
from workflows.reasons import reason

MOST_REASON = 200


def folder_of(data_dir: Path, key: str, seal: Seal | None = None) -> Folder:
    """Where the files of an import lie."""
    return Folder(data_dir, key, seal or Seal(data_dir, REGISTER_KEY))


def order_import(
    db: Session, data_dir: Path, *, filename: str, content: bytes, key: str, actor: Actor, at: datetime
) -> int:
    """Take a file in, sealed; in the caller's transaction. Sent twice with the same key it is one import.

    Args:
        key: of the button that was pressed.

    Raises:
        ActRefused: there is no file, or the actor imports nowhere.
    """
    # What a form sends names no folder of ours, and one person's key is not another's.
    key = hashlib.sha256(f"{actor.user_id} {key}".encode()).hexdigest()[:32]
    if (before := db.scalar(select(ImportJob.id).where(ImportJob.key == key))) is not None:
        return before
    posts = actor.posts_with(*IMPORTERS)
    if not posts:
        raise ActRefused({"": [reason("role_may_not", roles=",".join(role.value for role in IMPORTERS))]})
    if not content:
        raise ActRefused({"file": [reason("import_no_file")]})
    folder_of(data_dir, key).keep(FILE, content)
    return db.execute(
        insert(ImportJob)
        .values(
            key=key,
            # The widest: its offices see that the import was made.
            region_code=posts[0].region_code,
            filename=shown_name(filename),
            bytes=len(content),
            reason="",
            state="waiting",
            failure="",
            uploaded_by=actor.user_id,
            role=posts[0].role.value,
            uploaded_at=at,
        )
        .returning(ImportJob.id)
    ).scalar_one()


def confirm_import(db: Session, job_id: int, *, preview: int, why: str, actor: Actor, at: datetime) -> None:
    """Have a previewed import applied; the worker does it.

    Args:
        preview: which preview was looked at.
        why: what the changes rest on; the reason of every act.

    Raises:
        ActRefused: it is no longer a preview, or another one, nothing would change, or the reason is missing.
    """
    job = _own(db, job_id, actor)
    if not why.strip():
        raise ActRefused({"why": [reason("import_reason_missing")]})
    if job.state == "previewed" and job.preview != preview:
        raise ActRefused({"": [reason("import_preview_outdated")]})
    if job.state == "previewed" and not (job.new_households + job.new_members + job.changed + job.proposed):
        raise ActRefused({"": [reason("import_nothing_to_do")]})
    confirmed = db.execute(
        update(ImportJob)
        .where(ImportJob.id == job_id, ImportJob.state == "previewed", ImportJob.preview == preview)
        .values(state="confirmed", reason=why.strip()[:MOST_REASON], confirmed_at=at, failure="")
        .returning(ImportJob.id)
    ).one_or_none()
    if confirmed is None:
        raise ActRefused({"": [reason("import_not_previewed")]})


def withdraw_import(db: Session, job_id: int, *, actor: Actor, at: datetime) -> str:
    """Give an import up before it is applied; its key, so that the caller deletes the files once it has committed.

    Raises:
        ActRefused: it is being applied or was.
    """
    job = _own(db, job_id, actor)
    withdrawn = db.execute(
        update(ImportJob)
        .where(ImportJob.id == job_id, ImportJob.state.in_(("waiting", "previewed")))
        .values(state="withdrawn", finished_at=at, files_deleted_at=at)
        .returning(ImportJob.id)
    ).one_or_none()
    if withdrawn is None:
        raise ActRefused({"": [reason("import_not_previewed")]})
    return job.key


def forget_files(db: Session, job_id: int, *, actor: Actor, at: datetime) -> str:
    """Say that the files of an ended import are not needed any more; its key, as above."""
    job = _own(db, job_id, actor)
    ended = ImportJob.state.in_(("applied", "refused"))
    db.execute(update(ImportJob).where(ImportJob.id == job_id, ended).values(files_deleted_at=at))
    return job.key if job.state in ("applied", "refused") else ""


def _own(db: Session, job_id: int, actor: Actor) -> ImportJob:
    job = db.execute(select(ImportJob).where(ImportJob.id == job_id)).scalar_one()
    if job.uploaded_by != actor.user_id:
        raise ActRefused({"": [reason("import_of_somebody_else")]})
    return job
