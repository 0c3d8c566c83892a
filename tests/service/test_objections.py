"""What an objection does to its record: it blocks while it is open, and takes it off the list when upheld."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from service.competence import ActRefused
from service.firing import Refused
from service.models.objection import ObjectionAct
from tests.makers import World
from tests.service.acts_on_notices import (
    EXIT,
    answered,
    decided,
    hung,
    lodged,
    mark_printed,
    objection,
    post,
    screened,
    sign,
)
from tests.service.refusing import codes
from tests.service.walking import VISIT, exit_papers, publicized, township_reviewed


def acts(world: World, objection_id: int) -> list[tuple[str, str, str]]:
    statement = select(ObjectionAct.from_state, ObjectionAct.to_state, ObjectionAct.role)
    with world.database.read() as db:
        rows = db.execute(statement.where(ObjectionAct.objection_id == objection_id).order_by(ObjectionAct.id))
        return [tuple(row) for row in rows]


def test_an_accepted_objection_blocks_until_it_is_dismissed(world: World) -> None:
    ids = publicized(world, 2)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[1], objector="王某")
    screened(world, brought)
    world.wait(8)
    with pytest.raises(Refused) as refused:
        world.fire("review", ids, "township")
    assert {id: [reason.code for reason in found] for id, found in refused.value.reasons.items()} == {
        ids[0]: ["result_statement_missing"],
        ids[1]: ["result_statement_missing", "objection_open"],
    }
    decided(world, brought, upheld=False)
    sign(world, notice_id)
    world.fire("review", ids, "township")
    assert acts(world, brought) == [
        ("lodged", "accepted", "township_reviewer"),
        ("accepted", "investigated", "township_reviewer"),
        ("investigated", "dismissed", "township_reviewer"),
    ]


def test_a_household_with_an_upheld_objection_leaves_the_list_and_the_rest_begin_again(world: World) -> None:
    ids = publicized(world, 3)
    first = hung(world, ids[0], EXIT)
    brought = lodged(world, first, ids[1])
    screened(world, brought)
    with pytest.raises(Refused, match="no_upheld_objection"):
        world.fire("take_off", [ids[1]], "township", "异议成立")
    decided(world, brought, upheld=True)
    world.wait(8)
    sign(world, first)
    with pytest.raises(Refused, match="upheld_objection_stands"):
        world.fire("review", ids, "township")
    answered(world, brought)
    # Answered, it is upheld all the same.
    assert (objection(world, brought).state, objection(world, brought).outcome) == ("replied", "upheld")
    with pytest.raises(Refused, match="upheld_objection_stands"):
        world.fire("review", ids, "township")
    with pytest.raises(Refused, match="role_may_not"):
        world.fire("take_off", [ids[1]], "clerk", "异议成立")
    world.fire("take_off", [ids[1]], "township", "异议成立")
    assert world.state(ids[1]) == "assisted"
    rest = [ids[0], ids[2]]
    with pytest.raises(Refused, match="notice_void"):
        world.fire("review", rest, "township")
    world.fire("amend_list", rest, "clerk", "一户移出")
    amended = world.notice_of(ids[0], EXIT)
    assert amended != first
    for reason in ("notice_not_printed", "posting_evidence_missing"):
        with pytest.raises(Refused, match=reason):
            world.fire("review", rest, "township")
        mark_printed(world, amended) if reason == "notice_not_printed" else post(world, amended)
    world.wait(7)
    with pytest.raises(Refused, match="period_running"):
        world.fire("review", rest, "township")
    world.wait(1)
    sign(world, amended)
    world.fire("review", rest, "township")
    assert [world.state(id) for id in ids] == ["township_reviewed", "assisted", "township_reviewed"]


def test_an_objection_that_was_upheld_on_an_earlier_list_takes_nobody_off_a_later_one(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    decided(world, brought, upheld=True)
    world.fire("take_off", ids, "township", "异议成立")
    exit_papers(world, ids)
    world.fire("propose_exit", ids, "clerk")
    world.file("exit_visit", ids, VISIT)
    world.file("exit_consent", ids, {"agreed": True, "signature": "signature"})
    world.fire("verify", ids, "team")
    world.fire("publicize", ids, "clerk")
    with pytest.raises(Refused, match="no_upheld_objection"):
        world.fire("take_off", ids, "township", "再移出")


def test_an_omitted_household_is_a_clue_at_once_and_does_not_block(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, None, content="三组有一户未列入")
    assert objection(world, brought).state == "clue"
    assert acts(world, brought) == [("lodged", "clue", "village_clerk")]
    world.wait(8)
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_what_came_late_does_not_block_and_what_came_in_time_is_not_called_late(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    world.wait(7)
    timely = lodged(world, notice_id, ids[0])
    with pytest.raises(ActRefused) as refused:
        screened(world, timely, "out_of_time")
    assert codes(refused) == {"": ["objection_in_time"]}
    screened(world, timely, "clue", finding="反映的是未列入的农户")
    world.wait(1)
    late = lodged(world, notice_id, ids[0], content="又有异议")
    with pytest.raises(ActRefused) as refused:
        screened(world, late, "accepted")
    assert codes(refused) == {"": ["objection_out_of_time"]}
    screened(world, late, "out_of_time")
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_an_objection_to_what_was_decided_cannot_block_it(world: World) -> None:
    ids = township_reviewed(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    # Brought on the last day, recorded two days later: in time, but the township has reviewed and the county decides.
    brought = lodged(world, notice_id, ids[0], lodged_on=world.clock.today() - timedelta(days=1))
    world.fire("approve", ids, "county-approver")
    with pytest.raises(ActRefused) as refused:
        screened(world, brought)
    assert codes(refused) == {"": ["decided_already"]}
