"""Records as plain rows, locked for the act: who they are, where they stand, which list they are on."""

import json
from collections.abc import Collection, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, NamedTuple

from sqlalchemy import Connection, Select, and_, func, select
from sqlalchemy.orm import aliased

from service.among import among, listed
from service.models.household_list import HouseholdList, ListMember
from service.models.record import Record
from service.models.register import Household
from service.questions import Question
from service.rules.lookups import prefixes
from workflows.roles import Function


class RecordRow(NamedTuple):
    """One record as an act sees it."""

    id: int
    procedure: str
    region_code: str
    household_id: int | None
    cycle: int
    newest: bool
    state: str
    version: int
    head_hash: str
    opened_in: str
    last_step: str
    stays: str
    acted: str
    head_name: str | None
    list_id: int | None
    list_kind: str | None
    list_year: int | None
    list_number: int | None
    list_size: int | None

    def functions(self) -> Mapping[Function, frozenset[int]]:
        """Who acted in which function in this cycle."""
        return _functions(self.acted)

    def steps_since(self) -> frozenset[str]:
        """Steps that left the record in its state since it came there."""
        return _steps(self.stays)


# The households of a list have mostly seen the same people and the same steps.
@lru_cache
def _functions(acted: str) -> Mapping[Function, frozenset[int]]:
    people = {Function(name): frozenset(ids) for name, ids in json.loads(acted).items()}
    return MappingProxyType(people)


@lru_cache
def _steps(stays: str) -> frozenset[str]:
    return frozenset(json.loads(stays))


def _statement(dialect: str) -> Select[*tuple[Any, ...]]:
    # Counted once for every list, not once for every record of it.
    mine, standing = aliased(ListMember), aliased(ListMember)
    of_these = select(mine.list_id).where(among(mine.record_id, "ids", dialect), mine.left_at.is_(None))
    sizes = (
        select(standing.list_id, func.count().label("members"))
        .where(standing.list_id.in_(of_these), standing.left_at.is_(None))
        .group_by(standing.list_id)
        .subquery()
    )
    return (
        select(
            Record.id,
            Record.procedure,
            Record.region_code,
            Record.household_id,
            Record.cycle,
            Record.newest,
            Record.state,
            Record.version,
            Record.head_hash,
            Record.opened_in,
            Record.last_step,
            Record.stays,
            Record.acted,
            Household.head_name,
            ListMember.list_id,
            HouseholdList.kind,
            HouseholdList.year,
            HouseholdList.number,
            sizes.c.members,
        )
        .select_from(Record)
        .outerjoin(Household, Household.id == Record.household_id)
        .outerjoin(ListMember, and_(ListMember.record_id == Record.id, ListMember.left_at.is_(None)))
        .outerjoin(HouseholdList, HouseholdList.id == ListMember.list_id)
        .outerjoin(sizes, sizes.c.list_id == ListMember.list_id)
        .where(among(Record.id, "ids", dialect))
        .order_by(Record.id)
    )


_ROWS: Final = Question(_statement)
# Whoever files an objection or a paper locks the record too: the facts read after this cannot change before commit.
_LOCKED_ROWS: Final = Question(lambda dialect: _statement(dialect).with_for_update(of=Record))


def load_rows(connection: Connection, ids: Collection[int], *, lock: bool) -> dict[int, RecordRow]:
    """Records by id, in the order of their ids; unknown ones are missing.

    Args:
        lock: hold them until the transaction ends, in the order of their ids, so that two lists cannot deadlock.
    """
    dialect = connection.dialect.name
    rows = (_LOCKED_ROWS if lock else _ROWS).rows(connection, {"ids": listed(ids, dialect)})
    return {row[0]: RecordRow._make(row) for row in rows}


def lock_places(connection: Connection, region_codes: Collection[str]) -> None:
    """Hold the villages and counties around these regions as they stand, until the transaction ends.

    Their own acts lock their records for update, so whichever comes second sees what the first one did. They take
    no household's lock, so waiting for them cannot deadlock.
    """
    dialect = connection.dialect.name
    if dialect == "sqlite":
        return  # One writer at a time anyway.
    around = sorted({code for region_code in region_codes for code in prefixes(region_code) if code})
    connection.execute(_PLACES, {"around": listed(around, dialect)})


_PLACES: Final = (
    select(Record.id)
    .where(Record.household_id.is_(None), among(Record.region_code, "around", "postgresql"))
    .order_by(Record.id)
    .with_for_update(read=True)
)
