"""Where a record stands, in words and colours: its state, the six stages, who must act now."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import lazy_gettext

from service.clock import shanghai_date
from service.queries.timeline import EntryShown
from service.web.names import listed
from service.words import Word, date_text, word
from workflows import PROCEDURES
from workflows.declare import Procedure, Stage
from workflows.roles import Role

SIX = (
    Stage.IDENTIFIED,
    Stage.ASSISTED,
    Stage.PROPOSED_FOR_EXIT,
    Stage.PUBLICIZED,
    Stage.APPROVED,
    Stage.ARCHIVED,
)


@dataclass(frozen=True)
class StateShown:
    """A state as a badge."""

    label: str
    tone: str


@dataclass(frozen=True)
class StageShown:
    """One of the six stages on the bar."""

    label: str
    state: str
    note: str | None


def state_shown(procedure_name: str, state: str | None) -> StateShown:
    """Badge of a state; a household without a record is not registered as poor."""
    if state is None:
        return StateShown(str(lazy_gettext("Not registered as poor")), "future")
    return StateShown(str(state_word(procedure_name, state)), _tone(PROCEDURES[procedure_name], state))


def state_word(procedure_name: str, state: str) -> Word:
    """Label of a state."""
    return word(f"state.{procedure_name}.{state}")


def state_choices(procedure_name: str) -> list[tuple[str, str]]:
    """Every state of a procedure with its label, in the order of the procedure."""
    return [(state.value, str(state_word(procedure_name, state.value))) for state in PROCEDURES[procedure_name].states]


def role_names(roles: Sequence[Role]) -> str:
    """Roles in the visitor's language, as a sentence lists them."""
    return listed(word(f"role.{role.value}") for role in roles)


def who_must_act(procedure_name: str, state: str) -> str:
    """Roles whose forward step leaves the state; empty where nothing leads on."""
    return role_names(PROCEDURES[procedure_name].acting_roles(state))


def stage_bar(procedure_name: str, state: str, entries: Sequence[EntryShown]) -> list[StageShown]:
    """The six stages with what is done and where the record stands.

    A record that left the procedure is shown as stopped where it stood before.

    Args:
        entries: its history, oldest first.
    """
    procedure = PROCEDURES[procedure_name]
    stage = _stage(procedure, state)
    stopped = stage is Stage.ENDED
    if stopped:
        stage = _stage_before_the_end(procedure, entries)
    here = SIX.index(_on_the_bar(stage))
    entered = _entered(procedure, entries)
    shown = []
    for place, each in enumerate(SIX):
        done = place < here or (each is Stage.ARCHIVED and place == here)
        note: str | None = None
        if done and (on := entered.get(each)):
            note = date_text(on)
        if place == here and each is not Stage.ARCHIVED:
            note = str(state_word(procedure_name, state))
            note = None if note == str(word(f"stage.{each.value}")) else note
        now = "stopped" if stopped else "current"
        shown.append(
            StageShown(str(word(f"stage.{each.value}")), "done" if done else now if place == here else "future", note)
        )
    return shown


def _tone(procedure: Procedure, state: str) -> str:
    stage = _stage(procedure, state)
    if stage is Stage.ENDED:
        return "stopped"
    if stage in (Stage.APPROVED, Stage.ARCHIVED):
        return "done"
    # Around a publicity, and only there, a period may be extended.
    return "waiting" if procedure.step("extend_publicity", state) else "current"


def _stage(procedure: Procedure, state: str) -> Stage:
    return Stage(procedure.stages[procedure.states(state)])


def _on_the_bar(stage: Stage) -> Stage:
    """Identification is the first part of "identified": the bar has six stages."""
    return Stage.IDENTIFIED if stage is Stage.IDENTIFICATION else stage


def _stage_before_the_end(procedure: Procedure, entries: Sequence[EntryShown]) -> Stage:
    for entry in reversed(entries):
        if entry.from_state and (stage := _stage(procedure, entry.from_state)) is not Stage.ENDED:
            return stage
    return Stage.IDENTIFIED


def _entered(procedure: Procedure, entries: Sequence[EntryShown]) -> dict[Stage, date]:
    """Day on which the record came into each stage, the last time that it did."""
    found: dict[Stage, date] = {}
    before: Stage | None = None
    for entry in entries:
        stage = _stage(procedure, entry.to_state)
        if stage is not before and stage is not Stage.IDENTIFICATION:
            found[stage] = shanghai_date(entry.acted_at)
        before = stage
    return found
