"""Finding households: by a person's name, a group or a number that is typed; by a personal number, exactly.

Each way is a range or a key of an index on both engines, so that a province is searched as quickly as a village. Part
of a name is found where it begins a word of its own (service/register/names.py); part of a group only within one
village, whose few hundred households may be looked through.
"""

from collections.abc import Collection, Mapping
from typing import Final

from sqlalchemy import CompoundSelect, Select, false, func, select, union
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.models.register import Household, Member, NameKey
from service.people import Actor
from service.queries.visible import visible_to
from service.register.fields import Kind
from service.register.names import SOUNDING
from workflows.roles import Role

SEARCHERS: Final = (
    Role.VILLAGE_CLERK,
    Role.WORK_TEAM,
    Role.TOWNSHIP_REVIEWER,
    Role.COUNTY_REVIEWER,
    Role.AUDITOR,
    Role.DATA_MANAGER,
)
"""Who has a number before them and asks whose it is: those who need numbers, and who follows up a complaint."""

VILLAGE_DIGITS: Final = 12
_MOST_DIGITS: Final = 8
"""Longer digits are no household's number, and would not fit into the column."""


def households_meant(actor: Actor, text: str, place: str = "") -> CompoundSelect[int]:
    """Ids of the households of the actor's jurisdiction that a typed text may mean.

    Args:
        place: code of a place; only its households. '' for the whole jurisdiction.
    """
    here = (prefix_range(NameKey.village_code, place), visible_to(actor, NameKey.village_code))
    typed = _typed(text)
    by_name = (
        select(Member.household_id)
        .join(NameKey, NameKey.member_id == Member.id)
        .where(prefix_range(NameKey.key, typed) if typed else false(), *here)
    )
    in_village = len(place) == VILLAGE_DIGITS
    group = Household.village_group.contains(text, autoescape=True) if in_village else Household.village_group == text
    there = (prefix_range(Household.village_code, place), visible_to(actor, Household.village_code))
    ways: list[Select[int]] = [by_name, select(Household.id).where(group, *there)]
    if text.isascii() and text.isdigit() and len(text) <= _MOST_DIGITS:
        ways.append(select(Household.id).where(Household.number == int(text), *there))
    return union(*ways)


def people_meant(db: Session, household_ids: Collection[int], text: str) -> Mapping[int, list[str]]:
    """Names, by household, of the people through whom these households were found."""
    typed = _typed(text)
    if not typed or not household_ids:
        return {}
    rows = db.execute(
        select(Member.household_id, Member.name)
        .join(NameKey, NameKey.member_id == Member.id)
        .where(Member.household_id.in_(household_ids), prefix_range(NameKey.key, typed))
        .group_by(Member.household_id, Member.id, Member.name)
        .order_by(Member.id)
    )
    found: dict[int, list[str]] = {}
    for household_id, name in rows:
        found.setdefault(household_id, []).append(name)
    return found


def households_numbered(db: Session, actor: Actor, kind: Kind, print_: str, *, limit: int) -> list[int]:
    """Ids of the households of the actor's jurisdiction that a personal number belongs to, by its keyed hash."""
    of_members = {Kind.IDENTITY: Member.identity_print, Kind.PHONE: Member.phone_print}.get(kind)
    of_households = {Kind.PHONE: Household.phone_print, Kind.ACCOUNT: Household.account_print}.get(kind)
    ways: list[Select[int]] = []
    if of_members is not None:
        ways.append(select(Member.household_id).where(of_members == print_))
    if of_households is not None:
        ways.append(select(Household.id).where(of_households == print_))
    # The few who have the number are asked where they live, not the many who live there for their numbers.
    here = visible_to(actor, func.coalesce(Household.village_code, ""))
    found = select(Household.id).where(Household.id.in_(union(*ways)), here)
    return list(db.scalars(found.order_by(Household.id).limit(limit)))


def _typed(text: str) -> str:
    """A typed text as keys are written; keys that are not of names are never asked for."""
    return "".join(text.split()).casefold().lstrip(SOUNDING)
