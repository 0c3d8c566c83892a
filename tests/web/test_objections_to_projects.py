"""Objections to projects in the browser: lodged by an office and by the public, decided; the corrected publicity."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.models.notice import Notice
from service.notices import printing
from tests.service.acts_on_notices import hung_projects
from tests.service.printed_page import read_pages
from tests.service.specimen_notices import PROJECTS
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import PNG, decided, lodged, send, step
from tests.web.test_public_objections import ENGLISH, Passer, code_of, objections

NAME = PROJECTS[0].name


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Officials in a small world where a notice costs no time; letters and statements are printed."""
    monkeypatch.setattr(printing, "render_pdf", lambda facts: b"%PDF-1.7 " + facts.number.encode())
    monkeypatch.setattr(printing, "page_count", lambda pdf: 2)
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


@pytest.fixture
def notice_id(office: Office) -> int:
    """A publicity of projects of the township that hangs in a village."""
    return hung_projects(office.world)


def correct(office: Office, notice_id: int, login: str = "township", **changes: str) -> Any:
    """Send the corrected list as it stands in the form."""
    path = f"/projects/{notice_id}/correct"
    official = office.official(login)
    page = official.get(path).text
    answers = {f"projects-0-{name}": str(value) for name, value in PROJECTS[0].to_json().items()}
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]*)"', page)[0]
    return official.client.post(path, data={"csrf_token": token, **answers, **changes})


def test_an_office_lodges_one_on_a_project_and_every_page_of_it_stands_without_a_record(
    office: Office, notice_id: int
) -> None:
    page = f"/objections/new/{notice_id}"
    assert "Lodge an objection" in office.page("clerk", f"/notices/{notice_id}")
    form = office.page("clerk", page)
    assert "The notice as a whole" in form
    assert "A household that the list leaves out" not in form
    one, whole = lodged(office, notice_id, "1", objector="王某"), lodged(office, notice_id, "whole")
    for path in (f"/objections/{one}", "/objections/", f"/objections/?notice={notice_id}"):
        seen = office.page("clerk", path)
        assert NAME in seen
        assert "/records/" not in re.sub(r"<nav.*?</nav>", "", seen, flags=re.DOTALL)
    assert "Publicity of projects and funds, as a whole" in text_of(office.page("county", f"/objections/{whole}"))
    inbox = text_of(office.page("county", "/"))
    assert NAME in inbox
    assert "Publicity of projects and funds, as a whole" in inbox
    assert "Objections to decide" not in office.page("township", "/")
    assert "2 to be settled" in text_of(office.page("township", f"/notices/{notice_id}"))


def test_it_is_heard_dismissed_answered_and_appealed(office: Office, notice_id: int) -> None:
    brought = lodged(office, notice_id, "1", objector="王某")
    answer = step(office, "township", brought, "accept")
    assert "It is heard at another level: County." in text_of(answer.text)
    assert step(office, "county", brought, "accept").status_code == 302
    seen = text_of(office.page("clerk", f"/objections/{brought}"))
    assert "the result of the publicity cannot be signed" in seen
    answer = step(
        office, "county", brought, "investigate", investigator_1="试验township", investigator_2="乙", finding="查"
    )
    assert answer.status_code == 422
    assert "试验township proposed what is objected to" in text_of(answer.text)
    decided(office, brought, "dismiss", "county")
    seen = office.page("county", f"/objections/{brought}")
    letter = re.search(rf"/objections/{brought}/replies/\d+\.pdf", seen)
    assert letter
    text = "".join(each.text for each in read_pages(office.official("county").get(letter[0]).data)).replace("\n", "")
    assert "扶贫项目资金安排的公示" in text
    assert "异议不成立" in text
    assert send(office, "county", f"/objections/{brought}/delivery", {"manner": "kept"}).status_code == 302
    assert "Appeal until" in text_of(office.page("county", f"/objections/{brought}"))
    assert step(office, "clerk", brought, "appeal", finding="不服").status_code == 302
    assert "decided at the level: City" in text_of(office.page("clerk", f"/objections/{brought}"))


def test_the_public_lodges_one_and_looks_it_up(office: Office, notice_id: int) -> None:
    passer = Passer(office, code_of(office, notice_id))
    page = text_of(passer.client.get(passer.path, headers=ENGLISH).text)
    assert "A project on the list" in page
    assert "A household" not in page
    assert "Serial number in the table of projects needed with “A project on the list”" in page
    assert "the list that hangs on the wall" not in page
    assert "No row of the table has this serial number" in text_of(passer.send(serial="9").text)
    for wrong in ({"serial": "9"}, {"serial": ""}, {"serial": "-1"}, {"about": "omitted"}, {"about": ""}):
        assert passer.send(**{"content": "写好的内容", **wrong}).status_code == 422
    assert objections(office) == []
    first = passer.send(serial="2", contact="村口第二家", files=[(PNG, "road.png")])
    assert first.status_code == 302
    assert passer.send(about="whole", serial="").status_code == 302
    assert [(each.record_id, each.project_number) for each in objections(office)] == [(None, 2), (None, None)]
    receipt = text_of(passer.client.get(first.headers["Location"], headers=ENGLISH).text)
    assert "Publicity of projects and funds" in receipt
    assert PROJECTS[1].name not in receipt
    assert "村口第二家" in office.official("county").post("/objections/1/contact", page="/objections/1").text


@pytest.mark.parametrize("about", ["0", "99", "-1", "omitted", "9" * 30, "", "²"])
def test_what_is_not_in_the_form_is_refused(office: Office, notice_id: int, about: str) -> None:
    answers = {"about": about, "channel": "visit", "content": "写好的内容"}
    answer = send(office, "clerk", f"/objections/new/{notice_id}", answers)
    assert answer.status_code == 422
    assert "写好的内容" in answer.text
    assert objections(office) == []


def test_an_upheld_one_leads_to_the_corrected_publicity(office: Office, notice_id: int) -> None:
    page = f"/notices/{notice_id}"
    early = office.official("township").get(f"/projects/{notice_id}/correct")
    assert early.status_code == 409
    assert "No objection to this publicity was upheld" in text_of(early.text)
    assert "projects-0-name" not in early.text
    assert correct(office, notice_id).status_code == 422
    assert "Issue the corrected publicity" not in office.page("township", page)
    brought = lodged(office, notice_id, "1")
    step(office, "county", brought, "accept")
    decided(office, brought, "uphold", "county")
    assert "its office issues a corrected publicity" in text_of(office.page("county", f"/objections/{brought}"))
    assert "Issue the corrected publicity" in office.page("township", page)
    for login in ("clerk", "county", "auditor"):
        assert "Issue the corrected publicity" not in office.page(login, page)
    form = office.page("township", f"/projects/{notice_id}/correct")
    assert all(each.name in form for each in PROJECTS)
    typed = correct(office, notice_id, **{"projects-0-unit": " ", "projects-0-content": "写好的内容"})
    assert typed.status_code == 422
    assert "写好的内容" in typed.text
    assert correct(office, notice_id, more="1").status_code == 200
    answer = correct(office, notice_id, **{"projects-0-unit": "青河县交通运输局"})
    assert answer.status_code == 302
    new = answer.headers["Location"]
    assert correct(office, notice_id, **{"projects-0-unit": "青河县交通运输局"}).headers["Location"] == new
    seen = text_of(office.page("township", new))
    assert "青河县交通运输局" in seen
    assert "Stands in for" in seen
    old = text_of(office.page("clerk", page))
    assert "This notice is void" in old
    seen = text_of(office.page("county", f"/objections/{brought}"))
    assert "The publicity is void. Its office has issued the corrected one" in seen
    assert "Corrected ·" in old
    with office.world.database.read() as db:
        code = db.scalar(select(Notice.code).where(Notice.id == notice_id))
    public = office.app.test_client().get(f"/n/{code}", headers=ENGLISH)
    assert "amended" in text_of(public.text)
    assert "What it says changed. What counts now is:" in text_of(public.text)
    assert "Its list changed" not in public.text


@pytest.mark.parametrize(
    ("login", "path", "code"),
    [
        ("clerk", "/projects/1/correct", 403),
        ("township", "/projects/404/correct", 404),
        ("other-clerk", "/objections/new/1", 404),
    ],
)
def test_elsewhere_there_is_no_such_form(office: Office, notice_id: int, login: str, path: str, code: int) -> None:
    assert notice_id == 1
    assert office.official(login).get(path).status_code == code


def test_the_statement_counts_what_came(office: Office, notice_id: int) -> None:
    brought = lodged(office, notice_id, "1")
    step(office, "county", brought, "accept")
    decided(office, brought, "dismiss", "county")
    office.world.wait(11)
    paper = office.official("township").get(f"/notices/{notice_id}/statement.pdf")
    text = "".join(each.text for each in read_pages(paper.data)).replace("\n", "")
    assert "收到异议1件，其中不成立1件，均已办结（答复情况见下表）。" in text
    assert "1青河县异复〔2018〕1号2018年10月8日异议不成立" in text
