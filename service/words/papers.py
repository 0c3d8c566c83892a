"""The papers on file, one for every form of service/documents/forms.py."""

from typing import Final

from service.words.marking import msgid

PAPERS: Final[dict[str, str]] = {
    "paper.application": msgid("Application"),
    "paper.application_visit": msgid("Visit on the application"),
    "paper.identification_meeting": msgid("Delegates' meeting on identification"),
    "paper.five_clears": msgid("Five clears"),
    "paper.assistance_plan": msgid("Assistance plan"),
    "paper.measure": msgid("Measure of assistance"),
    "paper.income_worksheet": msgid("Income worksheet"),
    "paper.survey": msgid("Yearly survey"),
    "paper.household_criteria": msgid("Criteria of exit"),
    "paper.stability_reason": msgid("Statement that the income is stable"),
    "paper.early_exit_reason": msgid("Reason for an exit before the planned year"),
    "paper.exit_meeting": msgid("Delegates' meeting on exit"),
    "paper.exit_visit": msgid("Visit on the exit"),
    "paper.exit_consent": msgid("Household's consent to the exit"),
    "paper.city_receipt": msgid("City's filing receipt"),
    "paper.province_receipt": msgid("Province's filing receipt"),
    "paper.policy_continues": msgid("Statement that the policies continue"),
    "paper.closing_proof": msgid("Proof of natural decrease"),
    "paper.village_plan": msgid("Village plan"),
    "paper.registered_population": msgid("Registered rural population"),
    "paper.village_indicators": msgid("Indicators of the village's exit"),
    "paper.county_plan": msgid("County plan"),
    "paper.evaluation": msgid("Third-party evaluation"),
    "paper.village_explanation": msgid("Explanation for a village not archived"),
    "paper.state_council_receipt": msgid("State Council's filing receipt"),
}
