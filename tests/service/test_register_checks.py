"""What is wrong with a household's file is found by itself: a test for each check, and a sound file without a fault."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from service.registers.checks import CHECKS, CycleChecked, NoticeChecked, PaperChecked, faults_of
from service.registers.dossier_sections import fault_words
from service.words import WORDS
from workflows.guards.archive import ANNOUNCEMENTS, NOTICES_OF_EXIT, NOTICES_OF_IDENTIFICATION

BEGUN = date(2016, 1, 1)
# Kind and day, counted from the beginning, in the order in which a sound file has them.
SOUND = (
    ("application", 0),
    ("application_visit", 1),
    ("identification_meeting", 2),
    ("five_clears", 40),
    ("assistance_plan", 40),
    ("measure", 41),
    ("survey", 50),
    ("income_worksheet", 55),
    ("household_criteria", 55),
    ("exit_meeting", 60),
    ("exit_visit", 61),
    ("exit_consent", 61),
)
NOTICES = (
    ("household_first_list", 3),
    ("household_second_list", 15),
    ("identification_announcement", 30),
    ("household_exit_list", 62),
    ("household_exit_announcement", 80),
)


def on(days: int) -> date:
    return BEGUN + timedelta(days=days)


def paper(kind: str, days: int, **more: Any) -> PaperChecked:
    data = {"signed": True, "signature": "signature", "handbook_number": "A1"}
    values = {"kind": kind, "dated_on": on(days), "filed_on": on(days), "scans": 1, "data": data}
    return PaperChecked(**{**values, **more})


def notice(kind: str, days: int) -> NoticeChecked:
    signed = None if kind in ANNOUNCEMENTS else on(days + 8)
    return NoticeChecked(kind, on(days), True, on(days), 1, signed)


SOUND_FILE = CycleChecked(
    opened_in="applied",
    identified_on=on(30),
    exited_on=on(80),
    assisted=True,
    papers=tuple(paper(*each) for each in SOUND),
    notices=tuple(notice(*each) for each in NOTICES),
)


def with_paper(kind: str, **changed: Any) -> CycleChecked:
    papers = tuple(replace(each, **changed) if each.kind == kind else each for each in SOUND_FILE.papers)
    return replace(SOUND_FILE, papers=papers)


def with_notice(kind: str, **changed: Any) -> CycleChecked:
    notices = tuple(replace(each, **changed) if each.kind == kind else each for each in SOUND_FILE.notices)
    return replace(SOUND_FILE, notices=notices)


def without(kind: str) -> CycleChecked:
    return replace(
        SOUND_FILE,
        papers=tuple(each for each in SOUND_FILE.papers if each.kind != kind),
        notices=tuple(each for each in SOUND_FILE.notices if each.kind != kind),
    )


def codes(cycle: CycleChecked) -> set[str]:
    return {fault.code for fault in faults_of(cycle)}


def test_a_sound_file_has_no_fault() -> None:
    assert faults_of(SOUND_FILE) == []


@pytest.mark.parametrize("kind", [kind for kind, _days in SOUND])
def test_a_missing_paper_is_named(kind: str) -> None:
    (fault,) = [each for each in faults_of(without(kind)) if each.code == "paper_missing"]
    assert fault.figures == {"paper": f"paper.{kind}"}


@pytest.mark.parametrize(
    ("cycle", "code"),
    [
        (with_paper("assistance_plan", data={"handbook_number": " "}), "handbook_missing"),
        (with_paper("application", data={"signed": False}), "paper_unsigned"),
        (with_paper("exit_meeting", data={"signed": False}), "paper_unsigned"),
        (with_paper("exit_consent", data={"agreed": True}), "paper_unsigned"),
        (with_paper("identification_meeting", scans=0), "paper_unscanned"),
        (with_paper("survey", filed_on=on(49)), "paper_dated_later"),
        (without("household_exit_list"), "notice_missing"),
        (with_notice("household_exit_announcement", printed=False), "notice_missing"),
        (with_notice("identification_announcement", posted_on=None), "posting_undated"),
        (with_notice("household_first_list", photos=0), "posting_without_photo"),
        (with_notice("household_second_list", statement_on=None), "statement_unsigned"),
        (with_paper("assistance_plan", dated_on=on(42), filed_on=on(42)), "plan_after_measure"),
        (with_paper("five_clears", dated_on=on(29)), "card_before_decision"),
        (with_paper("identification_meeting", dated_on=on(4), filed_on=on(4)), "dates_out_of_order"),
        (with_paper("exit_consent", dated_on=on(63), filed_on=on(63)), "dates_out_of_order"),
        (with_paper("survey", dated_on=on(60) + timedelta(days=1), filed_on=on(61)), "dates_out_of_order"),
        (with_notice("household_second_list", posted_on=on(31)), "dates_out_of_order"),
    ],
)
def test_each_fault_is_found_and_nothing_else(cycle: CycleChecked, code: str) -> None:
    assert codes(cycle) == {code}


def test_the_meeting_after_its_notice_names_both_with_their_days() -> None:
    (fault,) = faults_of(with_paper("identification_meeting", dated_on=on(4), filed_on=on(4)))
    assert fault.figures == {
        "earlier": "paper.identification_meeting",
        "first": on(4),
        "later": "notice.household_first_list",
        "second": on(3),
    }
    assert fault_words(fault) == "《第一次公示》（2016-01-04）早于《识别民主评议记录》（2016-01-05）。"


def test_nothing_is_asked_of_a_decision_that_was_not_taken() -> None:
    applied = CycleChecked("applied", None, None, assisted=False, papers=(), notices=())
    assert faults_of(applied) == []
    identified = replace(applied, identified_on=on(30))
    asked = {fault.figures.get("paper", fault.figures.get("notice")) for fault in faults_of(identified)}
    papers = {f"paper.{kind}" for kind in ("application", "application_visit", "identification_meeting")}
    assert asked == papers | {f"notice.{kind}" for kind in NOTICES_OF_IDENTIFICATION}


def test_a_cycle_that_a_revocation_opened_needs_no_identification_of_its_own() -> None:
    revoked = CycleChecked("assisted", on(30), on(80), assisted=True, papers=(), notices=())
    named = {str(value) for fault in faults_of(revoked) for value in fault.figures.values()}
    assert f"notice.{NOTICES_OF_EXIT[0]}" in named
    assert not named & {"paper.application", "paper.assistance_plan", f"notice.{NOTICES_OF_IDENTIFICATION[0]}"}


def test_every_fault_has_its_sentence() -> None:
    faults = [fault for kind, _days in (*SOUND, *NOTICES) for fault in faults_of(without(kind))]
    assert all(fault_words(fault) for fault in faults)
    assert len(CHECKS) == 9
    assert sum(key.startswith("check.") for key in WORDS) == 12
