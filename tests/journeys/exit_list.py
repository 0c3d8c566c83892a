"""Three households on their way to one exit list: ticked together, with the papers that each of them needs."""

from typing import Any

from playwright.sync_api import expect

from tests.journeys.chinese import named, said
from tests.journeys.official import Official
from tests.journeys.papers import scan

NAMES = ("苏新喜", "谭春云", "白成波")
CRITERIA = ("不愁吃", "不愁穿", "义务教育有保障", "基本医疗有保障", "住房安全有保障", "饮水安全有保障")
MEETING: dict[str, Any] = {"due": 36, "present": 33, "signed": True}


def tick(clerk: Official) -> None:
    """Choose the three of them in the register."""
    clerk.choose_in_navigation("Households")
    clerk.search("", among=named("state.household.assisted"))
    for name in NAMES:
        clerk.page.get_by_label(said("Tick %(name)s", name=name), exact=True).check()
    expect(clerk.page.locator("[data-tick-count]")).to_have_text("3 / 4")
    clerk.page.get_by_role("button", name=said("Choose what to do"), exact=True).click()
    clerk.sees_title(said("%(num)s ticked household", num=len(NAMES)))


def file_what_an_exit_needs(clerk: Official) -> None:
    """File survey, income, criteria and the delegates' meeting for all of them."""
    clerk.file("survey", names=NAMES, surveyor="驻村工作队", findings="收入、住房、就学、就医情况已逐项核对")
    income: dict[str, Any] = {
        "wages": 40000,
        "business": 8000,
        "transfer": 6000,
        "property_income": 500,
        "costs": 3000,
        "persons": 7,
    }
    clerk.file("income_worksheet", names=NAMES, **income)
    clerk.file("household_criteria", names=NAMES, criteria=CRITERIA, photographed="住房安全有保障")
    clerk.file("exit_meeting", names=NAMES, votes_for=33, votes_against=0, **MEETING, scans=[scan("会议记录")])
