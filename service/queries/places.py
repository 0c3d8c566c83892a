"""Places as pages show them: a region with what lies in it and above it, and the figures of a jurisdiction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import Final

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.orm import QueryableAttribute, Session

from service.clock import shanghai_instant
from service.database import prefix_range
from service.facts.places import poverty_of
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.people import Actor
from service.queries.visible import may_see, visible_to
from service.rules.lookups import prefixes, rules_of
from workflows import PROCEDURES
from workflows.household import POOR
from workflows.roles import Level, level_of

IN_PUBLICITY: Final = {
    name: tuple(state.value for state in procedure.states if procedure.step("extend_publicity", state))
    for name, procedure in PROCEDURES.items()
}
"""States of each procedure in which a publicity runs."""

_POOR: Final = tuple(state.value for state in POOR)


@dataclass(frozen=True)
class PlaceName:
    """A place by code and the name that its people use."""

    code: str
    name: str


@dataclass(frozen=True)
class PlaceShown:
    """A place with the places above it that the reader may open, from the widest on."""

    code: str
    name: str
    level: Level
    above: tuple[PlaceName, ...]
    full_name: str


@dataclass(frozen=True)
class Figures:
    """What a jurisdiction counts today."""

    households: int
    poor_households: int
    poor_persons: int
    in_publicity: int
    approved_this_year: int


@dataclass(frozen=True)
class WeighedPlace:
    """A village or county as a decision taken now would find it; shares are fractions of one."""

    poor_households: int
    poor_persons: int
    before_decision: int
    thresholds: Mapping[str, Decimal]
    incidence_source: str


@dataclass(frozen=True)
class ChildPlace:
    """One place below another, with its counts and, for a designated village or county, where its record stands."""

    code: str
    name: str
    households: int
    poor_households: int
    poor_persons: int
    procedure: str | None
    state: str | None


def place_shown(db: Session, actor: Actor, code: str) -> PlaceShown | None:
    """A place of the actor's jurisdiction; None when it lies outside or does not exist."""
    if not may_see(actor, code) or not _is_code(code):
        return None
    rows = db.execute(select(Region.code, Region.name).where(Region.code.in_(prefixes(code)))).all()
    names = {row.code: short_name(row.name) for row in rows}
    if code not in names:
        return None
    above = [PlaceName(upper, names[upper]) for upper in prefixes(code)[:-1] if upper in names]
    return PlaceShown(
        code=code,
        name=names[code],
        level=level_of(code),
        above=tuple(place for place in above if may_see(actor, place.code)),
        full_name="".join([*(place.name for place in above if place.code), names[code]]),
    )


def own_places(db: Session, actor: Actor) -> list[PlaceName]:
    """The regions of the actor's posts, the fewest that cover all."""
    codes = actor.region_prefixes()
    rows = db.execute(select(Region.code, Region.name).where(Region.code.in_(codes)).order_by(Region.code))
    return [PlaceName(code, short_name(name)) for code, name in rows]


def figures_of(db: Session, regions: Sequence[str], today: date) -> Figures:
    """What these regions count together today; none of them may lie in another."""
    if not regions:
        return Figures(0, 0, 0, 0, 0)
    connection = db.connection()
    poor = [poverty_of(connection, region) for region in regions]
    in_these = or_(*(prefix_range(Household.village_code, region) for region in regions))
    records_there = or_(*(prefix_range(Record.region_code, region) for region in regions))
    households = db.execute(
        select(func.count()).select_from(Household).where(in_these, Household.dissolved_on.is_(None))
    ).scalar_one()
    publicity = db.execute(
        select(func.count())
        .select_from(Record)
        .where(Record.procedure == "household", Record.state.in_(IN_PUBLICITY["household"]), records_there)
    ).scalar_one()
    approved = db.execute(
        select(func.count())
        .select_from(HistoryEntry)
        .join(Record, Record.id == HistoryEntry.record_id)
        .where(
            HistoryEntry.step == "approve",
            HistoryEntry.procedure == "household",
            HistoryEntry.acted_at >= shanghai_instant(date(today.year, 1, 1), time.min),
            records_there,
        )
    ).scalar_one()
    return Figures(
        households=households,
        poor_households=sum(each[0] for each in poor),
        poor_persons=sum(each[1] for each in poor),
        in_publicity=publicity,
        approved_this_year=approved,
    )


def weighed_place(db: Session, procedure: str, code: str, today: date) -> WeighedPlace:
    """What a decision on a village or county would look at now: persons still poor, and the thresholds that hold."""
    households, persons, before_decision = poverty_of(db.connection(), code)
    ruled = rules_of(db.connection(), procedure, code, today.year, today)
    return WeighedPlace(
        poor_households=households,
        poor_persons=persons,
        before_decision=before_decision,
        thresholds=ruled.rules.thresholds,
        incidence_source=str(ruled.rows.get("threshold_incidence", {}).get("source", "")),
    )


def children_of(db: Session, actor: Actor, code: str, *, after: str = "", limit: int = 51) -> list[ChildPlace]:
    """Places directly below a place, in the order of their codes, from the one behind `after` on."""
    rows = db.execute(
        select(Region.code, Region.name, Region.level)
        .where(
            Region.parent_code == code,
            Region.code > after,
            Region.valid_to.is_(None),
            visible_to(actor, Region.code),
        )
        .order_by(Region.code)
        .limit(limit)
    ).all()
    if not rows:
        return []
    codes = [row.code for row in rows]
    households = _households_below(db, codes)
    poor = _poor_below(db, codes)
    standing = {row.region_code: row for row in _designated(db, codes)}
    return [
        ChildPlace(
            code=row.code,
            name=short_name(row.name),
            households=households.get(row.code, 0),
            poor_households=poor.get(row.code, (0, 0))[0],
            poor_persons=poor.get(row.code, (0, 0))[1],
            procedure=standing[row.code].procedure if row.code in standing else None,
            state=standing[row.code].state if row.code in standing else None,
        )
        for row in rows
    ]


def states_below(db: Session, code: str) -> dict[str, int]:
    """Households below a place by the state of their newest cycle."""
    rows = db.execute(
        select(Record.state, func.count())
        .where(Record.procedure == "household", Record.newest, prefix_range(Record.region_code, code))
        .group_by(Record.state)
    )
    return dict(rows.all())


def _is_code(text: str) -> bool:
    return text == "" or (text.isascii() and text.isdigit())


def _households_below(db: Session, codes: Sequence[str]) -> dict[str, int]:
    child = func.substr(Household.village_code, 1, len(codes[0]))
    rows = db.execute(
        select(child, func.count())
        .where(
            Household.village_code >= codes[0],
            _not_behind(Household.village_code, codes[-1]),
            Household.dissolved_on.is_(None),
        )
        .group_by(child)
    )
    return dict(rows.all())


def _poor_below(db: Session, codes: Sequence[str]) -> dict[str, tuple[int, int]]:
    child = func.substr(Record.region_code, 1, len(codes[0]))
    rows = db.execute(
        select(child, func.count(Record.id.distinct()), func.count(Member.id))
        .select_from(Record)
        .outerjoin(Member, and_(Member.household_id == Record.household_id, Member.left_on.is_(None)))
        .where(
            Record.procedure == "household",
            Record.newest,
            Record.state.in_(_POOR),
            Record.region_code >= codes[0],
            _not_behind(Record.region_code, codes[-1]),
        )
        .group_by(child)
    )
    return {code: (households, persons) for code, households, persons in rows}


def _designated(db: Session, codes: Sequence[str]) -> Sequence[Record]:
    statement = select(Record).where(
        Record.procedure.in_(("village", "county")), Record.newest, Record.region_code.in_(codes)
    )
    return db.execute(statement).scalars().all()


def _not_behind(column: QueryableAttribute[str], last: str) -> ColumnElement[bool]:
    return or_(column < last, prefix_range(column, last))
