"""Why an act on a notice, an objection or a finding is refused, in words; and the refusals beside their fields."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Final

from flask import flash
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from service.competence import ActRefused
from service.documents import sentences
from service.words import WORDS, date_text, reason_text, word
from workflows.reasons import Reason

SENTENCES: Final[dict[str, LazyString]] = {
    # days and texts
    "day_in_future": lazy_gettext("This day lies in the future; today is %(today)s."),
    "recorded_too_late": lazy_gettext("A day may precede its recording by at most %(days)s days."),
    # notices
    "notice_is_void": lazy_gettext("This notice is void. What is done now belongs to the notice that replaces it."),
    "posted_before_printed": lazy_gettext("The notice is of %(printed_on)s; it cannot have hung before that."),
    "place_missing": lazy_gettext("Write where it hangs."),
    "poster_missing": lazy_gettext("Write who put it up."),
    "photo_missing": lazy_gettext("Attach at least one photograph that shows the whole notice and the place."),
    "no_result_to_state": lazy_gettext("Only a publicity has a result; this is no publicity of its own."),
    "result_signed_already": lazy_gettext("The statement on the result is on file already."),
    "result_before_the_end": lazy_gettext("The period runs until %(last_day)s; the result is signed after that day."),
    "objection_not_screened": lazy_gettext("Objections not screened yet: %(count)s. They must be screened first."),
    "signer_missing": lazy_gettext("Write the name of who signed."),
    "same_signer_twice": lazy_gettext("Three different people sign; %(name)s stands here twice."),
    "scan_missing": lazy_gettext("Attach the scan of the signed statement."),
    "no_projects_of_this_place": lazy_gettext("Projects are publicized for a village or a township."),
    "no_project_written": lazy_gettext("Write at least one project."),
    # printing
    "void_notice_not_reprinted": lazy_gettext(
        "This notice is void and must not hang: it is not printed any more. Its archive copy can be read."
    ),
    "copies_out_of_range": lazy_gettext("Print at least 1 and at most %(most)s copies."),
    "reprint_reason_missing": lazy_gettext("It was printed before: write why it is printed again."),
    "no_notice_chosen": lazy_gettext("Tick at least one notice."),
    "too_many_notices": lazy_gettext("One job prints at most %(most)s notices. Choose fewer."),
    "void_notices_chosen": lazy_gettext("Void notices among those chosen: %(count)s. They are not printed any more."),
    "notices_in_another_job": lazy_gettext(
        "Notices that are being printed in another job: %(count)s. Wait for it, or leave them out."
    ),
    "orderer_has_left": lazy_gettext("Whoever ordered the job has no account any more. Order these notices anew."),
    "paper_failed": lazy_gettext("The paper could not be made: %(problem)s."),
    # objections
    "no_objection_to_announcement": lazy_gettext(
        "An announcement states a decision. What is wrong with it is recorded as a finding."
    ),
    "not_on_notice": lazy_gettext("Choose one of those who stand on the notice, or a household that is left out."),
    "lodged_before_posted": lazy_gettext("The notice hangs since %(posted_on)s; nobody can have objected before."),
    "channel_missing": lazy_gettext("Choose how the objection was brought."),
    "objection_empty": lazy_gettext("Write what is objected."),
    "objection_out_of_time": lazy_gettext("It was brought after the period had ended: it can be noted, not accepted."),
    "objection_in_time": lazy_gettext("It was brought within the period: it is not out of time."),
    "clue_without_reason": lazy_gettext(
        "Write which household is left out or what else it is about, and what will be looked into."
    ),
    "decided_already": lazy_gettext(
        "What this publicity proposed has been decided. An objection can no longer block it; record a finding."
    ),
    "projects_settled": lazy_gettext(
        "The result of this publicity is signed, or the notice is void. An objection can no longer change it."
    ),
    "projects_not_corrected": lazy_gettext(
        "Objections upheld: %(count)s. Issue the corrected publicity; the result of this one is not signed."
    ),
    "no_upheld_objection_to_projects": lazy_gettext(
        "No objection to this publicity was upheld. It is corrected on an upheld one only."
    ),
    "objection_in_another_state": lazy_gettext("The objection is in the state “%(state)s”; this act does not fit it."),
    "heard_at_another_level": lazy_gettext("It is heard at another level: %(level)s."),
    "objection_about_omitted": lazy_gettext(
        "It is about a household that the list leaves out: take it as a clue, it blocks nobody."
    ),
    "only_a_dismissal_is_appealed": lazy_gettext("It was upheld; only a dismissal is appealed."),
    "appeal_out_of_time": lazy_gettext("The period for an appeal ended on %(last_day)s."),
    "evidence_missing": lazy_gettext("Attach at least one photograph or scan that proves the finding."),
    "reply_empty": lazy_gettext("Write what the reply says that was found."),
    "letter_not_printed": lazy_gettext("The reply is not printed yet. Print it first."),
    "delivered_before_issued": lazy_gettext("The reply is of %(issued_on)s; it cannot have been delivered before."),
    "manner_missing": lazy_gettext("Choose how the reply was delivered."),
    "recipient_missing": lazy_gettext("Write who received it."),
    "no_contact_given": lazy_gettext("No contact was given with this objection."),
    "period_for_objections_over": lazy_gettext(
        "The period ended on %(last_day)s, and so did the days in which an objection may still be received."
    ),
    "serial_not_on_list": lazy_gettext("No row of the list has this serial number. Look at the sheet again."),
    "serial_not_in_table": lazy_gettext("No row of the table has this serial number. Look at the sheet again."),
    "decider_posted_notice": lazy_gettext("You issued or posted this notice: another official decides."),
    "decider_is_proposer": lazy_gettext("You proposed what is objected to: another official decides."),
    "decider_decided_before": lazy_gettext("You decided this objection before: an appeal goes to another official."),
    "investigator_missing": lazy_gettext("Two people look into an objection; write both names."),
    "same_investigator_twice": lazy_gettext("%(name)s stands here twice; two people look into an objection."),
    "investigator_is_proposer": lazy_gettext("%(name)s proposed what is objected to and cannot look into it."),
    "investigator_of_household": lazy_gettext("%(name)s belongs to the household and cannot look into it."),
    "finding_empty": lazy_gettext("Write what was found."),
    "appealed_before": lazy_gettext("An objection is appealed once; the second decision stands."),
    "appeal_without_grounds": lazy_gettext("Write what the objector says against the dismissal."),
    "withdrawal_without_statement": lazy_gettext("Write what the objector declared, and how."),
    # findings
    "finding_kind_missing": lazy_gettext("Choose the kind of finding."),
    "correction_empty": lazy_gettext("Write what was corrected, and how."),
    "assessor_closes_nothing": lazy_gettext("An assessor records findings; an official closes them."),
    "not_drawn_for_assessor": lazy_gettext(
        "This record was not drawn for you; findings are recorded on drawn ones only."
    ),
    "no_record_ticked": lazy_gettext("Tick at least one record."),
    "not_an_assessor_there": lazy_gettext("Choose somebody who is appointed as an assessor for all of these places."),
}

FOR_THE_PUBLIC: Final[dict[str, LazyString]] = {
    "no_objection_to_announcement": lazy_gettext(
        "An announcement states a decision that was taken; no objection is lodged to it here. If something in it is "
        "wrong, tell the body that issued it, or call 12317."
    ),
    "notice_is_void": lazy_gettext(
        "This notice is void; no objection is lodged to it any more. If another one hangs instead, use the code on "
        "that sheet."
    ),
    "posting_evidence_missing": lazy_gettext(
        "No posting of this publicity is on file yet. Until it is, turn to the offices named below, or call 12317."
    ),
    "period_for_objections_over": lazy_gettext(
        "The period ended on %(last_day)s; objections are received here no more. What you know you can tell the body "
        "that issued it, or call 12317."
    ),
}
"""Why nothing can be lodged, for those who have no account: `sentence` tells officials what they do instead."""


def public_sentence(why: Reason) -> str:
    """Why the public cannot lodge an objection, in the visitor's language."""
    return str(FOR_THE_PUBLIC[why.code]) % {name: _figure(value) for name, value in why.figures.items()}


def sentence(why: Reason) -> str:
    """The reason in the visitor's language: one of these, of a filled form, or of a step."""
    if why.code in SENTENCES:
        return str(SENTENCES[why.code]) % {name: _figure(value) for name, value in why.figures.items()}
    return sentences.sentence(why) if why.code in sentences.SENTENCES else reason_text(why)


def show_refusals(form: Any, refusals: Mapping[str, Sequence[Reason]]) -> None:
    """Put each refusal beside its field, or above the form where it is about the act as a whole."""
    for name, found in refusals.items():
        told = [sentence(each) for each in found]
        if name in form:
            form[name].errors = [*form[name].errors, *told]
        else:
            form.form_errors.extend(told)


def flash_refusals(refused: ActRefused) -> None:
    """Say on the next page why an act without a form is refused."""
    for found in refused.reasons.values():
        for each in found:
            flash(sentence(each), "refused")


def _figure(value: object) -> str:
    if isinstance(value, date):
        return date_text(value)
    return str(word(value)) if isinstance(value, str) and value in WORDS else str(value)
