"""A village's or township's register is read as it stood on any day, however large it is."""

from datetime import date, timedelta

from sqlalchemy import select

from service.models.register import Household, Member
from service.register.acts import ActKind
from service.register.as_of import end_of, household_as_of, register_as_of, rows_as_of, states_as_of
from service.register.fields import Subject
from tests.makers import OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.service import walking
from tests.service.registering import acting, counted, members, person


def test_a_village_s_register_is_read_as_it_stood(world: World) -> None:
    stays, leaves, gives = world.households(3)
    (comes,) = world.households(1, OTHER_VILLAGE)
    world.clock.advance(timedelta(days=1))
    before = world.clock.now()
    moved = members(world, gives)[1]
    head = members(world, stays)[0]
    with world.database.write() as db:
        act = acting(world, db, leaves, kind=ActKind.RELOCATED)
        act.change(Subject.HOUSEHOLD, leaves, {"village_code": OTHER_VILLAGE, "number": 901})
        act = acting(world, db, comes, login="other-clerk", kind=ActKind.RELOCATED, village=OTHER_VILLAGE)
        act.change(Subject.HOUSEHOLD, comes, {"village_code": VILLAGE, "number": 902})
        act = acting(world, db, stays)
        act.change(Subject.MEMBER, moved, {"household_id": stays, "relation": "son_in_law"})
        act.change(Subject.MEMBER, head, {"name": "试验新名"})
        act.enter_members(stays, [person("试验小宝")])
    with world.database.read() as db:
        then = register_as_of(db.connection(), VILLAGE, before)
        now = register_as_of(db.connection(), VILLAGE, world.clock.now())
    assert set(then.households) == {stays, leaves, gives}
    assert {id: len(people) for id, people in then.members.items()} == {stays: 3, leaves: 3, gives: 3}
    assert moved in then.members[gives]
    assert then.households[stays]["head_name"] == "试验员0"
    assert set(now.households) == {stays, gives, comes}
    assert {id: len(people) for id, people in now.members.items()} == {stays: 5, gives: 2, comes: 3}
    assert now.households[stays]["head_name"] == "试验新名"
    assert [row["number"] for row in now.households.values()] == sorted(
        row["number"] for row in now.households.values()
    )


def test_a_day_holds_what_was_put_on_file_until_its_end(world: World) -> None:
    (home,) = world.households(1)
    today = world.clock.today()
    with world.database.write() as db:
        acting(world, db, home).enter_members(home, [person("试验小宝")])
    with world.database.read() as db:
        whole = household_as_of(db.connection(), home, end_of(today))
        earlier = household_as_of(db.connection(), home, end_of(today - timedelta(days=1)))
    assert len(whole.members[home]) == 4
    assert earlier.households == {}


def test_the_state_of_a_day_is_that_of_the_cycle_that_counted_then(world: World) -> None:
    (record,) = walking.verified(world, 1)
    verified = world.clock.now()
    with world.database.read() as db:
        ids = select(Household.id)
        assert states_as_of(db.connection(), ids, verified)[1].state == "verified"
        assert states_as_of(db.connection(), [1], verified)[1].record_id == record
        assert states_as_of(db.connection(), ids, end_of(date(2018, 1, 1))) == {}


def test_a_township_costs_as_many_statements_as_a_household(world: World) -> None:
    world.households(1)
    engine = world.database.read_engine
    sent = {}
    for number in (1, 60):
        if number > 1:
            world.households(number)
        with counted(engine) as statements, world.database.read() as db:
            found = register_as_of(db.connection(), TOWNSHIP, world.clock.now())
            people = rows_as_of(db.connection(), Subject.MEMBER, select(Member.id), world.clock.now())
        assert sum(len(each) for each in found.members.values()) == len(people)
        sent[number] = len(statements)
    assert sent[1] == sent[60] == 7
