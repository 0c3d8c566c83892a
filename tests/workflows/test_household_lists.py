"""How the household's steps treat lists and notices, written by hand from the description of the procedure."""

import pytest

from tests.workflows.test_household_table import EXIT, FIRST, SECOND, STRIKE_OFF, TABLE
from tests.workflows.written_tables import gathering, leaving_the_list, on_whole_lists, voiding
from workflows.household import HOUSEHOLD

VOIDS = {
    ("first_publicity", "return_to_start"): {FIRST},
    ("first_publicity", "withdraw"): {FIRST},
    ("first_publicity", "take_off"): {FIRST},
    ("township_review", "return"): {FIRST},
    ("township_review", "return_to_start"): {FIRST},
    ("second_publicity", "return_to_start"): {FIRST, SECOND},
    ("second_publicity", "withdraw"): {SECOND},
    ("second_publicity", "take_off"): {SECOND},
    ("second_publicity", "decline"): {SECOND},
    ("county_review", "return"): {SECOND},
    ("county_review", "return_to_start"): {FIRST, SECOND},
    ("publicized", "return"): {EXIT},
    ("publicized", "return_to_start"): {EXIT},
    ("publicized", "withdraw"): {EXIT},
    ("publicized", "take_off"): {EXIT},
    ("township_reviewed", "return_to_start"): {EXIT},
    ("strike_off_publicized", "drop_strike_off"): {STRIKE_OFF},
}

MAKES_A_LIST = {
    ("assessed", "post_first_list"): "identification",
    ("township_review", "post_second_list"): "identification",
    ("assisted", "propose_exit"): "exit",
    ("verified", "publicize"): "exit",
    ("identified", "propose_strike_off"): "strike_off",
    ("assisted", "propose_strike_off"): "strike_off",
    ("strike_off_proposed", "post_strike_off"): "strike_off",
}

LISTED = {
    "first_publicity",
    "township_review",
    "second_publicity",
    "county_review",
    "publicized",
    "township_reviewed",
    "strike_off_publicized",
}
"""From the posting of a list to the decision on it, its households go on together."""

ALONE = {"take_off", "decline", "close", "continue_assistance", "drop_strike_off"}
"""What concerns one household of a list and leaves the others where they are."""

LEAVES_ITS_LIST = {
    "applied": {"decline", "close"},
    "assessed": {"return", "return_to_start", "decline", "close"},
    "first_publicity": {"return_to_start", "take_off", "close"},
    "township_review": {"return", "return_to_start", "decline", "close"},
    "second_publicity": {"return_to_start", "take_off", "decline", "close"},
    "county_review": {"return_to_start", "decline", "close"},
    "identified": {"close"},
    "assisted": {"close"},
    "proposed_for_exit": {"return", "return_to_start", "withdraw", "close"},
    "verified": {"return_to_start", "close"},
    "publicized": {"return_to_start", "take_off", "close"},
    "township_reviewed": {"return_to_start", "close"},
    "approved": {"revoke"},
    "filed_with_city": {"revoke"},
    "filed": {"revoke"},
    "archived": {"revoke"},
    "strike_off_proposed": {"drop_strike_off", "close"},
    "strike_off_publicized": {"drop_strike_off", "close"},
}
"""Where a household is on its own again: back at a start, out of the procedure, or an exit taken back."""


def test_going_back_before_a_publicity_voids_its_notice() -> None:
    assert voiding("household") == VOIDS


def test_ticked_households_become_a_list_of_their_kind() -> None:
    assert gathering("household") == MAKES_A_LIST


def test_households_on_a_posted_list_go_on_and_back_together_and_leave_it_one_by_one() -> None:
    assert on_whole_lists("household") == {
        (state, step) for state in LISTED for step in TABLE[state] if step not in ALONE
    }


def test_a_household_leaves_its_list_on_every_way_to_a_start_and_out() -> None:
    assert leaving_the_list("household") == LEAVES_ITS_LIST


def test_no_household_comes_back_to_a_start_with_its_list() -> None:
    starts = {"applied", "assisted"}
    back = {"return", "return_to_start", "withdraw", "take_off", "revoke"}
    on_a_list_still = {
        (step.source, step.name)
        for step in HOUSEHOLD.steps
        if step.name in back and step.target.value in starts and not step.leaves_list
    }
    assert on_a_list_still == set()


@pytest.mark.parametrize("state", ["strike_off_proposed", "strike_off_publicized"])
def test_a_strike_off_is_dropped_for_one_household_which_leaves_the_list(state: str) -> None:
    drop = HOUSEHOLD.step("drop_strike_off", state)
    assert drop is not None
    assert (drop.whole_list, drop.leaves_list, drop.needs_reason) == (False, True, True)
