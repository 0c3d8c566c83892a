"""What the register said at an instant: the rows of today with every later change undone.

The time is that of the record, not of life: a death that was put on file in March stands in no roll printed in
February. Whole places are read by subqueries, so that a township costs as many statements as a household.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, String, cast, func, or_, select, union

from service.clock import shanghai_instant
from service.database import prefix_range
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.register import Household, Member
from service.models.register_history import FieldChange, RegisterAct
from service.register.acts import TABLES
from service.register.fields import Subject, fact_of
from service.register.values import from_written

Ids = Collection[int] | Select[int]
"""Of rows: themselves, or the query that finds them. A whole place is a query: engines bound the ids of one list."""

Row = dict[str, Any]


@dataclass(frozen=True)
class StateThen:
    """A household's newest cycle as it stood at an instant. `since_at`: since when it was in that state."""

    record_id: int
    cycle: int
    state: str
    since_at: datetime


@dataclass(frozen=True)
class RegisterThen:
    """A place's register as it stood at an instant.

    Args:
        households: rows by id, those dissolved among them, in the order of village and number; `head_name` is the
            head's of then.
        members: rows of each household's people by id, those who had left among them, in the order of their ids.
        states: of the households that had a record then.
    """

    households: Mapping[int, Row]
    members: Mapping[int, Mapping[int, Row]]
    states: Mapping[int, StateThen]


def end_of(on: date) -> datetime:
    """The last instant of a day in Shanghai: what was put on file on that day is in it."""
    return shanghai_instant(on + timedelta(days=1), time.min) - timedelta(microseconds=1)


def rows_as_of(connection: Connection, subject: Subject, ids: Ids, at: datetime) -> dict[int, Row]:
    """Rows of a subject as they stood at an instant, by id, in two statements. Whoever was put on file later is not
    among them.

    A sealed number that was changed since comes back without its masked form and its print.
    """
    table = TABLES[subject]
    wanted = ids if isinstance(ids, Select) else list(ids)
    found = connection.execute(select(table).where(table.c.id.in_(wanted)).order_by(table.c.id)).mappings()
    rows = {row["id"]: dict(row) for row in found if _was_there(row, at)}
    later = (
        select(FieldChange.subject_id, FieldChange.field, FieldChange.old)
        .join(RegisterAct, RegisterAct.id == FieldChange.act_id)
        .where(FieldChange.subject == subject.value, FieldChange.subject_id.in_(wanted), RegisterAct.acted_at > at)
        .order_by(FieldChange.act_id.desc(), FieldChange.seq.desc())
    )
    for id, name, old in connection.execute(later):
        if id not in rows:
            continue
        fact = fact_of(subject, name)
        rows[id] |= dict.fromkeys(fact.columns)
        rows[id][fact.columns[0]] = from_written(fact.kind, old)
    return rows


def register_as_of(connection: Connection, place: str, at: datetime) -> RegisterThen:
    """Households, people and states of a place as they stood at an instant, in five statements however large it is.

    Args:
        place: code of a village, a township or a county; those who moved away since are among them, those who moved
            in since are not.
    """
    # `_` and `%` stand in no code of a region, so a code is a prefix as it is.
    was_here = prefix_range(func.coalesce(FieldChange.old, ""), place)
    candidates = _now_or_before(
        select(Household.id).where(prefix_range(Household.village_code, place)),
        _left(Subject.HOUSEHOLD, "village_code", was_here, at),
    )
    return _register(connection, candidates, at, place)


def household_as_of(connection: Connection, household_id: int, at: datetime) -> RegisterThen:
    """One household and its people as they stood at an instant; empty where it was not on file yet."""
    return _register(connection, select(Household.id).where(Household.id == household_id), at, "")


def states_as_of(connection: Connection, households: Ids, at: datetime) -> dict[int, StateThen]:
    """The newest cycle of these households at an instant, by household, in one statement."""
    wanted = households if isinstance(households, Select) else list(households)
    entries = (
        select(
            Record.household_id,
            Record.id.label("record_id"),
            Record.cycle,
            HistoryEntry.to_state,
            HistoryEntry.from_state,
            HistoryEntry.acted_at,
            func.row_number()
            .over(partition_by=Record.household_id, order_by=(Record.cycle.desc(), HistoryEntry.seq.desc()))
            .label("place"),
        )
        .join(HistoryEntry, HistoryEntry.record_id == Record.id)
        .where(
            Record.procedure == "household",
            Record.household_id.in_(wanted),
            HistoryEntry.acted_at <= at,
            # A step that leaves the state as it is does not begin it anew.
            or_(HistoryEntry.from_state.is_(None), HistoryEntry.from_state != HistoryEntry.to_state),
        )
        .subquery()
    )
    found = connection.execute(select(entries).where(entries.c.place == 1))
    return {row.household_id: StateThen(row.record_id, row.cycle, row.to_state, row.acted_at) for row in found}


def _register(connection: Connection, candidates: Select[int], at: datetime, place: str) -> RegisterThen:
    households = {
        id: row
        for id, row in rows_as_of(connection, Subject.HOUSEHOLD, candidates, at).items()
        if row["village_code"].startswith(place)
    }
    was_theirs = FieldChange.old.in_(select(cast(Household.id, String)).where(Household.id.in_(candidates)))
    people = _now_or_before(
        select(Member.id).where(Member.household_id.in_(candidates)),
        _left(Subject.MEMBER, "household_id", was_theirs, at),
    )
    members: dict[int, dict[int, Row]] = {id: {} for id in households}
    for id, row in rows_as_of(connection, Subject.MEMBER, people, at).items():
        if row["household_id"] in members:
            members[row["household_id"]][id] = row
    for id, row in households.items():
        heads = (each for each in members[id].values() if each["relation"] == "head" and each["left_on"] is None)
        # Of a household without a head the name of its last one is kept.
        if (head := next(heads, None)) is not None:
            row["head_name"] = head["name"]
    ordered = sorted(households.items(), key=lambda item: (item[1]["village_code"], item[1]["number"]))
    return RegisterThen(dict(ordered), members, states_as_of(connection, candidates, at))


def _now_or_before(now: Select[int], before: Select[int]) -> Select[int]:
    """Those who stand there now together with those who stood there then."""
    both = union(now, before).subquery()
    return select(both.c.id)


def _left(subject: Subject, name: str, was_there: ColumnElement[bool], at: datetime) -> Select[int]:
    """Those whose field said something else until some act after the instant."""
    return (
        select(FieldChange.subject_id.label("id"))
        .join(RegisterAct, RegisterAct.id == FieldChange.act_id)
        .where(FieldChange.subject == subject.value, FieldChange.field == name, RegisterAct.acted_at > at, was_there)
    )


def _was_there(row: Any, at: datetime) -> bool:
    since = row.get("entered_at") or row.get("registered_at")
    return since is None or since <= at
