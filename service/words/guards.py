"""What must hold for a step, one text for every guard: the column "What must hold" of the procedures' pages.

A guard that a factory made is named `<factory>_<kind>` (window_closed_strike_off_list): its text is the factory's, and
%(kind)s in it shows the notice, paper or step of that name. A papers' list stands for what such a guard looks at.
"""

from typing import Final

from service.words.marking import msgid

GUARDS: Final[dict[str, str]] = {
    # papers of a household
    "guard.application_signed": msgid("The application is on file, signed by the household, with its scan."),
    "guard.visited": msgid("%(kind)s: at least two people went, and their findings are written down."),
    "guard.meeting_agreed": msgid(
        "%(kind)s: at least two thirds of the delegates were present, more than half of those present were for it, "
        "and the record is signed."
    ),
    "guard.five_clears_complete": msgid(
        "The five clears are complete (cause, income, measures, target, responsible person); plan, number of the "
        "handbook and at least one measure are on file."
    ),
    "guard.income_above_line": msgid("The year's net income per head is above the poverty line of year and place."),
    "guard.income_stable": msgid(
        "The income is stable: the year before was above its line too, or the work team gives its reason in writing."
    ),
    "guard.criteria_met": msgid(
        "%(kind)s: every required one of the region's set for the year is met, with evidence; where the set is "
        "scored, the points suffice."
    ),
    "guard.surveyed_this_year": msgid("The year's survey is on file."),
    "guard.not_yet_continued": msgid("The year's decision to continue has not been taken yet."),
    "guard.planned_year_reached": msgid(
        "The planned year is reached, or a reason in writing says why it comes earlier."
    ),
    "guard.worksheet_on_file": msgid("The year's income worksheet is on file."),
    "guard.household_agreed": msgid("The household itself agrees, with its signature or thumbprint."),
    "guard.household_has_not_refused": msgid("The household has not refused; after a refusal it can only be returned."),
    "guard.proof_of_closing": msgid("A paper proves that all members have died or moved away."),
    "guard.receipt_on_file": msgid("%(kind)s: it is on file with its number."),
    "guard.newest_cycle": msgid("No newer cycle exists."),
    # villages and counties
    "guard.plan_on_file": msgid("%(kind)s: it is on file."),
    "guard.work_team_appointed": msgid("A resident work team is appointed to the village today."),
    "guard.cosigned": msgid("The resident work team has co-signed the proposal."),
    "guard.incidence_below_threshold": msgid(
        "The poverty incidence, computed from the households' states at that moment, is below the region's threshold."
    ),
    "guard.no_household_before_decision": msgid("No household of the village waits for the decision on its exit."),
    "guard.villages_archived_or_explained": msgid(
        "Every designated poor village is archived, or its delay is explained in writing."
    ),
    "guard.evaluation_passed": msgid(
        "The third-party evaluation keeps the thresholds of combined incidence, wrong exits, missed households and "
        "approval."
    ),
    # notices, objections, findings
    "guard.window_closed": msgid(
        "The period of “%(kind)s” is closed: printed, posted in the right place, full number of days over, no open "
        "objection, list unchanged, result statement signed."
    ),
    "guard.announcement_posted": msgid("“%(kind)s” is printed, and its posting is on file."),
    "guard.list_changed": msgid("The list has changed since “%(kind)s” was issued, or that notice is void."),
    "guard.posted_late": msgid("“%(kind)s” was posted after the day printed on it and was not extended yet."),
    "guard.objection_upheld": msgid("An objection to the household was upheld."),
    "guard.no_open_finding": msgid("No inspection finding is open."),
    "guard.wrong_exit_found": msgid("A finding says that the exit was wrong."),
    "guard.last_act_was": msgid("The last act was “%(kind)s”: the next level has not acted since."),
    # the hearing of an objection
    "guard.heard_at_its_level": msgid(
        "The level above the poster hears it, after an appeal the next one; at the province another of its officials."
    ),
    "guard.heard_by_somebody_else": msgid(
        "Who hears it neither issued nor posted the notice, did not propose the record, and did not decide it before."
    ),
    "guard.about_the_list": msgid("It is about somebody on the list, not about a household left out."),
    "guard.came_in_time": msgid("It came within the period."),
    "guard.came_late": msgid("It came after the period."),
    "guard.still_pending": msgid("What the publicity proposed has not been decided yet."),
    "guard.dismissed_before": msgid("It was dismissed."),
    "guard.not_appealed_yet": msgid("It has not been appealed before."),
    "guard.appeal_in_time": msgid("The period for an appeal, counted from the reply's delivery, is not over."),
    # the correction of the register
    "guard.decided_by_another": msgid("Who decides is not who proposed it."),
    "guard.withdrawn_by_its_proposer": msgid("Who takes it back is who proposed it."),
    "guard.facts_as_they_were": msgid("The facts still have the values that the request speaks of."),
    "guard.household_exists": msgid("The household still exists."),
    "guard.nothing_pending": msgid("No other correction of the household waits for a decision."),
    # the yearly round
    "guard.last_year_confirmed": msgid("Every exit and relapse of last year is confirmed, or denied with a reason."),
    "guard.last_year_settled": msgid("No exit of last year that was not confirmed still stands."),
    "guard.somebody_on_the_roll": msgid("At least one household stands on the roll."),
    "guard.everybody_surveyed": msgid("This year's survey of every household is on file."),
    "guard.everybody_decided": msgid("Every household has its one decision of the year: new, continued or exit."),
    "guard.decisions_agree": msgid("No decision contradicts where the household's record stands."),
    "guard.exits_approved": msgid("Every exit of the roll was approved in the year."),
    "guard.list_unchanged": msgid("Who stands on the list and what is decided is as it was submitted."),
    "guard.signed_by_another": msgid("Who signs has not signed this list yet, and signs after the one ahead."),
    # the file at its end
    "guard.household_file_complete": msgid(
        "The file is complete: every paper, and every notice with its PDF, posting and result statement."
    ),
    "guard.household_dates_in_order": msgid("The dates of papers and notices are in the order of the procedure."),
    "guard.file_complete": msgid("The file is complete: %(papers)s."),
    "guard.dates_in_order": msgid("The dates of these follow the order of the procedure: %(papers)s."),
    "guard.policies_continue": msgid("The file says that the policies continue after the exit."),
}
