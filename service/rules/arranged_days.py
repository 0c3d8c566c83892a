"""The calendar table: filled from chinesecalendar for the years that it knows, read as the lookup that periods ask."""

from datetime import date, timedelta
from functools import cache

import chinese_calendar
from chinese_calendar import constants
from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from service.models.calendar import CalendarDay
from service.rules.calendar import WorkdayLookup

SOURCE = "国务院办公厅关于节假日安排的通知 (chinesecalendar)"
_LONGEST_HOLIDAY = timedelta(days=40)


def known_years() -> range:
    """Years whose holidays the library knows as arranged; it has no others, and neither have we."""
    return range(min(constants.holidays).year, max(constants.holidays).year + 1)


def fill_calendar(connection: Connection) -> int:
    """Add the days that the library knows and the table does not have yet; days once stored are left alone.

    Args:
        connection: in a transaction of the caller's, who commits.

    Returns:
        The number of days added.
    """
    stored = set(connection.execute(select(CalendarDay.day)).scalars())
    rows = [
        {"day": day, "is_working_day": is_working_day, "source": SOURCE}
        for day, is_working_day in _arranged()
        if day not in stored
    ]
    if rows:
        connection.execute(insert(CalendarDay), rows)
    return len(rows)


@cache
def _arranged() -> tuple[tuple[date, bool], ...]:
    """Every day that the library knows; it looks through all its holidays for each day that it is asked for."""
    years = known_years()
    first, last = date(years.start, 1, 1), date(years.stop - 1, 12, 31)
    days = (first + timedelta(days=number) for number in range((last - first).days + 1))
    return tuple((day, bool(chinese_calendar.is_workday(day))) for day in days)


def workday_lookup(db: Session | Connection, first_day: date, days: int) -> WorkdayLookup:
    """Read the arranged days that a period can reach, in one query, as the lookup that `calendar.window` asks.

    Args:
        db: only read.
        first_day: day of the posting; of several, the earliest.
        days: length of the period, natural or working; for several postings, to the end of the last one's.
    """
    # Five working days take seven days; a long holiday comes on top.
    last_day = first_day + timedelta(days=2 * days) + _LONGEST_HOLIDAY
    query = select(CalendarDay.day, CalendarDay.is_working_day).where(CalendarDay.day.between(first_day, last_day))
    return {row.day: row.is_working_day for row in db.execute(query)}.get
