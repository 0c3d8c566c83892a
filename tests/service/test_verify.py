"""Verifying the history: what was told by the service stands, and every tampering is found and named."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, select, text

from service.database import Database
from service.history.entries import NOTICE_PRINTED
from service.history.fault import Fault
from service.history.verify import snapshot, verify
from service.models.history import HistoryEntry
from tests.makers import World, make_world
from tests.service.told import (
    at_entry,
    let_paper_cost_nothing,
    rewrite,
    tampering_engine,
    tell,
    tell_the_printing,
    unguarded,
)

TABLES = (
    "history_entry",
    "history_detail",
    "record",
    "notice",
    "notice_pdf",
    "notice_member",
    "act",
)


@dataclass
class Told:
    """A world with a history, the records in it, and an engine that obeys nothing."""

    world: World
    records: dict[str, list[int]]
    entries: int
    engine: Engine

    def seq(self, record_id: int, step: str) -> int:
        """Place of the first entry of a step."""
        return next(entry.seq for entry in self.world.entries(record_id) if entry.step == step)


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def told(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Told]:
    """One history for all tests of this module: each tampers inside a transaction that is rolled back."""
    folder = tmp_path_factory.mktemp("told")
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), folder / "test.db")
        yield from _told(f"sqlite:///{folder / 'test.db'}", folder)
        return
    server = request.getfixturevalue("postgres_server")
    with server.database(template=request.getfixturevalue("migrated_template")) as url:
        yield from _told(url, folder)


def _told(url: str, folder: Path) -> Iterator[Told]:
    database = Database(url)
    world = make_world(database)
    with pytest.MonkeyPatch.context() as patch:
        let_paper_cost_nothing(patch)
        tell_the_printing(world, folder)
        records = tell(world)
    with database.read() as db:
        entries = count(db.connection())
    engine = tampering_engine(url)
    yield Told(world, records, entries, engine)
    engine.dispose()
    database.close()


def codes(faults: list[Fault]) -> set[str]:
    return {fault.code for fault in faults}


def test_what_the_service_told_has_no_fault(told: Told) -> None:
    reports: list[tuple[int, int]] = []
    with snapshot(told.world.database) as connection:
        assert verify(connection, lambda records, entries: reports.append((records, entries))) == []
        assert reports == [(9, count(connection))]


def tampered(told: Told, *statements: str) -> list[Fault]:
    with unguarded(told.engine, TABLES) as connection:
        for statement in statements:
            changed = connection.execute(text(statement))
            assert changed.rowcount, statement
        return verify(connection)


def test_an_entry_that_was_changed_is_named(told: Told) -> None:
    (record_id,) = told.records["declined"]
    faults = tampered(told, f"UPDATE history_entry SET role = 'auditor' WHERE record_id = {record_id} AND seq = 1")
    found = next(fault for fault in faults if fault.code == "hash_wrong")
    assert (found.record_id, found.seq) == (record_id, 1)
    assert str(found) == f"record {record_id} entry 1: its columns do not give its hash [hash_wrong]"


@pytest.mark.parametrize(
    "column",
    ["act_id", "basis", "commitment", "list_id", "notice_id", "post_region_code", "previous_hash", "to_state"],
)
def test_no_column_of_an_entry_is_outside_its_hash(told: Told, column: str) -> None:
    record_id = told.records["archived"][0]
    other = f"(SELECT max(id) FROM {'notice' if column == 'notice_id' else 'household_list'})"
    value = other if column.endswith("_id") and column != "act_id" else "'990101'"
    where = f"record_id = {record_id} AND seq = {told.seq(record_id, 'review')}"
    assert "hash_wrong" in codes(tampered(told, f"UPDATE history_entry SET {column} = {value} WHERE {where}"))


def test_an_entry_that_was_taken_out_leaves_a_gap(told: Told) -> None:
    record_id = told.records["archived"][0]
    seq = told.seq(record_id, "review")
    found = codes(tampered(told, *removal(record_id, seq)))
    assert {"gap", "chain_broken", "state_broken", "act_incomplete"} <= found


def test_a_last_entry_that_was_taken_out_is_missed_by_its_record(told: Told) -> None:
    record_id = told.records["archived"][0]
    last = told.world.entries(record_id)[-1].seq
    found = codes(tampered(told, *removal(record_id, last)))
    assert {"record_version", "record_head_hash", "record_state", "act_incomplete"} <= found


def removal(record_id: int, seq: int) -> list[str]:
    return [
        f"DELETE FROM {table} WHERE record_id = {record_id} AND seq = {seq}"
        for table in ("history_detail", "history_entry")
    ]


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("version", "version + 1"),
        ("head_hash", "'0'"),
        ("state", "'identified'"),
        ("last_step", "'approve'"),
        ("stays", "'[\"close\"]'"),
        ("stays", "'no list'"),
        ("acted", "'{}'"),
        ("opened_in", "'assisted'"),
        ("opened_at", "since_at"),
        ("since_at", "opened_at"),
    ],
)
def test_a_record_that_differs_from_its_history_is_found(told: Told, column: str, value: str) -> None:
    record_id = told.records["hanging"][0]
    faults = tampered(told, f"UPDATE record SET {column} = {value} WHERE id = {record_id}")
    assert [fault.code for fault in faults if fault.record_id == record_id] == [f"record_{column}"]


@pytest.mark.parametrize(
    ("whose", "step", "changes", "code"),
    [
        ("archived", "review", {"role": "village_clerk"}, "role_may_not"),
        ("archived", "review", {"function": "approver"}, "other_function"),
        ("archived", "review", {"function": None}, "other_function"),
        ("archived", "review", {"step": "approve"}, "no_such_move"),
        ("archived", "review", {"to_state": "approved"}, "other_target"),
        ("archived", "review", {"from_state": "verified"}, "state_broken"),
        ("archived", "review", {"from_state": None}, "state_broken"),
        ("archived", "review", {"hours": -24 * 300}, "back_dated"),
        ("archived", "review", {"post_region_code": "990102100"}, "outside"),
        ("archived", "review", {"post_region_code": "9901"}, "other_level"),
        ("archived", "review", {"procedure": "village"}, "other_procedure"),
        ("archived", "approve", {"notice_id": None}, "notice_missing"),
        ("archived", "approve", {"act_id": "another"}, "act_differs"),
        ("archived", NOTICE_PRINTED, {"basis": '{"notice":1,"sha256":"00"}'}, "paper_differs"),
        ("archived", NOTICE_PRINTED, {"basis": "[]"}, "paper_differs"),
        ("archived", NOTICE_PRINTED, {"to_state": "archived"}, "printing_moved"),
        ("archived", "apply", {"step": "relapse"}, "no_such_move"),
        ("relapsed", "relapse", {"step": "apply"}, "no_such_move"),
        ("revoked", "revoke", {"to_state": "identified"}, "no_such_move"),
        ("village", "designate", {"role": "auditor"}, "role_may_not"),
    ],
)
def test_a_forger_who_hashes_everything_again_is_still_found(
    told: Told, whose: str, step: str, changes: dict[str, object], code: str
) -> None:
    record_id = told.records[whose][0]
    with unguarded(told.engine, TABLES) as connection:
        rewrite(connection, record_id, at_entry(told.seq(record_id, step), **changes))
        faults = verify(connection)
    assert code in codes(faults)
    assert "hash_wrong" not in codes(faults)


def test_two_functions_by_one_person_are_found(told: Told) -> None:
    record_id = told.records["archived"][0]
    clerk = told.world.people["clerk"]
    with unguarded(told.engine, TABLES) as connection:
        rewrite(connection, record_id, at_entry(told.seq(record_id, "review"), actor_id=clerk))
        assert "same_person" in codes(verify(connection))


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("UPDATE history_detail SET payload = replace(payload, '试验', '别人') WHERE {where}", "detail_changed"),
        ("UPDATE history_detail SET salt = 'no number' WHERE {where}", "detail_changed"),
        ("DELETE FROM history_detail WHERE {where}", "detail_missing"),
        ("UPDATE history_detail SET payload = NULL, salt = NULL, erased_at = '2019-01-07 00:00:00', "
         "erasure_order = ' ' WHERE {where}", "erased_without_order"),
        ("UPDATE act SET records = records + 1 WHERE id = (SELECT act_id FROM history_entry WHERE {where})",
         "act_incomplete"),
        ("DELETE FROM act WHERE id = (SELECT act_id FROM history_entry WHERE {where})", "act_differs"),
        ("DELETE FROM history_entry WHERE {where}", "entry_missing"),
        ("DELETE FROM record WHERE id = {record}", "record_missing"),
        ("UPDATE record SET newest = NOT newest WHERE id = {record}", "cycles_broken"),
        ("UPDATE record SET cycle = 3 WHERE id = {record}", "cycles_broken"),
        ("UPDATE notice SET facts = replace(facts, '试验', '别人') WHERE id = 1", "facts_changed"),
        ("UPDATE notice_pdf SET sha256 = 'ff' WHERE notice_id = 1", "paper_differs"),
        ("DELETE FROM notice_pdf WHERE notice_id = 1", "paper_differs"),
        ("INSERT INTO notice_member (notice_id, record_id) VALUES (1, {record})", "paper_untold"),
        ("UPDATE notice SET kind = 'correction' WHERE id = 1", "other_notice"),
        ("UPDATE notice SET serial = 99 WHERE id = 1", "numbers_gap"),
        ("UPDATE number_series SET last_number = last_number + 1", "numbers_gap"),
        ("DELETE FROM number_series", "numbers_unknown"),
        ("UPDATE household_list SET number = 99 WHERE id = 1", "numbers_gap"),
    ],
)  # fmt: skip
def test_what_lies_beside_the_entries_is_compared_too(told: Told, statement: str, code: str) -> None:
    (record_id,) = told.records["relapsed"]
    where = f"record_id = {record_id} AND seq = 1"
    assert code in codes(tampered(told, statement.format(where=where, record=record_id)))


def test_a_cycle_that_begins_before_the_one_it_follows_is_found(told: Told) -> None:
    (record_id,) = told.records["relapsed"]
    found = codes(tampered(told, f"UPDATE record SET opened_at = '2015-01-01 00:00:00' WHERE id = {record_id}"))
    assert {"cycle_too_early", "record_opened_at"} <= found


def test_a_record_without_any_entry_is_found(told: Told) -> None:
    (record_id,) = told.records["relapsed"]
    rows = [f"DELETE FROM {table} WHERE record_id = {record_id}" for table in ("history_detail", "history_entry")]
    assert "without_history" in codes(tampered(told, *rows))


def test_a_ruined_database_is_not_read_to_its_end(told: Told) -> None:
    with unguarded(told.engine, TABLES) as connection:
        connection.execute(text("UPDATE history_entry SET basis = 'x'"))
        assert len(verify(connection, limit=3)) == 3


def test_the_tampering_was_rolled_back_every_time(told: Told) -> None:
    with snapshot(told.world.database) as connection:
        assert verify(connection) == []
        assert count(connection) == told.entries


def count(connection: Connection) -> int:
    return len(connection.execute(select(HistoryEntry.seq)).all())
