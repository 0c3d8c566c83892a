"""Printed registers: their names, the faults of a file, the checklist."""

from typing import Final

from service.words.marking import msgid

REGISTERS: Final[dict[str, str]] = {
    "print.household_card": msgid("Household card"),
    "print.dossier": msgid("Dossier of the household"),
    "print.household_cards": msgid("Household cards of the village"),
    "print.village_roll": msgid("Village roll"),
    "print.needs_list": msgid("List of people and needs"),
    "print.time_list": msgid("List of time limits"),
    "print.measures_list": msgid("List of measures"),
    "print.duties_list": msgid("List of responsibilities"),
    "print.five_clears": msgid("Sheet of the five clears"),
    "print.township_book": msgid("Township book"),
    "print.county_file": msgid("County file"),
    "check.paper_missing": msgid("%(paper)s is not on file."),
    "check.handbook_missing": msgid("The plan names no handbook number."),
    "check.paper_unsigned": msgid("%(paper)s of %(on)s is not signed."),
    "check.paper_unscanned": msgid("%(paper)s of %(on)s has no scan: neither signature nor seal can be seen."),
    "check.paper_dated_later": msgid("%(paper)s is dated %(on)s, after the day on which it was filed (%(filed)s)."),
    "check.notice_missing": msgid("%(notice)s is not on file in print."),
    "check.posting_undated": msgid("%(notice)s: nothing tells on which day it was posted."),
    "check.posting_without_photo": msgid("%(notice)s: no photograph shows it posted and sealed."),
    "check.statement_unsigned": msgid("%(notice)s: the statement on its result is not signed."),
    "check.plan_after_measure": msgid("The plan (%(plan)s) is later than the first measure (%(measure)s)."),
    "check.card_before_decision": msgid(
        "%(paper)s (%(on)s) is dated before the decision on identification (%(decision)s)."
    ),
    "check.dates_out_of_order": msgid("%(later)s (%(second)s) is dated before %(earlier)s (%(first)s)."),
    "checklist.board": msgid("Board %(number)s"),
    "checklist.file": msgid("File %(number)s"),
    "checklist.book": msgid("Book"),
    "checklist.handbook": msgid("Handbook"),
}
