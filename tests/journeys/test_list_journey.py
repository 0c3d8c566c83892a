"""Three households go together: ticked, proposed, refused once as a whole, then on one list with one notice."""

from collections.abc import Callable

import pytest
from playwright.sync_api import expect

from tests.journeys.chinese import named, said
from tests.journeys.exit_list import MEETING, NAMES, file_what_an_exit_needs, tick
from tests.journeys.notice_board import open_notice, post_notice, read_paper, sign_result
from tests.journeys.official import Official
from tests.journeys.papers import scan

pytestmark = pytest.mark.browser

VOTED_DOWN = "谭春云"


def test_a_list_of_households_is_refused_as_a_whole_and_then_goes_as_a_whole(
    official: Callable[[str], Official],
) -> None:
    clerk, clerk2, team = official("clerk"), official("clerk2"), official("team")
    tick(clerk)
    file_what_an_exit_needs(clerk)
    tick(clerk2)
    clerk2.begin("step.household.propose_exit")
    clerk.open_household(VOTED_DOWN)
    clerk.file("exit_meeting", votes_for=10, votes_against=23, **MEETING, scans=[scan("会议记录")])
    with clerk2.watch.expecting(422):
        clerk2.press("step.household.propose_exit", "经民主评议，拟退出")
        refusal = clerk2.page.locator(".refusal")
        expect(refusal.locator("h2")).to_have_text(said("Refused: nothing has moved"))
    expect(refusal.locator("dt")).to_contain_text([VOTED_DOWN])
    expect(refusal).not_to_contain_text(NAMES[0])
    for name in NAMES:
        clerk2.open_household(name)
        clerk2.sees_state("state.household.assisted")

    clerk.file("exit_meeting", votes_for=30, votes_against=3, **MEETING, scans=[scan("复议会议记录")])
    tick(clerk)
    clerk.take("step.household.propose_exit", "经民主评议，拟退出")
    exit_list = clerk.page.url
    expect(clerk.page.locator("#households tbody tr")).to_have_count(len(NAMES))

    team.page.goto(exit_list)
    team.file("exit_visit", names=NAMES, visitors="程远志、苏小禾", findings="收入稳定，两不愁三保障已实现")
    signature = named("code.signature.thumbprint")
    team.file("exit_consent", names=NAMES, agreed=True, signature=signature, scans=[scan("农户认可书")])
    team.take("step.household.verify", "逐户核算收入，属实")
    clerk.page.goto(exit_list)
    clerk.take("step.household.publicize", "进行公示")
    open_notice(clerk, "household_exit_list")
    paper = read_paper(clerk)
    assert all(name in paper for name in NAMES)
    post_notice(clerk, "东湖渔业村村务公开栏")
    clerk.wait_for_the_end_of_the_period()
    sign_result(clerk)

    township, approver = official("township"), official("county-approver")
    township.page.goto(exit_list)
    township.take("step.household.review", "公示无异议，审核同意")
    approver.page.goto(exit_list)
    approver.take("step.household.approve", "审定同意退出")
    open_notice(approver, "household_exit_announcement")
    paper = read_paper(approver)
    assert all(name in paper for name in NAMES)
    for name in NAMES:
        approver.open_household(name)
        approver.sees_state("state.household.approved")
        assert [entry.to for entry in approver.timeline() if entry.to][-1] == "已批准"
