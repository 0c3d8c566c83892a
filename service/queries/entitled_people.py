"""The facts that policies look at: of registered households and their people, as they stood in a year."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import Select, and_, exists, func, or_, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date, shanghai_instant
from service.database import prefix_range
from service.models.benefit import Benefit
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household, Member
from service.models.register_history import FieldChange, RegisterAct
from service.register.fields import Subject, fact_of
from service.register.values import from_written
from workflows import PROCEDURES
from workflows.declare import Stage
from workflows.entitlement import Facts, Standing

OF_HOUSEHOLD: Final = ("household_class", "main_cause", "dwelling_safety", "relocation")
OF_PERSON: Final = (
    "schooling",
    "boarding",
    "labour",
    "working_area",
    "working_months",
    "subsistence",
    "medical_insurance",
)

_STAGES: Final = {state.value: stage for state, stage in PROCEDURES["household"].stages.items()}
_LEFT: Final = (Stage.APPROVED, Stage.ARCHIVED)


@dataclass(frozen=True, kw_only=True)
class Person:
    """A member who belonged to the household in some part of the year; `here`: on the day that is asked about."""

    id: int
    name: str
    here: bool
    facts: Facts


@dataclass(frozen=True, kw_only=True)
class Home:
    """A household with its facts and its people."""

    id: int
    village_code: str
    village_name: str
    number: int
    head_name: str
    facts: Facts
    people: tuple[Person, ...]


def homes_of(
    db: Session, place: str, year: int, as_at: date, *, undoes: bool, household_id: int | None = None
) -> list[Home]:
    """Households of a place that have a record or were paid something, in the order of village and number.

    Args:
        undoes: the year is past: later changes of the register are undone.
        household_id: this one only, whether or not it has a record.
    """
    wanted = _wanted(place, household_id)
    households = db.execute(
        select(
            *(getattr(Household, name) for name in ("id", "village_code", "number", "head_name", *OF_HOUSEHOLD)),
            Region.name.label("village_name"),
            Record.state,
            Record.since_at,
        )
        .join(Region, Region.code == Household.village_code)
        .outerjoin(Record, and_(Record.household_id == Household.id, Record.newest))
        .where(Household.id.in_(wanted))
        .order_by(Household.village_code, Household.number)
    ).all()
    members = db.execute(
        select(
            *(
                getattr(Member, name)
                for name in ("id", "household_id", "name", "born_on", "health", "left_on", "joined_on", *OF_PERSON)
            )
        )
        .where(Member.household_id.in_(wanted))
        .order_by(Member.household_id, Member.id)
    ).all()
    decided = _decided(db, wanted)
    before = _before(db, place, household_id, as_at) if undoes else {}
    people: dict[int, list[Any]] = {}
    for member in members:
        people.setdefault(member.household_id, []).append(member)
    return [_home(row, people.get(row.id, ()), decided.get(row.id), before, year, as_at) for row in households]


def villages_of(db: Session, place: str) -> dict[str, str]:
    """Names of a place's poor villages, and of those that were paid something as a village, by code."""
    poor = exists().where(Record.procedure == "village", Record.newest, Record.region_code == Region.code)
    paid = exists().where(Benefit.village_code == Region.code, Benefit.household_id.is_(None))
    rows = db.execute(
        select(Region.code, Region.name)
        .where(Region.level == "village", prefix_range(Region.code, place), or_(poor, paid))
        .order_by(Region.code)
    )
    return {code: short_name(name) for code, name in rows}


def standing_in(
    year: int, state: str | None, since: date | None, identified_in: int | None, exited_in: int | None
) -> Standing:
    """Where a household stood in a year.

    Args:
        state, since: of its newest record today.
        identified_in: year in which it was identified first; None: it never was.
        exited_in: year in which the exit of its newest cycle was approved.
    """
    stage = _STAGES.get(state or "")
    if identified_in is None or year < identified_in or stage is None or since is None:
        return Standing.UNREGISTERED
    if stage in _LEFT:
        return Standing.POOR if exited_in is not None and year < exited_in else Standing.EXITED
    if stage is Stage.ENDED:
        return Standing.POOR if year < since.year else Standing.UNREGISTERED
    # Another cycle is under way, so the one before it ended with an exit.
    return Standing.EXITED if stage is Stage.IDENTIFICATION else Standing.POOR


def _wanted(place: str, household_id: int | None) -> Select[Any]:
    if household_id is not None:
        return select(Household.id).where(Household.id == household_id)
    registered = exists().where(Record.household_id == Household.id, Record.newest)
    paid = exists().where(Benefit.household_id == Household.id)
    return select(Household.id).where(prefix_range(Household.village_code, place), or_(registered, paid))


def _decided(db: Session, wanted: Select[Any]) -> dict[int, tuple[int | None, int | None]]:
    """Years of the first identification and of the newest cycle's exit."""
    rows = db.execute(
        select(
            Record.household_id,
            func.min(HistoryEntry.acted_at).filter(HistoryEntry.step == "identify"),
            func.max(HistoryEntry.acted_at).filter(HistoryEntry.step == "approve", Record.newest),
        )
        .join(HistoryEntry, HistoryEntry.record_id == Record.id)
        .where(Record.household_id.in_(wanted), HistoryEntry.step.in_(("identify", "approve")))
        .group_by(Record.household_id)
    )
    return {id: (_year_of(first), _year_of(last)) for id, first, last in rows if id is not None}


def _year_of(instant: datetime | None) -> int | None:
    return None if instant is None else shanghai_date(instant).year


def _before(db: Session, place: str, household_id: int | None, as_at: date) -> dict[tuple[str, int], dict[str, Any]]:
    """Values that later changes replaced, by subject and id."""
    statement = (
        select(FieldChange.subject, FieldChange.subject_id, FieldChange.field, FieldChange.old)
        .join(RegisterAct, RegisterAct.id == FieldChange.act_id)
        .where(
            RegisterAct.acted_at > shanghai_instant(as_at, time.max),
            FieldChange.field.in_((*OF_HOUSEHOLD, *OF_PERSON, "health")),
        )
        .order_by(FieldChange.act_id.desc(), FieldChange.seq.desc())
    )
    if household_id is None:
        statement = statement.where(prefix_range(RegisterAct.village_code, place))
    else:
        own = (RegisterAct.household_id == household_id, RegisterAct.other_household_id == household_id)
        statement = statement.where(or_(*own))
    found: dict[tuple[str, int], dict[str, Any]] = {}
    for subject, id, name, old in db.execute(statement):
        fact = fact_of(Subject(subject), name)
        # From the newest to the oldest: the last one written here is what stood at the end of the year.
        found.setdefault((subject, id), {})[name] = from_written(fact.kind, old)
    return found


def _home(
    row: Any,
    members: Sequence[Any],
    decided: tuple[int | None, int | None] | None,
    before: Mapping[tuple[str, int], Mapping[str, Any]],
    year: int,
    as_at: date,
) -> Home:
    people = tuple(
        _person(member, before.get(("member", member.id), {}), year, as_at)
        for member in members
        if (member.left_on is None or member.left_on.year >= year)
        and (member.joined_on is None or member.joined_on <= as_at)
    )
    here = [person for person in people if person.here]
    since = shanghai_date(row.since_at) if row.since_at else None
    own = {name: getattr(row, name) for name in OF_HOUSEHOLD} | dict(before.get(("household", row.id), {}))
    facts = {
        **own,
        "standing": standing_in(year, row.state, since, *(decided or (None, None))).value,
        "persons": len(here),
        "disabled_member": any(person.facts["disabled"] for person in here),
    }
    return Home(
        id=row.id,
        village_code=row.village_code,
        village_name=short_name(row.village_name),
        number=row.number,
        head_name=row.head_name,
        facts=facts,
        people=people,
    )


def _person(member: Any, before: Mapping[str, Any], year: int, as_at: date) -> Person:
    own = {name: getattr(member, name) for name in (*OF_PERSON, "health")} | dict(before)
    facts = {
        **{name: own[name] for name in OF_PERSON},
        "disabled": own["health"] == "disabled",
        "age": _years(member.born_on, as_at),
        "school_age": _years(member.born_on, date(year, 8, 31)),
    }
    here = member.left_on is None or member.left_on > as_at
    return Person(id=member.id, name=member.name, here=here, facts=facts)


def _years(born_on: date, on: date) -> int:
    return max(on.year - born_on.year - ((on.month, on.day) < (born_on.month, born_on.day)), 0)


def villages_named(db: Session, codes: Collection[str]) -> dict[str, str]:
    """Names of villages by their codes."""
    rows = db.execute(select(Region.code, Region.name).where(Region.code.in_(codes)))
    return {code: short_name(name) for code, name in rows}


def responsible_of(db: Session, household_id: int) -> str:
    """The official who answers for a household, with the unit; '' when nobody is named."""
    found = db.execute(
        select(Household.responsible_person, Household.responsible_unit).where(Household.id == household_id)
    ).one()
    return "，".join(each for each in found if each)
