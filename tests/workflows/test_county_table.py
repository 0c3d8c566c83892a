"""The county's table, written by hand from the description of the procedure. Whatever is not in it is refused."""

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
from workflows.county import COUNTY

COUNTY_REVIEWER = {"county_reviewer"}
CITY = {"city_reviewer"}
PROVINCE = {"province_reviewer"}
PROVINCE_APPROVER = {"province_approver"}

PROPOSER, VERIFIER, REVIEWER, APPROVER = "proposer", "verifier", "reviewer", "approver"
NOTICE = "county_exit_publicity"

REVOKE = {"revoke": ("assisted", PROVINCE_APPROVER, None, "correction")}

TABLE: Table = {
    None: {"designate": ("identified", {"data_manager"}, None, None)},
    "identified": {"assist": ("assisted", COUNTY_REVIEWER, None, None)},
    "assisted": {"propose_exit": ("proposed_for_exit", COUNTY_REVIEWER, PROPOSER, None)},
    "proposed_for_exit": {
        "review": ("city_reviewed", CITY, VERIFIER, None),
        "return": ("assisted", CITY, None, None),
        "return_to_start": ("assisted", CITY, None, None),
        "withdraw": ("assisted", COUNTY_REVIEWER, None, None),
    },
    "city_reviewed": {
        "check": ("province_checked", PROVINCE, REVIEWER, None),
        "return": ("proposed_for_exit", PROVINCE, None, None),
        "return_to_start": ("assisted", PROVINCE, None, None),
        "withdraw": ("proposed_for_exit", CITY, None, None),
    },
    "province_checked": {
        "publicize": ("publicized", PROVINCE, None, NOTICE),
        "return": ("city_reviewed", PROVINCE, None, None),
        "return_to_start": ("assisted", PROVINCE, None, None),
        "withdraw": ("city_reviewed", PROVINCE, None, None),
    },
    "publicized": {
        "approve": ("approved", PROVINCE_APPROVER, APPROVER, "county_exit_announcement"),
        "return": ("province_checked", PROVINCE_APPROVER, None, None),
        "return_to_start": ("assisted", PROVINCE_APPROVER, None, None),
        "withdraw": ("province_checked", PROVINCE, None, None),
        "amend_list": ("publicized", PROVINCE, None, NOTICE),
        "extend_publicity": ("publicized", PROVINCE, None, "extension"),
    },
    "approved": {"file": ("filed", PROVINCE, None, None), **REVOKE},
    "filed": {"archive": ("archived", PROVINCE, None, None), **REVOKE},
    "archived": {**REVOKE},
}

VOIDS = {
    ("publicized", "return"): {NOTICE},
    ("publicized", "return_to_start"): {NOTICE},
    ("publicized", "withdraw"): {NOTICE},
}

LEAVES_ITS_LIST = {
    "proposed_for_exit": {"return", "return_to_start", "withdraw"},
    "city_reviewed": {"return_to_start"},
    "province_checked": {"return_to_start"},
    "publicized": {"return_to_start"},
    "approved": {"revoke"},
    "filed": {"revoke"},
    "archived": {"revoke"},
}

STAGES = {
    "identified": "identified",
    "assisted": "assisted",
    "proposed_for_exit": "proposed_for_exit",
    "city_reviewed": "proposed_for_exit",
    "province_checked": "proposed_for_exit",
    "publicized": "publicized",
    "approved": "approved",
    "filed": "approved",
    "archived": "archived",
}


def test_the_states_are_those_of_the_description() -> None:
    assert {state.value for state in COUNTY.states} == set(TABLE) - {None}


@pytest.mark.parametrize("state", TABLE, ids=str)
def test_exactly_these_steps_leave_the_state(state: str | None) -> None:
    assert leaving(COUNTY, state) == TABLE[state]


def test_only_a_wrong_exit_in_the_archive_opens_the_next_cycle() -> None:
    assert opening("county") == {("archived", "revoke")}


def test_going_back_before_the_publicity_voids_its_notice() -> None:
    assert voiding("county") == VOIDS


def test_every_way_back_needs_a_written_reason() -> None:
    assert without_reason("county") == set()
    assert with_reason("county") == {"return", "return_to_start", "withdraw", "revoke"}


def test_a_county_leaves_its_list_on_every_way_back_to_the_start() -> None:
    assert leaving_the_list("county") == LEAVES_ITS_LIST


def test_every_state_belongs_to_its_stage() -> None:
    assert stages("county") == STAGES


def test_a_county_is_approved_and_revoked_by_the_province_alone() -> None:
    final_words = [step for step in COUNTY.steps if step.name in {"approve", "revoke"}]
    assert {role.value for step in final_words for role in step.roles} == {"province_approver"}
