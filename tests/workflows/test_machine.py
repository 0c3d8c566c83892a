"""The machine makes exactly the moves of the tables written by hand."""

import pytest

from tests.workflows.test_county_table import TABLE as COUNTY_TABLE
from tests.workflows.test_household_table import OPENS_A_CYCLE
from tests.workflows.test_household_table import TABLE as HOUSEHOLD_TABLE
from tests.workflows.test_village_table import TABLE as VILLAGE_TABLE
from workflows.machine import NoSuchMove, machine, moved

TABLES = {"household": HOUSEHOLD_TABLE, "village": VILLAGE_TABLE, "county": COUNTY_TABLE}
OPENING = {"household": OPENS_A_CYCLE, "village": {("archived", "revoke")}, "county": {("archived", "revoke")}}


def outcome(name: str, step: str, state: str) -> str | None:
    """State that a step leads to, None where there is no such move."""
    try:
        return moved(name, step, state)
    except NoSuchMove:
        return None


@pytest.mark.parametrize("name", TABLES)
def test_the_machine_agrees_with_the_table_for_every_state_and_step(name: str) -> None:
    table = TABLES[name]
    steps = {step for rows in table.values() for step in rows}
    expected = {
        (state, step): rows[step][0] if step in rows and (state, step) not in OPENING[name] else None
        for state, rows in table.items()
        if state is not None
        for step in steps
    }
    assert {(state, step): outcome(name, step, state) for state, step in expected} == expected


@pytest.mark.parametrize("name", TABLES)
def test_there_are_no_back_doors(name: str) -> None:
    steps = {step for state, rows in TABLES[name].items() for step in rows if (state, step) not in OPENING[name]}
    entering = set(TABLES[name][None])
    assert set(machine(name).events) == steps - entering
    for state in TABLES[name]:
        assert outcome(name, f"to_{state}", "assisted") is None


@pytest.mark.parametrize("name", TABLES)
def test_the_machine_keeps_no_record_alive(name: str) -> None:
    moved(name, "propose_exit", "assisted")
    assert machine(name).models == []
    assert machine(name) is machine(name)


@pytest.mark.parametrize("name", TABLES)
@pytest.mark.parametrize("unknown", ["no_such_state", "", "Assisted", " assisted", "assisted "])
def test_a_state_that_the_table_does_not_know_has_no_moves(name: str, unknown: str) -> None:
    for step in {step for rows in TABLES[name].values() for step in rows}:
        with pytest.raises(NoSuchMove):
            moved(name, step, unknown)


def test_a_state_of_another_procedure_has_no_moves_in_this_one() -> None:
    with pytest.raises(NoSuchMove):
        moved("household", "approve", "county_reviewed")
    with pytest.raises(NoSuchMove):
        moved("village", "approve", "township_reviewed")


@pytest.mark.parametrize(("name", "state", "step"), [(name, *row) for name in OPENING for row in sorted(OPENING[name])])
def test_a_step_that_opens_the_next_cycle_moves_no_record(name: str, state: str, step: str) -> None:
    with pytest.raises(NoSuchMove):
        moved(name, step, state)


def test_a_refused_move_says_which() -> None:
    with pytest.raises(NoSuchMove, match="approve"):
        moved("household", "approve", "applied")
    with pytest.raises(NoSuchMove, match="household has no step review_by_county"):
        moved("household", "review_by_county", "publicized")
