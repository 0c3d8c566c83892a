"""The card of a village: assets and projects entered, changed and ended with their history; totals of wider places."""

from collections.abc import Iterator
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import select

from service.database import Database
from service.models.register import VillageAsset
from service.models.register_history import FieldChange, RegisterAct
from service.register.as_of import rows_as_of
from service.register.fields import Subject
from tests.makers import COUNTY, OTHER_VILLAGE, VILLAGE, make_world
from tests.service import walking
from tests.web.offices import Office, office_at, text_of

CARD = f"/places/{VILLAGE}/card"
ASSET = {"name": "光伏电站", "value": "120,000.50", "acquired_on": "2018-05-01", "funds": "帮扶资金", "key": "k" * 12}
PROJECT = {"name": "村道硬化", "year": "2018", "amount": "300000", "households": "31", "key": "p" * 12}


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world, on each engine."""
    database = Database(migrated_url)
    with office_at(make_world(database), migrated_url, tmp_path) as opened:
        yield opened
    database.close()


def entered(office: Office, kind: str, answers: dict[str, str]) -> None:
    assert office.official("clerk").post(f"{CARD}/{kind}/new", answers).status_code == 302


def test_what_a_village_has_is_entered_once_and_totalled(office: Office) -> None:
    assert "No asset is on file" in office.page("clerk", CARD)
    entered(office, "asset", ASSET)
    entered(office, "asset", ASSET)
    entered(office, "asset", {**ASSET, "name": "粮仓", "value": "80000", "key": "q" * 12})
    entered(office, "project", PROJECT)
    card = text_of(office.page("clerk", CARD))
    for told in ("光伏电站", "Together 200,000.5 yuan", "村道硬化", "Together 300,000 yuan", "Facts of the village"):
        assert told in card, told
    wider = text_of(office.page("county", f"/places/{COUNTY}/card"))
    assert "石桥村 2 200,000.5 1 300,000" in wider
    assert office.official("other-clerk").get(CARD).status_code == 404
    elsewhere = office.page("other-clerk", f"/places/{OTHER_VILLAGE}/card")
    assert "No asset is on file" in elsewhere


def test_a_change_needs_a_reason_and_is_told_with_what_stood_there(office: Office) -> None:
    entered(office, "asset", ASSET)
    clerk, before = office.official("clerk"), office.world.clock.now()
    office.world.clock.advance(timedelta(days=1))
    path = f"{CARD}/asset/1"
    form = {**ASSET, "value": "100000", "ended_on": "2018-10-08", "version": "1", "key": "r" * 12}
    refused = clerk.post(path, form)
    assert refused.status_code == 422
    assert "This is needed." in refused.text
    assert 'value="100000"' in refused.text
    assert clerk.post(path, {**form, "reason": "折旧后转让"}).status_code == 302
    card = text_of(office.page("clerk", CARD))
    assert "折旧后转让" in card
    assert "Value in yuan 光伏电站 120,000.5 100,000" in card
    assert "Together 0 yuan" in card
    stale = clerk.post(path, {**form, "reason": "再次", "value": "1", "key": "s" * 12})
    assert stale.status_code == 422
    assert "Somebody changed it since" in stale.text
    with office.world.database.read() as db:
        assert db.scalar(select(VillageAsset.version)) == 2
        assert [row.field for row in db.scalars(select(FieldChange))] == ["value", "ended_on"]
        assert [act.kind for act in db.scalars(select(RegisterAct))] == ["village_facts", "village_facts"]
        then = rows_as_of(db.connection(), Subject.ASSET, [1], before)
    assert (then[1]["value"], then[1]["ended_on"]) == (Decimal("120000.5"), None)


def test_every_fault_is_told_beside_its_field(office: Office) -> None:
    wrong = {
        "name": "",
        "value": "-1",
        "acquired_on": "2018-10-01",
        "ended_on": "2018-09-01",
        "key": "k" * 12,
    }
    page = office.official("clerk").post(f"{CARD}/asset/new", wrong)
    assert page.status_code == 422
    for told in ("This is needed.", "It must lie between", "It cannot end before it began."):
        assert told in page.text, told
    late = office.official("clerk").post(f"{CARD}/asset/new", {**ASSET, "acquired_on": "2030-01-01"})
    assert "lies in the future" in late.text
    unchanged = {**ASSET, "reason": "无", "version": "1", "key": "t" * 12}
    entered(office, "asset", ASSET)
    assert "Nothing was changed." in office.official("clerk").post(f"{CARD}/asset/1", unchanged).text


def test_who_keeps_no_facts_of_villages_changes_none(office: Office) -> None:
    entered(office, "asset", ASSET)
    for login in ("county", "auditor", "city"):
        assert "Enter an asset" not in office.page(login, CARD)
        assert office.official(login).get(f"{CARD}/asset/new").status_code == 403
    assert office.official("clerk").get(f"{CARD}/asset/2").status_code == 404
    assert office.official("clerk").get(f"{CARD}/project/1").status_code == 404
    assert office.official("data").get(f"/places/{COUNTY}/card/asset/new").status_code == 404


def test_the_card_shows_population_and_indicators_of_the_record(office: Office) -> None:
    world = office.world
    record = world.designate("village", VILLAGE)
    walking.identified(world, 1)
    world.file("registered_population", [record], {"persons": 1480, "basis": "户籍"})
    world.file("village_indicators", [record], {"met": ["road"], "actual": {"road": "已通"}})
    card = text_of(office.page("clerk", CARD))
    assert "1,480" in card
    assert "已通" in card
    county = world.designate("county", COUNTY)
    world.file("registered_population", [county], {"persons": 31_000, "basis": "户籍"}, login="county")
    assert "31,000" in text_of(office.page("county", f"/places/{COUNTY}/card"))
