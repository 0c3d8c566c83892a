"""Stored lists: how one begins, who stands on it, and that it moves whole."""

from sqlalchemy import select

from service.models.household_list import HouseholdList, ListMember
from service.models.notice import Notice
from tests.makers import OTHER_VILLAGE, World
from tests.service.refusing import refused
from tests.service.walking import (
    MEETING,
    VISIT,
    approved,
    assessed,
    assisted,
    exit_papers,
    first_publicity,
    identified,
    proposed,
    publicized,
    second_publicity,
    verified,
)
from workflows.roles import Role


def standing(world: World, list_id: int) -> list[int]:
    """Records that stand on a list now."""
    with world.database.read() as db:
        members = select(ListMember.record_id).where(ListMember.list_id == list_id, ListMember.left_at.is_(None))
        return sorted(db.scalars(members))


def lists(world: World) -> list[tuple[str, int, int]]:
    """Kind, year and number of every list, as they were made."""
    with world.database.read() as db:
        rows = db.execute(
            select(HouseholdList.kind, HouseholdList.year, HouseholdList.number).order_by(HouseholdList.id)
        )
        return [(kind, year, number) for kind, year, number in rows]


def test_ticked_households_become_a_stored_list(world: World) -> None:
    ids = first_publicity(world, 3)
    made = world.list_of(ids[0])
    assert (made.kind, made.year, made.number) == ("identification", 2018, 1)
    assert standing(world, made.id) == ids


def test_one_households_page_acts_on_a_list_of_one(world: World) -> None:
    (record,) = first_publicity(world, 1)
    assert standing(world, world.list_of(record).id) == [record]


def test_a_list_keeps_its_households_through_both_publicities(world: World) -> None:
    ids = second_publicity(world, 2)
    assert lists(world) == [("identification", 2018, 1)]
    assert standing(world, world.list_of(ids[0]).id) == ids


def test_half_a_list_does_not_move_on_alone(world: World) -> None:
    ids = publicized(world, 3)
    world.complete_publicity(ids[0], "household_exit_list")
    assert refused(world, "review", ids[:2], "township") == {id: {"whole_list_required"} for id in ids[:2]}
    world.fire("review", ids, "township")
    assert {world.state(id) for id in ids} == {"township_reviewed"}


def test_two_whole_lists_move_in_one_act_each_with_its_own_notice(world: World) -> None:
    both = verified(world, 4)
    one, two = both[:2], both[2:]
    for ids in (one, two):
        world.fire("publicize", ids, "clerk")
        world.print_and_post(world.notice_of(ids[0], "household_exit_list"))
    world.wait(8)
    for ids in (one, two):
        world.sign_result(world.notice_of(ids[0], "household_exit_list"))
    world.fire("review", [*one, *two], "township")
    fired = world.fire("approve", [*one, *two], "county-approver")
    assert len(fired.notices) == 2
    with world.database.read() as db:
        serials = sorted(db.scalars(select(Notice.serial).where(Notice.id.in_(fired.notices))))
    assert serials[1] == serials[0] + 1
    assert world.notice_of(one[0], "household_exit_announcement") != world.notice_of(
        two[0], "household_exit_announcement"
    )


def test_a_list_is_of_one_village(world: World) -> None:
    (here,) = assisted(world, 1)
    world.appoint("clerk", Role.VILLAGE_CLERK, OTHER_VILLAGE)
    world.employ("other-team", Role.WORK_TEAM, OTHER_VILLAGE)
    (elsewhere,) = world.apply(world.households(1, OTHER_VILLAGE), OTHER_VILLAGE)
    world.file("application", [elsewhere], {"signed": True, "grounds": "收入低"})
    world.file("application_visit", [elsewhere], VISIT)
    world.fire("verify_application", [elsewhere], "other-team")
    ids = [*assessed(world, 1), elsewhere]
    world.file("identification_meeting", ids, MEETING)
    assert refused(world, "post_first_list", ids, "clerk") == {id: {"one_village_per_list"} for id in ids}
    assert world.state(here) == "assisted"


def test_a_second_list_of_the_year_has_the_next_number(world: World) -> None:
    first_publicity(world, 1)
    first_publicity(world, 2)
    assert lists(world) == [("identification", 2018, 1), ("identification", 2018, 2)]


def test_households_publicized_apart_leave_the_list_they_were_proposed_on(world: World) -> None:
    ids = verified(world, 3)
    proposed_on = world.list_of(ids[0]).id
    world.fire("publicize", ids[:2], "clerk")
    assert standing(world, proposed_on) == ids[2:]
    assert standing(world, world.list_of(ids[0]).id) == ids[:2]


def test_a_whole_list_publicized_together_stays_the_list_it_was(world: World) -> None:
    ids = verified(world, 2)
    proposed_on = world.list_of(ids[0]).id
    world.fire("publicize", ids, "clerk")
    assert world.list_of(ids[0]).id == proposed_on


def test_a_household_stands_on_one_list_at_a_time(world: World) -> None:
    ids = approved(world, 2)
    with world.database.read() as db:
        rows = db.execute(select(ListMember.record_id, ListMember.left_at, ListMember.left_by)).all()
    for id in ids:
        mine = [(left_at is None, left_by) for record_id, left_at, left_by in rows if record_id == id]
        assert mine == [(False, "propose_exit"), (True, None)]


def test_a_returned_household_leaves_its_list_and_the_others_go_on(world: World) -> None:
    ids = proposed(world, 3)
    made = world.list_of(ids[0]).id
    world.fire("return", ids[:1], "team", "材料有误")
    assert standing(world, made) == ids[1:]
    world.file("exit_visit", ids[1:], VISIT)
    world.file("exit_consent", ids[1:], {"agreed": True, "signature": "signature"})
    world.fire("verify", ids[1:], "team")
    world.fire("publicize", ids[1:], "clerk")
    world.complete_publicity(ids[1], "household_exit_list")
    world.fire("review", ids[1:], "township")
    assert [world.state(id) for id in ids] == ["assisted", "township_reviewed", "township_reviewed"]


def test_identified_and_assisted_households_are_struck_off_on_one_list(world: World) -> None:
    ids = [*identified(world, 1), *assisted(world, 1)]
    world.fire("propose_strike_off", ids, "township", "不符合条件")
    assert standing(world, world.list_of(ids[0]).id) == ids


def test_who_leaves_a_list_says_by_which_step(world: World) -> None:
    ids = second_publicity(world, 2)
    world.fire("decline", ids[:1], "township", "复核不符合")
    with world.database.read() as db:
        left = db.scalars(select(ListMember).where(ListMember.record_id == ids[0])).one()
        assert (left.left_by, left.left_at) == ("decline", world.clock.now())
    assert standing(world, world.list_of(ids[1]).id) == ids[1:]


def test_households_that_came_back_are_proposed_on_a_new_list(world: World) -> None:
    ids = proposed(world, 2)
    world.fire("withdraw", ids, "clerk", "再看")
    exit_papers(world, ids)
    world.fire("propose_exit", ids, "clerk")
    assert lists(world) == [("identification", 2018, 1), ("exit", 2018, 1), ("exit", 2018, 2)]
    assert standing(world, world.list_of(ids[0]).id) == ids
