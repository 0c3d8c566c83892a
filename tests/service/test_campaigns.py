"""The yearly round: one decision of the year on every household, with its survey, changed only openly."""

from datetime import date

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from service.campaigns.households import OnRoll, Tally, households_on_roll, left_otherwise, tallies, total
from service.campaigns.last_year import LastYear, of_last_year
from service.campaigns.opening import open_round
from service.campaigns.rolls import roll_row
from service.competence import ActRefused
from service.models.campaign import RollHousehold, YearlyDecision
from tests.makers import COUNTY, VILLAGE, World
from tests.service import walking
from tests.service.rounds import answered, decided, deciding, homes_of, opened, refused, roll_now, step, surveyed


def on_roll(world: World, roll_id: int) -> list[OnRoll]:
    with world.database.read() as db:
        return households_on_roll(db.connection(), roll_row(db.connection(), roll_id).round_of_year, VILLAGE)


def tally(world: World, roll_id: int) -> Tally:
    with world.database.read() as db:
        return total(tallies(db.connection(), roll_row(db.connection(), roll_id).round_of_year, COUNTY, 12))


def before(world: World, roll_id: int) -> list[LastYear]:
    with world.database.read() as db:
        return of_last_year(db.connection(), roll_row(db.connection(), roll_id), VILLAGE)


# --- opening ---------------------------------------------------------------------------------------------------


def test_a_round_begins_with_everybody_who_is_poor_and_nobody_else(world: World) -> None:
    poor = walking.assisted(world, 2)
    walking.applied(world, 1)
    roll = opened(world)
    with world.database.read() as db:
        assert set(db.scalars(select(RollHousehold.record_id).where(RollHousehold.roll_id == roll))) == set(poor)
    assert {each.record_id for each in on_roll(world, roll)} == set(poor)


def test_who_is_identified_or_leaves_in_the_year_stands_on_the_roll_whenever_it_was_opened(world: World) -> None:
    left = walking.approved(world, 1)
    roll = opened(world)
    later = walking.identified(world, 1)
    found = {each.record_id: each.suggested for each in on_roll(world, roll)}
    assert found == {left[0]: "exit", later[0]: "new"}


def test_a_household_whose_members_all_died_or_moved_needs_no_decision(world: World) -> None:
    ids = walking.assisted(world, 2)
    roll = opened(world)
    world.file("closing_proof", ids[:1], {"cause": "death"})
    world.fire("close", ids[:1], "township", "全户自然减少")
    assert [each.record_id for each in on_roll(world, roll)] == ids[1:]
    with world.database.read() as db:
        left = left_otherwise(db.connection(), roll_row(db.connection(), roll).round_of_year, VILLAGE)
    assert left == {"closed": 1}


def test_a_year_is_opened_once_by_the_county_for_a_year_that_has_begun(world: World) -> None:
    with pytest.raises(ActRefused) as raised:
        opened(world, year=2019)
    assert refused(raised) == {"year": ["year_not_begun"]}
    with pytest.raises(ActRefused) as raised:
        opened(world, login="township")
    assert refused(raised) == {"": ["role_may_not"]}
    opened(world, login="data")
    with pytest.raises(ActRefused) as raised:
        opened(world)
    assert refused(raised) == {"year": ["round_opened_before"]}
    data, at = world.actor("data"), world.tick()
    with world.database.write() as db, pytest.raises(ActRefused) as raised:
        open_round(db, VILLAGE, year=2017, deadline_on=date(2018, 1, 1), actor=data, at=at)
    assert refused(raised) == {"": ["round_of_a_county"], "deadline_on": ["deadline_past"]}


# --- last year -------------------------------------------------------------------------------------------------


def test_last_years_exits_and_relapses_are_confirmed_before_the_year_is_decided(world: World) -> None:
    left, again = walking.approved(world, 1), walking.approved(world, 1)
    world.fire("relapse", again, "clerk", "因灾返贫")
    world.clock.advance_to(date(2019, 1, 7))
    roll = opened(world, 2019)
    assert {(each.record_id, each.kind, each.stands) for each in before(world, roll)} >= {
        (left[0], "exit", True),
        (again[0], "exit", False),
    }
    assert [each.kind for each in before(world, roll)].count("relapse") == 1
    with pytest.raises(ActRefused) as raised:
        step(world, roll, "begin", "township")
    assert refused(raised) == {"": ["last_year_not_confirmed"]}
    assert answered(world, roll) == 3
    step(world, roll, "begin", "township")
    assert roll_now(world, roll).state == "deciding"


def test_an_exit_that_is_not_confirmed_needs_words_and_must_not_stand(world: World) -> None:
    left = walking.approved(world, 1)
    walking.assisted(world, 1)
    world.clock.advance_to(date(2019, 1, 7))
    roll = opened(world, 2019)
    with pytest.raises(ActRefused) as raised:
        answered(world, roll, confirmed=False)
    assert refused(raised) == {"reason": ["reason_needed"]}
    answered(world, roll, confirmed=False, why="住房安全未落实")
    step(world, roll, "begin", "township")
    with pytest.raises(ActRefused) as raised:
        step(world, roll, "submit", "township")
    assert "unconfirmed_exits_stand" in refused(raised)[""]
    world.find(left)
    world.fire("revoke", left, "county-approver", "错退")
    assert [each.unsettled for each in before(world, roll)] == [False]
    with pytest.raises(ActRefused) as raised:
        answered(world, roll, confirmed=True)
    assert refused(raised) == {"reason": ["reason_needed"]}, "an answer is changed with words only"


# --- deciding --------------------------------------------------------------------------------------------------


def test_a_decision_needs_this_years_survey(world: World) -> None:
    ids = walking.assisted(world, 2)
    roll = opened(world)
    deciding(world, roll)
    surveyed(world, ids, 2017)
    surveyed(world, ids[:1])
    with pytest.raises(ActRefused) as raised:
        decided(world, roll)
    assert refused(raised) == {"": ["surveys_missing"]}
    assert decided(world, roll, ids[:1]) == 1
    assert [each.decision for each in on_roll(world, roll)] == ["new", None]


def test_a_whole_village_is_decided_in_one_act_as_its_records_stand(world: World) -> None:
    stays, left, fresh = walking.assisted(world, 2), walking.approved(world, 1), walking.identified(world, 1)
    # All were identified this year: who is assisted is new, too.
    roll = opened(world)
    deciding(world, roll)
    surveyed(world, [*stays, *left, *fresh])
    assert decided(world, roll) == 4
    assert {each.record_id: each.decision for each in on_roll(world, roll)} == {
        **dict.fromkeys([*stays, *fresh], "new"),
        left[0]: "exit",
    }
    assert decided(world, roll) == 0, "the same again is no second decision"
    assert tally(world, roll) == Tally(4, 4, 4, 0, 0, {"new": 3, "exit": 1})


def test_a_changed_decision_is_a_new_row_that_says_why(world: World) -> None:
    (record,) = walking.assisted(world, 1)
    roll = opened(world)
    deciding(world, roll)
    surveyed(world, [record])
    decided(world, roll)
    with pytest.raises(ActRefused) as raised:
        decided(world, roll, decision="exit")
    assert refused(raised) == {"reason": ["reason_needed"]}
    decided(world, roll, decision="exit", why="拟年内退出")
    with world.database.read() as db:
        rows = db.execute(select(YearlyDecision.seq, YearlyDecision.decision).order_by(YearlyDecision.seq)).all()
    assert [tuple(row) for row in rows] == [(1, "new"), (2, "exit")]
    assert [each.decision for each in on_roll(world, roll)] == ["exit"]


def test_the_database_knows_one_decision_of_the_year_only(world: World) -> None:
    (record,) = walking.assisted(world, 1)
    roll = opened(world)
    deciding(world, roll)
    surveyed(world, [record])
    decided(world, roll)
    (home,) = homes_of(world, roll).values()
    row = {
        "campaign_id": roll_now(world, roll).campaign_id,
        "household_id": home,
        "seq": 1,
        "roll_id": roll,
        "record_id": record,
        "decision": "exit",
        "reason": "",
        "decided_by": world.people["clerk"],
        "role": "village_clerk",
        "post_region_code": VILLAGE,
        "decided_at": world.clock.now(),
    }
    # SQLite's trigger answers before the key does.
    with pytest.raises(IntegrityError), world.database.write() as db:
        db.execute(insert(YearlyDecision), [row])


def test_a_decision_that_contradicts_the_record_is_told_and_keeps_the_roll_open(world: World) -> None:
    (record,) = walking.assisted(world, 1)
    roll = opened(world)
    deciding(world, roll)
    surveyed(world, [record])
    decided(world, roll, decision="exit")
    (found,) = on_roll(world, roll)
    assert [each.code for each in found.disagrees(2018)] == ["exit_not_proposed"]
    assert tally(world, roll).disagreeing == 1
    with pytest.raises(ActRefused) as raised:
        step(world, roll, "submit", "township")
    assert refused(raised) == {"": ["decisions_disagree"]}
    walking.exit_papers(world, [record])
    world.fire("propose_exit", [record], "clerk")
    assert on_roll(world, roll)[0].disagrees(2018) == []
    step(world, roll, "submit", "township")
    assert roll_now(world, roll).state == "submitted"


@pytest.mark.parametrize("decision", ["new", "continued", "exit"])
def test_counting_in_the_database_and_weighing_each_household_come_to_the_same(world: World, decision: str) -> None:
    ids = [*walking.assisted(world, 1), *walking.approved(world, 1), *walking.verified(world, 1)]
    roll = opened(world)
    deciding(world, roll)
    surveyed(world, ids)
    decided(world, roll, decision=decision)
    found, counted = on_roll(world, roll), tally(world, roll)
    assert counted.disagreeing == sum(bool(each.disagrees(2018)) for each in found)
    assert counted.exits_pending == sum(bool(each.pending(2018)) for each in found)
    assert counted.decided == len(found) == 3


def test_only_the_villages_clerk_decides_and_only_of_the_village(world: World) -> None:
    ids = walking.assisted(world, 1)
    roll = opened(world)
    deciding(world, roll)
    surveyed(world, ids)
    for login, code in (
        ("township", "role_may_not"),
        ("team", "role_may_not"),
        ("other-clerk", "outside_jurisdiction"),
    ):
        with pytest.raises(ActRefused) as raised:
            decided(world, roll, login=login)
        assert refused(raised) == {"": [code]}


def test_a_round_that_is_closed_late_speaks_of_its_own_year(world: World) -> None:
    """An exit approved in January is the next year's: the roll of the old year cannot call it one of its own."""
    ids = walking.township_reviewed(world, 1)
    roll = opened(world)
    deciding(world, roll)
    decided(world, roll, decision="exit")
    world.clock.advance_to(date(2019, 1, 7))
    world.fire("approve", ids, "county-approver")
    (found,) = on_roll(world, roll)
    assert (found.standing.state, found.standing.approved) == ("township_reviewed", False)
    assert [each.code for each in found.pending(2018)] == ["exit_not_approved"]
