"""A household from assistance to the archive, and another from its application to assistance, through the pages."""

from collections.abc import Callable

import pytest

from tests.journeys.chinese import named, said
from tests.journeys.notice_board import is_refused_to_sign, open_notice, post_notice, read_paper, sign_result
from tests.journeys.official import Official
from tests.journeys.papers import answer, scan

pytestmark = pytest.mark.browser

VILLAGE_BOARD = "东湖渔业村村务公开栏"
CRITERIA = ("不愁吃", "不愁穿", "义务教育有保障", "基本医疗有保障", "住房安全有保障", "饮水安全有保障")
LEFT_FOR_2019 = "汪永堃"
NOT_REGISTERED = "胡福忠"


def test_a_household_goes_from_assistance_to_the_archive(official: Callable[[str], Official]) -> None:
    clerk = official("clerk")
    clerk.open_household(LEFT_FOR_2019)
    clerk.sees_state("state.household.assisted")
    clerk.sees_stage(2)
    assert clerk.reasons_against("step.household.propose_exit") == [
        "缺少2019年度收入核算表，请先登记。",
        "缺少2019年度退出标准核对表，请先登记。",
        "缺少2019年度调查评估表，请先登记。",
        "缺少村民代表会议记录，请召开会议并登记。",
    ]
    _file_what_an_exit_needs(clerk)
    clerk.take("step.household.propose_exit", "经民主评议，拟退出")
    clerk.sees_state("state.household.proposed_for_exit")
    clerk.sees_stage(3)

    team = official("team")
    team.open_household(LEFT_FOR_2019)
    assert len(team.reasons_against("step.household.verify")) == 2
    team.file("exit_visit", visitors="程远志、苏小禾", findings="收入稳定，两不愁三保障已实现")
    assert len(team.reasons_against("step.household.verify")) == 1
    team.file("exit_consent", agreed=True, signature=named("code.signature.thumbprint"), scans=[scan("农户认可书")])
    team.take("step.household.verify", "逐户核算收入，属实")

    clerk.open_household(LEFT_FOR_2019)
    clerk.take("step.household.publicize", "进行公示")
    clerk.sees_state("state.household.publicized")
    clerk.sees_stage(4)
    open_notice(clerk, "household_exit_list")
    assert LEFT_FOR_2019 in read_paper(clerk)
    post_notice(clerk, VILLAGE_BOARD)
    is_refused_to_sign(clerk)

    township = official("township")
    township.open_household(LEFT_FOR_2019)
    assert len(township.reasons_against("step.household.review")) >= 2
    clerk.wait_for_the_end_of_the_period()
    clerk.open_household(LEFT_FOR_2019)
    open_notice(clerk, "household_exit_list")
    sign_result(clerk)
    township.open_household(LEFT_FOR_2019)
    township.take("step.household.review", "公示无异议，审核同意")

    approver = official("county-approver")
    approver.open_household(LEFT_FOR_2019)
    approver.take("step.household.approve", "审定同意退出")
    approver.sees_state("state.household.approved")
    county = official("county")
    county.open_household(LEFT_FOR_2019)
    open_notice(county, "household_exit_announcement")
    assert LEFT_FOR_2019 in read_paper(county)
    post_notice(county, VILLAGE_BOARD)

    _file_upwards(official, "city", "city_receipt", "step.household.file_with_city")
    _file_upwards(official, "province", "province_receipt", "step.household.file_with_province")
    county.open_household(LEFT_FOR_2019)
    assert len(county.reasons_against("step.household.archive")) == 1
    county.file("policy_continues", stated=True, policies="攻坚期内原有扶贫政策保持不变，帮扶责任人不变")
    county.take("step.household.archive", "案卷齐全，归档")
    county.sees_state("state.household.archived")
    county.sees_the_end()
    _auditor_reads_who_did_what(official("auditor"))


def test_a_household_applies_and_is_registered_after_two_publicities(official: Callable[[str], Official]) -> None:
    clerk, team, township = official("clerk"), official("team"), official("township")
    clerk.open_household(NOT_REGISTERED)
    _enter_into_the_register(clerk)
    clerk.open_application()
    clerk.sees_state("state.household.applied")
    clerk.file("application", signed=True, grounds="家庭收入低，申请纳入建档立卡", scans=[scan("申请书")])
    clerk.file("application_visit", visitors="程远志、苏小禾", findings="家庭情况与申请一致")
    team.open_household(NOT_REGISTERED)
    team.take("step.household.verify_application", "入户核实属实")

    clerk.open_household(NOT_REGISTERED)
    _file_meeting(clerk, "identification_meeting", votes_for=31, votes_against=2)
    clerk.take("step.household.post_first_list", "经民主评议，同意公示")
    _hang_and_sign(clerk, "household_first_list")
    clerk.open_household(NOT_REGISTERED)
    clerk.take("step.household.send_to_township", "公示无异议，报乡镇审核")

    township.open_household(NOT_REGISTERED)
    township.take("step.household.post_second_list", "审核同意，进行第二次公示")
    _hang_and_sign(township, "household_second_list")
    township.open_household(NOT_REGISTERED)
    township.take("step.household.send_to_county", "第二次公示无异议，报县复审")

    approver = official("county-approver")
    approver.open_household(NOT_REGISTERED)
    approver.take("step.household.identify", "复审同意")
    approver.sees_state("state.household.identified")
    open_notice(approver, "identification_announcement")
    post_notice(approver, VILLAGE_BOARD)

    township.open_household(NOT_REGISTERED)
    assert len(township.reasons_against("step.household.assist")) > 1
    team.open_household(NOT_REGISTERED)
    _file_what_assistance_needs(team)
    township.open_household(NOT_REGISTERED)
    township.take("step.household.assist", "五清齐全，列入帮扶")
    township.sees_state("state.household.assisted")
    township.sees_stage(2)


def _file_what_an_exit_needs(clerk: Official) -> None:
    clerk.file("survey", surveyor="驻村工作队", findings="收入、住房、就学、就医情况已逐项核对")
    clerk.file(
        "income_worksheet",
        wages="9600",
        business="7200",
        transfer="2400",
        property_income="600",
        costs="3,000",
        persons=3,
    )
    clerk.file("household_criteria", criteria=CRITERIA, photographed="住房安全有保障")
    assert clerk.reasons_against("step.household.propose_exit") == ["缺少村民代表会议记录，请召开会议并登记。"]
    _file_meeting(clerk, "exit_meeting", votes_for=33, votes_against=0)


def _file_meeting(clerk: Official, kind: str, *, votes_for: int, votes_against: int) -> None:
    clerk.file(
        kind,
        due=36,
        present=33,
        signed=True,
        votes_for=votes_for,
        votes_against=votes_against,
        scans=[scan("村民代表会议记录")],
    )


def _enter_into_the_register(clerk: Official) -> None:
    page = clerk.page
    page.get_by_role("link", name=said("Change these facts")).click()
    for fact, value in (
        ("main_cause", named("code.cause.lack_of_labour")),
        ("household_class", named("code.household_class.ordinary_poor")),
        ("responsible_person", "程远志"),
        ("responsible_unit", "县水产局（演示）"),
    ):
        answer(page, named(f"register.household.{fact}"), value)
    answer(page, said("Reason"), "入户核实")
    page.get_by_role("button", name=said("Save the changes")).click()
    clerk.sees_it_is_done()
    assert named("code.cause.lack_of_labour") in page.locator("#register").inner_text()


def _file_what_assistance_needs(team: Official) -> None:
    team.file(
        "five_clears",
        income="捕捞、务工收入",
        measures="养殖合作社带动",
        target="2020年脱贫",
    )
    team.file("assistance_plan", planned_exit_year=2020, handbook_number="演示-002", plan="入社养殖，技术培训")
    team.file("measure", measure_kind=named("code.measure_kind.industry"), measure="入股水产养殖合作社", amount="5000")


def _hang_and_sign(poster: Official, kind: str) -> None:
    open_notice(poster, kind)
    assert NOT_REGISTERED in read_paper(poster)
    post_notice(poster, VILLAGE_BOARD)
    poster.wait_for_the_end_of_the_period()
    sign_result(poster)


def _file_upwards(official: Callable[[str], Official], login: str, receipt: str, step: str) -> None:
    reviewer = official(login)
    reviewer.open_household(LEFT_FOR_2019)
    assert len(reviewer.reasons_against(step)) == 1
    reviewer.file(receipt, number="六扶备〔2019〕演示2号")
    reviewer.take(step, "已备案")


def _auditor_reads_who_did_what(auditor: Official) -> None:
    auditor.open_household(LEFT_FOR_2019)
    told = [entry for entry in auditor.timeline() if entry.to][-8:]
    assert [(entry.to, entry.who) for entry in told] == [
        ("拟退出", "汪守平 · 村委会经办人（提出人） · 东湖渔业村"),
        ("已核实", "程远志 · 驻村工作队（核实人） · 东湖渔业村"),
        ("公示中", "汪守平 · 村委会经办人 · 东湖渔业村"),
        ("乡镇已审核", "褚明义 · 乡镇审核员（审核人） · 水产局管辖村"),
        ("已批准", "殷正和 · 县级审批人（审批人） · 霍邱县"),
        ("已报市备案", "管书亭 · 市级审核员 · 六安市"),
        ("已备案", "闵知行 · 省级审核员 · 安徽省"),
        ("已归档", "卞思源 · 县级审核员 · 霍邱县"),
    ]
    assert told[0].opinion.endswith("经民主评议，拟退出")
    assert told[2].notice == "贫困户退出公示 东湖渔业村内公示〔2019〕1号"
    assert told[4].notice.startswith("贫困户退出公告 霍扶组公告〔2019〕")
