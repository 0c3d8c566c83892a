"""Who may stand in the register twice, as one query: pairs of people who are alike, and whether they were decided on.

Alike are two who are on file now and share an identity number, the name or its sound with the birth date, or whose
households share an account. Short names are compared whole and by sound: an edit distance of one would pair half a
village. A decision stands until one of the facts changes that make people alike.
"""

from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, func, literal, or_, select, true, union_all
from sqlalchemy.orm import aliased

from service.database import prefix_range
from service.models.register import Household, Member, NameKey
from service.models.register_history import DuplicateDecision, FieldChange, RegisterAct
from service.people import Actor
from service.queries.visible import visible_to
from service.register.names import SOUNDING

LIKENESSES: Final = ("identity", "name", "sound", "account")
"""In what two people are alike, the strongest first."""
_MAKE_ALIKE: Final = ("name", "sex", "born_on", "identity", "household_id", "left_on")

Pair = tuple[int, int]
"""Ids of two members, the lower one first."""


def pairs_alike(actor: Actor, pair: Pair | None = None) -> Subquery:
    """Pairs of the actor's places with a mark for each likeness.

    Args:
        pair: only this one.
    """
    ways = [_same_number(), _same_sound(), _same_account()]
    found = union_all(*(_here(actor, way, pair) for way in ways)).subquery("likeness")
    marks = [func.max(case((found.c.way == name, 1), else_=0)).label(name) for name in LIKENESSES]
    return select(found.c.first, found.c.second, *marks).group_by(found.c.first, found.c.second).subquery("pair")


def _same_number() -> Select[*tuple[Any, ...]]:
    one, other = aliased(Member), aliased(Member)
    return (
        select(one.id.label("first"), other.id.label("second"), literal("identity").label("way"))
        .join(other, and_(other.identity_print == one.identity_print, other.id > one.id))
        .where(one.identity_print.in_(_shared(Member.identity_print)))
    )


def _same_sound() -> Select[*tuple[Any, ...]]:
    one, other = aliased(NameKey), aliased(NameKey)
    first, second = aliased(Member), aliased(Member)
    way = case((first.name == second.name, "name"), else_="sound").label("way")
    sounding = prefix_range(NameKey.key, SOUNDING)
    return (
        select(one.member_id.label("first"), other.member_id.label("second"), way)
        .join(other, and_(other.key == one.key, other.member_id > one.member_id))
        .join(first, first.id == one.member_id)
        .join(second, second.id == other.member_id)
        .where(one.key.in_(_shared(NameKey.key).where(sounding)))
    )


def _same_account() -> Select[*tuple[Any, ...]]:
    """Of two households with one account their heads stand for them, or whoever is left."""
    head = func.min(case((Member.relation == "head", Member.id)))
    homes = (
        select(Household.id, Household.account_print, func.coalesce(head, func.min(Member.id)).label("person"))
        .join(Member, Member.household_id == Household.id)
        .where(Household.account_print.in_(_shared(Household.account_print)), Member.left_on.is_(None))
        .group_by(Household.id, Household.account_print)
    )
    one, other = homes.cte("one"), homes.cte("other")
    return select(one.c.person.label("first"), other.c.person.label("second"), literal("account").label("way")).join(
        other, and_(other.c.account_print == one.c.account_print, other.c.person > one.c.person)
    )


def _shared(column: Any) -> Select[*tuple[Any, ...]]:
    """What stands there more than once: one walk along an index, and pairs are made of these few only."""
    return select(column).where(column.is_not(None)).group_by(column).having(func.count() > 1)


def _here(actor: Actor, way: Select[*tuple[Any, ...]], pair: Pair | None) -> Select[*tuple[Any, ...]]:
    """Of these pairs those who both are on file now, in the actor's places."""
    found = way.subquery()
    first, second = aliased(Member), aliased(Member)
    home, other_home = aliased(Household), aliased(Household)
    statement = (
        select(found.c.first, found.c.second, found.c.way)
        .join(first, first.id == found.c.first)
        .join(second, second.id == found.c.second)
        .join(home, home.id == first.household_id)
        .join(other_home, other_home.id == second.household_id)
        .where(
            first.left_on.is_(None),
            second.left_on.is_(None),
            home.dissolved_on.is_(None),
            other_home.dissolved_on.is_(None),
            # Not by an index: who is alike is found first, and then asked where they live.
            visible_to(actor, func.coalesce(home.village_code, "")),
            visible_to(actor, func.coalesce(other_home.village_code, "")),
        )
    )
    return statement if pair is None else statement.where(found.c.first == pair[0], found.c.second == pair[1])


def chosen(pairs: Subquery, *, decided_same: bool) -> Select[*tuple[Any, ...]]:
    """Of these pairs those without a decision that stands, or those decided to be one person."""
    if decided_same:
        return select(pairs).where(decision_stands(pairs, "same"))
    return select(pairs).where(~decision_stands(pairs))


def decision_stands(pairs: Subquery, verdict: str = "") -> ColumnElement[bool]:
    """The newest decision on the pair is younger than every change of what makes them alike."""
    newer = aliased(DuplicateDecision)
    both = (pairs.c.first, pairs.c.second)
    homes = select(Member.household_id).where(Member.id.in_(both)).correlate(pairs)
    changed_since = (
        select(FieldChange.act_id)
        .join(RegisterAct, RegisterAct.id == FieldChange.act_id)
        .where(
            RegisterAct.acted_at > DuplicateDecision.decided_at,
            or_(
                and_(
                    FieldChange.subject == "member",
                    FieldChange.subject_id.in_(both),
                    FieldChange.field.in_(_MAKE_ALIKE),
                ),
                and_(
                    FieldChange.subject == "household",
                    FieldChange.field == "account",
                    FieldChange.subject_id.in_(homes),
                ),
            ),
        )
        .correlate(pairs, DuplicateDecision)
        .exists()
    )
    superseded = (
        select(newer.id)
        .where(
            newer.member_id == pairs.c.first,
            newer.other_member_id == pairs.c.second,
            newer.id > DuplicateDecision.id,
        )
        .correlate(pairs, DuplicateDecision)
        .exists()
    )
    return (
        select(DuplicateDecision.id)
        .where(
            DuplicateDecision.member_id == pairs.c.first,
            DuplicateDecision.other_member_id == pairs.c.second,
            DuplicateDecision.verdict == verdict if verdict else true(),
            ~superseded,
            ~changed_since,
        )
        .correlate(pairs)
        .exists()
    )
