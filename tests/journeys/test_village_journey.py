"""A poor village leaves: co-signed, publicized in the whole township, approved by the city and by nobody below it."""

from collections.abc import Callable

import pytest

from tests.journeys.notice_board import open_notice, post_notice, read_paper, sign_result
from tests.journeys.official import Official

pytestmark = pytest.mark.browser

VILLAGE = "东湖渔业村"
INDICATORS = ("通村道路", "饮水安全", "生活用电", "医疗卫生", "通信网络", "集体经济", "产业发展")


def test_a_village_goes_from_assistance_to_the_archive(official: Callable[[str], Official]) -> None:
    clerk, team, township, county = official("clerk"), official("team"), official("township"), official("county")
    clerk.open_place("Villages", VILLAGE)
    clerk.sees_state("state.village.assisted")
    assert clerk.reasons_against("step.village.propose_exit") == [
        "驻村工作队尚未会签，请先由其会签。",
        "缺少2019年度退出标准核对表，请先登记。",
    ]
    clerk.file("village_indicators", criteria=INDICATORS, photographed="医疗卫生")
    team.open_place("Villages", VILLAGE)
    team.take("step.village.cosign_exit", "贫困发生率低于2%，各项指标达标")
    clerk.open_place("Villages", VILLAGE)
    clerk.take("step.village.propose_exit", "申请退出")
    clerk.sees_state("state.village.proposed_for_exit")

    township.open_place("Villages", VILLAGE)
    township.take("step.village.review", "初审属实")
    township.take("step.village.publicize", "在全乡镇公示")
    open_notice(township, "village_exit_list")
    paper = read_paper(township)
    assert all(indicator in paper for indicator in INDICATORS)
    post_notice(township, "乡镇政务公开栏")
    county.open_place("Villages", VILLAGE)
    assert county.reasons_against("step.village.review_by_county")
    township.wait_for_the_end_of_the_period()
    sign_result(township)
    county.open_place("Villages", VILLAGE)
    county.take("step.village.review_by_county", "审核同意，报市审定")
    county.sees_state("state.village.county_reviewed")

    city_approver = official("city-approver")
    city_approver.open_place("Villages", VILLAGE)
    city_approver.begin("step.village.approve")
    _county_cannot_approve(official("county-approver"), city_approver)
    city_approver.press("step.village.approve", "审定同意退出")
    city_approver.sees_it_is_done()
    city_approver.sees_state("state.village.approved")
    open_notice(city_approver, "village_exit_announcement")
    assert VILLAGE in read_paper(city_approver)
    post_notice(city_approver, "乡镇政务公开栏")

    province = official("province")
    province.open_place("Villages", VILLAGE)
    province.file("province_receipt", number="皖扶备〔2019〕演示1号")
    province.take("step.village.file", "已备案")
    county.open_place("Villages", VILLAGE)
    county.take("step.village.archive", "案卷齐全，归档")
    county.sees_state("state.village.archived")
    county.sees_the_end()
    approved = next(entry for entry in county.timeline() if entry.to == "市审定")
    assert approved.who == "阮伯安 · 市级审定人（审批人） · 六安市"


def _county_cannot_approve(county: Official, city: Official) -> None:
    """Neither the record nor the step's page offers it, and the city's own form is refused from the county's desk."""
    county.open_place("Villages", VILLAGE)
    county.is_not_offered("step.village.approve")
    address = city.page.url
    form: dict[str, str | float | bool] = {
        "key": city.page.locator("main form [name=key]").input_value(),
        "versions": city.page.locator("main form [name=versions]").input_value(),
        "csrf_token": county.page.locator("[name=csrf_token]").first.input_value(),
        "opinion": "同意",
    }
    answer = county.page.request.post(address, form=form)
    assert answer.status == 422
    assert "市级审定人" in answer.text()
    county.page.reload()
    county.sees_state("state.village.county_reviewed")
