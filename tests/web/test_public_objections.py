"""Objecting behind the code of a sheet, without an account: what is taken, what is refused, what is never told."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service.models.notice import Notice
from service.models.objection import ContactReading, Objection, ObjectionFile
from service.notices.codes import code_shown
from service.web import public_objections
from service.web.throttle import OBJECTIONS_LODGED
from tests.service.acts_on_notices import EXIT, hung
from tests.service.walking import publicized
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import PDF, PNG, decided, step
from tests.web.test_objections import DECISION

REACHED_AT = "村口第二家"
_HIDDEN = re.compile(r'name="(csrf_token|receipt)"[^>]*value="([^"]*)"')
ENGLISH = {"Accept-Language": "en"}


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world, and whoever comes from the street."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def code_of(office: Office, notice_id: int) -> str:
    with office.world.database.read() as db:
        return str(db.scalar(select(Notice.code).where(Notice.id == notice_id)))


def objections(office: Office) -> list[Objection]:
    with office.world.database.read() as db:
        return list(db.scalars(select(Objection).order_by(Objection.id)))


class Passer:
    """Somebody who has read the code of a sheet, at a browser of their own."""

    def __init__(self, office: Office, code: str) -> None:
        self.client = office.app.test_client()
        self.path = f"/n/{code}/object"

    def opened(self) -> dict[str, str]:
        """The hidden values of the page, as a browser would send them."""
        return dict(_HIDDEN.findall(self.client.get(self.path).text))

    def send(self, hidden: dict[str, str] | None = None, files: Any = (), **answers: Any) -> TestResponse:
        """Fill in the page and send it."""
        plain = {"about": "listed", "serial": "1", "content": "有小汽车"}
        form: MultiDict[str, Any] = MultiDict({**(hidden or self.opened()), **plain, **answers})
        form.setlist("files", [(BytesIO(content), name) for content, name in files])
        return self.client.post(self.path, data=form, content_type="multipart/form-data", headers=ENGLISH)


@pytest.fixture
def passer(office: Office) -> Passer:
    """Somebody in front of a publicity of two households that hangs."""
    ids = publicized(office.world, 2)
    return Passer(office, code_of(office, hung(office.world, ids[0], EXIT)))


def test_an_objection_is_lodged_and_looked_up_by_its_receipt(office: Office, passer: Passer) -> None:
    answer = passer.send(serial="2", objector="王某某", contact=REACHED_AT, files=[(PNG, "car.png"), (PDF, "a.pdf")])
    assert answer.status_code == 302
    (found,) = objections(office)
    assert found.receipt
    assert answer.headers["Location"] == f"{passer.path}/{found.receipt}"
    page = passer.client.get(answer.headers["Location"], headers=ENGLISH)
    assert found.receipt in page.text
    for kept_back in ("王某某", REACHED_AT, "有小汽车", "car.png", "试验"):
        assert kept_back not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert step(office, "township", found.id, "accept").status_code == 302
    assert step(office, "township", found.id, "investigate", **DECISION).status_code == 302
    later = text_of(passer.client.get(answer.headers["Location"], headers=ENGLISH).text)
    assert "Accepted, undecided" in later
    assert "经实地核查" not in later
    assert passer.client.get(f"{passer.path}/0000-0000").status_code == 404


def test_a_code_is_read_however_it_is_typed_and_one_of_no_notice_leads_nowhere(office: Office, passer: Passer) -> None:
    code = passer.path.split("/")[2]
    assert passer.client.get(f"/n/{code_shown(code).lower()}/object").status_code == 200
    for wrong in ("0" * 13, "x", "<b>", "9" * 500):
        assert passer.client.get(f"/n/{wrong}/object").status_code == 404


def test_the_page_names_nobody_of_the_list(office: Office, passer: Passer) -> None:
    page = passer.client.get(passer.path).text
    assert "试验" not in page
    assert "12317" in page


def test_pressing_twice_lodges_once_and_another_page_lodges_another(office: Office, passer: Passer) -> None:
    hidden = passer.opened()
    first, second = passer.send(hidden), passer.send(hidden)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(objections(office)) == 1
    passer.send({**passer.opened(), "receipt": "a receipt of one's own"})
    assert len(objections(office)) == 2


def test_what_does_not_fit_is_said_beside_the_field_and_what_was_typed_stays(
    office: Office, passer: Passer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_objections, "LARGEST_FILE", 1024)
    for answers, said in (
        ({"serial": "3"}, "No row of the list has this serial number"),
        ({"serial": ""}, "No row of the list has this serial number"),
        ({"about": "whole"}, "Not a valid choice"),
        ({"objector": "甲" * 65}, "64"),
        ({"files": [(b"MZ a program", "photo.png")]}, "photo.png"),
        ({"files": [(PNG, f"{place}.png") for place in range(4)]}, "at most 3"),
        ({"files": [(b"%PDF-" + b"0" * 2048 + b"%%EOF", "big.pdf")]}, "big.pdf"),
    ):
        answer = passer.send(**{"content": "写好的内容", **answers})
        assert answer.status_code == 422, answers
        assert said in text_of(answer.text), said
        assert "写好的内容" in answer.text
    assert objections(office) == []


def test_markup_in_an_objection_is_shown_as_text_to_who_handles_it(office: Office, passer: Passer) -> None:
    passer.send(content="<script>alert(1)</script>", objector="<b>甲</b>", files=[(PNG, "../../<i>.png")])
    page = office.page("township", "/objections/1")
    assert "<script>alert" not in page
    assert "<b>甲" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    with office.world.database.read() as db:
        assert "/" not in db.execute(select(ObjectionFile.filename)).scalar_one()


def test_without_the_page_s_token_nothing_is_taken(office: Office, passer: Passer) -> None:
    assert passer.send({"receipt": "x"}).status_code == 400
    assert objections(office) == []


def test_who_sends_too_many_is_slowed_down(office: Office, passer: Passer) -> None:
    most = int(OBJECTIONS_LODGED.split()[0])
    answers = [passer.send(content=f"第{place}件").status_code for place in range(most + 1)]
    assert answers == [302] * most + [429]


def test_after_the_period_it_counts_as_late_and_then_the_page_says_where_to_turn(
    office: Office, passer: Passer
) -> None:
    office.world.wait(8)
    page = text_of(passer.client.get(passer.path, headers=ENGLISH).text)
    assert "it counts as out of time" in page
    hidden = passer.opened()
    office.world.wait(2)
    page = text_of(passer.client.get(passer.path, headers=ENGLISH).text)
    assert "Nothing can be lodged here now" in page
    assert "The period ended on" in page
    assert "12317" in page
    assert "Lodge the objection" not in page
    assert passer.send(hidden).status_code == 422
    assert objections(office) == []


def test_a_contact_is_shown_by_a_press_to_the_level_that_hears_it_and_each_reading_is_told(
    office: Office, passer: Passer
) -> None:
    passer.send(contact=REACHED_AT)
    page = "/objections/1"
    for login in ("clerk", "township", "county", "auditor"):
        assert REACHED_AT not in office.page(login, page)
    assert office.official("clerk").post(f"{page}/contact", page=page).status_code == 403
    refused = office.official("county").post(f"{page}/contact", page=page)
    assert refused.status_code == 302
    shown = office.official("township").post(f"{page}/contact", page=page)
    assert REACHED_AT in shown.text
    assert shown.headers["Cache-Control"] == "no-store"
    assert office.official("township").get(f"{page}/contact").status_code == 405
    with office.world.database.read() as db:
        assert db.scalars(select(ContactReading.read_by)).all() == [office.world.people["township"]]
    assert "The contact was read 1" in text_of(office.page("township", page))
    assert "The contact was read" not in office.page("clerk", page)


def test_what_the_public_sent_is_for_hearers_only(office: Office, passer: Passer) -> None:
    passer.send(objector="王某某", files=[(PNG, "car.png")])
    for login, code in (("township", 200), ("auditor", 200), ("clerk", 404), ("team", 404)):
        assert office.official(login).get("/objections/1/files/1").status_code == code
        assert ("王某某" in office.page(login, "/objections/1")) is (code == 200)
    assert passer.client.get("/objections/1/files/1").status_code == 302


def test_an_answered_objection_tells_its_outcome_to_the_receipt(office: Office, passer: Passer) -> None:
    address = passer.send().headers["Location"]
    step(office, "township", 1, "accept")
    decided(office, 1, "dismiss")
    assert "Decision: Dismissed" in text_of(passer.client.get(address, headers=ENGLISH).text)
