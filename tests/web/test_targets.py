"""The plans' targets: planned and actual years side by side, exits counted from the records, slippage unhidden."""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert

from service.clock import FixedClock, shanghai_instant
from service.models.target import Target
from service.queries.targets import TargetRow, targets_shown
from tests.makers import COUNTY, OTHER_VILLAGE, PROVINCE, VILLAGE, World
from tests.service import walking
from tests.web.offices import Office, open_office, text_of


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def plan(world: World, **values: Any) -> None:
    """One promise of a plan."""
    promise = {
        "region_code": VILLAGE,
        "unit": "household",
        "from_year": 2018,
        "year": 2018,
        "planned": 10,
        "derived": False,
        "total": False,
        "quote": "2018年计划脱贫10户",
        "source": "D3 三、目标任务",
        "note": None,
        "actual_year": None,
        "actual_on": None,
        "actual_source": None,
        "actual_certain": False,
    }
    with world.database.write() as db:
        db.execute(insert(Target).values({**promise, **values}))


def shown(world: World, login: str = "auditor") -> list[TargetRow]:
    with world.database.read() as db:
        return targets_shown(db, world.actor(login), world.clock.today())


def exits(world: World) -> dict[int, int]:
    (row,) = shown(world)
    assert row.achieved
    return row.achieved.by_year


def test_exits_are_counted_from_the_newest_cycles_by_the_year_of_approval(world: World) -> None:
    plan(world, from_year=2016)
    done = walking.archived(world, 2)
    walking.approved(world, 1)
    walking.township_reviewed(world, 1)
    assert exits(world) == {2018: 3}
    world.find(done[:1])
    world.fire("revoke", done[:1], "county-approver", "错退")
    assert exits(world) == {2018: 2}
    world.fire("relapse", done[1:], "clerk", "返贫")
    assert exits(world) == {2018: 1}


def test_persons_villages_and_counties_are_counted_alike(world: World) -> None:
    plan(world, unit="person", region_code=COUNTY)
    assert exits(world) == {}
    walking.approved(world, 2)
    assert exits(world) == {2018: 6}


def test_the_last_hours_of_a_year_in_shanghai_belong_to_it(world: World) -> None:
    plan(world, from_year=2018, year=2019)
    ids = walking.township_reviewed(world, 2)
    world.clock.advance_to(date(2018, 12, 31))
    world.clock.advance_to(world.clock.now().replace(hour=15, minute=50))
    world.fire("approve", ids, "county-approver")
    assert exits(world) == {2018: 2}


def test_the_first_hours_of_a_year_in_shanghai_belong_to_it(world: World) -> None:
    plan(world, from_year=2016, year=2017)
    world.clock = FixedClock(shanghai_instant(date(2016, 9, 1)))
    ids = walking.assisted(world, 2)
    world.file("assistance_plan", ids, {"planned_exit_year": 2016, "handbook_number": "A1", "plan": "一户一法"})
    walking.exit_papers(world, ids)
    world.fire("propose_exit", ids, "clerk")
    world.file("exit_visit", ids, walking.VISIT)
    world.file("exit_consent", ids, {"agreed": True, "signature": "signature"})
    world.fire("verify", ids, "team")
    world.fire("publicize", ids, "clerk")
    world.complete_publicity(ids[0], "household_exit_list")
    world.fire("review", ids, "township")
    world.clock.advance_to(datetime(2016, 12, 31, 16, 59, tzinfo=UTC))
    world.fire("approve", ids, "county-approver")
    assert world.clock.now() == datetime(2016, 12, 31, 17, 0, tzinfo=UTC)
    assert exits(world) == {2017: 2}


def test_what_the_register_counts_is_shown_in_ones_own_jurisdiction_only(world: World) -> None:
    plan(world)
    walking.approved(world, 1)
    assert shown(world, "other-clerk")[0].achieved is None
    assert shown(world, "province")[0].achieved is not None


def test_the_page_shows_progress_and_what_is_missing(office: Office) -> None:
    plan(office.world)
    plan(office.world, from_year=2016, year=2016, planned=10, quote="计划2016年脱贫10户")
    plan(office.world, from_year=2019, year=2019, planned=4, derived=True)
    plan(office.world, from_year=2016, year=2018, planned=27, total=True)
    walking.approved(office.world, 2)
    page = office.page("clerk", "/targets/")
    words = text_of(page)
    assert '<progress value="2" max="10"' in page
    assert "2 of 10 under way, 8 to go" in words
    assert "0 of 10 missed by 10" in words
    assert "0 of 4 not due yet" in words
    assert "2 of 27" in words
    assert "total" in words
    assert "computed" in words
    assert "计划2016年脱贫10户" in words


def test_a_place_that_came_later_than_planned_shows_both_years(office: Office) -> None:
    later = {"actual_year": 2020, "actual_on": date(2020, 2, 20), "actual_source": "公示的公开副本"}
    plan(office.world, region_code=COUNTY, unit="county", planned=1, source="D1", **later)
    plan(office.world, region_code="990102", unit="county", planned=1, year=2017, from_year=2017, source="D1")
    plan(office.world, region_code=PROVINCE, unit="county", planned=2, from_year=2016, total=True, source="D1")
    words = text_of(office.page("other-clerk", "/targets/"))
    assert "青河县 990101 2018 2020 2 years later 公示的公开副本 · 20 February 2020 uncertain" in words
    assert "白水县 990102 2017 — not recorded; the planned year is past" in words
    assert "Poor counties total 2016–2018 2" in words


def test_a_place_that_exits_in_this_register_has_its_year_from_there(office: Office) -> None:
    plan(office.world, region_code=OTHER_VILLAGE)
    assert "not kept in this register" in text_of(office.page("other-clerk", "/targets/"))
    assert "counted in its own jurisdiction" in text_of(office.page("clerk", "/targets/"))


def test_without_targets_the_page_says_what_to_do(office: Office) -> None:
    assert "No target is on file" in office.page("clerk", "/targets/")
