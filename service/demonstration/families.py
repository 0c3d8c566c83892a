"""Who lives in a household: ages, relations, schooling, health and labour that fit together."""

from dataclasses import replace
from datetime import date, timedelta

from service.demonstration.draw import Draw
from service.demonstration.names import full_name, surname
from service.demonstration.seeds import (
    ABLE,
    CHRONICALLY_ILL,
    DISABLED,
    FEMALE,
    HEALTHY,
    LABOUR_LOST,
    MALE,
    NO_LABOUR,
    SERIOUSLY_ILL,
    SKILLED,
    MemberSeed,
)
from service.demonstration.village_plan import Shape

COUNTED_ON = date(2015, 10, 1)
"""Ages are ages on this day, when the registration began."""

HEAD, WIFE, SON, DAUGHTER, DAUGHTER_IN_LAW = "head", "spouse", "son", "daughter", "daughter_in_law"
GRANDSON, GRANDDAUGHTER, FATHER, MOTHER = "sons_son", "sons_daughter", "father", "mother"
ILLITERATE, PRIMARY, JUNIOR, SENIOR, COLLEGE = "illiterate", "primary", "junior_middle", "senior_middle", "college"

_OFF_WORK_AGE = 65


def family(draw: Draw, size: int, shape: Shape = Shape.FAMILY) -> tuple[MemberSeed, ...]:
    """The members of a household, its head first.

    Args:
        draw: where the chance comes from.
        size: number of persons: 1 to 6; three for a widow, two to five for grandparents, seven without labour.
        shape: who lives together.
    """
    if shape is Shape.GRANDPARENTS:
        return _grandparents(draw, size)
    if shape is Shape.WIDOW:
        return _widow(draw, size)
    if shape is Shape.NO_LABOUR:
        return _no_labour(draw)
    if shape is Shape.SICK_FAMILY:
        head, wife, *rest = _couple(draw, size)
        return head, replace(wife, health=SERIOUSLY_ILL, labour=LABOUR_LOST), *rest
    return _single(draw) if size == 1 else _couple(draw, size)


def _single(draw: Draw) -> tuple[MemberSeed, ...]:
    age = draw.between(62, 82) if draw.happens(60) else draw.between(30, 58)
    sex = FEMALE if draw.happens(40) else MALE
    return (_member(draw, surname(draw), sex, age, HEAD),)


def _couple(draw: Draw, size: int) -> tuple[MemberSeed, ...]:
    """A couple alone is old or young; with the third comes a child, then a second or a parent, then both parents."""
    name = surname(draw)
    if size == 2:
        age = draw.between(56, 78) if draw.happens(75) else draw.between(24, 30)
        return _man_and_wife(draw, name, age)
    age = draw.between(34, 50)
    children = 1 if size == 3 or (size == 4 and draw.happens(35)) else 2
    members = list(_man_and_wife(draw, name, age))
    child_age = age - draw.between(23, 26)
    for _ in range(children):
        members.append(_child(draw, name, child_age, SON, DAUGHTER))
        child_age = max(0, child_age - draw.between(2, 5))
    for relation in (MOTHER, FATHER)[: size - len(members)]:
        members.append(_parent(draw, name, age, relation))
    return tuple(members)


def _grandparents(draw: Draw, size: int) -> tuple[MemberSeed, ...]:
    name = surname(draw)
    members = list(_man_and_wife(draw, name, draw.between(67, 74)))
    if size >= 5:
        members.append(_member(draw, surname(draw, unlike=name), FEMALE, draw.between(35, 39), DAUGHTER_IN_LAW))
    while len(members) < size:
        members.append(_child(draw, name, draw.between(7, 14), GRANDSON, GRANDDAUGHTER))
    return tuple(members)


def _widow(draw: Draw, size: int) -> tuple[MemberSeed, ...]:
    name = surname(draw)
    members = [_member(draw, surname(draw, unlike=name), FEMALE, draw.between(38, 44), HEAD)]
    while len(members) < size:
        members.append(_child(draw, name, draw.between(7, 14), SON, DAUGHTER))
    return tuple(members)


def _no_labour(draw: Draw) -> tuple[MemberSeed, ...]:
    """低保户(无劳动能力户), D3 四(一): a disabled head, an ill wife, both parents, three children at school."""
    name = surname(draw)
    head, wife = _man_and_wife(draw, name, 44)
    return (
        replace(head, health=DISABLED, labour=LABOUR_LOST),
        replace(wife, health=CHRONICALLY_ILL, labour=LABOUR_LOST),
        *(_parent(draw, name, 44, relation) for relation in (FATHER, MOTHER)),
        *(_child(draw, name, age, SON, DAUGHTER) for age in (13, 11, 8)),
    )


def _man_and_wife(draw: Draw, name: str, age: int) -> tuple[MemberSeed, MemberSeed]:
    wife_age = max(22, age - draw.between(-1, 4))
    return (
        _member(draw, name, MALE, age, HEAD),
        _member(draw, surname(draw, unlike=name), FEMALE, wife_age, WIFE),
    )


def _child(draw: Draw, name: str, age: int, boy: str, girl: str) -> MemberSeed:
    is_boy = draw.happens(52)
    return _member(draw, name, MALE if is_boy else FEMALE, age, boy if is_boy else girl)


def _parent(draw: Draw, name: str, age: int, relation: str) -> MemberSeed:
    parent_age = age + draw.between(22, 28)
    if relation == FATHER:
        return _member(draw, name, MALE, parent_age, FATHER)
    return _member(draw, surname(draw, unlike=name), FEMALE, parent_age, MOTHER)


def _member(draw: Draw, name: str, sex: str, age: int, relation: str) -> MemberSeed:
    birthday_before = date(COUNTED_ON.year - age - 1, COUNTED_ON.month, COUNTED_ON.day)
    born_on = birthday_before + timedelta(days=draw.between(1, 365))
    return MemberSeed(
        name=full_name(draw, name, sex, born_on.year),
        sex=sex,
        born_on=born_on,
        relation=relation,
        education=_education(draw, age),
        health=CHRONICALLY_ILL if age >= _OFF_WORK_AGE and draw.happens(20) else HEALTHY,
        labour=_labour(draw, age),
    )


def _education(draw: Draw, age: int) -> str:
    for until, at_school in ((5, "below_school_age"), (12, PRIMARY), (15, JUNIOR), (18, SENIOR)):
        if age <= until:
            return at_school
    if age < 35:
        return draw.one_of((JUNIOR, JUNIOR, JUNIOR, SENIOR, SENIOR, COLLEGE))
    if age < 60:
        return draw.one_of((ILLITERATE, PRIMARY, PRIMARY, PRIMARY, JUNIOR, JUNIOR, JUNIOR, SENIOR))
    return draw.one_of((ILLITERATE, ILLITERATE, PRIMARY, PRIMARY, JUNIOR))


def _labour(draw: Draw, age: int) -> str:
    if age <= 18 or age >= _OFF_WORK_AGE:
        return NO_LABOUR
    return SKILLED if age < 50 and draw.happens(12) else ABLE
