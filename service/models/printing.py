"""The printing room: which copies were printed when and why, and jobs that print many notices."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text

MOST_COPIES = 99
SHEET_STATES = ("waiting", "printing", "done", "failed")

_STATES = ", ".join(f"'{state}'" for state in SHEET_STATES)
_OPEN = text("state IN ('waiting', 'printing')")


class NoticeCopy(Base):
    """A line of the printing register 印制登记: copies of a notice that were printed. Written once.

    `number` counts a notice's printings; from the second on there is a reason. `key` is that of the button that was
    pressed, or of the job: a second press finds the line there.
    """

    __tablename__ = "notice_copy"
    __table_args__ = (
        UniqueConstraint("notice_id", "number"),
        UniqueConstraint("key"),
        CheckConstraint(f"copies BETWEEN 1 AND {MOST_COPIES}", name="copies"),
        CheckConstraint("number = 1 OR reason <> ''", name="reason"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    number: Mapped[int]
    copies: Mapped[int]
    reason: Mapped[str]
    key: Mapped[str] = mapped_column(code_text())
    printed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    printed_at: Mapped[datetime]


class PrintJob(Base):
    """An order to print notices of one place together. `merged_sha256` names the file with all of them."""

    __tablename__ = "print_job"
    __table_args__ = (
        UniqueConstraint("key"),
        Index(None, "region_code"),
        CheckConstraint(f"copies BETWEEN 1 AND {MOST_COPIES}", name="copies"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(code_text())
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    copies: Mapped[int]
    reason: Mapped[str]
    ordered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    ordered_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]
    merged_sha256: Mapped[str | None] = mapped_column(code_text())


class PrintJobNotice(Base):
    """A notice of a job: waiting, printing, done or failed. A notice waits or is printed in one job at a time.

    `claimed_at` is the machine's time: what was claimed and not settled in time was left by a worker that died.
    `failure` is a reason as JSON, '' unless it failed.
    """

    __tablename__ = "print_job_notice"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        Index(None, "state", "job_id"),
        Index("uq_print_job_notice_open", "notice_id", unique=True, sqlite_where=_OPEN, postgresql_where=_OPEN),
    )

    job_id: Mapped[int] = mapped_column(ForeignKey("print_job.id"), primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    state: Mapped[str]
    failure: Mapped[str]
    claimed_by: Mapped[str | None]
    claimed_at: Mapped[datetime | None]
