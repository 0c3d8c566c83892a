"""Conditions on notices: the window of a publicity, the posting of an announcement, what to amend or extend."""

from datetime import date, timedelta
from typing import Any

import pytest

from tests.workflows.cases import RECORD, WRONG_EXIT, Changes, a_case, codes, notice
from workflows.case import Obstacles
from workflows.guards.publicity import (
    announcement_posted,
    list_changed,
    no_open_finding,
    objection_upheld,
    posted_late,
    window_closed,
    wrong_exit_found,
)
from workflows.ways_back import last_act_was

LIST = "household_exit_list"
ANNOUNCEMENT = "household_exit_announcement"
PRINTED = date(2018, 11, 20)
LAST_DAY = date(2018, 11, 27)
ONE_DAY = timedelta(days=1)

window = window_closed(LIST)
posted = announcement_posted(ANNOUNCEMENT)


def refused(*, obstacles: Obstacles | None = None, today: date = LAST_DAY + ONE_DAY, **changes: Any) -> list[str]:
    """Reasons against moving on from an exit list that is in order except for these changes."""
    return codes(window, a_case(notices=[notice(LIST, PRINTED, **changes)], obstacles=obstacles, today=today))


def test_a_window_that_has_run_off_in_order_is_closed() -> None:
    assert refused() == []


@pytest.mark.parametrize(
    ("today", "reasons"),
    [
        (PRINTED, ["period_running"]),
        (LAST_DAY - ONE_DAY, ["period_running"]),
        (LAST_DAY, ["period_running"]),
        (LAST_DAY + ONE_DAY, []),
    ],
)
def test_the_full_period_is_over_on_the_day_after_its_last(today: date, reasons: list[str]) -> None:
    assert refused(today=today) == reasons


def test_a_notice_that_was_never_issued_is_missing_and_a_void_one_is_void() -> None:
    assert codes(window, a_case()) == ["notice_missing"]
    assert codes(window, a_case(voided=frozenset({LIST}))) == ["notice_void"]


def test_a_notice_that_replaces_a_void_one_counts() -> None:
    assert codes(window, a_case(notices=[notice(LIST)], voided=frozenset({LIST}))) == []


def test_another_kind_of_notice_does_not_stand_in() -> None:
    assert codes(window, a_case(notices=[notice("household_first_list")])) == ["notice_missing"]


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"rendered": False}, ["notice_not_printed"]),
        ({"posted_on": None, "posted_in_place": False, "last_day": None}, ["posting_evidence_missing"]),
        ({"posted_in_place": False}, ["posted_in_wrong_place"]),
        ({"result_signed": False}, ["result_statement_missing"]),
        ({"unarranged_year": 2019, "last_day": None}, ["calendar_not_arranged"]),
        ({"still_listed": frozenset()}, ["list_changed_since_notice"]),
    ],
)
def test_each_flaw_of_a_publicity_keeps_its_window_open(changes: Changes, reasons: list[str]) -> None:
    assert refused(**changes) == reasons


def test_a_posting_whose_period_cannot_be_counted_keeps_the_window_open() -> None:
    # No profile for place and year, hence no last day: refused with a reason, never taken for a period of no days.
    assert refused(last_day=None) == ["no_publicity_profile"]


@pytest.mark.parametrize(
    ("late_by", "extended", "reasons"),
    [(0, False, []), (1, False, ["posted_late"]), (1, True, []), (0, True, [])],
)
def test_a_notice_posted_later_than_printed_needs_an_extension(
    late_by: int, extended: bool, reasons: list[str]
) -> None:
    assert refused(posted_on=PRINTED + late_by * ONE_DAY, extended=extended) == reasons


def test_an_extension_does_not_shorten_the_period_counted_from_the_posting() -> None:
    late: Changes = {"posted_on": PRINTED + ONE_DAY, "last_day": LAST_DAY + ONE_DAY, "extended": True}
    assert refused(**late, today=LAST_DAY + ONE_DAY) == ["period_running"]
    assert refused(**late, today=LAST_DAY + 2 * ONE_DAY) == []


def test_an_open_objection_keeps_the_window_open_until_it_is_decided() -> None:
    assert refused(obstacles=Obstacles(open_objections=1)) == ["objection_open"]
    assert refused(obstacles=Obstacles(open_objections=0)) == []


def test_an_upheld_objection_keeps_the_window_open_until_the_household_is_off_the_list() -> None:
    assert refused(obstacles=Obstacles(upheld_objections=1)) == ["upheld_objection_stands"]
    assert refused(obstacles=Obstacles(upheld_objections=0)) == []


def test_open_and_upheld_objections_are_both_named_and_each_once() -> None:
    both = Obstacles(open_objections=2, upheld_objections=2)
    assert refused(obstacles=both) == ["objection_open", "upheld_objection_stands"]


def test_everything_that_keeps_a_window_open_is_said_at_once() -> None:
    flaws: Changes = {
        "rendered": False,
        "posted_in_place": False,
        "result_signed": False,
        "still_listed": frozenset({RECORD, 2}),
    }
    assert refused(**flaws, obstacles=Obstacles(open_objections=2, upheld_objections=1), today=LAST_DAY) == [
        "list_changed_since_notice",
        "notice_not_printed",
        "objection_open",
        "period_running",
        "posted_in_wrong_place",
        "result_statement_missing",
        "upheld_objection_stands",
    ]


def test_an_objection_is_named_even_where_the_notice_is_missing() -> None:
    assert codes(window, a_case(obstacles=Obstacles(open_objections=1))) == ["notice_missing", "objection_open"]
    upheld = Obstacles(upheld_objections=1)
    assert codes(window, a_case(obstacles=upheld)) == ["notice_missing", "upheld_objection_stands"]
    void = a_case(obstacles=upheld, voided=frozenset({LIST}))
    assert codes(window, void) == ["notice_void", "upheld_objection_stands"]


def test_objections_do_not_keep_an_announcement_from_hanging() -> None:
    hanging = a_case(notices=[notice(ANNOUNCEMENT)], obstacles=Obstacles(open_objections=1, upheld_objections=1))
    assert codes(posted, hanging) == []


# The list on the notice


@pytest.mark.parametrize(
    ("still_listed", "naturally_left", "reasons"),
    [
        ({1, 2, 3}, set(), []),
        ({1, 2}, set(), ["list_changed_since_notice"]),
        ({1, 2}, {3}, []),
        ({1}, {3}, ["list_changed_since_notice"]),
        ({1, 2, 3, 4}, set(), ["list_changed_since_notice"]),
    ],
)
def test_a_natural_closing_does_not_change_a_list_and_anything_else_does(
    still_listed: set[int], naturally_left: set[int], reasons: list[str]
) -> None:
    changes: Changes = {
        "members": frozenset({1, 2, 3}),
        "still_listed": frozenset(still_listed),
        "naturally_left": frozenset(naturally_left),
    }
    assert refused(**changes) == reasons
    nothing_to_amend = codes(list_changed(LIST), a_case(notices=[notice(LIST, **changes)]))
    assert nothing_to_amend == ([] if reasons else ["nothing_to_amend"])


# Announcements


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({}, []),
        ({"last_day": None, "result_signed": False}, []),
        ({"posted_on": date(2018, 12, 20)}, []),
        ({"rendered": False}, ["notice_not_printed"]),
        ({"posted_on": None}, ["posting_evidence_missing"]),
        ({"posted_in_place": False}, ["posted_in_wrong_place"]),
    ],
)
def test_an_announcement_has_no_window_but_must_hang(changes: Changes, reasons: list[str]) -> None:
    assert codes(posted, a_case(notices=[notice(ANNOUNCEMENT, **changes)])) == reasons


def test_an_announcement_that_was_never_issued_is_missing() -> None:
    assert codes(posted, a_case(notices=[notice(LIST)])) == ["announcement_missing"]


# Extensions


@pytest.mark.parametrize(
    ("changes", "reasons"),
    [
        ({"posted_on": None}, ["nothing_to_extend"]),
        ({"posted_on": PRINTED}, ["nothing_to_extend"]),
        ({"posted_on": PRINTED - ONE_DAY}, ["nothing_to_extend"]),
        ({"posted_on": PRINTED + ONE_DAY}, []),
        ({"posted_on": PRINTED + ONE_DAY, "extended": True}, ["already_extended"]),
    ],
)
def test_only_a_late_posting_is_extended_and_once(changes: Changes, reasons: list[str]) -> None:
    assert codes(posted_late(LIST), a_case(notices=[notice(LIST, PRINTED, **changes)])) == reasons


# Objections, findings, withdrawals


def test_a_household_is_taken_off_only_on_an_upheld_objection() -> None:
    assert codes(objection_upheld, a_case(obstacles=Obstacles(open_objections=1))) == ["no_upheld_objection"]
    assert codes(objection_upheld, a_case(obstacles=Obstacles(upheld_objections=1))) == []


def test_an_open_finding_is_named_with_its_number() -> None:
    (found,) = no_open_finding(a_case(obstacles=Obstacles(open_findings=2)))
    assert (found.code, found.figures) == ("finding_open", {"count": 2})
    assert codes(no_open_finding, a_case()) == []


def test_a_revocation_rests_on_the_finding_that_the_exit_was_wrong() -> None:
    assert codes(wrong_exit_found, a_case(obstacles=Obstacles(open_findings=1))) == ["no_wrong_exit_finding"]
    assert codes(wrong_exit_found, a_case(obstacles=WRONG_EXIT)) == []


@pytest.mark.parametrize(("last_step", "reasons"), [("review", []), ("return", ["next_level_has_acted"])])
def test_a_step_is_withdrawn_only_while_it_is_the_last(last_step: str, reasons: list[str]) -> None:
    assert codes(last_act_was("review"), a_case(last_step=last_step)) == reasons
