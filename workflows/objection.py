"""An objection to a publicity: lodged, screened, looked into by two, decided, answered in writing, appealed once.

Accepted and undecided, or under appeal, it blocks its record. The level above the poster hears it, after an appeal the
next one (procedures.md, Objections). It moves no record: an upheld one calls for `take_off` in the record's procedure,
or for a corrected publicity of projects.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from workflows.decide import Acting
from workflows.declare import Direction, Procedure, Step
from workflows.reasons import Reason, reason
from workflows.roles import Function, Level
from workflows.roles import Role as R


class Objection(StrEnum):
    """Conditions of an objection, in the order of the procedure."""

    LODGED = "lodged"
    ACCEPTED = "accepted"
    INVESTIGATED = "investigated"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    REPLIED = "replied"
    APPEALED = "appealed"
    OUT_OF_TIME = "out_of_time"
    CLUE = "clue"
    WITHDRAWN = "withdrawn"


class Hearing(StrEnum):
    """The stages of an objection: its progress bar."""

    RECEIVED = "received"
    LOOKED_INTO = "looked_into"
    DECIDED = "decided"
    ANSWERED = "answered"
    SET_ASIDE = "set_aside"


S = Objection

LODGERS: Final = (
    R.VILLAGE_CLERK,
    R.WORK_TEAM,
    R.TOWNSHIP_REVIEWER,
    R.COUNTY_REVIEWER,
    R.CITY_REVIEWER,
    R.PROVINCE_REVIEWER,
)
"""Who records what somebody brought: an objection, and the appeal after a dismissal."""

HEARD_BY: Final[Mapping[Level, tuple[R, ...]]] = {
    Level.TOWNSHIP: (R.TOWNSHIP_REVIEWER,),
    Level.COUNTY: (R.COUNTY_REVIEWER,),
    Level.CITY: (R.CITY_REVIEWER,),
    Level.PROVINCE: (R.PROVINCE_REVIEWER, R.PROVINCE_APPROVER),
}
"""Who hears an objection, by the level that it has come to."""

ABOVE: Final[Mapping[Level, Level]] = {
    Level.VILLAGE: Level.TOWNSHIP,
    Level.TOWNSHIP: Level.COUNTY,
    Level.COUNTY: Level.CITY,
    Level.CITY: Level.PROVINCE,
    Level.PROVINCE: Level.PROVINCE,
}
"""The level above the poster. Above the province there is none here: another of its officials decides."""

MOST_APPEALS: Final = 1
"""How often the objector may turn to the next level."""

BLOCKING: Final = frozenset({S.ACCEPTED, S.INVESTIGATED, S.APPEALED})
"""Accepted and undecided, or under appeal: the record is neither reviewed nor approved."""

HEARERS: Final = tuple(dict.fromkeys(role for roles in HEARD_BY.values() for role in roles))
"""Everybody who hears objections, at whatever level."""


def hearing_level(poster_level: Level, appeals: int) -> Level:
    """The level above the poster; after an appeal the next one."""
    level = ABOVE[poster_level]
    for _ in range(appeals):
        level = ABOVE[level]
    return level


@dataclass(frozen=True, kw_only=True)
class ObjectionCase:
    """One objection in front of one step and of one person.

    Args:
        state: condition that it stands in; None before it is lodged.
        region_code: place of the publicity.
        acting: who would act.
        level: the level that hears it now.
        today: date of Asia/Shanghai.
        appeals: how often the objector has turned to the next level.
        outcome: `upheld` or `dismissed`, once it was decided.
        posters: who issued or posted the publicity.
        proposers: who proposed what is objected to.
        deciders: who looked into or decided it before an appeal.
        in_time: it came within the period; None where the period cannot be counted yet.
        about_omitted: it is about a household that the list leaves out.
        of_projects: the publicity is one of projects, on which no record stands.
        pending: what the publicity proposed is still to be decided.
        appeal_until: last day on which the objector may appeal; None where no rule sets one.
    """

    state: str | None
    region_code: str
    acting: Acting
    level: Level
    today: date
    appeals: int = 0
    outcome: str | None = None
    posters: frozenset[int] = frozenset()
    proposers: frozenset[int] = frozenset()
    deciders: frozenset[int] = frozenset()
    in_time: bool | None = True
    about_omitted: bool = False
    of_projects: bool = False
    pending: bool = True
    appeal_until: date | None = None
    acted: Mapping[Function, frozenset[int]] = field(default_factory=dict)

    def hearing_roles(self) -> frozenset[R]:
        """Roles in which the person hears objections of this place, at whatever level."""
        posts = self.acting.posts
        return frozenset(post.role for post in posts if post.role in HEARERS and post.reaches(self.region_code))


def heard_at_its_level(case: ObjectionCase) -> Iterator[Reason]:
    """The level above the poster hears it, after an appeal the next one."""
    held = case.hearing_roles()
    if held and held.isdisjoint(HEARD_BY[case.level]):
        yield reason("heard_at_another_level", level=f"level.{case.level.value}")


def heard_by_somebody_else(case: ObjectionCase) -> Iterator[Reason]:
    """Nobody hears or sets aside what is said against their own notice or proposal, and an appeal goes to another."""
    person = case.acting.person_id
    if person in case.posters:
        yield reason("decider_posted_notice")
    if person in case.proposers:
        yield reason("decider_is_proposer")
    if person in case.deciders:
        yield reason("decider_decided_before")


def about_the_list(case: ObjectionCase) -> Iterator[Reason]:
    """What is said about a household that the list leaves out is followed as a clue."""
    if case.about_omitted:
        yield reason("objection_about_omitted")


def came_in_time(case: ObjectionCase) -> Iterator[Reason]:
    """It came within the publicity's period, as far as that can be counted."""
    if case.in_time is False:
        yield reason("objection_out_of_time")


def came_late(case: ObjectionCase) -> Iterator[Reason]:
    """It came after the publicity's period."""
    if case.in_time is not False:
        yield reason("objection_in_time")


def still_pending(case: ObjectionCase) -> Iterator[Reason]:
    """An objection can no longer block what has been decided; a finding can still undo it."""
    if not case.pending:
        yield reason("projects_settled" if case.of_projects else "decided_already")


def dismissed_before(case: ObjectionCase) -> Iterator[Reason]:
    """Only a dismissal is appealed against."""
    if case.outcome != S.DISMISSED:
        yield reason("only_a_dismissal_is_appealed")


def not_appealed_yet(case: ObjectionCase) -> Iterator[Reason]:
    """The objector turns to the next level once; the second decision stands."""
    if case.appeals >= MOST_APPEALS:
        yield reason("appealed_before")


def appeal_in_time(case: ObjectionCase) -> Iterator[Reason]:
    """The period for the appeal, where a rule sets one, is not over."""
    if case.appeal_until is not None and case.today > case.appeal_until:
        yield reason("appeal_out_of_time", last_day=case.appeal_until)


_AT_ITS_LEVEL: Final = (heard_at_its_level, heard_by_somebody_else)


def _investigated(source: Objection) -> Step:
    return Step(
        name="investigate",
        source=source,
        target=S.INVESTIGATED,
        roles=HEARERS,
        guards=_AT_ITS_LEVEL,
        needs_reason=True,
    )


def _withdrawn(source: Objection) -> Step:
    return Step(
        name="withdraw",
        source=source,
        target=S.WITHDRAWN,
        roles=HEARERS,
        guards=_AT_ITS_LEVEL,
        direction=Direction.OUT,
        needs_reason=True,
    )


OBJECTION: Final = Procedure(
    name="objection",
    states=Objection,
    initial=S.LODGED,
    stages={
        S.LODGED: Hearing.RECEIVED,
        S.ACCEPTED: Hearing.LOOKED_INTO,
        S.APPEALED: Hearing.LOOKED_INTO,
        S.INVESTIGATED: Hearing.LOOKED_INTO,
        S.UPHELD: Hearing.DECIDED,
        S.DISMISSED: Hearing.DECIDED,
        S.REPLIED: Hearing.ANSWERED,
        S.OUT_OF_TIME: Hearing.SET_ASIDE,
        S.CLUE: Hearing.SET_ASIDE,
        S.WITHDRAWN: Hearing.SET_ASIDE,
    },
    final=frozenset({S.REPLIED, S.OUT_OF_TIME, S.CLUE, S.WITHDRAWN}),
    periods=frozenset({S.REPLIED}),
    steps=(
        Step(name="lodge", source=None, target=S.LODGED, roles=LODGERS),
        Step(name="lodge_clue", source=None, target=S.CLUE, roles=LODGERS),
        Step(
            name="accept",
            source=S.LODGED,
            target=S.ACCEPTED,
            roles=HEARERS,
            guards=(heard_at_its_level, about_the_list, came_in_time, still_pending),
        ),
        Step(
            name="refuse_late",
            source=S.LODGED,
            target=S.OUT_OF_TIME,
            roles=HEARERS,
            guards=(heard_at_its_level, came_late),
            direction=Direction.OUT,
        ),
        Step(
            name="open_clue",
            source=S.LODGED,
            target=S.CLUE,
            roles=HEARERS,
            guards=_AT_ITS_LEVEL,
            direction=Direction.OUT,
            needs_reason=True,
        ),
        _investigated(S.ACCEPTED),
        Step(name="uphold", source=S.INVESTIGATED, target=S.UPHELD, roles=HEARERS, guards=_AT_ITS_LEVEL),
        Step(name="dismiss", source=S.INVESTIGATED, target=S.DISMISSED, roles=HEARERS, guards=_AT_ITS_LEVEL),
        Step(name="reply", source=S.UPHELD, target=S.REPLIED, roles=HEARERS, guards=(heard_at_its_level,)),
        Step(name="reply", source=S.DISMISSED, target=S.REPLIED, roles=HEARERS, guards=(heard_at_its_level,)),
        Step(
            name="appeal",
            source=S.REPLIED,
            target=S.APPEALED,
            roles=LODGERS,
            guards=(dismissed_before, not_appealed_yet, appeal_in_time, still_pending),
            direction=Direction.BACK,
            needs_reason=True,
        ),
        _investigated(S.APPEALED),
        _withdrawn(S.LODGED),
        _withdrawn(S.ACCEPTED),
        _withdrawn(S.INVESTIGATED),
        _withdrawn(S.APPEALED),
    ),
)
