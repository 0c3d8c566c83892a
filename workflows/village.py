"""A poor village's exit: reviewed by township and county, approved by the **city**, filed with the province."""

from enum import StrEnum
from typing import Final

from workflows.declare import Direction, Opens, Procedure, Stage, Step
from workflows.guards.archive import place_dates_in_order, place_file_complete
from workflows.guards.household import criteria_met, receipt_on_file
from workflows.guards.places import (
    cosigned,
    incidence_below_threshold,
    no_household_before_decision,
    plan_on_file,
    work_team_appointed,
)
from workflows.guards.publicity import announcement_posted, no_open_finding, window_closed
from workflows.roles import Function as F
from workflows.roles import Role as R
from workflows.ways_back import around_publicity, returned, returned_to_start, revoked, withdrawn


class Village(StrEnum):
    """Conditions of a designated poor village, in the order of the procedure."""

    IDENTIFIED = "identified"
    ASSISTED = "assisted"
    PROPOSED_FOR_EXIT = "proposed_for_exit"
    INITIALLY_REVIEWED = "initially_reviewed"
    PUBLICIZED = "publicized"
    COUNTY_REVIEWED = "county_reviewed"
    APPROVED = "approved"
    FILED = "filed"
    ARCHIVED = "archived"


S = Village
LIST: Final = "village_exit_list"
ANNOUNCEMENT: Final = "village_exit_announcement"
REVOKERS: Final = (R.CITY_APPROVER, R.PROVINCE_APPROVER)

READY_TO_EXIT: Final = (incidence_below_threshold, criteria_met("village_indicators"), no_household_before_decision)

STAGES: Final[dict[StrEnum, Stage]] = {
    S.IDENTIFIED: Stage.IDENTIFIED,
    S.ASSISTED: Stage.ASSISTED,
    S.PROPOSED_FOR_EXIT: Stage.PROPOSED_FOR_EXIT,
    S.INITIALLY_REVIEWED: Stage.PROPOSED_FOR_EXIT,
    S.PUBLICIZED: Stage.PUBLICIZED,
    S.COUNTY_REVIEWED: Stage.PUBLICIZED,
    S.APPROVED: Stage.APPROVED,
    S.FILED: Stage.APPROVED,
    S.ARCHIVED: Stage.ARCHIVED,
}

VILLAGE: Final = Procedure(
    name="village",
    states=Village,
    initial=S.IDENTIFIED,
    stages=STAGES,
    final=frozenset({S.ARCHIVED}),
    steps=(
        Step(name="designate", source=None, target=S.IDENTIFIED, roles=(R.DATA_MANAGER,)),
        Step(
            name="assist",
            source=S.IDENTIFIED,
            target=S.ASSISTED,
            roles=(R.TOWNSHIP_REVIEWER,),
            guards=(plan_on_file("village_plan"), work_team_appointed),
        ),
        Step(
            name="cosign_exit",
            source=S.ASSISTED,
            target=S.ASSISTED,
            roles=(R.WORK_TEAM,),
            function=F.VERIFIER,
            guards=READY_TO_EXIT,
            direction=Direction.STAY,
        ),
        Step(
            name="propose_exit",
            source=S.ASSISTED,
            target=S.PROPOSED_FOR_EXIT,
            roles=(R.VILLAGE_CLERK,),
            function=F.PROPOSER,
            guards=(cosigned, *READY_TO_EXIT),
        ),
        Step(
            name="review",
            source=S.PROPOSED_FOR_EXIT,
            target=S.INITIALLY_REVIEWED,
            roles=(R.TOWNSHIP_REVIEWER,),
            function=F.REVIEWER,
        ),
        Step(
            name="publicize",
            source=S.INITIALLY_REVIEWED,
            target=S.PUBLICIZED,
            roles=(R.TOWNSHIP_REVIEWER,),
            issues=LIST,
        ),
        Step(
            name="review_by_county",
            source=S.PUBLICIZED,
            target=S.COUNTY_REVIEWED,
            roles=(R.COUNTY_REVIEWER,),
            function=F.REVIEWER,
            guards=(window_closed(LIST), no_open_finding),
        ),
        Step(
            name="approve",
            source=S.COUNTY_REVIEWED,
            target=S.APPROVED,
            roles=(R.CITY_APPROVER,),
            function=F.APPROVER,
            guards=(*READY_TO_EXIT, window_closed(LIST), no_open_finding),
            issues=ANNOUNCEMENT,
        ),
        Step(
            name="file",
            source=S.APPROVED,
            target=S.FILED,
            roles=(R.PROVINCE_REVIEWER,),
            guards=(receipt_on_file("province_receipt"),),
        ),
        Step(
            name="archive",
            source=S.FILED,
            target=S.ARCHIVED,
            roles=(R.COUNTY_REVIEWER,),
            guards=(
                announcement_posted(ANNOUNCEMENT),
                place_file_complete(
                    ("village_plan", "village_indicators", "registered_population", "province_receipt"),
                    (LIST, ANNOUNCEMENT),
                ),
                place_dates_in_order(("village_plan", "village_indicators", LIST, ANNOUNCEMENT, "province_receipt")),
            ),
        ),
        returned(S.PROPOSED_FOR_EXIT, S.ASSISTED, R.TOWNSHIP_REVIEWER),
        returned(S.INITIALLY_REVIEWED, S.PROPOSED_FOR_EXIT, R.TOWNSHIP_REVIEWER),
        returned(S.PUBLICIZED, S.INITIALLY_REVIEWED, R.COUNTY_REVIEWER, (LIST,)),
        returned(S.COUNTY_REVIEWED, S.PUBLICIZED, R.CITY_APPROVER),
        returned_to_start(S.PROPOSED_FOR_EXIT, S.ASSISTED, R.TOWNSHIP_REVIEWER),
        returned_to_start(S.INITIALLY_REVIEWED, S.ASSISTED, R.TOWNSHIP_REVIEWER),
        returned_to_start(S.PUBLICIZED, S.ASSISTED, R.COUNTY_REVIEWER, (LIST,)),
        returned_to_start(S.COUNTY_REVIEWED, S.ASSISTED, R.CITY_APPROVER, (LIST,)),
        withdrawn("propose_exit", S.PROPOSED_FOR_EXIT, S.ASSISTED, R.VILLAGE_CLERK),
        withdrawn("review", S.INITIALLY_REVIEWED, S.PROPOSED_FOR_EXIT, R.TOWNSHIP_REVIEWER),
        withdrawn("publicize", S.PUBLICIZED, S.INITIALLY_REVIEWED, R.TOWNSHIP_REVIEWER, (LIST,)),
        withdrawn("review_by_county", S.COUNTY_REVIEWED, S.PUBLICIZED, R.COUNTY_REVIEWER),
        *around_publicity(LIST, S.PUBLICIZED, R.TOWNSHIP_REVIEWER),
        revoked(S.APPROVED, S.ASSISTED, REVOKERS),
        revoked(S.FILED, S.ASSISTED, REVOKERS),
        revoked(S.ARCHIVED, S.ASSISTED, REVOKERS, Opens.CYCLE),
    ),
)
