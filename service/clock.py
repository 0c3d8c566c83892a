"""The only place that reads the time. Everything else is given an instant, or a clock to ask.

Business acts happen at the clock's time, which a demonstration carries with it. Sessions, locks and throttles follow
`wall_now()`: a visitor who moves a demonstration by a month is still signed in.
"""

import time as machine_time
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
OFFICE_OPENS = time(8, 30)
DAY_ENDS = time(23, 59, 59)


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
