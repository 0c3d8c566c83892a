"""Corrections after the approval: proposed by one, decided by another at the township, applied as an act."""

import threading
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from service.competence import ActRefused, ChangedSince
from service.models.record import Record
from service.models.register_history import Correction, RegisterAct
from service.register import life
from service.register.acts import AlreadyActed
from service.register.corrections import decide
from service.register.entering import Entered, change_facts
from service.register.homes import NoSuchHousehold
from tests.makers import TOWNSHIP, World
from tests.service import walking
from tests.service.keeping import acts, changes, household_row, identity_of, people_of, told
from tests.service.test_concurrency import PATIENCE, at_once, kinds, naive
from workflows.roles import Role

DECIDERS = 6


def identified(world: World) -> int:
    (record,) = walking.identified(world, 1)
    with world.database.read() as db:
        found = db.scalar(select(Record.household_id).where(Record.id == record))
    assert found is not None
    return found


def change(world: World, folder: Path, home: int, values: dict[str, Any], login: str = "clerk", **more: Any) -> Entered:
    version = household_row(world, home).version
    member_id = more.pop("member_id", None)
    said = told(world, folder, login, **more)
    with world.database.write() as db:
        return change_facts(db, home, version, values, said, member_id=member_id)


def decided(world: World, folder: Path, id: int | None, step: str, login: str = "township", **more: Any) -> None:
    assert id is not None
    with world.database.read() as db:
        home = db.get_one(Correction, id).household_id
    version = more.pop("version", None) or household_row(world, home).version
    said = told(world, folder, login, **more)
    with world.database.write() as db:
        decide(db, id, step, version, said)


def standing(world: World, id: int | None) -> tuple[str, int | None, str | None]:
    with world.database.read() as db:
        row = db.execute(select(Correction).where(Correction.id == id)).scalar_one()
        return row.state, row.decided_by, row.opinion


def refused(call: Callable[[], Any]) -> dict[str, list[str]]:
    with pytest.raises(ActRefused) as caught:
        call()
    return {field: [each.code for each in reasons] for field, reasons in caught.value.reasons.items()}


def test_what_decides_waits_and_the_rest_is_changed_at_once(world: World, tmp_path: Path) -> None:
    home = identified(world)
    made = change(world, tmp_path, home, {"main_cause": "illness", "electricity": True})
    assert (made.changed, made.correction_id is not None) == (("electricity",), True)
    assert household_row(world, home).main_cause is None
    decided(world, tmp_path, made.correction_id, "approve", reason="")
    assert household_row(world, home).main_cause == "illness"
    assert standing(world, made.correction_id) == ("approved", world.people["township"], "")
    assert acts(world) == ["updated", "corrected"]
    assert changes(world)[-1] == ("main_cause", None, "illness")
    with world.database.read() as db:
        act = db.scalars(select(RegisterAct).where(RegisterAct.kind == "corrected")).one()
        assert (act.correction_id, act.acted_by) == (made.correction_id, world.people["township"])


def test_before_the_approval_everything_is_changed_at_once(world: World, tmp_path: Path) -> None:
    walking.county_review(world, 1)
    made = change(world, tmp_path, 1, {"main_cause": "illness"})
    assert (made.changed, made.correction_id) == (("main_cause",), None)


def test_a_corrected_number_is_sealed_again_and_found(world: World, tmp_path: Path) -> None:
    home = identified(world)
    head = people_of(world, home)[0].id
    number = identity_of(date(1970, 1, 1))
    made = change(world, tmp_path, home, {"identity": number}, member_id=head)
    with world.database.read() as db:
        assert number not in db.scalars(select(Correction.changes)).one()
    decided(world, tmp_path, made.correction_id, "approve")
    assert (people_of(world, home)[0].identity_masked or "").endswith(number[-4:])
    with pytest.raises(ActRefused):
        change(world, tmp_path, home, {"identity": number}, member_id=people_of(world, home)[1].id)


def test_refused_or_withdrawn_nothing_changes(world: World, tmp_path: Path) -> None:
    home = identified(world)
    first = change(world, tmp_path, home, {"main_cause": "illness"}).correction_id
    assert refused(lambda: decided(world, tmp_path, first, "refuse", reason=" ")) == {"opinion": ["reason_missing"]}
    assert refused(lambda: decided(world, tmp_path, first, "withdraw")) == {"": ["withdraws_others_correction"]}
    decided(world, tmp_path, first, "refuse", reason="与实际不符")
    assert standing(world, first)[0] == "refused"
    second = change(world, tmp_path, home, {"main_cause": "illness"}).correction_id
    decided(world, tmp_path, second, "withdraw", "clerk", reason="")
    assert standing(world, second)[0] == "withdrawn"
    assert (household_row(world, home).main_cause, acts(world)) == (None, [])
    with pytest.raises(ChangedSince):
        decided(world, tmp_path, second, "approve")


def test_a_township_official_does_not_decide_on_their_own(world: World, tmp_path: Path) -> None:
    home = identified(world)
    asked = change(world, tmp_path, home, {"main_cause": "illness"}, "township").correction_id
    assert refused(lambda: decided(world, tmp_path, asked, "approve")) == {"": ["decides_own_correction"]}
    assert refused(lambda: decided(world, tmp_path, asked, "approve", "clerk")) == {"": ["role_may_not"]}
    with pytest.raises(NoSuchHousehold):
        decided(world, tmp_path, asked, "approve", "other-clerk")
    world.employ("township2", Role.TOWNSHIP_REVIEWER, TOWNSHIP)
    decided(world, tmp_path, asked, "approve", "township2")
    assert household_row(world, home).main_cause == "illness"


def test_one_correction_is_decided_before_the_next(world: World, tmp_path: Path) -> None:
    home = identified(world)
    change(world, tmp_path, home, {"main_cause": "illness"}, key="one button for it")
    assert refused(lambda: change(world, tmp_path, home, {"household_class": "subsistence_poor"})) == {
        "": ["correction_pending"]
    }
    with pytest.raises(AlreadyActed):
        change(world, tmp_path, home, {"main_cause": "illness"}, key="one button for it")


def test_what_changed_since_is_looked_at_anew(world: World, tmp_path: Path) -> None:
    home = identified(world)
    _head, second, _third = (person.id for person in people_of(world, home))
    asked = change(world, tmp_path, home, {"relation": "spouse"}, member_id=second).correction_id
    said = told(world, tmp_path)
    with world.database.write() as db:
        life.leave(db, home, household_row(world, home).version, second, "moved_out", {}, said)
    assert refused(lambda: decided(world, tmp_path, asked, "approve")) == {"": ["fact_changed_since"]}
    with pytest.raises(ChangedSince):
        decided(world, tmp_path, asked, "refuse", version=1)
    decided(world, tmp_path, asked, "refuse", reason="该成员已迁出")


def test_a_decision_sent_twice_is_one(world: World, tmp_path: Path) -> None:
    home = identified(world)
    asked = change(world, tmp_path, home, {"main_cause": "illness"}).correction_id
    decided(world, tmp_path, asked, "approve", key="approving once")
    with pytest.raises(AlreadyActed):
        decided(world, tmp_path, asked, "approve", key="approving once", version=1)
    assert acts(world) == ["corrected"]


def test_of_many_who_decide_at_once_exactly_one_does(pg_world: World, tmp_path: Path) -> None:
    home = identified(pg_world)
    asked = change(pg_world, tmp_path, home, {"main_cause": "illness"}).correction_id
    assert asked is not None
    calls = []
    for number in range(DECIDERS):
        pg_world.employ(f"township{number}", Role.TOWNSHIP_REVIEWER, TOWNSHIP)
        said = told(pg_world, tmp_path, f"township{number}")
        step = "approve" if number % 2 else "refuse"

        def call(step: str = step, said: Any = said) -> None:
            with pg_world.database.write() as db:
                decide(db, asked, step, 1, said)

        calls.append(call)
    assert kinds(at_once(calls)) == {"ChangedSince": DECIDERS - 1, "NoneType": 1}
    state, _by, _opinion = standing(pg_world, asked)
    assert (state == "approved") == (acts(pg_world) == ["corrected"])


def test_naively_several_decide(pg_world: World) -> None:
    naive(
        pg_world,
        "CREATE TABLE naive_correction (id int PRIMARY KEY, state text)",
        "INSERT INTO naive_correction VALUES (1, 'proposed')",
    )
    read = threading.Barrier(DECIDERS)

    def approve() -> bool:
        with pg_world.database.write() as db:
            state = db.execute(text("SELECT state FROM naive_correction WHERE id = 1")).scalar_one()
            read.wait(PATIENCE)
            if state != "proposed":
                return False
            db.execute(text("UPDATE naive_correction SET state = 'approved' WHERE id = 1"))
            return True

    assert sum(at_once([approve] * DECIDERS)) > 1
