"""The correction's table, written by hand from the description of the procedure. Whatever is not in it is refused."""

from itertools import product
from typing import Any

import pytest

from tests.workflows.written_tables import Table, leaving
from workflows import TABLES
from workflows.correction import CORRECTION, CorrectionCase
from workflows.decide import Acting, Post, reasons_against
from workflows.machine import NoSuchMove, machine, moved
from workflows.roles import Role

KEEPERS = {"village_clerk", "work_team", "township_reviewer"}
TOWNSHIP_ONLY = {"township_reviewer"}
TABLE: Table = {
    None: {"propose": ("proposed", KEEPERS, None, None)},
    "proposed": {
        "approve": ("approved", TOWNSHIP_ONLY, None, None),
        "refuse": ("refused", TOWNSHIP_ONLY, None, None),
        "withdraw": ("withdrawn", KEEPERS, None, None),
    },
    "approved": {},
    "refused": {},
    "withdrawn": {},
}
STAGES = {"proposed": "received", "approved": "decided", "refused": "decided", "withdrawn": "set_aside"}
NEEDS_WORDS = {"propose", "refuse"}
PLACE = "341522500598"
PROPOSER, ANOTHER = 7, 8
CLERK, TOWNSHIP = Post(Role.VILLAGE_CLERK, PLACE), Post(Role.TOWNSHIP_REVIEWER, PLACE[:9])


def a_correction(state: str | None, person: int, *posts: Post, **changes: Any) -> CorrectionCase:
    """A correction that nothing stands against, in front of somebody with these posts."""
    in_order = {"region_code": PLACE, "proposer": PROPOSER, **changes}
    return CorrectionCase(state=state, acting=Acting(person, posts), **in_order)


def against(name: str, case: CorrectionCase) -> list[str]:
    step = CORRECTION.step(name, case.state)
    assert step is not None
    return [reason.code for reason in reasons_against(step, case, case.acting)]


def test_the_states_are_those_of_the_description() -> None:
    assert {state.value for state in CORRECTION.states} == set(TABLE) - {None}
    assert {state.value: stage.value for state, stage in CORRECTION.stages.items()} == STAGES
    assert TABLES["correction"] is CORRECTION


@pytest.mark.parametrize("state", TABLE, ids=str)
def test_exactly_these_steps_leave_the_state(state: str | None) -> None:
    assert leaving(CORRECTION, state) == TABLE[state]


def test_the_machine_makes_exactly_these_moves() -> None:
    steps = {step for state, rows in TABLE.items() if state for step in rows}
    assert set(machine("correction").events) == steps
    for state, step in product([state for state in TABLE if state], steps):
        if step in TABLE[state]:
            assert moved("correction", step, state) == TABLE[state][step][0]
        else:
            with pytest.raises(NoSuchMove):
                moved("correction", step, state)


def test_these_steps_need_written_words() -> None:
    assert {step.name for step in CORRECTION.steps if step.needs_reason} == NEEDS_WORDS


def test_a_step_is_open_to_the_roles_of_the_table_and_to_nobody_else() -> None:
    wrong = []
    for (state, rows), role in product(TABLE.items(), Role):
        for step, (_, roles, _, _) in rows.items():
            person = PROPOSER if step == "withdraw" else ANOTHER
            for post, expected in (
                (Post(role, PLACE[:9] if role is Role.TOWNSHIP_REVIEWER else PLACE), []),
                (Post(role, "610730100" if role is Role.TOWNSHIP_REVIEWER else "610730100200"), "elsewhere"),
            ):
                want = ["role_may_not"] if role.value not in roles else ["outside_jurisdiction"] if expected else []
                if (got := against(step, a_correction(state, person, post))) != want:
                    wrong.append(f"{state}: {step} by {role}: {got}")
    assert not wrong, wrong


def test_the_proposer_never_decides_and_nobody_else_takes_it_back() -> None:
    own, others = a_correction("proposed", PROPOSER, TOWNSHIP), a_correction("proposed", ANOTHER, TOWNSHIP)
    assert [against(step, own) for step in ("approve", "refuse", "withdraw")] == [
        ["decides_own_correction"],
        ["decides_own_correction"],
        [],
    ]
    assert [against(step, others) for step in ("approve", "refuse", "withdraw")] == [
        [],
        [],
        ["withdraws_others_correction"],
    ]


def test_what_changed_since_is_not_approved_but_can_be_refused() -> None:
    case = a_correction("proposed", ANOTHER, TOWNSHIP, changed=("register.member.born_on", "register.member.sex"))
    assert against("approve", case) == ["fact_changed_since", "fact_changed_since"]
    assert against("refuse", case) == []


def test_a_household_that_ceased_has_nothing_to_correct() -> None:
    assert against("approve", a_correction("proposed", ANOTHER, TOWNSHIP, dissolved=True)) == ["household_dissolved"]
    assert against("propose", a_correction(None, PROPOSER, CLERK, dissolved=True)) == ["household_dissolved"]


def test_one_correction_is_decided_before_the_next_is_proposed() -> None:
    assert against("propose", a_correction(None, PROPOSER, CLERK, pending=True)) == ["correction_pending"]
