"""Notices and what happens to them. Every row here is written once: a notice is amended, voided, never edited."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class NumberSeries(Base):
    """The last number given by a body in a year: a row in the step's transaction, so that numbers have no gaps."""

    __tablename__ = "number_series"

    body_code: Mapped[str] = mapped_column(code_text(), primary_key=True)
    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True)
    last_number: Mapped[int]


class Notice(Base):
    """A notice as it was issued: frozen facts, number, and the publicity profile it was issued under.

    `facts` is canonical JSON of service.notices.public_facts.NoticeFacts. `minimum_days` 0 means an announcement,
    which needs posting evidence but has no period. `code` leads from the sheet to the public page; the notices of
    before it was printed have none.
    """

    __tablename__ = "notice"
    __table_args__ = (
        UniqueConstraint("body_code", "series", "year", "serial"),
        Index(None, "body_code"),
        Index(None, "region_code"),
        Index(None, "list_id"),
        Index(None, "amends_id"),
        Index("uq_notice_code", "code", unique=True),
        CheckConstraint("minimum_days >= 0", name="days"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[str]
    body_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    list_id: Mapped[int | None] = mapped_column(ForeignKey("household_list.id"))
    amends_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id"))
    series: Mapped[str]
    year: Mapped[int]
    serial: Mapped[int]
    number: Mapped[str]
    code: Mapped[str | None] = mapped_column(code_text())
    printed_on: Mapped[date]
    profile_id: Mapped[int] = mapped_column(ForeignKey("publicity_profile.id"))
    poster_level: Mapped[str]
    place_level: Mapped[str]
    minimum_days: Mapped[int]
    working_days: Mapped[bool]
    counts_posting_day: Mapped[bool]
    rolls_over_holidays: Mapped[bool]
    facts: Mapped[str]
    facts_sha256: Mapped[str]
    issued_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    issued_at: Mapped[datetime]


class NoticeMember(Base):
    """A record whose name (or whose place) stands on a notice."""

    __tablename__ = "notice_member"
    __table_args__ = (Index(None, "record_id"),)

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)


class NoticePdf(Base):
    """The printed notice: its file under DATA_DIR/notices by SHA-256, and who rendered it when."""

    __tablename__ = "notice_pdf"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(code_text())
    bytes: Mapped[int]
    pages: Mapped[int]
    rendered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    rendered_at: Mapped[datetime]


class Posting(Base):
    """Evidence that a notice hung: day, place, photos, who posted it."""

    __tablename__ = "posting"
    __table_args__ = (Index(None, "notice_id"), Index(None, "posted_on"))

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    posted_on: Mapped[date]
    place: Mapped[str]
    place_level: Mapped[str]
    posted_by: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]


class PostingPhoto(Base):
    """A photo of a posting."""

    __tablename__ = "posting_photo"

    posting_id: Mapped[int] = mapped_column(ForeignKey("posting.id"), primary_key=True)
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"), primary_key=True)


class ResultStatement(Base):
    """公示结果情况说明: signed after the period by the handler, the supervision committee and the work team."""

    __tablename__ = "result_statement"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    signed_on: Mapped[date]
    signed_by_handler: Mapped[str]
    signed_by_supervisor: Mapped[str]
    signed_by_team: Mapped[str]
    objections_received: Mapped[int]
    objections_upheld: Mapped[int]
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_at: Mapped[datetime]


class NoticeVoid(Base):
    """A notice that no longer holds, with the act that voided it."""

    __tablename__ = "notice_void"

    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    act_id: Mapped[str] = mapped_column(code_text(), ForeignKey("act.id", deferrable=True, initially="DEFERRED"))
    step: Mapped[str]
    voided_at: Mapped[datetime]
