"""Facts of a household and its people: entered, changed, refused where they contradict each other."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from service.competence import ActRefused, ChangedSince
from service.register.acts import AlreadyActed
from service.register.entering import change_facts, register_household
from service.register.homes import NoSuchHousehold
from tests.makers import COUNTY, OTHER_VILLAGE, VILLAGE, World
from tests.service.keeping import a_person, acts, changes, household_row, identity_of, people_of, told
from workflows.roles import Role


def refused(call: Callable[[], Any]) -> dict[str, list[str]]:
    with pytest.raises(ActRefused) as caught:
        call()
    return {field: [each.code for each in reasons] for field, reasons in caught.value.reasons.items()}


def change(world: World, tmp_path: Path, household_id: int, values: dict[str, Any], **more: Any) -> Any:
    version = more.pop("version", None) or household_row(world, household_id).version
    member_id = more.pop("member_id", None)
    said = told(world, tmp_path, **more)
    with world.database.write() as db:
        return change_facts(db, household_id, version, values, said, member_id=member_id)


def test_facts_of_a_household_change_with_their_history(world: World, tmp_path: Path) -> None:
    (home,) = world.households(1)
    made = change(world, tmp_path, home, {"main_cause": "illness", "other_cause": "disability", "road": "cement"})
    assert set(made.changed) == {"main_cause", "other_cause", "road"}
    assert made.correction_id is None
    assert household_row(world, home).main_cause == "illness"
    assert acts(world) == ["updated"]
    assert ("main_cause", None, "illness") in changes(world)


def test_a_number_that_is_typed_again_is_no_change_and_another_one_is(world: World, tmp_path: Path) -> None:
    (home,) = world.households(1)
    head = people_of(world, home)[0].id
    number = identity_of(date(1970, 1, 1))
    change(world, tmp_path, home, {"identity": number}, member_id=head)
    assert refused(lambda: change(world, tmp_path, home, {"identity": number}, member_id=head)) == {
        "": ["nothing_changed"]
    }
    shown = people_of(world, home)[0]
    assert shown.identity_masked == number[:3] + "*" * 11 + number[-4:]
    assert number not in repr(changes(world))


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"identity": identity_of(date(1970, 1, 2))}, {"identity": ["identity_other_birth_date"]}),
        ({"identity": identity_of(date(1970, 1, 1), 2)}, {"identity": ["identity_other_sex"]}),
        ({"born_on": date(2100, 1, 1)}, {"born_on": ["day_in_future"]}),
        ({"relation": "spouse"}, {"relation": ["heads_not_one"]}),
    ],
)
def test_facts_of_a_person_that_contradict_each_other(
    world: World, tmp_path: Path, values: dict[str, Any], expected: dict[str, list[str]]
) -> None:
    (home,) = world.households(1)
    head = people_of(world, home)[0].id
    assert refused(lambda: change(world, tmp_path, home, values, member_id=head)) == expected
    assert acts(world) == []


def test_a_stored_number_is_held_against_a_new_birth_date(world: World, tmp_path: Path) -> None:
    (home,) = world.households(1)
    head = people_of(world, home)[0].id
    change(world, tmp_path, home, {"identity": identity_of(date(1970, 1, 1))}, member_id=head)
    assert refused(lambda: change(world, tmp_path, home, {"born_on": date(1971, 1, 1)}, member_id=head)) == {
        "identity": ["identity_other_birth_date"]
    }


@pytest.mark.parametrize(
    ("values", "field", "code"),
    [
        ({"main_cause": "illness", "other_cause": "illness"}, "other_cause", "cause_named_twice"),
        (
            {"main_cause": "illness", "other_cause": "marriage", "second_other_cause": "marriage"},
            "second_other_cause",
            "cause_named_twice",
        ),
        ({"other_cause": "illness"}, "other_cause", "main_cause_missing"),
    ],
)
def test_causes_differ_and_have_a_main_one(
    world: World, tmp_path: Path, values: dict[str, Any], field: str, code: str
) -> None:
    (home,) = world.households(1)
    assert refused(lambda: change(world, tmp_path, home, values)) == {field: [code]}


def test_a_number_of_somebody_who_lives_elsewhere_is_refused_with_where_as_far_as_one_may_see(
    world: World, tmp_path: Path
) -> None:
    home, neighbour = world.households(2)
    (far,) = world.households(1, OTHER_VILLAGE)
    number = identity_of(date(1970, 1, 1))
    change(world, tmp_path, far, {"identity": number}, member_id=people_of(world, far)[0].id, login="other-clerk")
    other = identity_of(date(1970, 1, 1), 3)
    change(world, tmp_path, neighbour, {"identity": other}, member_id=people_of(world, neighbour)[0].id)
    head = people_of(world, home)[0].id
    with pytest.raises(ActRefused) as near:
        # A disability certificate is the number with two more digits: the same person.
        change(world, tmp_path, home, {"identity": other + "43"}, member_id=head)
    (why,) = near.value.reasons["identity"]
    assert (why.code, why.figures["number"], why.figures["village"]) == ("identity_belongs_to", 2, "石桥村")
    with pytest.raises(ActRefused) as beyond:
        change(world, tmp_path, home, {"identity": number}, member_id=head)
    (why,) = beyond.value.reasons["identity"]
    assert (why.code, dict(why.figures)) == ("identity_belongs_elsewhere", {})


def test_day_and_reason_are_asked_for(world: World, tmp_path: Path) -> None:
    (home,) = world.households(1)
    tomorrow = world.clock.today() + timedelta(days=1)
    values = {"electricity": True}
    assert refused(lambda: change(world, tmp_path, home, values, effective_on=tomorrow, reason=" ")) == {
        "effective_on": ["day_in_future"],
        "reason": ["reason_missing"],
    }


def test_a_stale_page_and_a_double_click_change_nothing_more(world: World, tmp_path: Path) -> None:
    (home,) = world.households(1)
    change(world, tmp_path, home, {"electricity": True}, key="the same button")
    with pytest.raises(AlreadyActed):
        change(world, tmp_path, home, {"electricity": True}, key="the same button", version=1)
    with pytest.raises(ChangedSince):
        change(world, tmp_path, home, {"electricity": False}, version=1)
    assert acts(world) == ["updated"]


def test_only_who_keeps_this_village_changes_it(world: World, tmp_path: Path) -> None:
    (home,) = world.households(1)
    with pytest.raises(NoSuchHousehold):
        change(world, tmp_path, home, {"electricity": True}, login="other-clerk")
    assert refused(lambda: change(world, tmp_path, home, {"electricity": True}, login="auditor")) == {
        "": ["role_may_not"]
    }
    world.employ("clerk-of-county", Role.COUNTY_REVIEWER, COUNTY)
    assert refused(lambda: change(world, tmp_path, home, {"electricity": True}, login="clerk-of-county")) == {
        "": ["role_may_not"]
    }


def test_unusual_families_are_pointed_out_and_entered(world: World, tmp_path: Path) -> None:
    (home,) = world.households(1)
    child = people_of(world, home)[1].id
    made = change(world, tmp_path, home, {"relation": "son"}, member_id=child)
    assert [each.code for each in made.advice] == ["child_hardly_younger"]


def test_a_household_is_registered_with_its_people(world: World, tmp_path: Path) -> None:
    world.households(2)
    people = [
        a_person(relation="head", identity=identity_of(), name="单小虎"),
        a_person(relation="son", name="单乐", born_on=date(2008, 1, 1), phone="00001234567"),
    ]
    said = told(world, tmp_path)
    with world.database.write() as db:
        made, unusual = register_household(
            db, VILLAGE, {"village_group": "二组", "account": "9999000012345678"}, people, said, number=None
        )
    row = household_row(world, made)
    assert (row.number, row.head_name, row.sort_key, row.village_group) == (3, "单小虎", "000003", "二组")
    assert row.account_masked == "999" + "*" * 9 + "5678"
    assert [person.name for person in people_of(world, made)] == ["单小虎", "单乐"]
    assert (acts(world), unusual) == (["entered"], ())
    with pytest.raises(AlreadyActed), world.database.write() as db:
        register_household(db, VILLAGE, {"village_group": "二组"}, people, said, number=None)


def test_a_household_is_not_registered_with_what_cannot_be(world: World, tmp_path: Path) -> None:
    world.households(1)

    def register(people: list[dict[str, Any]], **more: Any) -> Any:
        said = told(world, tmp_path, login=more.pop("login", "clerk"))
        with world.database.write() as db:
            village = more.pop("village", VILLAGE)
            return register_household(db, village, {"village_group": "一组"}, people, said, number=more.get("number"))

    twice = [a_person(relation="head", identity=identity_of()), a_person(identity=identity_of())]
    assert refused(lambda: register(twice, number=1)) == {
        "number": ["number_taken"],
        "1.identity": ["identity_twice_here"],
    }
    assert refused(lambda: register([a_person()])) == {"0.relation": ["heads_not_one"]}
    assert refused(lambda: register([])) == {"": ["nobody_in_the_household"]}
    assert refused(lambda: register([a_person(relation="head")], village=OTHER_VILLAGE)) == {
        "": ["outside_jurisdiction"]
    }
