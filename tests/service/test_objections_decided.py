"""Who screens, looks into and decides an objection, on what; the one appeal, and the withdrawal."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import select

from service.competence import ActRefused, ChangedSince
from service.firing import Refused
from service.models.objection import ObjectionAct, ObjectionFile
from service.objections.acts import investigate, take
from service.objections.facts import NoSuchObjection
from tests.makers import World
from tests.service.acts_on_notices import (
    EVIDENCE,
    EXIT,
    INVESTIGATORS,
    answered,
    appealed,
    decided,
    hung,
    investigated,
    lodged,
    objection,
    screened,
    sign,
    taken,
    withdrawn,
)
from tests.service.refusing import codes
from tests.service.walking import first_publicity, publicized, publicized_county


def test_a_clue_says_why(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    with pytest.raises(ActRefused) as refused:
        screened(world, brought, "clue")
    assert codes(refused) == {"finding": ["clue_without_reason"]}


def test_nothing_is_decided_that_nobody_has_looked_into(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    for step in ("uphold", "dismiss", "appeal"):
        with pytest.raises(ActRefused, match="objection_in_another_state"):
            taken(world, brought, step, finding="理由")
    with pytest.raises(ValueError, match="reply is no plain step"):
        taken(world, brought, "reply")


@pytest.mark.parametrize(
    ("login", "code"),
    [
        ("clerk", "role_may_not"),
        ("team", "role_may_not"),
        ("auditor", "role_may_not"),
        ("other-clerk", "role_may_not"),
        ("county", "heard_at_another_level"),
    ],
)
def test_only_the_level_above_the_poster_screens_and_decides(world: World, login: str, code: str) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    with pytest.raises(ActRefused, match=code):
        screened(world, brought, login=login)
    screened(world, brought)
    with pytest.raises(ActRefused, match=code):
        investigated(world, brought, login=login)
    investigated(world, brought)
    for step in ("uphold", "dismiss"):
        with pytest.raises(ActRefused, match=code):
            taken(world, brought, step, login=login)


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
    with pytest.raises(ActRefused) as refused:
        decided(world, brought, upheld=True, files=[])
    assert codes(refused) == {"files": ["evidence_missing"]}
    with pytest.raises(ActRefused) as refused:
        decided(world, brought, upheld=True, files=[replace(EVIDENCE, filename=f"{place}.png") for place in range(6)])
    assert codes(refused) == {"files": ["too_many_files"]}
    decided(world, brought, upheld=True, investigators=INVESTIGATORS)
    with world.database.read() as db:
        kept = db.execute(select(ObjectionFile.sha256, ObjectionAct.to_state).join(ObjectionAct)).all()
    assert [tuple(row) for row in kept] == [(EVIDENCE.sha256, "investigated")]


def test_a_dismissal_is_appealed_once_to_the_next_level_which_blocks_again(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0])
    screened(world, brought)
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought)
    assert codes(refused) == {"": ["objection_in_another_state"]}
    decided(world, brought, upheld=False)
    answered(world, brought)
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought, grounds="")
    assert codes(refused) == {"finding": ["appeal_without_grounds"]}
    appealed(world, brought)
    assert objection(world, brought).outcome is None
    world.wait(8)
    for step in ("appealed", "investigated"):
        assert objection(world, brought).state == step
        with pytest.raises(Refused, match="objection_open"):
            world.fire("review", ids, "township")
        with pytest.raises(ActRefused, match="objection_open"):
            sign(world, notice_id)
        with pytest.raises(ActRefused, match="heard_at_another_level"):
            investigated(world, brought) if step == "appealed" else taken(world, brought, "dismiss")
        if step == "appealed":
            investigated(world, brought, login="county")
    taken(world, brought, "dismiss", "county")
    answered(world, brought, "county")
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
    with pytest.raises(ActRefused, match="heard_at_another_level"):
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
        _investigate_as(world, brought, clerk_as_township)
    assert codes(refused) == {"": ["decider_posted_notice", "decider_is_proposer"]}
    decided(world, brought, upheld=False)
    answered(world, brought)
    appealed(world, brought)
    with pytest.raises(ActRefused) as refused:
        _investigate_as(world, brought, county_who_decided)
    assert codes(refused) == {"": ["decider_decided_before"]}


def test_at_the_province_another_official_than_the_poster_decides_and_a_third_the_appeal(world: World) -> None:
    county = publicized_county(world)
    notice_id = hung(world, county, "county_exit_publicity", "province", place_level="province")
    brought = lodged(world, notice_id, county, "province")
    screened(world, brought, login="province")
    with pytest.raises(ActRefused, match="decider_posted_notice"):
        investigated(world, brought, login="province")
    decided(world, brought, upheld=False, login="province2")
    answered(world, brought, "province2")
    appealed(world, brought, "province")
    for login, code in (("province", "decider_posted_notice"), ("province2", "decider_decided_before")):
        with pytest.raises(ActRefused, match=code):
            investigated(world, brought, login=login)
    decided(world, brought, upheld=False, login="province-approver")


def test_who_acts_on_a_page_that_is_out_of_date_is_told_so(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    with pytest.raises(ChangedSince), world.database.write() as db:
        take(db, brought, 1, "accept", actor=world.actor("township"), at=world.tick())
    with pytest.raises(NoSuchObjection), world.database.write() as db:
        take(db, 404, 1, "accept", actor=world.actor("township"), at=world.tick())


def _investigate_as(world: World, objection_id: int, actor: Any) -> None:
    version = objection(world, objection_id).version
    with world.database.write() as db:
        investigate(
            db,
            objection_id,
            version,
            investigators=INVESTIGATORS,
            finding="属实",
            files=[EVIDENCE],
            actor=actor,
            at=world.tick(),
        )
