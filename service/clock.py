"""The only place that reads the time. Everything else is given an instant, or a clock to ask.

Business acts happen at the clock's time, which a demonstration carries with it. Sessions, locks and throttles follow
`wall_now()`: a visitor who moves a demonstration by a month is still signed in.
"""

import time as machine_time
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.database import Database
from service.models.setting import Setting

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_OPENS = time(8, 30)
DAY_ENDS = time(23, 59, 59)

_ON = "demonstration_on"
_ANCHOR = "demonstration_anchor_at"
_WALL_ANCHOR = "demonstration_wall_anchor_at"


def wall_now() -> datetime:
    """The machine's time, UTC, for what guards the service itself. Never for an act in a procedure."""
    return datetime.now(UTC)


def elapsed_seconds() -> float:
    """Seconds on a counter that only grows, for short caches and for measuring."""
    return machine_time.monotonic()


def shanghai_date(instant: datetime) -> date:
    """The day in Shanghai at an instant: 00:30 there is still the day before in UTC.

    Raises:
        ValueError: the instant has no time zone.
    """
    if instant.utcoffset() is None:
        raise ValueError(f"{instant.isoformat()} has no time zone")
    return instant.astimezone(SHANGHAI).date()


def shanghai_instant(on: date, at: time = OFFICE_OPENS) -> datetime:
    """The instant, UTC, of a time of day in Shanghai."""
    return datetime.combine(on, at, SHANGHAI).astimezone(UTC)


class Clock(Protocol):
    """What the service asks for the time."""

    def now(self) -> datetime:
        """The instant, UTC, time zone aware."""
        ...

    def today(self) -> date:
        """The day in Shanghai."""
        ...


class TimeOnlyAdvances(ValueError):
    """A clock was asked to stand still or to go back. `on` is the day that it shows."""

    def __init__(self, on: date) -> None:
        super().__init__(f"it is already {on.isoformat()}")
        self.on = on


class SystemClock:
    """Production: it is now."""

    def now(self) -> datetime:
        """The instant, UTC."""
        return wall_now()

    def today(self) -> date:
        """The day in Shanghai."""
        return shanghai_date(self.now())


class FixedClock:
    """Stands still until it is advanced: for tests, and for making a history day by day."""

    def __init__(self, at: datetime) -> None:
        shanghai_date(at)
        self._at = at.astimezone(UTC)

    def now(self) -> datetime:
        """The instant, UTC."""
        return self._at

    def today(self) -> date:
        """The day in Shanghai."""
        return shanghai_date(self._at)

    def advance(self, by: timedelta) -> None:
        """Move on by a span.

        Raises:
            TimeOnlyAdvances: the span is negative.
        """
        self.advance_to(self._at + by)

    def advance_to(self, to: datetime | date) -> None:
        """Move to an instant, or to the opening of the office on a day; the same instant is no movement.

        Raises:
            TimeOnlyAdvances: it is past.
        """
        instant = to if isinstance(to, datetime) else shanghai_instant(to)
        if instant < self._at:
            raise TimeOnlyAdvances(self.today())
        self._at = instant.astimezone(UTC)


@dataclass(frozen=True)
class _Stored:
    on: date
    anchor_at: datetime
    wall_anchor_at: datetime


class DemonstrationClock:
    """The date that a demonstration carries in its database.

    Within the day it runs as real time does, from a stored instant, and waits at 23:59:59: only `advance_to` begins
    another day. Every worker and every restart reads the same rows and so agrees.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def now(self) -> datetime:
        """The instant, UTC."""
        stored = self._stored()
        elapsed = max(wall_now() - stored.wall_anchor_at, timedelta(0))
        return min(stored.anchor_at + elapsed, shanghai_instant(stored.on, DAY_ENDS))

    def today(self) -> date:
        """The day in Shanghai."""
        return self._stored().on

    def advance_to(self, db: Session, on: date) -> None:
        """Begin a later day, at the opening of the office. The caller commits.

        Give the day that the page offered, not "one more": two visitors who press the same button move it once.

        Raises:
            TimeOnlyAdvances: the demonstration has reached that day already.
        """
        wall = wall_now()
        moved = db.execute(
            update(Setting)
            .where(Setting.key == _ON, Setting.value < on.isoformat())
            .values(value=on.isoformat(), changed_at=wall)
            .returning(Setting.key)
        ).all()
        if not moved:
            raise TimeOnlyAdvances(self.today())
        _set(db, _ANCHOR, shanghai_instant(on), wall)
        _set(db, _WALL_ANCHOR, wall, wall)

    def _stored(self) -> _Stored:
        with self._database.read() as db:
            stored = _read(db)
        if stored is None:
            raise LookupError("this database carries no date of its own")
        return stored


def is_demonstration(db: Session) -> bool:
    """True when the database carries its own date."""
    return _read(db) is not None


def begin_demonstration(db: Session, at: datetime) -> None:
    """Make the database a demonstration whose time runs from `at`. There is no way back. The caller commits.

    Raises:
        ValueError: it is one already.
    """
    if is_demonstration(db):
        raise ValueError("this database is a demonstration already")
    wall = wall_now()
    values = {
        _ON: shanghai_date(at).isoformat(),
        _ANCHOR: at.astimezone(UTC).isoformat(),
        _WALL_ANCHOR: wall.isoformat(),
    }
    db.add_all([Setting(key=key, value=value, changed_at=wall) for key, value in values.items()])
    db.flush()


def _read(db: Session) -> _Stored | None:
    rows = db.scalars(select(Setting).where(Setting.key.in_((_ON, _ANCHOR, _WALL_ANCHOR))))
    found = {row.key: row.value for row in rows}
    if _ON not in found:
        return None
    return _Stored(
        on=date.fromisoformat(found[_ON]),
        anchor_at=datetime.fromisoformat(found[_ANCHOR]),
        wall_anchor_at=datetime.fromisoformat(found[_WALL_ANCHOR]),
    )


def _set(db: Session, key: str, instant: datetime, wall: datetime) -> None:
    db.execute(update(Setting).where(Setting.key == key).values(value=instant.isoformat(), changed_at=wall))
