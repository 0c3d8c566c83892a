"""New rows of the rule tables, entered by a data manager with their source. Rows are added, never changed: the newest
row of a place stands, and what was decided under an older one keeps naming it.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.models.rules import Deadline, PovertyLine, PublicityProfile, Threshold
from service.people import Actor
from service.rules.national import PROFILES
from workflows import TABLES
from workflows.roles import UPWARDS, Level, Role, covers

THRESHOLDS: Final = ("incidence", "wrong_exit", "missed", "approval")
BOARD_NAMES: Final = ("masked", "totals")
MOST_DAYS: Final = 366
FIRST_YEAR: Final = 2013
"""Registration (建档立卡) began with 2013's poverty line (reference B2)."""

CODE: Final = re.compile(r"[a-z][a-z0-9_]{0,31}")
_CENT: Final = Decimal("0.01")
_FINEST_SHARE: Final = Decimal("0.0001")


class Fault(StrEnum):
    """Why a row cannot be entered so; the sentences are the page's."""

    OUTSIDE = "outside"
    NO_SUCH_PLACE = "no_such_place"
    SOURCE_MISSING = "source_missing"
    SAME = "same"
    UNKNOWN = "unknown"
    OUT_OF_RANGE = "out_of_range"
    LAST_BEFORE_FIRST = "last_before_first"
    PERIOD_MISSING = "period_missing"
    PERIOD_OF_ANNOUNCEMENT = "period_of_announcement"
    PLACE_TOO_NARROW = "place_too_narrow"
    NO_ITEMS = "no_items"
    CODE_MALFORMED = "code_malformed"
    CODE_TWICE = "code_twice"
    LABEL_MISSING = "label_missing"
    NOTHING_REQUIRED = "nothing_required"
    POINTS_UNREACHABLE = "points_unreachable"
    NO_CONDITIONS = "no_conditions"
    CONDITIONS_OF_VILLAGE = "conditions_of_village"


class RuleRefused(ValueError):
    """A row cannot be entered so. `faults` says why, by field."""

    def __init__(self, faults: Mapping[str, Fault]) -> None:
        super().__init__(", ".join(f"{field}: {fault}" for field, fault in faults.items()))
        self.faults = dict(faults)


@dataclass(frozen=True, kw_only=True)
class Origin:
    """Where a row holds, where it comes from, who enters it.

    Args:
        region_code: the rule's region; '' is the whole nation.
        source: the document that it was taken from.
        certain: the document itself was at hand, not a copy or a report of it.
        actor: loaded in the same transaction, with the posts of that day.
        at: instant of the entry, from the injected clock.
    """

    region_code: str
    source: str
    certain: bool
    actor: Actor
    at: datetime

    def faults(self) -> dict[str, Fault]:
        """What speaks against the row whatever it says: a data manager enters rows of the own jurisdiction only."""
        found: dict[str, Fault] = {}
        posts = self.actor.posts_with(Role.DATA_MANAGER)
        if not any(covers(post.region_code, self.region_code) for post in posts):
            found["region"] = Fault.OUTSIDE
        if not self.source.strip():
            found["source"] = Fault.SOURCE_MISSING
        return found

    def columns(self) -> dict[str, Any]:
        """The columns that every rule table has."""
        return {
            "region_code": self.region_code,
            "source": self.source.strip(),
            "certain": self.certain,
            "entered_by": self.actor.user_id,
            "entered_at": self.at,
        }


def enter_line(db: Session, origin: Origin, *, year: int, amount: Decimal) -> int:
    """A poverty line: net income per head in yuan, for a year and a place. The caller commits.

    Returns:
        The row's id.

    Raises:
        RuleRefused: nothing was entered.
    """
    faults = origin.faults()
    if not 0 < amount < 1_000_000 or amount != amount.quantize(_CENT):
        faults["amount"] = Fault.OUT_OF_RANGE
    if not FIRST_YEAR <= year <= next_year(origin):
        faults["year"] = Fault.OUT_OF_RANGE
    return enter_row(db, origin, faults, PovertyLine, {"year": year}, {"amount": amount})


def enter_threshold(
    db: Session, origin: Origin, *, name: str, share: Decimal, valid_from: date, valid_to: date | None
) -> int:
    """A threshold: a fraction of one, for the days from `valid_from` to `valid_to` (None: until further notice).

    Raises:
        RuleRefused: nothing was entered.
    """
    faults = origin.faults() | _period_faults(valid_from, valid_to)
    if name not in THRESHOLDS:
        faults["name"] = Fault.UNKNOWN
    if not 0 < share <= 1 or share != share.quantize(_FINEST_SHARE):
        faults["share"] = Fault.OUT_OF_RANGE
    return enter_row(
        db, origin, faults, Threshold, {"name": name, "valid_from": valid_from}, {"share": share, "valid_to": valid_to}
    )


@dataclass(frozen=True, kw_only=True)
class ProfileTerms:
    """What a publicity profile says. Who posts a kind of notice follows from the procedure and is no choice.

    Args:
        place_level: the place in which it hangs: that of the national profile, or a wider one.
        minimum_days: least number of days; 0 for an announcement, which has no period.
        record_within_days: days after the posting within which it must be recorded.
        board_names, board_days: how the web board shows who is on it, and for how many days an announcement.
    """

    notice_kind: str
    place_level: str
    minimum_days: int
    working_days: bool
    counts_posting_day: bool
    rolls_over_holidays: bool
    record_within_days: int
    valid_from: date
    valid_to: date | None
    board_names: str = "masked"
    board_days: int = 30


def enter_profile(db: Session, origin: Origin, terms: ProfileTerms) -> int:
    """How a kind of notice is publicized in a place.

    Raises:
        RuleRefused: nothing was entered.
    """
    faults = origin.faults() | _period_faults(terms.valid_from, terms.valid_to)
    national = {kind: (poster, place, days) for kind, poster, place, days in PROFILES}.get(terms.notice_kind)
    if national is None:
        raise RuleRefused(faults | {"notice_kind": Fault.UNKNOWN})
    poster, place, days = national
    if days and not 1 <= terms.minimum_days <= MOST_DAYS:
        faults["minimum_days"] = Fault.PERIOD_MISSING
    if not days and terms.minimum_days:
        faults["minimum_days"] = Fault.PERIOD_OF_ANNOUNCEMENT
    if not 0 <= terms.record_within_days <= MOST_DAYS:
        faults["record_within_days"] = Fault.OUT_OF_RANGE
    if terms.board_names not in BOARD_NAMES:
        faults["board_names"] = Fault.UNKNOWN
    if not 0 <= terms.board_days <= MOST_DAYS:
        faults["board_days"] = Fault.OUT_OF_RANGE
    if terms.place_level not in UPWARDS:
        faults["place_level"] = Fault.UNKNOWN
    elif UPWARDS.index(Level(terms.place_level)) < UPWARDS.index(place):
        faults["place_level"] = Fault.PLACE_TOO_NARROW
    key = {"notice_kind": terms.notice_kind, "valid_from": terms.valid_from}
    values = {name: value for name, value in terms.__dict__.items() if name not in key}
    return enter_row(db, origin, faults, PublicityProfile, key, {**values, "poster_level": poster.value})


def enter_deadline(db: Session, origin: Origin, *, procedure: str, state: str, days: int) -> int:
    """Days within which a state is to be left: a reminder, never a guard.

    Raises:
        RuleRefused: nothing was entered.
    """
    faults = origin.faults()
    table = TABLES.get(procedure)
    if table is None or state not in {each.value for each in table.timed_states()}:
        faults["state"] = Fault.UNKNOWN
    if not 1 <= days <= MOST_DAYS:
        faults["days"] = Fault.OUT_OF_RANGE
    return enter_row(db, origin, faults, Deadline, {"procedure": procedure, "state": state}, {"days": days})


def _period_faults(first: date, last: date | None) -> dict[str, Fault]:
    return {"valid_to": Fault.LAST_BEFORE_FIRST} if last is not None and last < first else {}


def next_year(origin: Origin) -> int:
    """The last year of which a row may speak."""
    return origin.at.year + 1


def enter_row(
    db: Session,
    origin: Origin,
    faults: dict[str, Fault],
    model: Any,
    key: Mapping[str, Any],
    values: Mapping[str, Any],
) -> int:
    """Insert a row, which takes the place of an older one with the same region and `key`.

    Raises:
        RuleRefused: there are faults, or it stands already.
    """
    if faults:
        raise RuleRefused(faults)
    columns = {**origin.columns(), **key, **values}
    newest = db.scalars(
        select(model)
        .where(model.region_code == origin.region_code, *(getattr(model, name) == key[name] for name in key))
        .order_by(model.id.desc())
        .limit(1)
    ).one_or_none()
    told = {name: value for name, value in columns.items() if not name.startswith("entered_")}
    if newest is not None and all(getattr(newest, name) == value for name, value in told.items()):
        # A second press of the same button.
        raise RuleRefused({"source": Fault.SAME})
    return int(db.execute(insert(model).values(**columns).returning(model.id)).scalar_one())
