"""Rules that are data: amounts, shares, days and criteria with their region, validity and source document.

Rows are never changed: a new row supersedes an older one, and the history names the row that a step was taken under.
A region is a prefix ('' is the whole nation); the longest one that covers the place wins, then the newest row.
"""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, ExactNumber, code_text


class _Ruled:
    """What every rule row says about itself."""

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(code_text())
    source: Mapped[str]
    certain: Mapped[bool] = mapped_column(default=True)
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime]


class PovertyLine(_Ruled, Base):
    """Net income per head in yuan that counts as poor, by year and place."""

    __tablename__ = "poverty_line"
    __table_args__ = (CheckConstraint("CAST(amount AS NUMERIC) > 0", name="amount"), Index(None, "year", "region_code"))

    year: Mapped[int]
    amount: Mapped[Decimal] = mapped_column(ExactNumber())


class Threshold(_Ruled, Base):
    """A share that bounds an exit: poverty incidence, wrong exits, missed households, approval; a fraction of one."""

    __tablename__ = "threshold"
    __table_args__ = (
        CheckConstraint("name IN ('incidence', 'wrong_exit', 'missed', 'approval')", name="name"),
        CheckConstraint("CAST(share AS NUMERIC) BETWEEN 0 AND 1", name="share"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order_of_days"),
    )

    name: Mapped[str]
    share: Mapped[Decimal] = mapped_column(ExactNumber())
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class PublicityProfile(_Ruled, Base):
    """How a kind of notice is publicized: who posts it where, for how many days, counted how. 0 days: announcement.

    On the web board its names are masked or left out; a publicity is taken down with its period, an announcement
    `board_days` days after its posting.
    """

    __tablename__ = "publicity_profile"
    __table_args__ = (
        CheckConstraint("minimum_days >= 0", name="days"),
        CheckConstraint("record_within_days >= 0", name="record_within"),
        CheckConstraint("board_names IN ('masked', 'totals')", name="board_names"),
        CheckConstraint("board_days >= 0", name="board_days"),
        CheckConstraint("valid_to IS NULL OR valid_to >= valid_from", name="order_of_days"),
        Index(None, "notice_kind", "region_code"),
    )

    notice_kind: Mapped[str]
    poster_level: Mapped[str]
    place_level: Mapped[str]
    minimum_days: Mapped[int]
    working_days: Mapped[bool]
    counts_posting_day: Mapped[bool]
    rolls_over_holidays: Mapped[bool]
    record_within_days: Mapped[int]
    board_names: Mapped[str] = mapped_column(server_default="masked")
    board_days: Mapped[int] = mapped_column(server_default="30")
    valid_from: Mapped[date]
    valid_to: Mapped[date | None]


class CriteriaSetRow(_Ruled, Base):
    """The criteria of an exit for a procedure: all required, or scored with vetoes."""

    __tablename__ = "criteria_set"
    __table_args__ = (CheckConstraint("procedure IN ('household', 'village')", name="procedure"),)

    procedure: Mapped[str]
    name: Mapped[str]
    from_year: Mapped[int]
    to_year: Mapped[int | None]
    pass_points: Mapped[int | None]


class CriterionRow(Base):
    """One item of a criteria set, with its label in both languages and the standard that a notice prints."""

    __tablename__ = "criterion"
    __table_args__ = (UniqueConstraint("set_id", "code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    set_id: Mapped[int] = mapped_column(ForeignKey("criteria_set.id"))
    position: Mapped[int]
    code: Mapped[str]
    label_zh: Mapped[str]
    label_en: Mapped[str]
    standard: Mapped[str]
    required: Mapped[bool]
    points: Mapped[int]


class Deadline(_Ruled, Base):
    """Days within which a state is to be left: a reminder on the lists, never a guard."""

    __tablename__ = "deadline"
    __table_args__ = (CheckConstraint("days > 0", name="days"), Index(None, "procedure", "state"))

    procedure: Mapped[str]
    state: Mapped[str]
    days: Mapped[int]


class Policy(_Ruled, Base):
    """A measure that people are entitled to: who, how much, how often, in which years, by which document.

    `rule` is a list of conditions (JSON, workflows/entitlement.py); `extension` likewise, those under which a monthly
    benefit may run longer than `most_months` with a written reason. `quote` is the document's own sentence. A newer row
    of the same place, code and first year takes an older one's place: to end a policy, enter it with its last year.
    """

    __tablename__ = "policy"
    __table_args__ = (
        CheckConstraint("unit IN ('person', 'household', 'village')", name="unit"),
        CheckConstraint("often IN ('once', 'yearly', 'monthly', 'period', 'loan')", name="often"),
        CheckConstraint("amount IS NULL OR CAST(amount AS NUMERIC) > 0", name="amount"),
        CheckConstraint("cap IS NULL OR CAST(cap AS NUMERIC) > 0", name="cap"),
        CheckConstraint("most_months IS NULL OR most_months > 0", name="most_months"),
        CheckConstraint("(often = 'period') = (period_years IS NOT NULL)", name="period_years"),
        CheckConstraint("to_year IS NULL OR to_year >= from_year", name="order_of_years"),
        Index(None, "region_code", "code"),
    )

    code: Mapped[str] = mapped_column(code_text())
    kind: Mapped[str]
    name_zh: Mapped[str]
    name_en: Mapped[str]
    from_year: Mapped[int]
    to_year: Mapped[int | None]
    unit: Mapped[str]
    often: Mapped[str]
    amount: Mapped[Decimal | None] = mapped_column(ExactNumber())
    cap: Mapped[Decimal | None] = mapped_column(ExactNumber())
    most_months: Mapped[int | None]
    period_years: Mapped[int | None]
    on_request: Mapped[bool]
    rule: Mapped[str]
    extension: Mapped[str | None]
    quote: Mapped[str]
