"""Answers: which cannot be, what a guard will still ask for, and how typed ones are read."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents.answers import LARGEST, Unreadable, money_text, read_answer
from service.documents.checks import advice, contradictions, problems
from service.documents.forms import FORMS, Field, FieldKind
from tests.service.filing import SHARED_MEETING, VOTES, income
from tests.service.walking import CLEARS
from workflows.case import CriteriaSet, Criterion


@pytest.mark.parametrize(
    ("kind", "own", "shared", "question", "why"),
    [
        ("identification_meeting", VOTES, {**SHARED_MEETING, "present": 37}, "present", "more_present_than_due"),
        (
            "identification_meeting",
            {"votes_for": 30, "votes_against": 2},
            SHARED_MEETING,
            "votes_for",
            "more_votes_than_present",
        ),
        ("identification_meeting", VOTES, {**SHARED_MEETING, "due": 0, "present": 0}, "due", "number_too_small"),
        ("identification_meeting", {"votes_for": 30}, SHARED_MEETING, "votes_against", "answer_missing"),
        ("identification_meeting", {**VOTES, "votes_for": -1}, SHARED_MEETING, "votes_for", "number_too_small"),
        ("identification_meeting", {**VOTES, "votes_for": True}, SHARED_MEETING, "votes_for", "not_a_number"),
        ("identification_meeting", VOTES, {**SHARED_MEETING, "signed": "yes"}, "signed", "answer_missing"),
        ("income_worksheet", income(wages="-1.00"), {}, "wages", "amount_negative"),
        ("income_worksheet", income(wages="1.005"), {}, "wages", "not_an_amount"),
        ("income_worksheet", income(wages="NaN"), {}, "wages", "not_an_amount"),
        ("income_worksheet", income(wages="1e30"), {}, "wages", "not_an_amount"),
        ("income_worksheet", income(wages="1" * 20), {}, "wages", "number_too_large"),
        ("income_worksheet", income(persons=0), {}, "persons", "number_too_small"),
        ("application", {"signed": True, "grounds": " "}, {}, "grounds", "answer_missing"),
        ("application", {"signed": True, "grounds": "长" * 2001}, {}, "grounds", "text_too_long"),
        ("application", {"signed": True, "grounds": "零\0字节"}, {}, "grounds", "text_unprintable"),
    ],
)
def test_answers_that_cannot_be_are_refused(
    kind: str, own: dict[str, Any], shared: dict[str, Any], question: str, why: str
) -> None:
    found = problems(FORMS["household", kind], {**shared, **own})
    assert [(name, reason.code) for name, reason in found] == [(question, why)]


def test_a_contradiction_is_told_while_other_answers_are_still_missing() -> None:
    found = contradictions({"due": 36, "present": 30, "votes_for": 31})
    assert [(name, reason.code) for name, reason in found] == [("votes_for", "more_votes_than_present")]
    assert list(contradictions({"present": 40})) == []


def test_the_figures_of_an_evaluation_lie_within_their_samples() -> None:
    form = FORMS["county", "evaluation"]
    sound = {
        "assessor": "试验评估组",
        "sampled_exited": 100,
        "wrongly_exited": 1,
        "sampled_unregistered": 100,
        "missed": 1,
        "households_asked": 50,
        "households_approving": 48,
    }
    assert problems(form, sound) == []
    for name in ("wrongly_exited", "missed", "households_approving"):
        ((found, _why),) = problems(form, {**sound, name: 101})
        assert found == name


@pytest.mark.parametrize(
    ("year", "why"), [(2013, "number_too_small"), (2014, None), (2035, None), (2036, "number_too_large")]
)
def test_the_planned_year_lies_between_2014_and_2035(year: int, why: str | None) -> None:
    values = {"planned_exit_year": year, "handbook_number": "A1", "plan": "一户一法"}
    found = problems(FORMS["household", "assistance_plan"], values)
    assert [reason.code for _name, reason in found] == ([why] if why else [])


def test_an_unknown_code_is_refused() -> None:
    found = problems(FORMS["household", "five_clears"], {**CLEARS, "cause": "77"})
    assert [(name, reason.code) for name, reason in found] == [("cause", "not_in_the_list")]


def test_indicators_of_a_village_tell_what_was_found_because_the_notice_prints_it() -> None:
    rules = CriteriaSet(name="村退出", items=[Criterion(code="road"), Criterion(code="water")])
    form = FORMS["village", "village_indicators"]
    found = problems(form, {"met": ["road"], "actual": {"road": "已通硬化路"}}, rules)
    assert [(name, reason.code) for name, reason in found] == [("criteria.water", "actual_missing")]
    assert problems(form, {"met": []}, None)[0][1].code == "criteria_without_set"


def test_advice_tells_what_a_guard_will_still_ask_for() -> None:
    def codes(**values: Any) -> list[str]:
        return [each.code for each in advice(values)]

    assert codes(visitors=["甲"], findings="属实") == ["too_few_visitors"]
    assert codes(visitors=["甲", "甲"]) == ["too_few_visitors"]
    assert codes(visitors=["甲", "乙"]) == []
    assert codes(agreed=False) == ["household_refused"]
    assert codes(signed=False) == ["not_signed_yet"]
    assert codes(met=["food", "water"], evidenced=["food"]) == ["criterion_without_evidence"]


AMOUNT = Field(name="wages", kind=FieldKind.MONEY)
NUMBER = Field(name="due", kind=FieldKind.COUNT)
SIGNED_AMOUNT = replace(AMOUNT, least=-LARGEST)


@given(st.decimals(min_value=0, max_value=LARGEST, places=2, allow_nan=False, allow_infinity=False))
def test_an_amount_is_read_back_however_it_was_written(amount: Decimal) -> None:
    stored = money_text(amount)
    assert Decimal(stored) == amount
    for typed in (
        stored,
        f"{amount:,.2f}",
        f" {amount:,.2f} 元",
        f"¥{amount:.2f}",
        f"{amount:,.2f}".replace(",", "，"),
    ):
        assert read_answer(AMOUNT, typed) == stored
    full_width = "".join(chr(ord(digit) + 0xFEE0) if digit.isdigit() else digit for digit in stored)
    assert read_answer(AMOUNT, full_width) == stored
    if amount:
        with pytest.raises(Unreadable):
            read_answer(AMOUNT, f"-{amount}")
        assert read_answer(SIGNED_AMOUNT, f"−{amount:,.2f}") == money_text(-amount)


@given(st.integers(min_value=0, max_value=LARGEST))
def test_a_number_is_read_back_however_it_was_written(number: int) -> None:
    for typed in (str(number), f"{number:,}", f"  {number}\r\n", f"00{number}"):
        assert read_answer(NUMBER, typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "1.234",
        "1,23",
        "12,34.5",
        "1.",
        ".5",
        "1e5",
        "abc",
        "--1",
        "+5",
        "1 or 2",
        "Infinity",
        "NaN",
        "９" * 400,
    ],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_answer(AMOUNT, typed)


@given(st.text(max_size=60))
def test_no_typed_text_breaks_the_reading(typed: str) -> None:
    for kind in FieldKind:
        if kind is FieldKind.CRITERIA:
            continue
        try:
            answer = read_answer(Field(name="any", kind=kind), typed, ("01", "02"))
        except Unreadable:
            continue
        json.dumps(answer)
        assert answer not in (None, "", [])


def test_names_are_separated_by_lines_or_marks_and_counted_once() -> None:
    names = Field(name="visitors", kind=FieldKind.NAMES)
    typed = "甲 一、乙二\n丙三，甲  一；\r\n 丁四;、"
    assert read_answer(names, typed) == ["甲 一", "乙二", "丙三", "丁四"]
    with pytest.raises(Unreadable) as refused:
        read_answer(names, "、".join(f"试验{number}" for number in range(30)))
    assert refused.value.reason.code == "too_many_names"
