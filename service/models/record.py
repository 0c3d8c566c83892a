"""What has a state: one row per cycle of a household, a village or a county. Only service/moving.py writes it."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text
from workflows import PROCEDURES


def states_allowed() -> str:
    """SQL condition: the state is one of the record's procedure."""
    rows = (
        f"(procedure = '{procedure.name}' AND state IN ({', '.join(repr(state.value) for state in procedure.states)}))"
        for procedure in PROCEDURES.values()
    )
    return " OR ".join(rows)


class Record(Base):
    """One cycle of one subject.

    `version` is the sequence number of its last history entry and `head_hash` that entry's hash; `last_step`, `stays`
    and `acted` repeat what the history says (JSON), so that a step is weighed without reading the history.
    `flask verify-history` replays the history and compares all of them. `newest` marks the cycle that counts.
    """

    __tablename__ = "record"
    __table_args__ = (
        CheckConstraint(states_allowed(), name="state"),
        CheckConstraint("(procedure = 'household') = (household_id IS NOT NULL)", name="subject"),
        UniqueConstraint("household_id", "cycle"),
        Index("ix_record_region_state", "region_code", "procedure", "state"),
        Index("ix_record_state_region", "procedure", "state", "region_code"),
        Index(
            "uq_record_newest_household",
            "household_id",
            unique=True,
            sqlite_where=text("newest AND household_id IS NOT NULL"),
            postgresql_where=text("newest AND household_id IS NOT NULL"),
        ),
        Index(
            "uq_record_newest_place",
            "procedure",
            "region_code",
            unique=True,
            sqlite_where=text("newest AND household_id IS NULL"),
            postgresql_where=text("newest AND household_id IS NULL"),
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    procedure: Mapped[str]
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    cycle: Mapped[int]
    newest: Mapped[bool]
    state: Mapped[str]
    since_at: Mapped[datetime]
    opened_in: Mapped[str]
    opened_at: Mapped[datetime]
    version: Mapped[int]
    head_hash: Mapped[str]
    last_step: Mapped[str]
    stays: Mapped[str]
    acted: Mapped[str]
