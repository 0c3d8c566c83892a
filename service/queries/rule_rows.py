"""Rows of the rule tables as their page shows them."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from service.rules.lookups import CriterionText
from service.rules.policies import PolicyOnFile


class Standing(StrEnum):
    """Where a row stands among those of its region on a day."""

    STANDS = "stands"
    FUTURE = "future"
    PAST = "past"
    SUPERSEDED = "superseded"


@dataclass(frozen=True, kw_only=True)
class Ruled:
    """What every row says about itself; `standing` compares it with the other rows of its own region."""

    id: int
    region_code: str
    region_name: str
    source: str
    certain: bool
    entered_by: str | None
    entered_at: datetime
    standing: Standing


@dataclass(frozen=True, kw_only=True)
class LineRow(Ruled):
    """A poverty line in yuan of net income per head."""

    year: int
    amount: Decimal


@dataclass(frozen=True, kw_only=True)
class ThresholdRow(Ruled):
    """A threshold, as a fraction of one."""

    name: str
    share: Decimal
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class ProfileRow(Ruled):
    """How a kind of notice is publicized."""

    notice_kind: str
    poster_level: str
    place_level: str
    minimum_days: int
    working_days: bool
    counts_posting_day: bool
    rolls_over_holidays: bool
    record_within_days: int
    board_names: str
    board_days: int
    valid_from: date
    valid_to: date | None


@dataclass(frozen=True, kw_only=True)
class CriteriaRow(Ruled):
    """A criteria set with its items."""

    procedure: str
    name: str
    from_year: int
    to_year: int | None
    pass_points: int | None
    items: tuple[CriterionText, ...]


@dataclass(frozen=True, kw_only=True)
class DeadlineRow(Ruled):
    """Days within which a state is to be left."""

    procedure: str
    state: str
    days: int


@dataclass(frozen=True, kw_only=True)
class PolicyRow(Ruled):
    """A policy with its rule."""

    policy: PolicyOnFile


@dataclass(frozen=True)
class ArrangedYear:
    """A year of the calendar: days that have a row, and how many of them are working days."""

    year: int
    days: int
    working_days: int
    source: str


@dataclass(frozen=True)
class RulesOnFile:
    """Every rule table as one person sees it."""

    lines: tuple[LineRow, ...]
    thresholds: tuple[ThresholdRow, ...]
    profiles: tuple[ProfileRow, ...]
    criteria: tuple[CriteriaRow, ...]
    deadlines: tuple[DeadlineRow, ...]
    policies: tuple[PolicyRow, ...]
    years: tuple[ArrangedYear, ...]
