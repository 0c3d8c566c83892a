"""Finding households, ticking them, opening their first cycle."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.queries.households import NOT_REGISTERED, REGISTERED, Cursor, HouseholdFilter, households_page
from service.web import household_table
from tests.makers import OTHER_VILLAGE, VILLAGE
from tests.service import walking
from tests.service.registering import acting, person
from tests.web.offices import Office, open_office, text_of

_ROW = re.compile(r'href="/households/(\d+)"')


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def rows(page: str) -> list[int]:
    return [int(found) for found in _ROW.findall(page)]


def test_pages_go_on_and_back_by_key_and_show_each_household_once(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = office.world.households(25)
    monkeypatch.setattr(household_table, "PAGE", 10)
    path, seen, pages = "/households/?state=", [], []
    while path:
        page = office.page("clerk", path)
        pages.append(rows(page))
        seen.extend(rows(page))
        following = re.search(r'rel="next" href="([^"]+)"', page)
        path = following[1].replace("&amp;", "&") if following else ""
    assert seen == ids
    assert [len(each) for each in pages] == [10, 10, 5]
    back = re.search(r'rel="prev" href="([^"]+)"', page)
    assert back
    assert rows(office.page("clerk", back[1].replace("&amp;", "&"))) == pages[1]


def test_a_page_is_found_by_its_key_and_never_by_an_offset(office: Office) -> None:
    office.world.households(5)
    with office.counted() as sent:
        office.page("clerk", f"/households/?state=&after={VILLAGE}-3")
    paged = [statement for statement in sent if "ORDER BY household.village_code" in statement]
    assert len(paged) == 1
    assert "(household.village_code, household.number) >" in paged[0]


def test_every_filter_narrows_within_the_jurisdiction(office: Office) -> None:
    world = office.world
    applied = walking.applied(world, 2)
    world.households(3)
    world.households(2, OTHER_VILLAGE)
    with world.database.write() as db:
        acting(world, db, 2).enter_members(2, [person("试验丙")])
    county, clerk = world.actor("county"), world.actor("clerk")
    with world.database.read() as db:

        def found(actor: object, **wanted: str) -> list[int]:
            return [row.number for row in households_page(db, actor, HouseholdFilter(**wanted))[0]]  # type: ignore[arg-type]

        assert found(county) == [1, 2, 3, 4, 5]
        assert found(clerk, state=REGISTERED) == [1, 2]
        assert found(clerk, state=NOT_REGISTERED) == [3, 4, 5]
        assert found(clerk, state="applied") == [1, 2]
        assert found(clerk, state="archived") == []
        assert found(clerk, text="试验丙") == [2]
        assert found(clerk, text="4") == [4]
        assert found(clerk, text="一组") == [1, 2, 3, 4, 5]
        assert found(clerk, text="%") == []
        assert found(clerk, place=OTHER_VILLAGE) == []
        assert found(world.actor("province")) == [1, 2, 3, 4, 5, 6, 7]
        behind = households_page(db, clerk, HouseholdFilter(state=REGISTERED), cursor=Cursor(VILLAGE, 1))[0]
        assert [row.number for row in behind] == [2]
    assert len(applied) == 2


def test_a_household_without_a_cycle_is_not_registered_as_poor(office: Office) -> None:
    (household,) = office.world.households(1)
    page = office.page("clerk", f"/households/{household}")
    assert "This household is not registered as poor" in page
    assert f"/households/apply?households={household}" in page
    assert "/households/apply" not in office.page("township", f"/households/{household}")


def test_the_clerk_opens_the_first_cycle_of_ticked_households_once(office: Office) -> None:
    office.world.households(3)
    clerk = office.official("clerk")
    assert "/households/apply?households=1%2C2" in office.page(
        "clerk", "/households/chosen?household=1&household=2"
    ) or "/households/apply?households=1,2" in office.page("clerk", "/households/chosen?household=1&household=2")
    path = "/households/apply?households=1,2"
    form = clerk.opened(path)
    assert clerk.press(path, "", form).status_code == 302
    assert clerk.press(path, "", form).status_code == 302
    assert len(office.entries(1)) == 1
    late = office.page("clerk", path)
    assert "It has a cycle already" in late
    assert office.official("township").get(path).status_code == 403
    assert clerk.get("/households/apply?households=1,99").status_code == 404


def test_what_may_be_done_with_ticked_households_is_told_by_state(office: Office) -> None:
    walking.assessed(office.world, 1)
    walking.applied(office.world, 1)
    office.world.households(1)
    page = text_of(office.page("clerk", "/households/chosen?household=1&household=2&household=3"))
    assert "Verified and assessed: 1 household " in page
    assert "Applied: 1 household " in page
    assert "Not registered as poor: 1" in page
    assert office.official("clerk").get("/households/chosen").status_code == 302


def test_an_empty_list_says_what_to_do(office: Office) -> None:
    assert "Show all households" in office.page("clerk", "/households/")
    assert "No household is registered here" in office.page("clerk", "/households/?state=")


def test_a_village_lists_its_households_and_a_county_its_places(office: Office) -> None:
    walking.identified(office.world, 2)
    village = text_of(office.page("clerk", f"/places/{VILLAGE}"))
    assert "试验乙" in village
    assert "Identified 2" in village
    county = text_of(office.page("county", "/places/990101"))
    assert "柳林镇 990101100 2 2 6" in county
    assert office.official("clerk").get("/places/").headers["Location"] == f"/places/{VILLAGE}"
