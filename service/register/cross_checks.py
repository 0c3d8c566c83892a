"""Whether facts of a household fit together. A problem stops the act; advice is said after it.

Ages and relations only give advice: adoption, second marriages and late registration make unusual families true.
"""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.people import Actor
from service.queries.visible import may_see
from service.register.fields import Subject, fact_of
from service.register.homes import age_on
from service.register.identity import Identity, identity_read
from service.register.values import print_of
from service.sealing import Seal
from workflows.reasons import Reason, reason

Problems = dict[str, list[Reason]]
"""Reasons by the name of the fact that they stand beside."""

OLDEST: Final = date(1880, 1, 1)
"""Nobody who is registered was born before."""

_CHILDREN: Final = ("son", "daughter")
_PARENTS: Final = ("father", "mother")
_GENERATION: Final = 14
"""Years between a parent and a child under which a slip is likelier than the truth."""
_OF_SCHOOL_AGE: Final = 9
_CERTIFICATE_ENDS: Final = tuple(f"{kind}{grade}" for kind in range(1, 8) for grade in range(1, 5))
_IDENTITY: Final = fact_of(Subject.MEMBER, "identity")
_NUMBER: Final = 18


def person_problems(values: Mapping[str, Any], today: date) -> Problems:
    """What contradicts itself in the facts of one person.

    Args:
        values: facts by name, the identity number in clear.
        today: by the service's clock.
    """
    found: Problems = {}
    born_on, sex = values.get("born_on"), values.get("sex")
    if born_on is not None and born_on > today:
        found["born_on"] = [reason("day_in_future", today=today)]
    if born_on is not None and born_on < OLDEST:
        found["born_on"] = [reason("day_too_early", earliest=OLDEST)]
    number = values.get("identity")
    identity = identity_read(number) if number else None
    if isinstance(identity, Identity):
        if born_on is not None and identity.born_on != born_on:
            found.setdefault("identity", []).append(reason("identity_other_birth_date", on=identity.born_on))
        if sex in ("male", "female") and identity.sex != sex:
            found.setdefault("identity", []).append(reason("identity_other_sex", sex=f"code.sex.{identity.sex}"))
    return found


def household_problems(values: Mapping[str, Any]) -> Problems:
    """What contradicts itself in the facts of a household: a cause stands once, and others beside a main one."""
    found: Problems = {}
    named = [values["main_cause"]] if values.get("main_cause") else []
    for name in ("other_cause", "second_other_cause"):
        cause = values.get(name)
        if cause and not values.get("main_cause"):
            found[name] = [reason("main_cause_missing")]
        elif cause in named and cause:
            found[name] = [reason("cause_named_twice", cause=f"code.cause.{cause}")]
        elif cause:
            named.append(cause)
    return found


def heads_problem(relations: Iterable[str]) -> list[Reason]:
    """A household has exactly one living head."""
    heads = sum(relation == "head" for relation in relations)
    return [] if heads == 1 else [reason("heads_not_one", heads=heads)]


def known_already(
    connection: Connection, seal: Seal, actor: Actor, number: str | None, *, except_member: int | None = None
) -> list[Reason]:
    """The reason where an identity number belongs to a living member: where, as far as the actor may see it.

    A disability certificate carries the identity number of its holder, so either finds the other.
    """
    if not number:
        return []
    own = number[:_NUMBER]
    prints = [print_of(_IDENTITY, own + end, seal) for end in ("", *_CERTIFICATE_ENDS)]
    found = connection.execute(
        select(Member.name, Household.number, Household.village_code, Region.name.label("village"))
        .join(Household, Household.id == Member.household_id)
        .join(Region, Region.code == Household.village_code)
        .where(Member.identity_print.in_(prints), Member.left_on.is_(None), Member.id != (except_member or 0))
        .order_by(Member.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        return []
    if not may_see(actor, found.village_code):
        return [reason("identity_belongs_elsewhere")]
    return [reason("identity_belongs_to", name=found.name, number=found.number, village=short_name(found.village))]


def number_twice(numbers: Iterable[str | None]) -> Collection[int]:
    """Places at which an identity number stands again among people who are entered together."""
    seen: set[str] = set()
    again = []
    for place, number in enumerate(numbers):
        if number and number[:_NUMBER] in seen:
            again.append(place)
        if number:
            seen.add(number[:_NUMBER])
    return again


def advice(people: Iterable[Mapping[str, Any]], today: date) -> list[Reason]:
    """What is unusual about the living people of a household, said after the act."""
    living = list(people)
    head = next((person for person in living if person["relation"] == "head"), None)
    found = []
    for person in living:
        age = age_on(person["born_on"], today)
        if person.get("education") == "below_school_age" and age >= _OF_SCHOOL_AGE:
            found.append(reason("education_for_the_age", name=person["name"], age=age))
        if head is None or person is head:
            continue
        older = (head["born_on"] - person["born_on"]).days / 365.25
        if person["relation"] in _CHILDREN and older > -_GENERATION:
            found.append(reason("child_hardly_younger", name=person["name"]))
        if person["relation"] in _PARENTS and older < _GENERATION:
            found.append(reason("parent_hardly_older", name=person["name"]))
        if person["relation"] == "spouse" and person["sex"] == head["sex"]:
            found.append(reason("spouse_of_the_same_sex", name=person["name"]))
    spouses = sum(person["relation"] == "spouse" for person in living)
    if spouses > 1:
        found.append(reason("several_spouses", spouses=spouses))
    return found
