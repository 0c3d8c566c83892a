"""Two people at the same moment: exactly one wins. Each with a control that does it naively, and fails."""

import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Connection, func, select, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from service import firing
from service.firing import Fired, Refused, fire
from service.models.history import Act, HistoryEntry
from service.models.household_list import HouseholdList
from service.models.notice import Notice
from service.notices.numbers import next_number
from tests.makers import COUNTY, VILLAGE, World
from tests.service.walking import (
    MEETING,
    approved,
    assessed,
    assisted,
    county_reviewed_village,
    township_reviewed,
    verified,
)
from workflows.roles import Role

PEOPLE = 8
PATIENCE = 30.0  # seconds until a thread that hangs fails its test


def at_once(calls: list[Callable[[], Any]]) -> list[Any]:
    """What every call returned or raised, all let off together."""
    start = threading.Barrier(len(calls))

    def let_off(call: Callable[[], Any]) -> Any:
        start.wait(PATIENCE)
        try:
            return call()
        except Exception as raised:
            return raised

    with ThreadPoolExecutor(len(calls)) as pool:
        return [done.result(PATIENCE) for done in [pool.submit(let_off, call) for call in calls]]


def kinds(results: list[Any]) -> dict[str, int]:
    """How many of each outcome."""
    names = [type(result).__name__ for result in results]
    return {name: names.count(name) for name in sorted(set(names))}


def pressing(
    world: World, step: str, ids: list[int], login: str, opinion: str = "", key: str = ""
) -> Callable[[], Fired]:
    """Somebody whose page is drawn now and who presses the button later."""
    order, actor, at = world.order(step, ids, opinion, key), world.actor(login), world.tick()

    def press() -> Fired:
        with world.database.write() as db:
            return fire(db, order, actor, at=at)

    return press


# --- the same records ------------------------------------------------------------------------------------------


def test_of_many_who_approve_the_same_list_exactly_one_wins(world: World) -> None:
    ids = township_reviewed(world, 3)
    for number in range(PEOPLE):
        world.employ(f"approver{number}", Role.COUNTY_APPROVER, COUNTY)
    results = at_once([pressing(world, "approve", ids, f"approver{number}") for number in range(PEOPLE)])
    assert kinds(results) == {"Fired": 1, "Stale": PEOPLE - 1}
    assert all(len([e for e in world.entries(id) if e.step == "approve"]) == 1 for id in ids)


def test_naively_several_approvals_pass(pg_world: World) -> None:
    naive(
        pg_world,
        "CREATE TABLE naive_record (id int PRIMARY KEY, state text)",
        "INSERT INTO naive_record VALUES (1, 'reviewed')",
    )
    read = threading.Barrier(PEOPLE)

    def approve() -> bool:
        with pg_world.database.write() as db:
            state = db.execute(text("SELECT state FROM naive_record WHERE id = 1")).scalar_one()
            read.wait(PATIENCE)
            if state != "reviewed":
                return False
            db.execute(text("UPDATE naive_record SET state = 'approved' WHERE id = 1"))
            return True

    assert sum(at_once([approve] * PEOPLE)) > 1


def test_overlapping_lists_in_another_order_do_not_deadlock(world: World) -> None:
    ids = assisted(world, 6)
    world.file("survey", ids, {"surveyor": "试验员", "findings": "未稳定"})
    halves = [ids[:4], list(reversed(ids[2:]))] * 4
    results = at_once([pressing(world, "continue_assistance", half, "clerk") for half in halves])
    assert set(kinds(results)) <= {"Fired", "Stale"}
    assert kinds(results)["Fired"] == 1


def test_naively_overlapping_lists_deadlock(pg_world: World) -> None:
    one, other = assisted(pg_world, 2)
    first_locked = threading.Barrier(2)

    def lock(ids: list[int]) -> None:
        with pg_world.database.write() as db:
            for id in ids:
                db.execute(text("SELECT id FROM record WHERE id = :id FOR UPDATE"), {"id": id})
                if id == ids[0]:
                    first_locked.wait(PATIENCE)

    results = at_once([lambda: lock([one, other]), lambda: lock([other, one])])
    assert [type(result) for result in results if result is not None] == [OperationalError]


# --- the same button -------------------------------------------------------------------------------------------


def test_a_button_pressed_many_times_at_once_is_one_act(world: World) -> None:
    ids = township_reviewed(world, 2)
    key = "0123456789abcdef"
    results = at_once([pressing(world, "approve", ids, "county-approver", key=key) for _ in range(PEOPLE)])
    assert kinds(results) == {"AlreadyDone": PEOPLE - 1, "Fired": 1}
    with world.database.read() as db:
        assert db.scalar(select(func.count()).where(Act.id == key)) == 1
        assert db.scalar(select(func.count()).where(HistoryEntry.act_id == key)) == len(ids)


def test_one_key_for_different_households_at_once_is_one_act(world: World) -> None:
    ids = assisted(world, PEOPLE)
    world.file("survey", ids, {"surveyor": "试验员", "findings": "未稳定"})
    calls = [pressing(world, "continue_assistance", [id], "clerk", key="fedcba9876543210") for id in ids]
    assert kinds(at_once(calls)) == {"AlreadyDone": PEOPLE - 1, "Fired": 1}


def test_naively_a_button_pressed_many_times_is_many_acts(pg_world: World) -> None:
    naive(pg_world, "CREATE TABLE naive_act (key text)")
    looked = threading.Barrier(PEOPLE)

    def press() -> None:
        with pg_world.database.write() as db:
            known = db.execute(text("SELECT key FROM naive_act WHERE key = 'k'")).first()
            looked.wait(PATIENCE)
            if known is None:
                db.execute(text("INSERT INTO naive_act VALUES ('k')"))

    at_once([press] * PEOPLE)
    with pg_world.database.read() as db:
        assert db.execute(text("SELECT count(*) FROM naive_act")).scalar_one() > 1


# --- numbers ---------------------------------------------------------------------------------------------------


class ChangedMind(Exception):
    """Rolls an act back after it took its number."""


def test_numbers_have_no_gap_and_no_twin_whoever_rolls_back(world: World) -> None:
    def number(keeps: bool) -> int:
        with world.database.write() as db:
            taken = next_number(db.connection(), COUNTY, "announcement", 2018)
            if not keeps:
                raise ChangedMind
            return taken

    results = at_once([partial(number, place % 3 > 0) for place in range(12)])
    assert sorted(result for result in results if isinstance(result, int)) == list(range(1, 9))


def test_notices_and_lists_issued_at_once_are_numbered_one_after_the_other(world: World) -> None:
    ids = assessed(world, PEOPLE)
    world.file("identification_meeting", ids, MEETING)
    assert kinds(at_once([pressing(world, "post_first_list", [id], "clerk") for id in ids])) == {"Fired": PEOPLE}
    expected = list(range(1, PEOPLE + 1))
    with world.database.read() as db:
        assert sorted(db.scalars(select(Notice.serial))) == expected
        assert sorted(db.scalars(select(HouseholdList.number))) == expected


def test_naively_numbers_collide(pg_world: World) -> None:
    naive(pg_world, "CREATE TABLE naive_number (number int)")
    looked = threading.Barrier(PEOPLE)

    def number() -> int:
        with pg_world.database.write() as db:
            highest: int = db.execute(text("SELECT coalesce(max(number), 0) FROM naive_number")).scalar_one()
            looked.wait(PATIENCE)
            db.execute(text("INSERT INTO naive_number VALUES (:number)"), {"number": highest + 1})
            return highest + 1

    assert len(set(at_once([number] * PEOPLE))) < PEOPLE


# --- cycles ----------------------------------------------------------------------------------------------------


def test_the_next_cycle_is_opened_once(world: World) -> None:
    (record,) = approved(world, 1)
    results = at_once([pressing(world, "relapse", [record], "clerk", "因灾返贫") for _ in range(PEOPLE)])
    assert kinds(results) == {"Fired": 1, "Refused": PEOPLE - 1}
    assert {found.code for result in results if isinstance(result, Refused) for found in result.reasons[record]} == {
        "newer_cycle_exists"
    }
    assert [(cycle, newest) for _, cycle, _, newest in world.cycles(record)] == [(1, False), (2, True)]


def test_naively_the_next_cycle_is_opened_often(pg_world: World) -> None:
    naive(pg_world, "CREATE TABLE naive_cycle (household int, cycle int)", "INSERT INTO naive_cycle VALUES (1, 1)")
    looked = threading.Barrier(PEOPLE)

    def relapse() -> None:
        with pg_world.database.write() as db:
            newest: int = db.execute(text("SELECT max(cycle) FROM naive_cycle WHERE household = 1")).scalar_one()
            looked.wait(PATIENCE)
            db.execute(text("INSERT INTO naive_cycle VALUES (1, :cycle)"), {"cycle": newest + 1})

    at_once([relapse] * PEOPLE)
    with pg_world.database.read() as db:
        assert db.execute(text("SELECT count(*) FROM naive_cycle WHERE cycle = 2")).scalar_one() > 1


# --- a village and its households ------------------------------------------------------------------------------


def overlapped(world: World, first: Callable[[Session], Any], second: Callable[[], Any]) -> tuple[bool, Any]:
    """The second act begins while the first one is not committed yet: whether it waited, and what it came to."""
    with ThreadPoolExecutor(1) as pool:
        with world.database.write() as db:
            first(db)
            started = pool.submit(lambda: at_once([second])[0])
            waited = waits(world, started)
        return waited, started.result(PATIENCE)


def waits(world: World, started: Future[Any]) -> bool:
    """Whether an act waits for another one's lock, as the engine itself says; a slow machine only makes it late."""
    if world.database.dialect == "sqlite":
        # One writer at a time: who waits there is seen by not coming to an end.
        return not wait([started], timeout=1.0).done
    waiting = text("SELECT count(*) FROM pg_locks WHERE NOT granted")
    while not started.done():
        with world.database.read() as db:
            if db.execute(waiting).scalar_one():
                return True
    return False


def both_acts(world: World) -> tuple[Callable[[Session], Any], Callable[[], Fired]]:
    """A household about to be publicized, and its village about to be approved."""
    household = verified(world, 1)
    village = county_reviewed_village(world)
    order, actor, at = world.order("publicize", household), world.actor("clerk"), world.tick()
    return lambda db: fire(db, order, actor, at=at), pressing(world, "approve", [village], "city-approver")


def test_a_village_waits_for_a_household_that_is_being_publicized(world: World) -> None:
    waited, result = overlapped(world, *both_acts(world))
    assert waited
    assert isinstance(result, Refused)
    assert [found.code for reasons in result.reasons.values() for found in reasons] == ["households_before_decision"]


def test_a_household_waits_for_a_village_that_is_being_approved(world: World) -> None:
    household = verified(world, 1)
    village = county_reviewed_village(world)
    order, actor, at = world.order("approve", [village]), world.actor("city-approver"), world.tick()
    waited, result = overlapped(
        world, lambda db: fire(db, order, actor, at=at), pressing(world, "publicize", household, "clerk")
    )
    assert waited
    assert isinstance(result, Fired)


def test_naively_both_pass(pg_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def hold_nothing(connection: Connection, region_codes: object) -> None:
        """What the engine would do without the lock on the village."""

    monkeypatch.setattr(firing, "lock_places", hold_nothing)
    waited, result = overlapped(pg_world, *both_acts(pg_world))
    assert not waited
    assert isinstance(result, Fired)


def test_households_of_one_village_do_not_wait_for_each_other(pg_world: World) -> None:
    one, other = verified(pg_world, 1), verified(pg_world, 1)
    held = threading.Event()
    done = threading.Event()

    def hold() -> None:
        with pg_world.database.write() as db:
            firing.lock_places(db.connection(), [VILLAGE])
            held.set()
            done.wait(PATIENCE)

    with ThreadPoolExecutor(1) as pool:
        holding = pool.submit(hold)
        held.wait(PATIENCE)
        results = [pressing(pg_world, "publicize", ids, "clerk")() for ids in (one, other)]
        done.set()
        holding.result(PATIENCE)
    assert kinds(results) == {"Fired": 2}


def naive(world: World, *statements: str) -> None:
    """A scratch table, since the real ones refuse what a control wants to do."""
    with world.database.write() as db:
        for statement in statements:
            db.execute(text(statement))
