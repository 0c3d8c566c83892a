"""What the pages of papers show: one filed document with its answers, the forms' choices, and attachments."""

import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.documents.forms import FORMS, Counts, Form
from service.models.document import Attachment, Document, DocumentAttachment
from service.models.notice import Notice, NoticeMember, Posting, PostingPhoto, ResultStatement
from service.models.people import User
from service.models.record import Record
from service.models.region import Region, short_name
from service.people import Actor
from service.queries.lists import list_shown, standing_on
from service.queries.records import RecordShown, record, records
from service.queries.visible import may_see, visible_to
from service.rules.lookups import CriteriaOnFile, CriterionText, criteria_of


@dataclass(frozen=True)
class AttachmentShown:
    """An attached file. `field` names the criterion that it proves; empty: it belongs to the whole paper."""

    id: int
    filename: str
    media_type: str
    bytes: int
    field: str


@dataclass(frozen=True)
class DocumentShown:
    """A filed document with its record and everything attached.

    Args:
        together: documents of the same filing, by id, with the name of the record that each is about.
        newer: the document that counts instead of this one; None while this one counts.
    """

    id: int
    form: Form
    record: RecordShown
    year: int
    dated_on: date
    data: Mapping[str, Any]
    filed_by: str
    filed_at: datetime
    attachments: tuple[AttachmentShown, ...]
    together: Mapping[int, str]
    newer: int | None


@dataclass(frozen=True)
class StoredFile:
    """What is needed to send a file."""

    sha256: str
    filename: str
    media_type: str


def subjects(db: Session, actor: Actor, ids: Collection[int]) -> list[RecordShown]:
    """Records that a form is to be filled in for, in the order of the register.

    Returns:
        Nothing unless all of them exist in the jurisdiction.
    """
    found = records(db, actor, ids)
    return sorted(found, key=_place_in_register) if len(found) == len(set(ids)) else []


def subjects_on_list(db: Session, actor: Actor, list_id: int) -> list[RecordShown]:
    """Records that stand on a list of the jurisdiction now, in the order of the register."""
    if list_shown(db, actor, list_id) is None:
        return []
    return subjects(db, actor, standing_on(db, list_id))


def document(db: Session, actor: Actor, document_id: int) -> DocumentShown | None:
    """One filed document; None when its record lies outside the jurisdiction, or it does not exist."""
    row = db.execute(
        select(Document, User.name).join(User, User.id == Document.filed_by).where(Document.id == document_id)
    ).one_or_none()
    if row is None:
        return None
    filed, filed_by = row
    about = record(db, actor, filed.record_id)
    if about is None:
        return None
    form = FORMS[about.procedure, filed.kind]
    return DocumentShown(
        id=filed.id,
        form=form,
        record=about,
        year=filed.year,
        dated_on=filed.dated_on,
        data=json.loads(filed.data),
        filed_by=filed_by,
        filed_at=filed.filed_at,
        attachments=_attachments(db, filed.id),
        together=_together(db, actor, filed),
        newer=_newer(db, form, filed),
    )


def attachment(db: Session, actor: Actor, attachment_id: int) -> StoredFile | None:
    """A file of the jurisdiction: it belongs to the place, or to a paper or notice about a record there."""
    row = db.execute(
        select(Attachment.region_code, Attachment.sha256, Attachment.filename, Attachment.media_type).where(
            Attachment.id == attachment_id
        )
    ).one_or_none()
    if row is None or not (may_see(actor, row.region_code) or _proves_something_of(db, actor, attachment_id)):
        return None
    return StoredFile(row.sha256, row.filename, row.media_type)


def criteria_by_region(
    db: Session, form: Form, about: Collection[RecordShown], year: int
) -> dict[str, CriteriaOnFile | None]:
    """The criteria set that holds in the year for the place of every record, by region."""
    codes = {shown.region_code for shown in about}
    return {code: criteria_of(db.connection(), form.procedure, code, year) for code in codes}


def criteria_of_document(db: Session, shown: DocumentShown) -> tuple[CriterionText, ...]:
    """The criteria that a document speaks of."""
    held = criteria_of(db.connection(), shown.form.procedure, shown.record.region_code, shown.year)
    return held.texts if held else ()


def poor_villages(db: Session, region_code: str) -> list[tuple[str, str]]:
    """(code, name) of the designated poor villages below a region."""
    rows = db.execute(
        select(Region.code, Region.name)
        .join(Record, and_(Record.region_code == Region.code, Record.procedure == "village", Record.newest))
        .where(prefix_range(Record.region_code, region_code))
        .order_by(Region.code)
    )
    return [(code, short_name(name)) for code, name in rows]


def _place_in_register(shown: RecordShown) -> tuple[str, int, int]:
    return shown.region_code, shown.number or 0, shown.id


def _attachments(db: Session, document_id: int) -> tuple[AttachmentShown, ...]:
    rows = db.execute(
        select(Attachment.id, Attachment.filename, Attachment.media_type, Attachment.bytes, DocumentAttachment.field)
        .join(DocumentAttachment, DocumentAttachment.attachment_id == Attachment.id)
        .where(DocumentAttachment.document_id == document_id)
        .order_by(Attachment.id)
    )
    return tuple(AttachmentShown(*row) for row in rows)


def _together(db: Session, actor: Actor, filed: Document) -> dict[int, str]:
    rows = db.execute(
        select(Document.id, Document.record_id)
        .where(Document.filing_id == filed.filing_id, Document.id != filed.id)
        .order_by(Document.id)
    ).all()
    names = {shown.id: shown.name for shown in records(db, actor, [row.record_id for row in rows])} if rows else {}
    return {row.id: names[row.record_id] for row in rows if row.record_id in names}


def _newer(db: Session, form: Form, filed: Document) -> int | None:
    if form.counts is Counts.EVERY:
        return None
    later = select(Document.id).where(
        Document.record_id == filed.record_id, Document.kind == filed.kind, Document.id > filed.id
    )
    if form.counts is Counts.NEWEST_OF_YEAR:
        later = later.where(Document.year == filed.year)
    return db.scalars(later.order_by(Document.id.desc()).limit(1)).first()


def _proves_something_of(db: Session, actor: Actor, attachment_id: int) -> bool:
    """A city's receipt for several counties lies in the city, and each of the counties may open it."""
    papers = (
        exists()
        .where(DocumentAttachment.attachment_id == attachment_id, Document.id == DocumentAttachment.document_id)
        .where(Record.id == Document.record_id, visible_to(actor, Record.region_code))
    )
    on_notice = and_(NoticeMember.record_id == Record.id, visible_to(actor, Record.region_code))
    photos = (
        exists()
        .where(PostingPhoto.attachment_id == attachment_id, Posting.id == PostingPhoto.posting_id)
        .where(Notice.id == Posting.notice_id, NoticeMember.notice_id == Notice.id, on_notice)
    )
    statements = (
        exists()
        .where(ResultStatement.attachment_id == attachment_id, NoticeMember.notice_id == ResultStatement.notice_id)
        .where(on_notice)
    )
    return bool(db.execute(select(or_(papers, photos, statements))).scalar_one())
