"""May this person take this step now, and if not, why: every reason, never only the first."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from workflows.case import reasons_of
from workflows.declare import Procedure, Step
from workflows.reasons import Reason, reason
from workflows.roles import Function, Role, covers, level_of, role_level


@dataclass(frozen=True)
class Post:
    """A role held in a region on the day of the act."""

    role: Role
    region_code: str

    def reaches(self, region_code: str) -> bool:
        """True when the post is held at its role's level, in a region that contains the other."""
        level = role_level(self.role)
        return covers(self.region_code, region_code) and level in (None, level_of(self.region_code))


@dataclass(frozen=True)
class Acting:
    """The person in front of the step, with every post held today."""

    person_id: int
    posts: Sequence[Post]
    _nearest: dict[tuple[Sequence[Role], str], Post | None] = field(default_factory=dict, repr=False, compare=False)

    def post_for(self, step: Step, region_code: str) -> Post | None:
        """The post in which the person may take the step on a record of this region; the nearest region first."""
        asked = (step.roles, region_code)
        if asked not in self._nearest:
            fitting = [post for post in self.posts if post.role in step.roles and post.reaches(region_code)]
            self._nearest[asked] = max(fitting, key=lambda post: len(post.region_code), default=None)
        return self._nearest[asked]

    def holds(self, roles: Sequence[Role]) -> bool:
        """Whether any of these roles is held anywhere."""
        return any(post.role in roles for post in self.posts)


class InFront(Protocol):
    """What every case says of itself, a record's or an objection's: where it stands, and who acted in it as what."""

    @property
    def state(self) -> str | None:
        """Condition that it stands in."""

    @property
    def region_code(self) -> str:
        """Place that it belongs to."""

    @property
    def acted(self) -> Mapping[Function, frozenset[int]]:
        """Who acted in which of the four functions, by person."""


@dataclass(frozen=True)
class Offer:
    """A step that leaves the record's state, as the person in front of it sees it."""

    step: Step
    post: Post | None
    reasons: tuple[Reason, ...]

    @property
    def allowed(self) -> bool:
        """True when nothing stands against it."""
        return not self.reasons


def reasons_against(step: Step, case: InFront, acting: Acting) -> list[Reason]:
    """Every reason why this person may not take this step on this record now; empty when they may.

    Args:
        step: a row of the procedure that leaves `case.state`.
        case: the record or objection with the facts that the step's guards need.
        acting: who would act.
    """
    return [*_wrong_person(step, case, acting), *reasons_of(step.guards, case)]


def offered_steps(procedure: Procedure, case: InFront, acting: Acting) -> list[Offer]:
    """All steps that leave the record's state, each with every reason against it for this person."""
    return [
        Offer(step, acting.post_for(step, case.region_code), tuple(reasons_against(step, case, acting)))
        for step in procedure.leaving(case.state).values()
    ]


def _wrong_person(step: Step, case: InFront, acting: Acting) -> list[Reason]:
    if not acting.holds(step.roles):
        return [reason("role_may_not", roles=",".join(role.value for role in step.roles))]
    if acting.post_for(step, case.region_code) is None:
        return [reason("outside_jurisdiction")]
    if step.function is None or not any(acting.person_id in people for people in case.acted.values()):
        return []
    return [
        reason("acted_as_other", function=f"function.{other.value}")
        for other in Function
        if other is not step.function and acting.person_id in case.acted.get(other, frozenset())
    ]
