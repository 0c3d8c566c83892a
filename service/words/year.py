"""The yearly round, its decisions and signatures; planned years and why they were missed."""

from typing import Final

from service.words.marking import msgid

YEAR: Final[dict[str, str]] = {
    "procedure.campaign": msgid("Yearly round of a township"),
    "stage.confirming": msgid("Last year confirmed"),
    "stage.deciding": msgid("Households decided"),
    "stage.signed_by_township": msgid("Signed by the township"),
    "stage.signed_by_county": msgid("Signed by the county"),
    "stage.closed": msgid("Roll closed"),
    "state.campaign.opened": msgid("Opened: last year is being confirmed"),
    "state.campaign.deciding": msgid("Households are being decided"),
    "state.campaign.submitted": msgid("List submitted"),
    "state.campaign.secretary_of_township_signed": msgid("Signed by the township's party secretary"),
    "state.campaign.township_signed": msgid("Signed by the township"),
    "state.campaign.secretary_of_county_signed": msgid("Signed by the county's party secretary"),
    "state.campaign.closed": msgid("Closed: signed by all four"),
    "step.campaign.open": msgid("Open the yearly round"),
    "step.campaign.confirm": msgid("Confirm last year's exits and relapses"),
    "step.campaign.begin": msgid("Begin the decisions"),
    "step.campaign.decide": msgid("Decide the year"),
    "step.campaign.submit": msgid("Submit the list"),
    "step.campaign.sign_secretary_of_township": msgid("Record the signature of the township's party secretary"),
    "step.campaign.sign_head_of_township": msgid("Record the signature of the head of the township's government"),
    "step.campaign.sign_secretary_of_county": msgid("Record the signature of the county's party secretary"),
    "step.campaign.sign_head_of_county": msgid("Record the signature of the head of the county's government"),
    "step.campaign.return": msgid("Return the list"),
    "signer_office.secretary_of_township": msgid("Party secretary of the township"),
    "signer_office.head_of_township": msgid("Head of the township's government"),
    "signer_office.secretary_of_county": msgid("Party secretary of the county"),
    "signer_office.head_of_county": msgid("Head of the county's government"),
    "yearly_decision.new": msgid("New"),
    "yearly_decision.continued": msgid("Continued"),
    "yearly_decision.exit": msgid("Exit"),
    "yearly_decision.as_suggested": msgid("As the record of each speaks for"),
    "last_year.exit": msgid("Exit"),
    "last_year.relapse": msgid("Relapse"),
    "target_category.industry_employment_ecology": msgid("Industry, employment and ecological compensation"),
    "target_category.relocation": msgid("Relocation"),
    "target_category.education": msgid("Support for schooling"),
    "target_category.medical": msgid("Medical assistance"),
    "target_category.social_security": msgid("Social security as the last resort"),
    # why a step of the round is refused
    "reason.last_year_not_confirmed": msgid(
        "Exits and relapses of %(year)s that nobody has confirmed or denied yet: %(households)s. The villages go "
        "through them first."
    ),
    "reason.unconfirmed_exits_stand": msgid(
        "Exits of last year that were not confirmed and still stand: %(households)s. Revoke them, or let the "
        "households enter again as relapsed."
    ),
    "reason.roll_empty": msgid("No household stands on the roll; there is nothing to sign."),
    "reason.decisions_missing": msgid("Households without a decision of the year: %(households)s."),
    "reason.surveys_missing": msgid(
        "Households without the survey of %(year)s: %(households)s. Survey them and file the survey first."
    ),
    "reason.decisions_disagree": msgid(
        "Decisions that the records contradict: %(households)s. Change the decision, or take the step that it "
        "speaks of."
    ),
    "reason.exits_not_approved": msgid(
        "Exits of the roll that are not approved in the year: %(households)s. Wait for the approval, or return "
        "the list."
    ),
    "reason.list_differs": msgid(
        "The submitted list is no longer what the decisions say: somebody came to it or left it. Return it and submit "
        "it again."
    ),
    "reason.signed_before": msgid("%(name)s has signed this list already; four different people sign."),
    "reason.signed_before_the_last": msgid("The signature ahead of this one is of %(last_day)s; it cannot precede it."),
    "reason.signed_before_submitted": msgid("The list was submitted on %(submitted_on)s; nobody signed it before."),
    "reason.signed_sheet_missing": msgid("Attach the scan of the signed sheet."),
    "reason.return_without_reason": msgid("Write why the list is returned."),
    "reason.roll_in_another_state": msgid("The roll is in the state “%(state)s”; this act does not fit it."),
    "reason.village_of_another_roll": msgid("The village belongs to another township's roll."),
    "reason.nothing_ticked": msgid("Tick at least one row."),
    "reason.reason_needed": msgid("Write why: what was said before is changed, or something is not confirmed."),
    "reason.round_of_a_county": msgid("A round is opened for a county."),
    "reason.year_not_begun": msgid("The year %(year)s has not begun, or lies before the register."),
    "reason.deadline_past": msgid("The deadline lies in the past; today is %(today)s."),
    "reason.round_opened_before": msgid("The round of %(year)s is open or closed already; there is one a year."),
    "reason.no_township": msgid("No township of this county is entered; import the division codes first."),
    # why a decision and a record disagree
    "reason.new_not_identified": msgid("“New”, but the household was not identified in %(year)s."),
    "reason.continued_not_assisted": msgid("“Continued”, but its record stands in “%(state)s”."),
    "reason.continued_but_new": msgid("“Continued”, but it was identified in %(year)s: it is new."),
    "reason.exit_not_proposed": msgid("“Exit”, but nobody has proposed it: its record stands in “%(state)s”."),
    "reason.exit_of_another_year": msgid("“Exit”, but its exit was not approved in %(year)s: “%(state)s”."),
    "reason.exit_not_approved": msgid(
        "The exit is not approved in %(year)s yet; it must be before the roll is closed."
    ),
    # planned years
    "reason.explanation_missing": msgid("Write why the planned year was missed."),
    "reason.not_past_its_year": msgid("Nothing to explain: the planned year is not past, or it was kept."),
    "reason.expected_year_past": msgid("The expected year lies in the past."),
}
