"""A correction of what a decision rested on, after the approval: proposed by one, decided by another at the township.

It moves no record. The facts change when it is approved, as an act on the register (issue 4: corrections after
approval go through their own small approval).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from workflows.decide import Acting
from workflows.declare import Direction, Procedure, Step
from workflows.objection import Hearing
from workflows.reasons import Reason, reason
from workflows.roles import Function
from workflows.roles import Role as R


class Correction(StrEnum):
    """Conditions of a correction, in the order of the procedure."""

    PROPOSED = "proposed"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


S = Correction

PROPOSERS: Final = (R.VILLAGE_CLERK, R.WORK_TEAM, R.TOWNSHIP_REVIEWER)
"""Who keeps the register, and so proposes."""

DECIDERS: Final = (R.TOWNSHIP_REVIEWER,)
"""Who decides; another person than the proposer."""


@dataclass(frozen=True, kw_only=True)
class CorrectionCase:
    """One correction in front of one step and of one person.

    Args:
        state: condition that it stands in; None before it is proposed.
        region_code: village of the household.
        acting: who would act.
        proposer: who proposed it.
        changed: words of the facts that have another value now than the one that the request speaks of.
        pending: another correction of the household waits for its decision.
        dissolved: the household does not exist any more.
    """

    state: str | None
    region_code: str
    acting: Acting
    proposer: int | None = None
    changed: tuple[str, ...] = ()
    pending: bool = False
    dissolved: bool = False
    acted: Mapping[Function, frozenset[int]] = field(default_factory=dict)


def decided_by_another(case: CorrectionCase) -> Iterator[Reason]:
    """Nobody decides on what they proposed."""
    if case.acting.person_id == case.proposer:
        yield reason("decides_own_correction")


def withdrawn_by_its_proposer(case: CorrectionCase) -> Iterator[Reason]:
    """Who proposed it takes it back; others refuse it."""
    if case.acting.person_id != case.proposer:
        yield reason("withdraws_others_correction")


def facts_as_they_were(case: CorrectionCase) -> Iterator[Reason]:
    """The facts still have the values that the request speaks of: what changed since is looked at anew."""
    yield from (reason("fact_changed_since", fact=fact) for fact in case.changed)


def household_exists(case: CorrectionCase) -> Iterator[Reason]:
    """A household that ceased to exist has nothing to correct."""
    if case.dissolved:
        yield reason("household_dissolved")


def nothing_pending(case: CorrectionCase) -> Iterator[Reason]:
    """One correction of a household is decided before the next is proposed."""
    if case.pending:
        yield reason("correction_pending")


CORRECTION: Final = Procedure(
    name="correction",
    states=Correction,
    initial=S.PROPOSED,
    stages={
        S.PROPOSED: Hearing.RECEIVED,
        S.APPROVED: Hearing.DECIDED,
        S.REFUSED: Hearing.DECIDED,
        S.WITHDRAWN: Hearing.SET_ASIDE,
    },
    final=frozenset({S.APPROVED, S.REFUSED, S.WITHDRAWN}),
    steps=(
        Step(
            name="propose",
            source=None,
            target=S.PROPOSED,
            roles=PROPOSERS,
            guards=(household_exists, nothing_pending),
            needs_reason=True,
        ),
        Step(
            name="approve",
            source=S.PROPOSED,
            target=S.APPROVED,
            roles=DECIDERS,
            guards=(decided_by_another, household_exists, facts_as_they_were),
        ),
        Step(
            name="refuse",
            source=S.PROPOSED,
            target=S.REFUSED,
            roles=DECIDERS,
            guards=(decided_by_another,),
            direction=Direction.OUT,
            needs_reason=True,
        ),
        Step(
            name="withdraw",
            source=S.PROPOSED,
            target=S.WITHDRAWN,
            roles=PROPOSERS,
            guards=(withdrawn_by_its_proposer,),
            direction=Direction.OUT,
        ),
    ),
)
