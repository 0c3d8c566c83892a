"""Rows of the register as an export takes them: some hundreds at once, in the order of village and number."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, select, tuple_
from sqlalchemy.orm import Session

from service.among import among, listed
from service.models.record import Record
from service.models.register import Household, Member
from service.people import Actor
from service.queries.households import HEALTH_READERS, HouseholdFilter, narrowed_to
from service.queries.visible import visible_to
from service.register.fields import FACTS, Fact, Subject

HOUSEHOLDS_AT_ONCE = 1_000


@dataclass(frozen=True)
class HomeExported:
    """What is known of a household beside its facts."""

    id: int
    village_code: str
    number: int
    head_name: str


def facts_exported(actor: Actor, subject: Subject) -> list[Fact]:
    """The facts that somebody may take out: health only where they need to know it."""
    knows = bool(health_read_in(actor))
    return [fact for fact in FACTS[subject].values() if knows or not fact.health]


def health_read_in(actor: Actor) -> tuple[str, ...]:
    """Places whose people's health the actor may know, as prefixes of their codes."""
    return tuple(post.region_code for post in actor.posts_with(*HEALTH_READERS))


def homes_exported(
    db: Session, actor: Actor, wanted: HouseholdFilter, facts: Sequence[Fact], *, full: bool
) -> Iterator[list[tuple[HomeExported, Sequence[Any]]]]:
    """Households of the jurisdiction that a filter leaves, each with its facts; a personal number sealed or masked.

    Args:
        full: take personal numbers sealed, to be opened; otherwise masked.
    """
    by_state = bool(wanted.state) and wanted.state != "none"
    village = Record.region_code if by_state else Household.village_code
    statement = select(
        Household.id, Household.village_code, Household.number, Household.head_name, *_columns(Household, facts, full)
    )
    if by_state:
        statement = statement.select_from(Record).join(Household, Household.id == Record.household_id)
    else:
        newest = and_(Record.household_id == Household.id, Record.newest)
        statement = statement.select_from(Household).outerjoin(Record, newest)
    statement = statement.where(
        visible_to(actor, village), *narrowed_to(actor, wanted, village), Household.dissolved_on.is_(None)
    )
    # Keyset: what was written is not looked at again, and no cursor is held open.
    statement = statement.order_by(village, Household.number).limit(HOUSEHOLDS_AT_ONCE)
    page = statement
    while rows := db.execute(page).all():
        yield [(HomeExported(*row[:4]), row[4:]) for row in rows]
        if len(rows) < HOUSEHOLDS_AT_ONCE:
            return
        last = rows[-1]
        page = statement.where(tuple_(village, Household.number) > tuple_(last.village_code, last.number))


def people_exported(
    db: Session, household_ids: Collection[int], facts: Sequence[Fact], *, full: bool
) -> dict[int, list[Sequence[Any]]]:
    """The people who live in households, each with the facts, by the household's id."""
    dialect = db.get_bind().dialect.name
    rows = db.execute(
        select(Member.household_id, *_columns(Member, facts, full))
        .where(among(Member.household_id, "ids", dialect), Member.left_on.is_(None))
        .order_by(Member.household_id, Member.id),
        {"ids": listed(list(household_ids), dialect)},
    )
    found: dict[int, list[Sequence[Any]]] = {}
    for row in rows:
        found.setdefault(row[0], []).append(row[1:])
    return found


def _columns(table: Any, facts: Sequence[Fact], full: bool) -> list[Any]:
    return [
        getattr(table, f"{fact.name}_{'sealed' if full else 'masked'}" if fact.sealed else fact.name) for fact in facts
    ]
