"""Why a step is refused on account of a notice, an objection, a finding or the file at its end."""

from typing import Final

from service.words.marking import msgid

REFUSALS_OF_NOTICES: Final[dict[str, str]] = {
    # the window of a publicity
    "reason.notice_missing": msgid("The publicity has not been issued. Issue it first."),
    "reason.notice_void": msgid(
        "The publicity is void since the record went back or its list changed. Publicize again."
    ),
    "reason.notice_not_printed": msgid("The notice has no PDF yet. Print it first."),
    "reason.posting_evidence_missing": msgid(
        "The posting is not on file. Post the notice, then record day, place and photographs."
    ),
    "reason.posted_in_wrong_place": msgid(
        "The notice was not posted at the level of place that the rules ask for. Post it there and record the posting."
    ),
    "reason.posted_late": msgid(
        "The notice is dated %(printed_on)s but was posted on %(posted_on)s. Issue and post an extension."
    ),
    "reason.calendar_not_arranged": msgid(
        "The period reaches %(year)s, whose working days are not arranged yet. The data manager must enter "
        "the calendar."
    ),
    "reason.period_running": msgid("The publicity period runs until %(last_day)s; it must end before this step."),
    "reason.list_changed_since_notice": msgid(
        "The list has changed since the notice was issued. Amend the publicity; its period starts again."
    ),
    "reason.result_statement_missing": msgid(
        "The signed statement on the result of the publicity is not on file. Record it first."
    ),
    "reason.objection_open": msgid("Objections still open: %(count)s. They must be decided before this step."),
    "reason.upheld_objection_stands": msgid(
        "An objection was upheld. Take the household off the list or return the record; it cannot move on."
    ),
    "reason.announcement_missing": msgid("The announcement has not been issued. It must be issued and posted first."),
    "reason.nothing_to_amend": msgid("The notice agrees with its list; there is nothing to amend."),
    "reason.nothing_to_extend": msgid("The notice was not posted late; there is nothing to extend."),
    "reason.already_extended": msgid("The publicity was extended already. Its extension stands."),
    "reason.no_upheld_objection": msgid(
        "No objection against this household was upheld. A household leaves an open list only on one."
    ),
    "reason.finding_open": msgid("Inspection findings still open: %(count)s. Record their correction first."),
    "reason.no_wrong_exit_finding": msgid(
        "No finding of a wrong exit is on file. Record the finding first; the revocation rests on it."
    ),
    # issuing a notice
    "reason.no_publicity_profile": msgid(
        "No rule says how this kind of notice is publicized in this place. The data manager must enter it "
        "with its source."
    ),
    "reason.glyph_missing": msgid(
        "No installed font has the character “%(character)s” in the name of %(household)s. Have a font "
        "installed that has it, then issue the notice."
    ),
    "reason.glyph_missing_in_text": msgid(
        "No installed font has the character “%(character)s” in the text of the notice. Have a font installed"
        " that has it, or write the text without it."
    ),
    "reason.not_public": msgid(
        "The notice would print %(what)s in %(where)s, which must not be public. Take it out of what is "
        "printed, then issue the notice."
    ),
    # the file at its end
    "reason.policy_flag_missing": msgid(
        "The statement that the policies continue after the exit is not on file. Record it first."
    ),
    "reason.file_lacks_paper": msgid("The file lacks the paper “%(paper)s”. Record it first."),
    "reason.file_lacks_notice": msgid("The file lacks the notice “%(notice)s” with its PDF. Issue and print it first."),
    "reason.file_lacks_posting": msgid("The file lacks the posting evidence of “%(notice)s”. Record it first."),
    "reason.file_lacks_statement": msgid(
        "The file lacks the signed result statement of “%(notice)s”. Record it first."
    ),
    "reason.dates_out_of_order": msgid(
        "The dates are out of order: “%(earlier)s” is of %(first)s, “%(later)s” of %(second)s. Check both "
        "papers and file the corrected one."
    ),
}
