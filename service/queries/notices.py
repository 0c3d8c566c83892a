"""Lists of notices: where each of them stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, and_, exists, false, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.database import prefix_range
from service.facts.publicity import period_from, workdays_for
from service.models.notice import Notice, NoticeMember, NoticePdf, NoticeVoid, Posting, ResultStatement
from service.models.objection import Objection
from service.models.region import Region, short_name
from service.notices.projects import KIND as PROJECTS
from service.people import Actor
from service.queries.visible import visible_to
from service.rules.calendar import UnarrangedYear, Window
from workflows.roles import Level, level_of

CONDITIONS: Final = ("unprinted", "unposted", "hanging", "signed", "announced", "void")
"""What a list of notices can be asked for; "hanging" is a publicity without its result."""

WAITING: Final = ("unprinted", "unposted", "hanging")
"""Conditions in which somebody must print, post or sign."""


@dataclass(frozen=True)
class NoticeLine:
    """A notice and where it stands. `kind` is the one that it prints: `amended_list` for one that replaces another.

    `posted_on` is the posting that counts: the first at the level of place that the profile asks for, else the first.
    """

    id: int
    kind: str
    issued_kind: str
    number: str
    region_code: str
    place_name: str
    printed_on: date
    members: int
    minimum_days: int
    printed: bool
    void: bool
    posted_on: date | None
    signed_on: date | None
    extended_on: date | None
    period: Window | None
    unarranged_year: int | None
    upheld: bool

    @property
    def to_correct(self) -> bool:
        """True when an objection to projects was upheld and their publicity was not corrected yet."""
        return self.upheld and not self.void

    @property
    def is_publicity(self) -> bool:
        """True when it has a period and a result; an extension has the period of another one."""
        return self.minimum_days > 0 and self.kind != "extension"

    @property
    def posted_late(self) -> bool:
        """True when it was put up after the day that is printed on it and no extension hangs."""
        late = self.posted_on is not None and self.posted_on > self.printed_on
        return self.is_publicity and late and self.extended_on is None

    def condition(self, today: date) -> str:
        """void, unprinted, unposted, announced, uncountable, running, over or signed."""
        if self.void:
            return "void"
        if not self.printed:
            return "unprinted"
        if self.posted_on is None:
            return "unposted"
        if not self.is_publicity:
            return "announced"
        if self.signed_on is not None:
            return "signed"
        if self.period is None:
            return "uncountable"
        return "over" if self.period.is_over(today) else "running"


def notices_page(
    db: Session,
    actor: Actor,
    *,
    kind: str = "",
    condition: str = "",
    place: str = "",
    before: int | None = None,
    limit: int,
) -> list[NoticeLine]:
    """Notices of the jurisdiction, the newest first, from the one before `before` on.

    Args:
        kind: kind of notice as its step names it; '' for all.
        condition: one of CONDITIONS; '' for all.
        place: the beginning of a region's code or name; '' for all.
    """
    wanted = [visible_to(actor, Notice.region_code)]
    if kind:
        wanted.append(Notice.kind == kind)
    if condition:
        wanted.append(_in_condition(condition))
    if place:
        by_code = place.isascii() and place.isdecimal()
        wanted.append(
            prefix_range(Notice.region_code, place) if by_code else Region.name.startswith(place, autoescape=True)
        )
    if before is not None:
        wanted.append(Notice.id < before)
    rows = db.execute(notice_lines().where(*wanted).order_by(Notice.id.desc()).limit(limit)).all()
    return with_periods(db, rows)


def notices_waiting(db: Session, actor: Actor, *, limit: int) -> list[NoticeLine]:
    """Notices that somebody of the actor's levels must print, post or sign the result of, the oldest first.

    A county's announcement hangs in the village: it waits for the county and for the village's clerk.
    """
    levels = {level_of(post.region_code).value for post in actor.appointments}
    if not levels:
        return []
    in_the_village = Notice.place_level == Level.VILLAGE.value if Level.VILLAGE in levels else false()
    mine = or_(Notice.poster_level.in_(levels), in_the_village)
    waits = or_(*(_in_condition(condition) for condition in WAITING))
    rows = db.execute(
        notice_lines().where(visible_to(actor, Notice.region_code), mine, waits).order_by(Notice.id).limit(limit)
    ).all()
    return with_periods(db, rows)


def notice_lines() -> Select[*tuple[Any, ...]]:
    """One row per notice with what its condition follows from; `with_periods` makes lines of them."""
    members = select(func.count()).where(NoticeMember.notice_id == Notice.id).correlate(Notice).scalar_subquery()
    posted = select(func.min(Posting.id)).where(Posting.notice_id == Notice.id).correlate(Notice)
    in_place = posted.where(Posting.place_level == Notice.place_level)
    extension = aliased(Notice)
    extended_on = (
        select(func.min(Posting.posted_on))
        .join(extension, extension.id == Posting.notice_id)
        .where(extension.kind == "extension", extension.amends_id == Notice.id)
        .correlate(Notice)
        .scalar_subquery()
    )
    # Of records the obstacles tell it: there the household is taken off its list, not the notice corrected.
    upheld = and_(
        Notice.kind == PROJECTS,
        exists().where(Objection.notice_id == Notice.id, Objection.outcome == "upheld").correlate(Notice),
    )
    return (
        select(
            Notice.id,
            Notice.kind,
            Notice.amends_id.label("replaces_id"),
            Notice.number,
            Notice.region_code,
            Region.name.label("place_name"),
            Notice.printed_on,
            members.label("members"),
            Notice.minimum_days,
            Notice.working_days,
            Notice.counts_posting_day,
            Notice.rolls_over_holidays,
            NoticePdf.notice_id.label("printed"),
            NoticeVoid.notice_id.label("void"),
            Posting.posted_on,
            ResultStatement.signed_on,
            extended_on.label("extended_on"),
            upheld.label("upheld"),
        )
        .join(Region, Region.code == Notice.region_code)
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .outerjoin(Posting, Posting.id == func.coalesce(in_place.scalar_subquery(), posted.scalar_subquery()))
        .outerjoin(ResultStatement, ResultStatement.notice_id == Notice.id)
    )


def printed_kind(kind: str, amends_id: int | None) -> str:
    """The kind that a notice prints: one that replaces another is an amended list, whatever its step names."""
    return "amended_list" if amends_id is not None and kind != "extension" else kind


def _in_condition(condition: str) -> ColumnElement[bool]:
    standing = NoticeVoid.notice_id.is_(None)
    printed, posted = NoticePdf.notice_id.is_not(None), Posting.id.is_not(None)
    publicity = and_(Notice.minimum_days > 0, Notice.kind != "extension")
    signed = ResultStatement.notice_id.is_not(None)
    return {
        "unprinted": and_(standing, ~printed),
        "unposted": and_(standing, printed, ~posted),
        "hanging": and_(standing, posted, publicity, ~signed),
        "signed": and_(standing, signed),
        "announced": and_(standing, posted, or_(Notice.minimum_days == 0, Notice.kind == "extension")),
        "void": ~standing,
    }[condition]


def with_periods(db: Session, rows: Sequence[Any]) -> list[NoticeLine]:
    """Lines of notices; working days are asked of the calendar once for all of them."""
    lookup = workdays_for(db.connection(), [row for row in rows if row.minimum_days])
    lines = []
    for row in rows:
        period, unarranged = None, None
        if row.posted_on is not None and row.minimum_days and row.kind != "extension":
            try:
                period = period_from(row.posted_on, row, lookup)
            except UnarrangedYear as reached:
                unarranged = reached.year
        lines.append(
            NoticeLine(
                id=row.id,
                kind=printed_kind(row.kind, row.replaces_id),
                issued_kind=row.kind,
                number=row.number,
                region_code=row.region_code,
                place_name=short_name(row.place_name),
                printed_on=row.printed_on,
                members=row.members,
                minimum_days=row.minimum_days,
                printed=row.printed is not None,
                void=row.void is not None,
                posted_on=row.posted_on,
                signed_on=row.signed_on,
                extended_on=row.extended_on,
                period=period,
                unarranged_year=unarranged,
                upheld=bool(row.upheld),
            )
        )
    return lines
