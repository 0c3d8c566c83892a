"""Every kind of page, for those who use it, on a desk and on a phone, in both languages: nothing stands in the way."""

import pytest
from playwright.sync_api import Browser, ViewportSize
from sqlalchemy import select

from service.models.notice import Notice
from tests.journeys.conftest import DESK, Served, new_window
from tests.journeys.official import Official
from tests.journeys.soundness import bring_axe, faults_of
from tests.journeys.watch import Watch

pytestmark = pytest.mark.browser

VILLAGE, COUNTY = "341522500598", "341522"
# Households by their number in the register; records, lists and notices in the order in which they were made.
IN_PUBLICITY, BEFORE_REVIEW, ARCHIVED, APPLIED, NOT_REGISTERED = 17, 235, 5, 2, 4
RECORDS_BEFORE_REVIEW = "11,16,29"
RECORD_IN_PUBLICITY, RECORD_OF_VILLAGE, RECORD_OF_COUNTY = 3, 32, 33
LIST_BEFORE_REVIEW, LIST_OF_APPLIED = 6, 5
RUNNING, COMPLETE, ANNOUNCED, OF_PROJECTS = 12, 11, 9, 13
# A policy of the county, behind those of the plans.
PRIMARY_BOARDERS = 30

ROLL_CLOSED, ROLL_OPEN, PAST_ITS_YEAR = 32, 64, 537
"""Rolls of the township in the rounds of 2018 and 2019; the household that missed its planned year."""

PHONE: ViewportSize = {"width": 360, "height": 740}
LOCALES = {"zh-CN": "zh-Hans-CN", "en-GB": "en"}
"""What a browser asks for: what the pages say that they are in."""

WHERE = ["Chinese on a desk", "Chinese on a phone", "English on a phone"]
"""English words are the longest: what fits a phone with them fits a desk."""

OBJECTING = "/n/<code>/object"

PAGES = {
    "": [
        "/sign-in",
        OBJECTING,
        "/n/",
        "/n/?code=none",
        "/n/0000000000000",
        "/board/",
        f"/board/{VILLAGE}",
        "/board/341522/1",
    ],
    "clerk": [
        "/",
        f"/places/{VILLAGE}",
        f"/registers/{VILLAGE}",
        f"/registers/households/{ARCHIVED}",
        f"/checklists/{VILLAGE}",
        f"/checklists/{VILLAGE}/1",
        f"/households/{ARCHIVED}",
        f"/households/{NOT_REGISTERED}",
        f"/households/{IN_PUBLICITY}/facts",
        f"/households/{NOT_REGISTERED}/members/10",
        f"/households/{NOT_REGISTERED}/members/10/leaving",
        f"/households/{NOT_REGISTERED}/joining/born",
        f"/households/{NOT_REGISTERED}/head",
        f"/households/{NOT_REGISTERED}/split",
        f"/households/{NOT_REGISTERED}/merger",
        f"/households/{NOT_REGISTERED}/merger?into=1",
        f"/households/{NOT_REGISTERED}/end",
        f"/households/new?place={VILLAGE}",
        "/corrections/",
        "/corrections/1",
        "/corrections/2",
        f"/households/apply?households={NOT_REGISTERED}",
        f"/households/{IN_PUBLICITY}/numbers",
        f"/households/{IN_PUBLICITY}/changes",
        f"/households/{IN_PUBLICITY}/as-of?on=2018-01-01",
        "/households/by-number",
        f"/places/{VILLAGE}/card",
        f"/places/{VILLAGE}/card/asset/1",
        f"/measures/households/{ARCHIVED}",
        f"/measures/places/{VILLAGE}",
        f"/measures/enter?households={ARCHIVED},{BEFORE_REVIEW}",
        f"/measures/enter?households={ARCHIVED},{BEFORE_REVIEW}&policy={PRIMARY_BOARDERS}&year=2018",
        "/measures/1/take-back",
        f"/households/chosen?household={BEFORE_REVIEW}&household=348&household={NOT_REGISTERED}",
        f"/records/{RECORD_IN_PUBLICITY}/steps/withdraw",
        f"/villages/{VILLAGE}",
        f"/documents/village_indicators/new?records={RECORD_OF_VILLAGE}",
        f"/documents/survey/new?records={RECORDS_BEFORE_REVIEW}",
        f"/documents/measure/new?records={RECORD_IN_PUBLICITY}",
        f"/documents/exit_meeting/new?records={RECORD_IN_PUBLICITY}",
        "/documents/1",
        f"/notices/{RUNNING}",
        f"/notices/{RUNNING}/postings/new",
        f"/notices/{RUNNING}/result",
        f"/objections/new/{RUNNING}",
        "/campaigns/",
        f"/campaigns/rolls/{ROLL_OPEN}",
        f"/campaigns/rolls/{ROLL_OPEN}/villages/{VILLAGE}",
        f"/campaigns/rolls/{ROLL_OPEN}/villages/{VILLAGE}/last-year",
        f"/targets/slippage/household/{PAST_ITS_YEAR}",
        "/my-account/",
        "/households/999999",
        "/accounts/",
    ],
    "township": [
        "/",
        "/households/",
        f"/households/{IN_PUBLICITY}",
        f"/households/{APPLIED}",
        f"/households/{NOT_REGISTERED}/move",
        "/corrections/2",
        "/lists/",
        f"/lists/{LIST_BEFORE_REVIEW}",
        "/imports/",
        "/imports/new",
        "/exports/?state=",
        f"/lists/{LIST_BEFORE_REVIEW}/steps/review",
        f"/lists/{LIST_OF_APPLIED}/steps/decline",
        f"/records/{RECORD_IN_PUBLICITY}/steps/review",
        f"/projects/of/{VILLAGE}/new",
        f"/projects/{OF_PROJECTS}/correct",
        "/villages/",
        "/notices/",
        f"/notices/{COMPLETE}",
        f"/notices/{OF_PROJECTS}",
        f"/notices/{RUNNING}/copies",
        "/print-jobs/",
        "/print-jobs/1",
        "/print-jobs/new",
        "/print-jobs/new?which=all",
        "/objections/",
        "/objections/1",
        "/objections/1/accept",
        "/objections/1/investigate",
        "/objections/1/reply",
        f"/campaigns/rolls/{ROLL_CLOSED}",
        f"/campaigns/rolls/{ROLL_OPEN}/submit",
        f"/campaigns/rolls/{ROLL_OPEN}/sign_head_of_township",
    ],
    "county": [
        "/",
        f"/places/{COUNTY}",
        f"/places/{COUNTY}/card",
        "/duplicates/",
        "/duplicates/?which=same",
        f"/counties/{COUNTY}",
        f"/documents/village_explanation/new?records={RECORD_OF_COUNTY}",
        f"/notices/{ANNOUNCED}",
        "/campaigns/2",
        "/campaigns/new",
        f"/targets/progress?place={VILLAGE}",
        f"/targets/slippage?place={VILLAGE}",
        "/findings/",
        "/findings/1",
        "/findings/1/close",
        f"/findings/new/{RECORD_IN_PUBLICITY}",
    ],
    "province": ["/findings/drawn", "/findings/drawn/new", f"/documents/evaluation/new?records={RECORD_OF_COUNTY}"],
    "auditor": [
        "/",
        "/places/",
        "/counties/",
        f"/notices/{RUNNING}",
        "/print-jobs/",
        "/readings/",
        "/history/",
        f"/history/{RECORD_IN_PUBLICITY}/5",
        f"/households/{IN_PUBLICITY}",
        "/registers/",
        f"/registers/{COUNTY}/agreement",
        f"/checklists/{COUNTY}",
        "/procedures/",
        "/procedures/household",
        "/procedures/village",
        "/procedures/county",
        "/procedures/objection",
        "/procedures/correction",
        "/procedures/campaign",
        "/targets/",
    ],
    "assessor": ["/", "/findings/"],
    "data": [
        f"/offices/{COUNTY}",
        f"/offices/{COUNTY}/edit",
        f"/checklists/{COUNTY}/names",
        f"/checklists/{COUNTY}/archive",
        "/",
        "/rules/",
        "/rules/poverty_line/new",
        "/rules/criteria_set/new",
        "/rules/publicity_profile/new",
        "/rules/policy/new",
    ],
    "admin": ["/accounts/", "/accounts/1", "/accounts/new", "/accounts/1/appointments/new", "/accounts/1/password"],
}


@pytest.mark.parametrize(("locale", "screen"), [("zh-CN", DESK), ("zh-CN", PHONE), ("en-GB", PHONE)], ids=WHERE)
@pytest.mark.parametrize("login", PAGES, ids=lambda login: login or "nobody")
def test_pages_are_sound(
    chromium: Browser, served_half_way: Served, watch: Watch, login: str, locale: str, screen: ViewportSize
) -> None:
    window = new_window(chromium, served_half_way, watch, screen=screen, language=locale)
    bring_axe(window)
    page = window.new_page()
    found = []
    with watch.expecting(403, 404, 409, 422):
        if login:
            Official(page, login, watch).sign_in()
        for path in PAGES[login]:
            page.goto(path if path != OBJECTING else _objecting(served_half_way))
            found.extend(faults_of(page, LOCALES[locale]))
    window.close()
    assert found == []


def _objecting(served: Served) -> str:
    """The page on which the public objects to the notice that hangs: its code is another one in every demonstration."""
    with served.service.database.read() as db:
        return f"/n/{db.scalar(select(Notice.code).where(Notice.id == RUNNING))}/object"
