"""The village's table, written by hand from the description of the procedure. Whatever is not in it is refused."""

import pytest

from tests.workflows.written_tables import (
    Table,
    leaving,
    leaving_the_list,
    opening,
    stages,
    voiding,
    with_reason,
    without_reason,
)
from workflows.village import VILLAGE

CLERK = {"village_clerk"}
TEAM = {"work_team"}
TOWNSHIP = {"township_reviewer"}
COUNTY = {"county_reviewer"}
CITY_APPROVER = {"city_approver"}
PROVINCE = {"province_reviewer"}
REVOKERS = {"city_approver", "province_approver"}

PROPOSER, VERIFIER, REVIEWER, APPROVER = "proposer", "verifier", "reviewer", "approver"
LIST = "village_exit_list"

REVOKE = {"revoke": ("assisted", REVOKERS, None, "correction")}

TABLE: Table = {
    None: {"designate": ("identified", {"data_manager"}, None, None)},
    "identified": {"assist": ("assisted", TOWNSHIP, None, None)},
    "assisted": {
        # The village proposes, the work team signs too: an act of its own by its own person.
        "cosign_exit": ("assisted", TEAM, VERIFIER, None),
        "propose_exit": ("proposed_for_exit", CLERK, PROPOSER, None),
    },
    "proposed_for_exit": {
        "review": ("initially_reviewed", TOWNSHIP, REVIEWER, None),
        "return": ("assisted", TOWNSHIP, None, None),
        "return_to_start": ("assisted", TOWNSHIP, None, None),
        "withdraw": ("assisted", CLERK, None, None),
    },
    "initially_reviewed": {
        "publicize": ("publicized", TOWNSHIP, None, LIST),
        "return": ("proposed_for_exit", TOWNSHIP, None, None),
        "return_to_start": ("assisted", TOWNSHIP, None, None),
        "withdraw": ("proposed_for_exit", TOWNSHIP, None, None),
    },
    "publicized": {
        "review_by_county": ("county_reviewed", COUNTY, REVIEWER, None),
        "return": ("initially_reviewed", COUNTY, None, None),
        "return_to_start": ("assisted", COUNTY, None, None),
        "withdraw": ("initially_reviewed", TOWNSHIP, None, None),
        "amend_list": ("publicized", TOWNSHIP, None, LIST),
        "extend_publicity": ("publicized", TOWNSHIP, None, "extension"),
    },
    "county_reviewed": {
        "approve": ("approved", CITY_APPROVER, APPROVER, "village_exit_announcement"),
        "return": ("publicized", CITY_APPROVER, None, None),
        "return_to_start": ("assisted", CITY_APPROVER, None, None),
        "withdraw": ("publicized", COUNTY, None, None),
    },
    "approved": {"file": ("filed", PROVINCE, None, None), **REVOKE},
    "filed": {"archive": ("archived", COUNTY, None, None), **REVOKE},
    "archived": {**REVOKE},
}

VOIDS = {
    ("publicized", "return"): {LIST},
    ("publicized", "return_to_start"): {LIST},
    ("publicized", "withdraw"): {LIST},
    ("county_reviewed", "return_to_start"): {LIST},
}

LEAVES_ITS_LIST = {
    "proposed_for_exit": {"return", "return_to_start", "withdraw"},
    "initially_reviewed": {"return_to_start"},
    "publicized": {"return_to_start"},
    "county_reviewed": {"return_to_start"},
    "approved": {"revoke"},
    "filed": {"revoke"},
    "archived": {"revoke"},
}

STAGES = {
    "identified": "identified",
    "assisted": "assisted",
    "proposed_for_exit": "proposed_for_exit",
    "initially_reviewed": "proposed_for_exit",
    "publicized": "publicized",
    "county_reviewed": "publicized",
    "approved": "approved",
    "filed": "approved",
    "archived": "archived",
}


def test_the_states_are_those_of_the_description() -> None:
    assert {state.value for state in VILLAGE.states} == set(TABLE) - {None}


@pytest.mark.parametrize("state", TABLE, ids=str)
def test_exactly_these_steps_leave_the_state(state: str | None) -> None:
    assert leaving(VILLAGE, state) == TABLE[state]


def test_only_a_wrong_exit_in_the_archive_opens_the_next_cycle() -> None:
    assert opening("village") == {("archived", "revoke")}


def test_going_back_before_the_publicity_voids_its_notice() -> None:
    assert voiding("village") == VOIDS


def test_every_way_back_needs_a_written_reason() -> None:
    assert without_reason("village") == set()
    assert with_reason("village") == {"return", "return_to_start", "withdraw", "revoke"}


def test_a_village_leaves_its_list_on_every_way_back_to_the_start() -> None:
    assert leaving_the_list("village") == LEAVES_ITS_LIST


def test_every_state_belongs_to_its_stage() -> None:
    assert stages("village") == STAGES


def test_a_village_is_approved_by_the_city_and_by_nobody_in_the_county() -> None:
    approve = VILLAGE.step("approve", "county_reviewed")
    assert approve is not None
    assert {role.value for role in approve.roles} == {"city_approver"}
