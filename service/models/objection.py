"""An objection to a publicity with what was done about it: acts, files, the written reply and its delivery.

The objection's own row moves through workflows.objection; everything beside it is written once.
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text
from workflows.objection import BLOCKING
from workflows.objection import Objection as S

OBJECTION_STATES: Final = tuple(state.value for state in S)
OPEN_OBJECTION: Final = tuple(state.value for state in S if state in BLOCKING)
OFFICE_CHANNELS: Final = ("visit", "letter", "phone", "hotline")
WEB: Final = "web"
CHANNELS: Final = (*OFFICE_CHANNELS, WEB)
MANNERS: Final = ("handed_over", "mailed", "told", "posted", "kept")
"""How a reply reaches who objected; `kept` when nobody is known to whom it could be given."""

_STATES = ", ".join(f"'{state}'" for state in OBJECTION_STATES)
_CHANNELS = ", ".join(f"'{channel}'" for channel in CHANNELS)
_MANNERS = ", ".join(f"'{manner}'" for manner in MANNERS)


class Objection(Base):
    """An objection to a record on a notice. It stays with its household, whatever list that stands on later.

    One about a household that the list leaves out is kept with the list's first record. One to a publicity of projects
    has no record: it is about the project in that row of the list, or without `project_number` about all of them.
    `receipt` is what the public looks it up with; `contact` is enciphered (service.objections.contacts).
    """

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"channel IN ({_CHANNELS})", name="channel"),
        CheckConstraint("outcome IN ('upheld', 'dismissed')", name="outcome"),
        CheckConstraint("(state IN ('upheld', 'dismissed', 'replied')) = (outcome IS NOT NULL)", name="decided"),
        CheckConstraint("state NOT IN ('upheld', 'dismissed') OR outcome = state", name="outcome_kept"),
        CheckConstraint("(channel = 'web') = (lodged_by IS NULL)", name="lodged_by"),
        CheckConstraint("(channel = 'web') = (receipt IS NOT NULL)", name="receipt"),
        CheckConstraint("record_id IS NOT NULL OR NOT about_omitted", name="omitted_from_list"),
        CheckConstraint("project_number IS NULL OR (record_id IS NULL AND project_number > 0)", name="project"),
        Index(None, "record_id", "state"),
        Index(None, "notice_id"),
        Index("uq_objection_receipt", "receipt", unique=True),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    record_id: Mapped[int | None] = mapped_column(ForeignKey("record.id"))
    project_number: Mapped[int | None]
    state: Mapped[str]
    outcome: Mapped[str | None]
    version: Mapped[int]
    lodged_on: Mapped[date]
    channel: Mapped[str]
    objector: Mapped[str]
    content: Mapped[str]
    about_omitted: Mapped[bool] = mapped_column(default=False)
    receipt: Mapped[str | None] = mapped_column(code_text())
    contact: Mapped[str | None]
    lodged_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    lodged_at: Mapped[datetime]


class ObjectionAct(Base):
    """What was done with an objection: screened, looked into, decided, answered, appealed."""

    __tablename__ = "objection_act"
    __table_args__ = (Index(None, "objection_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"))
    from_state: Mapped[str]
    to_state: Mapped[str]
    investigators: Mapped[str]
    finding: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    acted_at: Mapped[datetime]


class ObjectionFile(Base):
    """A file under DATA_DIR/files by its SHA-256: what came with an objection, or what proves a finding of an act."""

    __tablename__ = "objection_file"
    __table_args__ = (
        CheckConstraint("media_type IN ('image/png', 'image/jpeg', 'application/pdf')", name="media_type"),
        CheckConstraint("bytes > 0", name="not_empty"),
        Index(None, "objection_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"))
    act_id: Mapped[int | None] = mapped_column(ForeignKey("objection_act.id"))
    sha256: Mapped[str] = mapped_column(code_text())
    filename: Mapped[str]
    media_type: Mapped[str]
    bytes: Mapped[int]
    stored_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    stored_at: Mapped[datetime]


class ObjectionLetter(Base):
    """The written reply, as its act froze it. `facts` is canonical JSON of service.notices.letters.ReplyLetter."""

    __tablename__ = "objection_letter"
    __table_args__ = (UniqueConstraint("body_code", "year", "serial"), Index(None, "objection_id"))

    act_id: Mapped[int] = mapped_column(ForeignKey("objection_act.id"), primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"))
    body_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str]
    facts: Mapped[str]
    facts_sha256: Mapped[str]
    issued_on: Mapped[date]


class ObjectionLetterPdf(Base):
    """The printed reply: its file under DATA_DIR/letters by SHA-256, and who rendered it when."""

    __tablename__ = "objection_letter_pdf"

    act_id: Mapped[int] = mapped_column(ForeignKey("objection_letter.act_id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(code_text())
    bytes: Mapped[int]
    rendered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    rendered_at: Mapped[datetime]


class ObjectionDelivery(Base):
    """How and when a reply reached whom."""

    __tablename__ = "objection_delivery"
    __table_args__ = (CheckConstraint(f"manner IN ({_MANNERS})", name="manner"), Index(None, "act_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[int] = mapped_column(ForeignKey("objection_letter.act_id"))
    delivered_on: Mapped[date]
    manner: Mapped[str]
    recipient: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]


class ContactReading(Base):
    """Who read an objector's contact, in which post, when."""

    __tablename__ = "contact_reading"
    __table_args__ = (Index(None, "objection_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    objection_id: Mapped[int] = mapped_column(ForeignKey("objection.id"))
    read_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    read_at: Mapped[datetime]
