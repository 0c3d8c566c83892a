"""What is filed: filled-in forms (never changed; a correction is a newer one) and the scans attached to them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class Document(Base):
    """One filled-in form about one record. `data` is JSON as its form in service/documents declares.

    `filing_id` is the same on documents that were filled in together for a list. `scans` counts what is attached.
    """

    __tablename__ = "document"
    __table_args__ = (Index(None, "record_id", "kind"), Index(None, "filing_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    kind: Mapped[str]
    year: Mapped[int]
    dated_on: Mapped[date]
    data: Mapped[str]
    scans: Mapped[int]
    filing_id: Mapped[str] = mapped_column(code_text())
    filed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    filed_at: Mapped[datetime]


class Attachment(Base):
    """A file under DATA_DIR/files by its SHA-256. Images and PDF only."""

    __tablename__ = "attachment"
    __table_args__ = (
        CheckConstraint("media_type IN ('image/png', 'image/jpeg', 'application/pdf')", name="media_type"),
        CheckConstraint("bytes > 0", name="not_empty"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str] = mapped_column(code_text())
    filename: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    stored_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    stored_at: Mapped[datetime]


class DocumentAttachment(Base):
    """A scan of a document; `field` names the part of the form that it proves."""

    __tablename__ = "document_attachment"
    __table_args__ = (Index(None, "attachment_id"),)

    document_id: Mapped[int] = mapped_column(ForeignKey("document.id"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)
    field: Mapped[str]
