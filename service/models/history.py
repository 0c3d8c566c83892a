"""The history: acts, chained entries that are never changed, and the personal side of an entry that may be erased."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class Act(Base):
    """One press of one button, over one record or a whole list. Its key makes a double click one act."""

    __tablename__ = "act"

    id: Mapped[str] = mapped_column(code_text(), primary_key=True)
    step: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    acted_at: Mapped[datetime]
    records: Mapped[int]


class HistoryEntry(Base):
    """One line of a record's history, chained to the line before it by `previous_hash`.

    `basis` is canonical JSON of what the decision rested on: documents, rules with their amounts, computed shares. It
    holds no personal data; `commitment` is SHA-256(salt ‖ personal side), so that the side can be erased.
    """

    __tablename__ = "history_entry"
    __table_args__ = (Index(None, "act_id"), Index(None, "acted_at"), Index(None, "actor_id"))

    record_id: Mapped[int] = mapped_column(
        ForeignKey("record.id", deferrable=True, initially="DEFERRED"), primary_key=True
    )
    seq: Mapped[int] = mapped_column(primary_key=True)
    act_id: Mapped[str] = mapped_column(code_text(), ForeignKey("act.id", deferrable=True, initially="DEFERRED"))
    procedure: Mapped[str]
    step: Mapped[str]
    from_state: Mapped[str | None]
    to_state: Mapped[str]
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    function: Mapped[str | None]
    acted_at: Mapped[datetime]
    notice_id: Mapped[int | None] = mapped_column(ForeignKey("notice.id", deferrable=True, initially="DEFERRED"))
    list_id: Mapped[int | None] = mapped_column(ForeignKey("household_list.id"))
    basis: Mapped[str]
    commitment: Mapped[str]
    previous_hash: Mapped[str]
    entry_hash: Mapped[str]


class HistoryDetail(Base):
    """The personal side of an entry: names as they were then, the opinion. Erased only as a whole, by an order."""

    __tablename__ = "history_detail"
    __table_args__ = (
        ForeignKeyConstraint(
            ["record_id", "seq"],
            ["history_entry.record_id", "history_entry.seq"],
            deferrable=True,
            initially="DEFERRED",
        ),
        CheckConstraint("(payload IS NULL) = (erased_at IS NOT NULL)", name="erased_as_a_whole"),
        CheckConstraint("(erased_at IS NULL) = (erasure_order IS NULL)", name="erased_by_order"),
    )

    record_id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    salt: Mapped[str | None]
    payload: Mapped[str | None]
    erased_at: Mapped[datetime | None]
    erasure_order: Mapped[str | None]
