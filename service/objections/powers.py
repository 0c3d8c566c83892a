"""Objections: who records, screens and decides them, and until when one can still block. procedures.md, Objections."""

from collections.abc import Mapping
from typing import Final

from workflows import PROCEDURES
from workflows.declare import Stage
from workflows.roles import Level, Role

LODGERS: Final = (
    Role.VILLAGE_CLERK,
    Role.WORK_TEAM,
    Role.TOWNSHIP_REVIEWER,
    Role.COUNTY_REVIEWER,
    Role.CITY_REVIEWER,
    Role.PROVINCE_REVIEWER,
)
"""Who records what somebody brought: an objection, and the appeal after a dismissal."""

DECIDERS: Final[Mapping[Level, tuple[Role, ...]]] = {
    Level.TOWNSHIP: (Role.TOWNSHIP_REVIEWER,),
    Level.COUNTY: (Role.COUNTY_REVIEWER,),
    Level.CITY: (Role.CITY_REVIEWER,),
    Level.PROVINCE: (Role.PROVINCE_REVIEWER, Role.PROVINCE_APPROVER),
}
ABOVE: Final = {
    Level.VILLAGE: Level.TOWNSHIP,
    Level.TOWNSHIP: Level.COUNTY,
    Level.COUNTY: Level.CITY,
    Level.CITY: Level.PROVINCE,
    Level.PROVINCE: Level.PROVINCE,
}
UNDECIDED: Final[Mapping[str, frozenset[Stage]]] = {
    "household_first_list": frozenset({Stage.IDENTIFICATION}),
    "household_second_list": frozenset({Stage.IDENTIFICATION}),
    "household_exit_list": frozenset({Stage.PROPOSED_FOR_EXIT, Stage.PUBLICIZED}),
    "strike_off_list": frozenset({Stage.IDENTIFIED}),
    "village_exit_list": frozenset({Stage.PROPOSED_FOR_EXIT, Stage.PUBLICIZED}),
    "county_exit_publicity": frozenset({Stage.PROPOSED_FOR_EXIT, Stage.PUBLICIZED}),
}
"""Stages in which what a publicity proposes is still to be decided, so that an objection to it can block."""

MOST_APPEALS: Final = 1
"""How often the objector may turn to the next level."""

SCREENED: Final = ("accepted", "out_of_time", "clue")
WITHDRAWN_FROM: Final = ("lodged", "accepted", "appealed")
DECIDED_FROM: Final = ("accepted", "appealed")
WAITING: Final = ("lodged", *DECIDED_FROM)
"""States in which an objection must be screened or decided."""

LONGEST_TEXT: Final = 4_000


def deciding_level(poster_level: str, appeals: int) -> Level:
    """The level above the poster; after an appeal the next one. The province has none above it here."""
    level = ABOVE[Level(poster_level)]
    for _ in range(appeals):
        level = ABOVE[level]
    return level


def is_undecided(notice_kind: str, procedure: str, state: str) -> bool:
    """Whether what a publicity proposed for a record in this state is still to be decided."""
    table = PROCEDURES[procedure]
    return table.stages[table.states(state)] in UNDECIDED[notice_kind]
