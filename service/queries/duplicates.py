"""People who may stand in the register twice, side by side as pages show them, with what was decided on them."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from service.models.people import User
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.models.register_history import DuplicateDecision
from service.people import Actor
from service.queries.alike import LIKENESSES, Pair, chosen, decision_stands, pairs_alike
from workflows.roles import Role

DECIDERS: Final = (
    Role.TOWNSHIP_REVIEWER,
    Role.COUNTY_REVIEWER,
    Role.CITY_REVIEWER,
    Role.PROVINCE_REVIEWER,
    Role.DATA_MANAGER,
)
"""Who decides on a pair: those who see across villages, each on pairs that lie within their own place."""


@dataclass(frozen=True)
class PersonCompared:
    """One of a pair. Prints are compared, never shown."""

    id: int
    name: str
    sex: str
    born_on: date
    relation: str
    identity_masked: str | None
    identity_print: str | None
    phone_masked: str | None
    phone_print: str | None
    account_masked: str | None
    account_print: str | None
    household_id: int
    head_name: str
    number: int
    village_group: str
    village_code: str
    village_name: str
    place_name: str
    state: str | None


@dataclass(frozen=True)
class DecisionShown:
    """What somebody decided on a pair."""

    verdict: str
    reason: str
    decided_by: str
    role: str
    decided_at: datetime


@dataclass(frozen=True)
class PairShown:
    """Two people side by side, in what they are alike, and every decision on them, the newest first."""

    first: PersonCompared
    second: PersonCompared
    alike: tuple[str, ...]
    decisions: tuple[DecisionShown, ...]

    @property
    def key(self) -> Pair:
        """Their ids."""
        return (self.first.id, self.second.id)


def pairs_page(
    db: Session, actor: Actor, *, decided_same: bool = False, after: Pair | None = None, limit: int
) -> list[PairShown]:
    """Pairs of the actor's jurisdiction that wait for a decision, in three statements however many there are.

    Args:
        decided_same: instead those that were decided to be one person and still stand there twice.
        after: the page begins behind this pair.
    """
    pairs = pairs_alike(actor)
    statement = chosen(pairs, decided_same=decided_same)
    if after is not None:
        first, second = after
        statement = statement.where(or_(pairs.c.first > first, and_(pairs.c.first == first, pairs.c.second > second)))
    return _shown(db, db.execute(statement.order_by(pairs.c.first, pairs.c.second).limit(limit)).all())


def pair_alike(db: Session, actor: Actor, pair: Pair) -> PairShown | None:
    """One pair of the jurisdiction that is alike now, decided or not."""
    pairs = pairs_alike(actor, pair)
    return next(iter(_shown(db, db.execute(select(pairs)).all())), None)


def is_decided(db: Session, actor: Actor, pair: Pair) -> bool:
    """Whether a decision on this pair still stands."""
    pairs = pairs_alike(actor, pair)
    return db.execute(select(pairs.c.first).where(decision_stands(pairs))).first() is not None


def count_waiting(db: Session, actor: Actor, *, most: int) -> int:
    """How many pairs wait for a decision, counted up to `most`."""
    waiting = chosen(pairs_alike(actor), decided_same=False).limit(most).subquery()
    return int(db.execute(select(func.count()).select_from(waiting)).scalar_one())


def _shown(db: Session, pairs: Sequence[Any]) -> list[PairShown]:
    if not pairs:
        return []
    people = _people(db, {id for pair in pairs for id in (pair.first, pair.second)})
    decisions = _decisions(db, {pair.first for pair in pairs})
    return [
        PairShown(
            people[pair.first],
            people[pair.second],
            tuple(name for name in LIKENESSES if getattr(pair, name)),
            tuple(decisions.get((pair.first, pair.second), ())),
        )
        for pair in pairs
    ]


def _people(db: Session, ids: Collection[int]) -> dict[int, PersonCompared]:
    township = aliased(Region)
    rows = db.execute(
        select(
            Member.id,
            Member.name,
            Member.sex,
            Member.born_on,
            Member.relation,
            Member.identity_masked,
            Member.identity_print,
            Member.phone_masked,
            Member.phone_print,
            Household.account_masked,
            Household.account_print,
            Household.id.label("household_id"),
            Household.head_name,
            Household.number,
            Household.village_group,
            Household.village_code,
            Region.name.label("village_name"),
            township.name.label("place_name"),
            Record.state,
        )
        .join(Household, Household.id == Member.household_id)
        .join(Region, Region.code == Household.village_code)
        .join(township, township.code == Region.parent_code)
        .outerjoin(Record, and_(Record.household_id == Household.id, Record.newest))
        .where(Member.id.in_(ids))
    )
    return {
        row.id: PersonCompared(
            **{
                **row._mapping,
                "village_name": short_name(row.village_name),
                "place_name": short_name(row.place_name),
            }
        )
        for row in rows
    }


def _decisions(db: Session, first_ids: Collection[int]) -> dict[Pair, list[DecisionShown]]:
    rows = db.execute(
        select(DuplicateDecision, User.name)
        .join(User, User.id == DuplicateDecision.decided_by)
        .where(DuplicateDecision.member_id.in_(first_ids))
        .order_by(DuplicateDecision.id.desc())
    )
    found: dict[Pair, list[DecisionShown]] = {}
    for decision, name in rows:
        found.setdefault((decision.member_id, decision.other_member_id), []).append(
            DecisionShown(decision.verdict, decision.reason, name, decision.role, decision.decided_at)
        )
    return found
