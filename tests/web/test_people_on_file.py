"""Pages about people on file: numbers for a reason, whose a number is, possible duplicates, history, health."""

import logging
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from service.database import Database
from service.models.register import Member
from service.models.register_history import DuplicateDecision, PersonalReading
from service.queries.households import HEALTH_READERS
from service.register.fields import Subject, fact_of
from service.register.values import REGISTER_KEY, sealed_number
from service.sealing import Seal
from service.words import CODES, WORDS
from tests.makers import PEOPLE, make_world
from tests.service import walking
from tests.service.registering import acting, members, number_of, person
from tests.web.offices import Office, office_at, text_of

BORN = date(1970, 1, 1)
WHY = "核对存折"


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """Officials in a world with one poor household, whose head's number is on file, on each engine."""
    database = Database(migrated_url)
    world = make_world(database)
    walking.verified(world, 1)
    head = members(world, 1)[0]
    number = sealed_number(fact_of(Subject.MEMBER, "identity"), number_of(BORN), Seal(tmp_path, REGISTER_KEY))
    world.wait(1)
    with database.write() as db:
        acting(world, db, 1, reason="补录证件").change(Subject.MEMBER, head, {"identity": number})
    with office_at(world, migrated_url, tmp_path) as opened:
        yield opened
    database.close()


def test_a_number_is_masked_everywhere_and_shown_once_for_a_reason(
    office: Office, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    clerk, number = office.official("clerk"), number_of(BORN)
    page = office.page("clerk", "/households/1/numbers")
    assert f"{number[:3]}***********{number[-4:]}" in page
    key = re.findall(r'name="number"[^>]*value="([^"]+)"', page)[0]
    refused = clerk.post("/households/1/numbers", {"number": key, "reason": "。"})
    assert (refused.status_code, number in refused.text) == (422, False)
    assert "Write what you need the number for." in refused.text
    answer = clerk.post("/households/1/numbers", {"number": key, "reason": WHY})
    assert answer.status_code == 200
    assert number in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert number not in "".join(answer.headers.getlist("Set-Cookie")) + caplog.text
    for path in ("/households/1/numbers", "/households/1", "/households/1/changes", "/households/1/as-of"):
        assert number not in office.page("clerk", path)
    with office.world.database.read() as db:
        (reading,) = db.scalars(select(PersonalReading))
    assert (reading.reason, reading.field, reading.household_id) == (WHY, "identity", 1)


def test_who_needs_no_number_sees_it_masked_and_cannot_ask(office: Office) -> None:
    form = {"number": f"{members(office.world, 1)[0]}-identity", "reason": WHY}
    for login in ("county-approver", "auditor", "city"):
        assert "Show one number" not in office.page(login, "/households/1/numbers")
        posted = office.official(login).post("/households/1/numbers", form, page="/")
        assert posted.status_code == 403
    assert office.official("other-clerk").get("/households/1/numbers").status_code == 404


def test_auditors_see_who_read_what_and_others_do_not(office: Office) -> None:
    form = {"number": f"{members(office.world, 1)[0]}-identity", "reason": WHY}
    office.official("clerk").post("/households/1/numbers", form)
    for path in ("/readings/", "/readings/?login=clerk&from=2018-10-01", "/households/1/numbers"):
        seen = text_of(office.page("auditor", path))
        assert WHY in seen
        assert "试验clerk" in seen
        assert "Identity or disability certificate number" in seen
    for path in ("/readings/?login=team", "/readings/?to=2018-10-01", "/readings/?household=2"):
        assert WHY not in office.page("data", path)
    assert "This is no day" in office.page("auditor", "/readings/?from=yesterday")
    assert office.official("clerk").get("/readings/").status_code == 403
    assert WHY not in office.page("clerk", "/households/1/numbers")


def test_whose_a_number_is_is_asked_by_a_form(office: Office) -> None:
    path, number = "/households/by-number", number_of(BORN)
    spaced = f"{number[:6]} {number[6:14]}-{number[14:]}"
    found = office.official("township").post(path, {"kind": "identity", "number": spaced})
    assert 'href="/households/1"' in found.text
    nobody = office.official("township").post(path, {"kind": "account", "number": "00000000"})
    assert "Nobody in your places has this number" in nobody.text
    half = office.official("township").post(path, {"kind": "identity", "number": number[:10]})
    assert (half.status_code, number[:10] in half.text) == (422, True)
    other = office.official("other-clerk").post(path, {"kind": "identity", "number": number})
    assert "Nobody in your places has this number" in other.text
    assert office.official("county-approver").get(path).status_code == 403


def test_numbers_are_not_tried_one_after_the_other(office: Office) -> None:
    browser, team = office.official("clerk").client, office.official("team").client
    # From here on without tokens, which are not what is tried.
    office.app.config["WTF_CSRF_ENABLED"] = False
    codes = {
        browser.post("/households/by-number", data={"kind": "phone", "number": f"0000{tried:07}"}).status_code
        for tried in range(61)
    }
    assert codes == {200, 429}
    assert team.post("/households/by-number", data={"kind": "phone"}).status_code == 422


def test_a_pair_is_seen_decided_and_gone(office: Office) -> None:
    world = office.world
    for _ in range(2):
        (home,) = world.households(1, persons=0)
        with world.database.write() as db:
            acting(world, db, home).enter_members(home, [person("王芳", relation="head")])
    with world.database.read() as db:
        first, second = db.scalars(select(Member.id).where(Member.name == "王芳").order_by(Member.id))
    path = f"/duplicates/{first}/{second}"
    assert "1 pair waits for a decision" in text_of(office.page("county", "/"))
    assert "Same name and date of birth" in office.page("county", "/duplicates/")
    assert "Write it down" not in office.page("auditor", path)
    county = office.official("county")
    assert county.post(path, {"verdict": "different", "reason": " "}).status_code == 422
    assert office.official("auditor").post(path, {"verdict": "same"}, page="/").status_code == 403
    assert county.post(path, {"verdict": "same", "reason": "查验户口簿"}).status_code == 302
    assert "查验户口簿" in office.page("county", "/duplicates/?which=same")
    assert "No pair waits for a decision" in office.page("county", "/duplicates/")
    assert "act of life" in text_of(office.page("county", path))
    again = county.post(path, {"verdict": "different", "reason": "查验户口簿"}, page="/duplicates/")
    assert again.status_code == 302
    with world.database.read() as db:
        assert list(db.scalars(select(DuplicateDecision.verdict))) == ["same"]
    assert office.official("clerk").get(path).status_code == 403
    assert office.official("county").get(f"/duplicates/{second}/{first}").status_code == 404


def test_the_history_tells_every_change_in_words_and_can_be_narrowed(office: Office) -> None:
    world = office.world
    head, spouse, _child = members(world, 1)
    with world.database.write() as db:
        act = acting(world, db, 1, reason="走访核实")
        act.change(Subject.MEMBER, spouse, {"education": "junior_middle"})
        act.change(Subject.HOUSEHOLD, 1, {"safe_water": True})
    page = text_of(office.page("clerk", "/households/1/changes"))
    for told in (
        "走访核实",
        "试验clerk",
        "Village clerk · 石桥村",
        "Primary",
        "Junior middle",
        "Safe drinking water — Yes",
    ):
        assert told in page, told
    masked = f"{number_of(BORN)[:3]}***********{number_of(BORN)[-4:]}"
    assert masked in page
    only = text_of(office.page("clerk", f"/households/1/changes?person={head}"))
    assert masked in only
    assert "走访核实" not in only
    fact = text_of(office.page("clerk", "/households/1/changes?fact=household.safe_water"))
    assert "走访核实" in fact
    assert masked not in fact
    assert "Junior middle" not in fact
    assert office.official("clerk").get("/households/1/changes?person=999").status_code == 404


def test_a_household_is_read_as_of_a_day_beside_today(office: Office) -> None:
    world = office.world
    before = world.clock.today()
    world.wait(2)
    head, *_others = members(world, 1)
    with world.database.write() as db:
        act = acting(world, db, 1)
        act.change(Subject.MEMBER, head, {"name": "试验新名", "education": "college"})
        act.enter_members(1, [person("试验小宝")])
    then = text_of(office.page("clerk", f"/households/1/as-of?on={before}"))
    assert "试验员0" in then
    assert "today: 试验新名" in then
    assert "Put on file since: 试验小宝" in then
    assert "Verified" in then
    now = text_of(office.page("clerk", "/households/1/as-of"))
    assert "today:" not in now
    assert "试验小宝" in now
    assert "was not on file yet" in text_of(office.page("clerk", "/households/1/as-of?on=2018-01-01"))
    assert "This is no day" in office.page("clerk", "/households/1/as-of?on=2018-02-30")


PARTS = {"household_id": "1", "record_id": "1", "list_id": "1", "code": PEOPLE["clerk"][1], "region_code": "990101"}
_PART = re.compile(r"<(?:[a-z]+(?:\([^)]*\))?:)?([a-z_]+)>")


def shown_at(office: Office, login: str, path: str) -> list[str]:
    """What somebody reads at an address; printed cards have a test of their own."""
    answer = office.official(login).get(path, follow_redirects=True)
    return [answer.text] if answer.mimetype == "text/html" else []


def test_health_reaches_nobody_who_need_not_know_it(office: Office) -> None:
    world = office.world
    head = members(world, 1)[0]
    sick = next(code for code in CODES["health"] if code != "healthy")
    words = [WORDS[f"code.health.{code}"] for code in CODES["health"] if code != "healthy"]
    with world.database.write() as db:
        acting(world, db, 1).change(Subject.MEMBER, head, {"health": sick})
    paths = []
    for rule in office.app.url_map.iter_rules():
        parts = _PART.findall(rule.rule)
        about = rule.endpoint.split(".")[0] in ("households", "changes", "personal_numbers", "places", "village_facts")
        if "GET" in (rule.methods or ()) and (about or "household_id" in parts) and set(parts) <= PARTS.keys():
            paths.append(_PART.sub(lambda part: PARTS[part[1]], rule.rule))
    assert {"/households/1", "/households/1/changes", "/households/1/as-of"} <= set(paths)
    told = {
        (login, path)
        for login, (role, _region) in PEOPLE.items()
        if role not in HEALTH_READERS
        for path in paths
        for page in shown_at(office, login, path)
        if any(text in page for text in words) or sick in page
    }
    assert told == set()
    for path in ("/households/1", "/households/1/changes", "/households/1/as-of"):
        assert WORDS[f"code.health.{sick}"] in office.page("clerk", path)
