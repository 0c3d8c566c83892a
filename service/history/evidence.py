"""What the history vouches for beside the entries: notices, their paper and numbers, cycles, acts, nothing orphaned."""

import hashlib
from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Connection,
    Integer,
    Select,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)
from sqlalchemy.orm import aliased

from service.history.entries import NOTICE_PRINTED
from service.history.fault import Fault
from service.models.history import Act, HistoryDetail, HistoryEntry
from service.models.household_list import HouseholdList
from service.models.notice import Notice, NoticeMember, NoticePdf, NumberSeries
from service.models.record import Record

_AT_ONCE = 500
# Written out: PostgreSQL takes two parameters of the same value for two different expressions to group by.
_NOBODY: ColumnElement[int] = literal_column("0", Integer)


def faults_of_evidence(connection: Connection) -> Iterator[Fault]:
    """Every contradiction that no single record's replay can see."""
    yield from _frozen_facts(connection)
    yield from _paper(connection)
    yield from _numbers(connection)
    yield from _cycles(connection)
    yield from _orphans(connection)
    yield from _acts(connection)


def _frozen_facts(connection: Connection) -> Iterator[Fault]:
    notices = select(Notice.id, Notice.number, Notice.facts, Notice.facts_sha256).order_by(Notice.id)
    with connection.execute(notices.execution_options(yield_per=_AT_ONCE)) as rows:
        for row in rows:
            if hashlib.sha256(row.facts.encode()).hexdigest() != row.facts_sha256:
                yield Fault(
                    None, None, "facts_changed", f"the facts of notice {row.id} ({row.number}) are not those issued"
                )


def _paper(connection: Connection) -> Iterator[Fault]:
    """Paper that some record on it does not tell of in its history."""
    told = exists().where(
        HistoryEntry.record_id == NoticeMember.record_id,
        HistoryEntry.notice_id == NoticePdf.notice_id,
        HistoryEntry.step == NOTICE_PRINTED,
    )
    rows = connection.execute(
        select(NoticePdf.notice_id, NoticeMember.record_id)
        .join(NoticeMember, NoticeMember.notice_id == NoticePdf.notice_id)
        .where(~told)
        .order_by(NoticeMember.record_id, NoticePdf.notice_id)
    )
    for notice_id, record_id in rows:
        yield Fault(record_id, None, "paper_untold", f"does not tell of the paper of notice {notice_id}")


def _numbers(connection: Connection) -> Iterator[Fault]:
    """Series whose last number is not the number of notices or lists that bear one."""
    notices = select(Notice.body_code, Notice.series, Notice.year, Notice.serial.label("number"))
    # literal(): the prefix is the one that service/lists.py gives to a series of lists.
    lists = select(
        HouseholdList.village_code,
        (literal("list_") + HouseholdList.kind),
        HouseholdList.year,
        HouseholdList.number,
    )
    given = union_all(notices, lists).subquery()
    counted = (
        select(
            given.c.body_code,
            given.c.series,
            given.c.year,
            func.count().label("count"),
            func.min(given.c.number).label("first"),
            func.max(given.c.number).label("last"),
        )
        .group_by(given.c.body_code, given.c.series, given.c.year)
        .subquery()
    )
    same = and_(
        NumberSeries.body_code == counted.c.body_code,
        NumberSeries.series == counted.c.series,
        NumberSeries.year == counted.c.year,
    )
    whole = and_(
        counted.c.first == 1, counted.c.last == NumberSeries.last_number, counted.c.count == NumberSeries.last_number
    )
    gaps = (
        select(NumberSeries.body_code, NumberSeries.series, NumberSeries.year, NumberSeries.last_number)
        .outerjoin(counted, same)
        .where(or_(counted.c.count.is_(None), ~whole))
        .order_by(NumberSeries.body_code, NumberSeries.series, NumberSeries.year)
    )
    for body, series, year, last in connection.execute(gaps):
        yield Fault(
            None, None, "numbers_gap", f"{body} {series} {year}: not every number from 1 to {last} was given once"
        )
    unknown = (
        select(counted.c.body_code, counted.c.series, counted.c.year)
        .outerjoin(NumberSeries, same)
        .where(NumberSeries.last_number.is_(None))
        .order_by(counted.c.body_code, counted.c.series, counted.c.year)
    )
    for body, series, year in connection.execute(unknown):
        yield Fault(None, None, "numbers_unknown", f"{body} {series} {year}: numbers were given without their series")


def _cycles(connection: Connection) -> Iterator[Fault]:
    """Subjects whose cycles are not 1 … n with the last one as the newest."""
    newest = func.sum(cast(Record.newest, Integer))
    last_is_newest = func.max(case((Record.newest, Record.cycle), else_=0))
    rows = connection.execute(
        _subjects()
        .add_columns(func.max(Record.id))
        .having(
            or_(
                func.min(Record.cycle) != 1,
                func.max(Record.cycle) != func.count(),
                func.count(Record.cycle.distinct()) != func.count(),
                newest != 1,
                last_is_newest != func.max(Record.cycle),
            )
        )
    )
    for row in rows:
        yield Fault(
            row[-1], None, "cycles_broken", "the cycles of its subject are not 1 … n with the last as the newest"
        )
    followed = aliased(Record)
    before = exists().where(
        followed.procedure == Record.procedure,
        followed.region_code == Record.region_code,
        func.coalesce(followed.household_id, _NOBODY) == func.coalesce(Record.household_id, _NOBODY),
        followed.cycle == Record.cycle - 1,
        followed.opened_at > Record.opened_at,
    )
    for (record_id,) in connection.execute(select(Record.id).where(Record.cycle > 1, before).order_by(Record.id)):
        yield Fault(record_id, None, "cycle_too_early", "was opened before the cycle that it follows")


def _subjects() -> Select[*tuple[Any, ...]]:
    household = func.coalesce(Record.household_id, _NOBODY)
    # A household belongs to one village; its cycles carry the same region.
    return (
        select(Record.procedure, Record.region_code, household)
        .group_by(Record.procedure, Record.region_code, household)
        .order_by(func.max(Record.id))
    )


def _orphans(connection: Connection) -> Iterator[Fault]:
    entries = (
        select(HistoryEntry.record_id, HistoryEntry.seq)
        .outerjoin(Record, Record.id == HistoryEntry.record_id)
        .where(Record.id.is_(None))
        .order_by(HistoryEntry.record_id, HistoryEntry.seq)
    )
    for record_id, seq in connection.execute(entries):
        yield Fault(record_id, seq, "record_missing", "its record is gone")
    details = (
        select(HistoryDetail.record_id, HistoryDetail.seq)
        .outerjoin(
            HistoryEntry,
            and_(HistoryEntry.record_id == HistoryDetail.record_id, HistoryEntry.seq == HistoryDetail.seq),
        )
        .where(HistoryEntry.seq.is_(None))
        .order_by(HistoryDetail.record_id, HistoryDetail.seq)
    )
    for record_id, seq in connection.execute(details):
        yield Fault(record_id, seq, "entry_missing", "a personal side is left of an entry that is gone")


def _acts(connection: Connection) -> Iterator[Fault]:
    """Acts that moved more or fewer records than they say: a whole entry may have been taken out of a list's act."""
    entries = func.count(HistoryEntry.seq)
    rows = connection.execute(
        select(Act.id, Act.step, Act.records, entries)
        .outerjoin(HistoryEntry, HistoryEntry.act_id == Act.id)
        .group_by(Act.id, Act.step, Act.records)
        .having(entries != Act.records)
        .order_by(Act.id)
    )
    for act_id, step, records, told in rows:
        yield Fault(
            None, None, "act_incomplete", f"act {act_id} ({step}) is of {records} records, the history tells {told}"
        )
