"""The history's own pages: who may read which entries, filters, pages, and one entry whole."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from service.history.erasure import erase_detail
from service.web import history as pages
from tests.service import walking
from tests.service.told import let_paper_cost_nothing, tampering_engine, tell_the_printing
from tests.web.offices import Office, open_office, text_of


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A world that tells its printing too."""
    let_paper_cost_nothing(monkeypatch)
    with open_office(migrated_file, tmp_path) as opened:
        tell_the_printing(opened.world, tmp_path)
        yield opened


def acts_on(page: str) -> list[str]:
    """Addresses of the entries on a page, in its order."""
    return re.findall(r'<th scope="row"><a href="(/history/\d+/\d+)"', page)


def test_an_auditor_reads_the_entries_of_the_jurisdiction_newest_first(office: Office) -> None:
    ids = walking.first_publicity(office.world, 2)
    page = office.page("auditor", "/history/")
    assert acts_on(page) == [f"/history/{id}/{seq}" for seq in (3, 2, 1) for id in reversed(ids)]
    shown = text_of(page)
    assert "Post the first list" in shown
    assert "试验clerk" in shown
    assert "Village clerk (Proposer) · 石桥村" in shown


def test_another_village_reads_nothing_of_it(office: Office) -> None:
    (record_id,) = walking.applied(office.world, 1)
    assert acts_on(office.page("other-clerk", "/history/")) == []
    assert office.official("other-clerk").get(f"/history/{record_id}/1").status_code == 404
    assert office.official("clerk").get(f"/history/{record_id}/1").status_code == 200


@pytest.mark.parametrize("login", ["admin", "assessor"])
def test_it_is_closed_to_who_has_no_business_there(office: Office, login: str) -> None:
    assert office.official(login).get("/history/").status_code == 403


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("record=1", ["/history/1/3", "/history/1/2", "/history/1/1"]),
        ("step=apply&record=2", ["/history/2/1"]),
        ("login=TEAM", ["/history/2/2", "/history/1/2"]),
        ("role=village_clerk&record=1", ["/history/1/3", "/history/1/1"]),
        ("place=990101100200&record=1&step=apply", ["/history/1/1"]),
        ("place=石桥村村民委员会&record=1&step=apply", ["/history/1/1"]),
        ("place=99&record=1&step=apply", ["/history/1/1"]),
        ("from=2018-10-09", []),
        ("from=2018-10-08&to=2018-10-08&step=apply&record=1", ["/history/1/1"]),
        ("to=2018-10-07", []),
        ("to=9999-12-31&record=1&step=apply", ["/history/1/1"]),
        ("record=2147483647", []),
        ("step=nothing", []),
    ],
)
def test_filters_narrow_the_list(office: Office, query: str, found: list[str]) -> None:
    walking.first_publicity(office.world, 2)
    assert acts_on(office.page("auditor", f"/history/?{query}")) == found


@pytest.mark.parametrize(
    "query",
    ["record=abc", "record=99999999999", "record=२", "from=someday", "to=2018-02-30", "place=990102", "place=nowhere"],
)
def test_a_filter_that_cannot_be_read_is_said_and_shows_nothing(office: Office, query: str) -> None:
    walking.applied(office.world, 1)
    page = office.page("auditor", f"/history/?{query}")
    assert "The filter cannot be read" in page
    assert acts_on(page) == []


def test_pages_follow_each_other_without_a_gap(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    walking.first_publicity(office.world, 3)
    whole = acts_on(office.page("auditor", "/history/?role="))
    monkeypatch.setattr(pages, "PAGE", 2)
    turned: list[str] = []
    path: str | None = "/history/?step="
    while path:
        page = office.page("auditor", path)
        turned += acts_on(page)
        onward = re.search(r'rel="next" href="([^"]+)"', page)
        path = onward[1].replace("&amp;", "&") if onward else None
    assert turned == whole
    assert len(whole) == 9


@pytest.mark.parametrize("after", ["x", "2018-10-08~1.1", "2018-10-08T00:00:00+00:00~99999999999.1", "~"])
def test_a_page_that_nobody_offered_begins_at_the_beginning(office: Office, after: str) -> None:
    walking.applied(office.world, 1)
    assert acts_on(office.official("auditor").get("/history/", query_string={"after": after}).text) == ["/history/1/1"]


def test_an_entry_shows_what_it_rested_on_with_the_rule_and_its_source(office: Office) -> None:
    (record_id,) = walking.proposed(office.world, 1)
    entry = office.entries(record_id)[-1]
    shown = text_of(office.page("auditor", f"/history/{record_id}/{entry.seq}"))
    assert "Poverty line of 2018 2,995 yuan" in shown
    assert "国家农村扶贫标准" in shown
    assert re.search(r"Delegates' meeting on exit \d+ [A-Z][a-z]+ 2018 ", shown)
    assert "Yearly survey" in shown
    assert entry.entry_hash in shown
    assert entry.previous_hash in shown
    assert f'"previous_hash":"{entry.previous_hash}"' in shown.replace("&quot;", '"')
    assert "The entry is as it was written" in shown


def test_the_entry_of_a_printed_notice_shows_the_hash_of_its_paper(office: Office) -> None:
    (record_id,) = walking.first_publicity(office.world, 1)
    office.world.print_and_post(office.world.notice_of(record_id, "household_first_list"))
    entry = office.entries(record_id)[-1]
    page = text_of(office.page("auditor", f"/history/{record_id}/{entry.seq}"))
    assert "PDF of the notice kept" in page
    assert "SHA-256 of the PDF" in page


def test_a_village_decision_shows_the_incidence_of_that_moment(office: Office) -> None:
    world = office.world
    walking.assisted(world, 1)
    village = world.designate("village", "990101100200")
    world.file("village_plan", [village], {"title": "一村一策"}, login="township")
    world.fire("assist", [village], "township")
    world.file("registered_population", [village], {"persons": 1480, "basis": "统计年报"})
    codes = ["road", "water", "electricity", "clinic", "network", "collective_income", "industry"]
    world.file("village_indicators", [village], {"criteria": {}, "met": codes, "evidenced": codes})
    world.fire("cosign_exit", [village], "team")
    shown = text_of(office.page("auditor", f"/history/{village}/{len(office.entries(village))}"))
    assert "Poverty incidence at that moment 0.20% 3 ÷ 1480" in shown
    assert "Poverty incidence 2%" in shown


def test_an_erased_entry_says_by_which_order(office: Office) -> None:
    (record_id,) = walking.applied(office.world, 1)
    with office.world.database.write() as db:
        erase_detail(db, record_id, 1, "青扶〔2019〕1号", office.world.tick())
    page = office.page("auditor", f"/history/{record_id}/1")
    assert "青扶〔2019〕1号" in page
    assert "name erased" in page
    assert "试验clerk" not in page
    assert "name erased" in office.page("auditor", "/history/")


def test_an_entry_that_was_tampered_with_says_so(office: Office, tmp_path: Path) -> None:
    (record_id,) = walking.applied(office.world, 1)
    engine = tampering_engine(f"sqlite:///{tmp_path / 'test.db'}")
    with engine.begin() as connection:
        connection.execute(text("DROP TRIGGER history_entry_no_update"))
        connection.execute(text("UPDATE history_entry SET role = 'auditor'"))
    engine.dispose()
    assert "The entry was changed" in office.page("auditor", f"/history/{record_id}/1")


def test_what_is_not_there_is_not_found(office: Office) -> None:
    (record_id,) = walking.applied(office.world, 1)
    for path in (f"/history/{record_id}/9", "/history/99/1", "/history/99999999999/1", "/history/1/0"):
        assert office.official("auditor").get(path).status_code == 404, path
