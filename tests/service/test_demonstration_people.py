"""The invented people: the numbers of plan D3 (三), the same people every time, incomes that allow the exits."""

import hashlib
import os
import subprocess
import sys
import unicodedata
from collections import Counter
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from pypdf import PdfReader

from service.demonstration.assistance import responsible_person
from service.demonstration.evidence import evidence_file
from service.demonstration.families import COUNTED_ON
from service.demonstration.officials import OFFICIALS
from service.demonstration.people import poor_households, village
from service.demonstration.seeds import HouseholdSeed, MemberSeed, PoorSeed
from service.demonstration.village_plan import VILLAGE_CODE
from workflows.roles import Role, level_of, role_level

ROOT = Path(__file__).parents[2]
NATIONAL_LINES = {2015: 2855, 2016: 2952, 2017: 2952, 2018: 2995, 2019: 3218}
RARE = {"喆", "堃", "䶮"}
SEX_OF = {
    **dict.fromkeys(("son", "sons_son", "father"), "male"),
    **dict.fromkeys(("daughter", "daughter_in_law", "sons_daughter", "mother"), "female"),
}


def poor_of(household: HouseholdSeed) -> PoorSeed:
    assert household.poor is not None
    return household.poor


def counted(key: str) -> dict[object, tuple[int, int]]:
    """Households and persons by an attribute of the poor households."""
    households: Counter[object] = Counter()
    persons: Counter[object] = Counter()
    for household in poor_households():
        value = getattr(poor_of(household), key)
        households[value] += 1
        persons[value] += household.size
    return {value: (households[value], persons[value]) for value in households}


def age(member: MemberSeed) -> int:
    birthday_to_come = (COUNTED_ON.month, COUNTED_ON.day) < (member.born_on.month, member.born_on.day)
    return COUNTED_ON.year - member.born_on.year - birthday_to_come


def test_the_village_has_the_households_and_people_of_the_plan() -> None:
    assert len(village()) == 552
    assert sum(household.size for household in village()) == 1480
    assert len(poor_households()) == 31
    assert sum(household.size for household in poor_households()) == 119


def test_classes_and_causes_are_those_of_the_plan() -> None:
    assert counted("class_code") == {"subsistence_poor": (1, 7), "ordinary_poor": (30, 112)}
    assert counted("cause") == {"illness": (3, 10), "disability": (1, 7), "lack_of_labour": (5, 17), "other": (22, 85)}


def test_the_planned_exits_are_those_of_the_plan() -> None:
    exits = counted("planned_exit_year")
    assert [exits[year][0] for year in (2016, 2017, 2018, 2019)] == [10, 10, 7, 4]
    assert sum(exits[year][1] for year in (2016, 2017, 2018)) == 102
    assert exits[2019] == (4, 17)


def test_the_people_are_the_same_in_every_run() -> None:
    script = (
        "import hashlib; from service.demonstration.people import village;"
        "print(hashlib.sha256(repr(village()).encode()).hexdigest())"
    )
    hashes = {
        subprocess.run(
            [sys.executable, "-c", script],
            check=True,
            capture_output=True,
            text=True,
            cwd=ROOT,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout.strip()
        for seed in ("1", "2")
    }
    assert hashes == {hashlib.sha256(repr(village()).encode()).hexdigest()}


def test_numbers_run_through_the_eight_groups() -> None:
    assert [household.number for household in village()] == list(range(1, 553))
    assert Counter(household.group for household in village()) == {f"{group}组": 69 for group in "一二三四五六七八"}
    assert {household.group for household in poor_households()} == {f"{group}组" for group in "一二三四五六七八"}


def test_no_two_heads_share_a_name_nor_do_officials() -> None:
    heads = [household.head_name for household in village()]
    others = {official.name for official in OFFICIALS} | {responsible_person(number)[0] for number in range(31)}
    assert len(set(heads)) == 552
    assert not others & set(heads)
    for household in village():
        assert len({member.name for member in household.members}) == household.size


def test_every_character_is_in_gb_2312_except_three_heads() -> None:
    names = [member.name for household in village() for member in household.members]
    names += [official.name for official in OFFICIALS] + [responsible_person(number)[0] for number in range(31)]
    rare = Counter(character for name in names for character in name if not in_gb_2312(character))
    assert rare == Counter(RARE)
    assert {character for household in poor_households() for character in household.head_name} & RARE == {"喆", "堃"}


def in_gb_2312(character: str) -> bool:
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return False
    return True


@pytest.mark.parametrize("household", poor_households(), ids=lambda household: household.head_name)
def test_incomes_lie_below_the_line_until_the_year_before_the_exit(household: HouseholdSeed) -> None:
    poor = poor_of(household)
    first_above = max(poor.planned_exit_year - 1, 2016)
    assert [income.year for income in poor.incomes] == [2015, 2016, 2017, 2018, 2019]
    for income in poor.incomes:
        parts = (income.wages, income.business, income.transfer, income.property_income, income.costs)
        assert min(parts) >= 0
        assert (income.net() / household.size > NATIONAL_LINES[income.year]) == (income.year >= first_above)


def test_who_leaves_after_one_good_year_has_the_teams_written_reason() -> None:
    for household in poor_households():
        poor = poor_of(household)
        two_years = all(
            poor.income(year).net() / household.size > NATIONAL_LINES[year]
            for year in (poor.planned_exit_year - 1, poor.planned_exit_year)
        )
        assert two_years == (poor.stability_reason is None)


def test_every_poor_household_has_measures_a_dwelling_and_somebody_who_answers_for_it() -> None:
    for household in poor_households():
        poor = poor_of(household)
        assert 2 <= len(poor.measures) <= 5
        assert len(set(poor.measures)) == len(poor.measures)
        assert poor.dwelling.area_m2 >= 17 * household.size
        assert poor.dwelling.safe_from <= 2016
    load = Counter(poor_of(household).responsible_name for household in poor_households())
    assert max(load.values()) <= 4
    assert {poor_of(household).responsible_unit for household in poor_households()} == {"县局机关", "村两委"}


def test_health_and_labour_fit_the_main_cause() -> None:
    for household in poor_households():
        health = {member.health for member in household.members}
        able = [member for member in household.members if member.labour in ("able", "skilled")]
        match poor_of(household).cause:
            case "illness":
                assert "seriously_ill" in health
                assert able
            case "disability":
                assert "disabled" in health
                assert not able
                assert poor_of(household).class_code == "subsistence_poor"
            case "lack_of_labour":
                assert len(able) <= 1
            case _:
                assert health <= {"healthy", "chronically_ill"}


def test_ages_schooling_and_relations_fit_together() -> None:
    for household in village():
        head = household.members[0]
        assert [member.relation for member in household.members].count("head") == 1
        assert head.relation == "head"
        assert 22 <= age(head) <= 90
        for member in household.members:
            assert 0 <= age(member) <= 92
            assert (member.education == "below_school_age") == (age(member) <= 5)
            if age(member) <= 18:
                assert member.labour == "no_labour"
            if member.relation in ("son", "daughter"):
                assert age(head) - age(member) >= 18
            if member.relation in ("father", "mother"):
                assert age(member) - age(head) >= 18
            if member.relation == "spouse":
                assert member.sex != head.sex
            assert member.sex == SEX_OF.get(member.relation, member.sex)


def test_nobody_has_an_identity_number() -> None:
    assert not any(
        unicodedata.category(character) == "Nd"
        for household in village()
        for member in household.members
        for character in member.name
    )
    assert not {"identity_number", "id_number", "phone"} & set(MemberSeed.__dataclass_fields__)


def test_at_every_level_there_are_people_enough_for_the_four_functions() -> None:
    posts = Counter(official.role for official in OFFICIALS)
    assert posts == {
        Role.VILLAGE_CLERK: 2,
        Role.WORK_TEAM: 2,
        Role.TOWNSHIP_REVIEWER: 2,
        Role.COUNTY_REVIEWER: 2,
        Role.COUNTY_APPROVER: 2,
        Role.CITY_REVIEWER: 2,
        Role.CITY_APPROVER: 2,
        Role.PROVINCE_REVIEWER: 3,
        Role.PROVINCE_APPROVER: 2,
        Role.AUDITOR: 2,
        Role.ASSESSOR: 1,
        Role.DATA_MANAGER: 1,
        Role.ADMINISTRATOR: 1,
    }
    for official in OFFICIALS:
        assert VILLAGE_CODE.startswith(official.region_code)
        assert role_level(official.role) in (None, level_of(official.region_code))
    assert len({official.login for official in OFFICIALS}) == len({official.name for official in OFFICIALS}) == 24


def test_evidence_says_that_it_is_none_and_is_the_same_every_time() -> None:
    paper, photo = evidence_file("入户核实记录"), evidence_file("张贴照片", photo=True)
    assert (paper, photo) == (evidence_file("入户核实记录"), evidence_file("张贴照片", photo=True))
    assert photo.content != evidence_file("另一张照片", photo=True).content
    assert (paper.name, paper.media_type) == ("演示-入户核实记录.pdf", "application/pdf")
    assert (photo.name, photo.media_type) == ("演示-张贴照片.png", "image/png")
    assert len(PdfReader(BytesIO(paper.content)).pages) == 1
    assert "DEMONSTRATION" in PdfReader(BytesIO(paper.content)).pages[0].extract_text()
    with Image.open(BytesIO(photo.content)) as picture:
        picture.load()
        assert picture.size == (480, 320)
        assert picture.info["Title"] == "演示 DEMONSTRATION 张贴照片"
