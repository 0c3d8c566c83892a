"""Printed registers: what they say as of a day, that the four agree at any date, what they never print."""

import random
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import event, select, update

from service.models.record import Record
from service.models.register import Household, Member
from service.register.acts import ActKind
from service.register.fields import Subject, fact_of
from service.register.values import REGISTER_KEY, columns_of, sealed_number
from service.registers.agreement import agreement_of, cards_of
from service.registers.books import county_file, sums_of_book, township_book
from service.registers.card import card_of
from service.registers.gathering import village_on_file
from service.registers.on_file import Total, VillageOnFile
from service.registers.places import place_on_file
from service.registers.sheets import Sheet
from service.registers.village_sheets import (
    GAP,
    duties_list,
    five_clears_sheet,
    measures_list,
    needs_list,
    time_list,
    village_roll,
)
from service.sealing import Seal
from tests.makers import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.service import walking
from tests.service.register_acts import change, people_of

FOUR_LISTS: tuple[Callable[[VillageOnFile, str], Sheet], ...] = (needs_list, time_list, measures_list, duties_list)


def homes(world: World, records: list[int]) -> list[int]:
    with world.database.read() as db:
        rows = db.execute(select(Record.id, Record.household_id).where(Record.id.in_(records)))
        found = {id: household for id, household in rows}  # noqa: C416 (a Row is no pair to mypy)
    return [found[id] for id in records]


def village(world: World, on: date | None = None) -> VillageOnFile:
    with world.database.read() as db:
        return village_on_file(db, VILLAGE, on or world.clock.today())


def test_a_household_stands_in_the_registers_from_its_identification_on(world: World) -> None:
    records = walking.county_review(world, 2)
    world.wait(1)
    before = world.clock.today()
    world.wait(1)
    world.fire("identify", records, "county-approver")
    assert village(world, before).households == ()
    assert cards_of(village(world)) == Total(2, 6)
    (cycle,) = village(world).households[0].cycles
    assert cycle.identified_on == world.clock.today()


def test_after_its_exit_it_stays_with_the_day_of_the_approval(world: World) -> None:
    records = walking.township_reviewed(world, 1)
    world.fire("approve", records, "county-approver")
    (home,) = village(world).households
    assert home.registered
    assert not home.still_poor
    assert home.standing is not None
    assert home.standing.exited_on == world.clock.today()
    with world.database.read() as db:
        (counted,) = place_on_file(db, TOWNSHIP, world.clock.today()).counted
    assert (counted.still_poor, counted.exit_year) == (False, world.clock.today().year)


def test_who_applies_again_after_an_exit_has_still_exited(world: World) -> None:
    records = walking.township_reviewed(world, 1)
    world.fire("approve", records, "county-approver")
    world.fire("relapse", records, "clerk", "收入下降")
    (home,) = village(world).households
    assert [cycle.state for cycle in home.cycles] == ["approved", "applied"]
    assert not home.still_poor
    with world.database.read() as db:
        assert agreement_of(db, COUNTY, world.clock.today()).differing == 0


def test_cards_and_rolls_read_the_register_as_it_stood(world: World) -> None:
    (home,) = homes(world, walking.identified(world, 1))
    first, second, _third = people_of(world, home)
    then = world.clock.today()
    world.wait(1)
    change(world, home, [(Subject.MEMBER, second, {"left_on": world.clock.today(), "left_by": "moved_out"})], born=2)
    change(world, home, [(Subject.MEMBER, first, {"name": "试验改名"})])
    assert (village(world, then).persons, village(world).persons) == (3, 4)
    assert village(world, then).households[0].head_name == "试验员0"
    assert village(world).households[0].head_name == "试验改名"


def test_all_four_lists_speak_of_the_same_households(world: World) -> None:
    walking.assisted(world, 2)
    walking.identified(world, 3)
    found = village(world)
    named = [[row[1:5] for row in each(found, "").tables[0].rows] for each in (*FOUR_LISTS, village_roll)]
    assert len(named[0]) == 5
    assert all(each == named[0] for each in named)


def test_the_sheet_of_the_five_clears_shows_what_is_empty(world: World) -> None:
    walking.assisted(world, 1)
    walking.identified(world, 1)
    (table,) = five_clears_sheet(village(world), "").tables
    assert [row[5:] for row in table.rows] == [("其他", "务工", "产业", "2018", "试验员"), (GAP,) * 5]
    assert table.total[5:] == ("缺 1",) * 5


def test_a_card_masks_numbers_also_those_changed_since(world: World, tmp_path: Path) -> None:
    seal = Seal(tmp_path, REGISTER_KEY)
    (home,) = homes(world, walking.identified(world, 1))
    phone = fact_of(Subject.HOUSEHOLD, "phone")
    with world.database.write() as db:
        sealed = columns_of(phone, sealed_number(phone, "00001234567", seal))
        db.execute(update(Household).where(Household.id == home).values(sealed))
    then = world.clock.today()
    world.wait(1)
    change(world, home, [(Subject.HOUSEHOLD, home, {"phone": sealed_number(phone, "00007654321", seal)})])
    for on, shown in ((then, "000****4567"), (world.clock.today(), "000****4321")):
        found = village(world, on)
        card = card_of(found.households[0], found, "", seal=seal, shows_health=False)
        assert shown in [item.value for item in card.basics]


def test_a_card_tells_health_to_those_alone_who_need_it(world: World, tmp_path: Path) -> None:
    walking.identified(world, 1)
    found = village(world)
    seal = Seal(tmp_path, REGISTER_KEY)
    for shows in (True, False):
        card = card_of(found.households[0], found, "", seal=seal, shows_health=shows)
        assert ("健康状况" in [column.label for column in card.members.columns]) is shows
        assert ("健康" in {cell for row in card.members.rows for cell in row}) is shows


def test_the_book_parts_households_by_state_class_and_cause(world: World) -> None:
    first, second, third = homes(world, walking.identified(world, 3))
    classes = ((first, "subsistence_poor", "illness"), (second, "ordinary_poor", "other"))
    for home, class_, cause in classes:
        change(world, home, [(Subject.HOUSEHOLD, home, {"household_class": class_, "main_cause": cause})])
    change(world, third, born=1)
    with world.database.read() as db:
        found = place_on_file(db, TOWNSHIP, world.clock.today())
    states, by_class, by_cause = township_book(found).tables
    assert states.rows == (("1", "石桥村", "3 / 10", "3 / 10", "", "3 / 10"),)
    assert [column.label for column in by_class.columns[2:]] == ["一般贫困户", "低保贫困户", "未填"]
    assert by_class.total[2:] == ("1 / 3", "1 / 3", "1 / 4")
    assert by_cause.total[2:] == ("1 / 3", "1 / 3", "1 / 4")


def test_the_county_file_names_what_is_on_file_with_its_number(world: World) -> None:
    walking.identified(world, 2)
    with world.database.read() as db:
        sheet = county_file(place_on_file(db, COUNTY, world.clock.today()))
    catalogue = sheet.tables[1]
    assert [row[1:7] for row in catalogue.rows] == [
        ("柳林镇", "石桥村", "汇总文件", f"____-JF01{VILLAGE}-0001", "1", ""),
        ("柳林镇", "石桥村", "贫困户文件", f"____-JF02{VILLAGE}", "2", "6"),
    ]
    assert catalogue.rows[0][7:] == ("1", "3", "2")


def test_gathering_a_village_takes_as_many_statements_for_one_household_as_for_many(world: World) -> None:
    sent: list[str] = []

    def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        sent.append(statement)

    engine = world.database.read_engine
    numbers = []
    for households in (1, 4):
        walking.assisted(world, households)
        event.listen(engine, "before_cursor_execute", count)
        village(world)
        with world.database.read() as db:
            place_on_file(db, COUNTY, world.clock.today())
        event.remove(engine, "before_cursor_execute", count)
        numbers.append(len(sent))
        sent.clear()
    assert numbers[0] == numbers[1]


@pytest.mark.parametrize("seed", [2])
def test_the_four_registers_agree_at_any_date_whatever_was_done(world: World, seed: int) -> None:
    """Random acts over days, and a ledger kept by hand beside them: each register says what the ledger said then."""
    chance = random.Random(seed)
    ids = homes(world, walking.identified(world, 4))
    ledger = dict.fromkeys(ids, 3)
    away: set[int] = set()
    told: dict[date, Total] = {}

    def remember() -> None:
        here = [persons for home, persons in ledger.items() if home not in away]
        told[world.clock.today()] = Total(len(here), sum(here))

    def die(home: int) -> None:
        people = people_of(world, home)
        if people:
            gone = {"left_on": world.clock.today(), "left_by": "died"}
            change(world, home, [(Subject.MEMBER, chance.choice(people), gone)], kind=ActKind.DIED)
            ledger[home] -= 1

    def bear(home: int) -> None:
        change(world, home, born=1, kind=ActKind.BORN)
        ledger[home] += 1

    def marry(home: int) -> None:
        other = chance.choice([each for each in ledger if each != home])
        people = people_of(world, home)
        if people and other not in away:
            moved = (Subject.MEMBER, chance.choice(people), {"household_id": other, "relation": "other"})
            change(world, home, [moved], kind=ActKind.MOVED_IN, other=other)
            ledger[home] -= 1
            ledger[other] += 1

    def come_back(home: int) -> None:
        with world.database.read() as db:
            left = (Member.household_id == home, Member.left_on.is_not(None))
            gone = list(db.scalars(select(Member.id).where(*left)))
        if gone:
            change(world, home, [(Subject.MEMBER, gone[0], {"left_on": None, "left_by": None})])
            ledger[home] += 1

    def move(home: int) -> None:
        there = VILLAGE if home in away else OTHER_VILLAGE
        change(world, home, [(Subject.HOUSEHOLD, home, {"village_code": there})], kind=ActKind.RELOCATED)
        away.symmetric_difference_update({home})

    def register(_home: int) -> None:
        (made,) = homes(world, walking.identified(world, 1))
        ledger[made] = 3

    remember()
    for _act in range(24):
        act = chance.choices((die, bear, marry, come_back, move, register), (5, 4, 4, 2, 2, 1))[0]
        act(chance.choice(sorted(ledger)))
        remember()
        if chance.random() < 0.6:
            world.clock.advance(timedelta(days=1))
    for on, expected in told.items():
        found = village(world, on)
        with world.database.read() as db:
            agreed = agreement_of(db, COUNTY, on)
        (row,) = agreed.villages
        assert (row.cards, row.roll, row.book) == (expected, expected, expected), on
        assert [each.file for each in agreed.townships] == [expected]
        assert all(len(each(found, "").tables[0].rows) == expected.households for each in FOUR_LISTS)


def test_a_register_that_was_changed_past_the_acts_is_seen(world: World) -> None:
    """The control: cards and book do not simply repeat one number."""
    (home, _other) = homes(world, walking.identified(world, 2))
    with world.database.write() as db:
        # As somebody would who changes rows by hand: the household is gone, but no act and no history tells of it.
        db.execute(update(Household).where(Household.id == home).values(dissolved_on=world.clock.today()))
    with world.database.read() as db:
        (row,) = agreement_of(db, VILLAGE, world.clock.today()).villages
        assert sums_of_book(place_on_file(db, VILLAGE, world.clock.today()))[VILLAGE] == Total(1, 3)
    assert not row.agrees
    assert row.by_history == 2
