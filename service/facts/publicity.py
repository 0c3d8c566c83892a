"""Notices of records with their posting, period and result, and the lists they were issued for (Need.PUBLICITY)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, and_, func, not_, or_, select, true
from sqlalchemy.orm import aliased

from service.among import among, gathered, listed, numbers_in
from service.models.household_list import ListMember
from service.models.notice import Notice, NoticeMember, NoticePdf, NoticeVoid, Posting, ResultStatement
from service.models.record import Record
from service.questions import Question
from service.rules.arranged_days import workday_lookup
from service.rules.calendar import UnarrangedYear, Window, WindowProfile, WorkdayLookup, window
from workflows.case import NoticeOnFile, Publicity


class NoticeRow(NamedTuple):
    """A notice with one of its postings, as the statements below select it."""

    id: int
    kind: str
    list_id: int | None
    printed_on: date
    place_level: str
    minimum_days: int
    working_days: bool
    counts_posting_day: bool
    rolls_over_holidays: bool
    sha256: str | None
    posted_on: date | None
    posted_level: str | None
    signed_on: date | None
    void: int | None
    extended: bool


def _notices(dialect: str) -> Select[*tuple[Any, ...]]:
    """Notices on which these records stand: one row per notice and posting, in the order of their ids.

    Beside it all who stand on the notice: everybody, those that stand on its list now, and the closed of the others.
    """
    of_these = select(NoticeMember.notice_id).where(among(NoticeMember.record_id, "ids", dialect))
    on_its_list = or_(Notice.list_id.is_(None), func.coalesce(ListMember.list_id, 0) == Notice.list_id)
    is_closed = Record.state == "closed"
    members = (
        select(
            NoticeMember.notice_id,
            gathered(NoticeMember.record_id, true(), dialect).label("all"),
            gathered(NoticeMember.record_id, on_its_list, dialect).label("standing"),
            gathered(NoticeMember.record_id, and_(not_(on_its_list), is_closed), dialect).label("closed"),
        )
        .join(Notice, Notice.id == NoticeMember.notice_id)
        .join(Record, Record.id == NoticeMember.record_id)
        .outerjoin(ListMember, and_(ListMember.record_id == NoticeMember.record_id, ListMember.left_at.is_(None)))
        .where(NoticeMember.notice_id.in_(of_these), Notice.kind != "extension", among(Notice.kind, "kinds", dialect))
        .group_by(NoticeMember.notice_id)
        .subquery()
    )
    return (
        _notice_rows()
        .add_columns(members.c.all, members.c.standing, members.c.closed)
        .join(members, members.c.notice_id == Notice.id)
    )


def _notice_rows() -> Select[*tuple[Any, ...]]:
    extension, hung = aliased(Notice), aliased(Posting)
    # A number and not EXISTS: for that the planner reads all extensions that there ever were.
    extensions = (
        select(func.count())
        .select_from(extension)
        .join(hung, hung.notice_id == extension.id)
        .where(extension.amends_id == Notice.id, extension.kind == "extension")
        .correlate(Notice)
        .scalar_subquery()
    )
    return (
        select(
            Notice.id,
            Notice.kind,
            Notice.list_id,
            Notice.printed_on,
            Notice.place_level,
            Notice.minimum_days,
            Notice.working_days,
            Notice.counts_posting_day,
            Notice.rolls_over_holidays,
            NoticePdf.sha256,
            Posting.posted_on,
            Posting.place_level,
            ResultStatement.signed_on,
            NoticeVoid.notice_id,
            extensions > 0,
        )
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .outerjoin(Posting, Posting.notice_id == Notice.id)
        .outerjoin(ResultStatement, ResultStatement.notice_id == Notice.id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .order_by(Notice.id, Posting.id)
    )


_NOTICES: Final = Question(_notices)


@dataclass
class _Gathering:
    row: NoticeRow
    members: frozenset[int] = frozenset()
    standing: frozenset[int] = frozenset()
    closed: frozenset[int] = frozenset()

    def posted_better(self, row: NoticeRow) -> bool:
        """A copy that hung elsewhere first must not hide the posting that counts."""
        return row.posted_level == row.place_level != self.row.posted_level


def publicity_of(connection: Connection, ids: Collection[int], kinds: Collection[str]) -> dict[int, Publicity]:
    """What the window's guards look at, by record.

    Args:
        kinds: kinds of notice that the guards ask about.
    """
    dialect = connection.dialect.name
    asked = {"ids": listed(ids, dialect), "kinds": listed(sorted(kinds), dialect)}
    notices: dict[int, _Gathering] = {}
    for *posted, members, standing, closed in _NOTICES.rows(connection, asked):
        row = NoticeRow._make(posted)
        notice = notices.get(row.id)
        if notice is None:
            numbers = (frozenset(numbers_in(value)) for value in (members, standing, closed))
            notices[row.id] = _Gathering(row, *numbers)
        elif notice.posted_better(row):
            notice.row = row
    lookup = workdays_for(connection, [notice.row for notice in notices.values()])
    on_file = {id: None if notice.row.void else _on_file(notice, lookup) for id, notice in notices.items()}
    standing_on: dict[int, tuple[int, ...]] = dict.fromkeys(ids, ())
    for notice_id, notice in notices.items():
        for record_id in notice.members & standing_on.keys():
            standing_on[record_id] += (notice_id,)

    @cache
    def publicity(of: tuple[int, ...]) -> Publicity:
        # The households of a list stand on the same notices: one for all of them.
        standing = {found.kind: found for id in of if (found := on_file[id]) is not None}
        voided = {notices[id].row.kind for id in of if on_file[id] is None}
        return Publicity(notices=standing, voided=frozenset(voided - standing.keys()))

    return {id: publicity(of) for id, of in standing_on.items()}


def on_file_without_records(connection: Connection, notice_id: int) -> NoticeOnFile | None:
    """A notice on which no record stands, as the window's guard sees others; None when it is void."""
    gathering: _Gathering | None = None
    for found in connection.execute(_notice_rows().where(Notice.id == notice_id)):
        row = NoticeRow(*found)
        gathering = gathering or _Gathering(row)
        if gathering.posted_better(row):
            gathering.row = row
    if gathering is None or gathering.row.void:
        return None
    return _on_file(gathering, workdays_for(connection, [gathering.row]))


def workdays_for(connection: Connection, rows: Sequence[Any]) -> WorkdayLookup:
    """Working days from the first posting on; asked of the database only where a profile counts them."""
    counting = [row for row in rows if row.posted_on and (row.working_days or row.rolls_over_holidays)]
    if not counting:
        return lambda day: None
    first = min(row.posted_on for row in counting)
    span = max(row.posted_on for row in counting) - first
    return workday_lookup(connection, first, span.days + max(row.minimum_days for row in counting))


def _on_file(notice: _Gathering, lookup: WorkdayLookup) -> NoticeOnFile:
    row = notice.row
    period: Window | None = None
    unarranged: int | None = None
    if row.posted_on is not None and row.minimum_days:
        try:
            period = period_from(row.posted_on, row, lookup)
        except UnarrangedYear as reached:
            unarranged = reached.year
    return NoticeOnFile(
        id=row.id,
        kind=row.kind,
        printed_on=row.printed_on,
        rendered=row.sha256 is not None,
        posted_on=row.posted_on,
        posted_in_place=row.posted_level == row.place_level,
        first_day=period.first_day if period else None,
        last_day=period.last_day if period else None,
        unarranged_year=unarranged,
        extended=bool(row.extended),
        result_signed=row.signed_on is not None,
        members=notice.members,
        still_listed=notice.standing,
        naturally_left=notice.closed,
        statement_on=row.signed_on,
    )


def period_from(posted_on: date, profile: Any, lookup: WorkdayLookup) -> Window:
    """The period of a notice posted on a day, under the profile that was frozen when it was issued.

    Raises:
        UnarrangedYear: it reaches a year without an arranged calendar.
    """
    counted = WindowProfile(
        days=profile.minimum_days,
        working_days=profile.working_days,
        counts_posting_day=profile.counts_posting_day,
        rolls_over_holidays=profile.rolls_over_holidays,
    )
    return window(posted_on, counted, lookup)
