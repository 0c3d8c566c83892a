"""The objection's table, written by hand from the description of the procedure. Whatever is not in it is refused."""

from dataclasses import replace
from datetime import date
from itertools import product
from typing import Any

import pytest

from tests.workflows.written_tables import Table, leaving
from workflows import TABLES
from workflows.decide import Acting, Post, reasons_against
from workflows.machine import NoSuchMove, machine, moved
from workflows.objection import BLOCKING, OBJECTION, ObjectionCase, hearing_level
from workflows.roles import Level, Role

LODGERS = {
    "village_clerk",
    "work_team",
    "township_reviewer",
    "county_reviewer",
    "city_reviewer",
    "province_reviewer",
}
HEARERS = {"township_reviewer", "county_reviewer", "city_reviewer", "province_reviewer", "province_approver"}

INVESTIGATE = {"investigate": ("investigated", HEARERS, None, None)}
REPLY = {"reply": ("replied", HEARERS, None, None)}
WITHDRAW = {"withdraw": ("withdrawn", HEARERS, None, None)}

TABLE: Table = {
    None: {"lodge": ("lodged", LODGERS, None, None), "lodge_clue": ("clue", LODGERS, None, None)},
    "lodged": {
        "accept": ("accepted", HEARERS, None, None),
        "refuse_late": ("out_of_time", HEARERS, None, None),
        "open_clue": ("clue", HEARERS, None, None),
        **WITHDRAW,
    },
    "accepted": {**INVESTIGATE, **WITHDRAW},
    "investigated": {
        "uphold": ("upheld", HEARERS, None, None),
        "dismiss": ("dismissed", HEARERS, None, None),
        **WITHDRAW,
    },
    "upheld": {**REPLY},
    "dismissed": {**REPLY},
    "replied": {"appeal": ("appealed", LODGERS, None, None)},
    "appealed": {**INVESTIGATE, **WITHDRAW},
    "out_of_time": {},
    "clue": {},
    "withdrawn": {},
}
STAGES = {
    "lodged": "received",
    "accepted": "looked_into",
    "appealed": "looked_into",
    "investigated": "looked_into",
    "upheld": "decided",
    "dismissed": "decided",
    "replied": "answered",
    "out_of_time": "set_aside",
    "clue": "set_aside",
    "withdrawn": "set_aside",
}
HEARD_BY = {
    "township": {"township_reviewer"},
    "county": {"county_reviewer"},
    "city": {"city_reviewer"},
    "province": {"province_reviewer", "province_approver"},
}
HEARD_AT = {
    # poster: the level that hears it, and the level that hears the appeal
    "village": ("township", "county"),
    "township": ("county", "city"),
    "county": ("city", "province"),
    "city": ("province", "province"),
    "province": ("province", "province"),
}
NEEDS_WORDS = {"open_clue", "investigate", "appeal", "withdraw"}
PLACE = "341522500598"
DIGITS = {"village": 12, "township": 9, "county": 6, "city": 4, "province": 2}
HELD_AT = {
    "village_clerk": "village",
    "work_team": "village",
    "township_reviewer": "township",
    "county_reviewer": "county",
    "county_approver": "county",
    "city_reviewer": "city",
    "city_approver": "city",
    "province_reviewer": "province",
    "province_approver": "province",
}
SOMEBODY = 7
TODAY = date(2019, 1, 7)


def an_objection(state: str | None, *posts: Post, **changes: Any) -> ObjectionCase:
    """An objection in a state that nothing stands against, in front of somebody with these posts."""
    in_order: dict[str, Any] = {"level": Level.TOWNSHIP, "today": TODAY, "region_code": PLACE}
    if state == "replied":
        in_order["outcome"] = "dismissed"
    return ObjectionCase(state=state, acting=Acting(SOMEBODY, posts), **{**in_order, **changes})


def against(name: str, case: ObjectionCase) -> list[str]:
    step = OBJECTION.step(name, case.state)
    assert step is not None
    return [reason.code for reason in reasons_against(step, case, case.acting)]


TOWNSHIP = Post(Role.TOWNSHIP_REVIEWER, PLACE[:9])
COUNTY = Post(Role.COUNTY_REVIEWER, PLACE[:6])
CLERK = Post(Role.VILLAGE_CLERK, PLACE)


def test_the_states_are_those_of_the_description() -> None:
    assert {state.value for state in OBJECTION.states} == set(TABLE) - {None}
    assert {state.value: stage.value for state, stage in OBJECTION.stages.items()} == STAGES


@pytest.mark.parametrize("state", TABLE, ids=str)
def test_exactly_these_steps_leave_the_state(state: str | None) -> None:
    assert leaving(OBJECTION, state) == TABLE[state]


def test_the_machine_makes_exactly_these_moves() -> None:
    steps = {step for state, rows in TABLE.items() if state for step in rows}
    assert set(machine("objection").events) == steps
    for state, step in product([state for state in TABLE if state], steps):
        if step in TABLE[state]:
            assert moved("objection", step, state) == TABLE[state][step][0]
        else:
            with pytest.raises(NoSuchMove):
                moved("objection", step, state)


def test_accepted_and_undecided_or_under_appeal_it_blocks() -> None:
    assert {state.value for state in BLOCKING} == {"accepted", "investigated", "appealed"}


def test_these_steps_need_written_words() -> None:
    assert {step.name for step in OBJECTION.steps if step.needs_reason} == NEEDS_WORDS


def test_a_number_of_days_may_be_set_for_what_must_be_done_and_for_the_appeal() -> None:
    assert {state.value for state in OBJECTION.timed_states()} == set(TABLE) - {
        None,
        "out_of_time",
        "clue",
        "withdrawn",
    }
    assert {state.value for state in TABLES["village"].timed_states()} == {
        state.value for state in TABLES["village"].states if state.value != "archived"
    }


@pytest.mark.parametrize("poster", HEARD_AT)
def test_the_level_above_the_poster_hears_it_and_the_next_one_the_appeal(poster: str) -> None:
    first, second = HEARD_AT[poster]
    assert hearing_level(Level(poster), 0) == first
    assert hearing_level(Level(poster), 1) == second


def test_a_step_is_open_to_the_roles_and_the_level_of_the_table_and_to_nobody_else() -> None:
    wrong = []
    for (state, rows), role, level in product(TABLE.items(), Role, HEARD_BY):
        digits = DIGITS.get(HELD_AT.get(role.value, ""), 0)
        for step, (_, roles, _, _) in rows.items():
            for held_in, reaches in ((PLACE[:digits], True), (("610730100200")[:digits], not digits)):
                case = an_objection(state, Post(role, held_in), level=Level(level), in_time=step != "refuse_late")
                heard = roles == LODGERS or role.value in HEARD_BY[level]
                allowed = role.value in roles and reaches and heard
                expected = [] if allowed else ["role_may_not"]
                if role.value in roles and not allowed:
                    expected = ["heard_at_another_level"] if reaches else ["outside_jurisdiction"]
                if against(step, case) != expected:
                    wrong.append(f"{state}: {step} at {level} by {role} of {held_in}: {against(step, case)}")
    assert not wrong, "\n".join([f"{len(wrong)} differ from the written table:", *wrong[:20]])


def test_who_holds_posts_of_two_levels_acts_in_that_of_the_hearing_one() -> None:
    assert against("accept", an_objection("lodged", TOWNSHIP, COUNTY, level=Level.COUNTY)) == []


@pytest.mark.parametrize("step", ["uphold", "dismiss"])
@pytest.mark.parametrize(
    ("who", "code"),
    [
        ("posters", "decider_posted_notice"),
        ("proposers", "decider_is_proposer"),
        ("deciders", "decider_decided_before"),
    ],
)
def test_nobody_decides_on_their_own_notice_proposal_or_decision(step: str, who: str, code: str) -> None:
    case = an_objection("investigated", TOWNSHIP, **{who: frozenset({SOMEBODY})})
    assert against(step, case) == [code]
    assert against(step, replace(case, **{who: frozenset({8})})) == []
    assert against("investigate", replace(case, state="accepted")) == [code]
    # Nor do they put an end to it in another way.
    assert against("open_clue", replace(case, state="lodged")) == [code]
    assert [against("withdraw", replace(case, state=state)) for state in ("lodged", "appealed")] == [[code], [code]]


def test_what_came_late_is_not_accepted_and_what_came_in_time_is_not_called_late() -> None:
    in_time, late = an_objection("lodged", TOWNSHIP), an_objection("lodged", TOWNSHIP, in_time=False)
    unknown = an_objection("lodged", TOWNSHIP, in_time=None)
    assert [against("accept", case) for case in (in_time, late, unknown)] == [[], ["objection_out_of_time"], []]
    assert [against("refuse_late", case) for case in (in_time, late, unknown)] == [
        ["objection_in_time"],
        [],
        ["objection_in_time"],
    ]


def test_what_is_said_about_a_household_left_out_is_followed_as_a_clue() -> None:
    case = an_objection("lodged", TOWNSHIP, about_omitted=True)
    assert against("accept", case) == ["objection_about_omitted"]
    assert against("open_clue", case) == []


def test_what_has_been_decided_is_blocked_no_more() -> None:
    assert against("accept", an_objection("lodged", TOWNSHIP, pending=False)) == ["decided_already"]
    assert against("appeal", an_objection("replied", CLERK, pending=False)) == ["decided_already"]


def test_projects_are_settled_by_their_signed_result() -> None:
    settled = {"of_projects": True, "pending": False}
    assert against("accept", an_objection("lodged", TOWNSHIP, of_projects=True)) == []
    assert against("accept", an_objection("lodged", TOWNSHIP, **settled)) == ["projects_settled"]
    assert against("appeal", an_objection("replied", CLERK, **settled)) == ["projects_settled"]
    assert against("uphold", an_objection("investigated", TOWNSHIP, **settled)) == []


def test_only_a_dismissal_is_appealed_once_and_in_time() -> None:
    case = an_objection("replied", CLERK, appeal_until=TODAY)
    assert against("appeal", case) == []
    assert against("appeal", replace(case, outcome="upheld")) == ["only_a_dismissal_is_appealed"]
    assert against("appeal", replace(case, appeals=1)) == ["appealed_before"]
    assert against("appeal", replace(case, today=date(2019, 1, 8))) == ["appeal_out_of_time"]
    assert against("appeal", replace(case, today=date(2030, 1, 1), appeal_until=None)) == []
