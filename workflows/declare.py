"""The words that a procedure is written in: Procedure, Stage, Step. A stuck or unreachable state stops the import."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from workflows.reasons import Reason
from workflows.roles import Function, Role

Guard = Callable[[Any], Iterator[Reason]]
"""Yields every reason why the step may not be taken now; yields nothing when it may.

It is asked about a case of its own procedure: a record's (workflows.case) or an objection's (workflows.objection).
"""


class Stage(StrEnum):
    """The six stages that everyone sees: the progress bar of every record."""

    IDENTIFICATION = "identification"
    IDENTIFIED = "identified"
    ASSISTED = "assisted"
    PROPOSED_FOR_EXIT = "proposed_for_exit"
    PUBLICIZED = "publicized"
    APPROVED = "approved"
    ARCHIVED = "archived"
    ENDED = "ended"


class Direction(StrEnum):
    """Which way a step leads: on, back, out of the procedure, or nowhere (an act that leaves the state as it is)."""

    FORWARD = "forward"
    BACK = "back"
    OUT = "out"
    STAY = "stay"


class Opens(StrEnum):
    """What a step does beside moving its record: it may open the next cycle and leave the old one as it stands."""

    NOTHING = "nothing"
    CYCLE = "cycle"


@dataclass(frozen=True, kw_only=True)
class Step:
    """One row of a procedure's table: `name` takes a record from `source` to `target`.

    Args:
        name: the command; the same name may leave several states.
        source: state that it leaves; None enters a record that has none yet.
        target: state that it leads to (for `opens=CYCLE`: the state in which the new cycle begins).
        roles: any one of these may take it.
        function: the acting person's function in the cycle, or None.
        guards: everything that must hold; all are asked, every reason is collected.
        issues: kind of notice that the step issues, or None.
        direction: forward, back, out or stay.
        needs_reason: a written reason is compulsory.
        gathers: kind of list that the step is taken on; a single household becomes a list of one.
        whole_list: the step is taken for every member of the record's list or for none.
        leaves_list: the record leaves the list that it stands on; the others stay together.
        voids_notices: the publicity before it is void with its evidence and starts again.
        opens: whether the record itself moves or a new cycle begins.
    """

    name: str
    source: StrEnum | None
    target: StrEnum
    roles: tuple[Role, ...]
    function: Function | None = None
    guards: tuple[Guard, ...] = ()
    issues: str | None = None
    direction: Direction = Direction.FORWARD
    needs_reason: bool = False
    gathers: str | None = None
    whole_list: bool = False
    leaves_list: bool = False
    voids_notices: tuple[str, ...] = ()
    opens: Opens = Opens.NOTHING

    @property
    def opens_cycle(self) -> bool:
        """True when the step leaves its record as it stands and begins the next cycle."""
        return self.opens is Opens.CYCLE


class ProcedureError(ValueError):
    """A procedure's table contradicts itself."""


@dataclass(frozen=True, kw_only=True)
class Procedure:
    """A procedure as a table.

    Args:
        name: names the records that go through it.
        states: its conditions.
        initial: states in which a first cycle begins.
        stages: the stage that each state belongs to; for a record one of Stage.
        final: states that nothing needs to leave.
        steps: the rows.
        periods: final states that may be left within a period of days, as a reply may be appealed against.
    """

    name: str
    states: type[StrEnum]
    initial: StrEnum
    stages: Mapping[StrEnum, StrEnum]
    final: frozenset[StrEnum]
    steps: tuple[Step, ...]
    periods: frozenset[StrEnum] = frozenset()
    _by_source: dict[str | None, dict[str, Step]] = field(init=False, repr=False, default_factory=dict)

    def __post_init__(self) -> None:
        for step in self.steps:
            row = self._by_source.setdefault(step.source.value if step.source else None, {})
            if step.name in row:
                raise ProcedureError(f"{self.name}: {step.name} leaves {step.source} twice")
            row[step.name] = step
        self._refuse_contradictions()

    def leaving(self, state: str | None) -> dict[str, Step]:
        """Steps that leave a state, by name, in the table's order. None: steps that enter a first cycle."""
        return self._by_source.get(state, {})

    def step(self, name: str, state: str | None) -> Step | None:
        """The row for a step from a state, or None where the table has none."""
        return self.leaving(state).get(name)

    def step_names(self) -> tuple[str, ...]:
        """Every step's name once, in the table's order."""
        return tuple(dict.fromkeys(step.name for step in self.steps))

    def timed_states(self) -> tuple[StrEnum, ...]:
        """States for which a number of days may be set: those that must be left, and those that may be within some."""
        return tuple(state for state in self.states if state not in self.final or state in self.periods)

    def acting_roles(self, state: str) -> tuple[Role, ...]:
        """Who must act now: the roles of the forward steps that leave the state."""
        forward = (step for step in self.leaving(state).values() if step.direction is Direction.FORWARD)
        return tuple(dict.fromkeys(role for step in forward for role in step.roles))

    def _refuse_contradictions(self) -> None:
        states = set(self.states)
        if missing := states - set(self.stages):
            raise ProcedureError(f"{self.name}: no stage for {_names(missing)}")
        if astray := {state for step in self.steps for state in (step.source, step.target) if state} - states:
            raise ProcedureError(f"{self.name}: {_names(astray)} are no states of it")
        if unreachable := states - self._reached():
            raise ProcedureError(f"{self.name}: nothing leads to {_names(unreachable)}")
        left = {step.source for step in self.steps if step.direction is Direction.FORWARD and step.source}
        if stuck := states - left - self.final:
            raise ProcedureError(f"{self.name}: nothing leads on from {_names(stuck)}")
        for step in self.steps:
            if not step.roles:
                raise ProcedureError(f"{self.name}: nobody may take {step.name} from {step.source}")
            if step.direction is Direction.STAY and step.source is not step.target:
                raise ProcedureError(f"{self.name}: {step.name} stays but names another state")

    def _reached(self) -> set[StrEnum]:
        """States that a walk from the initial one comes to."""
        found, ahead = {self.initial}, [self.initial]
        while ahead:
            beyond = {step.target for step in self.leaving(ahead.pop().value).values()} - found
            found |= beyond
            ahead.extend(beyond)
        return found


def _names(states: Iterable[StrEnum]) -> str:
    return ", ".join(sorted(state.value for state in states))
