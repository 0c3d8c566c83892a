"""The period of a notice: real arrangements of the State Council, and an independent day-by-day count."""

from collections.abc import Callable
from datetime import date, timedelta

import chinese_calendar
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.rules.calendar import UnarrangedYear, Window, WindowProfile, window

DAY = timedelta(days=1)


def real_calendar(day: date) -> bool | None:
    return chinese_calendar.is_workday(day) if 2004 <= day.year <= 2026 else None


def no_calendar(day: date) -> bool | None:
    raise AssertionError(f"a period of natural days asked whether {day} is a working day")


@pytest.mark.parametrize(
    ("posted_on", "days", "working", "natural"),
    [
        (date(2018, 9, 29), 7, date(2018, 10, 15), date(2018, 10, 6)),
        (date(2020, 1, 22), 5, date(2020, 2, 6), date(2020, 1, 27)),
        (date(2016, 9, 28), 5, date(2016, 10, 10), date(2016, 10, 3)),
    ],
)
def test_working_days_step_over_holidays_and_count_shifted_weekends(
    posted_on: date, days: int, working: date, natural: date
) -> None:
    assert window(posted_on, WindowProfile(days=days, working_days=True), real_calendar).last_day == working
    assert window(posted_on, WindowProfile(days=days), no_calendar).last_day == natural


def test_the_default_begins_on_the_day_after_the_posting() -> None:
    assert window(date(2018, 11, 20), WindowProfile(days=7), no_calendar) == Window(
        date(2018, 11, 21), date(2018, 11, 27), 7
    )


def test_where_the_posting_day_counts_the_period_begins_and_ends_a_day_earlier() -> None:
    profile = WindowProfile(days=7, counts_posting_day=True)
    assert window(date(2017, 11, 21), profile, no_calendar) == Window(date(2017, 11, 21), date(2017, 11, 27), 7)


def test_a_posting_day_off_is_no_working_day_even_where_the_posting_day_counts() -> None:
    profile = WindowProfile(days=1, working_days=True, counts_posting_day=True)
    assert window(date(2018, 9, 29), profile, real_calendar).last_day == date(2018, 9, 29)  # a shifted Saturday
    assert window(date(2018, 10, 6), profile, real_calendar).last_day == date(2018, 10, 8)


def test_a_period_that_ends_on_a_holiday_rolls_over_to_the_next_working_day() -> None:
    profile = WindowProfile(days=7, rolls_over_holidays=True)
    assert window(date(2018, 9, 29), profile, real_calendar) == Window(date(2018, 9, 30), date(2018, 10, 8), 9)
    assert window(date(2018, 11, 20), profile, real_calendar).last_day == date(2018, 11, 27)


def test_a_period_is_over_from_the_day_after_its_last() -> None:
    period = window(date(2018, 11, 20), WindowProfile(days=7), no_calendar)
    assert not period.is_over(date(2018, 11, 27))
    assert period.is_over(date(2018, 11, 28))


@pytest.mark.parametrize(
    "profile", [WindowProfile(days=7, working_days=True), WindowProfile(days=7, rolls_over_holidays=True)]
)
def test_a_period_that_reaches_an_unarranged_year_is_refused_and_names_the_year(profile: WindowProfile) -> None:
    with pytest.raises(UnarrangedYear, match="2027") as refusal:
        window(date(2026, 12, 28), profile, real_calendar)
    assert refusal.value.year == 2027


def test_natural_days_need_no_calendar() -> None:
    assert window(date(2026, 12, 28), WindowProfile(days=7), no_calendar).last_day == date(2027, 1, 4)


@pytest.mark.parametrize("days", [0, -1, 367])
def test_a_period_without_days_or_longer_than_a_year_is_no_period(days: int) -> None:
    with pytest.raises(ValueError, match="1 to 366"):
        WindowProfile(days=days)


@given(
    posted_on=st.dates(date(2004, 1, 1), date(2024, 12, 31)),
    profile=st.builds(
        WindowProfile,
        days=st.integers(1, 60),
        working_days=st.booleans(),
        counts_posting_day=st.booleans(),
        rolls_over_holidays=st.booleans(),
    ),
)
def test_every_period_agrees_with_a_count_day_by_day(posted_on: date, profile: WindowProfile) -> None:
    period = window(posted_on, profile, real_calendar)
    assert period.first_day == (posted_on if profile.counts_posting_day else posted_on + DAY)
    assert period.last_day == last_day_by_counting(posted_on, profile)
    assert period.days == days_by_counting(period, works if profile.working_days else any_day)
    assert period.days >= profile.days


def works(day: date) -> bool:
    return bool(chinese_calendar.is_workday(day))


def any_day(day: date) -> bool:
    return True


def last_day_by_counting(posted_on: date, profile: WindowProfile) -> date:
    """Written from the words of the rule and not from the code: walk on until enough days have been crossed off."""
    counts = works if profile.working_days else any_day
    days = [posted_on + number * DAY for number in range(0 if profile.counts_posting_day else 1, 300)]
    last = [day for day in days if counts(day)][profile.days - 1]
    if profile.rolls_over_holidays:
        last = next(day for day in days if day >= last and works(day))
    return last


def days_by_counting(period: Window, counts: Callable[[date], bool]) -> int:
    length = (period.last_day - period.first_day).days + 1
    return sum(counts(period.first_day + number * DAY) for number in range(length))
