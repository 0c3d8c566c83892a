"""Publicity periods that run: posted, not void, not over."""

from datetime import date, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from service.facts.publicity import period_from, workdays_for
from service.models.notice import Notice, NoticeVoid, Posting
from service.people import Actor
from service.queries.visible import visible_to
from service.rules.calendar import UnarrangedYear

_LONGEST = timedelta(days=800)
"""No period is longer: 366 working days with their holidays."""


def last_running_day(db: Session, actor: Actor, today: date) -> date | None:
    """The last day of the latest period that runs in the actor's jurisdiction; None when none runs.

    Periods whose end is not known, because a year is not arranged, do not count.
    """
    posted = select(func.min(Posting.id)).where(Posting.notice_id == Notice.id).correlate(Notice)
    # A copy that hung elsewhere first is not the posting that counts.
    in_place = posted.where(Posting.place_level == Notice.place_level)
    counts = func.coalesce(in_place.scalar_subquery(), posted.scalar_subquery())
    rows = db.execute(
        select(
            Posting.posted_on,
            Notice.minimum_days,
            Notice.working_days,
            Notice.counts_posting_day,
            Notice.rolls_over_holidays,
        )
        .join(Posting, Posting.id == counts)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .where(
            visible_to(actor, Notice.region_code),
            Notice.minimum_days > 0,
            Notice.kind != "extension",
            NoticeVoid.notice_id.is_(None),
            Posting.posted_on >= today - _LONGEST,
        )
        .distinct()
    ).all()
    lookup = workdays_for(db.connection(), rows)
    ends = []
    for row in rows:
        try:
            ends.append(period_from(row.posted_on, row, lookup).last_day)
        except UnarrangedYear:
            continue
    return max((end for end in ends if end >= today), default=None)
