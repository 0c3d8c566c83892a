"""Rows that every procedure writes alike: return, withdraw, begin again, amend or extend a publicity, revoke."""

from collections.abc import Iterator
from enum import StrEnum

from workflows.case import Case
from workflows.declare import Direction, Guard, Opens, Step
from workflows.guards.household import newest_cycle
from workflows.guards.publicity import list_changed, objection_upheld, posted_late, wrong_exit_found
from workflows.reasons import Reason, reason
from workflows.roles import Role

STARTS = ("applied", "assisted")
"""States in which a household is on its own again: coming back to one of them it leaves its list."""


def last_act_was(step: str) -> Guard:
    """A step is withdrawn only while it is still the last act: the next level has not acted since."""

    def guard(case: Case) -> Iterator[Reason]:
        if case.last_step != step:
            yield reason("next_level_has_acted")

    guard.__name__ = guard.__qualname__ = f"last_act_was_{step}"
    return guard


def returned(source: StrEnum, target: StrEnum, role: Role, voids: tuple[str, ...] = (), *, whole: bool = True) -> Step:
    """退回: the role that acts in the state sends the record back, with a reason; notices in between are void."""
    return Step(
        name="return",
        source=source,
        target=target,
        roles=(role,),
        direction=Direction.BACK,
        needs_reason=True,
        whole_list=whole,
        leaves_list=target.value in STARTS,
        voids_notices=voids,
    )


def returned_to_start(
    source: StrEnum,
    target: StrEnum,
    role: Role,
    voids: tuple[str, ...] = (),
    *,
    whole: bool = True,
    guards: tuple[Guard, ...] = (),
) -> Step:
    """退回重办: everything since the start of this part of the procedure is done again."""
    return Step(
        name="return_to_start",
        source=source,
        target=target,
        roles=(role,),
        guards=guards,
        direction=Direction.BACK,
        needs_reason=True,
        whole_list=whole,
        leaves_list=True,
        voids_notices=voids,
    )


def withdrawn(
    undone: str,
    source: StrEnum,
    target: StrEnum,
    role: Role,
    voids: tuple[str, ...] = (),
    *,
    whole: bool = True,
    guards: tuple[Guard, ...] = (),
) -> Step:
    """撤回: the role that took `undone` takes it back while the next level has not acted."""
    return Step(
        name="withdraw",
        source=source,
        target=target,
        roles=(role,),
        guards=(last_act_was(undone), *guards),
        direction=Direction.BACK,
        needs_reason=True,
        whole_list=whole,
        leaves_list=target.value in STARTS,
        voids_notices=voids,
    )


def around_publicity(kind: str, state: StrEnum, poster: Role) -> tuple[Step, ...]:
    """What an open publicity allows beside moving on: amend its list, extend its period after a late posting."""
    return (
        Step(
            name="amend_list",
            source=state,
            target=state,
            roles=(poster,),
            guards=(list_changed(kind),),
            issues=kind,
            direction=Direction.STAY,
            needs_reason=True,
            whole_list=True,
        ),
        Step(
            name="extend_publicity",
            source=state,
            target=state,
            roles=(poster,),
            guards=(posted_late(kind),),
            issues="extension",
            direction=Direction.STAY,
            needs_reason=True,
            whole_list=True,
        ),
    )


def taken_off(kind: str, state: StrEnum, start: StrEnum, decides: Role) -> Step:
    """One household leaves the list of an open notice on an upheld objection; the notice is void for the rest."""
    return Step(
        name="take_off",
        source=state,
        target=start,
        roles=(decides,),
        guards=(objection_upheld,),
        direction=Direction.BACK,
        needs_reason=True,
        leaves_list=True,
        voids_notices=(kind,),
    )


def revoked(source: StrEnum, target: StrEnum, roles: tuple[Role, ...], opens: Opens = Opens.NOTHING) -> Step:
    """错退: an approved exit is taken back on a finding; from the archive it opens the next cycle."""
    return Step(
        name="revoke",
        source=source,
        target=target,
        roles=roles,
        guards=(newest_cycle, wrong_exit_found),
        issues="correction",
        direction=Direction.BACK,
        needs_reason=True,
        leaves_list=True,
        opens=opens,
    )
