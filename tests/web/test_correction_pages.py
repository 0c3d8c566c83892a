"""Corrections of the register and papers that it answers, through the pages, on both engines."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import update

from service.database import Database
from service.models.people import User
from service.models.register import Household
from service.passwords import hash_password
from tests.makers import TOWNSHIP, make_world
from tests.service.keeping import people_of
from tests.web.conftest import PASSWORD
from tests.web.offices import Office, office_at, text_of
from tests.web.sent_forms import SAID, filled, households, send
from workflows.roles import Role


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world, on each engine."""
    database = Database(migrated_url)
    with office_at(make_world(database), migrated_url, tmp_path) as opened:
        yield opened
    database.close()


def test_a_correction_is_proposed_shown_decided_and_told(office: Office) -> None:
    home = households(office, "identified")
    head = people_of(office.world, home)[0].id
    sent = send(
        office, "clerk", f"/households/{home}/members/{head}", {**SAID, "labour": "skilled", "ethnicity": "hui"}
    )
    page = sent.headers["Location"]
    assert page.startswith("/corrections/")
    shown = text_of(office.page("clerk", page))
    assert "试验员0 · Labour" in shown
    assert people_of(office.world, home)[0].ethnicity == "hui"
    assert people_of(office.world, home)[0].labour == "able"
    assert "Withdraw the correction" in shown
    assert "Corrections of the register to decide" in office.page("township", "/")
    assert "Corrections of the register to decide" not in office.page("clerk", "/")
    assert "A correction waits" in office.page("auditor", f"/households/{home}")
    assert office.official("other-clerk").get(page).status_code == 404
    empty = send(office, "township", f"{page}/refuse", {}, filled(office.page("township", page)))
    assert empty.status_code == 422
    approved = send(office, "township", f"{page}/approve", {"opinion": "属实"}, filled(office.page("township", page)))
    assert approved.status_code == 302
    assert people_of(office.world, home)[0].labour == "skilled"
    assert "属实" in office.page("clerk", page)


def test_who_decides_second_is_told_what_was_decided(office: Office) -> None:
    home = households(office, "identified")
    page = send(office, "clerk", f"/households/{home}/facts", {**SAID, "main_cause": "illness"}).headers["Location"]
    office.world.employ("township2", Role.TOWNSHIP_REVIEWER, TOWNSHIP)
    with office.world.database.write() as db:
        db.execute(update(User).values(password_hash=hash_password(PASSWORD), locale="en"))
    opened = filled(office.page("township2", page))
    send(office, "township", f"{page}/approve", {}, filled(office.page("township", page)))
    late = send(office, "township2", f"{page}/refuse", {"opinion": "不实"}, opened)
    assert late.status_code == 409
    assert "Approved" in late.text
    assert "不实" in late.text


def test_health_in_a_correction_is_shown_to_who_needs_it(office: Office) -> None:
    home = households(office, "identified")
    head = people_of(office.world, home)[0].id
    page = send(office, "clerk", f"/households/{home}/members/{head}", {**SAID, "health": "disabled"}).headers[
        "Location"
    ]
    assert "Disabled" in office.page("township", page)
    assert "Disabled" not in office.page("auditor", page)
    assert "not shown to you" in office.page("auditor", page)


def test_the_five_clears_come_from_the_register(office: Office) -> None:
    home = households(office, "identified")
    path = "/documents/five_clears/new?records=1"
    page = office.page("team", path)
    assert "The register does not hold this yet" in page
    assert f"/households/{home}/facts" in page
    answers = {"r1_income": "务工", "r1_measures": "产业", "r1_target": "2018"}
    refused = send(office, "team", path, answers)
    assert refused.status_code == 422
    assert "does not hold “Main cause of poverty” yet" in text_of(refused.text)
    with office.world.database.write() as db:
        known = {
            "main_cause": "illness",
            "household_class": "ordinary_poor",
            "responsible_person": "程远志",
            "responsible_unit": "县水产局",
        }
        db.execute(update(Household).where(Household.id == home).values(known))
    filed = send(office, "team", path, answers)
    assert filed.status_code == 302
    assert "Illness" in office.page("team", filed.headers["Location"])
    assert filled(office.page("team", "/documents/income_worksheet/new?records=1"))["r1_persons"] == "3"
