"""The pages of progress against the plan: a chart with its table, and who is past the planned year."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.makers import COUNTY, VILLAGE
from tests.service import walking
from tests.service.test_progress import household_of, late, promise
from tests.web.offices import Office, open_office, text_of
from tests.web.test_campaigns import sent

SLIPPAGE = f"/targets/slippage?place={VILLAGE}"


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    with open_office(migrated_file, tmp_path) as at_work:
        yield at_work


def test_chart_and_table_say_the_same(office: Office) -> None:
    promise(office.world, from_year=2016, year=2016, planned=1)
    promise(office.world, planned=3)
    walking.approved(office.world, 2)
    page = office.page("clerk", f"/targets/progress?place={VILLAGE}")
    assert 'role="img"' in page
    assert page.count('class="chart-bar"') == 4, "three years and the legend"
    assert not re.search(r"<svg[^>]*style=|<rect[^>]*style=", page)
    words = text_of(page)
    assert "2016 1 — 0 1 behind" in words
    assert "2018 4 2 2 2 behind" in words
    assert "D3" in words


def test_a_place_of_elsewhere_shows_what_is_published_only(office: Office) -> None:
    promise(office.world, unit="person", planned=119)
    words = text_of(office.page("other-clerk", f"/targets/progress?place={VILLAGE}&unit=person"))
    assert "This place is counted in its own jurisdiction" in words
    assert office.official("other-clerk").get(f"/targets/progress?place={COUNTY}").status_code == 404
    assert office.official("other-clerk").get(SLIPPAGE).status_code == 404


def test_without_any_plan_the_page_says_what_to_do(office: Office) -> None:
    assert "Nothing is planned here" in office.page("clerk", "/targets/progress?unit=dance")


def test_a_missed_year_is_explained_by_page(office: Office) -> None:
    walking.assisted(office.world, 1)
    office.world.clock.advance_to(date(2019, 1, 7))
    assert "of these without an explanation: 1" in text_of(office.page("clerk", "/targets/progress"))
    path = f"/targets/slippage/household/{household_of(late(office.world))}"
    assert f'href="{path}"' in office.page("clerk", SLIPPAGE)
    assert f'href="{path}"' not in office.page("auditor", SLIPPAGE)
    refused = sent(office, "clerk", path, {"explanation": " ", "expected_year": "2018"})
    assert refused.status_code == 422
    assert 'value="2018"' in refused.text
    assert sent(office, "clerk", path, {"explanation": "产业推迟", "expected_year": "2020"}).status_code == 302
    words = text_of(office.page("county", SLIPPAGE))
    assert "产业推迟 Expected to leave in 2020. 试验clerk · Village clerk · 7 January 2019" in words
    for login in ("other-clerk", "county"):
        assert office.official(login).get(path).status_code == 404, login
    assert office.official("auditor").get(path).status_code == 403


def test_nobody_late_is_said_so(office: Office) -> None:
    assert "Nobody is past the planned year" in office.page("clerk", SLIPPAGE)


def test_the_number_of_queries_does_not_grow_with_who_is_late(office: Office) -> None:
    def queries(path: str) -> int:
        office.page("county", path)
        with office.counted() as statements:
            office.page("county", path)
        return len(statements)

    paths = (SLIPPAGE, f"/targets/progress?place={VILLAGE}")
    walking.assisted(office.world, 1)
    office.world.clock.advance_to(date(2019, 1, 7))
    few = [queries(path) for path in paths]
    walking.assisted(office.world, 3)
    office.world.clock.advance_to(date(2020, 1, 7))
    assert [queries(path) for path in paths] == few
