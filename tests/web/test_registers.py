"""Pages of printed registers: who prints what of which day, and that it is written down; agreement; the checklist."""

import shutil
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from sqlalchemy import select

from service.clock import FixedClock
from service.database import Database
from service.models.record import Record
from service.models.register_history import PersonalReading
from service.models.registers import ArchiveSetting, ChecklistFiling, ChecklistName
from service.registers import kinds
from service.registers.sheets import Sheet
from service.web import registers as pages
from tests.makers import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World, make_world
from tests.service import walking
from tests.web.offices import Office, Official, office_at, text_of
from tests.web.officials_on_notices import PNG


@pytest.fixture(scope="module")
def template(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, World]:
    """A small world with a household that was identified, to copy: the way there takes seconds."""
    path = tmp_path_factory.mktemp("identified") / "template.db"
    shutil.copy(migrated_file, path)
    database = Database(f"sqlite:///{path}")
    world = make_world(database)
    walking.identified(world, 1)
    database.close()
    return path, world


@pytest.fixture
def office(template: tuple[Path, World], tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in that world."""
    path, made = template
    shutil.copy(path, tmp_path / "test.db")
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    world = World(database, FixedClock(made.clock.now()), dict(made.people))
    with office_at(world, f"sqlite:///{tmp_path / 'test.db'}", tmp_path) as opened:
        yield opened
    database.close()


@pytest.fixture
def sheets(monkeypatch: pytest.MonkeyPatch) -> list[Sheet]:
    """Paper that costs no time: the sheets that would have been printed."""
    made: list[Sheet] = []

    def print_sheet(sheet: Sheet) -> bytes:
        made.append(sheet)
        return b"%PDF-"

    monkeypatch.setattr(kinds, "sheet_pdf", print_sheet)
    return made


def printed(visitor: Official, path: str, kind: str, on: str) -> tuple[int, bytes]:
    answer = visitor.post(path, {"kind": kind, "on": on})
    content = answer.status_code, answer.data
    answer.close()
    return content


def readings(office: Office) -> list[tuple[str, str, int, str, str]]:
    with office.service.database.read() as db:
        columns = (PersonalReading.field, PersonalReading.village_code, PersonalReading.rows)
        rows = db.execute(select(*columns, PersonalReading.reason, PersonalReading.role).order_by(PersonalReading.id))
        return [(field, code, number, reason, role) for field, code, number, reason, role in rows]


def test_a_print_of_people_is_written_down_with_place_day_and_number(office: Office, sheets: list[Sheet]) -> None:
    today = office.world.clock.today().isoformat()
    for kind in ("village_roll", "needs_list"):
        assert printed(office.official("clerk"), f"/registers/{VILLAGE}", kind, today) == (200, b"%PDF-")
    assert printed(office.official("auditor"), f"/registers/{TOWNSHIP}", "township_book", today)[0] == 200
    assert readings(office) == [
        ("print.village_roll", VILLAGE, 3, today, "village_clerk"),
        ("print.needs_list", VILLAGE, 3, today, "village_clerk"),
    ]
    assert [sheet.title for sheet in sheets] == [
        "石桥村建档立卡贫困户花名册",
        "石桥村扶贫对象和需求清单",
        "柳林镇建档立卡贫困户登记簿",
    ]


def test_a_register_is_printed_of_the_past_but_not_of_days_ahead(office: Office, sheets: list[Sheet]) -> None:
    clerk, today = office.official("clerk"), office.world.clock.today()
    assert printed(clerk, f"/registers/{VILLAGE}", "village_roll", (today - timedelta(days=30)).isoformat())[0] == 200
    assert sheets[0].tables[0].rows == ()
    for on, said in (((today + timedelta(days=1)).isoformat(), "lies in the future"), ("1999-01-01", "No register")):
        answer = clerk.post(f"/registers/{VILLAGE}", {"kind": "village_roll", "on": on})
        assert answer.status_code == 422
        assert said in answer.text
        assert on in answer.text


def test_a_print_belongs_to_its_level(office: Office) -> None:
    today = office.world.clock.today().isoformat()
    assert printed(office.official("county"), f"/registers/{COUNTY}", "village_roll", today)[0] == 422
    assert "Registers are printed of" in office.page("province", "/registers/99")


def test_paper_that_cannot_be_made_is_told_and_not_written_down(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(_sheet: Sheet) -> bytes:
        raise OSError("no press")

    monkeypatch.setattr(kinds, "sheet_pdf", fails)
    answer = office.official("clerk").post(
        f"/registers/{VILLAGE}", {"kind": "village_roll", "on": office.world.clock.today().isoformat()}
    )
    assert (answer.status_code, "no press" in answer.text) == (422, True)
    assert readings(office) == []


def test_a_household_is_printed_by_those_above_it_alone(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    with office.service.database.read() as db:
        household = db.scalar(select(Record.household_id))
    path, today = f"/registers/households/{household}", office.world.clock.today().isoformat()
    health: list[bool] = []

    def dossier(_found: object, _folder: object, _seal: object, *, shows_health: bool) -> BytesIO:
        health.append(shows_health)
        return BytesIO(b"%PDF-")

    monkeypatch.setattr(pages, "dossier_pdf", dossier)
    assert "no photograph shows it posted" in text_of(office.page("clerk", path))
    assert [printed(office.official(login), path, "dossier", today)[0] for login in ("clerk", "auditor")] == [200, 200]
    assert health == [True, False]
    assert office.official("other-clerk").get(path).status_code == 404
    assert [field for field, *_rest in readings(office)] == ["print.dossier"] * 2
    answer = office.official("clerk").post(path, {"kind": "dossier", "on": "2014-01-01"})
    assert (answer.status_code, "was not on file on that day" in answer.text) == (422, True)


def test_the_auditor_sees_that_the_registers_agree_as_of_any_day(office: Office) -> None:
    shown = text_of(office.page("auditor", f"/registers/{COUNTY}/agreement"))
    assert "The registers agree" in shown
    assert shown.count("1 / 3") == 5
    before = (office.world.clock.today() - timedelta(days=60)).isoformat()
    assert "No household is registered here" in office.page("auditor", f"/registers/{COUNTY}/agreement?on={before}")
    assert office.official("auditor").get("/registers/990102/agreement").status_code == 404


def test_a_county_names_the_items_and_a_village_puts_them_on_file(office: Office) -> None:
    data, clerk = office.official("data"), office.official("clerk")
    names = {f"name_{item}": "" for item in range(1, 14)} | {"name_1": "扶贫作战图", "name_13": "工作手册"}
    assert data.post(f"/checklists/{COUNTY}/names", names).status_code == 302
    assert data.post(f"/checklists/{COUNTY}/names", names).status_code == 302
    page = f"/checklists/{VILLAGE}/1"
    today = office.world.clock.today()
    sent = {"dated_on": today.isoformat(), "note": "", "key": "k" * 12, "files": (BytesIO(PNG), "board.png")}
    for _twice in range(2):
        files = {**sent, "files": (BytesIO(PNG), "board.png")}
        assert clerk.client.post(page, data={**clerk.opened(page), **files}).status_code == 302
    with office.service.database.read() as db:
        assert len(db.scalars(select(ChecklistName.id)).all()) == 2
        assert len(db.scalars(select(ChecklistFiling.id)).all()) == 1
    shown = text_of(office.page("clerk", f"/checklists/{VILLAGE}"))
    assert "扶贫作战图" in shown
    assert "board.png" in shown
    assert "1 of 13" in shown
    assert "Board 2" in shown
    assert "1 / 13" in text_of(office.page("township", f"/checklists/{TOWNSHIP}"))
    assert "1 / 13" in text_of(office.page("county", f"/checklists/{COUNTY}"))


def test_a_proof_needs_a_file_and_no_day_ahead(office: Office) -> None:
    clerk, page = office.official("clerk"), f"/checklists/{VILLAGE}/2"
    ahead = (office.world.clock.today() + timedelta(days=1)).isoformat()
    files = {"dated_on": ahead, "note": "上墙", "files": (BytesIO(PNG), "board.png")}
    answer = clerk.client.post(page, data={**clerk.opened(page), **files})
    assert (answer.status_code, "lies in the future" in answer.text, "上墙" in answer.text) == (422, True, True)
    answer = clerk.client.post(page, data={**clerk.opened(page), "dated_on": "2018-10-01"})
    assert (answer.status_code, "Attach the scan" in answer.text) == (422, True)
    for path, login in ((page, "other-clerk"), (f"/checklists/{OTHER_VILLAGE}/2", "clerk")):
        assert office.official(login).get(path).status_code == 404
    assert clerk.get(f"/checklists/{VILLAGE}/14").status_code == 404
    assert clerk.get(f"/checklists/{COUNTY}/names").status_code == 403


def test_the_archive_number_is_the_countys_own(office: Office, sheets: list[Sheet]) -> None:
    data = office.official("data")
    path = f"/checklists/{COUNTY}/archive"
    assert data.post(path, {"fonds": "0123", "retention": "30年"}).status_code == 302
    assert 'value="0123"' in office.page("data", path)
    printed(office.official("clerk"), f"/registers/{VILLAGE}", "village_roll", office.world.clock.today().isoformat())
    assert sheets[0].number == f"0123-JF01{VILLAGE}-0001"
    with office.service.database.read() as db:
        assert db.scalar(select(ArchiveSetting.retention)) == "30年"
    assert data.get(f"/checklists/{TOWNSHIP}/archive").status_code == 404
