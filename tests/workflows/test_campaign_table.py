"""The yearly round's table, written by hand from the description of the procedure. Whatever is not in it is refused."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from tests.workflows.written_tables import Table, leaving
from workflows.campaign import (
    CAMPAIGN,
    CampaignCase,
    Decision,
    Signature,
    Standing,
    disagreements,
    not_at_the_end,
    suggested,
)
from workflows.decide import Acting, Post, reasons_against
from workflows.household import Household
from workflows.machine import NoSuchMove, machine, moved
from workflows.roles import Role

VILLAGE_AND_TEAM = {"village_clerk", "work_team"}
CLERK = {"village_clerk"}
TOWNSHIP = {"township_reviewer"}
COUNTY = {"county_reviewer"}
OPENERS = {"county_reviewer", "data_manager"}

BY_TOWNSHIP = {"return": ("deciding", TOWNSHIP, None, None)}
BY_COUNTY = {"return": ("deciding", COUNTY, None, None)}

TABLE: Table = {
    None: {"open": ("opened", OPENERS, None, None)},
    "opened": {
        "confirm": ("opened", VILLAGE_AND_TEAM, None, None),
        "begin": ("deciding", TOWNSHIP, None, None),
    },
    "deciding": {
        "confirm": ("deciding", VILLAGE_AND_TEAM, None, None),
        "decide": ("deciding", CLERK, None, None),
        "submit": ("submitted", TOWNSHIP, None, None),
    },
    "submitted": {
        "sign_secretary_of_township": ("secretary_of_township_signed", TOWNSHIP, None, None),
        **BY_TOWNSHIP,
    },
    "secretary_of_township_signed": {
        "sign_head_of_township": ("township_signed", TOWNSHIP, None, None),
        **BY_TOWNSHIP,
    },
    "township_signed": {
        "sign_secretary_of_county": ("secretary_of_county_signed", COUNTY, None, None),
        **BY_COUNTY,
    },
    "secretary_of_county_signed": {
        "sign_head_of_county": ("closed", COUNTY, None, None),
        **BY_COUNTY,
    },
    "closed": {},
}
STAGES = {
    "opened": "confirming",
    "deciding": "deciding",
    "submitted": "signed_by_township",
    "secretary_of_township_signed": "signed_by_township",
    "township_signed": "signed_by_county",
    "secretary_of_county_signed": "signed_by_county",
    "closed": "closed",
}
PLACE = "341522500598"
HELD_IN = {"village_clerk": 12, "work_team": 12, "township_reviewer": 9, "county_reviewer": 6, "county_approver": 6}
TODAY = date(2018, 12, 28)
SECRETARY = Signature("secretary_of_township", "甲书记", date(2018, 12, 26))


def a_round(state: str | None, *posts: Post, **changes: Any) -> CampaignCase:
    """A township's round in a state that nothing stands against, in front of somebody with these posts."""
    in_order: dict[str, Any] = {"region_code": PLACE[:9], "today": TODAY, "year": 2018, "households": 4}
    return CampaignCase(state=state, acting=Acting(7, posts), **{**in_order, **changes})


def against(name: str, case: CampaignCase) -> list[str]:
    step = CAMPAIGN.step(name, case.state)
    assert step is not None
    return [reason.code for reason in reasons_against(step, case, case.acting)]


def test_the_states_are_those_of_the_description() -> None:
    assert {state.value for state in CAMPAIGN.states} == set(TABLE) - {None}
    assert {state.value: stage.value for state, stage in CAMPAIGN.stages.items()} == STAGES


@pytest.mark.parametrize("state", TABLE, ids=str)
def test_exactly_these_steps_leave_the_state(state: str | None) -> None:
    assert leaving(CAMPAIGN, state) == TABLE[state]


def test_the_machine_makes_exactly_these_moves() -> None:
    steps = {step for state, rows in TABLE.items() if state for step in rows}
    assert set(machine("campaign").events) == steps
    for state, step in product([state for state in TABLE if state], steps):
        if step in TABLE[state]:
            assert moved("campaign", step, state) == TABLE[state][step][0]
        else:
            with pytest.raises(NoSuchMove):
                moved("campaign", step, state)


def test_only_the_ways_back_need_written_words() -> None:
    assert {step.name for step in CAMPAIGN.steps if step.needs_reason} == {"return"}


def test_a_step_is_open_to_the_roles_of_the_table_in_their_own_place_and_to_nobody_else() -> None:
    wrong = []
    for (state, rows), role in product(TABLE.items(), Role):
        digits = HELD_IN.get(role.value, 0)
        # A village's officials act in their village, which lies in the township.
        about = PLACE if digits == 12 else PLACE[:9]
        for step, (_, roles, _, _) in rows.items():
            for held_in, reaches in ((PLACE[:digits], True), ("610730100200"[:digits], not digits)):
                case = a_round(state, Post(role, held_in), region_code=about)
                allowed = role.value in roles and reaches
                expected = [] if allowed else ["role_may_not"]
                if role.value in roles and not allowed:
                    expected = ["outside_jurisdiction"]
                if against(step, case) != expected:
                    wrong.append(f"{state}: {step} by {role} of {held_in}: {against(step, case)}")
    assert not wrong, "\n".join(wrong[:20])


TOWNSHIP_POST = Post(Role.TOWNSHIP_REVIEWER, PLACE[:9])
COUNTY_POST = Post(Role.COUNTY_REVIEWER, PLACE[:6])


def test_last_years_exits_and_relapses_are_confirmed_before_anything_is_decided() -> None:
    assert against("begin", a_round("opened", TOWNSHIP_POST, unconfirmed=1)) == ["last_year_not_confirmed"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"households": 0}, "roll_empty"),
        ({"undecided": 1}, "decisions_missing"),
        ({"unsurveyed": 1}, "surveys_missing"),
        ({"disagreeing": 1}, "decisions_disagree"),
        ({"unconfirmed": 1}, "last_year_not_confirmed"),
        ({"unsettled": 1}, "unconfirmed_exits_stand"),
    ],
)
def test_what_is_missing_or_disagrees_keeps_the_roll_open(changes: dict[str, Any], code: str) -> None:
    assert against("submit", a_round("deciding", TOWNSHIP_POST, **changes)) == [code]


def test_an_exit_may_be_an_intention_until_the_last_signature() -> None:
    pending = {"exits_pending": 1, "signatures": (SECRETARY,), "signer": "乙镇长"}
    assert against("submit", a_round("deciding", TOWNSHIP_POST, exits_pending=1)) == []
    assert against("sign_head_of_township", a_round("secretary_of_township_signed", TOWNSHIP_POST, **pending)) == []
    last = a_round("secretary_of_county_signed", COUNTY_POST, **pending)
    assert against("sign_head_of_county", last) == ["exits_not_approved"]


@pytest.mark.parametrize(
    ("state", "step", "post"),
    [
        ("submitted", "sign_secretary_of_township", TOWNSHIP_POST),
        ("secretary_of_township_signed", "sign_head_of_township", TOWNSHIP_POST),
        ("township_signed", "sign_secretary_of_county", COUNTY_POST),
        ("secretary_of_county_signed", "sign_head_of_county", COUNTY_POST),
    ],
)
def test_nobody_signs_what_has_come_to_disagree_with_the_records(state: str, step: str, post: Post) -> None:
    assert against(step, a_round(state, post, disagreeing=2, list_differs=False)) == ["decisions_disagree"]
    assert against(step, a_round(state, post, list_differs=True)) == ["list_differs"]


def test_four_different_people_sign_one_after_the_other() -> None:
    case = a_round("secretary_of_township_signed", TOWNSHIP_POST, signatures=(SECRETARY,), signer="甲书记")
    assert against("sign_head_of_township", case) == ["signed_before"]
    assert against("sign_head_of_township", replace(case, signer=" 乙镇长 ")) == []
    early = replace(case, signer="乙镇长", signed_on=date(2018, 12, 25))
    assert against("sign_head_of_township", early) == ["signed_before_the_last"]


S = Household


@pytest.mark.parametrize(
    ("decision", "standing", "codes"),
    [
        (Decision.NEW, Standing(S.IDENTIFIED, identified=True), []),
        (Decision.NEW, Standing(S.ASSISTED), ["new_not_identified"]),
        (Decision.CONTINUED, Standing(S.ASSISTED), []),
        (Decision.CONTINUED, Standing(S.PROPOSED_FOR_EXIT), []),
        (Decision.CONTINUED, Standing(S.APPROVED, approved=True), ["continued_not_assisted"]),
        (Decision.CONTINUED, Standing(S.IDENTIFIED, identified=True), ["continued_but_new"]),
        (Decision.EXIT, Standing(S.ASSISTED), ["exit_not_proposed"]),
        (Decision.EXIT, Standing(S.PROPOSED_FOR_EXIT), []),
        (Decision.EXIT, Standing(S.TOWNSHIP_REVIEWED), []),
        (Decision.EXIT, Standing(S.FILED, approved=True), []),
        (Decision.EXIT, Standing(S.APPROVED), ["exit_of_another_year"]),
    ],
)
def test_a_decision_agrees_with_the_procedure_or_says_why_not(
    decision: Decision, standing: Standing, codes: list[str]
) -> None:
    assert [each.code for each in disagreements(decision, standing, 2018)] == codes


def test_at_the_end_an_exit_must_have_been_approved_in_the_year() -> None:
    assert [each.code for each in not_at_the_end(Decision.EXIT, Standing(S.PUBLICIZED), 2018)] == ["exit_not_approved"]
    assert not list(not_at_the_end(Decision.EXIT, Standing(S.APPROVED, approved=True), 2018))
    assert not list(not_at_the_end(Decision.CONTINUED, Standing(S.ASSISTED), 2018))


@pytest.mark.parametrize("state", S)
@pytest.mark.parametrize("identified", [True, False])
@pytest.mark.parametrize("approved", [True, False])
def test_what_the_procedure_suggests_never_disagrees_with_it(state: S, identified: bool, approved: bool) -> None:
    standing = Standing(state, identified=identified, approved=approved)
    decision = suggested(standing)
    if decision is not None:
        assert not list(disagreements(decision, standing, 2018))


def test_the_procedure_suggests_new_continued_and_exit() -> None:
    assert suggested(Standing(S.IDENTIFIED, identified=True)) is Decision.NEW
    assert suggested(Standing(S.ASSISTED)) is Decision.CONTINUED
    assert suggested(Standing(S.PUBLICIZED)) is Decision.EXIT
    assert suggested(Standing(S.FILED, approved=True)) is Decision.EXIT
    assert suggested(Standing(S.FILED)) is None
