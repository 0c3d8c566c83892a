"""The table as a transitions.Machine, kept at arm's length: it says whether a move exists, the database makes it.

The only file that imports transitions.
"""

from functools import cache
from typing import Any

from transitions import Machine, MachineError

from workflows import TABLES
from workflows.declare import Procedure


class NoSuchMove(LookupError):
    """The procedure's table has no such step from such a state."""


class _Piece:
    """What the machine moves: a state only. Never add a database row to a machine: it overwrites its state."""

    __slots__ = ("_state",)

    def __init__(self, state: str) -> None:
        self._state = state


@cache
def machine(procedure_name: str) -> Machine:
    """One shared machine per procedure, without models and without the `to_<state>` back doors."""
    procedure = TABLES[procedure_name]
    return Machine(
        model=None,
        states=[state.value for state in procedure.states],
        initial=procedure.initial.value,
        transitions=list(_rows(procedure)),
        auto_transitions=False,
        model_attribute="_state",
    )


def moved(procedure_name: str, step: str, state: str) -> str:
    """State that a step leads to from a state.

    Raises:
        NoSuchMove: the table has no such row.
    """
    piece = _Piece(state)
    event = machine(procedure_name).events.get(step)
    if event is None:
        raise NoSuchMove(f"{procedure_name} has no step {step}")
    try:
        event.trigger(piece)
    except (MachineError, ValueError) as error:
        raise NoSuchMove(str(error)) from error
    return piece._state


def _rows(procedure: Procedure) -> list[dict[str, Any]]:
    return [
        {"trigger": step.name, "source": step.source.value, "dest": step.target.value}
        for step in procedure.steps
        if step.source is not None and not step.opens_cycle
    ]
