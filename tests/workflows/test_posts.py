"""A post reaches a record only from its role's own level, in a region that contains the record's."""

import pytest

from workflows.decide import Acting, Post
from workflows.household import HOUSEHOLD
from workflows.roles import Role

VILLAGE = "341522500598"
UPWARDS = (VILLAGE, "341522500", "341522", "3415", "34", "")

HELD_AT = {
    Role.VILLAGE_CLERK: {VILLAGE},
    Role.WORK_TEAM: {VILLAGE},
    Role.TOWNSHIP_REVIEWER: {"341522500"},
    Role.COUNTY_REVIEWER: {"341522"},
    Role.COUNTY_APPROVER: {"341522"},
    Role.CITY_REVIEWER: {"3415"},
    Role.CITY_APPROVER: {"3415"},
    Role.PROVINCE_REVIEWER: {"34"},
    Role.PROVINCE_APPROVER: {"34"},
    Role.ADMINISTRATOR: {""},
    # Held at any level.
    Role.AUDITOR: set(UPWARDS),
    Role.ASSESSOR: set(UPWARDS),
    Role.DATA_MANAGER: set(UPWARDS),
}


@pytest.mark.parametrize("role", Role)
def test_a_post_reaches_a_village_from_its_own_level_and_from_no_other(role: Role) -> None:
    assert {held_in for held_in in UPWARDS if Post(role, held_in).reaches(VILLAGE)} == HELD_AT[role]


@pytest.mark.parametrize("role", Role)
def test_a_post_never_reaches_what_lies_above_it_or_beside_it(role: Role) -> None:
    for held_in in HELD_AT[role] - {""}:
        assert not Post(role, held_in).reaches(held_in[:-1])
        assert not Post(role, held_in).reaches("")
        beside = held_in[:-1] + str((int(held_in[-1]) + 1) % 10)
        assert not Post(role, held_in).reaches(beside)
        assert not Post(role, beside).reaches(held_in)


@pytest.mark.parametrize(
    ("held_in", "record", "reached"),
    [
        ("341522", "341522", True),
        ("341522", "341522500", True),
        ("341522", "3415", False),
        ("341522", "341523", False),
        # A whole city in the county's post: the region contains the record, the level is wrong.
        ("3415", "341522", False),
        ("341522500", "341522500598", False),
    ],
)
def test_a_county_s_post_reaches_its_county_and_what_lies_in_it(held_in: str, record: str, reached: bool) -> None:
    assert Post(Role.COUNTY_APPROVER, held_in).reaches(record) is reached


def test_a_post_at_the_wrong_level_is_no_post_for_the_step_though_the_role_is_held() -> None:
    approve = HOUSEHOLD.step("approve", "township_reviewed")
    assert approve is not None
    of_the_city, of_the_county = Post(Role.COUNTY_APPROVER, "3415"), Post(Role.COUNTY_APPROVER, "341522")
    assert Acting(7, [of_the_city]).post_for(approve, VILLAGE) is None
    assert Acting(7, [of_the_city]).holds(approve.roles)
    assert Acting(7, [of_the_city, of_the_county]).post_for(approve, VILLAGE) == of_the_county
