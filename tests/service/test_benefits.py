"""Entering what was received: what is refused, what asks for a reason, and how an entry is taken back."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import func, select, update

from service.benefits import entering
from service.benefits.entering import AlreadyOnFile, take_back
from service.competence import ActRefused
from service.models.benefit import Benefit
from service.models.register import Household
from tests.makers import OTHER_VILLAGE, World
from tests.service import walking
from tests.service.policies import at_school, become, bring_in, found, pay, people, weighed_village

TAPER = {"from_on": date(2018, 10, 1), "to_on": date(2019, 9, 30)}
LONGER = {"from_on": date(2018, 10, 1), "to_on": date(2019, 10, 31)}


def boarder_of(world: World) -> tuple[int, int]:
    """A boarder at primary school of a household that was identified."""
    walking.identified(world, 1)
    bring_in(world, "primary_boarder")
    return 1, at_school(world, 1)


@pytest.fixture
def boarder(world: World) -> tuple[int, int]:
    return boarder_of(world)


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> dict[str, list[str]]:
    return {field: [each.code for each in reasons] for field, reasons in refused.value.reasons.items()}


def on_file(world: World) -> int:
    with world.database.read() as db:
        return db.execute(select(func.count()).select_from(Benefit)).scalar_one()


def test_a_second_payment_is_refused_with_the_one_that_stands(world: World, boarder: tuple[int, int]) -> None:
    pay(world, "primary_boarder", (*boarder, "1000"))
    with pytest.raises(ActRefused) as refused:
        pay(world, "primary_boarder", (*boarder, "1000"))
    assert codes(refused) == {"again": ["benefit_stands"]}
    (why,) = refused.value.reasons["again"]
    assert why.figures["on"] == date(2018, 9, 10)
    assert on_file(world) == 1


def test_a_payment_that_was_truly_made_twice_is_put_on_file_with_its_reason(
    world: World, boarder: tuple[int, int]
) -> None:
    pay(world, "primary_boarder", (*boarder, "1000"))
    with pytest.raises(ActRefused):
        pay(world, "primary_boarder", (*boarder, "1000"), again=True)
    pay(world, "primary_boarder", (*boarder, "1000"), again=True, reason="名单重复，正在追回")
    assert found(world, "primary_boarder") == {boarder[1]: ["twice"]}


def test_the_next_year_is_no_second_payment(world: World, boarder: tuple[int, int]) -> None:
    pay(world, "primary_boarder", (*boarder, "1000"))
    world.clock.advance_to(date(2019, 9, 10))
    pay(world, "primary_boarder", (*boarder, "1000"), year=2019, paid_on=date(2019, 9, 10))
    assert on_file(world) == 2


def test_what_is_outside_the_rule_asks_for_a_reason_and_stays_marked(world: World, boarder: tuple[int, int]) -> None:
    head = people(world, boarder[0])[0]
    with pytest.raises(ActRefused) as refused:
        pay(world, "primary_boarder", (boarder[0], head, "1000"))
    assert codes(refused) == {"reason": ["benefit_outside_rule"]}
    pay(world, "primary_boarder", (boarder[0], head, "1000"), reason="村民代表会议同意")
    assert found(world, "primary_boarder")[head] == ["outside"]
    with world.database.read() as db:
        assert db.scalars(select(Benefit.beyond)).all() == [True]


def test_more_than_the_policy_gives_asks_for_a_reason(world: World, boarder: tuple[int, int]) -> None:
    with pytest.raises(ActRefused) as refused:
        pay(world, "primary_boarder", (*boarder, "1250"))
    assert codes(refused) == {"reason": ["benefit_above_amount"]}


def test_a_form_with_holes_or_impossible_amounts_is_refused(world: World, boarder: tuple[int, int]) -> None:
    for changes, field, code in (
        ({"year": 2019, "paid_on": date(2018, 9, 10)}, "year", "number_out_of_bounds"),
        ({"paid_on": date(2019, 1, 1)}, "paid_on", "day_in_future"),
        ({"fund": " "}, "fund", "fund_missing"),
    ):
        with pytest.raises(ActRefused) as refused:
            pay(world, "primary_boarder", (*boarder, "1000"), **changes)
        assert codes(refused) == {field: [code]}
    for amount in ("0", "-1", "10.005", "99999999"):
        with pytest.raises(ActRefused) as refused:
            pay(world, "primary_boarder", (*boarder, amount))
        assert codes(refused) == {"": ["amount_out_of_bounds"]}


def test_nobody_of_another_household_or_village_is_paid_by_mistake(world: World, boarder: tuple[int, int]) -> None:
    (elsewhere,) = world.households(1, OTHER_VILLAGE)
    for household, member in ((boarder[0], people(world, elsewhere)[0]), (elsewhere, people(world, elsewhere)[0])):
        with pytest.raises(ActRefused) as refused:
            pay(world, "primary_boarder", (household, member, "1000"))
        assert codes(refused) == {"": ["not_of_this_household"]}
    with pytest.raises(ActRefused) as refused:
        pay(world, "primary_boarder", (boarder[0], None, "1000"))
    assert codes(refused) == {"policy": ["another_unit"]}


def test_who_does_not_bring_it_to_the_household_enters_nothing(world: World, boarder: tuple[int, int]) -> None:
    for login in ("other-clerk", "auditor", "county-approver"):
        with pytest.raises(ActRefused):
            pay(world, "primary_boarder", (*boarder, "1000"), login=login)


def test_one_form_sent_twice_is_one_payment(world: World, boarder: tuple[int, int]) -> None:
    key = uuid4().hex
    pay(world, "primary_boarder", (*boarder, "1000"), key=key)
    with pytest.raises(AlreadyOnFile):
        pay(world, "primary_boarder", (*boarder, "1000"), key=key)
    assert on_file(world) == 1


def test_twelve_months_of_phased_out_subsistence_and_longer_with_a_disabled_member_and_a_reason(world: World) -> None:
    walking.approved(world, 1)
    with world.database.write() as db:
        db.execute(update(Household).where(Household.id == 1).values(household_class="subsistence_poor"))
    bring_in(world, "subsistence_taper")
    with pytest.raises(ActRefused) as refused:
        pay(world, "subsistence_taper", (1, None, "2400"), **LONGER)
    assert codes(refused) == {"reason": ["benefit_too_long"]}
    become(world, people(world, 1)[2], health="disabled")
    (benefit,) = pay(world, "subsistence_taper", (1, None, "2400"), **LONGER, reason="残疾人家庭延长一个月")
    with world.database.read() as db:
        assert db.scalars(select(Benefit.beyond).where(Benefit.id == benefit)).one() is False
    world.clock.advance_to(date(2019, 9, 10))
    (row,) = weighed_village(world, 2019).rows
    assert row.weighed.ends_on == date(2019, 10, 31)
    assert [each.kind.value for each in row.weighed.findings] == ["too_long", "ending"]
    assert row.weighed.explained


def test_an_entry_that_was_a_mistake_is_reversed_by_another_and_both_stay(
    world: World, boarder: tuple[int, int]
) -> None:
    (benefit,) = pay(world, "primary_boarder", (*boarder, "1000"))
    with pytest.raises(ActRefused) as refused, world.database.write() as db:
        take_back(db, benefit, " ", actor=world.actor("clerk"), at=world.tick(), key=uuid4().hex)
    assert codes(refused) == {"reason": ["reversal_without_reason"]}
    with world.database.write() as db:
        take_back(db, benefit, "记错了人", actor=world.actor("clerk"), at=world.tick(), key=uuid4().hex)
    assert on_file(world) == 2
    (row,) = weighed_village(world).rows
    assert not row.weighed.paid
    with pytest.raises(ActRefused) as refused, world.database.write() as db:
        take_back(db, benefit, "再次", actor=world.actor("clerk"), at=world.tick(), key=uuid4().hex)
    assert codes(refused) == {"": ["benefit_reversed_before"]}
    pay(world, "primary_boarder", (*boarder, "1000"))


def both_pay(world: World, boarder: tuple[int, int]) -> list[str]:
    """Two clerks put the same payment on file at the same moment."""
    start = Barrier(2)

    def one(_number: int) -> str:
        start.wait()
        try:
            pay(world, "primary_boarder", (*boarder, "1000"))
        except ActRefused:
            return "refused"
        return "entered"

    with ThreadPoolExecutor(2) as clerks:
        return sorted(clerks.map(one, range(2)))


def test_of_two_clerks_at_one_moment_the_second_sees_the_first(pg_world: World) -> None:
    assert both_pay(pg_world, boarder_of(pg_world)) == ["entered", "refused"]


def test_without_the_lock_both_would_pay(pg_world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    boarder = boarder_of(pg_world)
    between = Barrier(2)
    weighing = entering.Weighing

    class Slow(weighing):  # type: ignore[misc, valid-type]
        def weigh(self, to: Any) -> Any:
            said = super().weigh(to)
            between.wait(10)
            return said

    monkeypatch.setattr(entering, "_lock", lambda *_nothing: None)
    monkeypatch.setattr(entering, "Weighing", Slow)
    assert both_pay(pg_world, boarder) == ["entered", "entered"]
