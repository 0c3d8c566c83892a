"""Walks over the tables: wherever the steps lead, the record stands in a declared state and can still reach an end."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows import PROCEDURES
from workflows.declare import Direction, Procedure, Step

ENDS = {
    "household": {"archived", "declined", "struck_off", "closed"},
    "village": {"archived"},
    "county": {"archived"},
}

NAMES = st.sampled_from(sorted(PROCEDURES))


@given(NAMES, st.data())
def test_a_walk_never_leaves_the_declared_states_and_every_cycle_begins_where_cycles_begin(
    name: str, data: st.DataObject
) -> None:
    procedure = PROCEDURES[name]
    states = {state.value for state in procedure.states}
    beginnings = {"household": {"applied", "assisted"}}.get(name, {"identified", "assisted"})
    state: str | None = None
    for _ in range(data.draw(st.integers(1, 40), label="steps")):
        leaving = procedure.leaving(state)
        if not leaving:
            assert state in ENDS[name]
            return
        step = leaving[data.draw(st.sampled_from(sorted(leaving)), label="step")]
        assert step.source is None or step.source.value == state
        state = step.target.value
        assert state in states
        if step.source is None or step.opens_cycle:
            assert state in beginnings


@pytest.mark.parametrize("name", PROCEDURES)
def test_an_end_is_left_only_by_opening_the_next_cycle(name: str) -> None:
    procedure = PROCEDURES[name]
    assert {state.value for state in procedure.final} == ENDS[name]
    for end in ENDS[name]:
        assert all(step.opens_cycle for step in procedure.leaving(end).values())


@pytest.mark.parametrize("name", PROCEDURES)
def test_an_end_can_be_reached_from_every_state(name: str) -> None:
    procedure = PROCEDURES[name]
    for state in procedure.states:
        assert reached(procedure, state.value, forward_only=True) & ENDS[name], f"no way on from {state}"


@pytest.mark.parametrize("name", PROCEDURES)
def test_every_state_can_be_reached_from_the_beginning(name: str) -> None:
    procedure = PROCEDURES[name]
    assert reached(procedure, None) - {None} == {state.value for state in procedure.states}


@pytest.mark.parametrize("name", PROCEDURES)
def test_the_forward_steps_never_go_in_a_circle(name: str) -> None:
    procedure = PROCEDURES[name]
    for step in procedure.steps:
        if step.direction is Direction.FORWARD and step.source:
            assert step.source.value not in reached(procedure, step.target.value, forward_only=True), step.name


@pytest.mark.parametrize("name", PROCEDURES)
def test_each_way_on_is_taken_by_one_step_alone(name: str) -> None:
    """A forward step is the only one from its state, so that who must act now is a plain function of the state."""
    procedure = PROCEDURES[name]
    for state in procedure.states:
        onward = [step.name for step in procedure.leaving(state).values() if step.direction is Direction.FORWARD]
        assert len(onward) == (0 if state in procedure.final else 1), f"{state}: {onward}"


def reached(procedure: Procedure, start: str | None, *, forward_only: bool = False) -> set[str | None]:
    """States that a record can come to stand in, from one of them."""

    def followed(step: Step) -> bool:
        return not step.opens_cycle and (step.direction is Direction.FORWARD or not forward_only)

    found, ahead = {start}, [start]
    while ahead:
        for step in procedure.leaving(ahead.pop()).values():
            if followed(step) and step.target.value not in found:
                found.add(step.target.value)
                ahead.append(step.target.value)
    return found
