"""Imports and exports in the browser: uploaded, followed without JavaScript, confirmed, given back, taken out."""

import io
import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.importing.folder import KEPT_DAYS
from service.importing.import_jobs import ImportRoom
from service.importing.import_worker import ImportWorker
from service.models.importing import ImportJob
from service.models.register_history import PersonalReading
from service.register.fields import Subject
from service.workbooks.columns import COLUMNS
from tests.makers import VILLAGE
from tests.service.made_workbooks import household, number_of, person, workbook
from tests.service.old_workbook import old_workbook
from tests.web.offices import Office, open_office, text_of

MIXED = workbook(
    [household(1, bank="演示银行", phone="00001234567"), household(2)],
    [
        person(1, 1, head=True),
        person(2, 3, head=True, education="不知道"),
        person(1, 5, identity=float(number_of(5)[:17])),
    ],
)
_HIDDEN = re.compile(r'name="(csrf_token|key|preview)"[^>]*value="([^"]*)"')


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Officials in a small world whose worker waits to be let off."""
    monkeypatch.setattr(ImportWorker, "wake", lambda self: None)
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def work_off(office: Office) -> None:
    settings = office.service.settings
    ImportRoom(office.world.database, settings.data_dir, office.world.clock, "one").work_off()


def hidden(office: Office, login: str, path: str) -> dict[str, str]:
    return dict(_HIDDEN.findall(office.page(login, path)))


def upload(office: Office, content: bytes = MIXED, filename: str = "名单.xlsx", login: str = "clerk") -> str:
    """Upload a file; the address of its import."""
    form = hidden(office, login, "/imports/new")
    answer = office.official(login).client.post(
        "/imports/new", data={**form, "file": (io.BytesIO(content), filename)}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303, text_of(answer.text)
    return str(answer.location)


def confirm(office: Office, path: str, why: str = "入户核实") -> TestResponse:
    form = hidden(office, "clerk", path)
    return office.official("clerk").client.post(f"{path}/confirm", data={**form, "why": why})


def test_an_import_is_followed_confirmed_and_gives_the_file_back(office: Office) -> None:
    path = upload(office)
    waiting = office.official("clerk").get(path)
    assert waiting.headers["Refresh"] == "2"
    assert "Refresh" not in office.official("clerk").get(f"{path}?still=1").headers
    work_off(office)
    page = text_of(office.page("clerk", path))
    assert "waits for your confirmation" in page
    assert "Education: Choose one of the list." in page
    assert "Format it as text and type it anew." in page
    assert number_of(1) not in office.page("clerk", f"{path}?list=new_members")
    refused = confirm(office, path, why="")
    assert refused.status_code == 422
    assert "Write what the changes rest on" in refused.text
    assert confirm(office, path).status_code == 303
    work_off(office)
    page = text_of(office.page("clerk", path))
    assert "applied" in page
    answer = office.official("clerk").get(f"{path}/corrections.xlsx")
    assert answer.status_code == 200
    # The file is called in Chinese; the header is not.
    assert answer.headers["Content-Disposition"].isascii()
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    sheet = book.worksheets[1]
    heading = next(cell for cell in sheet[1] if cell.value == "What is to be corrected")
    told = [sheet.cell(row, heading.column).value for row in range(1, 5)]
    assert told[1] is None
    assert "Education: Choose one of the list." in str(told[2])
    assert "Identity or disability certificate number: " in str(told[3])
    assert str(sheet.auto_filter.ref).endswith(f"{heading.column_letter}4")
    # What stood there stands there.
    assert sheet.cell(3, 3).value == "试验员3"


def test_the_corrected_file_is_imported_again(office: Office) -> None:
    path = upload(office)
    work_off(office)
    confirm(office, path)
    work_off(office)
    book = openpyxl.load_workbook(io.BytesIO(office.official("clerk").get(f"{path}/corrections.xlsx").data))
    sheet = book.worksheets[1]
    places = {column.name: at for at, column in enumerate(COLUMNS[Subject.MEMBER], start=1)}
    sheet.cell(3, places["education"]).value = "小学"
    sheet.cell(4, places["identity"]).value = number_of(5)
    file = io.BytesIO()
    book.save(file)
    again = upload(office, file.getvalue())
    work_off(office)
    with office.world.database.read() as db:
        newest = db.scalars(select(ImportJob).order_by(ImportJob.id.desc())).first()
        assert newest is not None
        assert (newest.new_households, newest.new_members, newest.bad, newest.unchanged) == (1, 2, 0, 2)
    assert "Columns that are not read" not in office.page("clerk", again)


def test_an_old_excel_file_comes_back_as_a_new_one_with_the_same_cells(office: Office) -> None:
    rows = [["村代码", "户编号", "村民小组"], [VILLAGE, 1.0, "一组"], [VILLAGE, "甲", "二组"]]
    path = upload(office, old_workbook([("户", rows)]), "旧表.xls")
    work_off(office)
    book = openpyxl.load_workbook(io.BytesIO(office.official("clerk").get(f"{path}/corrections.xlsx").data))
    cells = [[cell.value for cell in row] for row in book.worksheets[0].iter_rows()]
    assert cells[0] == [*rows[0], "What is to be corrected"]
    assert cells[2][:3] == rows[2]
    assert "Write a number in digits" in str(cells[2][3])


def test_others_see_the_figures_and_neither_rows_nor_file(office: Office) -> None:
    path = upload(office)
    work_off(office)
    page = office.page("township", path)
    assert "试验员3" not in page
    assert "Rows to be corrected" in page
    assert office.official("township").get(f"{path}/corrections.xlsx").status_code == 404
    assert office.official("other-clerk").get(path).status_code == 404
    assert "名单.xlsx" in office.page("township", "/imports/")
    assert "名单.xlsx" not in office.page("other-clerk", "/imports/")
    assert office.official("auditor").get("/imports/new").status_code == 403


def test_a_refused_file_says_why_and_a_withdrawn_one_is_gone(office: Office) -> None:
    path = upload(office, b"%PDF-1.7", "名单.xlsx")
    work_off(office)
    assert "This is no workbook of the kind that its name says." in office.page("clerk", path)
    path = upload(office)
    work_off(office)
    form = hidden(office, "clerk", path)
    assert office.official("clerk").client.post(f"{path}/withdraw", data=form).status_code == 303
    assert "withdrawn" in office.page("clerk", path)
    assert not list((office.service.settings.data_dir / "imports").iterdir())
    assert KEPT_DAYS == 14


def test_no_file_and_a_spoilt_preview_are_answered(office: Office) -> None:
    form = hidden(office, "clerk", "/imports/new")
    answer = office.official("clerk").client.post("/imports/new", data=form)
    assert answer.status_code == 422
    assert "Choose a file." in answer.text
    path = upload(office)
    work_off(office)
    for query in ("list=x", "list=bad&page=99999", "page=0", "still=2"):
        assert office.official("clerk").get(f"{path}?{query}").status_code == 200, query


def test_the_template_speaks_the_readers_language_and_names_the_village(office: Office) -> None:
    answer = office.official("clerk").get("/imports/template.xlsx")
    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    assert [sheet.title for sheet in book.worksheets] == ["Instructions", "Households", "People", "Drop-down lists"]
    assert VILLAGE in " ".join(str(row[0].value) for row in book.worksheets[0].iter_rows() if row[0].value)


def export(office: Office, login: str, query: str = "", **answers: str) -> TestResponse:
    path = f"/exports/?{query}"
    form = hidden(office, login, path)
    return office.official(login).client.post(path, data={**form, "form": "household", **answers})


def test_full_numbers_leave_with_a_reason_that_stays(office: Office) -> None:
    path = upload(office)
    work_off(office)
    confirm(office, path)
    work_off(office)
    masked = export(office, "auditor", "state=")
    assert masked.status_code == 200
    assert "000****4567" in masked.text
    assert "00001234567" not in masked.text
    without = export(office, "clerk", "state=", full="y")
    assert without.status_code == 422
    assert "Write why the full numbers are needed." in without.text
    assert export(office, "auditor", "state=", full="y", why="核查").status_code == 422
    given = export(office, "clerk", "state=", full="y", why="与银行核对")
    assert "00001234567" in given.text
    assert given.headers["Cache-Control"] == "no-store"
    with office.world.database.read() as db:
        lines = db.scalars(select(PersonalReading).order_by(PersonalReading.id)).all()
        assert [(line.field, line.rows, line.reason, line.role) for line in lines] == [
            ("export_masked", 1, "", "auditor"),
            ("export_full", 1, "与银行核对", "village_clerk"),
        ]
    assert not list((office.service.settings.data_dir / "made").iterdir())


def test_an_export_holds_what_the_list_holds(office: Office) -> None:
    office.world.households(3)
    assert export(office, "clerk", "state=&q=2").text.count("\n") == 2
    assert export(office, "clerk", "state=", form="member").text.count("\n") == 10
    empty = export(office, "clerk", "state=any")
    assert empty.status_code == 302
    assert export(office, "other-clerk", f"state=&place={VILLAGE}").status_code == 302
