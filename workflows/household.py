"""A household's cycle: identification, assistance, exit, filing, archive and every way back (D2 (六)).

Read the table from above: each row says from where to where, who, what must hold, and what is printed.
"""

from enum import StrEnum
from typing import Final

from workflows.declare import Direction, Opens, Procedure, Stage, Step
from workflows.guards.archive import household_dates_in_order, household_file_complete, policies_continue
from workflows.guards.household import (
    application_signed,
    criteria_met,
    five_clears_complete,
    household_agreed,
    household_has_not_refused,
    income_above_line,
    income_stable,
    meeting_agreed,
    newest_cycle,
    not_yet_continued,
    planned_year_reached,
    proof_of_closing,
    receipt_on_file,
    surveyed_this_year,
    visited,
    worksheet_on_file,
)
from workflows.guards.publicity import announcement_posted, no_open_finding, window_closed
from workflows.roles import Function as F
from workflows.roles import Role as R
from workflows.ways_back import around_publicity, returned, returned_to_start, revoked, taken_off, withdrawn


class Household(StrEnum):
    """Conditions of a household's cycle, in the order of the procedure."""

    APPLIED = "applied"
    ASSESSED = "assessed"
    FIRST_PUBLICITY = "first_publicity"
    TOWNSHIP_REVIEW = "township_review"
    SECOND_PUBLICITY = "second_publicity"
    COUNTY_REVIEW = "county_review"
    IDENTIFIED = "identified"
    ASSISTED = "assisted"
    PROPOSED_FOR_EXIT = "proposed_for_exit"
    VERIFIED = "verified"
    PUBLICIZED = "publicized"
    TOWNSHIP_REVIEWED = "township_reviewed"
    APPROVED = "approved"
    FILED_WITH_CITY = "filed_with_city"
    FILED = "filed"
    ARCHIVED = "archived"
    DECLINED = "declined"
    STRIKE_OFF_PROPOSED = "strike_off_proposed"
    STRIKE_OFF_PUBLICIZED = "strike_off_publicized"
    STRUCK_OFF = "struck_off"
    CLOSED = "closed"


S = Household

STAGES: Final[dict[StrEnum, Stage]] = {
    S.APPLIED: Stage.IDENTIFICATION,
    S.ASSESSED: Stage.IDENTIFICATION,
    S.FIRST_PUBLICITY: Stage.IDENTIFICATION,
    S.TOWNSHIP_REVIEW: Stage.IDENTIFICATION,
    S.SECOND_PUBLICITY: Stage.IDENTIFICATION,
    S.COUNTY_REVIEW: Stage.IDENTIFICATION,
    S.IDENTIFIED: Stage.IDENTIFIED,
    S.ASSISTED: Stage.ASSISTED,
    S.PROPOSED_FOR_EXIT: Stage.PROPOSED_FOR_EXIT,
    S.VERIFIED: Stage.PROPOSED_FOR_EXIT,
    S.PUBLICIZED: Stage.PUBLICIZED,
    S.TOWNSHIP_REVIEWED: Stage.PUBLICIZED,
    S.APPROVED: Stage.APPROVED,
    S.FILED_WITH_CITY: Stage.APPROVED,
    S.FILED: Stage.APPROVED,
    S.ARCHIVED: Stage.ARCHIVED,
    S.DECLINED: Stage.ENDED,
    S.STRIKE_OFF_PROPOSED: Stage.IDENTIFIED,
    S.STRIKE_OFF_PUBLICIZED: Stage.IDENTIFIED,
    S.STRUCK_OFF: Stage.ENDED,
    S.CLOSED: Stage.ENDED,
}

POOR: Final = (
    S.IDENTIFIED,
    S.ASSISTED,
    S.PROPOSED_FOR_EXIT,
    S.VERIFIED,
    S.PUBLICIZED,
    S.TOWNSHIP_REVIEWED,
    S.STRIKE_OFF_PROPOSED,
    S.STRIKE_OFF_PUBLICIZED,
)
"""A household whose newest cycle stands in one of these counts in the poverty incidence.

procedures.md counts `identified … township_reviewed`; a household about to be struck off is still on the register,
so leaving it out would let a village lower its incidence by proposing strike-offs.
"""

CLOSED_WITHOUT_EXIT: Final = (S.DECLINED, S.STRUCK_OFF, S.CLOSED)
"""The household left the register otherwise than by an exit: no plan is missed."""

BEFORE_DECISION: Final = (S.PUBLICIZED, S.TOWNSHIP_REVIEWED)

FIRST, SECOND, EXIT, STRIKE_OFF = (
    "household_first_list",
    "household_second_list",
    "household_exit_list",
    "strike_off_list",
)


def _declined(source: S, role: R, voids: tuple[str, ...] = ()) -> Step:
    return Step(
        name="decline",
        source=source,
        target=S.DECLINED,
        roles=(role,),
        direction=Direction.OUT,
        needs_reason=True,
        leaves_list=True,
        voids_notices=voids,
    )


def _continued(source: S) -> Step:
    return Step(
        name="continue_assistance",
        source=source,
        target=source,
        roles=(R.VILLAGE_CLERK,),
        guards=(surveyed_this_year, not_yet_continued),
        direction=Direction.STAY,
    )


def _closed(source: S) -> Step:
    return Step(
        name="close",
        source=source,
        target=S.CLOSED,
        roles=(R.TOWNSHIP_REVIEWER,),
        guards=(proof_of_closing,),
        direction=Direction.OUT,
        needs_reason=True,
        leaves_list=True,
    )


def _struck(source: S) -> Step:
    return Step(
        name="propose_strike_off",
        source=source,
        target=S.STRIKE_OFF_PROPOSED,
        roles=(R.TOWNSHIP_REVIEWER,),
        direction=Direction.OUT,
        needs_reason=True,
        gathers="strike_off",
    )


def _dropped(source: S, voids: tuple[str, ...] = ()) -> Step:
    return Step(
        name="drop_strike_off",
        source=source,
        target=S.IDENTIFIED,
        roles=(R.TOWNSHIP_REVIEWER, R.COUNTY_APPROVER),
        direction=Direction.BACK,
        needs_reason=True,
        leaves_list=True,
        voids_notices=voids,
    )


def _entered_again(name: str, source: S) -> Step:
    return Step(
        name=name,
        source=source,
        target=S.APPLIED,
        roles=(R.VILLAGE_CLERK,),
        guards=(newest_cycle,),
        direction=Direction.BACK,
        needs_reason=True,
        opens=Opens.CYCLE,
    )


BEFORE_APPROVAL: Final = (*tuple(S)[: tuple(S).index(S.APPROVED)], S.STRIKE_OFF_PROPOSED, S.STRIKE_OFF_PUBLICIZED)
CONTINUED_IN: Final = tuple(S)[tuple(S).index(S.IDENTIFIED) : tuple(S).index(S.APPROVED)]
REVOKERS: Final = (R.COUNTY_APPROVER, R.CITY_APPROVER, R.PROVINCE_APPROVER)
AFTER_APPROVAL: Final = (S.APPROVED, S.FILED_WITH_CITY, S.FILED, S.ARCHIVED)

IDENTIFICATION: Final = (
    Step(name="apply", source=None, target=S.APPLIED, roles=(R.VILLAGE_CLERK,)),
    Step(
        name="verify_application",
        source=S.APPLIED,
        target=S.ASSESSED,
        roles=(R.WORK_TEAM,),
        function=F.VERIFIER,
        guards=(application_signed, visited("application_visit")),
    ),
    Step(
        name="post_first_list",
        source=S.ASSESSED,
        target=S.FIRST_PUBLICITY,
        roles=(R.VILLAGE_CLERK,),
        function=F.PROPOSER,
        guards=(meeting_agreed("identification_meeting"),),
        issues=FIRST,
        gathers="identification",
    ),
    Step(
        name="send_to_township",
        source=S.FIRST_PUBLICITY,
        target=S.TOWNSHIP_REVIEW,
        roles=(R.VILLAGE_CLERK,),
        guards=(window_closed(FIRST),),
        whole_list=True,
    ),
    Step(
        name="post_second_list",
        source=S.TOWNSHIP_REVIEW,
        target=S.SECOND_PUBLICITY,
        roles=(R.TOWNSHIP_REVIEWER,),
        function=F.REVIEWER,
        issues=SECOND,
        gathers="identification",
        whole_list=True,
    ),
    Step(
        name="send_to_county",
        source=S.SECOND_PUBLICITY,
        target=S.COUNTY_REVIEW,
        roles=(R.TOWNSHIP_REVIEWER,),
        guards=(window_closed(SECOND),),
        whole_list=True,
    ),
    Step(
        name="identify",
        source=S.COUNTY_REVIEW,
        target=S.IDENTIFIED,
        roles=(R.COUNTY_APPROVER,),
        function=F.APPROVER,
        issues="identification_announcement",
        whole_list=True,
    ),
)

ASSISTANCE_AND_EXIT: Final = (
    Step(
        name="assist",
        source=S.IDENTIFIED,
        target=S.ASSISTED,
        roles=(R.TOWNSHIP_REVIEWER,),
        guards=(five_clears_complete, announcement_posted("identification_announcement")),
    ),
    Step(
        name="propose_exit",
        source=S.ASSISTED,
        target=S.PROPOSED_FOR_EXIT,
        roles=(R.VILLAGE_CLERK,),
        function=F.PROPOSER,
        guards=(
            income_above_line,
            income_stable,
            criteria_met("household_criteria"),
            surveyed_this_year,
            meeting_agreed("exit_meeting", this_year=True),
            planned_year_reached,
        ),
        gathers="exit",
    ),
    Step(
        name="verify",
        source=S.PROPOSED_FOR_EXIT,
        target=S.VERIFIED,
        roles=(R.WORK_TEAM,),
        function=F.VERIFIER,
        guards=(visited("exit_visit", this_year=True), worksheet_on_file, household_agreed),
    ),
    Step(
        name="publicize",
        source=S.VERIFIED,
        target=S.PUBLICIZED,
        roles=(R.VILLAGE_CLERK,),
        issues=EXIT,
        gathers="exit",
    ),
    Step(
        name="review",
        source=S.PUBLICIZED,
        target=S.TOWNSHIP_REVIEWED,
        roles=(R.TOWNSHIP_REVIEWER,),
        function=F.REVIEWER,
        guards=(window_closed(EXIT), no_open_finding),
        whole_list=True,
    ),
    Step(
        name="approve",
        source=S.TOWNSHIP_REVIEWED,
        target=S.APPROVED,
        roles=(R.COUNTY_APPROVER,),
        function=F.APPROVER,
        guards=(window_closed(EXIT), no_open_finding),
        issues="household_exit_announcement",
        whole_list=True,
    ),
    Step(
        name="file_with_city",
        source=S.APPROVED,
        target=S.FILED_WITH_CITY,
        roles=(R.CITY_REVIEWER,),
        guards=(receipt_on_file("city_receipt"),),
    ),
    Step(
        name="file_with_province",
        source=S.FILED_WITH_CITY,
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
            announcement_posted("household_exit_announcement"),
            household_file_complete,
            household_dates_in_order,
            policies_continue,
        ),
    ),
)

STRIKING_OFF: Final = (
    _struck(S.IDENTIFIED),
    _struck(S.ASSISTED),
    Step(
        name="post_strike_off",
        source=S.STRIKE_OFF_PROPOSED,
        target=S.STRIKE_OFF_PUBLICIZED,
        roles=(R.VILLAGE_CLERK,),
        issues=STRIKE_OFF,
        needs_reason=True,
        gathers="strike_off",
    ),
    Step(
        name="strike_off",
        source=S.STRIKE_OFF_PUBLICIZED,
        target=S.STRUCK_OFF,
        roles=(R.COUNTY_APPROVER,),
        guards=(window_closed(STRIKE_OFF),),
        needs_reason=True,
        whole_list=True,
    ),
    _dropped(S.STRIKE_OFF_PROPOSED),
    _dropped(S.STRIKE_OFF_PUBLICIZED, (STRIKE_OFF,)),
)

BACK_AND_OUT: Final = (
    returned(S.ASSESSED, S.APPLIED, R.VILLAGE_CLERK, whole=False),
    returned(S.TOWNSHIP_REVIEW, S.APPLIED, R.TOWNSHIP_REVIEWER, (FIRST,)),
    returned(S.COUNTY_REVIEW, S.TOWNSHIP_REVIEW, R.COUNTY_APPROVER, (SECOND,)),
    returned(S.PROPOSED_FOR_EXIT, S.ASSISTED, R.WORK_TEAM, whole=False),
    returned(S.VERIFIED, S.PROPOSED_FOR_EXIT, R.VILLAGE_CLERK, whole=False),
    returned(S.PUBLICIZED, S.VERIFIED, R.TOWNSHIP_REVIEWER, (EXIT,)),
    returned(S.TOWNSHIP_REVIEWED, S.PUBLICIZED, R.COUNTY_APPROVER),
    returned_to_start(S.ASSESSED, S.APPLIED, R.VILLAGE_CLERK, whole=False),
    returned_to_start(S.FIRST_PUBLICITY, S.APPLIED, R.VILLAGE_CLERK, (FIRST,)),
    returned_to_start(S.TOWNSHIP_REVIEW, S.APPLIED, R.TOWNSHIP_REVIEWER, (FIRST,)),
    returned_to_start(S.SECOND_PUBLICITY, S.APPLIED, R.TOWNSHIP_REVIEWER, (FIRST, SECOND)),
    returned_to_start(S.COUNTY_REVIEW, S.APPLIED, R.COUNTY_APPROVER, (FIRST, SECOND)),
    returned_to_start(S.PROPOSED_FOR_EXIT, S.ASSISTED, R.WORK_TEAM, whole=False, guards=(household_has_not_refused,)),
    returned_to_start(S.VERIFIED, S.ASSISTED, R.VILLAGE_CLERK, whole=False),
    returned_to_start(S.PUBLICIZED, S.ASSISTED, R.TOWNSHIP_REVIEWER, (EXIT,)),
    returned_to_start(S.TOWNSHIP_REVIEWED, S.ASSISTED, R.COUNTY_APPROVER, (EXIT,)),
    withdrawn("post_first_list", S.FIRST_PUBLICITY, S.ASSESSED, R.VILLAGE_CLERK, (FIRST,)),
    withdrawn("send_to_township", S.TOWNSHIP_REVIEW, S.FIRST_PUBLICITY, R.VILLAGE_CLERK),
    withdrawn("post_second_list", S.SECOND_PUBLICITY, S.TOWNSHIP_REVIEW, R.TOWNSHIP_REVIEWER, (SECOND,)),
    withdrawn("send_to_county", S.COUNTY_REVIEW, S.SECOND_PUBLICITY, R.TOWNSHIP_REVIEWER),
    withdrawn(
        "propose_exit",
        S.PROPOSED_FOR_EXIT,
        S.ASSISTED,
        R.VILLAGE_CLERK,
        whole=False,
        guards=(household_has_not_refused,),
    ),
    withdrawn("verify", S.VERIFIED, S.PROPOSED_FOR_EXIT, R.WORK_TEAM, whole=False),
    withdrawn("publicize", S.PUBLICIZED, S.VERIFIED, R.VILLAGE_CLERK, (EXIT,)),
    withdrawn("review", S.TOWNSHIP_REVIEWED, S.PUBLICIZED, R.TOWNSHIP_REVIEWER),
    _declined(S.APPLIED, R.VILLAGE_CLERK),
    _declined(S.ASSESSED, R.VILLAGE_CLERK),
    _declined(S.TOWNSHIP_REVIEW, R.TOWNSHIP_REVIEWER),
    _declined(S.SECOND_PUBLICITY, R.TOWNSHIP_REVIEWER, (SECOND,)),
    _declined(S.COUNTY_REVIEW, R.COUNTY_APPROVER),
    *around_publicity(FIRST, S.FIRST_PUBLICITY, R.VILLAGE_CLERK),
    *around_publicity(SECOND, S.SECOND_PUBLICITY, R.TOWNSHIP_REVIEWER),
    *around_publicity(EXIT, S.PUBLICIZED, R.VILLAGE_CLERK),
    *around_publicity(STRIKE_OFF, S.STRIKE_OFF_PUBLICIZED, R.VILLAGE_CLERK),
    taken_off(FIRST, S.FIRST_PUBLICITY, S.APPLIED, R.TOWNSHIP_REVIEWER),
    taken_off(SECOND, S.SECOND_PUBLICITY, S.APPLIED, R.COUNTY_REVIEWER),
    taken_off(EXIT, S.PUBLICIZED, S.ASSISTED, R.TOWNSHIP_REVIEWER),
    *(_continued(state) for state in CONTINUED_IN),
    *(_closed(state) for state in BEFORE_APPROVAL),
    revoked(S.APPROVED, S.ASSISTED, REVOKERS),
    revoked(S.FILED_WITH_CITY, S.ASSISTED, REVOKERS),
    revoked(S.FILED, S.ASSISTED, REVOKERS),
    revoked(S.ARCHIVED, S.ASSISTED, REVOKERS, Opens.CYCLE),
    *(_entered_again("relapse", state) for state in AFTER_APPROVAL),
    _entered_again("reapply", S.DECLINED),
    _entered_again("reapply", S.STRUCK_OFF),
)

HOUSEHOLD: Final = Procedure(
    name="household",
    states=Household,
    initial=S.APPLIED,
    stages=STAGES,
    final=frozenset({S.ARCHIVED, S.DECLINED, S.STRUCK_OFF, S.CLOSED}),
    steps=(*IDENTIFICATION, *ASSISTANCE_AND_EXIT, *STRIKING_OFF, *BACK_AND_OUT),
)
