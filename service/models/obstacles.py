"""What stands in a record's way: objections to a notice, findings of a spot check."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text

OBJECTION_STATES = ("lodged", "accepted", "out_of_time", "clue", "upheld", "dismissed", "appealed", "withdrawn")
OPEN_OBJECTION = ("accepted", "appealed")
FINDING_KINDS = ("identified_wrongly", "missed", "exited_wrongly", "data_wrong")
CHANNELS = ("visit", "letter", "phone", "hotline")

_STATES = ", ".join(f"'{state}'" for state in OBJECTION_STATES)
_KINDS = ", ".join(f"'{kind}'" for kind in FINDING_KINDS)
_CHANNELS = ", ".join(f"'{channel}'" for channel in CHANNELS)


class Objection(Base):
    """An objection to a record on a notice. It stays with its household, whatever list that stands on later."""

    __tablename__ = "objection"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        CheckConstraint(f"channel IN ({_CHANNELS})", name="channel"),
        Index(None, "record_id", "state"),
        Index(None, "notice_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    notice_id: Mapped[int] = mapped_column(ForeignKey("notice.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    state: Mapped[str]
    version: Mapped[int]
    lodged_on: Mapped[date]
    channel: Mapped[str]
    objector: Mapped[str]
    content: Mapped[str]
    lodged_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    lodged_at: Mapped[datetime]


class ObjectionAct(Base):
    """What was done with an objection: screened, decided, appealed; written once."""

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
