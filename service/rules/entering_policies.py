"""A policy as a data manager enters it: amounts, years, and a rule that can be weighed."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from sqlalchemy.orm import Session

from service.models.rules import Policy
from service.rules.entering import CODE, FIRST_YEAR, Fault, Origin, enter_row, next_year
from service.rules.policies import RULE_CODES
from service.words.codes import CODES
from workflows.benefits import Often, Unit
from workflows.entitlement import Condition, RuleUnreadable, read_rule, rule_text

MOST_YUAN: Final = Decimal("9999999.99")
MOST_MONTHS: Final = 600
LAST_YEAR: Final = 2100


@dataclass(frozen=True, kw_only=True)
class PolicyTerms:
    """What a policy says; see service/models/rules.py.

    Args:
        rule: conditions that must all hold; none for a policy to villages.
        extension: conditions under which a monthly benefit may run on with a reason; None: it may not.
    """

    code: str
    kind: str
    name_zh: str
    name_en: str
    from_year: int
    to_year: int | None
    unit: str
    often: str
    amount: Decimal | None
    cap: Decimal | None
    most_months: int | None
    period_years: int | None
    on_request: bool
    rule: Sequence[Condition]
    extension: Sequence[Condition] | None
    quote: str


def enter_policy(db: Session, origin: Origin, terms: PolicyTerms) -> int:
    """A policy of a place. It takes the place of the row of the same code and first year. The caller commits.

    Raises:
        RuleRefused: nothing was entered.
    """
    faults = origin.faults() | _faults_of_words(terms) | _faults_of_years(origin, terms) | _faults_of_money(terms)
    faults |= _faults_of_rule(terms)
    key = {"code": terms.code, "from_year": terms.from_year}
    values = {name: value for name, value in terms.__dict__.items() if name not in (*key, "rule", "extension")}
    values["rule"] = rule_text(terms.rule)
    values["extension"] = rule_text(terms.extension) if terms.extension else None
    return enter_row(db, origin, faults, Policy, key, values)


def _faults_of_words(terms: PolicyTerms) -> dict[str, Fault]:
    faults = {name: Fault.LABEL_MISSING for name in ("name_zh", "name_en", "quote") if not getattr(terms, name).strip()}
    if not CODE.fullmatch(terms.code):
        faults["code"] = Fault.CODE_MALFORMED
    if terms.kind not in CODES["measure_kind"]:
        faults["kind"] = Fault.UNKNOWN
    if terms.unit not in set(Unit):
        faults["unit"] = Fault.UNKNOWN
    if terms.often not in set(Often):
        faults["often"] = Fault.UNKNOWN
    return faults


def _faults_of_years(origin: Origin, terms: PolicyTerms) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    if not FIRST_YEAR <= terms.from_year <= next_year(origin):
        faults["from_year"] = Fault.OUT_OF_RANGE
    if terms.to_year is not None and terms.to_year < terms.from_year:
        faults["to_year"] = Fault.LAST_BEFORE_FIRST
    elif terms.to_year is not None and terms.to_year > LAST_YEAR:
        faults["to_year"] = Fault.OUT_OF_RANGE
    return faults


def _faults_of_money(terms: PolicyTerms) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    for name in ("amount", "cap"):
        yuan = getattr(terms, name)
        if yuan is not None and (not 0 < yuan <= MOST_YUAN or yuan != yuan.quantize(Decimal("0.01"))):
            faults[name] = Fault.OUT_OF_RANGE
    runs = terms.often in (Often.MONTHLY, Often.LOAN)
    if terms.most_months is not None and not (runs and 1 <= terms.most_months <= MOST_MONTHS):
        faults["most_months"] = Fault.OUT_OF_RANGE
    if terms.often == Often.PERIOD:
        if terms.period_years is None:
            faults["period_years"] = Fault.LABEL_MISSING
        elif not 1 <= terms.period_years <= 20:
            faults["period_years"] = Fault.OUT_OF_RANGE
        if terms.amount is None:
            faults.setdefault("amount", Fault.LABEL_MISSING)
    elif terms.period_years is not None:
        faults["period_years"] = Fault.OUT_OF_RANGE
    return faults


def _faults_of_rule(terms: PolicyTerms) -> dict[str, Fault]:
    if terms.unit == Unit.VILLAGE:
        return {"rule": Fault.CONDITIONS_OF_VILLAGE} if terms.rule else {}
    if not terms.rule:
        return {"rule": Fault.NO_CONDITIONS}
    try:
        read_rule(rule_text(terms.rule), RULE_CODES)
    except RuleUnreadable:
        return {"rule": Fault.OUT_OF_RANGE}
    if terms.extension and terms.often != Often.MONTHLY:
        return {"extension": Fault.OUT_OF_RANGE}
    return {}
