"""Two at the same roll at one moment: exactly one signs or decides. Each beside a naive control that fails."""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

from sqlalchemy import func, select, text

from service.campaigns.deciding import decide
from service.campaigns.steps import SignatureGiven, take
from service.models.campaign import RollAct, YearlyDecision
from tests.makers import TOWNSHIP, VILLAGE, World
from tests.service import walking
from tests.service.rounds import decided, homes_of, opened, roll_now, signed, step, surveyed
from tests.service.test_concurrency import PATIENCE, at_once, kinds, naive
from workflows.roles import Role

SIGNERS = 4


def deciding(world: World) -> int:
    """A roll with one household, about to be decided."""
    ids = walking.assisted(world, 1)
    roll = opened(world)
    step(world, roll, "begin", "township")
    surveyed(world, ids)
    return roll


def test_of_many_who_record_the_same_signature_exactly_one_does(pg_world: World, tmp_path: Path) -> None:
    roll = deciding(pg_world)
    decided(pg_world, roll)
    step(pg_world, roll, "submit", "township")
    signed(pg_world, roll, 0, tmp_path)
    version = roll_now(pg_world, roll).version
    with pg_world.database.read() as db:
        scan = db.scalar(select(func.max(RollAct.attachment_id)))
    for number in range(SIGNERS):
        pg_world.employ(f"township{number}", Role.TOWNSHIP_REVIEWER, TOWNSHIP)

    def signing(number: int) -> Callable[[], None]:
        given = SignatureGiven(f"第{number}人", pg_world.clock.today(), scan)
        actor, at = pg_world.actor(f"township{number}"), pg_world.tick()

        def sign() -> None:
            with pg_world.database.write() as db:
                take(db, roll, version, "sign_head_of_township", signature=given, actor=actor, at=at)

        return sign

    results = at_once([signing(number) for number in range(SIGNERS)])
    assert kinds(results) == {"ChangedSince": SIGNERS - 1, "NoneType": 1}
    now = roll_now(pg_world, roll)
    assert (now.state, len(now.signatures)) == ("township_signed", 2)


def test_naively_several_sign_in_one_office(pg_world: World) -> None:
    naive(
        pg_world,
        "CREATE TABLE naive_roll (id int PRIMARY KEY, state text)",
        "CREATE TABLE naive_signature (name int)",
        "INSERT INTO naive_roll VALUES (1, 'submitted')",
    )
    read = threading.Barrier(SIGNERS)

    def sign() -> bool:
        with pg_world.database.write() as db:
            state = db.execute(text("SELECT state FROM naive_roll WHERE id = 1")).scalar_one()
            read.wait(PATIENCE)
            if state != "submitted":
                return False
            db.execute(text("INSERT INTO naive_signature VALUES (1)"))
            db.execute(text("UPDATE naive_roll SET state = 'signed' WHERE id = 1"))
            return True

    assert sum(at_once([sign] * SIGNERS)) > 1


def test_of_many_who_decide_a_household_at_once_one_does_and_the_others_must_say_why(pg_world: World) -> None:
    roll = deciding(pg_world)
    homes = list(homes_of(pg_world, roll).values())
    for number in range(SIGNERS):
        pg_world.employ(f"clerk{number}", Role.VILLAGE_CLERK, VILLAGE)

    def press(number: int) -> Callable[[], Any]:
        actor, at = pg_world.actor(f"clerk{number}"), pg_world.tick()
        decision = "new" if number % 2 else "exit"

        def act() -> int:
            with pg_world.database.write() as db:
                return decide(db, roll, VILLAGE, homes, decision, actor=actor, at=at)

        return act

    results = at_once([press(number) for number in range(SIGNERS)])
    # Who says the same as the first writes nothing; who says otherwise is asked for a reason.
    assert results.count(1) == 1
    assert kinds([each for each in results if each not in (0, 1)]) == {"ActRefused": 2}
    with pg_world.database.read() as db:
        assert db.scalar(select(func.count()).select_from(YearlyDecision)) == 1


def test_a_decision_waits_for_a_submission_and_is_refused_after_it(pg_world: World) -> None:
    roll = deciding(pg_world)
    decided(pg_world, roll)
    homes = list(homes_of(pg_world, roll).values())
    clerk, township, at = pg_world.actor("clerk"), pg_world.actor("township"), pg_world.tick()
    version = roll_now(pg_world, roll).version

    def change() -> int:
        with pg_world.database.write() as db:
            return decide(db, roll, VILLAGE, homes, "exit", why="改", actor=clerk, at=at)

    def submit() -> None:
        with pg_world.database.write() as db:
            take(db, roll, version, "submit", actor=township, at=at)

    results = at_once([change, submit])
    now = roll_now(pg_world, roll)
    # Either order is right; a list that says otherwise than the decisions is not.
    if now.state == "submitted":
        assert kinds(results) == {"ActRefused": 1, "NoneType": 1}
    else:
        assert results[0] == 1
        assert kinds(results[1:]) == {"ActRefused": 1}
