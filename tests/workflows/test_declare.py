"""A table that contradicts itself does not come into being."""

from enum import StrEnum

import pytest

from workflows.declare import Direction, Procedure, ProcedureError, Stage, Step
from workflows.roles import Role


class Permit(StrEnum):
    """A procedure of three conditions, enough to contradict oneself in."""

    ASKED = "asked"
    GRANTED = "granted"
    LOST = "lost"


CLERK = (Role.VILLAGE_CLERK,)
ENTER = Step(name="ask", source=None, target=Permit.ASKED, roles=CLERK)
GRANT = Step(name="grant", source=Permit.ASKED, target=Permit.GRANTED, roles=CLERK)
LOSE = Step(name="lose", source=Permit.GRANTED, target=Permit.LOST, roles=CLERK)
STAGES: dict[StrEnum, Stage] = dict.fromkeys(Permit, Stage.IDENTIFIED)


def permit(
    *steps: Step, final: frozenset[StrEnum] = frozenset({Permit.LOST}), stages: dict[StrEnum, Stage] = STAGES
) -> Procedure:
    return Procedure(name="permit", states=Permit, initial=Permit.ASKED, stages=stages, final=final, steps=steps)


def test_a_table_without_contradiction_comes_into_being() -> None:
    table = permit(ENTER, GRANT, LOSE)
    assert table.step_names() == ("ask", "grant", "lose")
    assert table.step("grant", "asked") is GRANT
    assert table.step("grant", "granted") is None
    assert table.leaving(None) == {"ask": ENTER}
    assert table.leaving("lost") == {}


def test_a_state_that_nothing_leads_on_from_is_refused() -> None:
    with pytest.raises(ProcedureError, match="nothing leads on from granted"):
        permit(ENTER, GRANT, Step(name="lose", source=Permit.ASKED, target=Permit.LOST, roles=CLERK))


def test_a_state_that_only_a_way_back_leaves_is_stuck_too() -> None:
    back = Step(name="return", source=Permit.GRANTED, target=Permit.ASKED, roles=CLERK, direction=Direction.BACK)
    lose = Step(name="lose", source=Permit.ASKED, target=Permit.LOST, roles=CLERK)
    with pytest.raises(ProcedureError, match="nothing leads on from granted"):
        permit(ENTER, GRANT, back, lose)


def test_a_state_that_nothing_leads_to_is_refused() -> None:
    with pytest.raises(ProcedureError, match="nothing leads to lost"):
        permit(ENTER, GRANT, final=frozenset({Permit.GRANTED, Permit.LOST}))


def test_a_state_that_only_leads_to_itself_is_unreachable() -> None:
    stay = Step(name="remember", source=Permit.LOST, target=Permit.LOST, roles=CLERK, direction=Direction.STAY)
    with pytest.raises(ProcedureError, match="nothing leads to lost"):
        permit(ENTER, GRANT, stay, final=frozenset({Permit.GRANTED, Permit.LOST}))


def test_two_states_that_lead_only_to_each_other_are_unreachable() -> None:
    to_lost = Step(name="lose", source=Permit.GRANTED, target=Permit.LOST, roles=CLERK)
    and_back = Step(name="find", source=Permit.LOST, target=Permit.GRANTED, roles=CLERK)
    with pytest.raises(ProcedureError, match="nothing leads to granted, lost"):
        permit(ENTER, to_lost, and_back, final=frozenset({Permit.ASKED}))


def test_the_same_step_leaving_a_state_twice_is_refused() -> None:
    again = Step(name="grant", source=Permit.ASKED, target=Permit.LOST, roles=CLERK)
    with pytest.raises(ProcedureError, match="grant leaves asked twice"):
        permit(ENTER, GRANT, LOSE, again)


def test_a_step_that_nobody_may_take_is_refused() -> None:
    with pytest.raises(ProcedureError, match="nobody may take lose from granted"):
        permit(ENTER, GRANT, Step(name="lose", source=Permit.GRANTED, target=Permit.LOST, roles=()))


def test_a_step_that_stays_but_names_another_state_is_refused() -> None:
    astray = Step(name="remember", source=Permit.ASKED, target=Permit.LOST, roles=CLERK, direction=Direction.STAY)
    with pytest.raises(ProcedureError, match="remember stays but names another state"):
        permit(ENTER, GRANT, LOSE, astray)


def test_a_state_without_a_stage_is_refused() -> None:
    with pytest.raises(ProcedureError, match="no stage for lost"):
        permit(ENTER, GRANT, LOSE, stages={Permit.ASKED: Stage.IDENTIFIED, Permit.GRANTED: Stage.IDENTIFIED})


def test_who_must_act_are_the_roles_that_lead_on_and_not_those_that_lead_back() -> None:
    back = Step(
        name="return",
        source=Permit.GRANTED,
        target=Permit.ASKED,
        roles=(Role.TOWNSHIP_REVIEWER,),
        direction=Direction.BACK,
    )
    table = permit(ENTER, GRANT, LOSE, back)
    assert table.acting_roles("granted") == CLERK
    assert table.acting_roles("lost") == ()
