"""Printing: the PDF of an issued notice, rendered outside any transaction, kept by its SHA-256 and told in the history.

A notice is posted only after that. The facts were frozen when it was issued, so whoever prints it prints the same.
"""

import hashlib
import json
import os
import re
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from service.competence import ActRefused, required_post
from service.database import Database
from service.facts.rows import load_rows
from service.history.entries import By, Head, Printed, printed_entry
from service.models.notice import Notice, NoticeMember, NoticePdf, NoticeVoid
from service.moving import write_moves
from service.notices.public_facts import NoticeFacts
from service.notices.public_paper import Exposed, render_pdf
from service.people import Actor
from workflows.decide import Post
from workflows.reasons import reason
from workflows.roles import Role

PRINTERS = tuple(role for role in Role if role not in (Role.AUDITOR, Role.ASSESSOR, Role.ADMINISTRATOR))

_OBJECTS = re.compile(rb"<<[^<>]*?/ObjStm[^<>]*?>>\s*stream\r?\n")
_PAGE_TREE = re.compile(rb"/Type ?/Pages\b[^>]*?/Count (\d+)")


@dataclass(frozen=True)
class PrintedNotice:
    """A notice's PDF: where it came from and what it is."""

    notice_id: int
    sha256: str
    bytes: int
    pages: int
    rendered_at: datetime


class NoSuchNotice(LookupError):
    """There is no notice with this number, or it was not printed yet."""


class PaperDiffers(Exception):
    """The kept PDF is gone or spoilt, and rendering it again gives other bytes than those in the history.

    Fonts or the layout engine were changed since; the file must come back from a copy of the data directory.
    """


def print_notice(database: Database, data_dir: Path, notice_id: int, actor: Actor, at: datetime) -> PrintedNotice:
    """Render a notice, keep its PDF and tell its hash in the history of every record on it, if there are any.

    Of two who print it at once the second finds it done. Takes tenths of a second a page, and no lock meanwhile.

    Args:
        data_dir: the file is kept under `notices/<sha256>.pdf` in it.
        actor: who prints; one of their posts must reach the place.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchNotice: there is none.
        ActRefused: it is void, the actor may not print here, or the paper shows what must not be public.
        RenderFailed: the paper cannot be made; the notice stays as it was, unprinted.
    """
    with database.read() as db:
        notice = _notice(db.connection(), notice_id)
        printed = _printed(db.connection(), notice_id)
    if printed is not None:
        return printed
    if notice.void:
        raise ActRefused({"": [reason("notice_is_void")]})
    post = required_post(actor, PRINTERS, notice.region_code)
    try:
        pdf = render_pdf(_facts(notice))
    except Exposed as exposed:
        raise ActRefused(
            {"": [reason("not_public", where=each.where, what=each.what) for each in exposed.exposures]}
        ) from exposed
    sha256 = hashlib.sha256(pdf).hexdigest()
    keep_file(pdf_path(data_dir, sha256), pdf)
    with database.write() as db:
        connection = db.connection()
        members = connection.execute(
            select(NoticeMember.record_id).where(NoticeMember.notice_id == notice_id)
        ).scalars()
        rows = load_rows(connection, list(members), lock=True)
        if not rows:
            lock_notice(connection, notice_id)
        # Asked again behind the lock: somebody else may have printed or voided it while this was rendered.
        if (printed := _printed(connection, notice_id)) is not None:
            return printed
        if _notice(connection, notice_id).void:
            raise ActRefused({"": [reason("notice_is_void")]})
        printed = PrintedNotice(notice_id, sha256, len(pdf), page_count(pdf), at)
        connection.execute(insert(NoticePdf).values(rendered_by=actor.user_id, **printed.__dict__))
        by = By(actor, Post(post.role, post.region_code), uuid4().hex, at)
        entries = [
            Printed(
                record_id=row.id,
                procedure=row.procedure,
                state=row.state,
                head=Head(row.version, row.head_hash, row.stays, row.acted),
                notice_id=notice_id,
                sha256=sha256,
            )
            for row in rows.values()
        ]
        if entries:
            write_moves(connection, [printed_entry(entry, by) for entry in entries])
    return printed


def lock_notice(connection: Connection, notice_id: int) -> None:
    """Lock a notice on which no record stands; a notice with records is locked by locking these."""
    connection.execute(select(Notice.id).where(Notice.id == notice_id).with_for_update())


def pending_notices(db: Session) -> Sequence[int]:
    """Notices that stand but have no PDF, oldest first: after a crash between issue and paper, or a failed render."""
    void = select(NoticeVoid.notice_id)
    return (
        db.execute(
            select(Notice.id)
            .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
            .where(NoticePdf.notice_id.is_(None), Notice.id.not_in(void))
            .order_by(Notice.id)
        )
        .scalars()
        .all()
    )


def read_pdf(db: Session, data_dir: Path, notice_id: int) -> bytes:
    """The PDF whose hash stands in the history. A file that is gone or spoilt is rendered again and compared.

    Raises:
        NoSuchNotice: the notice does not exist or was not printed yet.
        PaperDiffers: the bytes cannot be brought back here.
    """
    connection = db.connection()
    printed = _printed(connection, notice_id)
    if printed is None:
        raise NoSuchNotice(notice_id)
    path = pdf_path(data_dir, printed.sha256)
    if path.exists():
        pdf = path.read_bytes()
        if hashlib.sha256(pdf).hexdigest() == printed.sha256:
            return pdf
    pdf = render_pdf(_facts(_notice(connection, notice_id)))
    if hashlib.sha256(pdf).hexdigest() != printed.sha256:
        raise PaperDiffers(printed.sha256)
    keep_file(path, pdf)
    return pdf


def pdf_path(data_dir: Path, sha256: str) -> Path:
    """Where the PDF with this hash lies."""
    return data_dir / "notices" / f"{sha256}.pdf"


def page_count(pdf: bytes) -> int:
    """Pages of a PDF made by our press, which keeps its page tree in a compressed stream.

    Raises:
        ValueError: there is no page tree.
    """
    for found in _OBJECTS.finditer(pdf):
        objects = zlib.decompressobj().decompress(pdf[found.end() :])
        if count := _PAGE_TREE.search(objects):
            return int(count[1])
    raise ValueError("no page tree in this PDF")


def _notice(connection: Connection, notice_id: int) -> Any:
    found = connection.execute(
        select(Notice.region_code, Notice.facts, NoticeVoid.notice_id.label("void"))
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .where(Notice.id == notice_id)
    ).one_or_none()
    if found is None:
        raise NoSuchNotice(notice_id)
    return found


def _printed(connection: Connection, notice_id: int) -> PrintedNotice | None:
    columns = (NoticePdf.notice_id, NoticePdf.sha256, NoticePdf.bytes, NoticePdf.pages, NoticePdf.rendered_at)
    row = connection.execute(select(*columns).where(NoticePdf.notice_id == notice_id)).one_or_none()
    return PrintedNotice(*row) if row else None


def _facts(notice: Any) -> NoticeFacts:
    return NoticeFacts.from_json(json.loads(notice.facts))


def keep_file(path: Path, pdf: bytes) -> None:
    """Write a file whole or not at all: a crash leaves no half PDF under its final name."""
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    beside = path.with_name(f".{uuid4().hex}")
    try:
        with beside.open("xb") as file:
            file.write(pdf)
            file.flush()
            os.fsync(file.fileno())
        beside.replace(path)
    finally:
        beside.unlink(missing_ok=True)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
