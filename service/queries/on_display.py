"""Which notices hang today, as one condition that a database can answer whatever their periods are.

A period is counted in Python (working days, holidays), rows are chosen in SQL. Few ways of counting stand in the rule
tables, and a later posting never ends earlier: for each way there is a first day of posting whose period still runs.
"""

from bisect import bisect_left
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from service.facts.publicity import period_from
from service.models.notice import Notice, NoticeVoid, Posting
from service.models.rules import PublicityProfile
from service.notices.public_facts import ANNOUNCEMENTS, PUBLICITIES, REPLACING
from service.rules.arranged_days import workday_lookup
from service.rules.calendar import UnarrangedYear, WorkdayLookup

_KINDS: Final = tuple(sorted((PUBLICITIES | ANNOUNCEMENTS) - REPLACING))
"""An amended list is of the kind that it amends; an extension is told by the period of the notice that it extends."""
_HOLIDAYS: Final = 40


@dataclass(frozen=True)
class OnDisplay:
    """What hangs on a day.

    Args:
        condition: true of the rows of `with_posting` that hang.
        workdays: the calendar that ends of their periods are counted with.
    """

    condition: ColumnElement[bool]
    workdays: WorkdayLookup


def on_display(db: Session, today: date) -> OnDisplay:
    """What hangs on a day: printed and posted, not void, its period not over; an announcement for its days."""
    ways = db.execute(
        select(
            PublicityProfile.minimum_days,
            PublicityProfile.working_days,
            PublicityProfile.counts_posting_day,
            PublicityProfile.rolls_over_holidays,
            PublicityProfile.board_days,
        ).distinct()
    ).all()
    counting = [_span(way) for way in ways if way.minimum_days and (way.working_days or way.rolls_over_holidays)]
    farthest = max(counting, default=0)
    lookup = workday_lookup(db, today - timedelta(days=farthest), farthest) if farthest else _no_calendar
    earliest = [earliest_posting(way, today, lookup) for way in ways]
    standing = [
        Notice.kind.in_(_KINDS),
        NoticeVoid.notice_id.is_(None),
        # Said once more for all ways together: an index serves it.
        Posting.posted_on.between(min(earliest, default=today), today),
        or_(*(_hangs(way, first) for way, first in zip(ways, earliest, strict=True))),
    ]
    return OnDisplay(and_(*standing), lookup)


def with_posting(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """A query over notices, with the posting that counts, their profile and what voids them."""
    posted = select(func.min(Posting.id)).where(Posting.notice_id == Notice.id).correlate(Notice)
    # A copy that hung elsewhere first is not the posting that counts.
    in_place = posted.where(Posting.place_level == Notice.place_level)
    counts = func.coalesce(in_place.scalar_subquery(), posted.scalar_subquery())
    return (
        query.select_from(Notice)
        .join(Posting, and_(Posting.notice_id == Notice.id, Posting.id == counts))
        .join(PublicityProfile, PublicityProfile.id == Notice.profile_id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
    )


def earliest_posting(way: Any, today: date, lookup: WorkdayLookup) -> date:
    """The first day of posting from which a notice still hangs today; of all later days it hangs too.

    Args:
        way: how a period is counted, and board_days.
        lookup: the calendar from far enough before today.
    """
    if not way.minimum_days:
        return today - timedelta(days=way.board_days)
    span = _span(way)
    days = [today - timedelta(days=number) for number in range(span, -1, -1)]
    return days[bisect_left(days, True, key=lambda posted_on: _runs(posted_on, way, today, lookup))]


def last_day_of(row: Any, lookup: WorkdayLookup) -> date | None:
    """The last day on which a notice hangs; None where its end is not known yet.

    Args:
        row: posted_on, what its period is counted by, and board_days.
    """
    if not row.minimum_days:
        posted_on: date = row.posted_on
        return posted_on + timedelta(days=row.board_days)
    try:
        return period_from(row.posted_on, row, lookup).last_day
    except UnarrangedYear:
        return None


def _no_calendar(day: date) -> bool | None:
    """Natural days are counted without one."""
    return None


def _hangs(way: Any, first: date) -> ColumnElement[bool]:
    if not way.minimum_days:
        # No day on the board is not the day of the posting.
        shown = Posting.posted_on >= first if way.board_days else false()
        return and_(Notice.minimum_days == 0, PublicityProfile.board_days == way.board_days, shown)
    return and_(
        Notice.minimum_days == way.minimum_days,
        Notice.working_days == way.working_days,
        Notice.counts_posting_day == way.counts_posting_day,
        Notice.rolls_over_holidays == way.rolls_over_holidays,
        Posting.posted_on >= first,
    )


def _runs(posted_on: date, way: Any, today: date, lookup: WorkdayLookup) -> bool:
    try:
        return period_from(posted_on, way, lookup).last_day >= today
    except UnarrangedYear:
        return True


def _span(way: Any) -> int:
    """Days that no period of this way is longer than: five working days take seven, a long holiday comes on top."""
    return int(way.minimum_days) * 2 + _HOLIDAYS
