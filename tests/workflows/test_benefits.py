"""What was paid against what a policy gives: a table written by hand for every way of paying."""

from datetime import date
from decimal import Decimal
from itertools import count

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workflows.benefits import Finding, Often, Paid, Terms, Unit, last_month_of, months_of, weighed

TODAY = date(2019, 1, 7)
NUMBERS = count(1)
F = Finding


def terms(often: Often, amount: int | None = None, **more: object) -> Terms:
    return Terms(unit=Unit.PERSON, often=often, amount=None if amount is None else Decimal(amount), **more)  # type: ignore[arg-type]


def paid(year: int, amount: int, first: date | None = None, last: date | None = None, reason: str = "") -> Paid:
    return Paid(
        id=next(NUMBERS),
        year=year,
        amount=Decimal(amount),
        paid_on=date(year, 9, 1),
        from_on=first,
        to_on=last,
        reason=reason,
    )


YEARLY, ONCE = terms(Often.YEARLY, 1000), terms(Often.ONCE, 3000)
TAPER = terms(Often.MONTHLY, most_months=12, on_request=True)
LOAN = terms(Often.LOAN, cap=Decimal(50_000), most_months=36, on_request=True)
VILLAGE_FUND = terms(Often.PERIOD, 80_000, period_years=3)


@pytest.mark.parametrize(
    ("policy", "met", "year", "payments", "found"),
    [
        # once a year
        (YEARLY, True, 2018, [paid(2018, 1000)], []),
        (YEARLY, True, 2018, [], [F.MISSING]),
        (YEARLY, True, 2019, [], []),
        (YEARLY, False, 2018, [], []),
        (YEARLY, True, 2018, [paid(2017, 1000)], [F.MISSING]),
        (YEARLY, True, 2018, [paid(2018, 1000), paid(2018, 1000)], [F.TWICE]),
        (YEARLY, True, 2018, [paid(2017, 1000), paid(2018, 1000)], []),
        (YEARLY, True, 2018, [paid(2018, 1250)], [F.ABOVE]),
        (YEARLY, True, 2018, [paid(2018, 600)], [F.SHORT]),
        (YEARLY, False, 2018, [paid(2018, 1000)], [F.OUTSIDE]),
        (YEARLY, None, 2018, [], [F.UNSAID]),
        (YEARLY, None, 2018, [paid(2018, 1000)], [F.UNSAID]),
        # a policy without an amount can be missed and paid twice, but not be too much
        (terms(Often.YEARLY), True, 2018, [], [F.MISSING]),
        (terms(Often.YEARLY), True, 2018, [paid(2018, 9999)], []),
        # once
        (ONCE, True, 2018, [paid(2016, 3000)], []),
        (ONCE, True, 2018, [paid(2016, 3000), paid(2018, 3000)], [F.TWICE]),
        (ONCE, True, 2016, [paid(2016, 3000), paid(2018, 3000)], []),
        (ONCE, True, 2018, [], [F.MISSING]),
        # subsistence phased out over twelve months
        (TAPER, True, 2018, [], []),
        (TAPER, True, 2018, [paid(2018, 2400, date(2018, 3, 1), date(2019, 2, 28))], [F.ENDING]),
        (TAPER, True, 2018, [paid(2018, 2400, date(2018, 1, 1), date(2018, 12, 31))], []),
        (TAPER, True, 2018, [paid(2018, 2600, date(2018, 1, 1), date(2019, 1, 31))], [F.TOO_LONG, F.ENDING]),
        (
            TAPER,
            True,
            2018,
            [
                paid(2018, 600, date(2018, 1, 1), date(2018, 6, 30)),
                paid(2018, 600, date(2018, 6, 1), date(2018, 9, 30)),
            ],
            [F.TWICE],
        ),
        # microcredit
        (LOAN, True, 2018, [], []),
        (LOAN, True, 2018, [paid(2016, 50_000, date(2016, 3, 1), date(2019, 3, 1))], [F.ENDING]),
        (LOAN, True, 2018, [paid(2016, 50_000, date(2016, 3, 1), date(2019, 3, 2))], [F.TOO_LONG, F.ENDING]),
        (LOAN, True, 2016, [paid(2016, 50_001, date(2016, 3, 1), date(2018, 3, 1))], [F.ABOVE]),
        (
            LOAN,
            True,
            2017,
            [
                paid(2016, 30_000, date(2016, 3, 1), date(2017, 12, 1)),
                paid(2017, 30_000, date(2017, 11, 1), date(2018, 11, 1)),
            ],
            [F.ABOVE],
        ),
        (
            LOAN,
            True,
            2017,
            [
                paid(2016, 30_000, date(2016, 3, 1), date(2017, 10, 31)),
                paid(2017, 30_000, date(2017, 11, 1), date(2018, 11, 1)),
            ],
            [],
        ),
        # 80,000 within three years for a village
        (VILLAGE_FUND, True, 2016, [paid(2016, 30_000)], []),
        (VILLAGE_FUND, True, 2018, [paid(2016, 30_000), paid(2017, 30_000), paid(2018, 20_000)], []),
        (VILLAGE_FUND, True, 2018, [paid(2016, 30_000), paid(2017, 30_000), paid(2018, 20_001)], [F.ABOVE]),
        (VILLAGE_FUND, True, 2018, [paid(2015, 30_000), paid(2018, 20_000)], [F.TOO_LONG]),
        (VILLAGE_FUND, True, 2018, [], [F.MISSING]),
    ],
)
def test_what_is_found(policy: Terms, met: bool | None, year: int, payments: list[Paid], found: list[F]) -> None:
    assert [each.kind for each in weighed(policy, met, year, payments, TODAY).findings] == found


def test_figures_say_how_much_is_missing_or_too_much() -> None:
    (short,) = weighed(YEARLY, True, 2018, [paid(2018, 600)], TODAY).findings
    (above,) = weighed(YEARLY, True, 2018, [paid(2018, 1250)], TODAY).findings
    assert (short.amount, above.amount) == (Decimal(400), Decimal(250))


def test_once_paid_in_an_earlier_year_is_settled_and_due_no_more() -> None:
    found = weighed(ONCE, True, 2018, [paid(2016, 3000)], TODAY)
    assert found.settled
    assert found.due is None


def test_a_benefit_that_runs_into_the_next_year_was_paid_in_the_first() -> None:
    taper = paid(2018, 2400, date(2018, 3, 1), date(2019, 2, 28))
    assert weighed(TAPER, True, 2018, [taper], TODAY).received == Decimal(2400)
    assert weighed(TAPER, True, 2019, [taper], TODAY).received == Decimal(0)
    assert weighed(TAPER, True, 2019, [taper], TODAY).ends_on == date(2019, 2, 28)


def test_a_written_reason_explains_and_hides_nothing() -> None:
    found = weighed(YEARLY, False, 2018, [paid(2018, 1000, reason="集体研究决定")], TODAY)
    assert [each.kind for each in found.findings] == [F.OUTSIDE]
    assert found.explained


def test_twelve_months_from_march_end_with_february() -> None:
    assert last_month_of(date(2018, 3, 1), 12) == date(2019, 2, 28)
    assert last_month_of(date(2019, 12, 5), 1) == date(2019, 12, 31)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 60))
def test_so_many_months_are_counted_back_as_so_many(first: date, months: int) -> None:
    assert months_of(first, last_month_of(first, months)) == months


@given(st.lists(st.tuples(st.integers(2014, 2019), st.integers(1, 90_000)), max_size=5), st.integers(2014, 2019))
def test_every_year_receives_what_was_paid_in_it_and_nothing_else(rows: list[tuple[int, int]], year: int) -> None:
    payments = [paid(of, amount) for of, amount in rows]
    wanted = sum(amount for of, amount in rows if of == year)
    for policy in (YEARLY, ONCE, VILLAGE_FUND):
        assert weighed(policy, True, year, payments, TODAY).received == Decimal(wanted)
