"""Conditions on a household's exit, each on both sides of its boundary: income, survey, criteria, its own word."""

from dataclasses import fields, replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.cases import LINE, RULES_OF_2018, YEAR, a, a_case, codes, worksheet
from workflows import papers as p
from workflows.case import Case, CriteriaSet, Criterion, Rules
from workflows.guards.household import (
    criteria_met,
    household_agreed,
    household_has_not_refused,
    income_above_line,
    income_stable,
    not_yet_continued,
    planned_year_reached,
    surveyed_this_year,
    worksheet_on_file,
)

criteria = criteria_met("household_criteria")


# Income


def incomes(*worksheets: p.IncomeWorksheet, rules: Rules = RULES_OF_2018, **more: p.Paper) -> Case:
    return a_case({"income_worksheet": worksheets, **more}, rules=rules)


@pytest.mark.parametrize(
    ("per_head", "refused"),
    [
        ("2994.99", ["income_not_above_line"]),
        ("2995.00", ["income_not_above_line"]),
        ("2995.01", []),
        ("-12.00", ["income_not_above_line"]),
    ],
)
def test_income_is_above_the_line_and_not_merely_on_it(per_head: str, refused: list[str]) -> None:
    assert codes(income_above_line, incomes(worksheet(per_head))) == refused


def test_rounding_never_lifts_a_household_over_the_line() -> None:
    three = a(
        p.IncomeWorksheet,
        wages=LINE * 3 + Decimal("0.02"),
        business=Decimal(0),
        transfer=Decimal(0),
        property_income=Decimal(0),
        costs=Decimal(0),
        persons=3,
    )
    assert three.per_head == LINE
    assert codes(income_above_line, incomes(three)) == ["income_not_above_line"]
    assert codes(income_above_line, incomes(replace(three, wages=LINE * 3 + Decimal("0.03")))) == []


MONEY = st.decimals(0, 10**8, places=2)


@given(MONEY, MONEY, MONEY, MONEY, MONEY, st.integers(1, 30))
def test_income_per_head_is_rounded_down_to_the_fen(
    wages: Decimal, business: Decimal, transfer: Decimal, rent: Decimal, costs: Decimal, persons: int
) -> None:
    sheet = a(
        p.IncomeWorksheet,
        wages=wages,
        business=business,
        transfer=transfer,
        property_income=rent,
        costs=costs,
        persons=persons,
    )
    exact = sum(map(Fraction, (wages, business, transfer, rent)), start=-Fraction(costs)) / persons
    assert Fraction(0) <= exact - Fraction(sheet.per_head) < Fraction(1, 100)
    assert sheet.per_head.as_tuple().exponent == -2


def test_a_year_without_a_poverty_line_or_a_worksheet_is_refused_for_both() -> None:
    assert codes(income_above_line, incomes(rules=Rules())) == ["no_poverty_line", "worksheet_missing"]


def test_last_year_s_line_and_worksheet_do_not_stand_in_for_this_year_s() -> None:
    only_last = Rules(lines={YEAR - 1: LINE})
    assert codes(income_above_line, incomes(worksheet("9000.00", YEAR - 1), rules=only_last)) == [
        "no_poverty_line",
        "worksheet_missing",
    ]


@pytest.mark.parametrize(("last_year", "refused"), [("2952.00", ["income_not_stable"]), ("2952.01", [])])
def test_income_is_stable_when_last_year_s_worksheet_was_above_last_year_s_line(
    last_year: str, refused: list[str]
) -> None:
    assert codes(income_stable, incomes(worksheet(last_year, YEAR - 1), worksheet("4000.00"))) == refused


def test_one_worksheet_alone_is_not_stable() -> None:
    assert codes(income_stable, incomes(worksheet("4000.00"))) == ["income_not_stable"]


@pytest.mark.parametrize(
    ("written", "refused"),
    [
        (a(p.WrittenReason), []),
        (a(p.WrittenReason, text="  "), ["income_not_stable"]),
        (a(p.WrittenReason, year=YEAR - 1), ["income_not_stable"]),
    ],
)
def test_the_team_s_written_reason_of_this_year_stands_in_for_a_second_worksheet(
    written: p.WrittenReason, refused: list[str]
) -> None:
    assert codes(income_stable, incomes(worksheet("4000.00"), stability_reason=written)) == refused


@pytest.mark.parametrize(
    ("sheet", "refused"), [(worksheet("1.00"), []), (worksheet("1.00", YEAR - 1), ["worksheet_missing"])]
)
def test_verification_needs_this_year_s_worksheet(sheet: p.IncomeWorksheet, refused: list[str]) -> None:
    assert codes(worksheet_on_file, incomes(sheet)) == refused


# Survey and yearly decision


@pytest.mark.parametrize(
    ("surveyed", "today", "refused"),
    [
        (2018, date(2018, 1, 1), []),
        (2018, date(2018, 12, 31), []),
        (2018, date(2019, 1, 1), ["survey_missing"]),
        (2019, date(2019, 1, 1), []),
        (2017, date(2018, 1, 1), ["survey_missing"]),
        # A survey filed ahead of its year is not this year's either.
        (2019, date(2018, 12, 31), ["survey_missing"]),
    ],
)
@pytest.mark.parametrize("of_list", [2017, 2018, 2019])
def test_the_survey_is_this_year_s_whatever_year_the_list_is_of(
    surveyed: int, today: date, of_list: int, refused: list[str]
) -> None:
    case = a_case({"survey": a(p.Survey, year=surveyed)}, year=of_list, today=today)
    assert codes(surveyed_this_year, case) == refused


def test_this_year_s_survey_counts_beside_one_filed_later_for_another_year() -> None:
    surveys = [a(p.Survey, year=2019), a(p.Survey, year=2018)]
    assert codes(surveyed_this_year, a_case({"survey": surveys}, today=date(2019, 1, 7))) == []


def test_a_missing_survey_is_asked_for_with_the_year_of_today() -> None:
    (missing,) = surveyed_this_year(a_case(year=2018, today=date(2019, 1, 7)))
    assert missing.figures == {"year": 2019}


def test_a_household_gets_one_decision_a_year() -> None:
    assert codes(not_yet_continued, a_case()) == []
    assert codes(not_yet_continued, a_case(continued_this_year=True)) == ["already_continued"]


@pytest.mark.parametrize("of_list", [2017, 2018, 2019])
def test_the_decision_already_taken_is_named_with_the_year_of_today(of_list: int) -> None:
    (taken,) = not_yet_continued(a_case(year=of_list, today=date(2019, 1, 7), continued_this_year=True))
    assert taken.figures == {"year": 2019}


# Criteria


def with_criteria(found: p.Criteria | None, rules: CriteriaSet | None) -> Case:
    return a_case({"household_criteria": found} if found else {}, rules=Rules(criteria=rules))


NO_ITEMS = CriteriaSet(name="nothing in it", items=())
ALL_REQUIRED = CriteriaSet(name="all", items=(Criterion(code="food"), Criterion(code="housing")))
SCORED = CriteriaSet(
    name="scored",
    items=(
        Criterion(code="veto", required=True, points=0),
        Criterion(code="road", required=False, points=50),
        Criterion(code="clinic", required=False, points=30),
        Criterion(code="water", required=False, points=20),
    ),
    pass_points=80,
)


def findings(*met: str, evidenced: tuple[str, ...] | None = None, year: int = YEAR) -> p.Criteria:
    return a(p.Criteria, met=frozenset(met), evidenced=frozenset(met if evidenced is None else evidenced), year=year)


@pytest.mark.parametrize(
    ("found", "rules", "refused"),
    [
        (findings("food", "housing"), None, ["criteria_not_set"]),
        (None, None, ["criteria_not_set"]),
        (findings("food", "housing"), NO_ITEMS, ["criteria_not_set"]),
        (findings(), NO_ITEMS, ["criteria_not_set"]),
        (None, NO_ITEMS, ["criteria_not_set"]),
        (findings(), replace(NO_ITEMS, pass_points=0), ["criteria_not_set"]),
        (findings("food"), replace(NO_ITEMS, items=(Criterion(code="food"),)), []),
        (None, ALL_REQUIRED, ["criteria_missing"]),
        (findings("food", "housing", year=YEAR - 1), ALL_REQUIRED, ["criteria_missing"]),
        (findings("food", "housing"), ALL_REQUIRED, []),
        (findings("food"), ALL_REQUIRED, ["criterion_unmet"]),
        (findings(), ALL_REQUIRED, ["criterion_unmet", "criterion_unmet"]),
        (findings("food", "housing", evidenced=("food",)), ALL_REQUIRED, ["criterion_without_evidence"]),
        (findings("veto", "road", "clinic"), SCORED, []),  # exactly 80
        (findings("veto", "road", "water"), SCORED, ["too_few_points"]),  # 70
        (findings("road", "clinic", "water"), SCORED, ["criterion_unmet"]),  # 100, but the veto
        (findings("veto", "road", "clinic", evidenced=("veto", "road")), SCORED, ["criterion_without_evidence"]),
    ],
)
def test_criteria_are_all_met_or_scored_with_vetoes_each_with_evidence(
    found: p.Criteria | None, rules: CriteriaSet | None, refused: list[str]
) -> None:
    assert codes(criteria, with_criteria(found, rules)) == refused


def test_points_are_those_of_the_rules_and_no_paper_brings_its_own() -> None:
    assert {field.name for field in fields(p.Criteria)} - {field.name for field in fields(p.Paper)} == {
        "met",
        "evidenced",
    }
    # A criterion that the set does not know counts nothing.
    (short,) = criteria(with_criteria(findings("veto", "road", "water", "unknown"), SCORED))
    assert (short.code, short.figures) == ("too_few_points", {"points": 70, "needed": 80})
    assert codes(criteria, with_criteria(findings("veto", "road", "clinic", "unknown"), SCORED)) == []


# The planned year


@pytest.mark.parametrize(
    ("planned", "written", "refused"),
    [
        (YEAR - 1, None, []),
        (YEAR, None, []),
        (YEAR + 1, None, ["planned_year_not_reached"]),
        (YEAR + 1, a(p.WrittenReason), []),
        (YEAR + 1, a(p.WrittenReason, text=" "), ["planned_year_not_reached"]),
        (YEAR + 1, a(p.WrittenReason, year=YEAR - 1), ["planned_year_not_reached"]),
    ],
)
def test_an_exit_before_the_planned_year_needs_a_reason(
    planned: int, written: p.WrittenReason | None, refused: list[str]
) -> None:
    papers = {"assistance_plan": a(p.AssistancePlan, planned_exit_year=planned)}
    assert codes(planned_year_reached, a_case({**papers, "early_exit_reason": written or ()})) == refused


def test_without_a_plan_there_is_no_planned_year() -> None:
    assert codes(planned_year_reached, a_case({"early_exit_reason": a(p.WrittenReason)})) == ["plan_missing"]


# The household's own word


@pytest.mark.parametrize(
    ("consents", "refused"),
    [
        ((), ["consent_missing"]),
        ((a(p.Consent),), []),
        ((a(p.Consent, scans=0),), ["consent_unsigned"]),
        ((a(p.Consent, agreed=False),), ["household_refused"]),
        ((a(p.Consent, agreed=False, scans=0),), ["household_refused"]),
        ((a(p.Consent), a(p.Consent, agreed=False)), ["household_refused"]),
        ((a(p.Consent, agreed=False), a(p.Consent)), []),
        ((a(p.Consent, year=YEAR - 1),), ["consent_missing"]),
    ],
)
def test_the_household_agrees_itself_and_its_newest_word_counts(
    consents: tuple[p.Consent, ...], refused: list[str]
) -> None:
    assert codes(household_agreed, a_case({"exit_consent": consents})) == refused


@pytest.mark.parametrize(
    ("consents", "refused"),
    [
        ((), []),
        ((a(p.Consent),), []),
        ((a(p.Consent, scans=0),), []),
        ((a(p.Consent, agreed=False),), ["household_refused"]),
        # A refusal needs no signature to count.
        ((a(p.Consent, agreed=False, scans=0),), ["household_refused"]),
        ((a(p.Consent), a(p.Consent, agreed=False)), ["household_refused"]),
        ((a(p.Consent, agreed=False), a(p.Consent)), []),
        ((a(p.Consent, agreed=False, year=YEAR - 1),), []),
    ],
)
def test_a_household_has_not_refused_until_its_newest_word_of_the_year_is_a_refusal(
    consents: tuple[p.Consent, ...], refused: list[str]
) -> None:
    assert codes(household_has_not_refused, a_case({"exit_consent": consents})) == refused
