"""What households are entitled to against what they received, on both engines."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import event, insert, select, update

from service.models.register import Household
from service.models.register_history import FieldChange, RegisterAct
from service.models.rules import Policy
from service.queries.entitled_people import standing_in
from service.queries.entitlement import met_by
from service.queries.payments import payments_around
from service.rules.policies_of_plans import load_policies
from tests.makers import OTHER_VILLAGE, VILLAGE, World
from tests.service import walking
from tests.service.policies import at_school, become, bring_in, found, pay, people, policy, weighed_village
from workflows.benefits import Unit
from workflows.entitlement import Standing

UNREGISTERED, POOR, EXITED = Standing.UNREGISTERED, Standing.POOR, Standing.EXITED


@pytest.fixture
def home(world: World) -> int:
    """A household that was identified in 2018, with a boarder at primary school."""
    walking.identified(world, 1)
    at_school(world, 1)
    bring_in(world, "primary_boarder")
    return 1


def test_a_boarder_of_a_poor_household_is_entitled_and_misses_it_once_the_year_is_over(world: World, home: int) -> None:
    boarder = people(world, home)[-1]
    (row,) = weighed_village(world).rows
    assert (row.who.member_id, row.weighed.due) == (boarder, Decimal(1000))
    assert not row.weighed.findings
    world.clock.advance_to(date(2019, 1, 7))
    assert found(world, "primary_boarder") == {boarder: ["missing"]}


def test_what_was_paid_is_received(world: World, home: int) -> None:
    pay(world, "primary_boarder", (home, people(world, home)[-1], "1000"))
    (row,) = weighed_village(world).rows
    assert row.weighed.received == Decimal(1000)
    assert not row.weighed.findings


def test_a_fact_that_nobody_recorded_is_told_and_not_guessed(world: World, home: int) -> None:
    become(world, people(world, home)[-1], boarding=None)
    (row,) = weighed_village(world).rows
    assert row.judgement.missing == ("boarding",)
    assert [each.kind.value for each in row.weighed.findings] == ["unsaid"]


def test_a_household_without_a_record_is_entitled_to_nothing(world: World) -> None:
    (poor_not,) = world.households(1)
    at_school(world, poor_not)
    bring_in(world, "primary_boarder")
    assert weighed_village(world, household_id=poor_not).rows == ()


def test_after_an_exit_the_policies_continue(world: World) -> None:
    walking.approved(world, 1)
    at_school(world, 1)
    bring_in(world, "primary_boarder")
    assert [row.judgement.met for row in weighed_village(world).rows] == [True]


@pytest.mark.parametrize(
    ("year", "state", "since", "identified_in", "exited_in", "standing"),
    [
        (2015, "approved", date(2017, 3, 1), 2016, 2017, UNREGISTERED),
        (2016, "approved", date(2017, 3, 1), 2016, 2017, POOR),
        (2017, "approved", date(2017, 3, 1), 2016, 2017, EXITED),
        (2018, "archived", date(2018, 3, 1), 2016, 2017, EXITED),
        (2018, "assisted", date(2018, 1, 1), 2016, None, POOR),
        (2018, "strike_off_proposed", date(2018, 1, 1), 2016, None, POOR),
        (2018, "applied", date(2018, 1, 1), None, None, UNREGISTERED),
        # A second cycle is being looked into: the first one ended with an exit.
        (2018, "applied", date(2018, 1, 1), 2016, None, EXITED),
        (2017, "struck_off", date(2018, 1, 1), 2016, None, POOR),
        (2018, "struck_off", date(2018, 1, 1), 2016, None, UNREGISTERED),
        (2018, None, None, None, None, UNREGISTERED),
    ],
)
def test_where_a_household_stood_in_a_year(
    year: int,
    state: str | None,
    since: date | None,
    identified_in: int | None,
    exited_in: int | None,
    standing: Standing,
) -> None:
    assert standing_in(year, state, since, identified_in, exited_in) is standing


def test_a_past_year_is_weighed_by_the_facts_of_its_end(world: World, home: int) -> None:
    boarder = people(world, home)[-1]
    world.clock.advance_to(date(2019, 9, 2))
    with world.database.write() as db:
        told = {
            "key": "r" * 8,
            "kind": "updated",
            "village_code": VILLAGE,
            "effective_on": date(2019, 9, 1),
            "reason": "",
        }
        post = {"acted_by": world.people["clerk"], "role": "village_clerk", "post_region_code": VILLAGE}
        act = db.scalar(
            insert(RegisterAct)
            .values(**told, **post, household_id=home, acted_at=world.clock.now())
            .returning(RegisterAct.id)
        )
        change = {"subject": "member", "subject_id": boarder, "field": "schooling", "old": "primary", "new": "grade_7"}
        db.execute(insert(FieldChange).values(act_id=act, seq=1, **change))
    become(world, boarder, schooling="grade_7")
    assert found(world, "primary_boarder", 2018) == {boarder: ["missing"]}
    assert found(world, "primary_boarder", 2019) == {}
    assert [row.who.member_id for row in weighed_village(world, household_id=home).rows] == [boarder]


def test_a_county_row_takes_the_place_of_the_one_above_it_and_a_newer_one_of_the_older(world: World, home: int) -> None:
    assert policy(world, "primary_boarder").terms.amount == Decimal(1000)
    bring_in(world, "primary_boarder", amount=Decimal(1200))
    assert policy(world, "primary_boarder").terms.amount == Decimal(1200)


def test_a_policy_is_ended_by_a_row_with_its_last_year(world: World, home: int) -> None:
    bring_in(world, "primary_boarder", to_year=2017)
    assert weighed_village(world).rows == ()


def test_a_policy_over_health_is_shown_to_those_only_who_need_to_know(world: World, home: int) -> None:
    become(world, people(world, home)[0], health="disabled")
    bring_in(world, "disability_allowance")
    codes = [row.policy.code for row in weighed_village(world).rows]
    assert codes == ["primary_boarder", "disability_allowance"]
    assert [row.policy.code for row in weighed_village(world, knows_health=False).rows] == ["primary_boarder"]


def test_the_team_receives_seven_thousand_a_year_and_the_village_eighty_thousand_in_three(world: World) -> None:
    world.designate("village", VILLAGE)
    bring_in(world, "team_funds", "village_fund")
    pay(world, "team_funds", (None, None, "7000"))
    pay(world, "village_fund", (None, None, "80000"))
    rows = {row.policy.code: row.weighed for row in weighed_village(world).rows}
    assert {code: (each.received, each.findings) for code, each in rows.items()} == {
        "team_funds": (Decimal(7000), ()),
        "village_fund": (Decimal(80_000), ()),
    }


def test_a_household_that_moves_takes_its_payments_along(world: World, home: int) -> None:
    pay(world, "primary_boarder", (home, people(world, home)[-1], "1000"))
    with world.database.write() as db:
        db.execute(update(Household).where(Household.id == home).values(village_code=OTHER_VILLAGE))
        assert [each.household_id for each in payments_around(db, OTHER_VILLAGE)] == [home]
        assert payments_around(db, VILLAGE) == []


def test_the_policies_of_the_plans_are_loaded_once_each_with_section_and_sentence(world: World) -> None:
    with world.database.write() as db:
        assert not load_policies(db.connection(), world.clock.now())
        rows = db.execute(select(Policy.region_code, Policy.code, Policy.amount, Policy.often, Policy.source)).all()
    amounts = {(row.region_code, row.code): (row.amount, row.often) for row in rows}
    assert {code: amounts["6107", code] for code in ("preschool_allowance", "junior_boarder", "senior_grant")} == {
        "preschool_allowance": (Decimal(750), "yearly"),
        "junior_boarder": (Decimal(1250), "yearly"),
        "senior_grant": (Decimal(2000), "yearly"),
    }
    # The plans conflict; the region decides.
    assert amounts["6107", "vocational_aid"] == (Decimal(3000), "once")
    assert amounts["23", "vocational_living"] == (Decimal(3000), "yearly")
    assert all("（" in row.source for row in rows)


def test_a_rule_is_tried_out_before_it_is_entered(world: World, home: int) -> None:
    rule = policy(world, "primary_boarder").rule
    with world.database.read() as db:
        assert met_by(db, VILLAGE, Unit.PERSON, rule, 2018, world.clock.today()) == (1, 1)
        assert met_by(db, VILLAGE, Unit.HOUSEHOLD, rule, 2018, world.clock.today()) == (1, 3)


def test_the_number_of_statements_does_not_grow_with_the_village(world: World) -> None:
    bring_in(world, "primary_boarder", "medical_insurance")
    sent: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    def statements() -> int:
        sent.clear()
        weighed_village(world, 2017)
        return len(sent)

    walking.identified(world, 1)
    event.listen(world.database.read_engine, "before_cursor_execute", count)
    few = statements()
    walking.identified(world, 4)
    many = statements()
    event.remove(world.database.read_engine, "before_cursor_execute", count)
    assert few == many <= 8
