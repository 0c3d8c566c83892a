"""Planned against actual, and who is past the planned year: the first plan counts, and nothing hides a missed year."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from service.competence import ActRefused
from service.demonstration.targets import CATEGORIES_FILE, TARGETS_FILE, load_categories
from service.models.campaign import Slippage
from service.models.target import Target, TargetCategory
from service.queries.progress import Progress, progress_of
from service.queries.slippage import Lateness, late_household, late_place, lateness
from service.queries.targets import targets_shown
from service.slippage import explain
from service.target_checks import checks_of, wrong_categories
from service.web.chart import chart_of
from tests.makers import CITY, COUNTY, OTHER_VILLAGE, VILLAGE, World
from tests.service import walking

PLAN = {"planned_exit_year": 2018, "handbook_number": "A1", "plan": "一户一法"}


def promise(world: World, **values: Any) -> None:
    """One number of a plan."""
    row = {
        "region_code": VILLAGE,
        "unit": "household",
        "from_year": 2018,
        "year": 2018,
        "planned": 2,
        "derived": False,
        "total": False,
        "quote": "计划",
        "source": "D3",
        "actual_certain": False,
    }
    with world.database.write() as db:
        db.execute(insert(Target).values({**row, **values}))


def progress(world: World, code: str = VILLAGE, unit: str = "household", login: str = "auditor") -> Progress | None:
    with world.database.read() as db:
        return progress_of(db, world.actor(login), code, unit, world.clock.today())


def numbers(found: Progress | None) -> list[tuple[int, int | None, int | None, int | None]]:
    assert found
    return [(year.year, year.by_targets, year.by_plans, year.actual) for year in found.years]


def late(world: World, place: str = COUNTY, login: str = "auditor") -> Lateness:
    with world.database.read() as db:
        return lateness(db, world.actor(login), place, world.clock.today())


def household_of(found: Lateness, place: int = 0) -> int:
    household_id = found.households[place].household_id
    assert household_id is not None
    return household_id


def explained(world: World, household_id: int, text: str, *, expected: int | None = None, login: str = "clerk") -> None:
    actor, at = world.actor(login), world.tick()
    with world.database.write() as db:
        found = late_household(db, actor, household_id, world.clock.today())
        explain(db, found, explanation=text, expected_year=expected, actor=actor, at=at)


# --- progress --------------------------------------------------------------------------------------------------


def test_plan_and_exits_are_summed_up_from_the_beginning(world: World) -> None:
    promise(world, from_year=2016, year=2016, planned=1)
    promise(world, planned=2)
    promise(world, from_year=2016, planned=3, total=True)
    walking.approved(world, 2)
    walking.assisted(world, 1)
    assert numbers(progress(world)) == [(2016, 1, None, 0), (2017, 1, None, 0), (2018, 3, 3, 2)]


def test_years_ahead_have_a_plan_and_nothing_done_yet(world: World) -> None:
    promise(world, from_year=2020, year=2020, planned=4)
    walking.approved(world, 1)
    found = numbers(progress(world))
    assert found[0] == (2018, None, 1, 1)
    assert found[-1] == (2020, 4, 1, None)


def test_without_a_published_number_the_households_own_plans_are_the_measure(world: World) -> None:
    walking.assisted(world, 2)
    found = progress(world)
    assert numbers(found) == [(2018, None, 2, 0)]
    assert found
    assert (found.years[0].planned, found.years[0].behind, found.sources) == (2, 2, ())
    assert numbers(progress(world, unit="person")) == [(2018, None, 6, 0)]


def test_a_plan_filed_later_does_not_move_a_missed_year(world: World) -> None:
    ids = walking.assisted(world, 1)
    world.file("assistance_plan", ids, {**PLAN, "planned_exit_year": 2025})
    assert numbers(progress(world)) == [(2018, None, 1, 0)]


def test_a_city_whose_plan_sums_up_its_counties_is_measured_by_them(world: World) -> None:
    promise(world, region_code=CITY, unit="county", from_year=2016, planned=2, total=True)
    promise(world, region_code=COUNTY, unit="county", from_year=2016, year=2016, planned=1, actual_year=2018)
    promise(world, region_code="990102", unit="county", from_year=2017, year=2017, planned=1)
    found = progress(world, CITY, "county", "city")
    assert numbers(found) == [(2016, 1, None, 0), (2017, 2, None, 0), (2018, 2, None, 1)]


def test_outside_the_jurisdiction_only_what_is_published_is_shown(world: World) -> None:
    promise(world)
    walking.approved(world, 1)
    assert numbers(progress(world, login="other-clerk")) == [(2018, 2, None, None)]
    assert progress(world, COUNTY, "person", "other-clerk") is None
    assert progress(world, "998877", login="province") is None


def test_the_chart_has_a_bar_for_every_year_past_and_a_point_for_every_year_planned(world: World) -> None:
    promise(world, planned=188, from_year=2016, year=2016)
    promise(world, planned=12, from_year=2020, year=2020)
    walking.approved(world, 1)
    found = progress(world)
    assert found
    chart = chart_of(found.years)
    assert chart
    assert [tick.label for tick in chart.years] == ["2016", "2017", "2018", "2019", "2020"]
    assert (len(chart.bars), len(chart.marks)) == (3, 5)
    assert all(chart.top <= bar.y <= chart.bottom for bar in chart.bars)
    assert chart_of([]) is None


# --- past the planned year -------------------------------------------------------------------------------------


def test_who_has_not_left_in_the_planned_year_is_late_once_that_is_over(world: World) -> None:
    walking.assisted(world, 1)
    assert late(world).late_households == 0
    world.clock.advance_to(date(2019, 1, 1))
    found = late(world)
    assert (found.late_households, found.unexplained) == (1, 1)
    assert [(each.planned_year, each.left_in) for each in found.households] == [(2018, None)]


def test_who_left_after_the_planned_year_is_asked_too(world: World) -> None:
    ids = walking.township_reviewed(world, 1)
    on_time = walking.approved(world, 1)
    world.clock.advance_to(date(2019, 1, 7))
    world.fire("approve", ids, "county-approver")
    found = late(world)
    assert [each.left_in for each in found.households] == [2019]
    assert on_time[0] not in [each.household_id for each in found.households]


def test_who_left_the_register_in_another_way_missed_no_year(world: World) -> None:
    ids = walking.assisted(world, 1)
    world.clock.advance_to(date(2019, 1, 7))
    world.file("closing_proof", ids, {"cause": "death"})
    world.fire("close", ids, "township", "全户自然减少")
    assert late(world).late_households == 0


def test_an_explanation_is_kept_with_author_and_day_and_the_unexplained_come_first(world: World) -> None:
    walking.assisted(world, 2)
    world.clock.advance_to(date(2019, 1, 7))
    first = household_of(late(world))
    explained(world, first, " 产业项目推迟 ", expected=2019)
    explained(world, first, "产业项目再推迟", expected=2020)
    found = late(world)
    assert [each.explained is None for each in found.households] == [True, False]
    assert found.unexplained == 1
    told = found.households[1].explained
    assert told
    assert (told.text, told.expected_year, told.role) == ("产业项目再推迟", 2020, "village_clerk")
    with world.database.read() as db:
        assert len(db.scalars(select(Slippage)).all()) == 2, "what was said before stays on file"


def test_an_explanation_says_something_and_looks_ahead(world: World) -> None:
    walking.assisted(world, 1)
    world.clock.advance_to(date(2019, 1, 7))
    home = household_of(late(world))
    with pytest.raises(ActRefused) as raised:
        explained(world, home, "  ", expected=2018)
    codes = {field: [each.code for each in found] for field, found in raised.value.reasons.items()}
    assert codes == {"explanation": ["explanation_missing"], "expected_year": ["expected_year_past"]}
    with pytest.raises(ActRefused):
        explained(world, home, "推迟", login="auditor")


def test_what_is_not_late_needs_no_explanation(world: World) -> None:
    walking.assisted(world, 1)
    (home,) = world.households(1)
    with pytest.raises(ActRefused) as raised:
        explained(world, home, "推迟")
    assert [each.code for each in raised.value.reasons[""]] == ["not_past_its_year"]


def test_villages_and_counties_are_late_by_their_plan_and_record(world: World) -> None:
    promise(world, unit="village", planned=1, from_year=2017, year=2017)
    promise(world, region_code=COUNTY, unit="county", planned=1, from_year=2016, year=2016, actual_year=2018)
    promise(world, region_code=OTHER_VILLAGE, unit="village", planned=1, from_year=2017, year=2017)
    found = late(world)
    assert [(each.subject, each.planned_year, each.left_in) for each in found.places] == [
        ("county", 2016, 2018),
        ("village", 2017, None),
    ], "the other county's village is not in the jurisdiction"
    clerk, at = world.actor("clerk"), world.tick()
    with world.database.write() as db:
        place = late_place(db, clerk, "village", VILLAGE, world.clock.today())
        explain(db, place, explanation="集体收入未达标", expected_year=2019, actor=clerk, at=at)
    assert [each.explained is not None for each in late(world).places] == [False, True]


def test_one_sees_who_is_late_in_ones_own_place_only(world: World) -> None:
    walking.assisted(world, 1)
    world.clock.advance_to(date(2019, 1, 7))
    assert late(world, COUNTY, "other-clerk").households == ()


# --- numbers of the plans --------------------------------------------------------------------------------------


def test_the_categories_of_the_plan_overlap_and_are_loaded_all_the_same(world: World) -> None:
    promise(world, unit="person", planned=100, source="D1")
    with world.database.write() as db:
        target = db.scalar(select(Target.id))
        for category, planned in (("relocation", 70), ("education", 60)):
            db.execute(insert(TargetCategory).values(target_id=target, category=category, planned=planned))
    with world.database.read() as db:
        (row,) = targets_shown(db, world.actor("auditor"), world.clock.today())
    assert row.categories == (("relocation", 70), ("education", 60))
    assert wrong_categories(row.planned, row.categories) == []
    assert wrong_categories(row.planned, [("medical", 101)]) == ["medical"]


def test_a_category_larger_than_its_whole_is_refused(world: World, tmp_path: Path) -> None:
    promise(world, unit="person", planned=100, source="D1")
    file = tmp_path / "categories.csv"
    head = "region_code,unit,from_year,year,source,category,planned\n"
    for line, fault in (("medical,101", "no larger"), ("fishing,1", "no category"), ("medical,100", "")):
        file.write_text(f"{head}{VILLAGE},person,2018,2018,D1,{line}\n", encoding="utf-8")
        with world.database.write() as db:
            if fault:
                with pytest.raises(ValueError, match=fault):
                    load_categories(db.connection(), file)
            else:
                assert load_categories(db.connection(), file) == 1
                assert load_categories(db.connection(), file) == 0


def test_the_numbers_that_are_shipped_are_those_of_the_plans() -> None:
    with CATEGORIES_FILE.open(encoding="utf-8") as file:
        categories = [int(row["planned"]) for row in csv.DictReader(file)]
    assert categories == [308_000, 175_000, 80_000, 50_000, 151_000]
    assert sum(categories) - 538_000 == 226_000
    with TARGETS_FILE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))

    def planned(region: str, unit: str, *, total: str = "no") -> list[int]:
        found = [row for row in rows if row["region_code"].startswith(region) and row["unit"] == unit]
        return [int(row["planned"]) for row in found if row["total"] == total]

    assert (planned("6107", "village"), planned("6107", "person")) == ([1188], [538_000])
    assert sum(planned("6107", "county")) == 11
    assert planned("23", "county") == [8, 10, 10]
    assert planned("23", "village") == [676, 564, 538]
    assert planned("23", "person") == [800_000, 660_000, 650_000]
    assert planned("23", "person", total="yes") == [2_110_000]
    assert planned("341522", "household") == [10, 10, 7, 4]


def test_sums_of_a_plan_are_held_against_their_parts(world: World) -> None:
    promise(world, from_year=2016, year=2016, planned=10)
    promise(world, from_year=2017, year=2017, planned=10)
    promise(world, from_year=2018, year=2018, planned=7)
    promise(world, from_year=2016, year=2018, planned=27, total=True)
    promise(world, unit="person", from_year=2016, year=2018, planned=30, total=True)
    with world.database.read() as db:
        (check,) = checks_of(targets_shown(db, world.actor("auditor"), world.clock.today()))
    assert (check.parts, check.stated, check.agrees) == ((10, 10, 7), 27, True)
