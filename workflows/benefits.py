"""What a policy gives against what was paid under it: received, missing, twice, outside the rule, above the amount.

Amounts are yuan. One beneficiary is a person, a household, or a village with its work team.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from itertools import pairwise
from typing import Final


class Unit(StrEnum):
    """To whom a policy pays."""

    PERSON = "person"
    HOUSEHOLD = "household"
    VILLAGE = "village"


class Often(StrEnum):
    """How often it pays: once, once a year, monthly for a number of months, up to a total within a number of years, or
    as a loan."""

    ONCE = "once"
    YEARLY = "yearly"
    MONTHLY = "monthly"
    PERIOD = "period"
    LOAN = "loan"


SINGLE: Final = (Often.ONCE, Often.YEARLY)
"""A second payment to the same beneficiary (in the same year) is one too many."""

REMIND_DAYS: Final = 60
"""So many days before its end a running benefit is shown as ending."""


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What a policy gives.

    Args:
        amount: of one payment; for PERIOD the total within the years. None where the plan names none.
        cap: most that may be paid or lent; None: no bound.
        most_months: of a monthly benefit or a loan.
        period_years: of PERIOD.
        on_request: an offer, which nobody misses who did not ask for it.
    """

    unit: Unit
    often: Often
    amount: Decimal | None = None
    cap: Decimal | None = None
    most_months: int | None = None
    period_years: int | None = None
    on_request: bool = False


@dataclass(frozen=True, kw_only=True)
class Paid:
    """One payment that stands on file. `reason` is what was written where it went beyond the rule."""

    id: int
    year: int
    amount: Decimal
    paid_on: date
    from_on: date | None = None
    to_on: date | None = None
    reason: str = ""


class Finding(StrEnum):
    """What a person must look at."""

    MISSING = "missing"
    SHORT = "short"
    TWICE = "twice"
    OUTSIDE = "outside"
    ABOVE = "above"
    TOO_LONG = "too_long"
    ENDING = "ending"
    UNSAID = "unsaid"


@dataclass(frozen=True)
class Found:
    """A finding with the figures that its sentence shows.

    Args:
        amount: yuan that are missing or too much.
        count: payments, or months.
        most: months that the policy allows.
        on: day on which the benefit ends.
    """

    kind: Finding
    amount: Decimal | None = None
    count: int | None = None
    most: int | None = None
    on: date | None = None


@dataclass(frozen=True)
class Weighed:
    """A policy, a beneficiary and a year: what was due, what was received in it, and what is found.

    Args:
        due: yuan of the year; None where the policy names no amount or none is due any more.
        ends_on: last day of a running benefit or loan.
        explained: a reason was written where it went beyond the rule.
        in_all: what was received in this and all earlier years.
    """

    due: Decimal | None
    received: Decimal
    paid: tuple[Paid, ...]
    findings: tuple[Found, ...]
    ends_on: date | None = None
    explained: bool = False
    settled: bool = False
    in_all: Decimal = Decimal(0)


def weighed(terms: Terms, met: bool | None, year: int, paid: Sequence[Paid], today: date) -> Weighed:
    """What stands against a policy for one beneficiary and a year.

    Args:
        met: whether the beneficiary meets the rule in that year; None where it cannot be said.
        paid: every payment that stands under the policy for the beneficiary, of whatever year.
        today: the day on which it is asked; a year that is not over misses nothing yet.
    """
    before = sorted((each for each in paid if each.year <= year), key=lambda each: (each.paid_on, each.id))
    of_year = tuple(each for each in before if _belongs(terms, each, year))
    found: list[Found] = []
    if met is None:
        found.append(Found(Finding.UNSAID))
    if met is False and of_year:
        found.append(Found(Finding.OUTSIDE))
    found += _GIVEN[terms.often](terms, year, of_year, before)
    # A benefit that runs into the next year was paid in the year in which it began.
    received = sum((each.amount for each in of_year if each.year == year), Decimal(0))
    settled = terms.often is Often.ONCE and bool(before) and not of_year
    due = terms.amount if met and not settled and terms.often is not Often.LOAN else None
    over = year < today.year
    if met and over and not terms.on_request and not settled:
        if not of_year and not (terms.often in (Often.PERIOD, Often.MONTHLY) and before):
            found.append(Found(Finding.MISSING))
        elif terms.often in SINGLE and due is not None and received < due:
            found.append(Found(Finding.SHORT, amount=due - received))
    ends_on = max((each.to_on for each in of_year if each.to_on), default=None)
    if ends_on is not None and today <= ends_on <= today + timedelta(days=REMIND_DAYS):
        found.append(Found(Finding.ENDING, on=ends_on))
    explained = any(each.reason for each in of_year)
    in_all = sum((each.amount for each in before), Decimal(0))
    return Weighed(due, received, of_year, tuple(found), ends_on, explained, settled, in_all)


def months_of(first: date, last: date) -> int:
    """Calendar months that a benefit touches, both ends included."""
    return (last.year - first.year) * 12 + last.month - first.month + 1


def last_month_of(first: date, months: int) -> date:
    """The last day of so many months, that of `first` being the first of them."""
    number = first.year * 12 + first.month - 1 + months
    return date(number // 12, number % 12 + 1, 1) - timedelta(days=1)


def _belongs(terms: Terms, each: Paid, year: int) -> bool:
    if terms.often in (Often.MONTHLY, Often.LOAN) and each.from_on and each.to_on:
        return each.from_on.year <= year <= each.to_on.year
    return each.year == year


def _too_much(terms: Terms, payments: Sequence[Paid]) -> list[Found]:
    most = terms.cap if terms.cap is not None else terms.amount
    above = [each.amount - most for each in payments if most is not None and each.amount > most]
    return [Found(Finding.ABOVE, amount=max(above))] if above else []


def _once(terms: Terms, year: int, of_year: Sequence[Paid], before: Sequence[Paid]) -> list[Found]:
    twice = [Found(Finding.TWICE, count=len(before))] if of_year and len(before) > 1 else []
    return twice + _too_much(terms, of_year)


def _yearly(terms: Terms, year: int, of_year: Sequence[Paid], before: Sequence[Paid]) -> list[Found]:
    twice = [Found(Finding.TWICE, count=len(of_year))] if len(of_year) > 1 else []
    return twice + _too_much(terms, of_year)


def _monthly(terms: Terms, year: int, of_year: Sequence[Paid], before: Sequence[Paid]) -> list[Found]:
    periods = [(each.from_on, each.to_on) for each in before if each.from_on and each.to_on]
    found = []
    if any(later[0] <= earlier[1] for earlier, later in pairwise(sorted(periods))) and of_year:
        found.append(Found(Finding.TWICE, count=2))
    months = sum(months_of(first, last) for first, last in periods)
    if terms.most_months is not None and months > terms.most_months and of_year:
        found.append(Found(Finding.TOO_LONG, count=months, most=terms.most_months))
    return found + _too_much(terms, of_year)


def _period(terms: Terms, year: int, of_year: Sequence[Paid], before: Sequence[Paid]) -> list[Found]:
    found = []
    total = sum((each.amount for each in before), Decimal(0))
    if of_year and terms.amount is not None and total > terms.amount:
        found.append(Found(Finding.ABOVE, amount=total - terms.amount))
    if of_year and terms.period_years is not None:
        years = year - min(each.year for each in before) + 1
        if years > terms.period_years:
            found.append(Found(Finding.TOO_LONG, count=years * 12, most=terms.period_years * 12))
    return found


def _loan(terms: Terms, year: int, of_year: Sequence[Paid], before: Sequence[Paid]) -> list[Found]:
    found = []
    lent = max((_lent_on(each.from_on, of_year) for each in of_year if each.from_on), default=Decimal(0))
    if terms.cap is not None and lent > terms.cap:
        found.append(Found(Finding.ABOVE, amount=lent - terms.cap))
    longest = max((_months_of_loan(each) for each in of_year), default=0)
    if terms.most_months is not None and longest > terms.most_months:
        found.append(Found(Finding.TOO_LONG, count=longest, most=terms.most_months))
    return found


def _lent_on(day: date, loans: Sequence[Paid]) -> Decimal:
    running = (each.amount for each in loans if each.from_on and each.to_on and each.from_on <= day <= each.to_on)
    return sum(running, Decimal(0))


def _months_of_loan(loan: Paid) -> int:
    """Whole months, a begun one counted: a loan of 1 March 2016 to 1 March 2019 runs for 36."""
    if not (loan.from_on and loan.to_on):
        return 0
    months = (loan.to_on.year - loan.from_on.year) * 12 + loan.to_on.month - loan.from_on.month
    return months + (1 if loan.to_on.day > loan.from_on.day else 0)


_GIVEN: Final = {
    Often.ONCE: _once,
    Often.YEARLY: _yearly,
    Often.MONTHLY: _monthly,
    Often.PERIOD: _period,
    Often.LOAN: _loan,
}
