"""What the public sent, as those see it who handle it, and what its receipt tells."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from service.models.objection import ContactReading, ObjectionFile
from tests.service.acts_on_notices import EXIT, hung
from tests.service.walking import publicized
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import PNG, decided, step
from tests.web.passers import ENGLISH, REACHED_AT, Passer, code_of


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world, and whoever comes from the street."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


@pytest.fixture
def passer(office: Office) -> Passer:
    """Somebody in front of a publicity of two households that hangs."""
    ids = publicized(office.world, 2)
    return Passer(office, code_of(office, hung(office.world, ids[0], EXIT)))


def test_markup_in_an_objection_is_shown_as_text_to_who_handles_it(office: Office, passer: Passer) -> None:
    passer.send(content="<script>alert(1)</script>", objector="<b>甲</b>", files=[(PNG, "../../<i>.png")])
    page = office.page("township", "/objections/1")
    assert "<script>alert" not in page
    assert "<b>甲" not in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    with office.world.database.read() as db:
        assert "/" not in db.execute(select(ObjectionFile.filename)).scalar_one()


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
