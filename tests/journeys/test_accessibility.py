"""Every kind of page, for those who use it, on a desk and on a phone, in both languages: nothing stands in the way."""

import pytest
from playwright.sync_api import Browser, ViewportSize

from tests.journeys.conftest import DESK, Served, new_window
from tests.journeys.official import Official
from tests.journeys.soundness import faults_of
from tests.journeys.watch import Watch

pytestmark = pytest.mark.browser

VILLAGE, COUNTY = "341522500598", "341522"
ASSISTED, ARCHIVED, NOT_REGISTERED = 17, 5, 2
"""Households by their number in the register."""

PHONE: ViewportSize = {"width": 360, "height": 740}
LANGUAGES = {"zh_Hans_CN": "zh-Hans-CN", "en": "en"}

PAGES = {
    "": ["/sign-in"],
    "clerk": [
        "/",
        f"/places/{VILLAGE}",
        f"/households/{ASSISTED}",
        f"/households/{ARCHIVED}",
        f"/households/{NOT_REGISTERED}",
        f"/households/apply?households={NOT_REGISTERED}",
        f"/households/chosen?household={ASSISTED}&household=235",
        "/records/3/steps/propose_exit",
        "/records/steps/propose_exit?records=3,11",
        "/lists/1",
        "/documents/five_clears/new?records=3",
        "/documents/household_criteria/new?records=3",
        "/documents/household_criteria/new?records=3,11",
        "/documents/exit_meeting/new?records=3,11,16",
        f"/villages/{VILLAGE}",
        "/notices/",
        "/notices/8",
        "/notices/8/postings/new",
        "/objections/",
        "/objections/new/8",
        "/targets/",
        "/my-account/",
        "/households/999999",
        "/accounts/",
    ],
    "township": ["/", "/households/", "/lists/", "/villages/"],
    "county": ["/", f"/places/{COUNTY}", f"/counties/{COUNTY}", "/findings/", "/findings/new/1"],
    "auditor": ["/", "/counties/", "/procedures/", "/procedures/household", "/history/", "/history/1/1"],
    "assessor": ["/"],
    "data": ["/", "/rules/", "/rules/poverty_line/new", "/rules/criteria_set/new"],
    "admin": ["/accounts/", "/accounts/1", "/accounts/new"],
}
CLOSED = {403, 404}


@pytest.mark.parametrize("screen", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("login", PAGES)
def test_pages_are_sound(
    chromium: Browser, served_to_readers: Served, watch: Watch, login: str, locale: str, screen: ViewportSize
) -> None:
    window = new_window(
        chromium, served_to_readers, watch, screen=screen, language=locale.replace("zh_Hans_CN", "zh-CN")
    )
    page = window.new_page()
    found = []
    with watch.expecting(403, 404):
        if login:
            Official(page, login, watch).sign_in()
        for path in PAGES[login]:
            page.goto(path)
            found.extend(faults_of(page, LANGUAGES[locale]))
    window.close()
    assert found == []
