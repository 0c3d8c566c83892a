"""Papers are filled in, filed and read in the browser: nothing typed is lost, nothing hostile is kept."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service import create_app
from service.context import Service
from service.database import Database
from service.demonstration.evidence import evidence_file
from service.documents.forms import FORMS, Field, FieldKind, Form, Scans
from service.facts.papers import papers_on_file
from service.facts.rows import load_rows
from service.models.document import Attachment, Document
from service.models.people import User
from service.passwords import hash_password
from service.settings import Settings
from service.visitors import VISITORS
from service.web.throttle import limiter
from service.words import CODES
from tests.makers import COUNTY, OTHER_VILLAGE, VILLAGE, World, make_world
from tests.service.walking import applied, assessed, assisted, identified, proposed
from tests.web.conftest import PASSWORD, Browser
from workflows import papers as p
from workflows.roles import Role

PDF = evidence_file("会议记录").content
PNG = evidence_file("张贴照片", photo=True).content
_HIDDEN = re.compile(r'name="(csrf_token|key)"[^>]*value="([^"]*)"')
Answers = dict[str, Any]
SignIn = Callable[[str], "Visitor"]
Settled = tuple[World, FlaskClient, dict[str, int]]


@dataclass
class Visitor(Browser):
    """Somebody who fills in papers."""

    def fill(self, url: str, answers: Answers, *, key: str = "", **files: list[tuple[bytes, str]]) -> TestResponse:
        """Open the page and send it back with answers and files."""
        hidden = dict(_HIDDEN.findall(self.client.get(url).text))
        data: MultiDict[str, Any] = MultiDict({**answers, **hidden})
        if key:
            data["key"] = key
        for name, chosen in files.items():
            for content, filename in chosen:
                data.add(name, (BytesIO(content), filename))
        return self.client.post(url, data=data, content_type="multipart/form-data")


@pytest.fixture
def world(migrated_file: Path, tmp_path: Path) -> Iterator[World]:
    """Places, people and rules in an SQLite file; the service's own part runs on both engines elsewhere."""
    shutil.copy(migrated_file, tmp_path / "test.db")
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    yield make_world(database)
    database.close()


@pytest.fixture
def app(world: World, tmp_path: Path) -> Iterator[Flask]:
    """The service on that world, with its clock. Every account has the same password."""
    settings = Settings(
        data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'test.db'}", secret_key="k" * 40, max_upload_mb=2
    )
    with world.database.write() as db:
        db.execute(update(User).values(password_hash=hash_password(PASSWORD), locale="en"))
    made = create_app(settings, world.clock)
    limiter.reset()
    VISITORS.forget()
    yield made
    service: Service = made.extensions["service"]
    service.database.close()


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Sign somebody in in a browser of their own."""

    def signed_in(login: str) -> Visitor:
        visitor = Visitor(app.test_client())
        assert visitor.sign_in(login).status_code == 302
        return visitor

    return signed_in


def url(kind: str, *ids: int, **more: str) -> str:
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/documents/{kind}/new?records={','.join(map(str, ids))}{query}"


def on_file(world: World) -> list[Document]:
    with world.database.read() as db:
        return list(db.scalars(select(Document).order_by(Document.id)))


def attached(world: World) -> list[Attachment]:
    with world.database.read() as db:
        return list(db.scalars(select(Attachment).order_by(Attachment.id)))


def meeting(*ids: int, **changes: str) -> Answers:
    answers = {"dated_on": "2018-10-08", "q_due": "36", "q_present": "31", "q_signed": "yes"}
    for id in ids:
        answers |= {f"r{id}_votes_for": "30", f"r{id}_votes_against": "1"}
    return answers | changes


def test_a_clerk_files_an_application_and_reads_it(world: World, sign_in: SignIn) -> None:
    (id,) = applied(world, 1)
    clerk = sign_in("clerk")
    page = clerk.get(url("application", id))
    assert page.status_code == 200
    assert "Application" in page.text
    answers = {"dated_on": "2018-10-07", f"r{id}_signed": "yes", f"r{id}_grounds": "因灾减收<b>"}
    sent = clerk.fill(url("application", id), answers, scans=[(PDF, "申请书.pdf")])
    assert sent.status_code == 302
    (filed,) = on_file(world)
    assert (filed.record_id, filed.kind, filed.year, filed.dated_on) == (id, "application", 2018, date(2018, 10, 7))
    assert json.loads(filed.data) == {"signed": True, "grounds": "因灾减收<b>"}
    assert (filed.scans, filed.filed_by, filed.filed_at) == (1, world.people["clerk"], world.clock.now())
    shown = clerk.get(sent.headers["Location"])
    assert "因灾减收&lt;b&gt;" in shown.text
    assert "申请书.pdf" in shown.text
    assert "试验clerk" in shown.text
    assert "is filed" in shown.text


def test_a_whole_list_is_filed_from_one_page(world: World, sign_in: SignIn) -> None:
    ids = assessed(world, 4)
    before = len(on_file(world))
    clerk = sign_in("clerk")
    page = clerk.get(url("identification_meeting", *ids)).text
    assert page.count('name="q_present"') == 1
    assert all(f'name="r{id}_votes_for"' in page for id in ids)
    answers = meeting(*ids, **{f"r{ids[2]}_votes_for": "12", f"r{ids[2]}_votes_against": "19"})
    sent = clerk.fill(url("identification_meeting", *ids), answers, scans=[(PDF, "a.pdf"), (PNG, "b.png")])
    assert sent.status_code == 302
    filed = on_file(world)[before:]
    assert [each.record_id for each in filed] == ids
    assert {each.filing_id for each in filed} == {filed[0].filing_id}
    assert [json.loads(each.data)["votes_for"] for each in filed] == [30, 30, 12, 30]
    assert {(each.scans, json.loads(each.data)["present"]) for each in filed} == {(2, 31)}
    assert len(attached(world)) == 2
    shown = clerk.get(sent.headers["Location"]).text
    assert all(f"/documents/{each.id}" in shown for each in filed[1:])


def test_a_stored_list_is_named_by_its_id(world: World, sign_in: SignIn) -> None:
    ids = proposed(world, 2)
    with world.database.read() as db:
        list_id = load_rows(db.connection(), ids, lock=False)[ids[0]].list_id
    team = sign_in("team")
    address = f"/documents/exit_visit/new?list={list_id}"
    before = len(on_file(world))
    answers = {"dated_on": "2018-10-08", "q_visitors": "试验员甲、试验员乙"}
    sent = team.fill(address, answers | {f"r{id}_findings": f"属实{id}" for id in ids})
    assert sent.status_code == 302
    assert [json.loads(each.data)["findings"] for each in on_file(world)[before:]] == [f"属实{id}" for id in ids]
    assert sign_in("other-clerk").get(address).status_code == 404
    assert team.get("/documents/exit_visit/new?list=99999").status_code == 404


def test_bad_input_keeps_everything_typed_and_stores_nothing(world: World, sign_in: SignIn) -> None:
    ids = assessed(world, 2)
    before = len(on_file(world))
    answers = meeting(*ids, q_present="40", dated_on="2018-12-31", **{f"r{ids[0]}_votes_for": "many"})
    sent = sign_in("clerk").fill(url("identification_meeting", *ids), answers, scans=[(PDF, "会议记录.pdf")])
    assert sent.status_code == 422
    for name, value in answers.items():
        if value not in ("yes", "no"):
            assert re.search(rf'name="{name}"[^>]*value="{value}"', sent.text), name
    assert re.search(r'checked[^>]*name="q_signed"[^>]*value="yes"', sent.text)
    assert "Write a whole number" in sent.text
    assert "More delegates were present (40) than are due (36)" in sent.text
    assert "The date lies in the future" in sent.text
    assert "Choose the files again" in sent.text
    assert len(on_file(world)) == before
    assert attached(world) == []


def test_bad_input_is_explained_in_chinese_too(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    clerk = sign_in("clerk")
    clerk.get("/language/zh_Hans_CN?next=/")
    sent = clerk.fill(url("identification_meeting", id), meeting(id, q_present=""))
    assert sent.status_code == 422
    assert "An answer is missing" not in sent.text
    assert 'lang="zh-Hans-CN"' in sent.text


def test_a_text_area_and_a_choice_keep_what_was_typed(world: World, sign_in: SignIn) -> None:
    (id,) = assisted(world, 1)
    answers = {
        "dated_on": "2018-10-08",
        f"r{id}_cause": "05",
        f"r{id}_household_class": "",
        f"r{id}_income": "务工\n</textarea><script>alert(1)</script>",
    }
    sent = sign_in("clerk").fill(url("five_clears", id), answers)
    assert sent.status_code == 422
    assert re.search(r'<option selected value="05">', sent.text)
    assert "务工\n&lt;/textarea&gt;&lt;script&gt;" in sent.text
    assert "<script>alert" not in sent.text


HOSTILE = {
    "a program named .png": (b"MZ\x90\x00" + b"\0" * 999, "photo.png", "neither an image"),
    "a page named .pdf": (b"<!doctype html><script>alert(1)</script>", "scan.pdf", "neither an image"),
    "a drawing that can run": (b"<svg xmlns='http://www.w3.org/2000/svg' onload='x()'/>", "a.png", "neither an image"),
    "nothing": (b"", "empty.pdf", "is empty"),
    "half a file": (PDF[:300], "half.pdf", "is missing"),
}


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_hostile_file_is_refused_and_nothing_is_kept(
    world: World, sign_in: SignIn, tmp_path: Path, hostile: str
) -> None:
    content, name, why = HOSTILE[hostile]
    (id,) = assessed(world, 1)
    before = len(on_file(world))
    address = url("identification_meeting", id)
    sent = sign_in("clerk").fill(address, meeting(id), scans=[(PDF, "good.pdf"), (content, name)])
    assert sent.status_code == 422
    assert why in sent.text
    assert len(on_file(world)) == before
    assert attached(world) == []
    assert not (tmp_path / "files").exists()


def test_files_past_the_limit_are_answered_with_a_page(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    before = len(on_file(world))
    huge = b"--x\r\nContent-Disposition: form-data; name=scans; filename=a.pdf\r\n\r\n" + PDF + b"\n" * 3_000_000
    address = url("identification_meeting", id)
    sent = sign_in("clerk").client.post(address, data=huge, content_type="multipart/form-data; boundary=x")
    assert sent.status_code == 413
    assert "2 MB" in sent.text
    assert len(on_file(world)) == before


def test_a_path_in_a_file_name_leads_nowhere(world: World, sign_in: SignIn, tmp_path: Path) -> None:
    (id,) = assessed(world, 1)
    clerk = sign_in("clerk")
    name = "../../../../tmp/..\\evil\u202efdp.exe"
    assert clerk.fill(url("identification_meeting", id), meeting(id), scans=[(PDF, name)]).status_code == 302
    (stored,) = attached(world)
    assert stored.filename == "evilfdp.pdf"
    kept = [path for path in tmp_path.rglob("*") if path.is_file() and "files" in path.parts]
    assert kept == [tmp_path / "files" / stored.sha256[:2] / stored.sha256]


def test_a_double_click_is_one_filing(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    before = len(on_file(world))
    clerk = sign_in("clerk")
    address, key = url("identification_meeting", id), "a" * 32
    first = clerk.fill(address, meeting(id), key=key, scans=[(PDF, "a.pdf")])
    second = clerk.fill(address, meeting(id), key=key, scans=[(PDF, "a.pdf")])
    assert first.headers["Location"] == second.headers["Location"]
    assert "filed already" in clerk.get(second.headers["Location"]).text
    assert len(on_file(world)) == before + 1
    assert len(attached(world)) == 1


def test_what_was_changed_after_the_first_press_is_not_lost(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    before = len(on_file(world))
    clerk = sign_in("clerk")
    address, key = url("identification_meeting", id), "a" * 32
    clerk.fill(address, meeting(id), key=key, scans=[(PDF, "a.pdf")])
    changed = meeting(id, **{f"r{id}_votes_for": "29"})
    again = clerk.fill(address, changed, key=key, scans=[(PDF, "a.pdf")])
    assert again.status_code == 422
    assert "have changed it since" in again.text
    assert len(on_file(world)) == before + 1
    (new_key,) = re.findall(r'name="key"[^>]*value="([0-9a-f]{32})"', again.text)
    assert new_key != key
    assert clerk.fill(address, changed, key=new_key, scans=[(PDF, "a.pdf")]).status_code == 302
    older, newer = on_file(world)[before:]
    page = clerk.get(f"/documents/{older.id}").text
    assert f"/documents/{newer.id}" in page
    assert "A newer paper of this kind is on file" in page


def test_outside_the_jurisdiction_nothing_exists(world: World, sign_in: SignIn) -> None:
    (here,) = assessed(world, 1)
    (there,) = world.apply(world.households(1, OTHER_VILLAGE), OTHER_VILLAGE, "other-clerk")
    clerk, other = sign_in("clerk"), sign_in("other-clerk")
    sent = clerk.fill(url("identification_meeting", here), meeting(here), scans=[(PDF, "a.pdf")])
    paper = sent.headers["Location"]
    (scan,) = attached(world)
    for address in (paper, f"/attachments/{scan.id}", url("identification_meeting", here)):
        assert other.get(address).status_code == 404
    for address in (url("application", here, there), url("application", there), url("application", 999_999_999_9)):
        assert clerk.get(address).status_code == 404
    assert sign_in("admin").get(paper).status_code == 403
    assert sign_in("auditor").get(paper).status_code == 200
    assert sign_in("auditor").get(f"/attachments/{scan.id}").status_code == 200


@pytest.mark.parametrize(
    "address",
    [
        "/documents/application/new",
        "/documents/application/new?records=",
        "/documents/application/new?records=1,x",
        "/documents/application/new?records=-1",
        "/documents/application/new?records=99999999999999999999",
        "/documents/application/new?list=0",
        "/documents/nothing/new?records={id}",
        "/documents/village_plan/new?records={id}",
        "/documents/99999999999999999999",
        "/attachments/99999999999999999999",
        "/attachments/../secret_key",
    ],
)
def test_an_address_that_names_nothing_is_not_found(world: World, sign_in: SignIn, address: str) -> None:
    (id,) = applied(world, 1)
    assert sign_in("clerk").get(address.format(id=id)).status_code == 404


def test_a_role_that_does_not_file_a_paper_is_told_who_does(world: World, sign_in: SignIn) -> None:
    (id,) = applied(world, 1)
    refused = sign_in("township").get(url("application", id))
    assert refused.status_code == 403
    assert "Village clerk" in refused.text
    assert sign_in("auditor").get(url("application", id)).status_code == 403
    assert on_file(world) == []


def test_the_assessor_may_file_an_evaluation_and_nothing_else(world: World, sign_in: SignIn) -> None:
    county = world.designate("county", COUNTY)
    village = world.designate("village", VILLAGE)
    (household,) = applied(world, 1)
    assessor = sign_in("assessor")
    assert assessor.get(url("evaluation", county)).status_code == 200
    for (procedure, kind), form in FORMS.items():
        if Role.ASSESSOR not in form.files:
            record = {"county": county, "village": village, "household": household}[procedure]
            assert assessor.get(url(kind, record)).status_code == 403, kind


def test_a_record_that_has_moved_on_is_explained_and_what_was_typed_is_shown(world: World, sign_in: SignIn) -> None:
    first, second = applied(world, 2)
    team = sign_in("team")
    address = url("application_visit", first, second)
    hidden = dict(_HIDDEN.findall(team.get(address).text))
    world.fire("decline", [second], "clerk", "不符合")
    typed = {
        "dated_on": "2018-10-08",
        "q_visitors": "甲",
        f"r{first}_findings": "房屋漏雨",
        f"r{second}_findings": "属实",
    }
    sent = team.client.post(address, data=hidden | typed)
    assert sent.status_code == 409
    assert "cannot be filed now" in sent.text
    assert "Declined" in sent.text
    assert "房屋漏雨" in sent.text
    assert on_file(world) == []
    assert team.get(address).status_code == 409


def test_one_visitor_is_filed_with_a_warning(world: World, sign_in: SignIn) -> None:
    (id,) = applied(world, 1)
    team = sign_in("team")
    sent = team.fill(
        url("application_visit", id), {"dated_on": "2018-10-08", "q_visitors": "试验员", f"r{id}_findings": "属实"}
    )
    assert sent.status_code == 302
    assert "The step asks for 2 different people" in team.get(sent.headers["Location"]).text


def test_criteria_take_words_or_files_as_evidence(world: World, sign_in: SignIn) -> None:
    (id,) = assisted(world, 1)
    team = sign_in("team")
    address = url("household_criteria", id)
    answers: Answers = {"dated_on": "2018-10-08", "year": "2018"}
    for code in ("food", "clothing", "education", "medical", "housing", "water"):
        answers |= {f"r{id}_met_{code}": "no" if code == "water" else "yes"}
    answers |= {f"r{id}_actual_food": "口粮充足", f"r{id}_evidence_food": "粮食直补存折"}
    files: dict[str, Any] = {f"r{id}_files_housing": [(PNG, "住房.png")]}
    sent = team.fill(address, answers, **files)
    assert sent.status_code == 302
    filed = on_file(world)[-1]
    assert json.loads(filed.data) == {
        "met": sorted(("food", "clothing", "education", "medical", "housing")),
        "evidenced": ["food", "housing"],
        "actual": {"food": "口粮充足"},
        "evidence": {"food": "粮食直补存折"},
    }
    shown = team.get(sent.headers["Location"]).text
    assert "住房.png" in shown
    assert "粮食直补存折" in shown
    assert "is met, but evidence is still missing" in shown


def test_criteria_of_a_year_without_a_set_are_not_asked(world: World, sign_in: SignIn) -> None:
    (id,) = assisted(world, 1)
    team = sign_in("team")
    address = url("household_criteria", id, year="2013")
    page = team.get(address)
    assert page.status_code == 200
    assert "No criteria set holds for this place and year" in page.text
    before = len(on_file(world))
    assert team.fill(address, {"dated_on": "2018-10-08", "year": "2013"}).status_code == 422
    assert len(on_file(world)) == before


def test_criteria_of_a_list_are_asked_for_each_household(world: World, sign_in: SignIn) -> None:
    ids = assisted(world, 2)
    team = sign_in("team")
    address = url("household_criteria", *ids)
    answers: Answers = {"dated_on": "2018-10-08", "year": "2018"}
    for id in ids:
        for code in ("food", "clothing", "education", "medical", "housing", "water"):
            answers |= {f"r{id}_met_{code}": "yes", f"r{id}_evidence_{code}": f"照片{id}"}
    missing = {name: value for name, value in answers.items() if name != f"r{ids[1]}_met_water"}
    refused = team.fill(address, missing)
    assert refused.status_code == 422
    assert refused.text.count("An answer is missing here.") == 2  # in the summary and beside the control
    assert team.fill(address, answers).status_code == 302
    assert {each.record_id for each in on_file(world)[-2:]} == set(ids)


def test_a_file_is_sent_inline_as_what_it_is_under_a_safe_name(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    clerk = sign_in("clerk")
    files = [(PDF, '会议"; x=y\r\nSet-Cookie: a=b.pdf'), (PNG, "photo.exe")]
    clerk.fill(url("identification_meeting", id), meeting(id), scans=files)
    for stored, media_type, content in zip(attached(world), ("application/pdf", "image/png"), (PDF, PNG), strict=True):
        sent = clerk.get(f"/attachments/{stored.id}")
        assert sent.data == content
        assert sent.headers["Content-Type"] == media_type
        assert sent.headers["X-Content-Type-Options"] == "nosniff"
        assert sent.headers["Cache-Control"] == "no-store"
        assert sent.headers["Content-Disposition"].startswith("inline")
        assert "Set-Cookie" not in sent.headers.get("Content-Disposition").split("filename*")[0] or "\n" not in str(
            sent.headers
        )
    assert attached(world)[1].filename == "photo.png"


def test_a_file_that_was_changed_on_the_disk_is_not_sent(world: World, sign_in: SignIn, app: Flask) -> None:
    (id,) = assessed(world, 1)
    clerk = sign_in("clerk")
    clerk.fill(url("identification_meeting", id), meeting(id), scans=[(PDF, "a.pdf")])
    (stored,) = attached(world)
    service: Service = app.extensions["service"]
    path = service.settings.data_dir / "files" / stored.sha256[:2] / stored.sha256
    path.write_bytes(PDF + b"\n")
    assert clerk.get(f"/attachments/{stored.id}").status_code == 500


def test_after_filing_one_returns_to_where_one_came_from_but_never_elsewhere(world: World, sign_in: SignIn) -> None:
    (id,) = applied(world, 1)
    team = sign_in("team")
    answers = {"dated_on": "2018-10-08", "q_visitors": "甲、乙", f"r{id}_findings": "属实"}
    back = team.fill(url("application_visit", id, next="/my-account/"), answers)
    assert back.headers["Location"] == "/my-account/"
    elsewhere = team.fill(url("application_visit", id, next="//evil.example/"), answers)
    assert elsewhere.headers["Location"].startswith("/documents/")


# Every declared form: its page, a valid filling, and the paper that the guards then read.


@pytest.fixture(scope="module")
def settled(
    migrated_file: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[World, FlaskClient, dict[str, int]]]:
    """A world with a household, a village and a county, made once for all forms."""
    folder = tmp_path_factory.mktemp("settled")
    shutil.copy(migrated_file, folder / "test.db")
    database = Database(f"sqlite:///{folder / 'test.db'}")
    world = make_world(database)
    with database.write() as db:
        db.execute(update(User).values(password_hash=hash_password(PASSWORD), locale="en"))
    records = {
        "household": applied(world, 1)[0],
        "village": world.designate("village", VILLAGE),
        "county": world.designate("county", COUNTY),
    }
    app = create_app(
        Settings(data_dir=folder, database_url=f"sqlite:///{folder / 'test.db'}", secret_key="k" * 40), world.clock
    )
    limiter.reset()
    yield world, app.test_client(), records
    service: Service = app.extensions["service"]
    service.database.close()
    database.close()


LOGINS = {
    Role.VILLAGE_CLERK: "clerk",
    Role.WORK_TEAM: "team",
    Role.COUNTY_REVIEWER: "county",
    Role.CITY_REVIEWER: "city",
    Role.PROVINCE_REVIEWER: "province",
    Role.ASSESSOR: "assessor",
    Role.TOWNSHIP_REVIEWER: "township",
}
TYPED: dict[FieldKind, tuple[str, Any]] = {
    FieldKind.TEXT: ("一行文字", "一行文字"),
    FieldKind.LONG_TEXT: ("一段\n文字", "一段\n文字"),
    FieldKind.NAMES: ("甲某、乙某\n丙某", ("甲某", "乙某", "丙某")),
    FieldKind.MONEY: ("1，234.5", "1234.50"),
    FieldKind.YES_NO: ("yes", True),
    FieldKind.VILLAGE: (VILLAGE, VILLAGE),
}


def typed_and_read(question: Field) -> tuple[str, Any]:
    """What to type into a question, and what a guard must then read."""
    if question.kind is FieldKind.CHOICE:
        code = CODES[question.choices][-1]
        return code, code
    if question.kind in (FieldKind.COUNT, FieldKind.YEAR):
        # The same number everywhere contradicts nothing but two votes against one.
        number = 0 if question.name == "votes_against" else max(question.least, 20)
        return str(number), number
    return TYPED[question.kind]


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: f"{form.procedure}-{form.kind}")
def test_every_form_is_shown_filed_and_read_as_its_paper(
    settled: Settled, monkeypatch: pytest.MonkeyPatch, form: Form
) -> None:
    world, client, records = settled
    # Which states take which form is told elsewhere; here every record stands in for all of them.
    open_form = replace(form, states=())
    monkeypatch.setitem(FORMS, (form.procedure, form.kind), open_form)
    id = records[form.procedure]
    VISITORS.forget()
    client.delete_cookie("registry")
    visitor = Visitor(client)
    assert visitor.sign_in(LOGINS[form.files[0]]).status_code == 302
    address = url(form.kind, id)
    page = visitor.get(address)
    assert page.status_code == 200
    answers: Answers = {"dated_on": "2018-10-08"}
    if form.yearly:
        answers["year"] = "2018"
    expected: dict[str, Any] = {}
    for question in form.asks:
        if question.kind is FieldKind.CRITERIA:
            for code in re.findall(rf'name="r{id}_actual_(\w+)"', page.text):
                answers |= {
                    f"r{id}_met_{code}": "yes",
                    f"r{id}_actual_{code}": "达标",
                    f"r{id}_evidence_{code}": "照片",
                }
                expected.setdefault("met", set()).add(code)
            continue
        name = f"r{id}_{question.name}" if question.each else f"q_{question.name}"
        assert f'name="{name}"' in page.text
        answers[name], expected[question.name] = typed_and_read(question)
    files = [(PDF, "a.pdf")] if form.scans is Scans.REQUIRED else []
    sent = visitor.fill(address, answers, scans=files)
    assert sent.status_code == 302, re.findall(r'field-error"[^>]*>([^<]*)', sent.text)
    with world.database.read() as db:
        filed = papers_on_file(db.connection(), form.procedure, [id], [form.kind])[id][form.kind]
    paper = filed[-1]
    assert type(paper) is form.paper
    assert (paper.dated_on, paper.year, paper.scans) == (date(2018, 10, 8), 2018, len(files))
    for name in vars(paper).keys() & expected.keys():
        read = getattr(paper, name)
        assert str(read) == expected[name] if isinstance(expected[name], str) else read == expected[name], name
    if isinstance(paper, p.Criteria):
        assert paper.evidenced == paper.met != frozenset()
    assert visitor.get(sent.headers["Location"]).status_code == 200


def test_no_paper_asks_for_less_than_its_guards_read() -> None:
    base = set(vars(p.Paper(id=1, dated_on=date(2018, 10, 8), year=2018)))
    for form in FORMS.values():
        read = {name for name in form.paper.__dataclass_fields__ if name not in base}
        asked = {question.name for question in form.asks}
        if form.paper is p.Criteria:
            continue
        assert read <= asked, form.kind


def test_a_page_for_too_many_records_says_how_many_fit(
    world: World, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("service.documents.asked.MOST_CONTROLS", 5)
    ids = applied(world, 3)
    refused = sign_in("clerk").get(url("application", *ids))
    assert refused.status_code == 400
    assert "at most 2 records; these are 3" in refused.text


def test_a_household_that_was_only_identified_takes_the_papers_of_its_assistance(world: World, sign_in: SignIn) -> None:
    (id,) = identified(world, 1)
    clerk = sign_in("clerk")
    assert clerk.get(url("five_clears", id)).status_code == 200
    assert clerk.get(url("exit_meeting", id)).status_code == 409
