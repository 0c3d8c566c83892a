"""The household's table, written by hand from the description of the procedure. Whatever is not in it is refused."""

import pytest

from tests.workflows.written_tables import (
    REASON_STEPS,
    Table,
    leaving,
    opening,
    stages,
    with_reason,
    without_reason,
)
from workflows import PROCEDURES
from workflows.household import BEFORE_DECISION, HOUSEHOLD, POOR

CLERK = {"village_clerk"}
TEAM = {"work_team"}
TOWNSHIP = {"township_reviewer"}
COUNTY = {"county_reviewer"}
COUNTY_APPROVER = {"county_approver"}
CITY = {"city_reviewer"}
PROVINCE = {"province_reviewer"}
REVOKERS = {"county_approver", "city_approver", "province_approver"}

PROPOSER, VERIFIER, REVIEWER, APPROVER = "proposer", "verifier", "reviewer", "approver"
FIRST, SECOND, EXIT, STRIKE_OFF = (
    "household_first_list",
    "household_second_list",
    "household_exit_list",
    "strike_off_list",
)

CLOSE = {"close": ("closed", TOWNSHIP, None, None)}
REVOKE = {"revoke": ("assisted", REVOKERS, None, "correction")}
RELAPSE = {"relapse": ("applied", CLERK, None, None)}

TABLE: Table = {
    None: {"apply": ("applied", CLERK, None, None)},
    "applied": {
        "verify_application": ("assessed", TEAM, VERIFIER, None),
        "decline": ("declined", CLERK, None, None),
        **CLOSE,
    },
    "assessed": {
        "post_first_list": ("first_publicity", CLERK, PROPOSER, FIRST),
        "return": ("applied", CLERK, None, None),
        "return_to_start": ("applied", CLERK, None, None),
        "decline": ("declined", CLERK, None, None),
        **CLOSE,
    },
    "first_publicity": {
        "send_to_township": ("township_review", CLERK, None, None),
        "return_to_start": ("applied", CLERK, None, None),
        "withdraw": ("assessed", CLERK, None, None),
        "take_off": ("applied", TOWNSHIP, None, None),
        "amend_list": ("first_publicity", CLERK, None, FIRST),
        "extend_publicity": ("first_publicity", CLERK, None, "extension"),
        **CLOSE,
    },
    "township_review": {
        "post_second_list": ("second_publicity", TOWNSHIP, REVIEWER, SECOND),
        "return": ("applied", TOWNSHIP, None, None),
        "return_to_start": ("applied", TOWNSHIP, None, None),
        "withdraw": ("first_publicity", CLERK, None, None),
        "decline": ("declined", TOWNSHIP, None, None),
        **CLOSE,
    },
    "second_publicity": {
        "send_to_county": ("county_review", TOWNSHIP, None, None),
        "return_to_start": ("applied", TOWNSHIP, None, None),
        "withdraw": ("township_review", TOWNSHIP, None, None),
        "decline": ("declined", TOWNSHIP, None, None),
        # The level above the poster decides an objection; the township posts this one.
        "take_off": ("applied", COUNTY, None, None),
        "amend_list": ("second_publicity", TOWNSHIP, None, SECOND),
        "extend_publicity": ("second_publicity", TOWNSHIP, None, "extension"),
        **CLOSE,
    },
    "county_review": {
        "identify": ("identified", COUNTY_APPROVER, APPROVER, "identification_announcement"),
        "return": ("township_review", COUNTY_APPROVER, None, None),
        "return_to_start": ("applied", COUNTY_APPROVER, None, None),
        "withdraw": ("second_publicity", TOWNSHIP, None, None),
        "decline": ("declined", COUNTY_APPROVER, None, None),
        **CLOSE,
    },
    "identified": {
        "assist": ("assisted", TOWNSHIP, None, None),
        "propose_strike_off": ("strike_off_proposed", TOWNSHIP, None, None),
        "continue_assistance": ("identified", CLERK, None, None),
        **CLOSE,
    },
    "assisted": {
        "propose_exit": ("proposed_for_exit", CLERK, PROPOSER, None),
        "propose_strike_off": ("strike_off_proposed", TOWNSHIP, None, None),
        "continue_assistance": ("assisted", CLERK, None, None),
        **CLOSE,
    },
    "proposed_for_exit": {
        "verify": ("verified", TEAM, VERIFIER, None),
        "return": ("assisted", TEAM, None, None),
        "return_to_start": ("assisted", TEAM, None, None),
        "withdraw": ("assisted", CLERK, None, None),
        "continue_assistance": ("proposed_for_exit", CLERK, None, None),
        **CLOSE,
    },
    "verified": {
        "publicize": ("publicized", CLERK, None, EXIT),
        "return": ("proposed_for_exit", CLERK, None, None),
        "return_to_start": ("assisted", CLERK, None, None),
        "withdraw": ("proposed_for_exit", TEAM, None, None),
        "continue_assistance": ("verified", CLERK, None, None),
        **CLOSE,
    },
    "publicized": {
        "review": ("township_reviewed", TOWNSHIP, REVIEWER, None),
        "return": ("verified", TOWNSHIP, None, None),
        "return_to_start": ("assisted", TOWNSHIP, None, None),
        "withdraw": ("verified", CLERK, None, None),
        "take_off": ("assisted", TOWNSHIP, None, None),
        "amend_list": ("publicized", CLERK, None, EXIT),
        "extend_publicity": ("publicized", CLERK, None, "extension"),
        "continue_assistance": ("publicized", CLERK, None, None),
        **CLOSE,
    },
    "township_reviewed": {
        "approve": ("approved", COUNTY_APPROVER, APPROVER, "household_exit_announcement"),
        "return": ("publicized", COUNTY_APPROVER, None, None),
        "return_to_start": ("assisted", COUNTY_APPROVER, None, None),
        "withdraw": ("publicized", TOWNSHIP, None, None),
        "continue_assistance": ("township_reviewed", CLERK, None, None),
        **CLOSE,
    },
    "approved": {"file_with_city": ("filed_with_city", CITY, None, None), **REVOKE, **RELAPSE},
    "filed_with_city": {"file_with_province": ("filed", PROVINCE, None, None), **REVOKE, **RELAPSE},
    "filed": {"archive": ("archived", COUNTY, None, None), **REVOKE, **RELAPSE},
    "archived": {**REVOKE, **RELAPSE},
    "declined": {"reapply": ("applied", CLERK, None, None)},
    "strike_off_proposed": {
        "post_strike_off": ("strike_off_publicized", CLERK, None, STRIKE_OFF),
        "drop_strike_off": ("identified", TOWNSHIP | COUNTY_APPROVER, None, None),
        **CLOSE,
    },
    "strike_off_publicized": {
        "strike_off": ("struck_off", COUNTY_APPROVER, None, None),
        "drop_strike_off": ("identified", TOWNSHIP | COUNTY_APPROVER, None, None),
        "amend_list": ("strike_off_publicized", CLERK, None, STRIKE_OFF),
        "extend_publicity": ("strike_off_publicized", CLERK, None, "extension"),
        **CLOSE,
    },
    "struck_off": {"reapply": ("applied", CLERK, None, None)},
    "closed": {},
}

OPENS_A_CYCLE = {
    ("approved", "relapse"),
    ("filed_with_city", "relapse"),
    ("filed", "relapse"),
    ("archived", "relapse"),
    ("archived", "revoke"),
    ("declined", "reapply"),
    ("struck_off", "reapply"),
}

STAGES = {
    "applied": "identification",
    "assessed": "identification",
    "first_publicity": "identification",
    "township_review": "identification",
    "second_publicity": "identification",
    "county_review": "identification",
    "identified": "identified",
    "assisted": "assisted",
    "proposed_for_exit": "proposed_for_exit",
    "verified": "proposed_for_exit",
    "publicized": "publicized",
    "township_reviewed": "publicized",
    "approved": "approved",
    "filed_with_city": "approved",
    "filed": "approved",
    "archived": "archived",
    "declined": "ended",
    "strike_off_proposed": "identified",
    "strike_off_publicized": "identified",
    "struck_off": "ended",
    "closed": "ended",
}

MUST_ACT = {
    "applied": TEAM,
    "assessed": CLERK,
    "first_publicity": CLERK,
    "township_review": TOWNSHIP,
    "second_publicity": TOWNSHIP,
    "county_review": COUNTY_APPROVER,
    "identified": TOWNSHIP,
    "assisted": CLERK,
    "proposed_for_exit": TEAM,
    "verified": CLERK,
    "publicized": TOWNSHIP,
    "township_reviewed": COUNTY_APPROVER,
    "approved": CITY,
    "filed_with_city": PROVINCE,
    "filed": COUNTY,
    "archived": set(),
    "declined": set(),
    "strike_off_proposed": CLERK,
    "strike_off_publicized": COUNTY_APPROVER,
    "struck_off": set(),
    "closed": set(),
}


def test_the_states_are_those_of_the_description() -> None:
    assert {state.value for state in PROCEDURES["household"].states} == set(TABLE) - {None}


@pytest.mark.parametrize("state", TABLE, ids=str)
def test_exactly_these_steps_leave_the_state(state: str | None) -> None:
    assert leaving(HOUSEHOLD, state) == TABLE[state]


def test_a_relapse_a_new_application_and_a_wrong_exit_in_the_archive_open_the_next_cycle() -> None:
    assert opening("household") == OPENS_A_CYCLE


def test_every_way_back_and_out_needs_a_written_reason() -> None:
    assert without_reason("household") == set()


def test_no_step_that_leads_on_asks_for_a_reason_except_those_that_strike_off() -> None:
    assert with_reason("household") == REASON_STEPS
    assert {step for step in REASON_STEPS if "strike_off" in step} == {
        "propose_strike_off",
        "post_strike_off",
        "strike_off",
        "drop_strike_off",
    }


def test_every_state_belongs_to_its_stage() -> None:
    assert stages("household") == STAGES


@pytest.mark.parametrize("state", MUST_ACT)
def test_who_must_act_follows_from_the_state(state: str) -> None:
    assert {role.value for role in HOUSEHOLD.acting_roles(state)} == MUST_ACT[state]


def test_an_approved_exit_is_never_withdrawn() -> None:
    assert not any("withdraw" in TABLE[state] for state in ("approved", "filed_with_city", "filed", "archived"))
    assert HOUSEHOLD.step("withdraw", "approved") is None


def test_households_from_identified_to_township_reviewed_count_as_poor() -> None:
    counted = {
        "identified",
        "assisted",
        "proposed_for_exit",
        "verified",
        "publicized",
        "township_reviewed",
    }
    # A household about to be struck off is still on the register.
    still_on_the_register = {"strike_off_proposed", "strike_off_publicized"}
    assert {state.value for state in POOR} == counted | still_on_the_register


def test_a_household_stands_before_a_decision_while_publicized_or_reviewed_by_the_township() -> None:
    assert {state.value for state in BEFORE_DECISION} == {"publicized", "township_reviewed"}
