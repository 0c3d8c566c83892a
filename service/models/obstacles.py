"""What stands in a record's way beside objections: findings of a spot check, and what was drawn for one."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base

FINDING_KINDS = ("identified_wrongly", "missed", "exited_wrongly", "data_wrong")

_KINDS = ", ".join(f"'{kind}'" for kind in FINDING_KINDS)


class Finding(Base):
    """A finding of an inspection or evaluation on one record; open until its correction is recorded."""

    __tablename__ = "finding"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint("(closed_at IS NULL) = (closed_by IS NULL)", name="closed"),
        Index(None, "record_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    kind: Mapped[str]
    found_on: Mapped[date]
    content: Mapped[str]
    recorded_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    recorded_role: Mapped[str]
    recorded_at: Mapped[datetime]
    correction: Mapped[str | None]
    closed_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    closed_at: Mapped[datetime | None]


class Assignment(Base):
    """A record drawn for an assessor, who may record findings on it and on nothing else."""

    __tablename__ = "assignment"

    assessor_id: Mapped[int] = mapped_column(ForeignKey("user.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    assigned_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    assigned_at: Mapped[datetime]
