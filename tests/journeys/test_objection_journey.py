"""One household of three on an exit list is objected to from the street: upheld, it leaves, the rest begin again."""

import json
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from service.models.notice import Notice
from tests.journeys.chinese import named, said
from tests.journeys.conftest import Served, new_window
from tests.journeys.exit_list import NAMES, file_what_an_exit_needs, tick
from tests.journeys.notice_board import open_notice, post_notice, read_paper, sign_result
from tests.journeys.official import Official
from tests.journeys.papers import photo, scan
from tests.journeys.watch import Watch
from tests.service.printed_page import read_pages

pytestmark = pytest.mark.browser

WHAT = "该户去年购有一辆小汽车，不应列入名单"
REACHED_AT = "村东头第三家"


def test_an_upheld_objection_takes_one_household_off_the_list_and_the_rest_are_approved(
    chromium: Browser, served: Served, watch: Watch, official: Callable[[str], Official]
) -> None:
    clerk, team, township = official("clerk"), official("team"), official("township")
    exit_list = _publicize(clerk, team)
    code, objected_to = _second_on_the_sheet(served)
    rest = [name for name in NAMES if name != objected_to]

    window = new_window(chromium, served, watch)
    passer_by = window.new_page()
    receipt = _object_from_the_street(passer_by, code)

    _uphold(township)
    passer_by.reload()
    expect(passer_by.locator(".timeline .entry-label").last).to_have_text(named("state.objection.replied"))
    expect(passer_by.locator("main")).to_contain_text(named("state.objection.upheld"))
    assert passer_by.url.endswith(receipt)
    window.close()

    township.open_household(objected_to)
    township.take("step.household.take_off", "异议成立，移出名单")
    township.sees_state("state.household.assisted")
    clerk.page.goto(exit_list)
    clerk.take("step.household.amend_list", "一户异议成立，移出名单")
    # Its list knows it by the kind of publicity; it calls itself what it is.
    clerk.page.locator("#notices").get_by_role("link", name=named("notice.household_exit_list")).first.click()
    clerk.sees_title(named("notice.amended_list"))
    paper = read_paper(clerk)
    assert all(name in paper for name in rest)
    assert objected_to not in paper
    post_notice(clerk, "东湖渔业村村务公开栏")
    clerk.wait_for_the_end_of_the_period()
    sign_result(clerk)

    approver = official("county-approver")
    township.page.goto(exit_list)
    township.take("step.household.review", "公示无异议，审核同意")
    approver.page.goto(exit_list)
    approver.take("step.household.approve", "审定同意退出")
    for name in rest:
        approver.open_household(name)
        approver.sees_state("state.household.approved")
    approver.open_household(objected_to)
    approver.sees_state("state.household.assisted")


def _publicize(clerk: Official, team: Official) -> str:
    """Bring the three to their publicity and put the sheet up; address of their list."""
    tick(clerk)
    file_what_an_exit_needs(clerk)
    tick(clerk)
    clerk.take("step.household.propose_exit", "经民主评议，拟退出")
    exit_list = clerk.page.url
    team.page.goto(exit_list)
    team.file("exit_visit", names=NAMES, visitors="程远志、苏小禾", findings="收入稳定，两不愁三保障已实现")
    signature = named("code.signature.thumbprint")
    team.file("exit_consent", names=NAMES, agreed=True, signature=signature, scans=[scan("农户认可书")])
    team.take("step.household.verify", "逐户核算收入，属实")
    clerk.page.goto(exit_list)
    clerk.take("step.household.publicize", "进行公示")
    open_notice(clerk, "household_exit_list")
    assert all(name in read_paper(clerk) for name in NAMES)
    post_notice(clerk, "东湖渔业村村务公开栏")
    return exit_list


def _second_on_the_sheet(served: Served) -> tuple[str, str]:
    """The sheet's code and who stands in its second row: what a passer-by reads on the wall."""
    with served.service.database.read() as db:
        code, facts = db.execute(select(Notice.code, Notice.facts).order_by(Notice.id.desc()).limit(1)).one()
    return code, json.loads(facts)["rows"][1]["head_name"]


def _object_from_the_street(page: Page, code: str) -> str:
    """Lodge an objection without an account; the receipt."""
    page.goto(f"/n/{code}/object")
    page.get_by_label(said("A household on the list"), exact=True).check()
    page.locator("[name=serial]").fill("2")
    page.locator("[name=content]").fill(WHAT)
    page.locator("[name=contact]").fill(REACHED_AT)
    page.locator("[name=files]").set_input_files([photo("小汽车")])
    page.get_by_role("button", name=said("Lodge the objection"), exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text(said("Your objection"))
    return page.locator("code.receipt").inner_text()


def _uphold(township: Official) -> None:
    """Hear the objection from the screening to the delivered reply."""
    page = township.page
    page.goto("/")
    page.goto("/objections/?to_do=mine")
    page.locator("main tbody a").first.click()
    expect(page.locator("main")).to_contain_text(WHAT)
    expect(page.locator("main")).not_to_contain_text(REACHED_AT)
    page.get_by_role("button", name=said("Show the contact; it is recorded"), exact=True).click()
    expect(page.locator(".contact")).to_have_text(REACHED_AT)
    page.get_by_role("link", name=said("Back to the objection"), exact=True).click()
    _take(township, "accept")
    _take(township, "investigate", "经入户核查，该户名下有小汽车一辆", evidence=True)
    _take(township, "uphold", "异议属实")
    _take(township, "reply")
    address = page.get_by_role("link", name=said("Open the reply"), exact=True).get_attribute("href")
    assert address
    answer = page.request.get(address)
    assert "异议成立" in "".join(each.text for each in read_pages(answer.body())).replace("\n", "")
    page.get_by_role("link", name=said("Record the delivery"), exact=True).click()
    page.get_by_label(named("manner.kept"), exact=True).check()
    page.get_by_role("button", name=said("Record the delivery"), exact=True).click()
    township.sees_it_is_done()


def _take(township: Official, step: str, finding: str = "", *, evidence: bool = False) -> None:
    page, label = township.page, named(f"step.objection.{step}")
    page.locator(".steps-panel").get_by_role("link", name=label, exact=True).click()
    township.sees_title(label)
    if evidence:
        page.locator("[name=investigator_1]").fill("核查员甲")
        page.locator("[name=investigator_2]").fill("核查员乙")
        page.locator("[name=files]").set_input_files([photo("核查照片")])
    if finding:
        page.locator("[name=finding]").fill(finding)
    page.get_by_role("button", name=label, exact=True).click()
    township.sees_it_is_done()
