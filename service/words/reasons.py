"""Why a step is refused: what is wrong and what to do. Codes are those of workflows and service."""

from typing import Final

from service.words.marking import msgid

REASONS: Final[dict[str, str]] = {
    # who acts, and where the record stands
    "reason.role_may_not": msgid("This step is taken by: %(roles)s. Your post may not take it; leave it to them."),
    "reason.outside_jurisdiction": msgid(
        "The record lies outside your jurisdiction; the office that is responsible for the place must act."
    ),
    "reason.acted_as_other": msgid(
        "In this cycle you have already acted as %(function)s; another official must take this step, because "
        "the four functions are four different people."
    ),
    "reason.step_not_from_state": msgid(
        "The record stands in “%(state)s”, which this step does not leave. Open the record and take a step "
        "that it offers."
    ),
    "reason.reason_required": msgid("This step needs a written reason; write it into the opinion."),
    "reason.next_level_has_acted": msgid(
        "The next level has acted since, so it can no longer be withdrawn. Ask that level to return it."
    ),
    "reason.newer_cycle_exists": msgid("A newer cycle of this household, village or county exists; act on that one."),
    "reason.whole_list_required": msgid(
        "List No. %(number)s has %(members)s households and moves as a whole. Tick all of them."
    ),
    "reason.one_village_per_list": msgid("A list belongs to one village. Tick households of one village only."),
    # papers of a household
    "reason.application_missing": msgid("The household's application is not on file. Record it first."),
    "reason.application_unsigned": msgid(
        "The application is not signed, or its scan is missing. Have the household sign it and attach the scan."
    ),
    "reason.visit_missing": msgid(
        "The visit to the household is not on file. Visit it with at least two people and record the findings."
    ),
    "reason.too_few_visitors": msgid(
        "The visit names %(visitors)s people; at least %(needed)s must go. Record a visit by enough people."
    ),
    "reason.visit_without_findings": msgid("The visit has no findings. Record what was found."),
    "reason.meeting_missing": msgid("The villagers' delegates' meeting is not on file. Hold it and record it."),
    "reason.too_few_present": msgid(
        "Only %(present)s of %(due)s delegates were present; two thirds are needed. Hold the meeting again."
    ),
    "reason.no_majority": msgid(
        "Of %(present)s delegates present %(votes_for)s were for it, not more than half. The meeting has not "
        "agreed; return or decline the household."
    ),
    "reason.meeting_unsigned": msgid(
        "The record of the meeting is not signed, or its scan is missing. Have it signed and attach the scan."
    ),
    "reason.five_clears_cause_missing": msgid("Five clears: the cause of poverty is empty. Fill it in."),
    "reason.five_clears_income_missing": msgid("Five clears: the sources of income are empty. Fill them in."),
    "reason.five_clears_measures_missing": msgid("Five clears: the measures are empty. Fill them in."),
    "reason.five_clears_target_missing": msgid("Five clears: the target is empty. Fill it in."),
    "reason.five_clears_responsible_person_missing": msgid(
        "Five clears: nobody is responsible yet. Name the responsible person."
    ),
    "reason.plan_missing": msgid("The household's assistance plan is not on file. Record it first."),
    "reason.handbook_missing": msgid(
        "The number of the household's handbook is missing. Record it with the assistance plan."
    ),
    "reason.measure_missing": msgid("No measure of assistance is on file. Record at least one."),
    "reason.survey_missing": msgid("The survey of %(year)s is not on file. Record it first."),
    "reason.already_continued": msgid(
        "The decision of %(year)s to continue was taken already; a household gets one decision a year."
    ),
    "reason.planned_year_not_reached": msgid(
        "The exit is planned for %(planned)s. Wait until then, or record in writing why it comes earlier."
    ),
    "reason.consent_missing": msgid(
        "The household's own consent to the exit is not on file. Ask the household and record its answer."
    ),
    "reason.household_refused": msgid("The household does not agree to its exit. Return it to assistance."),
    "reason.consent_unsigned": msgid(
        "The household's consent bears no signature or thumbprint. Attach the signed scan."
    ),
    "reason.receipt_missing": msgid("The filing receipt with its number is not on file. Record it first."),
    "reason.closing_proof_missing": msgid(
        "The proof that all members have died or moved away is not on file. Attach it first."
    ),
    # income and criteria
    "reason.no_poverty_line": msgid(
        "No poverty line is entered for this place and %(year)s. The data manager must enter it with its source."
    ),
    "reason.worksheet_missing": msgid("The income worksheet of %(year)s is not on file. Record it first."),
    "reason.income_not_above_line": msgid(
        "The net income per head of %(year)s is %(income)s yuan, not above the line of %(line)s yuan. The "
        "household stays in assistance."
    ),
    "reason.income_not_stable": msgid(
        "The income of %(year)s was not above the line on file, so it is not stable yet. Record that year's "
        "worksheet, or the work team's reason in writing."
    ),
    "reason.criteria_not_set": msgid(
        "No criteria of exit are entered for this place and %(year)s. The data manager must enter them with "
        "their source."
    ),
    "reason.criteria_missing": msgid("The findings on the criteria of %(year)s are not on file. Record them first."),
    "reason.criterion_unmet": msgid("Required and not met: %(criterion)s. Continue the assistance until it is met."),
    "reason.criterion_without_evidence": msgid("Met, but without evidence: %(criterion)s. Attach the evidence."),
    "reason.too_few_points": msgid(
        "The criteria give %(points)s points; %(needed)s are needed. Continue the assistance until they are reached."
    ),
    # villages and counties
    "reason.place_plan_missing": msgid("The plan of the village or county is not on file. Record it first."),
    "reason.no_work_team": msgid(
        "No resident work team is appointed to the village today. The administrator must appoint one."
    ),
    "reason.not_cosigned": msgid("The resident work team has not co-signed the proposal. Ask it to do so first."),
    "reason.no_threshold": msgid(
        "No threshold “%(threshold)s” is entered for this place. The data manager must enter it with its source."
    ),
    "reason.no_registered_population": msgid("The registered rural population is missing or zero. Record it first."),
    "reason.incidence_too_high": msgid(
        "The poverty incidence is %(incidence)s%%; it must be below %(threshold)s%%. Continue the assistance."
    ),
    "reason.combined_incidence_too_high": msgid(
        "The combined poverty incidence is %(incidence)s%%; it must be below %(threshold)s%%. Continue the assistance."
    ),
    "reason.households_before_decision": msgid(
        "Households of the village that are in publicity or reviewed by the township: %(count)s. Wait until "
        "their exit is decided."
    ),
    "reason.village_not_archived": msgid(
        "The poor village %(village)s is not archived. Complete its procedure, or record an explanation in writing."
    ),
    "reason.evaluation_missing": msgid("The third-party evaluation is not on file. Record it first."),
    "reason.nothing_sampled": msgid(
        "The evaluation counts nothing for “%(threshold)s”. Record an evaluation with its samples."
    ),
    "reason.wrong_exit_rate_too_high": msgid(
        "The rate of wrong exits is %(share)s%%; at most %(threshold)s%% is allowed. Correct the wrong exits "
        "and have them evaluated again."
    ),
    "reason.missed_rate_too_high": msgid(
        "The rate of missed households is %(share)s%%; at most %(threshold)s%% is allowed. Register those who"
        " were missed and have it evaluated again."
    ),
    "reason.approval_too_low": msgid(
        "The approval is %(share)s%%; at least %(threshold)s%% is needed. Settle what people object to and "
        "have it evaluated again."
    ),
}
