"""Who meets a policy's rule: a table written by hand, then properties over any rule and any facts."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.entitlement import (
    FACTS,
    Condition,
    FactKind,
    Facts,
    RuleUnreadable,
    Scope,
    judged,
    judged_household,
    names_health,
    read_rule,
    rule_text,
)

POOR_OR_EXITED = {"fact": "standing", "in": ["poor", "exited"]}
BOARDER = (POOR_OR_EXITED, {"fact": "schooling", "in": ["primary"]}, {"fact": "boarding", "is": True})
LAST_PRESCHOOL = (POOR_OR_EXITED, {"fact": "schooling", "in": ["preschool"]}, {"fact": "school_age", "at_least": 5})
WITHOUT_LABOUR = (POOR_OR_EXITED, {"fact": "labour", "in": ["labour_lost", "no_labour"]})
WORKING_AGE = ({"fact": "age", "at_least": 16, "at_most": 59},)


def rule(*told: Any) -> Any:
    return read_rule(json.dumps(told))


@pytest.mark.parametrize(
    ("conditions", "facts", "met"),
    [
        (BOARDER, {"standing": "poor", "schooling": "primary", "boarding": True}, True),
        (BOARDER, {"standing": "exited", "schooling": "primary", "boarding": True}, True),
        (BOARDER, {"standing": "unregistered", "schooling": "primary", "boarding": True}, False),
        (BOARDER, {"standing": "poor", "schooling": "grade_7", "boarding": True}, False),
        (BOARDER, {"standing": "poor", "schooling": "primary", "boarding": False}, False),
        (BOARDER, {"standing": "poor", "schooling": "primary"}, None),
        (BOARDER, {"standing": "poor", "schooling": "primary", "boarding": None}, None),
        # What is known to speak against it weighs more than what is not known.
        (BOARDER, {"standing": "unregistered", "schooling": "primary"}, False),
        (LAST_PRESCHOOL, {"standing": "poor", "schooling": "preschool", "school_age": 4}, False),
        (LAST_PRESCHOOL, {"standing": "poor", "schooling": "preschool", "school_age": 5}, True),
        (LAST_PRESCHOOL, {"standing": "poor", "schooling": "primary", "school_age": 6}, False),
        (WITHOUT_LABOUR, {"standing": "poor", "labour": "no_labour"}, True),
        (WITHOUT_LABOUR, {"standing": "poor", "labour": "labour_lost"}, True),
        (WITHOUT_LABOUR, {"standing": "poor", "labour": "able"}, False),
        (WORKING_AGE, {"age": 15}, False),
        (WORKING_AGE, {"age": 16}, True),
        (WORKING_AGE, {"age": 59}, True),
        (WORKING_AGE, {"age": 60}, False),
        ((), {}, True),
    ],
)
def test_a_rule_is_met_refused_or_cannot_be_said(conditions: Any, facts: Facts, met: bool | None) -> None:
    assert judged(rule(*conditions), facts).met is met


def test_it_is_told_what_speaks_against_and_what_nobody_recorded() -> None:
    found = judged(rule(*BOARDER), {"standing": "unregistered", "schooling": "primary"})
    assert [each.fact for each in found.against] == ["standing"]
    assert judged(rule(*BOARDER), {"standing": "poor", "schooling": "primary"}).missing == ("boarding",)


@pytest.mark.parametrize(
    ("people", "met"),
    [
        ([{"labour": "able"}, {"labour": "no_labour"}], True),
        ([{"labour": "able"}], False),
        ([{"labour": "able"}, {}], None),
        # One who meets it is enough, whatever is unknown of the others.
        ([{}, {"labour": "no_labour"}], True),
        ([], False),
    ],
)
def test_a_household_meets_a_condition_on_a_person_through_one_of_its_members(
    people: list[Facts], met: bool | None
) -> None:
    assert judged_household(rule(*WITHOUT_LABOUR), {"standing": "poor"}, people).met is met


def test_one_member_must_meet_all_conditions_on_a_person_together() -> None:
    both = rule({"fact": "labour", "in": ["able"]}, {"fact": "age", "at_least": 60})
    apart = [{"labour": "able", "age": 30}, {"labour": "no_labour", "age": 70}]
    assert judged_household(both, {}, apart).met is False
    assert judged_household(both, {}, [*apart, {"labour": "able", "age": 61}]).met is True


@pytest.mark.parametrize(
    "text",
    [
        "",
        "{}",
        "[1]",
        '[{"fact": "shoe_size", "at_least": 3}]',
        '[{"fact": "age"}]',
        '[{"fact": "age", "in": ["five"]}]',
        '[{"fact": "age", "at_least": 9, "at_most": 3}]',
        '[{"fact": "age", "at_least": true}]',
        '[{"fact": "age", "at_least": -1}]',
        '[{"fact": "schooling", "in": []}]',
        '[{"fact": "schooling", "in": "primary"}]',
        '[{"fact": "boarding", "is": "yes"}]',
        '[{"fact": "boarding", "is": true, "eval": "1"}]',
        '[{"fact": "age", "at_least": 3}, {"fact": "age", "at_most": 9}]',
    ],
)
def test_what_cannot_be_weighed_is_no_rule(text: str) -> None:
    with pytest.raises(RuleUnreadable):
        read_rule(text)


def test_a_value_that_the_fact_cannot_have_is_refused_where_the_codes_are_known() -> None:
    codes = {fact.codes: ["poor", "primary"] for fact in FACTS.values() if fact.codes}
    assert read_rule('[{"fact": "schooling", "in": ["primary"]}]', codes)
    with pytest.raises(RuleUnreadable):
        read_rule('[{"fact": "schooling", "in": ["kindergarten"]}]', codes)


def test_a_rule_over_disabled_members_tells_of_health() -> None:
    assert names_health(rule({"fact": "disabled_member", "is": True}))
    assert not names_health(rule(*WITHOUT_LABOUR))


WORDS = st.sampled_from(["a", "b", "c"])


def conditions_on(name: str) -> st.SearchStrategy[Condition]:
    kind = FACTS[name].kind
    if kind is FactKind.CHOICE:
        values = st.lists(WORDS, min_size=1, max_size=3, unique=True).map(tuple)
        return st.builds(Condition, fact=st.just(name), values=values)
    if kind is FactKind.YES_NO:
        return st.builds(Condition, fact=st.just(name), is_so=st.booleans())
    bounds = st.tuples(st.integers(0, 9), st.integers(0, 9)).map(sorted)
    return bounds.map(lambda pair: Condition(fact=name, at_least=pair[0], at_most=pair[1]))


RULES = st.lists(st.sampled_from(sorted(FACTS)), unique=True, max_size=5).flatmap(
    lambda names: st.tuples(*(conditions_on(name) for name in names))
)
HELD = st.fixed_dictionaries(
    {},
    optional={
        name: {FactKind.CHOICE: WORDS, FactKind.YES_NO: st.booleans(), FactKind.NUMBER: st.integers(0, 9)}[fact.kind]
        for name, fact in FACTS.items()
    },
)


@given(RULES)
def test_a_rule_is_read_as_it_was_written(conditions: tuple[Condition, ...]) -> None:
    assert read_rule(rule_text(conditions)) == conditions


@given(RULES, HELD, HELD)
def test_learning_a_missing_fact_never_turns_an_answer_around(
    conditions: tuple[Condition, ...], held: dict[str, Any], learnt: dict[str, Any]
) -> None:
    before = judged(conditions, held).met
    after = judged(conditions, {**learnt, **held}).met
    assert before is None or after is before


@given(RULES, HELD)
def test_a_rule_is_met_exactly_when_every_condition_holds(
    conditions: tuple[Condition, ...], held: dict[str, Any]
) -> None:
    each = [condition.holds(held) for condition in conditions]
    assert judged(conditions, held).met is (False if False in each else None if None in each else True)


@given(RULES, HELD)
def test_a_household_of_one_meets_what_this_one_meets(conditions: tuple[Condition, ...], held: dict[str, Any]) -> None:
    own = {name: value for name, value in held.items() if FACTS[name].scope is Scope.HOUSEHOLD}
    person = {name: value for name, value in held.items() if FACTS[name].scope is Scope.PERSON}
    assert judged_household(conditions, own, [person]).met is judged(conditions, held).met
