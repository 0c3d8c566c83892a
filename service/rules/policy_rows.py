"""How the rows of shipped policies are written: conditions that many of them share, and a row from its terms."""

from decimal import Decimal
from typing import Any, Final

from workflows.entitlement import Condition, rule_text


def one_of(fact: str, *values: str) -> Condition:
    """The fact is one of these."""
    return Condition(fact=fact, values=values)


POOR: Final = one_of("standing", "poor", "exited")
BOARDS: Final = Condition(fact="boarding", is_so=True)
PRIMARY: Final = one_of("schooling", "primary")
JUNIOR: Final = one_of("schooling", "grade_7", "grade_8", "grade_9")
VOCATIONAL_YEARS: Final = ("vocational_1", "vocational_2", "vocational_3")
HIGHER_YEARS: Final = ("higher_vocational_1", "higher_vocational_2", "higher_vocational_3")
SENIOR_YEARS: Final = ("senior_1", "senior_2", "senior_3")
VOCATIONAL: Final = one_of("schooling", *VOCATIONAL_YEARS, *HIGHER_YEARS)
WITHOUT_LABOUR: Final = one_of("labour", "labour_lost", "no_labour")
WITH_LABOUR: Final = one_of("labour", "able", "skilled")
ON_SUBSISTENCE: Final = Condition(fact="subsistence", is_so=True)
DISABLED: Final = Condition(fact="disabled", is_so=True)
DISABLED_MEMBER: Final = Condition(fact="disabled_member", is_so=True)
SUBSISTENCE_CLASS: Final = one_of("household_class", "subsistence", "subsistence_poor")


def policy(
    code: str, kind: str, names: tuple[str, str], section: str, quote: str, *rule: Condition, **terms: Any
) -> dict[str, Any]:
    """A row of the policy table, without its origin."""
    return {
        "code": code,
        "kind": kind,
        "name_zh": names[0],
        "name_en": names[1],
        "from_year": 2016,
        "to_year": 2020,
        "unit": "person",
        "often": "yearly",
        "cap": None,
        "most_months": None,
        "period_years": None,
        "on_request": False,
        "extension": None,
        **terms,
        "amount": Decimal(terms["amount"]) if terms.get("amount") else None,
        "rule": rule_text(rule),
        "source": section,
        "quote": quote,
    }
