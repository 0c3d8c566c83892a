"""Enters the register of 东湖渔业村: 552 households and their people, with the facts that the forms ask.

Identity numbers begin with 999999, which is no district of China, and telephones with 0000: they pass every check and
belong to nobody. They are composed here and stand in no file.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, insert
from stdnum.cn.ric import calc_check_digit

from service.clock import shanghai_instant
from service.demonstration.people import village
from service.demonstration.seeds import DISABLED, HouseholdSeed, MemberSeed
from service.demonstration.village_plan import VILLAGE_CODE
from service.models.register import Household, Member
from service.register.fields import Subject, fact_of
from service.register.names import index_names
from service.register.values import columns_of, sealed_number
from service.sealing import Seal

BEGINS_ON: Final = date(2015, 10, 8)
NO_DISTRICT: Final = "999999"
STRUCTURES: Final = {"砖混": "brick_concrete", "砖木": "brick_timber", "渔船": "boat"}
_PRIMARY: Final = range(6, 12)
_JUNIOR: Final = {12: "grade_7", 13: "grade_8", 14: "grade_9"}
_SENIOR: Final = {15: "senior_1", 16: "senior_2", 17: "senior_3"}


def enter_register(connection: Connection, seal: Seal) -> Mapping[int, HouseholdSeed]:
    """The village's households and members; household id → seed of the poor ones."""
    seeds = village()
    ids = connection.execute(
        insert(Household).returning(Household.id, sort_by_parameter_order=True),
        [{**_household(seed), **_numbers_of_household(seed, seal)} for seed in seeds],
    ).scalars()
    by_id = dict(zip(ids, seeds, strict=True))
    people = [(id, seed, place) for id, seed in by_id.items() for place in range(len(seed.members))]
    entered = connection.execute(
        insert(Member).returning(Member.id, sort_by_parameter_order=True),
        [{"household_id": id, **_member(seed, place, seal)} for id, seed, place in people],
    ).scalars()
    index_names(connection, list(entered))
    return {id: seed for id, seed in by_id.items() if seed.poor}


def identity_number(number: int, place: int, member: MemberSeed) -> str:
    """The invented number of a household's member: of no district, of the right day and sex, with its check digit."""
    order = (number * 7 + place) % 500 * 2 + (1 if member.sex == "male" else 0)
    body = f"{NO_DISTRICT}{member.born_on:%Y%m%d}{order:03}"
    return body + calc_check_digit(f"{body}0")


def _household(seed: HouseholdSeed) -> dict[str, Any]:
    poor = seed.poor
    home = poor.dwelling if poor else None
    return {
        "village_code": VILLAGE_CODE,
        "number": seed.number,
        "village_group": seed.group,
        "head_name": seed.head_name,
        "sort_key": f"{seed.number:06}",
        "registered_at": shanghai_instant(BEGINS_ON),
        "standard": "national" if poor else None,
        "household_class": poor.class_code if poor else None,
        "main_cause": poor.cause if poor else None,
        "responsible_person": poor.responsible_name if poor else None,
        "responsible_unit": poor.responsible_unit if poor else None,
        "bank": "演示农村商业银行" if poor else None,
        "dwelling_area": home.area_m2 if home else None,
        "dwelling_structure": STRUCTURES[home.structure] if home else None,
        "dwelling_safety": ("safe" if home.safe_from <= BEGINS_ON.year else "grade_d") if home else None,
        "electricity": True if poor else None,
        "safe_water": (home.structure != "渔船") if home else None,
        "fuel": "clean" if poor else None,
        "road": "cement" if poor else None,
    }


def _numbers_of_household(seed: HouseholdSeed, seal: Seal) -> dict[str, Any]:
    phone, account = fact_of(Subject.HOUSEHOLD, "phone"), fact_of(Subject.HOUSEHOLD, "account")
    has = seed.poor is not None
    return {
        **columns_of(phone, sealed_number(phone, f"0000{seed.number:07}", seal) if has else None),
        **columns_of(account, sealed_number(account, f"999900000{seed.number:07}", seal) if has else None),
    }


def _member(seed: HouseholdSeed, place: int, seal: Seal) -> dict[str, Any]:
    member = seed.members[place]
    identity, phone = fact_of(Subject.MEMBER, "identity"), fact_of(Subject.MEMBER, "phone")
    number = identity_number(seed.number, place, member)
    if member.health == DISABLED:
        number += "43"  # of the limbs, third grade
    age = (
        BEGINS_ON.year
        - member.born_on.year
        - ((BEGINS_ON.month, BEGINS_ON.day) < (member.born_on.month, member.born_on.day))
    )
    return {
        "name": member.name,
        "sex": member.sex,
        "born_on": member.born_on,
        "relation": member.relation,
        "education": member.education,
        "health": member.health,
        "labour": member.labour,
        "left_on": None,
        "entered_at": shanghai_instant(BEGINS_ON),
        **columns_of(identity, sealed_number(identity, number, seal)),
        **columns_of(phone, None),
        "ethnicity": "han",
        "schooling": _schooling(age),
        "boarding": _boarding(age) if seed.poor else None,
        "subsistence": seed.poor is not None and seed.poor.class_code == "subsistence_poor",
        "medical_insurance": True,
        "pension_insurance": age >= 16,
    }


def _schooling(age: int) -> str:
    if age in _PRIMARY:
        return "primary"
    if 3 <= age < 6:
        return "preschool"
    return (_JUNIOR | _SENIOR).get(age, "not_at_school")


def _boarding(age: int) -> bool | None:
    """The invented pupils board from ten years on; of the youngest nobody has asked yet."""
    if age in _JUNIOR or age in _SENIOR:
        return True
    return None if age == min(_PRIMARY) else age >= 10
