"""How long a notice hangs: the period of a publicity in natural or working days. Pure arithmetic, no database."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

WorkdayLookup = Callable[[date], bool | None]
"""Tells whether a day is a working day; None where no arrangement is known for it."""

_ONE_DAY = timedelta(days=1)
_LONGEST_PERIOD = 366


class UnarrangedYear(Exception):
    """Holidays of a year that a period reaches have not been arranged, so its end is unknown.

    Attributes:
        year: the year without an arranged calendar.
    """

    def __init__(self, year: int) -> None:
        super().__init__(f"no calendar of working days has been arranged for {year}")
        self.year = year


@dataclass(frozen=True, kw_only=True)
class WindowProfile:
    """How a period is counted. The plans give no number of days, so every value is a row of the rule tables.

    Args:
        days: least number of days, 1 to 366.
        working_days: only working days are counted; False: natural days.
        counts_posting_day: the day of the posting is the first day; False: the day after it (自张贴次日起计算).
        rolls_over_holidays: a period that ends on a day off ends on the next working day instead (Civil Code art. 203).
    """

    days: int
    working_days: bool = False
    counts_posting_day: bool = False
    rolls_over_holidays: bool = False

    def __post_init__(self) -> None:
        if not 1 <= self.days <= _LONGEST_PERIOD:
            raise ValueError(f"a period has 1 to {_LONGEST_PERIOD} days, not {self.days}")


@dataclass(frozen=True)
class Window:
    """The period of a publicity, both days inclusive. Days are days of Asia/Shanghai.

    Attributes:
        first_day: the posting day or the day after it, as the profile says.
        last_day: the period ends with it, at 24:00.
        days: days between them as the profile counts: working days, or natural days with what a roll-over added.
    """

    first_day: date
    last_day: date
    days: int

    def is_over(self, today: date) -> bool:
        """True from the day after the last one.

        Args:
            today: the date in Asia/Shanghai.
        """
        return today > self.last_day


def window(posted_on: date, profile: WindowProfile, is_working_day: WorkdayLookup) -> Window:
    """The period of a notice that was posted on a day.

    Args:
        posted_on: day of the posting evidence.
        profile: how the days are counted.
        is_working_day: asked only when the profile counts working days or rolls over.

    Raises:
        UnarrangedYear: the period reaches a year without an arranged calendar; it is never guessed.
    """
    first_day = posted_on if profile.counts_posting_day else posted_on + _ONE_DAY
    if profile.working_days:
        return Window(first_day, _nth_working_day(first_day, profile.days, is_working_day), profile.days)
    last_day = first_day + (profile.days - 1) * _ONE_DAY
    if profile.rolls_over_holidays:
        last_day = _nth_working_day(last_day, 1, is_working_day)
    return Window(first_day, last_day, (last_day - first_day).days + 1)


def _nth_working_day(day: date, count: int, is_working_day: WorkdayLookup) -> date:
    """The count-th working day, beginning with `day` itself."""
    while True:
        works = is_working_day(day)
        if works is None:
            raise UnarrangedYear(day.year)
        if works:
            count -= 1
            if count == 0:
                return day
        day += _ONE_DAY
