"""What happened to the register: acts, the fields they changed, readings of personal numbers, requests to correct.

Acts, changes and readings are written once; triggers keep them so.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class RegisterAct(Base):
    """One act on the register: who, in which post, when, why, and the day since which it holds.

    `household_id` is None for an act on a village's own facts. `other_household_id` is the second household of a split,
    a merger or a move. `key` makes a form sent twice one act.
    """

    __tablename__ = "register_act"
    __table_args__ = (
        Index(None, "household_id"),
        Index(None, "other_household_id"),
        Index(None, "village_code", "acted_at"),
        Index(None, "import_job_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(code_text(), unique=True)
    kind: Mapped[str]
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    other_household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    effective_on: Mapped[date]
    reason: Mapped[str]
    correction_id: Mapped[int | None]
    import_job_id: Mapped[int | None]
    acted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    acted_at: Mapped[datetime]


class FieldChange(Base):
    """A field that an act changed, from one value to another, written as service/register/values.py writes them.

    A personal number stands here enciphered. What a person or household was first entered with is no change: it is what
    remains when every later change is undone.
    """

    __tablename__ = "field_change"
    __table_args__ = (
        CheckConstraint("subject IN ('household', 'member', 'asset', 'project')", name="subject"),
        Index(None, "subject", "subject_id"),
    )

    act_id: Mapped[int] = mapped_column(ForeignKey("register_act.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    subject_id: Mapped[int]
    field: Mapped[str]
    old: Mapped[str | None]
    new: Mapped[str | None]


class PersonalReading(Base):
    """Somebody read a personal number or took a list with them out of the register: who, whose, why."""

    __tablename__ = "personal_reading"
    __table_args__ = (Index(None, "village_code", "read_at"), Index(None, "read_by"), Index(None, "household_id"))

    id: Mapped[int] = mapped_column(primary_key=True)
    village_code: Mapped[str] = mapped_column(code_text())
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    field: Mapped[str]
    rows: Mapped[int] = mapped_column(server_default="1")
    reason: Mapped[str]
    read_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    read_at: Mapped[datetime]


class Correction(Base):
    """A request to correct what a decision rested on, on a household that was approved: proposed by one, decided by
    another.

    `changes` is JSON: a list of {subject, id, field, old, new}, values as in FieldChange. `version` is the household's
    when it was proposed: a household that changed since is looked at anew.
    """

    __tablename__ = "correction"
    __table_args__ = (
        CheckConstraint("state IN ('proposed', 'approved', 'refused', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'proposed') = (decided_at IS NULL)", name="decided"),
        Index(None, "household_id", "state"),
        Index(None, "state", "village_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(code_text(), unique=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    version: Mapped[int]
    changes: Mapped[str]
    reason: Mapped[str]
    state: Mapped[str]
    import_job_id: Mapped[int | None]
    proposed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    proposed_role: Mapped[str]
    proposed_at: Mapped[datetime]
    decided_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    decided_role: Mapped[str | None]
    decided_at: Mapped[datetime | None]
    opinion: Mapped[str | None]


class DuplicateDecision(Base):
    """A person's word on two people who look like one: the same person, or two. The lower id comes first."""

    __tablename__ = "duplicate_decision"
    __table_args__ = (
        CheckConstraint("verdict IN ('same', 'different')", name="verdict"),
        CheckConstraint("member_id < other_member_id", name="order_of_members"),
        Index(None, "member_id", "other_member_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    other_member_id: Mapped[int] = mapped_column(ForeignKey("member.id"))
    verdict: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    decided_at: Mapped[datetime]
