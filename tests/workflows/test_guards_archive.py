"""Conditions on a file at its end: complete, in the order of its dates, policies continue."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tests.workflows.cases import (
    Changes,
    a,
    a_case,
    codes,
    complete,
    county_papers,
    household_notices,
    household_papers,
    village_notices,
    village_papers,
)
from workflows import papers as p
from workflows.case import Case, NoticeOnFile
from workflows.guards.archive import (
    household_dates_in_order,
    household_file_complete,
    place_dates_in_order,
    place_file_complete,
    policies_continue,
)

IDENTIFICATION_PAPERS = ["application", "application_visit", "identification_meeting"]
IDENTIFICATION_NOTICES = ["household_first_list", "household_second_list", "identification_announcement"]
ASSISTANCE_PAPERS = ["five_clears", "assistance_plan", "measure"]
EXIT_PAPERS = [
    "exit_meeting",
    "survey",
    "income_worksheet",
    "household_criteria",
    "exit_visit",
    "exit_consent",
    "city_receipt",
    "province_receipt",
]
EXIT_NOTICES = ["household_exit_list", "household_exit_announcement"]
WHOLE_FILE = {*IDENTIFICATION_PAPERS, *IDENTIFICATION_NOTICES, *ASSISTANCE_PAPERS, *EXIT_PAPERS, *EXIT_NOTICES}


def lacking(case: Case) -> set[str]:
    """What a household's file lacks, by name."""
    return {str(next(iter(reason.figures.values()))).split(".", 1)[1] for reason in household_file_complete(case)}


@pytest.mark.parametrize(
    ("opened_in", "expected"),
    [
        ("applied", WHOLE_FILE),
        # How it began is not known, or it came from elsewhere: nothing is let off.
        (None, WHOLE_FILE),
        ("", WHOLE_FILE),
        ("identified", WHOLE_FILE),
        ("approved", WHOLE_FILE),
        # Opened by a revocation: the identification lies in the cycle before.
        ("assisted", {*EXIT_PAPERS, *EXIT_NOTICES}),
    ],
)
def test_a_file_holds_everything_that_its_own_cycle_went_through(opened_in: str | None, expected: set[str]) -> None:
    assert lacking(a_case(opened_in=opened_in)) == expected


@pytest.mark.parametrize("kind", [*IDENTIFICATION_PAPERS, *ASSISTANCE_PAPERS, *EXIT_PAPERS])
def test_a_file_without_one_of_its_papers_is_not_complete(kind: str) -> None:
    assert codes(household_file_complete, complete("household")) == []
    without = complete("household", papers={**household_papers(), kind: ()})
    assert codes(household_file_complete, without) == ["file_lacks_paper"]


@pytest.mark.parametrize("kind", [*IDENTIFICATION_PAPERS, *IDENTIFICATION_NOTICES])
@pytest.mark.parametrize(("opened_in", "let_off"), [("applied", False), (None, False), ("assisted", True)])
def test_only_a_cycle_that_opened_in_assistance_is_let_off_its_identification(
    kind: str, opened_in: str | None, let_off: bool
) -> None:
    papers = {**household_papers(), **({kind: ()} if kind in IDENTIFICATION_PAPERS else {})}
    notices = [notice for notice in household_notices() if notice.kind != kind]
    case = complete("household", papers=papers, notices=notices, opened_in=opened_in)
    assert lacking(case) == (set() if let_off else {kind})


def with_notice(kind: str, **changes: Any) -> Case:
    notices = [replace(notice, **changes) if notice.kind == kind else notice for notice in household_notices()]
    return complete("household", notices=notices)


@pytest.mark.parametrize(
    ("kind", "changes", "refused"),
    [
        ("household_exit_list", {"rendered": False}, ["file_lacks_notice"]),
        ("household_exit_list", {"posted_on": None}, ["file_lacks_posting"]),
        ("household_exit_list", {"result_signed": False}, ["file_lacks_statement"]),
        ("household_first_list", {"result_signed": False}, ["file_lacks_statement"]),
        ("household_second_list", {"result_signed": False}, ["file_lacks_statement"]),
        ("household_exit_announcement", {"posted_on": None}, ["file_lacks_posting"]),
        # An announcement has no publicity and hence no result.
        ("household_exit_announcement", {"result_signed": False}, []),
        ("identification_announcement", {"result_signed": False}, []),
    ],
)
def test_a_file_holds_each_notice_with_its_posting_and_its_result(
    kind: str, changes: Changes, refused: list[str]
) -> None:
    assert codes(household_file_complete, with_notice(kind, **changes)) == refused


# The order of dates


def out_of_order(case: Case) -> list[tuple[object, object]]:
    """Faults in the order of a household's dates, each once."""
    return [(reason.figures["earlier"], reason.figures["later"]) for reason in {*household_dates_in_order(case)}]


def test_the_dates_of_a_complete_file_are_in_order() -> None:
    assert out_of_order(complete("household")) == []


IN_ORDER = [
    ("paper", "application", "application_visit"),
    ("paper", "application_visit", "identification_meeting"),
    ("paper", "exit_meeting", "exit_visit"),
    ("paper", "city_receipt", "province_receipt"),
]


@pytest.mark.parametrize(("what", "earlier", "later"), IN_ORDER)
def test_papers_on_the_same_day_are_in_order_and_a_day_too_early_is_not(what: str, earlier: str, later: str) -> None:
    papers = household_papers()
    day = papers[earlier][-1].dated_on
    same = complete("household", papers={**papers, later: [replace(papers[later][-1], dated_on=day)]})
    before = complete(
        "household", papers={**papers, later: [replace(papers[later][-1], dated_on=day - timedelta(days=1))]}
    )
    assert out_of_order(same) == []
    assert out_of_order(before) == [(f"{what}.{earlier}", f"{what}.{later}")]


@pytest.mark.parametrize(
    ("kind", "changes", "fault"),
    [
        (
            "household_first_list",
            {"printed_on": date(2015, 10, 14), "posted_on": date(2015, 10, 16)},
            ("paper.identification_meeting", "notice.household_first_list"),
        ),
        (
            "household_exit_list",
            {"posted_on": date(2018, 11, 19)},
            ("notice.household_exit_list", "posting.household_exit_list"),
        ),
        (
            "household_exit_list",
            {"statement_on": date(2018, 11, 19)},
            ("posting.household_exit_list", "statement.household_exit_list"),
        ),
        (
            "household_exit_announcement",
            {"printed_on": date(2018, 11, 27)},
            ("statement.household_exit_list", "notice.household_exit_announcement"),
        ),
        (
            "household_exit_announcement",
            {"posted_on": date(2018, 12, 21)},
            ("posting.household_exit_announcement", "paper.city_receipt"),
        ),
    ],
)
def test_a_notice_is_printed_posted_and_answered_in_this_order(
    kind: str, changes: Changes, fault: tuple[str, str]
) -> None:
    assert out_of_order(with_notice(kind, **changes)) == [fault]


def test_a_fault_in_the_order_of_dates_is_named_once() -> None:
    faults = list(household_dates_in_order(with_notice("household_exit_list", posted_on=date(2018, 11, 19))))
    assert len(faults) == 1


def test_the_household_agrees_before_its_name_is_posted() -> None:
    late = {**household_papers(), "exit_consent": [a(p.Consent, date(2018, 11, 21))]}
    assert out_of_order(complete("household", papers=late)) == [
        ("paper.exit_consent", "notice.household_exit_list"),
    ]


def test_a_missing_paper_does_not_hide_a_fault_between_its_neighbours() -> None:
    papers = {**household_papers(), "application_visit": ()}
    papers["identification_meeting"] = [a(p.Meeting, date(2015, 10, 1))]
    assert out_of_order(complete("household", papers=papers)) == [
        ("paper.application", "paper.identification_meeting"),
    ]


# Villages and counties

village_complete = place_file_complete(("village_plan", "province_receipt"), ("village_exit_list",))
village_in_order = place_dates_in_order(("village_plan", "village_exit_list", "province_receipt"))


def test_a_village_s_file_holds_its_papers_and_notices() -> None:
    assert codes(village_complete, complete("village")) == []
    assert codes(village_complete, a_case(procedure="village")) == [
        "file_lacks_notice",
        "file_lacks_paper",
        "file_lacks_paper",
    ]


def test_a_village_s_papers_and_notices_bear_dates_in_order() -> None:
    assert codes(village_in_order, complete("village")) == []
    early = {**village_papers(), "province_receipt": [a(p.Receipt, date(2018, 11, 1))]}
    assert codes(village_in_order, complete("village", papers=early)) == ["dates_out_of_order"]


def test_a_county_s_publicity_needs_its_result_like_a_village_s_list() -> None:
    def unanswered(notice: NoticeOnFile) -> NoticeOnFile:
        return replace(notice, result_signed=False)

    county_complete = place_file_complete(("county_plan",), ("county_exit_publicity", "county_exit_announcement"))
    notices = [unanswered(notice) for notice in complete("county").publicity.notices.values()]
    case = complete("county", papers=county_papers(), notices=notices)
    assert codes(county_complete, case) == ["file_lacks_statement"]
    village = complete("village", notices=[unanswered(notice) for notice in village_notices()])
    assert codes(village_complete, village) == ["file_lacks_statement"]


# Policies continue


@pytest.mark.parametrize(
    ("flags", "refused"),
    [
        ((), ["policy_flag_missing"]),
        ((a(p.Flag, stated=False),), ["policy_flag_missing"]),
        ((a(p.Flag),), []),
        ((a(p.Flag), a(p.Flag, stated=False)), ["policy_flag_missing"]),
    ],
)
def test_the_file_says_that_the_policies_continue(flags: tuple[p.Flag, ...], refused: list[str]) -> None:
    assert codes(policies_continue, a_case({"policy_continues": flags})) == refused
