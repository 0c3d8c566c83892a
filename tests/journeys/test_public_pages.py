"""Somebody before a board with a telephone, and somebody with a file: with and without scripts, never signed in."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select

from service.models.notice import Notice
from service.notices.codes import code_shown
from tests.journeys.chinese import named, said
from tests.journeys.conftest import PATIENCE, Served, new_window
from tests.journeys.notice_board import paper_of
from tests.journeys.official import Official
from tests.journeys.test_accessibility import PHONE, RUNNING, VILLAGE
from tests.journeys.watch import Watch

pytestmark = pytest.mark.browser

IDENTICAL, DIFFERENT = (
    "Identical: this file is the notice",
    "Different: this file is not the notice as it was issued",
)


@pytest.fixture
def code(served_half_way: Served) -> str:
    """The code of the notice that hangs."""
    with served_half_way.service.database.read() as db:
        found = db.execute(select(Notice.code).where(Notice.id == RUNNING)).scalar_one()
    assert found
    return found


@pytest.fixture
def papers(chromium: Browser, served_half_way: Served, watch: Watch, tmp_path: Path) -> tuple[Path, Path]:
    """The PDF of the notice as an official passed it on, and one with a byte more."""
    window = new_window(chromium, served_half_way, watch)
    clerk = Official(window.new_page(), "clerk", watch)
    clerk.sign_in()
    clerk.page.goto(f"/notices/{RUNNING}")
    genuine, changed = tmp_path / "genuine.pdf", tmp_path / "changed.pdf"
    genuine.write_bytes(paper_of(clerk))
    changed.write_bytes(genuine.read_bytes() + b"\n")
    window.close()
    return genuine, changed


def without_scripts(chromium: Browser, served: Served, watch: Watch) -> BrowserContext:
    window = chromium.new_context(
        base_url=served.address, viewport=PHONE, locale="zh-CN", java_script_enabled=False, timezone_id="Asia/Shanghai"
    )
    window.set_default_timeout(PATIENCE)
    watch.over(window)
    return window


def test_a_file_is_compared_in_the_browser_and_does_not_leave_it(
    chromium: Browser, served_half_way: Served, watch: Watch, code: str, papers: tuple[Path, Path]
) -> None:
    window = new_window(chromium, served_half_way, watch)
    page = window.new_page()
    sent: list[str] = []
    page.on("request", lambda request: sent.append(request.method))
    page.goto(f"/n/{code}")
    answer = page.get_by_role("status").filter(has_text="致")
    for paper, told in zip(papers, (IDENTICAL, DIFFERENT), strict=True):
        page.get_by_label(said("PDF that somebody gave you")).set_input_files(paper)
        page.get_by_role("button", name=said("Compare"), exact=True).click()
        expect(answer).to_have_text(said(told))
    assert "POST" not in sent
    assert window.cookies() == []
    window.close()


def test_without_scripts_the_server_compares(
    chromium: Browser, served_half_way: Served, watch: Watch, code: str, papers: tuple[Path, Path]
) -> None:
    window = without_scripts(chromium, served_half_way, watch)
    page = window.new_page()
    for paper, told in zip(papers, (IDENTICAL, DIFFERENT), strict=True):
        page.goto(f"/n/{code}")
        page.get_by_label(said("PDF that somebody gave you")).set_input_files(paper)
        page.get_by_role("button", name=said("Compare"), exact=True).click()
        expect(page.get_by_text(said(told), exact=True)).to_be_visible()
    assert window.cookies() == []
    window.close()


def test_a_sheet_s_code_leads_from_the_phone_to_the_board_and_back(
    chromium: Browser, served_half_way: Served, watch: Watch, code: str
) -> None:
    window = without_scripts(chromium, served_half_way, watch)
    page = window.new_page()
    page.goto("/board/")
    for region in ("34", "3415", "341522"):
        page.locator(f'.board-places a[href="/board/{region}"]').click()
    page.get_by_role("link", name=named("notice.household_exit_list"), exact=True).click()
    expect(page).to_have_url(f"{served_half_way.address}/board/{VILLAGE}/{RUNNING}")
    expect(page.get_by_role("rowheader")).to_have_text("汪*堃")
    page.get_by_role("link", name=said("Check this notice"), exact=True).click()
    expect(page.get_by_text(code_shown(code))).to_be_visible()
    page.goto("/n/")
    page.get_by_label(said("Code on the sheet")).fill(code_shown(code).lower())
    page.get_by_role("button", name=said("Check"), exact=True).click()
    expect(page).to_have_url(f"{served_half_way.address}/n/{code}")
    assert fits(page)
    window.close()


def fits(page: Page) -> bool:
    """Nothing is wider than the screen. Measured without the page's own scripts."""
    return bool(page.locator("html").evaluate("root => root.scrollWidth <= root.clientWidth"))
