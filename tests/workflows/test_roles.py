"""Levels of government, the codes of regions, and who reaches whom."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.roles import Level, Role, at_level, covers, level_of, role_level


@pytest.mark.parametrize(
    ("code", "level"),
    [
        ("", Level.NATION),
        ("34", Level.PROVINCE),
        ("3415", Level.CITY),
        ("341522", Level.COUNTY),
        ("341522500", Level.TOWNSHIP),
        ("341522500598", Level.VILLAGE),
    ],
)
def test_a_region_s_level_follows_from_its_code(code: str, level: Level) -> None:
    assert level_of(code) == level
    assert at_level("341522500598", level) == code


@pytest.mark.parametrize("code", ["3", "341", "34152", "3415225", "3415225005", "3415225005980"])
def test_a_code_of_another_length_is_no_region(code: str) -> None:
    with pytest.raises(ValueError, match="not a region code"):
        level_of(code)


def test_a_county_lies_in_no_village() -> None:
    with pytest.raises(ValueError, match="lies above"):
        at_level("341522", Level.VILLAGE)


@pytest.mark.parametrize(
    ("held_in", "region", "reaches"),
    [
        ("6107", "610730100200", True),
        ("", "610730100200", True),
        ("610730100200", "610730100200", True),
        ("610730100200", "610730", False),
        ("341522", "610730100200", False),
        ("610731", "610730100200", False),
    ],
)
def test_a_post_reaches_what_lies_below_it(held_in: str, region: str, reaches: bool) -> None:
    assert covers(held_in, region) is reaches


@given(st.text("0123456789", max_size=12), st.text("0123456789", max_size=12))
def test_two_posts_that_reach_each_other_are_in_the_same_region(one: str, other: str) -> None:
    assert (covers(one, other) and covers(other, one)) is (one == other)


LEVELS = {
    "village_clerk": "village",
    "work_team": "village",
    "township_reviewer": "township",
    "county_reviewer": "county",
    "county_approver": "county",
    "city_reviewer": "city",
    "city_approver": "city",
    "province_reviewer": "province",
    "province_approver": "province",
    "auditor": None,
    "assessor": None,
    "data_manager": None,
    "administrator": "nation",
}


@pytest.mark.parametrize("role", Role)
def test_a_role_is_held_at_its_level(role: Role) -> None:
    level = role_level(role)
    assert (level.value if level else None) == LEVELS[role.value]
