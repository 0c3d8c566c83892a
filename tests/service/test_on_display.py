"""What hangs today: the days of posting that a query asks for against the period of each of them."""

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from hypothesis import given
from hypothesis import strategies as st

from service.queries.on_display import earliest_posting, last_day_of


@dataclass(frozen=True)
class Hung:
    """A notice as a row of the board's query."""

    posted_on: date
    minimum_days: int
    working_days: bool
    counts_posting_day: bool
    rolls_over_holidays: bool
    board_days: int = 30


def real_calendar(day: date) -> bool | None:
    return chinese_calendar.is_workday(day) if 2004 <= day.year <= 2019 else None


@given(
    today=st.dates(date(2006, 1, 1), date(2019, 12, 31)),
    days_ago=st.integers(0, 90),
    minimum_days=st.integers(0, 30),
    working_days=st.booleans(),
    counts_posting_day=st.booleans(),
    rolls_over_holidays=st.booleans(),
    board_days=st.integers(1, 60),
)
def test_a_notice_is_asked_for_exactly_while_its_period_runs(
    today: date,
    days_ago: int,
    minimum_days: int,
    working_days: bool,
    counts_posting_day: bool,
    rolls_over_holidays: bool,
    board_days: int,
) -> None:
    posted_on = today - timedelta(days=days_ago)
    row = Hung(posted_on, minimum_days, working_days, counts_posting_day, rolls_over_holidays, board_days)
    last_day = last_day_of(row, real_calendar)
    # A period whose end nobody can tell runs on.
    hangs = last_day is None or last_day >= today
    assert (posted_on >= earliest_posting(row, today, real_calendar)) == hangs
