"""What must hold for each step: every row of the three tables before an empty file and before a complete one."""

from itertools import product

import pytest

from tests.workflows.cases import (
    RESTS_ON,
    TAKEN_OFF,
    WRONG_EXIT,
    a_case,
    complete,
    household_notices,
    village_notices,
)
from tests.workflows.test_sweep import TABLES
from workflows import PROCEDURES
from workflows.case import Case, Obstacles, Place, reasons_of
from workflows.declare import Step

WITHDRAWN = {"next_level_has_acted"}
WINDOW = {"notice_missing"}
FIVE_CLEARS = {
    "five_clears_cause_missing",
    "five_clears_income_missing",
    "five_clears_measures_missing",
    "five_clears_target_missing",
    "five_clears_responsible_person_missing",
}
INCIDENCE = {"no_threshold", "no_registered_population"}

EVERYWHERE = {
    "withdraw": WITHDRAWN,
    "close": {"closing_proof_missing"},
    "continue_assistance": {"survey_missing"},
    "take_off": {"no_upheld_objection"},
    "extend_publicity": {"nothing_to_extend"},
    "revoke": {"no_wrong_exit_finding"},
}
"""Steps of which every row asks for the same, and what they lack while nothing is on file."""

LACKING: dict[str, dict[tuple[str | None, str], set[str]]] = {
    "household": {
        ("applied", "verify_application"): {"application_missing", "visit_missing"},
        ("assessed", "post_first_list"): {"meeting_missing"},
        ("first_publicity", "send_to_township"): WINDOW,
        ("second_publicity", "send_to_county"): WINDOW,
        ("identified", "assist"): {
            *FIVE_CLEARS,
            "plan_missing",
            "handbook_missing",
            "measure_missing",
            "announcement_missing",
        },
        ("assisted", "propose_exit"): {
            "no_poverty_line",
            "worksheet_missing",
            "income_not_stable",
            "criteria_not_set",
            "survey_missing",
            "meeting_missing",
            "plan_missing",
        },
        ("proposed_for_exit", "verify"): {"visit_missing", "worksheet_missing", "consent_missing"},
        ("publicized", "review"): WINDOW,
        ("township_reviewed", "approve"): WINDOW,
        ("approved", "file_with_city"): {"receipt_missing"},
        ("filed_with_city", "file_with_province"): {"receipt_missing"},
        ("filed", "archive"): {
            "announcement_missing",
            "file_lacks_paper",
            "file_lacks_notice",
            "policy_flag_missing",
        },
        ("strike_off_publicized", "strike_off"): WINDOW,
    },
    "village": {
        ("identified", "assist"): {"place_plan_missing", "no_work_team"},
        ("assisted", "cosign_exit"): {*INCIDENCE, "criteria_not_set"},
        ("assisted", "propose_exit"): {*INCIDENCE, "criteria_not_set", "not_cosigned"},
        ("publicized", "review_by_county"): WINDOW,
        ("county_reviewed", "approve"): {*INCIDENCE, "criteria_not_set", *WINDOW},
        ("approved", "file"): {"receipt_missing"},
        ("filed", "archive"): {"announcement_missing", "file_lacks_paper", "file_lacks_notice"},
    },
    "county": {
        ("identified", "assist"): {"place_plan_missing"},
        ("assisted", "propose_exit"): INCIDENCE,
        ("city_reviewed", "check"): {"evaluation_missing"},
        ("publicized", "approve"): {"evaluation_missing", *WINDOW},
        ("approved", "file"): {"receipt_missing"},
        ("filed", "archive"): {"announcement_missing", "file_lacks_paper", "file_lacks_notice"},
    },
}
"""What a step lacks while nothing is on file. A step in neither table asks for nothing."""

ROWS = [
    pytest.param(name, state, step, id=f"{name}-{state}-{step}")
    for name, table in TABLES.items()
    for state, rows in table.items()
    for step in rows
]


def refused_for(name: str, state: str | None, step: str, case: Case) -> set[str]:
    """Codes of everything that the guards of a row have against it."""
    row = PROCEDURES[name].step(step, state)
    assert row is not None
    return {reason.code for reason in reasons_of(row.guards, case)}


@pytest.mark.parametrize(("name", "state", "step"), ROWS)
def test_an_empty_file_is_refused_for_everything_that_it_lacks(name: str, state: str | None, step: str) -> None:
    lacking = EVERYWHERE.get(step) or LACKING[name].get((state, step), set())
    assert refused_for(name, state, step, a_case(procedure=name, state=state)) == lacking


STEPS_ON = [
    pytest.param(name, step, id=f"{name}-{step.source}-{step.name}")
    for name, procedure in PROCEDURES.items()
    for step in procedure.steps
    if step.name not in {"withdraw", "amend_list", "extend_publicity"}
]


@pytest.mark.parametrize(("name", "step"), STEPS_ON)
def test_a_complete_file_passes_every_step(name: str, step: Step) -> None:
    case = complete(name, obstacles=RESTS_ON.get(step.name))
    assert refused_for(name, step.source, step.name, case) == set()


WINDOWS = {
    ("household", "first_publicity", "send_to_township"): "household_first_list",
    ("household", "second_publicity", "send_to_county"): "household_second_list",
    ("household", "publicized", "review"): "household_exit_list",
    ("household", "township_reviewed", "approve"): "household_exit_list",
    ("household", "strike_off_publicized", "strike_off"): "strike_off_list",
    ("village", "publicized", "review_by_county"): "village_exit_list",
    ("village", "county_reviewed", "approve"): "village_exit_list",
    ("county", "publicized", "approve"): "county_exit_publicity",
}


@pytest.mark.parametrize(
    ("row", "kind"), WINDOWS.items(), ids=lambda value: "-".join(value) if isinstance(value, tuple) else ""
)
def test_each_window_waits_for_its_own_notice_and_for_the_household_s_objections(
    row: tuple[str, str, str], kind: str
) -> None:
    name, state, step = row
    without = [notice for notice in complete(name).publicity.notices.values() if notice.kind != kind]
    assert refused_for(name, state, step, complete(name, notices=without)) == {"notice_missing"}
    objected = complete(name, obstacles=Obstacles(open_objections=1))
    assert refused_for(name, state, step, objected) == {"objection_open"}
    upheld = complete(name, obstacles=TAKEN_OFF)
    assert refused_for(name, state, step, upheld) == {"upheld_objection_stands"}


@pytest.mark.parametrize(
    ("state", "on", "off"),
    [
        ("first_publicity", "send_to_township", "take_off"),
        ("second_publicity", "send_to_county", "take_off"),
        ("publicized", "review", "take_off"),
        ("strike_off_publicized", "strike_off", "drop_strike_off"),
    ],
)
def test_after_an_upheld_objection_the_household_leaves_the_list_before_anything_goes_on(
    state: str, on: str, off: str
) -> None:
    upheld = complete("household", obstacles=TAKEN_OFF)
    assert refused_for("household", state, on, upheld) == {"upheld_objection_stands"}
    assert refused_for("household", state, off, upheld) == set()
    taken_off = complete("household", obstacles=Obstacles())
    assert refused_for("household", state, on, taken_off) == set()


@pytest.mark.parametrize(("name", "state"), [("village", "publicized"), ("county", "publicized")])
def test_a_place_whose_publicity_met_an_upheld_objection_may_still_go_back(name: str, state: str) -> None:
    upheld = complete(name, obstacles=TAKEN_OFF)
    assert refused_for(name, state, "return", upheld) == set()
    assert refused_for(name, state, "return_to_start", upheld) == set()


@pytest.mark.parametrize(
    ("name", "state", "step"),
    [
        ("household", "publicized", "review"),
        ("household", "township_reviewed", "approve"),
        ("village", "publicized", "review_by_county"),
        ("village", "county_reviewed", "approve"),
        ("county", "city_reviewed", "check"),
        ("county", "publicized", "approve"),
    ],
)
def test_an_open_inspection_finding_stops_review_and_approval(name: str, state: str, step: str) -> None:
    found = complete(name, obstacles=Obstacles(open_findings=1))
    assert refused_for(name, state, step, found) == {"finding_open"}


@pytest.mark.parametrize(
    ("name", "state", "step", "announcement"),
    [
        ("household", "identified", "assist", "identification_announcement"),
        ("household", "filed", "archive", "household_exit_announcement"),
        ("village", "filed", "archive", "village_exit_announcement"),
        ("county", "filed", "archive", "county_exit_announcement"),
    ],
)
def test_assistance_and_archive_wait_for_their_announcement(
    name: str, state: str, step: str, announcement: str
) -> None:
    without = [notice for notice in complete(name).publicity.notices.values() if notice.kind != announcement]
    assert "announcement_missing" in refused_for(name, state, step, complete(name, notices=without))


@pytest.mark.parametrize(("state", "step"), [("assisted", "propose_exit"), ("county_reviewed", "approve")])
def test_a_village_waits_while_one_of_its_households_stands_before_a_decision(state: str, step: str) -> None:
    waiting = complete(
        "village", place=Place(remaining_households=1, remaining_persons=4, households_before_decision=1)
    )
    assert refused_for("village", state, step, waiting) == {"households_before_decision"}


@pytest.mark.parametrize(("state", "step"), [("assisted", "propose_exit"), ("county_reviewed", "approve")])
def test_a_village_s_incidence_is_weighed_at_the_proposal_and_again_at_the_approval(state: str, step: str) -> None:
    poorer = complete(
        "village", place=Place(remaining_households=9, remaining_persons=30, households_before_decision=0)
    )
    assert refused_for("village", state, step, poorer) == {"incidence_too_high"}


@pytest.mark.parametrize(
    ("state", "step"), [("assisted", "propose_exit"), ("city_reviewed", "check"), ("publicized", "approve")]
)
def test_a_county_waits_for_each_of_its_poor_villages(state: str, step: str) -> None:
    waiting = complete(
        "county",
        place=Place(
            remaining_households=0,
            remaining_persons=0,
            households_before_decision=0,
            villages_not_archived=(("341522500598", "village one"),),
        ),
    )
    assert refused_for("county", state, step, waiting) == {"village_not_archived"}


UNDOES = [
    pytest.param(name, state, target, id=f"{name}-{state}")
    for name, table in TABLES.items()
    for state, rows in table.items()
    for target, _, _, _ in [rows.get("withdraw", (None, None, None, None))]
    if target
]


@pytest.mark.parametrize(("name", "state", "target"), UNDOES)
def test_only_the_step_that_led_into_the_state_is_withdrawn_and_by_the_role_that_took_it(
    name: str, state: str, target: str
) -> None:
    led_here = {step: row for step, row in TABLES[name][target].items() if row[0] == state}
    (step, (_, roles, _, _)) = led_here.popitem()
    assert not led_here
    assert TABLES[name][state]["withdraw"][1] == roles
    assert refused_for(name, state, "withdraw", a_case(procedure=name, state=state, last_step=step)) == set()
    for other in {"return", "withdraw", None}:
        late = a_case(procedure=name, state=state, last_step=other)
        assert refused_for(name, state, "withdraw", late) == WITHDRAWN


@pytest.mark.parametrize(
    ("state", "step"),
    [
        *product(("approved", "filed_with_city", "filed", "archived"), ("relapse", "revoke")),
        ("declined", "reapply"),
        ("struck_off", "reapply"),
    ],
)
def test_only_the_newest_cycle_is_followed_by_another(state: str, step: str) -> None:
    older = complete("household", is_newest=False, obstacles=WRONG_EXIT)
    assert refused_for("household", state, step, older) == {"newer_cycle_exists"}


def test_an_amended_list_is_issued_only_where_the_list_has_changed() -> None:
    unchanged = a_case(notices=household_notices())
    assert refused_for("household", "publicized", "amend_list", unchanged) == {"nothing_to_amend"}
    void = a_case(voided=frozenset({"household_exit_list"}))
    assert refused_for("household", "publicized", "amend_list", void) == set()
    assert refused_for("village", "publicized", "amend_list", a_case(notices=village_notices())) == {"nothing_to_amend"}
