"""Who meets a policy's rule: conditions over named facts of a person and a household, held as data and shown as a
sentence.

A rule is a list of conditions that must all hold. A fact that nobody recorded makes neither a yes nor a no: the answer
is then that it cannot be said, with the facts that are missing.
"""

import json
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Final


class Scope(StrEnum):
    """Whose fact it is."""

    PERSON = "person"
    HOUSEHOLD = "household"


class FactKind(StrEnum):
    """What a fact holds."""

    CHOICE = "choice"
    YES_NO = "yes_no"
    NUMBER = "number"


class Standing(StrEnum):
    """Where a household stood with the register in a year; from the state of its record."""

    UNREGISTERED = "unregistered"
    POOR = "poor"
    EXITED = "exited"


@dataclass(frozen=True, kw_only=True)
class KnownFact:
    """A fact that a rule may look at.

    Args:
        codes: table of a CHOICE's values.
        most: largest number that can be meant.
        health: tells how healthy somebody is: what follows from it is shown to those who need to know only.
    """

    name: str
    scope: Scope
    kind: FactKind
    codes: str = ""
    most: int = 0
    health: bool = False


def _person(name: str, kind: FactKind, **more: Any) -> KnownFact:
    return KnownFact(name=name, scope=Scope.PERSON, kind=kind, **more)


def _household(name: str, kind: FactKind, **more: Any) -> KnownFact:
    return KnownFact(name=name, scope=Scope.HOUSEHOLD, kind=kind, **more)


FACTS: Final[Mapping[str, KnownFact]] = {
    fact.name: fact
    for fact in (
        _household("standing", FactKind.CHOICE, codes="standing"),
        _household("household_class", FactKind.CHOICE, codes="household_class"),
        _household("main_cause", FactKind.CHOICE, codes="cause"),
        _household("dwelling_safety", FactKind.CHOICE, codes="dwelling_safety"),
        _household("relocation", FactKind.CHOICE, codes="relocation"),
        _household("persons", FactKind.NUMBER, most=30),
        _household("disabled_member", FactKind.YES_NO, health=True),
        _person("schooling", FactKind.CHOICE, codes="schooling"),
        _person("boarding", FactKind.YES_NO),
        _person("age", FactKind.NUMBER, most=130),
        _person("school_age", FactKind.NUMBER, most=130),
        _person("labour", FactKind.CHOICE, codes="labour"),
        _person("working_area", FactKind.CHOICE, codes="working_area"),
        _person("working_months", FactKind.NUMBER, most=12),
        _person("subsistence", FactKind.YES_NO),
        _person("medical_insurance", FactKind.YES_NO),
        _person("disabled", FactKind.YES_NO, health=True),
    )
}
"""Every fact by its name. `age` is of the year's last day or of today; `school_age` of 31 August of the year, by which
the Compulsory Education Law (art. 11) says who begins school."""

Value = str | bool | int | None
Facts = Mapping[str, Value]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """One condition on one fact: it is one of `values`, is yes or no, or lies between two numbers, both inclusive."""

    fact: str
    values: tuple[str, ...] = ()
    is_so: bool | None = None
    at_least: int | None = None
    at_most: int | None = None

    def to_json(self) -> dict[str, Any]:
        """As a rule row holds it: {"fact": …, "in": […]}, {"fact": …, "is": true}, {"fact": …, "at_least": 5}."""
        told: dict[str, Any] = {"fact": self.fact}
        if self.values:
            told["in"] = list(self.values)
        if self.is_so is not None:
            told["is"] = self.is_so
        if self.at_least is not None:
            told["at_least"] = self.at_least
        if self.at_most is not None:
            told["at_most"] = self.at_most
        return told

    def holds(self, facts: Facts) -> bool | None:
        """Whether it holds; None where the fact is not recorded."""
        value = facts.get(self.fact)
        if value is None:
            return None
        kind = FACTS[self.fact].kind
        if kind is FactKind.CHOICE:
            return value in self.values
        if kind is FactKind.YES_NO:
            return value is self.is_so
        number = int(value)
        return (self.at_least is None or number >= self.at_least) and (self.at_most is None or number <= self.at_most)


Rule = tuple[Condition, ...]


class RuleUnreadable(ValueError):
    """A rule says something that cannot be weighed."""


def rule_text(rule: Iterable[Condition]) -> str:
    """A rule as its row holds it."""
    return json.dumps([each.to_json() for each in rule], ensure_ascii=False)


def read_rule(text: str, codes: Mapping[str, Collection[str]] | None = None) -> Rule:
    """A rule as it was written.

    Args:
        codes: values of every code table; None: whatever stands there is taken.

    Raises:
        RuleUnreadable: it names an unknown fact, another kind of condition, or a value that the fact cannot have.
    """
    try:
        listed = json.loads(text)
    except json.JSONDecodeError as error:
        raise RuleUnreadable(str(error)) from error
    if not isinstance(listed, list):
        raise RuleUnreadable("a rule is a list of conditions")
    rule = tuple(_condition(each) for each in listed)
    if len({each.fact for each in rule}) != len(rule):
        raise RuleUnreadable("a fact stands in a rule once")
    for each in rule:
        table = FACTS[each.fact].codes
        if codes is not None and table and not set(each.values) <= set(codes[table]):
            raise RuleUnreadable(f"{each.fact}: {each.values}")
    return rule


_KEYS: Final = {
    FactKind.CHOICE: frozenset({"in"}),
    FactKind.YES_NO: frozenset({"is"}),
    FactKind.NUMBER: frozenset({"at_least", "at_most"}),
}


def _condition(told: Any) -> Condition:
    if not isinstance(told, dict) or told.get("fact") not in FACTS:
        raise RuleUnreadable(f"no known fact: {told!r}")
    fact = FACTS[told["fact"]]
    asked = {key: value for key, value in told.items() if key != "fact"}
    if not asked or not set(asked) <= _KEYS[fact.kind]:
        raise RuleUnreadable(f"{fact.name} is weighed by {', '.join(sorted(_KEYS[fact.kind]))}")
    values = asked.get("in", [])
    if fact.kind is FactKind.CHOICE and not (
        isinstance(values, list) and values and all(isinstance(each, str) for each in values)
    ):
        raise RuleUnreadable(f"{fact.name}: name at least one value")
    if fact.kind is FactKind.YES_NO and not isinstance(asked["is"], bool):
        raise RuleUnreadable(f"{fact.name}: yes or no")
    if fact.kind is FactKind.NUMBER:
        if any(isinstance(each, bool) or not isinstance(each, int) for each in asked.values()):
            raise RuleUnreadable(f"{fact.name}: whole numbers")
        if asked.get("at_least", 0) > asked.get("at_most", fact.most) or min(asked.values()) < 0:
            raise RuleUnreadable(f"{fact.name}: no number lies between these")
    return Condition(
        fact=fact.name,
        values=tuple(dict.fromkeys(values)),
        is_so=asked.get("is"),
        at_least=asked.get("at_least"),
        at_most=asked.get("at_most"),
    )


@dataclass(frozen=True)
class Judgement:
    """Whether a rule is met. `met` is None where it cannot be said; `missing` names the facts that nobody recorded,
    `against` the conditions that do not hold."""

    met: bool | None
    against: tuple[Condition, ...] = field(default=())
    missing: tuple[str, ...] = field(default=())


def judged(rule: Sequence[Condition], facts: Facts) -> Judgement:
    """A rule weighed against the facts of one person together with those of the household."""
    found = [(condition, condition.holds(facts)) for condition in rule]
    against = tuple(condition for condition, holds in found if holds is False)
    if against:
        return Judgement(False, against)
    missing = tuple(condition.fact for condition, holds in found if holds is None)
    return Judgement(None, (), missing) if missing else Judgement(True)


def judged_household(rule: Sequence[Condition], household: Facts, people: Sequence[Facts]) -> Judgement:
    """A rule weighed for a household as a whole: conditions on a person must all hold for one of its members."""
    own = judged([each for each in rule if FACTS[each.fact].scope is Scope.HOUSEHOLD], household)
    of_person = [each for each in rule if FACTS[each.fact].scope is Scope.PERSON]
    if own.met is False or not of_person:
        return own
    each_one = [judged(of_person, person) for person in people]
    if any(one.met for one in each_one):
        return own
    unsaid = [one for one in each_one if one.met is None]
    if not unsaid:
        return Judgement(False, tuple(of_person))
    missing = dict.fromkeys((*own.missing, *(name for one in unsaid for name in one.missing)))
    return Judgement(None, (), tuple(missing))


def names_health(rule: Iterable[Condition]) -> bool:
    """Whether a rule tells how healthy somebody is."""
    return any(FACTS[each.fact].health for each in rule)
