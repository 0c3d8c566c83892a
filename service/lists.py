"""Stored lists: ticked households become one, records leave one, an act covers a whole one."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache

from sqlalchemy import Connection, Insert, Integer, bindparam, insert, select, update

from service.among import among, each_id, listed
from service.facts.rows import RecordRow
from service.models.base import UtcDateTime
from service.models.household_list import HouseholdList, ListMember
from service.notices.numbers import next_number
from workflows.declare import Step
from workflows.reasons import Reason, reason


@dataclass(frozen=True)
class Grouping:
    """Records of an act by the list that they are acted on with; None groups what stands on no list by its place."""

    list_id: int | None
    region_code: str
    ids: tuple[int, ...]


def list_reasons(step: Step, rows: Mapping[int, RecordRow]) -> dict[int, list[Reason]]:
    """Reasons that lie in the list: half of a list may not move on alone, one list is of one village."""
    found: dict[int, list[Reason]] = {}
    if step.whole_list:
        selected: dict[int, int] = {}
        for row in rows.values():
            if row.list_id is not None:
                selected[row.list_id] = selected.get(row.list_id, 0) + 1
        for id, row in rows.items():
            if row.list_id is not None and selected[row.list_id] != row.list_size:
                found[id] = [reason("whole_list_required", number=row.list_number or 0, members=row.list_size or 0)]
    elif step.gathers and len({row.region_code for row in rows.values()}) > 1:
        found = {id: [reason("one_village_per_list")] for id in rows}
    return found


def groups_for(
    connection: Connection, step: Step, rows: Mapping[int, RecordRow], *, year: int, by: int, at: datetime
) -> list[Grouping]:
    """The lists that an act is taken on. A gathering step makes one unless exactly these households are one already."""
    by_list: dict[tuple[int | None, str], list[int]] = {}
    for id, row in rows.items():
        by_list.setdefault((row.list_id, row.region_code), []).append(id)
    if step.gathers and not step.whole_list and not _is_one_list(step.gathers, rows, year):
        region_code = next(iter(rows.values())).region_code
        list_id = make_list(connection, region_code, year, step.gathers, list(rows), step=step.name, by=by, at=at)
        return [Grouping(list_id, region_code, tuple(rows))]
    return [Grouping(list_id, region_code, tuple(ids)) for (list_id, region_code), ids in by_list.items()]


def make_list(
    connection: Connection,
    village_code: str,
    year: int,
    kind: str,
    ids: Sequence[int],
    *,
    step: str,
    by: int,
    at: datetime,
) -> int:
    """Store a list with these records; they leave whatever list they stood on.

    Args:
        kind: identification, exit or strike_off.
        step: what takes them off their old list.

    Returns:
        The list's id.
    """
    leave_lists(connection, ids, step=step, at=at)
    number = next_number(connection, village_code, f"list_{kind}", year)
    list_id = connection.execute(
        insert(HouseholdList)
        .values(village_code=village_code, year=year, kind=kind, number=number, made_by=by, made_at=at)
        .returning(HouseholdList.id)
    ).scalar_one()
    dialect = connection.dialect.name
    connection.execute(_joining(dialect), {"list_id": list_id, "ids": listed(ids, dialect), "at": at})
    return list_id


@cache
def _joining(dialect: str) -> Insert:
    joining = select(
        bindparam("list_id", type_=Integer()), each_id("ids", dialect), bindparam("at", type_=UtcDateTime())
    )
    return insert(ListMember).from_select(["list_id", "record_id", "joined_at"], joining)


def leave_lists(connection: Connection, ids: Collection[int], *, step: str, at: datetime) -> None:
    """Take records off the lists that they stand on."""
    dialect = connection.dialect.name
    connection.execute(
        update(ListMember)
        .where(among(ListMember.record_id, "ids", dialect), ListMember.left_at.is_(None))
        .values(left_at=at, left_by=step),
        {"ids": listed(ids, dialect)},
    )


def _is_one_list(kind: str, rows: Mapping[int, RecordRow], year: int) -> bool:
    lists = {(row.list_id, row.list_kind, row.list_year) for row in rows.values()}
    if len(lists) != 1:
        return False
    row = next(iter(rows.values()))
    return row.list_id is not None and (row.list_kind, row.list_year, row.list_size) == (kind, year, len(rows))
