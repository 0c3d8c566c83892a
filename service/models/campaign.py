"""The yearly round: a county's campaign of a year, each township's roll, decisions, confirmations, lists, signatures.

Only a roll's own row moves (workflows.campaign); everything beside it is written once. A decision that is changed is
the next row of the same household; the highest `seq` is the decision of the year, and there can be no two of it.
"""

from datetime import date, datetime
from typing import Final

from sqlalchemy import CheckConstraint, ForeignKey, ForeignKeyConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text
from workflows.campaign import Campaign as S
from workflows.campaign import Decision

LAST_YEAR_KINDS: Final = ("exit", "relapse")
SUBJECTS: Final = ("household", "village", "county")

_STATES = ", ".join(f"'{state.value}'" for state in S)
_DECISIONS = ", ".join(f"'{decision.value}'" for decision in Decision)
_KINDS = ", ".join(f"'{kind}'" for kind in LAST_YEAR_KINDS)
_SUBJECTS = ", ".join(f"'{subject}'" for subject in SUBJECTS)


class Campaign(Base):
    """The round of a county and year, with the day until which its rolls are to be closed."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("county_code", "year"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    county_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    year: Mapped[int]
    deadline_on: Mapped[date]
    opened_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    opened_at: Mapped[datetime]


class Roll(Base):
    """A township's roll of the round 年度动态调整名册. `version` is raised by every act on it."""

    __tablename__ = "roll"
    __table_args__ = (
        CheckConstraint(f"state IN ({_STATES})", name="state"),
        UniqueConstraint("campaign_id", "township_code"),
        Index(None, "township_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"))
    township_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    state: Mapped[str]
    version: Mapped[int] = mapped_column(server_default="1")
    since_at: Mapped[datetime]


class RollHousehold(Base):
    """A household that was on the register as poor when the round was opened. Who is identified later comes to it."""

    __tablename__ = "roll_household"
    __table_args__ = (Index(None, "household_id"),)

    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    state: Mapped[str]


class YearlyDecision(Base):
    """The decision of the year on one household; a changed one is the next `seq` and says why."""

    __tablename__ = "yearly_decision"
    __table_args__ = (
        CheckConstraint(f"decision IN ({_DECISIONS})", name="decision"),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("seq = 1 OR reason <> ''", name="reason"),
        Index(None, "household_id"),
        Index(None, "roll_id"),
    )

    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaign.id"), primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id"))
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"))
    decision: Mapped[str]
    reason: Mapped[str]
    decided_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    decided_at: Mapped[datetime]


class LastYearConfirmation(Base):
    """Whether an exit or relapse of the year before was found to be right; a changed answer is the next `seq`."""

    __tablename__ = "last_year_confirmation"
    __table_args__ = (
        CheckConstraint(f"kind IN ({_KINDS})", name="kind"),
        CheckConstraint("seq > 0", name="seq"),
        CheckConstraint("(confirmed AND seq = 1) OR reason <> ''", name="reason"),
        Index(None, "record_id"),
    )

    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True)
    confirmed: Mapped[bool]
    reason: Mapped[str]
    confirmed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    confirmed_at: Mapped[datetime]


class RollList(Base):
    """A list as it was submitted to be signed. `rows` is canonical JSON, `sha256` its hash: what is signed."""

    __tablename__ = "roll_list"

    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    rows: Mapped[str]
    sha256: Mapped[str] = mapped_column(code_text())
    households: Mapped[int]
    submitted_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    submitted_at: Mapped[datetime]


class RollAct(Base):
    """A step of a roll. A signature names who signed, in which office, and the scan of the signed sheet.

    The signatures of a list that was returned stay on file; they count for its number alone.
    """

    __tablename__ = "roll_act"
    __table_args__ = (
        ForeignKeyConstraint(["roll_id", "list_number"], ["roll_list.roll_id", "roll_list.number"]),
        UniqueConstraint("roll_id", "list_number", "step"),
        CheckConstraint(
            "(signer_office = '') = (signed_on IS NULL) AND (signer_office = '') = (signer_name = '')",
            name="signature",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    roll_id: Mapped[int] = mapped_column(ForeignKey("roll.id"))
    step: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    list_number: Mapped[int | None]
    reason: Mapped[str]
    signer_office: Mapped[str]
    signer_name: Mapped[str]
    signed_on: Mapped[date | None]
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    actor_id: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    acted_at: Mapped[datetime]


class Slippage(Base):
    """Why a household, village or county did not leave in its planned year: in writing, the newest one counts."""

    __tablename__ = "slippage"
    __table_args__ = (
        CheckConstraint(f"subject IN ({_SUBJECTS})", name="subject"),
        CheckConstraint("(subject = 'household') = (household_id IS NOT NULL)", name="household"),
        CheckConstraint("explanation <> ''", name="explanation"),
        Index(None, "subject", "region_code"),
        Index(None, "household_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    subject: Mapped[str]
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    planned_year: Mapped[int]
    explanation: Mapped[str]
    expected_year: Mapped[int | None]
    explained_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    explained_at: Mapped[datetime]
