"""A poor county's exit: reviewed by the city, checked, publicized and approved by the **province** (D2 (六))."""

from enum import StrEnum
from typing import Final

from workflows.declare import Opens, Procedure, Stage, Step
from workflows.guards.archive import place_dates_in_order, place_file_complete
from workflows.guards.household import receipt_on_file
from workflows.guards.places import (
    evaluation_passed,
    incidence_below_threshold,
    plan_on_file,
    villages_archived_or_explained,
)
from workflows.guards.publicity import announcement_posted, no_open_finding, window_closed
from workflows.roles import Function as F
from workflows.roles import Role as R
from workflows.ways_back import around_publicity, returned, returned_to_start, revoked, withdrawn


class County(StrEnum):
    """Conditions of a designated poor county, in the order of the procedure."""

    IDENTIFIED = "identified"
    ASSISTED = "assisted"
    PROPOSED_FOR_EXIT = "proposed_for_exit"
    CITY_REVIEWED = "city_reviewed"
    PROVINCE_CHECKED = "province_checked"
    PUBLICIZED = "publicized"
    APPROVED = "approved"
    FILED = "filed"
    ARCHIVED = "archived"


S = County
NOTICE: Final = "county_exit_publicity"
ANNOUNCEMENT: Final = "county_exit_announcement"
REVOKERS: Final = (R.PROVINCE_APPROVER,)

STAGES: Final[dict[StrEnum, Stage]] = {
    S.IDENTIFIED: Stage.IDENTIFIED,
    S.ASSISTED: Stage.ASSISTED,
    S.PROPOSED_FOR_EXIT: Stage.PROPOSED_FOR_EXIT,
    S.CITY_REVIEWED: Stage.PROPOSED_FOR_EXIT,
    S.PROVINCE_CHECKED: Stage.PROPOSED_FOR_EXIT,
    S.PUBLICIZED: Stage.PUBLICIZED,
    S.APPROVED: Stage.APPROVED,
    S.FILED: Stage.APPROVED,
    S.ARCHIVED: Stage.ARCHIVED,
}

COUNTY: Final = Procedure(
    name="county",
    states=County,
    initial=S.IDENTIFIED,
    stages=STAGES,
    final=frozenset({S.ARCHIVED}),
    steps=(
        Step(name="designate", source=None, target=S.IDENTIFIED, roles=(R.DATA_MANAGER,)),
        Step(
            name="assist",
            source=S.IDENTIFIED,
            target=S.ASSISTED,
            roles=(R.COUNTY_REVIEWER,),
            guards=(plan_on_file("county_plan"),),
        ),
        Step(
            name="propose_exit",
            source=S.ASSISTED,
            target=S.PROPOSED_FOR_EXIT,
            roles=(R.COUNTY_REVIEWER,),
            function=F.PROPOSER,
            guards=(incidence_below_threshold, villages_archived_or_explained),
        ),
        Step(
            name="review",
            source=S.PROPOSED_FOR_EXIT,
            target=S.CITY_REVIEWED,
            roles=(R.CITY_REVIEWER,),
            function=F.VERIFIER,
        ),
        Step(
            name="check",
            source=S.CITY_REVIEWED,
            target=S.PROVINCE_CHECKED,
            roles=(R.PROVINCE_REVIEWER,),
            function=F.REVIEWER,
            guards=(evaluation_passed, villages_archived_or_explained, no_open_finding),
        ),
        Step(
            name="publicize",
            source=S.PROVINCE_CHECKED,
            target=S.PUBLICIZED,
            roles=(R.PROVINCE_REVIEWER,),
            issues=NOTICE,
        ),
        Step(
            name="approve",
            source=S.PUBLICIZED,
            target=S.APPROVED,
            roles=(R.PROVINCE_APPROVER,),
            function=F.APPROVER,
            guards=(window_closed(NOTICE), evaluation_passed, villages_archived_or_explained, no_open_finding),
            issues=ANNOUNCEMENT,
        ),
        Step(
            name="file",
            source=S.APPROVED,
            target=S.FILED,
            roles=(R.PROVINCE_REVIEWER,),
            guards=(receipt_on_file("state_council_receipt"),),
        ),
        Step(
            name="archive",
            source=S.FILED,
            target=S.ARCHIVED,
            roles=(R.PROVINCE_REVIEWER,),
            guards=(
                announcement_posted(ANNOUNCEMENT),
                place_file_complete(
                    ("county_plan", "registered_population", "evaluation", "state_council_receipt"),
                    (NOTICE, ANNOUNCEMENT),
                ),
                place_dates_in_order(("county_plan", "evaluation", NOTICE, ANNOUNCEMENT, "state_council_receipt")),
            ),
        ),
        returned(S.PROPOSED_FOR_EXIT, S.ASSISTED, R.CITY_REVIEWER),
        returned(S.CITY_REVIEWED, S.PROPOSED_FOR_EXIT, R.PROVINCE_REVIEWER),
        returned(S.PROVINCE_CHECKED, S.CITY_REVIEWED, R.PROVINCE_REVIEWER),
        returned(S.PUBLICIZED, S.PROVINCE_CHECKED, R.PROVINCE_APPROVER, (NOTICE,)),
        returned_to_start(S.PROPOSED_FOR_EXIT, S.ASSISTED, R.CITY_REVIEWER),
        returned_to_start(S.CITY_REVIEWED, S.ASSISTED, R.PROVINCE_REVIEWER),
        returned_to_start(S.PROVINCE_CHECKED, S.ASSISTED, R.PROVINCE_REVIEWER),
        returned_to_start(S.PUBLICIZED, S.ASSISTED, R.PROVINCE_APPROVER, (NOTICE,)),
        withdrawn("propose_exit", S.PROPOSED_FOR_EXIT, S.ASSISTED, R.COUNTY_REVIEWER),
        withdrawn("review", S.CITY_REVIEWED, S.PROPOSED_FOR_EXIT, R.CITY_REVIEWER),
        withdrawn("check", S.PROVINCE_CHECKED, S.CITY_REVIEWED, R.PROVINCE_REVIEWER),
        withdrawn("publicize", S.PUBLICIZED, S.PROVINCE_CHECKED, R.PROVINCE_REVIEWER, (NOTICE,)),
        *around_publicity(NOTICE, S.PUBLICIZED, R.PROVINCE_REVIEWER),
        revoked(S.APPROVED, S.ASSISTED, REVOKERS),
        revoked(S.FILED, S.ASSISTED, REVOKERS),
        revoked(S.ARCHIVED, S.ASSISTED, REVOKERS, Opens.CYCLE),
    ),
)
