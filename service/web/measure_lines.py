"""Rows of the pages of measures: entitlements, totals by policy, payments, in words."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask import url_for
from flask_babel import gettext as _

from service.queries.entitlement import Beneficiary, Entitlement
from service.queries.payments import PaymentShown
from service.rules.policies import PolicyOnFile
from service.web.file_words import yuan
from service.web.measure_words import TONES, found_sentence, policy_name, rule_sentence, terms_sentence
from service.words import date_text, word
from workflows.benefits import Finding, Often, Unit
from workflows.entitlement import names_health, read_rule


@dataclass(frozen=True, kw_only=True)
class Line:
    """An entitlement as a row."""

    who: str
    household: str
    household_url: str | None
    policy: str
    terms: str
    rule: str
    source: str
    quote: str
    certain: bool
    due: str | None
    received: str | None
    badges: tuple[tuple[str, str], ...]
    explained: str
    enter_url: str | None


@dataclass(frozen=True, kw_only=True)
class PolicyTotal:
    """A policy over all its beneficiaries of a place."""

    policy: str
    terms: str
    source: str
    entitled: int
    paid: int
    missing: int
    received: str


@dataclass(frozen=True, kw_only=True)
class FundLine:
    """What a village was given for its team and its industry."""

    village: str
    village_url: str
    policy: str
    terms: str
    received: str
    of_period: str
    badges: tuple[tuple[str, str], ...]
    enter_url: str | None


@dataclass(frozen=True, kw_only=True)
class PaymentLine:
    """A payment on file."""

    who: str
    policy: str
    year: int
    period: tuple[date, date] | None
    amount: str
    paid_on: date
    fund: str
    attachment_id: int | None
    attachment: str | None
    entered_by: str
    beyond: bool
    reason: str
    reversed_for: str | None
    take_back_url: str | None


def entitlement_line(row: Entitlement, year: int, *, may_enter: bool) -> Line:
    """One entitlement in words."""
    weighed = row.weighed
    return Line(
        who=_who(row.who),
        household=row.who.head_name,
        household_url=_household_url(row.who, year),
        policy=policy_name(row.policy),
        terms=terms_sentence(row.policy.terms),
        rule=rule_sentence(row.policy.rule, row.policy.terms.unit),
        source=row.policy.source,
        quote=row.policy.quote,
        certain=row.policy.certain,
        due=yuan(weighed.due) if weighed.due is not None else None,
        received=yuan(weighed.received) if weighed.received else None,
        badges=_badges(row),
        explained="；".join(dict.fromkeys(each.reason for each in weighed.paid if each.reason)),
        enter_url=_enter_url(row.who, row.policy, year) if may_enter else None,
    )


def _badges(row: Entitlement) -> tuple[tuple[str, str], ...]:
    weighed = row.weighed
    if weighed.findings:
        return tuple((found_sentence(each, row.judgement.missing), TONES[each.kind]) for each in weighed.findings)
    if weighed.settled:
        return ((_("received in an earlier year"), "done"),)
    if weighed.ends_on is not None:
        return ((_("runs until %(day)s", day=date_text(weighed.ends_on)), "done"),)
    if weighed.paid:
        return ((_("received"), "done"),)
    return ((_("on request"), "future"),) if row.policy.terms.on_request else ((_("not yet paid"), "waiting"),)


def _who(who: Beneficiary) -> str:
    return who.member_name or (_("the household") if who.household_id else who.village_name)


def _household_url(who: Beneficiary, year: int) -> str | None:
    if who.household_id is None:
        return None
    return url_for("measures.household", household_id=who.household_id, year=year)


def _enter_url(who: Beneficiary, policy: PolicyOnFile, year: int) -> str:
    if who.household_id is None:
        return url_for("measure_entries.enter", village=who.village_code, policy=policy.id, year=year)
    return url_for(
        "measure_entries.enter", households=who.household_id, policy=policy.id, year=year, to=who.member_id or None
    )


def policy_totals(rows: Iterable[Entitlement]) -> list[PolicyTotal]:
    """Rows of persons and households, by policy."""
    by_policy: dict[int, list[Entitlement]] = {}
    for row in rows:
        if row.policy.terms.unit is not Unit.VILLAGE:
            by_policy.setdefault(row.policy.id, []).append(row)
    return [
        PolicyTotal(
            policy=policy_name(of[0].policy),
            terms=terms_sentence(of[0].policy.terms),
            source=of[0].policy.source,
            entitled=sum(row.judgement.met is True for row in of),
            paid=sum(bool(row.weighed.paid) or row.weighed.settled for row in of),
            missing=sum(Finding.MISSING.value in row.kinds for row in of),
            received=yuan(sum((row.weighed.received for row in of), Decimal(0))),
        )
        for _id, of in sorted(by_policy.items())
    ]


def fund_lines(rows: Iterable[Entitlement], year: int, *, may_enter: bool) -> list[FundLine]:
    """What villages were given, one row for a village and a policy."""
    return [
        FundLine(
            village=row.who.village_name,
            village_url=url_for("measures.place", code=row.who.village_code, year=year),
            policy=policy_name(row.policy),
            terms=terms_sentence(row.policy.terms),
            received=yuan(row.weighed.received),
            of_period=_of_period(row),
            badges=_badges(row),
            enter_url=_enter_url(row.who, row.policy, year) if may_enter else None,
        )
        for row in rows
        if row.policy.terms.unit is Unit.VILLAGE
    ]


def _of_period(row: Entitlement) -> str:
    most = row.policy.terms.amount
    if row.policy.terms.often is not Often.PERIOD or most is None:
        return ""
    return str(_("in all %(amount)s of %(most)s", amount=yuan(row.weighed.in_all), most=yuan(most)))


def counted_findings(rows: Iterable[Entitlement]) -> Mapping[str, int]:
    """How many rows have each kind of finding."""
    return Counter(kind for row in rows for kind in row.kinds)


def payment_lines(payments: Sequence[PaymentShown], *, knows_health: bool, may_enter: bool) -> list[PaymentLine]:
    """Payments in words; those under policies over health for those only who need to know."""
    return [
        PaymentLine(
            who=each.member_name or (_("the household") if each.household_id else _("the village")),
            policy=policy_name(each),
            year=each.year,
            period=(each.from_on, each.to_on) if each.from_on and each.to_on else None,
            amount=yuan(each.amount),
            paid_on=each.paid_on,
            fund=each.fund,
            attachment_id=each.attachment_id,
            attachment=each.attachment,
            entered_by=each.entered_by,
            beyond=each.beyond,
            reason=each.reason,
            reversed_for=each.reversed_for,
            take_back_url=url_for("measure_entries.take_back", benefit_id=each.id)
            if may_enter and each.reversed_for is None
            else None,
        )
        for each in payments
        if knows_health or not names_health(read_rule(each.policy_rule))
    ]


def finding_choices() -> list[tuple[str, str]]:
    """The filter of findings."""
    return [
        ("", _("Every entitlement")),
        ("any", _("Every finding")),
        *((kind.value, str(word(f"benefit_finding.{kind.value}"))) for kind in Finding),
    ]


def runs(policy: PolicyOnFile) -> bool:
    """Whether a payment under it has a first and a last day."""
    return policy.terms.often in (Often.MONTHLY, Often.LOAN)
