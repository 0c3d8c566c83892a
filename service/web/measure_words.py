"""Policies in words: who is entitled as a sentence, what is given, what is found."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from service.rules.policies import PolicyOnFile
from service.web.file_words import yuan
from service.words import date_text, word
from workflows.benefits import Finding, Found, Often, Terms, Unit
from workflows.entitlement import FACTS, Condition, FactKind

TONES = {
    Finding.MISSING: "current",
    Finding.SHORT: "current",
    Finding.TWICE: "stopped",
    Finding.OUTSIDE: "stopped",
    Finding.ABOVE: "stopped",
    Finding.TOO_LONG: "stopped",
    Finding.ENDING: "waiting",
    Finding.UNSAID: "future",
}
"""How a finding's badge is coloured."""


def is_chinese() -> bool:
    """Whether the visitor reads Chinese."""
    return str(get_locale()).startswith("zh")


def policy_name(policy: Any) -> str:
    """A policy's name in the visitor's language."""
    return str(policy.name_zh if is_chinese() else policy.name_en)


def rule_sentence(rule: Iterable[Condition], unit: str = "") -> str:
    """Who meets a rule, as one sentence: "Schooling: Primary school; Boards at school: yes"."""
    said = [_condition(each) for each in rule]
    if not said:
        return str(_("every poor village with a work team") if unit == Unit.VILLAGE else _("everybody"))
    return ("；" if is_chinese() else "; ").join(said)


def _condition(condition: Condition) -> str:
    label = str(word(f"rule_fact.{condition.fact}"))
    fact = FACTS[condition.fact]
    if fact.kind is FactKind.CHOICE:
        values = [choice_word(fact.codes, value) for value in condition.values]
        listed = "、".join(values) if is_chinese() else _or(values)
        return str(_("%(fact)s: %(values)s", fact=label, values=listed))
    if fact.kind is FactKind.YES_NO:
        return str(_("%(fact)s: %(values)s", fact=label, values=_("yes") if condition.is_so else _("no")))
    least, most = condition.at_least, condition.at_most
    if least is not None and most is not None:
        return str(_("%(fact)s from %(least)s to %(most)s", fact=label, least=least, most=most))
    if least is not None:
        return str(_("%(fact)s at least %(least)s", fact=label, least=least))
    return str(_("%(fact)s at most %(most)s", fact=label, most=most))


def choice_word(table: str, value: str) -> str:
    """A value of a fact in words."""
    return str(word(f"standing.{value}") if table == "standing" else word(f"code.{table}.{value}"))


def _or(values: list[str]) -> str:
    return values[0] if len(values) == 1 else f"{', '.join(values[:-1])} {_('or')} {values[-1]}"


def facts_words(names: Iterable[str]) -> str:
    """Names of facts, as a list."""
    return ("、" if is_chinese() else ", ").join(str(word(f"rule_fact.{name}")) for name in names)


def terms_sentence(terms: Terms) -> str:
    """What a policy gives: "1,000 yuan per person, once a year"."""
    parts = []
    if terms.often is Often.PERIOD:
        parts.append(
            _(
                "%(amount)s yuan in all within %(years)s years",
                amount=yuan(terms.amount or Decimal(0)),
                years=terms.period_years,
            )
        )
    elif terms.amount is not None:
        parts.append(_("%(amount)s yuan", amount=yuan(terms.amount)))
    elif terms.cap is None:
        parts.append(_("no amount fixed"))
    if terms.cap is not None:
        parts.append(_("at most %(amount)s yuan", amount=yuan(terms.cap)))
    parts.append(str(word(f"benefit_unit.{terms.unit.value}")))
    if terms.often is not Often.PERIOD:
        parts.append(str(word(f"benefit_often.{terms.often.value}")))
    if terms.most_months is not None:
        parts.append(ngettext("at most %(num)s month", "at most %(num)s months", terms.most_months))
    if terms.on_request:
        parts.append(_("on request"))
    return ("，" if is_chinese() else ", ").join(parts)


def found_sentence(found: Found, missing_facts: Iterable[str] = ()) -> str:
    """A finding with its figures."""
    label = str(word(f"benefit_finding.{found.kind.value}"))
    note = ""
    if found.kind is Finding.SHORT and found.amount is not None:
        note = _("%(amount)s yuan are missing", amount=yuan(found.amount))
    elif found.kind is Finding.ABOVE and found.amount is not None:
        note = _("%(amount)s yuan too much", amount=yuan(found.amount))
    elif found.kind is Finding.TWICE:
        note = ngettext("%(num)s payment", "%(num)s payments", found.count or 0)
    elif found.kind is Finding.TOO_LONG:
        note = _("%(months)s months instead of %(most)s", months=found.count, most=found.most)
    elif found.kind is Finding.ENDING and found.on is not None:
        note = _("on %(day)s", day=date_text(found.on))
    elif found.kind is Finding.UNSAID:
        note = _("not recorded: %(facts)s", facts=facts_words(missing_facts))
    if not note:
        return label
    return f"{label}（{note}）" if is_chinese() else f"{label} ({note})"


def source_text(policy: PolicyOnFile) -> str:
    """Document and section, with the document's own sentence."""
    return f"{policy.source}：“{policy.quote}”"
