"""The publicity that is objected to: whom or what it lists, and until when it hangs."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Connection, func, select

from service.models.notice import Notice, NoticeMember, NoticeVoid, Posting
from service.models.rules import PublicityProfile
from service.notices.posting import posted_period
from service.notices.printing import NoSuchNotice
from service.rules.calendar import UnarrangedYear


@dataclass(frozen=True)
class PublicityObjectedTo:
    """A publicity with what lodging an objection looks at.

    `posted_on` is the first day on which it hung, `last_day` that of its period, None while that cannot be counted;
    `projects` is how many it lists where no record stands on it.
    """

    id: int
    kind: str
    region_code: str
    minimum_days: int
    void: bool
    posted_on: date | None
    last_day: date | None
    record_within_days: int
    members: frozenset[int]
    projects: int


def publicity_objected_to(connection: Connection, notice_id: int) -> PublicityObjectedTo:
    """The publicity that is objected to: for an extension the one that it extends.

    Raises:
        NoSuchNotice: there is none.
    """
    first_posted = (
        select(func.min(Posting.posted_on)).where(Posting.notice_id == Notice.id).correlate(Notice).scalar_subquery()
    )
    row = connection.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.region_code,
            Notice.place_level,
            Notice.minimum_days,
            Notice.working_days,
            Notice.counts_posting_day,
            Notice.rolls_over_holidays,
            Notice.amends_id,
            NoticeVoid.notice_id.label("void"),
            first_posted.label("posted_on"),
            PublicityProfile.record_within_days,
        )
        .join(PublicityProfile, PublicityProfile.id == Notice.profile_id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .where(Notice.id == notice_id)
    ).one_or_none()
    if row is None:
        raise NoSuchNotice(notice_id)
    if row.kind == "extension":
        return publicity_objected_to(connection, row.amends_id)
    members = frozenset(
        connection.execute(select(NoticeMember.record_id).where(NoticeMember.notice_id == notice_id)).scalars()
    )
    return PublicityObjectedTo(
        row.id,
        row.kind,
        row.region_code,
        row.minimum_days,
        row.void is not None,
        row.posted_on,
        hanging_until(connection, row, row.id),
        row.record_within_days,
        members,
        0 if members else _projects(connection, notice_id),
    )


def _projects(connection: Connection, notice_id: int) -> int:
    facts = connection.execute(select(Notice.facts).where(Notice.id == notice_id)).scalar_one()
    return len(json.loads(facts).get("projects", ()))


def hanging_until(connection: Connection, notice: Any, notice_id: int) -> date | None:
    """Last day of a publicity's period; None while it was not posted or where that cannot be counted yet.

    Args:
        notice: a row with place_level, minimum_days and the three flags that count them.
    """
    posted = select(Posting.posted_on).where(Posting.notice_id == notice_id).order_by(Posting.id)
    in_place = connection.execute(posted.where(Posting.place_level == notice.place_level)).scalars().first()
    posted_on = in_place or connection.execute(posted).scalars().first()
    if posted_on is None:
        return None
    try:
        period = posted_period(connection, notice, posted_on)
    except UnarrangedYear:
        return None
    return None if period is None else period.last_day


def in_time(connection: Connection, objection: Any) -> bool | None:
    """Whether it came within the period; None where the period cannot be counted yet."""
    until = hanging_until(connection, objection, objection.notice_id)
    return None if until is None else bool(objection.lodged_on <= until)
