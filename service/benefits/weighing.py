"""What a new payment would be beside those that stand: a second one, outside the rule, above the amount, too long."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.region import Region, short_name
from service.queries.entitled_people import Home, homes_of
from service.queries.payments import PaymentRow, payments_around
from service.rules.policies import PolicyOnFile
from workflows.benefits import Finding, Often, Paid, Unit, weighed
from workflows.entitlement import Judgement, judged, judged_household
from workflows.reasons import Reason, reason

_BEYOND: Final = (Finding.OUTSIDE, Finding.ABOVE, Finding.TOO_LONG)


@dataclass(frozen=True, kw_only=True)
class Payment:
    """What was paid, the same for every beneficiary of the form.

    Args:
        from_on, to_on: of a monthly benefit or a loan.
        reason: why it goes beyond the rule; '' where it does not.
        again: it truly was paid a second time, and is put on file so that it can be recovered.
        key: idempotency key of the form.
    """

    policy_id: int
    year: int
    from_on: date | None
    to_on: date | None
    paid_on: date
    fund: str
    reason: str
    again: bool
    attachment_id: int | None
    key: str


@dataclass(frozen=True)
class To:
    """One beneficiary with its amount; neither household nor member: the village."""

    household_id: int | None
    member_id: int | None
    amount: Decimal


class Weighing:
    """Weighs a new payment to one beneficiary after another with those that stand."""

    def __init__(self, db: Session, village_code: str, policy: PolicyOnFile, payment: Payment, today: date) -> None:
        self._db = db
        self._village = village_code
        self._name = short_name(db.execute(select(Region.name).where(Region.code == village_code)).scalar_one())
        self._policy = policy
        self._payment = payment
        self._today = today
        year = payment.year
        self._when = (year, min(today, date(year, 12, 31)), year < today.year)
        self._homes = {home.id: home for home in self._looked_up(None)} if policy.terms.unit is not Unit.VILLAGE else {}
        self._paid = [each for each in payments_around(db, village_code) if each.policy_code == policy.code]

    def weigh(self, to: To) -> tuple[bool, list[tuple[str, Reason]]]:
        """Whether the payment goes beyond the rule, and what stands against it, by field."""
        home = self._home(to)
        if to.household_id is not None and (home is None or not _belongs(home, to)):
            return False, [("", reason("not_of_this_household"))]
        judgement = self._judged(home, to)
        standing = [
            each for each in self._paid if (each.household_id, each.member_id) == (to.household_id, to.member_id)
        ]
        before = self._findings(judgement, standing, None)
        after = self._findings(judgement, standing, to.amount)
        new = [kind for kind in after if kind not in before or kind is Finding.OUTSIDE]
        who = _name(home, to) or self._name
        reasons: list[tuple[str, Reason]] = []
        if Finding.TWICE in after and not (self._payment.again and self._payment.reason):
            first = self._first(standing)
            stands = reason("benefit_stands", who=who, on=first.paid_on, amount=first.amount, year=first.year)
            reasons.append(("again", stands))
        beyond = [kind for kind in new if kind in _BEYOND]
        if beyond and not self._payment.reason:
            reasons += [("reason", _asked(kind, who)) for kind in beyond]
        extended = beyond == [Finding.TOO_LONG] and self._may_run_on(home)
        return (bool(beyond) and not extended) or Finding.TWICE in after, reasons

    def _looked_up(self, household_id: int | None) -> list[Home]:
        year, as_at, undoes = self._when
        return homes_of(self._db, self._village, year, as_at, undoes=undoes, household_id=household_id)

    def _home(self, to: To) -> Home | None:
        if to.household_id is None:
            return None
        if to.household_id not in self._homes:
            # Not registered as poor: it is looked at all the same, for the reason that this is outside the rule.
            self._homes |= {home.id: home for home in self._looked_up(to.household_id)}
        home = self._homes.get(to.household_id)
        return home if home is not None and home.village_code == self._village else None

    def _judged(self, home: Home | None, to: To) -> Judgement:
        if home is None:
            return Judgement(True)
        if to.member_id is None:
            people = [person.facts for person in home.people if person.here]
            return judged_household(self._policy.rule, home.facts, people)
        facts = next(person.facts for person in home.people if person.id == to.member_id)
        return judged(self._policy.rule, {**home.facts, **facts})

    def _may_run_on(self, home: Home | None) -> bool:
        rule = self._policy.extension
        if rule is None or home is None:
            return False
        return bool(judged_household(rule, home.facts, [person.facts for person in home.people]).met)

    def _findings(self, judgement: Judgement, standing: Sequence[PaymentRow], amount: Decimal | None) -> list[Finding]:
        paid = [_as_paid(each) for each in standing]
        if amount is not None:
            given = self._payment
            # Behind every number on file: the newest of its day.
            paid.append(
                Paid(
                    id=2**31,
                    year=given.year,
                    amount=amount,
                    paid_on=given.paid_on,
                    from_on=given.from_on,
                    to_on=given.to_on,
                )
            )
        year = max([self._payment.year, *(each.year for each in paid)])
        if self._policy.terms.often is not Often.ONCE:
            year = self._payment.year
        found = weighed(self._policy.terms, judgement.met, year, paid, self._today)
        return [each.kind for each in found.findings]

    def _first(self, standing: Sequence[PaymentRow]) -> PaymentRow:
        often, year = self._policy.terms.often, self._payment.year
        same = [each for each in standing if often is not Often.YEARLY or each.year == year]
        return (same or list(standing))[0]


def _belongs(home: Home, to: To) -> bool:
    return to.member_id is None or any(person.id == to.member_id for person in home.people)


def _name(home: Home | None, to: To) -> str:
    if home is None:
        return ""
    return next((person.name for person in home.people if person.id == to.member_id), home.head_name)


def _asked(kind: Finding, who: str) -> Reason:
    if kind is Finding.OUTSIDE:
        return reason("benefit_outside_rule", who=who)
    return reason("benefit_above_amount", who=who) if kind is Finding.ABOVE else reason("benefit_too_long", who=who)


def _as_paid(row: PaymentRow) -> Paid:
    return Paid(id=row.id, year=row.year, amount=row.amount, paid_on=row.paid_on, from_on=row.from_on, to_on=row.to_on)
