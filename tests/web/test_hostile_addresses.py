"""What nobody types into an address or a form gets an answer all the same, on both engines; never a fault.

PostgreSQL refuses the letter NUL and numbers past 32 bits, where SQLite takes both.
"""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.database import Database
from service.models.notice import Notice
from service.models.register import VillageAsset
from service.register.fields import Subject, fact_of
from service.register.values import REGISTER_KEY, sealed_number
from service.sealing import Seal
from service.web.throttle import limiter
from tests.makers import COUNTY, VILLAGE, World, make_world
from tests.service import acts_on_notices as acts
from tests.service import walking
from tests.service.policies import bring_in, pay, policy
from tests.service.registering import acting, person
from tests.service.rounds import opened
from tests.web.campaign_answers import CAMPAIGN_ASKED, CAMPAIGN_FORMS
from tests.web.conftest import PASSWORD
from tests.web.offices import Office, office_at
from tests.web.officials_on_notices import PDF, PNG, lodged
from tests.web.rule_answers import GOOD

NUL, HUGE = "%00", "9" * 30
LAST_LETTER = "%F4%8F%BF%BF"
HOSTILE = (NUL, HUGE, f"-{HUGE}", "²", "%ED%A0%80", LAST_LETTER, "'; --", "1e5")

ASKED = {
    "/households/": ("q", "state", "place", "after", "before"),
    "/households/1": ("cycle",),
    "/households/1/changes": ("person", "fact", "before"),
    "/households/1/as-of": ("on",),
    "/duplicates/": ("which", "after"),
    "/readings/": ("login", "place", "from", "to", "household", "before"),
    "/households/chosen": ("household", "place"),
    "/households/apply": ("households",),
    "/households/new": ("place",),
    "/households/2/merger": ("into",),
    "/corrections/": ("state", "household", "before"),
    "/lists/": ("before",),
    "/imports/": ("before",),
    "/imports/1": ("list", "page", "still"),
    "/exports/": ("place", "q", "state"),
    "/places/990101": ("after", "state"),
    "/villages/": ("place", "after", "state"),
    "/counties/": ("place", "after", "state"),
    "/notices/": ("kind", "condition", "place", "before"),
    "/print-jobs/": ("before",),
    "/print-jobs/new": ("which", "before"),
    "/print-jobs/1": ("still",),
    "/print-jobs/1/notices.pdf": ("download",),
    "/objections/": ("state", "notice", "to_do", "before"),
    "/objections/new/1": ("record",),
    "/findings/": ("state", "kind", "before"),
    "/findings/drawn": ("record", "assessor"),
    "/findings/drawn/new": ("place", "procedure", "after", "assessor"),
    "/history/": ("record", "step", "login", "role", "place", "from", "to", "after"),
    "/measures/households/1": ("year",),
    f"/measures/places/{VILLAGE}": ("year", "finding", "begin"),
    "/measures/enter": ("households", "village"),
    "/rules/": ("place",),
    "/rules/policy/new": ("row",),
    "/rules/deadline/new": ("procedure",),
    "/rules/criteria_set/new": ("procedure",),
    "/documents/survey/new": ("records", "list", "year", "next"),
    "/records/steps/propose_exit": ("records",),
    "/accounts/": ("after",),
    "/language/en": ("next",),
    "/n/": ("code",),
    **CAMPAIGN_ASKED,
    "/board/": ("before",),
    "/board/990101": ("before",),
    "/registers/990101": ("after",),
    "/registers/990101/agreement": ("on", "after"),
    "/checklists/990101": ("after",),
}
READERS = ("clerk", "county", "province", "auditor", "data", "admin")
ANSWERS = {200, 302, 303, 400, 403, 404, 409, 422}

# What a route's parts are filled with, but for the one that is spoilt.
PARTS = {
    "code": VILLAGE,
    "region_code": VILLAGE,
    "step": "review",
    "kind": "survey",
    "table": "deadline",
    "name": "household",
    "locale": "en",
}
_PART = re.compile(r"<(?:[a-z]+(?:\((?P<choices>[^)]*)\))?:)?(?P<name>[a-z_]+)>")
DIGITS = "9" * 5_000

TYPED = ("{}\0", HUGE, f"-{HUGE}", DIGITS, "sNaN", "0001-01-01", "9999-12-31", "\U0010ffff")
ACT = {"opinion": "情况属实", "key": "a key of a button"}
TOLD = {"effective_on": "2018-10-08", "reason": "核实", "key": "a key of a button", "version": "1"}
PERSON = {
    "name": "试验员",
    "sex": "male",
    "born_on": "1980-05-06",
    "relation": "other",
    "education": "primary",
    "health": "healthy",
    "labour": "able",
}
SURVEY = {"dated_on": "2018-10-09", "year": "2018", "q_surveyor": "试验员", "r1_findings": "稳定", "key": "0" * 32}
ASSET = {"name": "粮仓", "value": "1", "acquired_on": "2018-01-01", "ended_on": "2018-02-01", "key": "k" * 12}
OBJECTION = {"version": "1", "finding": "经查属实"}
PUBLIC_OBJECTION = {
    "about": "listed",
    "serial": "1",
    "content": "有小汽车",
    "objector": "甲某",
    "contact": "村口第二家",
}
PROJECTS_WRITTEN = {
    **{f"projects-0-{name}": "道路" for name in ("name", "place", "content", "source", "unit", "period")},
    **{f"projects-0-{name}": "12" for name in ("amount", "households", "persons")},
}
# By path: who sends the form, and what would be answered well. Numbers of the world that the office stands on.
FORMS: dict[str, tuple[str, dict[str, str]]] = {
    "/sign-in": ("", {"login": "nobody", "password": PASSWORD, "next": "/"}),
    "/sign-out": ("", {}),
    "/language/en": ("", {"next": "/"}),
    "/my-account/": ("clerk", {"present": PASSWORD, "password": "short"}),
    "/accounts/new": ("admin", {"login": "new.one", "name": "试验员", "password": "another long enough one"}),
    "/accounts/{other}/password": ("admin", {"password": "another long enough one"}),
    "/accounts/{other}/appointments/new": (
        "admin",
        {"role": "auditor", "region": COUNTY, "from_on": "2018-10-09", "until_on": "2018-12-01", "acting": "y"},
    ),
    "/accounts/{other}/appointments/{other}/end": ("admin", {}),
    "/accounts/{other}/close": ("admin", {}),
    "/accounts/{other}/reopen": ("admin", {}),
    "/households/apply?households=2": ("clerk", ACT),
    "/households/1/facts": ("clerk", {**TOLD, "main_cause": "illness", "phone": "00001234567", "dwelling_area": "80"}),
    "/corrections/1/refuse": ("township", {"opinion": "不实", "key": "a key of a button", "version": "1"}),
    "/households/2/members/4": ("clerk", {"name": "试验员", "born_on": "1970-01-01", "identity": "", "version": "1"}),
    "/households/2/joining/born": ("clerk", {**TOLD, **PERSON}),
    "/households/2/members/5/leaving": ("clerk", {"by": "moved_out", "effective_on": "2018-10-08", "version": "1"}),
    "/households/2/head": ("clerk", {**TOLD, "r4": "father", "r6": "head"}),
    "/households/2/split": ("clerk", {**TOLD, "m6": "y", "r6": "head", "number": "70", "village_group": "二组"}),
    "/households/2/merger?into=1": ("clerk", {"other_version": "1", "version": "1", "r4": "other"}),
    "/households/2/move": ("township", {"village": VILLAGE, "village_group": "二组", "number": "71"}),
    "/households/2/end": ("clerk", {"version": "1"}),
    f"/households/new?place={VILLAGE}": (
        "clerk",
        {"number": "72", "people": "1", "p0_name": "乙", "p0_born_on": "1970-1-1"},
    ),
    "/households/1/numbers": ("clerk", {"number": "{number}", "reason": "核对证件"}),
    "/households/by-number": ("clerk", {"kind": "phone", "number": "00001234567"}),
    "/duplicates/{first}/{second}": ("county", {"verdict": "same", "reason": "查验户口簿"}),
    f"/places/{VILLAGE}/card/asset/new": ("clerk", ASSET),
    f"/places/{VILLAGE}/card/asset/1": ("clerk", {**ASSET, "reason": "转让", "version": "1"}),
    "/places/990101/designate": ("data", ACT),
    "/imports/new": ("clerk", {"key": "a key of a button"}),
    "/imports/1/confirm": ("clerk", {"preview": "1", "why": "入户核实"}),
    "/imports/1/withdraw": ("clerk", {}),
    "/exports/?state=": ("clerk", {"form": "household", "full": "y", "why": "核对"}),
    "/records/1/steps/review": ("township", {**ACT, "versions": "1:9", "preview": ""}),
    "/records/steps/review?records=1": ("township", {**ACT, "versions": "1:9"}),
    "/lists/3/steps/review": ("township", {**ACT, "versions": "1:9"}),
    "/documents/survey/new?records=1": ("team", SURVEY),
    f"/measures/enter?village={VILLAGE}&policy={{policy}}&year=2018": (
        "clerk",
        {"to": "0-0", "amount-0-0": "7000", "paid_on": "2018-10-08", "fund": "财政", "reason": "补发", "key": "0" * 32},
    ),
    "/measures/{benefit}/take-back": ("clerk", {"reason": "记错", "key": "1" * 32}),
    "/notices/{notice}/print": ("clerk", {}),
    "/notices/{notice}/copies": ("clerk", {"copies": "1", "why": "再贴", "key": "a key of a button"}),
    "/print-jobs/new": ("clerk", {"copies": "1", "why": "", "scope": "ticked", "notice": "1", "key": "a key of a job"}),
    "/print-jobs/1/retry": ("clerk", {}),
    "/notices/{notice}/postings/new": (
        "clerk",
        {"posted_on": "2018-10-09", "place": "村委会公告栏", "place_level": "village", "posted_by": "试验员"},
    ),
    "/notices/{notice}/result": (
        "clerk",
        {"signed_on": "2018-10-09", **{f"signed_by_{who}": "试验员" for who in ("handler", "supervisor", "team")}},
    ),
    f"/projects/of/{VILLAGE}/new": (
        "township",
        {"year": "2018", **PROJECTS_WRITTEN},
    ),
    "/projects/{notice}/extension": ("township", {}),
    "/projects/{projects}/correct": ("township", PROJECTS_WRITTEN),
    "/objections/new/{projects}": (
        "clerk",
        {"about": "1", "lodged_on": "2018-10-09", "channel": "visit", "objector": "甲某", "content": "单位有误"},
    ),
    "/n/{projects_code}/object": ("", {**PUBLIC_OBJECTION}),
    "/objections/new/{notice}": (
        "clerk",
        {"about": "1", "lodged_on": "2018-10-09", "channel": "visit", "objector": "甲某", "content": "有小汽车"},
    ),
    "/n/{code}/object": ("", {**PUBLIC_OBJECTION}),
    "/objections/1/accept": ("township", OBJECTION),
    "/objections/1/investigate": ("township", {**OBJECTION, "investigator_1": "甲某", "investigator_2": "乙某"}),
    "/objections/1/uphold": ("township", OBJECTION),
    "/objections/1/reply": ("township", OBJECTION),
    "/objections/1/appeal": ("clerk", OBJECTION),
    "/objections/1/withdraw": ("township", OBJECTION),
    "/objections/1/print": ("township", {}),
    "/objections/1/delivery": (
        "township",
        {"delivered_on": "2018-10-09", "manner": "handed_over", "recipient": "甲某"},
    ),
    "/objections/1/contact": ("township", {}),
    **CAMPAIGN_FORMS,
    "/findings/new/1": ("county", {"kind": "data_wrong", "found_on": "2018-10-09", "content": "与台账不符"}),
    "/findings/1/close": ("county", {"correction": "已更正"}),
    "/findings/drawn/new": ("city", {"assessor": "{assessor}", "records": "1"}),
    "/n/{code}": ("", {}),
    "/offices/990101/edit": ("data", {"phone": "0000-6230001", "address": "演示路2号", "number_prefix": "青扶组"}),
    f"/registers/{VILLAGE}": ("clerk", {"kind": "time_list", "on": "2018-10-09"}),
    "/registers/households/1": ("clerk", {"kind": "household_card", "on": "2018-10-09"}),
    f"/checklists/{VILLAGE}/1": ("clerk", {"dated_on": "2018-10-09", "note": "上墙", "key": "a key of a proof"}),
    f"/checklists/{COUNTY}/names": ("data", {f"name_{item}": "作战图" for item in range(1, 14)}),
    f"/checklists/{COUNTY}/archive": ("data", {"fonds": "0123", "retention": "30年"}),
    **{f"/rules/{table}/new": ("data", answers) for table, answers in GOOD.items()},
    "/demonstration/next-day": ("clerk", {"shown": "2018-10-09"}),
    "/demonstration/end-of-period": ("clerk", {"shown": "2018-10-09"}),
}


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """A world with one household in its publicity, and officials who sign in, on each engine."""
    database = Database(migrated_url)
    world: World = make_world(database)
    walking.publicized(world, 1)
    opened(world)
    with office_at(world, migrated_url, tmp_path) as office:
        for login in {*READERS, *(login for login, _answers in FORMS.values() if login)}:
            office.official(login)
        # From here on without tokens, which are not what is tried.
        office.app.config["WTF_CSRF_ENABLED"] = False
        yield office
    database.close()


def fault_of(answer: TestResponse) -> str | None:
    """What is wrong with an answer: a code that nobody chose, or a refusal without its page."""
    if answer.status_code not in ANSWERS:
        return f"{answer.status_code}"
    if answer.status_code >= 400 and "<h1>" not in answer.text:
        return f"{answer.status_code} without a page"
    return None


def spoilt_paths(office: Office) -> Iterator[str]:
    """Every route with parts, each of them spoilt in turn."""
    for rule in office.app.url_map.iter_rules():
        for spoilt in _PART.finditer(rule.rule):
            for value in (*HOSTILE, DIGITS):

                def filled(part: re.Match[str], spoilt: str = spoilt["name"], value: str = value) -> str:
                    name, choices = part["name"], part["choices"]
                    if name == spoilt:
                        return value
                    return choices.split(",")[0] if choices else PARTS.get(name, "1")

                yield _PART.sub(filled, rule.rule)


FILES_SENT = (("photos", PNG), ("scan", PDF), ("scans", PDF), ("file", PDF), ("files", PDF))


def sent(browser: FlaskClient, path: str, answers: dict[str, str]) -> TestResponse:
    """A form with a file in each field that may have one."""
    files = {name: (BytesIO(content), "file.png") for name, content in FILES_SENT}
    return browser.post(path, data={**answers, **files}, content_type="multipart/form-data")


def acted_on_file(office: Office) -> dict[str, Any]:
    """A number on file, two people who look like one, an asset."""
    world, seal = office.world, Seal(office.service.settings.data_dir, REGISTER_KEY)
    phone = sealed_number(fact_of(Subject.HOUSEHOLD, "phone"), "00001234567", seal)
    with world.database.write() as db:
        act = acting(world, db, 1)
        act.change(Subject.HOUSEHOLD, 1, {"phone": phone})
        first, second = act.enter_members(1, [person("王芳"), person("王芳")])
        db.add(VillageAsset(village_code=VILLAGE, name="粮仓", value=1, entered_at=world.clock.now()))
    return {"number": "0-phone", "first": first, "second": second}


def test_a_hostile_address_is_answered(office: Office) -> None:
    found = []
    for login in READERS:
        browser = office.official(login)
        # A page that is closed to somebody reads nothing of what they ask.
        for path, names in ((path, names) for path, names in ASKED.items() if browser.get(path).status_code != 403):
            for name in names:
                for value in HOSTILE:
                    if fault := fault_of(browser.get(f"{path}?{name}={value}")):
                        found.append((login, f"{path}?{name}={value}", fault))
        for after in (f"2018-01-01T00:00:00+00:00~-{HUGE}.1", "0001-01-01T00:00:00+00:00~1.1", "9999-12-31~1.1"):
            for orders in ({}, {"endpoint": "x"}, {"_scheme": "x"}):
                if fault := fault_of(browser.get("/history/", query_string={"after": after, **orders})):
                    found.append((login, f"/history/?after={after}&{orders}", fault))
    assert found == []


def test_a_hostile_path_is_answered(office: Office) -> None:
    found = []
    for path in spoilt_paths(office):
        # Guesses at codes are counted, which is not what is tried.
        limiter.reset()
        for login in ("province", "data", "admin"):
            for answer in (office.official(login).get(path), office.official(login).client.post(path)):
                # A page may have one way only, and a file of the service's own has no page for what it is not.
                if answer.status_code != 405 and (fault := fault_of(answer)):
                    found.append((login, path[:99], fault))
    assert found == []


def test_a_hostile_form_is_answered(office: Office) -> None:
    world = office.world
    world.households(1)
    notice = world.notice_of(1, "household_exit_list")
    world.print_and_post(notice)
    assert lodged(office, notice, "1") == 1
    projects = acts.hung_projects(world)
    upheld = acts.lodged(world, projects, None)
    acts.screened(world, upheld, login="county")
    acts.decided(world, upheld, upheld=True, login="county")
    world.find([1])
    with world.database.read() as db:
        codes = dict(db.execute(select(Notice.id, Notice.code)).all())
    other = world.people["other-clerk"]
    bring_in(world, "team_funds")
    (benefit,) = pay(world, "team_funds", (None, None, "7000"))
    numbers: dict[str, Any] = {
        **acted_on_file(office),
        "policy": policy(world, "team_funds").id,
        "benefit": benefit,
        "notice": notice,
        "code": codes[notice],
        "projects": projects,
        "projects_code": codes[projects],
        "other": other,
        **world.people,
    }
    found, reached = [], set()
    for path_of, (login, good) in FORMS.items():
        path = path_of.format(**numbers)
        browser = office.official(login).client if login else office.app.test_client()
        answers = {name: value.format(**numbers) for name, value in good.items()}
        reached.add(office.app.url_map.bind("").match(path.split("?")[0], method="POST")[0])
        for name in answers or ("nothing",):
            for value in TYPED:
                limiter.reset()
                spoilt = {**answers, name: value.format(answers.get(name, ""))}
                if fault := fault_of(sent(browser, path, spoilt)):
                    found.append((path, name, value[:32], fault))
    assert found == []
    everything = {rule.endpoint for rule in office.app.url_map.iter_rules() if "POST" in (rule.methods or ())}
    assert everything == reached, "Put the form into FORMS, or take it out: it is gone."


def test_a_referrer_that_is_no_address_is_left_alone(office: Office) -> None:
    late = office.app.test_client().post("/my-account/", headers={"Referer": "http://[::1"})
    assert late.status_code == 401
    assert "<h1>" in late.text
