"""What the register holds about the households of a file: in a few statements for a whole batch of villages."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any, Final

from sqlalchemy import Connection, RowMapping, select

from service.among import among, listed
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.models.register_history import Correction
from workflows.declare import Stage
from workflows.household import STAGES
from workflows.household import Household as State

APPROVED: Final = tuple(
    state.value for state in State if STAGES[state] is not Stage.IDENTIFICATION and state is not State.DECLINED
)
"""States of a household's newest cycle from its identification on: what that rested on is corrected with approval."""


@dataclass
class OnFile:
    """Rows of the register.

    Args:
        households: by village and number.
        members: of a household, by its id.
        approved: ids of households that were approved.
        proposed: (subject, id, field) → what an open correction would make of it.
        bearers: print of an identity number → who has it: (member id, household id, village, number, left_on).
    """

    households: dict[tuple[str, int], RowMapping] = field(default_factory=dict)
    members: dict[int, list[RowMapping]] = field(default_factory=dict)
    approved: set[int | None] = field(default_factory=set)
    proposed: dict[tuple[str, int, str], str | None] = field(default_factory=dict)
    bearers: dict[str, list[Any]] = field(default_factory=dict)


def villages_known(connection: Connection, codes: Collection[str]) -> dict[str, str]:
    """Those of these codes that are villages, with their names."""
    dialect = connection.dialect.name
    rows = connection.execute(
        select(Region.code, Region.name).where(among(Region.code, "codes", dialect), Region.level == "village"),
        {"codes": listed(list(codes), dialect)},
    )
    return {code: short_name(name) for code, name in rows}


def on_file(connection: Connection, keys: Collection[tuple[str, int]], prints: Collection[str]) -> OnFile:
    """Everything that the rows of some households are compared with."""
    dialect = connection.dialect.name
    wanted, found = set(keys), OnFile()
    villages = listed(sorted({village for village, _ in wanted}), dialect)
    table = Household.__table__
    rows = connection.execute(
        select(table).where(among(Household.village_code, "villages", dialect)), {"villages": villages}
    )
    for row in rows.mappings():
        if (row["village_code"], row["number"]) in wanted:
            found.households[row["village_code"], row["number"]] = row
    ids = listed([row["id"] for row in found.households.values()], dialect)
    people = connection.execute(
        select(Member.__table__).where(among(Member.household_id, "ids", dialect)).order_by(Member.id), {"ids": ids}
    )
    for row in people.mappings():
        found.members.setdefault(row["household_id"], []).append(row)
    found.approved = set(
        connection.execute(
            select(Record.household_id).where(
                among(Record.household_id, "ids", dialect), Record.newest, Record.state.in_(APPROVED)
            ),
            {"ids": ids},
        ).scalars()
    )
    open_ones = connection.execute(
        select(Correction.changes).where(
            among(Correction.household_id, "ids", dialect), Correction.state == "proposed"
        ),
        {"ids": ids},
    )
    for changes in open_ones.scalars():
        for each in json.loads(changes):
            found.proposed[each["subject"], each["id"], each["field"]] = each["new"]
    bearers = connection.execute(
        select(
            Member.identity_print,
            Member.id,
            Member.household_id,
            Household.village_code,
            Household.number,
            Member.left_on,
        )
        .join(Household, Household.id == Member.household_id)
        .where(among(Member.identity_print, "prints", dialect)),
        {"prints": listed(list(prints), dialect)},
    )
    for each in bearers:
        found.bearers.setdefault(str(each.identity_print), []).append(each)
    return found
