"""The form of the tables written by hand, and the code's own table brought into the same form to be compared."""

from collections.abc import Mapping

from workflows import PROCEDURES
from workflows.declare import Procedure

Row = tuple[str, set[str], str | None, str | None]
"""Where a step leads, who may take it, in which of the four functions, and which notice it issues."""

Table = Mapping[str | None, Mapping[str, Row]]
"""For every state the steps that leave it; None stands for a subject that has no record yet."""

REASON_STEPS = {
    "return",
    "return_to_start",
    "withdraw",
    "decline",
    "take_off",
    "propose_strike_off",
    "post_strike_off",
    "strike_off",
    "drop_strike_off",
    "revoke",
    "relapse",
    "reapply",
    "close",
}
"""Ways back and out, striking off with all its steps: each needs a written reason."""


def leaving(procedure: Procedure, state: str | None) -> dict[str, Row]:
    """The code's rows for one state, in the form of the written tables."""
    return {
        step.name: (
            step.target.value,
            {role.value for role in step.roles},
            step.function.value if step.function else None,
            step.issues,
        )
        for step in procedure.leaving(state).values()
    }


def opening(name: str) -> set[tuple[str, str]]:
    """Rows (state, step) of a procedure that leave their record as it stands and open the next cycle."""
    return {(step.source.value, step.name) for step in PROCEDURES[name].steps if step.opens_cycle and step.source}


def voiding(name: str) -> dict[tuple[str, str], set[str]]:
    """Rows (state, step) of a procedure that make notices void, with their kinds."""
    return {
        (step.source.value, step.name): set(step.voids_notices)
        for step in PROCEDURES[name].steps
        if step.voids_notices and step.source
    }


def gathering(name: str) -> dict[tuple[str, str], str]:
    """Rows (state, step) of a procedure that make a list of the records they are taken for, with its kind."""
    return {
        (step.source.value, step.name): step.gathers for step in PROCEDURES[name].steps if step.gathers and step.source
    }


def on_whole_lists(name: str) -> set[tuple[str, str]]:
    """Rows (state, step) of a procedure that are taken for every member of a list or for none."""
    return {(step.source.value, step.name) for step in PROCEDURES[name].steps if step.whole_list and step.source}


def leaving_the_list(name: str) -> dict[str, set[str]]:
    """For each state of a procedure the steps with which a record leaves the list that it stands on."""
    rows: dict[str, set[str]] = {}
    for step in PROCEDURES[name].steps:
        if step.leaves_list and step.source:
            rows.setdefault(step.source.value, set()).add(step.name)
    return rows


def without_reason(name: str) -> set[str]:
    """Ways back and out for which a procedure forgets to ask for a written reason."""
    return {step.name for step in PROCEDURES[name].steps if step.name in REASON_STEPS and not step.needs_reason}


def with_reason(name: str) -> set[str]:
    """Steps of a procedure that lead to another state and ask for a written reason."""
    return {step.name for step in PROCEDURES[name].steps if step.needs_reason and step.source is not step.target}


def stages(name: str) -> dict[str, str]:
    """The stage of each state of a procedure."""
    return {state.value: stage.value for state, stage in PROCEDURES[name].stages.items()}
