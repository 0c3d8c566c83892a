"""Conditions on a household's application, its visits, meetings and assistance, each on both sides of its boundary."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.workflows.cases import YEAR, Changes, Papers, a, a_case, codes
from workflows import papers as p
from workflows.guards.household import (
    application_signed,
    five_clears_complete,
    meeting_agreed,
    newest_cycle,
    proof_of_closing,
    receipt_on_file,
    visited,
)

meeting = meeting_agreed("exit_meeting", this_year=True)
visit = visited("exit_visit", this_year=True)


# The application


@pytest.mark.parametrize(
    ("papers", "refused"),
    [
        ({}, ["application_missing"]),
        ({"application": a(p.Application, signed=False)}, ["application_unsigned"]),
        ({"application": a(p.Application, scans=0)}, ["application_unsigned"]),
        ({"application": a(p.Application)}, []),
    ],
)
def test_an_application_is_signed_and_scanned(papers: Papers, refused: list[str]) -> None:
    assert codes(application_signed, a_case(papers)) == refused


# Visits


@pytest.mark.parametrize(
    ("visitors", "refused"),
    [
        ((), ["too_few_visitors"]),
        (("visitor one",), ["too_few_visitors"]),
        (("visitor one", "visitor one"), ["too_few_visitors"]),
        (("visitor one", " visitor one "), ["too_few_visitors"]),
        (("visitor one", "  "), ["too_few_visitors"]),
        (("visitor one", "visitor two"), []),
    ],
)
def test_a_visit_takes_two_different_people(visitors: tuple[str, ...], refused: list[str]) -> None:
    assert codes(visit, a_case({"exit_visit": a(p.Visit, visitors=visitors)})) == refused


def test_a_visit_without_findings_is_no_visit() -> None:
    assert codes(visit, a_case({"exit_visit": a(p.Visit, findings=" ")})) == ["visit_without_findings"]


def test_last_year_s_visit_does_not_verify_this_year_s_exit() -> None:
    assert codes(visit, a_case({"exit_visit": a(p.Visit, year=YEAR - 1)})) == ["visit_missing"]


def test_everything_that_is_wrong_with_a_visit_is_said_at_once() -> None:
    poor = a(p.Visit, visitors=("visitor one",), findings="")
    assert codes(visit, a_case({"exit_visit": poor})) == ["too_few_visitors", "visit_without_findings"]


# The meeting


@pytest.mark.parametrize(
    ("due", "present", "votes_for", "refused"),
    [
        (36, 24, 13, []),  # exactly two thirds, one more than half
        (36, 23, 23, ["too_few_present"]),
        (36, 24, 12, ["no_majority"]),  # exactly half
        (36, 25, 12, ["no_majority"]),
        (36, 25, 13, []),
        (37, 24, 24, ["too_few_present"]),  # 24 of 37 is less than two thirds
        (37, 25, 25, []),
        (36, 0, 0, ["no_majority", "too_few_present"]),
        (0, 0, 0, ["no_majority"]),
    ],
)
def test_two_thirds_are_present_and_more_than_half_of_them_are_for_it(
    due: int, present: int, votes_for: int, refused: list[str]
) -> None:
    held = a(p.Meeting, due=due, present=present, votes_for=votes_for, votes_against=present - votes_for)
    assert codes(meeting, a_case({"exit_meeting": held})) == refused


@given(st.integers(1, 500), st.integers(0, 500), st.integers(0, 500))
def test_the_meeting_s_arithmetic_is_exact(due: int, present: int, votes_for: int) -> None:
    held = a(p.Meeting, due=due, present=present, votes_for=votes_for, votes_against=0)
    refused = codes(meeting, a_case({"exit_meeting": held}))
    assert ("too_few_present" in refused) is (Fraction(present, due) < Fraction(2, 3))
    assert ("no_majority" in refused) is (Fraction(votes_for) <= Fraction(present, 2))


@pytest.mark.parametrize("flaw", [{"signed": False}, {"scans": 0}])
def test_minutes_are_signed_and_scanned(flaw: Changes) -> None:
    assert codes(meeting, a_case({"exit_meeting": a(p.Meeting, **flaw)})) == ["meeting_unsigned"]


def test_last_year_s_meeting_does_not_propose_this_year_s_exit() -> None:
    assert codes(meeting, a_case({"exit_meeting": a(p.Meeting, year=YEAR - 1)})) == ["meeting_missing"]


def test_the_newest_minutes_count() -> None:
    lost, won = a(p.Meeting, votes_for=10), a(p.Meeting)
    assert codes(meeting, a_case({"exit_meeting": [lost, won]})) == []
    assert codes(meeting, a_case({"exit_meeting": [won, lost]})) == ["no_majority"]


# Five clears, plan, handbook, measures

ASSISTED = {"five_clears": a(p.FiveClears), "assistance_plan": a(p.AssistancePlan), "measure": a(p.Measure)}


def test_a_complete_file_of_assistance_is_enough() -> None:
    assert codes(five_clears_complete, a_case(ASSISTED)) == []


@pytest.mark.parametrize("block", ["cause", "income", "measures", "target", "responsible_person"])
def test_each_of_the_five_clears_is_asked_for(block: str) -> None:
    blank: Changes = {block: "  "}
    papers = {**ASSISTED, "five_clears": a(p.FiveClears, **blank)}
    assert codes(five_clears_complete, a_case(papers)) == [f"five_clears_{block}_missing"]


@pytest.mark.parametrize(
    ("papers", "refused"),
    [
        ({"assistance_plan": ()}, ["handbook_missing", "plan_missing"]),
        ({"assistance_plan": a(p.AssistancePlan, handbook_number=" ")}, ["handbook_missing"]),
        ({"measure": ()}, ["measure_missing"]),
    ],
)
def test_plan_handbook_and_a_measure_are_asked_for(papers: Papers, refused: list[str]) -> None:
    assert codes(five_clears_complete, a_case({**ASSISTED, **papers})) == refused


# Receipts, closing, cycles


@pytest.mark.parametrize(
    ("receipts", "refused"),
    [((), ["receipt_missing"]), ((a(p.Receipt, number=" "),), ["receipt_missing"]), ((a(p.Receipt),), [])],
)
def test_a_filing_is_acknowledged_with_a_number(receipts: tuple[p.Receipt, ...], refused: list[str]) -> None:
    assert codes(receipt_on_file("city_receipt"), a_case({"city_receipt": receipts})) == refused


def test_the_city_s_receipt_does_not_stand_in_for_the_province_s() -> None:
    assert codes(receipt_on_file("province_receipt"), a_case({"city_receipt": a(p.Receipt)})) == ["receipt_missing"]


@pytest.mark.parametrize(
    ("proofs", "refused"),
    [
        ((), ["closing_proof_missing"]),
        ((a(p.ClosingProof, scans=0),), ["closing_proof_missing"]),
        ((a(p.ClosingProof),), []),
    ],
)
def test_a_natural_closing_is_proven_by_a_scan(proofs: tuple[p.ClosingProof, ...], refused: list[str]) -> None:
    assert codes(proof_of_closing, a_case({"closing_proof": proofs})) == refused


@pytest.mark.parametrize(("newest", "refused"), [(True, []), (False, ["newer_cycle_exists"])])
def test_only_the_newest_cycle_counts(newest: bool, refused: list[str]) -> None:
    assert codes(newest_cycle, a_case(is_newest=newest)) == refused
