"""The roll of a round: submitted as one list, signed by four leaders in their order, changed only by a return."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from service.campaigns.steps import SignatureGiven, take
from service.competence import ActRefused, ChangedSince
from service.models.campaign import RollAct, RollList
from tests.makers import World
from tests.service import walking
from tests.service.rounds import SIGNERS, decided, deciding, opened, refused, roll_now, signed, step, surveyed


def submitted(world: World) -> tuple[int, list[int]]:
    """A roll with one household that stays and one that left, handed in."""
    ids = [*walking.assisted(world, 1), *walking.approved(world, 1)]
    roll = opened(world)
    deciding(world, roll)
    surveyed(world, ids)
    decided(world, roll)
    step(world, roll, "submit", "township")
    return roll, ids


def test_four_leaders_sign_one_list_in_their_order(world: World, tmp_path: Path) -> None:
    roll, ids = submitted(world)
    with pytest.raises(ActRefused) as raised:
        signed(world, roll, 1, tmp_path)
    assert refused(raised) == {"": ["roll_in_another_state"]}
    for place in range(4):
        signed(world, roll, place, tmp_path)
    now = roll_now(world, roll)
    assert now.state == "closed"
    assert [each.name for each in now.signatures] == list(SIGNERS)
    with world.database.read() as db:
        (kept,) = db.scalars(select(RollList))
    assert (kept.number, kept.households, len(kept.sha256)) == (1, 2, 64)
    assert "试验" not in kept.rows.replace("试验省", ""), "names are masked on the list"
    with pytest.raises(ActRefused) as raised:
        decided(world, roll, ids[:1], "exit", "改")
    assert refused(raised) == {"": ["roll_in_another_state"]}


def test_nothing_is_changed_under_a_signature_but_by_a_return_which_voids_it(world: World, tmp_path: Path) -> None:
    roll, ids = submitted(world)
    signed(world, roll, 0, tmp_path)
    with pytest.raises(ActRefused) as raised:
        decided(world, roll, ids[:1], "continued", "更正")
    assert refused(raised) == {"": ["roll_in_another_state"]}
    with pytest.raises(ActRefused) as raised:
        step(world, roll, "return", "township")
    assert refused(raised) == {"reason": ["return_without_reason"]}
    step(world, roll, "return", "township", "一户决定有误")
    assert roll_now(world, roll).signatures == ()
    step(world, roll, "submit", "township")
    assert roll_now(world, roll).list_number == 2
    signed(world, roll, 0, tmp_path)
    with world.database.read() as db:
        kept = db.execute(select(RollAct.list_number, RollAct.step).where(RollAct.signed_on.is_not(None))).all()
    assert sorted(tuple(row) for row in kept) == [
        (1, "sign_secretary_of_township"),
        (2, "sign_secretary_of_township"),
    ], "the void signature stays on file"


def test_a_list_that_somebody_came_to_since_is_not_signed(world: World, tmp_path: Path) -> None:
    roll, _ = submitted(world)
    walking.identified(world, 1)
    with pytest.raises(ActRefused) as raised:
        signed(world, roll, 0, tmp_path)
    assert refused(raised) == {"": ["list_differs"]}


def test_the_same_person_does_not_sign_twice_nor_before_the_one_ahead(world: World, tmp_path: Path) -> None:
    roll, _ = submitted(world)
    with pytest.raises(ActRefused) as raised:
        signed(world, roll, 0, tmp_path, on=date(2018, 1, 1))
    assert refused(raised) == {"signed_on": ["signed_before_submitted"]}
    world.wait(1)
    signed(world, roll, 0, tmp_path)
    with pytest.raises(ActRefused) as raised:
        signed(world, roll, 1, tmp_path, name=SIGNERS[0])
    assert refused(raised) == {"": ["signed_before"]}


def test_a_signature_names_who_signed_and_shows_the_signed_sheet(world: World) -> None:
    roll, _ = submitted(world)
    given, actor, at = SignatureGiven(" ", world.clock.today(), None), world.actor("township"), world.tick()
    with world.database.write() as db, pytest.raises(ActRefused) as raised:
        take(db, roll, 3, "sign_secretary_of_township", signature=given, actor=actor, at=at)
    assert refused(raised) == {"signer": ["signer_missing"], "files": ["signed_sheet_missing"]}


def test_who_acts_on_what_has_changed_since_is_told_so(world: World, tmp_path: Path) -> None:
    roll, _ = submitted(world)
    version = roll_now(world, roll).version
    signed(world, roll, 0, tmp_path)
    with pytest.raises(ChangedSince):
        signed(world, roll, 0, tmp_path, version=version)
