"""A household in front of an act: its row, its people and its newest record, locked until the caller commits."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import Connection, select

from service.competence import ActRefused
from service.models.record import Record
from service.models.register import Household, Member
from service.people import Actor
from service.register.fields import FACTS, Subject
from service.register.values import opened
from service.sealing import Seal
from workflows import PROCEDURES
from workflows.household import Household as State
from workflows.reasons import Reason, reason

BEFORE_APPROVAL: Final = frozenset(
    {
        State.APPLIED,
        State.ASSESSED,
        State.FIRST_PUBLICITY,
        State.TOWNSHIP_REVIEW,
        State.SECOND_PUBLICITY,
        State.COUNTY_REVIEW,
        State.DECLINED,
    }
)
"""States in which nothing was approved yet: what decides is still edited directly."""

FINAL: Final = PROCEDURES["household"].final


class NoSuchHousehold(LookupError):
    """There is none with this number in the actor's jurisdiction."""


class NoSuchMember(LookupError):
    """Nobody with this number lives in the household."""


@dataclass(frozen=True)
class Home:
    """A household as it stands.

    Args:
        row: its columns.
        people: columns of everybody who ever belonged to it, by id.
        state: of its newest record; None where it has none.
    """

    row: Mapping[str, Any]
    people: Mapping[int, Mapping[str, Any]]
    state: str | None

    @property
    def id(self) -> int:
        """Its number in the database."""
        return int(self.row["id"])

    @property
    def village_code(self) -> str:
        """The village that it belongs to."""
        return str(self.row["village_code"])

    @property
    def living(self) -> dict[int, Mapping[str, Any]]:
        """Who belongs to it now."""
        return {id: person for id, person in self.people.items() if person["left_on"] is None}

    @property
    def head_id(self) -> int | None:
        """Its head, where it has one."""
        return next((id for id, person in self.living.items() if person["relation"] == "head"), None)

    @property
    def approved(self) -> bool:
        """Whether it was identified: what decides is then corrected only with approval."""
        return self.state is not None and self.state not in BEFORE_APPROVAL

    @property
    def in_procedure(self) -> bool:
        """Whether its record stands in the middle of the procedure."""
        return self.state is not None and self.state not in FINAL

    def member(self, member_id: int) -> Mapping[str, Any]:
        """Somebody who belongs to it now.

        Raises:
            NoSuchMember: nobody of that number does.
        """
        try:
            return self.living[member_id]
        except KeyError:
            raise NoSuchMember(member_id) from None

    def dissolved(self) -> list[Reason]:
        """The reason against every act on a household that ceased to exist."""
        return [reason("household_dissolved")] if self.row["dissolved_on"] is not None else []


def locked_homes(connection: Connection, actor: Actor, ids: Collection[int]) -> list[Home]:
    """Households with their records locked, in the order of `ids`.

    Raises:
        NoSuchHousehold: one does not exist or lies outside the actor's jurisdiction.
    """
    rows = _rows(connection, ids, lock=True)
    return _homes(connection, actor, ids, rows, lock=True)


def home_of(connection: Connection, actor: Actor, household_id: int) -> Home:
    """A household for a page.

    Raises:
        NoSuchHousehold: it does not exist or lies outside the actor's jurisdiction.
    """
    (found,) = _homes(connection, actor, [household_id], _rows(connection, [household_id], lock=False), lock=False)
    return found


def refuse_dissolved(connection: Connection, ids: Collection[int]) -> None:
    """Lock households before they enter a procedure.

    Raises:
        ActRefused: one of them ceased to exist.
    """
    if any(row["dissolved_on"] is not None for row in _rows(connection, ids, lock=True).values()):
        raise ActRefused({"": [reason("household_dissolved")]})


def in_clear(subject: Subject, row: Mapping[str, Any], seal: Seal) -> dict[str, Any]:
    """Facts of a row by name, personal numbers in clear: for checks, never for a page."""
    return {
        name: (opened(fact, row[fact.columns[0]], seal) if row[fact.columns[0]] else None) if fact.sealed else row[name]
        for name, fact in FACTS[subject].items()
    }


def age_on(born_on: date, on: date) -> int:
    """Full years of life."""
    return on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day))


def _rows(connection: Connection, ids: Collection[int], *, lock: bool) -> dict[int, Mapping[str, Any]]:
    # In the order of their ids, as service.register.acts locks them: two acts on the same two households never wait
    # for each other.
    wanted = select(Household.__table__).where(Household.id.in_(list(ids))).order_by(Household.id)
    found = connection.execute(wanted.with_for_update() if lock else wanted).mappings()
    return {row["id"]: dict(row) for row in found}


def _homes(
    connection: Connection, actor: Actor, ids: Collection[int], rows: Mapping[int, Mapping[str, Any]], *, lock: bool
) -> list[Home]:
    prefixes = actor.region_prefixes()
    for id in ids:
        if id not in rows or not str(rows[id]["village_code"]).startswith(prefixes):
            raise NoSuchHousehold(id)
    newest = (
        select(Record.household_id, Record.state)
        .where(Record.household_id.in_(list(rows)), Record.newest)
        .order_by(Record.id)
    )
    # Its state must not change under the act: what was identified meanwhile is not edited directly.
    states = dict(connection.execute(newest.with_for_update() if lock else newest).all())
    people = connection.execute(
        select(Member.__table__).where(Member.household_id.in_(list(rows))).order_by(Member.id)
    ).mappings()
    by_household: dict[int, list[Mapping[str, Any]]] = {id: [] for id in rows}
    for person in people:
        by_household[person["household_id"]].append(dict(person))
    return [Home(rows[id], _by_id(by_household[id]), states.get(id)) for id in ids]


def _by_id(people: Sequence[Mapping[str, Any]]) -> dict[int, Mapping[str, Any]]:
    return {person["id"]: person for person in people}
