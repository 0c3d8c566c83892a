"""Walks records through their procedures as officials would: papers first, then the step."""

from tests.makers import COUNTY, VILLAGE, World

INCOME = {"wages": "9000", "business": "9000", "transfer": "0", "property_income": "0", "costs": "0", "persons": 3}
MEETING = {"due": 36, "present": 31, "votes_for": 30, "votes_against": 1, "signed": True}
VISIT = {"visitors": ["试验员甲", "试验员乙"], "findings": "属实"}
CLEARS = {
    "cause": "other",
    "household_class": "ordinary_poor",
    "income": "务工",
    "measures": "产业",
    "target": "2018",
    "responsible_person": "试验员",
    "responsible_unit": "试验单位",
}
CRITERIA = ["food", "clothing", "education", "medical", "housing", "water"]


def applied(world: World, number: int) -> list[int]:
    """Households with a fresh application."""
    return world.apply(world.households(number))


def assessed(world: World, number: int) -> list[int]:
    """… visited by the team."""
    ids = applied(world, number)
    world.file("application", ids, {"signed": True, "grounds": "收入低"})
    world.file("application_visit", ids, VISIT)
    world.fire("verify_application", ids, "team")
    return ids


def first_publicity(world: World, number: int) -> list[int]:
    """… on the first list."""
    ids = assessed(world, number)
    world.file("identification_meeting", ids, MEETING)
    world.fire("post_first_list", ids, "clerk")
    return ids


def township_review(world: World, number: int) -> list[int]:
    """… through the first publicity."""
    ids = first_publicity(world, number)
    world.complete_publicity(ids[0], "household_first_list")
    world.fire("send_to_township", ids, "clerk")
    return ids


def second_publicity(world: World, number: int) -> list[int]:
    """… on the second list."""
    ids = township_review(world, number)
    world.fire("post_second_list", ids, "township")
    return ids


def county_review(world: World, number: int) -> list[int]:
    """… through both publicities."""
    ids = second_publicity(world, number)
    world.complete_publicity(ids[0], "household_second_list")
    world.fire("send_to_county", ids, "township")
    return ids


def identified(world: World, number: int) -> list[int]:
    """… identified by the county."""
    ids = county_review(world, number)
    world.fire("identify", ids, "county-approver")
    return ids


def assisted(world: World, number: int) -> list[int]:
    """… with the five clears and a plan."""
    ids = identified(world, number)
    world.print_and_post(world.notice_of(ids[0], "identification_announcement"))
    world.file("five_clears", ids, CLEARS)
    world.file("assistance_plan", ids, {"planned_exit_year": 2018, "handbook_number": "A1", "plan": "一户一法"})
    world.file("measure", ids, {"measure_kind": "industry", "measure": "养鱼"})
    world.fire("assist", ids, "township")
    return ids


def exit_papers(world: World, ids: list[int], income: dict[str, object] | None = None) -> None:
    """Everything that an exit needs before it is proposed."""
    year = world.clock.today().year
    world.file("income_worksheet", ids, income or INCOME, year=year - 1)
    world.file("income_worksheet", ids, income or INCOME, year=year)
    world.file("survey", ids, {"surveyor": "试验员", "findings": "稳定"})
    world.file("household_criteria", ids, {"criteria": {}, "met": CRITERIA, "evidenced": CRITERIA})
    world.file("exit_meeting", ids, MEETING)


def proposed(world: World, number: int) -> list[int]:
    """… proposed for exit."""
    ids = assisted(world, number)
    exit_papers(world, ids)
    world.fire("propose_exit", ids, "clerk")
    return ids


def verified(world: World, number: int) -> list[int]:
    """… verified by the team and agreed to by the household."""
    ids = proposed(world, number)
    world.file("exit_visit", ids, VISIT)
    world.file("exit_consent", ids, {"agreed": True, "signature": "signature"})
    world.fire("verify", ids, "team")
    return ids


def publicized(world: World, number: int) -> list[int]:
    """… on the exit list."""
    ids = verified(world, number)
    world.fire("publicize", ids, "clerk")
    return ids


def township_reviewed(world: World, number: int) -> list[int]:
    """… reviewed by the township after the period."""
    ids = publicized(world, number)
    world.complete_publicity(ids[0], "household_exit_list")
    world.fire("review", ids, "township")
    return ids


def approved(world: World, number: int) -> list[int]:
    """… approved by the county."""
    ids = township_reviewed(world, number)
    world.fire("approve", ids, "county-approver")
    return ids


def filed(world: World, number: int) -> list[int]:
    """… filed with city and province."""
    ids = approved(world, number)
    world.print_and_post(world.notice_of(ids[0], "household_exit_announcement"))
    world.file("city_receipt", ids, {"number": "市备1"}, login="city")
    world.fire("file_with_city", ids, "city")
    world.file("province_receipt", ids, {"number": "省备1"}, login="province")
    world.fire("file_with_province", ids, "province")
    return ids


def archived(world: World, number: int) -> list[int]:
    """… in the archive."""
    ids = filed(world, number)
    world.file("policy_continues", ids, {"stated": True, "policies": "原有政策不变"}, login="county")
    world.fire("archive", ids, "county")
    return ids


def strike_off_proposed(world: World, number: int) -> list[int]:
    """… found not to be poor."""
    ids = identified(world, number)
    world.fire("propose_strike_off", ids, "township", "不符合条件")
    return ids


def strike_off_publicized(world: World, number: int) -> list[int]:
    """… on the strike-off list."""
    ids = strike_off_proposed(world, number)
    world.fire("post_strike_off", ids, "clerk", "不符合条件")
    return ids


INDICATORS = ["road", "water", "electricity", "clinic", "network", "collective_income", "industry"]


def assisted_village(world: World) -> int:
    """A poor village with its plan."""
    record = world.designate("village", VILLAGE)
    world.file("village_plan", [record], {"title": "一村一策", "plan": "养鱼"})
    world.fire("assist", [record], "township")
    return record


def village_papers(world: World, record: int, population: int = 1480) -> None:
    """What a village's exit is weighed by."""
    world.file("registered_population", [record], {"persons": population, "basis": "户籍"})
    world.file("village_indicators", [record], {"criteria": {}, "met": INDICATORS, "evidenced": INDICATORS})


def proposed_village(world: World) -> int:
    """… co-signed by the team and proposed by the village."""
    record = assisted_village(world)
    village_papers(world, record)
    world.fire("cosign_exit", [record], "team")
    world.fire("propose_exit", [record], "clerk")
    return record


def publicized_village(world: World) -> int:
    """… in the whole township."""
    record = proposed_village(world)
    world.fire("review", [record], "township")
    world.fire("publicize", [record], "township")
    return record


def county_reviewed_village(world: World) -> int:
    """… reviewed by the county after the period."""
    record = publicized_village(world)
    world.complete_publicity(record, "village_exit_list")
    world.fire("review_by_county", [record], "county")
    return record


def archived_village(world: World) -> int:
    """… approved by the city, filed with the province, in the archive."""
    record = county_reviewed_village(world)
    world.fire("approve", [record], "city-approver")
    world.print_and_post(world.notice_of(record, "village_exit_announcement"))
    world.file("province_receipt", [record], {"number": "省备1"}, login="province")
    world.fire("file", [record], "province")
    world.fire("archive", [record], "county")
    return record


EVALUATION = {
    "assessor": "试验评估院",
    "sampled_exited": 500,
    "wrongly_exited": 2,
    "sampled_unregistered": 500,
    "missed": 1,
    "households_asked": 1000,
    "households_approving": 960,
}


def proposed_county(world: World) -> int:
    """A poor county proposed for its exit."""
    record = world.designate("county", COUNTY)
    world.file("county_plan", [record], {"title": "县规划", "plan": "养鱼"}, login="county")
    world.fire("assist", [record], "county")
    world.file("registered_population", [record], {"persons": 300000, "basis": "户籍"}, login="county")
    world.fire("propose_exit", [record], "county")
    return record


def publicized_county(world: World) -> int:
    """… reviewed by the city, checked and publicized by the province."""
    record = proposed_county(world)
    world.fire("review", [record], "city")
    world.file("evaluation", [record], EVALUATION, login="assessor")
    world.fire("check", [record], "province")
    world.fire("publicize", [record], "province")
    return record


def archived_county(world: World) -> int:
    """… approved by the province, filed with the State Council's office, in the archive."""
    record = publicized_county(world)
    world.complete_publicity(record, "county_exit_publicity")
    world.fire("approve", [record], "province-approver")
    world.print_and_post(world.notice_of(record, "county_exit_announcement"))
    world.file("state_council_receipt", [record], {"number": "国备1"}, login="province")
    world.fire("file", [record], "province")
    world.fire("archive", [record], "province")
    return record
