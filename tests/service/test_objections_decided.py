"""Who screens and decides an objection, on what; the one appeal, and the withdrawal."""

from dataclasses import replace
from typing import Any

import pytest

from service.competence import ActRefused, ChangedSince
from service.firing import Refused
from service.objections.acts import decide, screen
from service.objections.facts import NoSuchObjection
from service.objections.powers import deciding_level
from tests.makers import World
from tests.service.acts_on_notices import (
    EXIT,
    INVESTIGATORS,
    appealed,
    decided,
    hung,
    lodged,
    objection,
    screened,
    sign,
    withdrawn,
)
from tests.service.refusing import codes
from tests.service.walking import first_publicity, publicized
from workflows.roles import Level


def test_an_outcome_is_one_of_three_and_a_clue_says_why(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    for outcome, expected in (
        ("upheld", {"outcome": ["outcome_missing"]}),
        ("clue", {"finding": ["clue_without_reason"]}),
    ):
        with pytest.raises(ActRefused) as refused:
            screened(world, brought, outcome)
        assert codes(refused) == expected


@pytest.mark.parametrize("login", ["clerk", "team", "county", "auditor", "other-clerk"])
def test_only_the_level_above_the_poster_screens_and_decides(world: World, login: str) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    with pytest.raises(ActRefused, match="role_may_not"):
        screened(world, brought, login=login)
    screened(world, brought)
    with pytest.raises(ActRefused, match="role_may_not"):
        decided(world, brought, upheld=True, login=login)


def test_the_deciding_level_lies_above_the_poster_and_moves_up_with_an_appeal() -> None:
    levels = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY, Level.PROVINCE)
    assert [deciding_level(level, 0) for level in levels] == [*levels[1:], Level.PROVINCE]
    assert [deciding_level(level, 1) for level in levels] == [*levels[2:], Level.PROVINCE, Level.PROVINCE]


def test_two_people_look_into_it_neither_the_proposer_nor_of_the_household(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    for names, expected in (
        (("", "核查员乙"), {"investigator_1": ["investigator_missing"]}),
        (("核查员乙", "核查员 乙"), {"investigator_2": ["same_investigator_twice"]}),
        (("试验clerk", "核查员乙"), {"investigator_1": ["investigator_is_proposer"]}),
        (("核查员甲", "试验员0"), {"investigator_2": ["investigator_of_household"]}),
        (("试验 乙", "核查员乙"), {"investigator_1": ["investigator_of_household"]}),
    ):
        with pytest.raises(ActRefused) as refused:
            decided(world, brought, upheld=True, investigators=names)
        assert codes(refused) == expected
    with pytest.raises(ActRefused) as refused:
        decided(world, brought, upheld=True, finding=" ")
    assert codes(refused) == {"finding": ["finding_empty"]}
    decided(world, brought, upheld=True, investigators=INVESTIGATORS)


def test_a_dismissal_is_appealed_once_to_the_next_level_which_blocks_again(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0])
    screened(world, brought)
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought)
    assert codes(refused) == {"": ["objection_in_another_state"]}
    decided(world, brought, upheld=False)
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought, grounds="")
    assert codes(refused) == {"finding": ["appeal_without_grounds"]}
    appealed(world, brought)
    world.wait(8)
    with pytest.raises(Refused, match="objection_open"):
        world.fire("review", ids, "township")
    with pytest.raises(ActRefused, match="role_may_not"):
        decided(world, brought, upheld=False)
    decided(world, brought, upheld=False, login="county")
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought)
    assert codes(refused) == {"": ["appealed_before"]}
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_the_second_list_is_the_townships_and_the_county_decides(world: World) -> None:
    ids = first_publicity(world, 1)
    world.complete_publicity(ids[0], "household_first_list")
    world.fire("send_to_township", ids, "clerk")
    world.fire("post_second_list", ids, "township")
    brought = lodged(world, hung(world, ids[0], "household_second_list", "township"), ids[0])
    with pytest.raises(ActRefused, match="role_may_not"):
        screened(world, brought)
    screened(world, brought, login="county")
    decided(world, brought, upheld=True, login="county")
    world.fire("take_off", ids, "county", "异议成立")
    assert world.state(ids[0]) == "applied"


def test_an_objection_is_taken_back_before_the_level_that_decides_it(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0])
    screened(world, brought)
    with pytest.raises(ActRefused, match="role_may_not"):
        withdrawn(world, brought, "clerk")
    with pytest.raises(ActRefused) as refused:
        withdrawn(world, brought, statement="")
    assert codes(refused) == {"finding": ["withdrawal_without_statement"]}
    withdrawn(world, brought)
    with pytest.raises(ActRefused, match="objection_in_another_state"):
        withdrawn(world, brought)
    world.wait(8)
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_who_posted_the_notice_or_decided_before_does_not_decide(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0])
    screened(world, brought)
    township = world.actor("township")
    clerk_as_township = replace(world.actor("clerk"), appointments=township.appointments)
    county_who_decided = replace(world.actor("township"), appointments=world.actor("county").appointments)
    with pytest.raises(ActRefused) as refused:
        _decide_as(world, brought, clerk_as_township)
    assert codes(refused) == {"": ["decider_posted_notice"]}
    decided(world, brought, upheld=False)
    appealed(world, brought)
    with pytest.raises(ActRefused) as refused:
        _decide_as(world, brought, county_who_decided)
    assert codes(refused) == {"": ["decider_decided_before"]}


def test_who_acts_on_a_page_that_is_out_of_date_is_told_so(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    with pytest.raises(ChangedSince), world.database.write() as db:
        screen(db, brought, 1, outcome="accepted", finding="", actor=world.actor("township"), at=world.tick())
    with pytest.raises(NoSuchObjection), world.database.write() as db:
        screen(db, 404, 1, outcome="accepted", finding="", actor=world.actor("township"), at=world.tick())


def _decide_as(world: World, objection_id: int, actor: Any) -> None:
    version = objection(world, objection_id).version
    with world.database.write() as db:
        decide(
            db,
            objection_id,
            version,
            upheld=False,
            investigators=INVESTIGATORS,
            finding="属实",
            actor=actor,
            at=world.tick(),
        )
