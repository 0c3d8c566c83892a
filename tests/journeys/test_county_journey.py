"""A poor county leaves: proposed with an explanation, evaluated by a third party, approved by the province."""

from collections.abc import Callable

import pytest

from tests.journeys.notice_board import open_notice, post_notice, read_paper, sign_result
from tests.journeys.official import Official
from tests.journeys.papers import scan

pytestmark = pytest.mark.browser

COUNTY, VILLAGE = "霍邱县", "东湖渔业村"
WEBSITE = "安徽省人民政府门户网站（演示）"


def test_a_county_goes_from_assistance_to_the_archive(official: Callable[[str], Official]) -> None:
    county, city, province = official("county"), official("city"), official("province")
    county.open_place("Counties", COUNTY)
    county.sees_state("state.county.assisted")
    assert len(county.reasons_against("step.county.propose_exit")) == 1
    county.file("village_explanation", village=VILLAGE, text="该村各项指标已达标，正按程序退出")
    county.take("step.county.propose_exit", "贫困发生率低于2%，申请退出")
    city.open_place("Counties", COUNTY)
    city.take("step.county.review", "审核同意，报省核查")

    province.open_place("Counties", COUNTY)
    assert province.reasons_against("step.county.check")
    province.file(
        "evaluation",
        assessor="第三方评估机构（演示）",
        sampled_exited=400,
        wrongly_exited=2,
        sampled_unregistered=400,
        missed=3,
        households_asked=200,
        households_approving=191,
        scans=[scan("第三方评估报告")],
    )
    province.take("step.county.check", "核查属实，评估达标")
    province.take("step.county.publicize", "向社会公示")
    open_notice(province, "county_exit_publicity")
    assert COUNTY in read_paper(province)
    post_notice(province, WEBSITE)
    approver = official("province-approver")
    approver.open_place("Counties", COUNTY)
    assert approver.reasons_against("step.county.approve")
    province.wait_for_the_end_of_the_period()
    sign_result(province)

    approver.open_place("Counties", COUNTY)
    approver.take("step.county.approve", "审定同意退出")
    approver.sees_state("state.county.approved")
    approver.sees_stage(5)
    open_notice(approver, "county_exit_announcement")
    assert COUNTY in read_paper(approver)
    post_notice(approver, WEBSITE)

    province.open_place("Counties", COUNTY)
    province.file("state_council_receipt", number="国开备〔2019〕演示1号")
    province.take("step.county.file", "已报备案")
    province.take("step.county.archive", "案卷齐全，归档")
    province.sees_state("state.county.archived")
    province.sees_the_end()
    approved = next(entry for entry in province.timeline() if entry.to == "省审定")
    assert approved.who == "鲁慎之 · 省级审定人（审批人） · 安徽省"
