"""What a history entry names is there and stays there, on both engines and in whatever role somebody asks."""

from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.models.history import HistoryDetail, HistoryEntry
from service.models.household_list import HouseholdList
from tests.makers import World
from tests.service.test_append_only import refuses
from tests.service.walking import applied, publicized

NOWHERE = 987_654
HARMLESS = {"seq": 99}


def last_entry(db: Session | Connection) -> dict[str, Any]:
    return dict(db.execute(select(HistoryEntry.__table__).order_by(HistoryEntry.seq.desc()).limit(1)).one()._mapping)


@pytest.mark.parametrize(
    "strange",
    [
        {"record_id": NOWHERE},
        {"act_id": "no such act"},
        {"actor_id": NOWHERE},
        {"list_id": NOWHERE},
        {"notice_id": NOWHERE},
    ],
    ids=lambda strange: next(iter(strange)),
)
def test_an_entry_names_nothing_that_is_not_there(world: World, strange: dict[str, object]) -> None:
    applied(world, 1)
    with pytest.raises(IntegrityError), world.database.write() as db:
        db.execute(insert(HistoryEntry).values({**last_entry(db), **HARMLESS, **strange}))


def test_an_entry_names_the_person_of_its_act(world: World) -> None:
    applied(world, 1)
    if world.database.dialect == "sqlite":
        return  # A foreign key alone names the person there; verify-history compares it with the act.
    with pytest.raises(IntegrityError), world.database.write() as db:
        db.execute(insert(HistoryEntry).values({**last_entry(db), **HARMLESS, "actor_id": world.people["province"]}))


def test_a_personal_side_belongs_to_an_entry(world: World) -> None:
    (record_id,) = applied(world, 1)
    with pytest.raises(IntegrityError), world.database.write() as db:
        db.execute(insert(HistoryDetail).values(record_id=record_id, seq=NOWHERE, salt="", payload="{}"))


def test_what_is_there_may_be_named_again(world: World) -> None:
    publicized(world, 1)
    with world.database.write() as db:
        entry = last_entry(db)
        list_id = db.scalars(select(HouseholdList.id)).first()
        db.execute(insert(HistoryEntry).values({**entry, **HARMLESS, "list_id": list_id}))
        db.execute(insert(HistoryDetail).values(record_id=entry["record_id"], seq=99, salt="", payload="{}"))


@pytest.mark.parametrize("table", ["record", "household_list"])
def test_what_entries_name_is_never_deleted(world: World, table: str) -> None:
    publicized(world, 1)
    if world.database.dialect == "sqlite" and table == "household_list":
        with pytest.raises(IntegrityError), world.database.write() as db:
            db.execute(text("DELETE FROM household_list"))
        return
    refuses(world, f"DELETE FROM {table}")


@pytest.mark.parametrize("change", ["DELETE FROM {}", "TRUNCATE {} CASCADE", "UPDATE {} SET id = id + 1000"])
@pytest.mark.parametrize("table", ["record", "household_list"])
def test_a_superuser_in_replica_mode_does_not_take_it_away_either(world: World, table: str, change: str) -> None:
    if world.database.dialect == "sqlite":
        return  # It has no such mode.
    publicized(world, 1)
    refuses(world, f"SET LOCAL session_replication_role = replica; {change.format(table)}")


def test_in_replica_mode_an_entry_still_names_what_is_there(world: World) -> None:
    if world.database.dialect == "sqlite":
        return  # It has no such mode.
    applied(world, 1)
    with world.database.write_engine.connect() as connection:
        entry = last_entry(connection)
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        with pytest.raises(IntegrityError):
            connection.execute(insert(HistoryEntry).values({**entry, **HARMLESS, "act_id": "no such act"}))
