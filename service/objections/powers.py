"""Until when an objection can still block, and in which states something must be done. procedures.md, Objections."""

from collections.abc import Mapping
from typing import Final

from workflows import PROCEDURES
from workflows.declare import Stage
from workflows.objection import OBJECTION

UNDECIDED: Final[Mapping[str, frozenset[Stage]]] = {
    "household_first_list": frozenset({Stage.IDENTIFICATION}),
    "household_second_list": frozenset({Stage.IDENTIFICATION}),
    "household_exit_list": frozenset({Stage.PROPOSED_FOR_EXIT, Stage.PUBLICIZED}),
    "strike_off_list": frozenset({Stage.IDENTIFIED}),
    "village_exit_list": frozenset({Stage.PROPOSED_FOR_EXIT, Stage.PUBLICIZED}),
    "county_exit_publicity": frozenset({Stage.PROPOSED_FOR_EXIT, Stage.PUBLICIZED}),
}
"""Stages in which what a publicity proposes is still to be decided, so that an objection to it can block."""

WAITING: Final = tuple(state.value for state in OBJECTION.states if OBJECTION.acting_roles(state.value))
"""States in which an objection must be screened, looked into, decided or answered."""

LONGEST_TEXT: Final = 4_000
LONGEST_NAME: Final = 64


def is_undecided(notice_kind: str, procedure: str, state: str) -> bool:
    """Whether what a publicity proposed for a record in this state is still to be decided."""
    table = PROCEDURES[procedure]
    return table.stages[table.states(state)] in UNDECIDED.get(notice_kind, frozenset())
