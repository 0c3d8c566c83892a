"""Yearly rounds as pages show them: of a jurisdiction, by township, by village, with what was done."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import ColumnElement, and_, false, func, or_, select
from sqlalchemy.orm import QueryableAttribute, Session

from service.campaigns.households import Tally, left_otherwise, tallies
from service.campaigns.last_year import LastYear, of_last_year
from service.campaigns.rolls import RollRow, rolls
from service.campaigns.standings import RoundOfYear
from service.database import prefix_range
from service.models.campaign import Campaign, Roll, RollAct, RollHousehold, RollList
from service.models.document import Attachment
from service.models.people import User
from service.models.region import Region, short_name
from service.people import Actor
from service.queries.visible import may_see
from workflows.campaign import Campaign as State

PAGE = 50


@dataclass(frozen=True)
class CampaignLine:
    """A county's round: how many rolls have households, and how many of them are closed."""

    id: int
    county_code: str
    county_name: str
    year: int
    deadline_on: date
    rolls: int
    closed: int


@dataclass(frozen=True)
class RollLineShown:
    """A township's roll with what its households come to."""

    roll: RollRow
    township_name: str
    tally: Tally


@dataclass(frozen=True)
class CampaignShown:
    """A round with the rolls that the reader may see and that somebody stands on; `empty` townships have none."""

    line: CampaignLine
    opened_by: str
    opened_at: datetime
    rolls: tuple[RollLineShown, ...]
    empty: int


@dataclass(frozen=True)
class VillageShown:
    """A village's part of a roll."""

    code: str
    name: str
    tally: Tally
    last_year: int
    unconfirmed: int


@dataclass(frozen=True)
class RollActShown:
    """What was done with a roll. `void` says of a signature that its list was returned since."""

    step: str
    to_state: str
    list_number: int | None
    sha256: str | None
    reason: str
    signer_office: str
    signer_name: str
    signed_on: date | None
    attachment_id: int | None
    filename: str | None
    actor_name: str
    role: str
    acted_at: datetime
    void: bool


@dataclass(frozen=True)
class RollShown:
    """A roll as its page shows it. `whole` says that the reader's jurisdiction covers the township."""

    roll: RollRow
    township_name: str
    county_name: str
    villages: tuple[VillageShown, ...]
    acts: tuple[RollActShown, ...]
    sha256: str | None
    left: Mapping[str, int]
    whole: bool
    places: tuple[str, ...]


def campaigns_shown(db: Session, actor: Actor, *, before: int | None = None) -> tuple[list[CampaignLine], bool]:
    """Rounds of the jurisdiction, the newest first, from the one before `before` on; and whether there are more."""
    wanted = [_touches(actor, Campaign.county_code)]
    if before is not None:
        wanted.append(Campaign.id < before)
    found = _lines(db, *wanted, limit=PAGE + 1)
    return found[:PAGE], len(found) > PAGE


def campaign_shown(db: Session, actor: Actor, campaign_id: int) -> CampaignShown | None:
    """One round of the jurisdiction; None when it lies outside or does not exist."""
    lines = _lines(db, Campaign.id == campaign_id, _touches(actor, Campaign.county_code), limit=1)
    if not lines:
        return None
    line = lines[0]
    connection = db.connection()
    found = rolls(connection, Roll.campaign_id == campaign_id, _touches(actor, Roll.township_code))
    round_ = RoundOfYear(line.id, line.county_code, line.year)
    counted: dict[str, Tally] = {}
    for place in places_in(actor, line.county_code):
        counted |= tallies(connection, round_, place, len(line.county_code) + 3)
    names = _names(db, [roll.township_code for roll in found])
    opened = db.execute(
        select(User.name, Campaign.opened_at)
        .join(User, User.id == Campaign.opened_by)
        .where(Campaign.id == campaign_id)
    ).one()
    shown = tuple(
        RollLineShown(roll, names.get(roll.township_code, roll.township_code), counted[roll.township_code])
        for roll in found
        if roll.township_code in counted
    )
    return CampaignShown(line, opened[0], opened[1], shown, len(found) - len(shown))


def roll_shown(db: Session, actor: Actor, roll_id: int) -> RollShown | None:
    """One roll of the jurisdiction; None when it lies outside or does not exist."""
    connection = db.connection()
    found = rolls(connection, Roll.id == roll_id, _touches(actor, Roll.township_code))
    if not found:
        return None
    roll = found[0]
    places = places_in(actor, roll.township_code)
    counted: dict[str, Tally] = {}
    before: list[LastYear] = []
    left: dict[str, int] = {}
    for place in places:
        counted |= tallies(connection, roll.round_of_year, place, len(roll.township_code) + 3)
        before += of_last_year(connection, roll, place)
        for state, number in left_otherwise(connection, roll.round_of_year, place).items():
            left[state] = left.get(state, 0) + number
    codes = sorted({*counted, *(each.village_code for each in before)})
    names = _names(db, [*codes, roll.township_code, roll.county_code])
    acts, sha256 = _acts(db, roll)
    return RollShown(
        roll=roll,
        township_name=names.get(roll.township_code, roll.township_code),
        county_name=names.get(roll.county_code, roll.county_code),
        villages=tuple(_village(code, names, counted, before) for code in codes),
        acts=acts,
        sha256=sha256,
        left=left,
        whole=may_see(actor, roll.township_code),
        places=places,
    )


def open_rolls(db: Session, actor: Actor, *, limit: int) -> list[tuple[RollRow, str]]:
    """Rolls of the jurisdiction that are not closed and that somebody stands on, with the township's name."""
    begun = select(RollHousehold.roll_id).where(RollHousehold.roll_id == Roll.id).exists()
    wanted = (_touches(actor, Roll.township_code), Roll.state != State.CLOSED.value, begun)
    found = rolls(db.connection(), *wanted, limit=limit)
    if not found:
        return []
    names = _names(db, [roll.township_code for roll in found])
    return [(roll, names.get(roll.township_code, roll.township_code)) for roll in found]


def places_in(actor: Actor, code: str) -> tuple[str, ...]:
    """Where the reader's jurisdiction and a place overlap: the place itself, or the reader's own places in it."""
    if may_see(actor, code):
        return (code,)
    return tuple(prefix for prefix in actor.region_prefixes() if prefix.startswith(code))


def _touches(actor: Actor, column: QueryableAttribute[str]) -> ColumnElement[bool]:
    """The row's place lies in the jurisdiction, or the jurisdiction in it."""
    prefixes = actor.region_prefixes()
    if not prefixes:
        return false()
    inside = [prefix_range(column, prefix) for prefix in prefixes]
    above = [column == prefix[:digits] for prefix in prefixes for digits in (6, 9) if len(prefix) > digits]
    return or_(*inside, *above)


def _lines(db: Session, *wanted: ColumnElement[bool], limit: int) -> list[CampaignLine]:
    begun = select(RollHousehold.roll_id).where(RollHousehold.roll_id == Roll.id).exists()
    rows = db.execute(
        select(
            Campaign.id,
            Campaign.county_code,
            Region.name,
            Campaign.year,
            Campaign.deadline_on,
            func.count(Roll.id).filter(begun).label("rolls"),
            func.count(Roll.id).filter(Roll.state == State.CLOSED.value).label("closed"),
        )
        .join(Region, Region.code == Campaign.county_code)
        .join(Roll, Roll.campaign_id == Campaign.id)
        .where(and_(*wanted))
        .group_by(Campaign.id, Campaign.county_code, Region.name, Campaign.year, Campaign.deadline_on)
        .order_by(Campaign.id.desc())
        .limit(limit)
    )
    return [CampaignLine(row[0], row[1], short_name(row[2]), *row[3:]) for row in rows]


def _village(
    code: str, names: Mapping[str, str], counted: Mapping[str, Tally], before: Sequence[LastYear]
) -> VillageShown:
    own = [each for each in before if each.village_code == code]
    return VillageShown(
        code=code,
        name=names.get(code, code),
        tally=counted.get(code, Tally(by_decision={})),
        last_year=len(own),
        unconfirmed=sum(each.confirmed is None for each in own),
    )


def _acts(db: Session, roll: RollRow) -> tuple[tuple[RollActShown, ...], str | None]:
    rows = db.execute(
        select(
            RollAct.step,
            RollAct.to_state,
            RollAct.list_number,
            RollList.sha256,
            RollAct.reason,
            RollAct.signer_office,
            RollAct.signer_name,
            RollAct.signed_on,
            RollAct.attachment_id,
            Attachment.filename,
            User.name.label("actor_name"),
            RollAct.role,
            RollAct.acted_at,
        )
        .join(User, User.id == RollAct.actor_id)
        .outerjoin(RollList, and_(RollList.roll_id == RollAct.roll_id, RollList.number == RollAct.list_number))
        .outerjoin(Attachment, Attachment.id == RollAct.attachment_id)
        .where(RollAct.roll_id == roll.id)
        .order_by(RollAct.id.desc())
    ).all()
    standing = roll.list_number if roll.frozen else None
    acts = tuple(
        RollActShown(**row._mapping, void=bool(row.signer_office) and row.list_number != standing) for row in rows
    )
    sha256 = next((act.sha256 for act in acts if act.list_number == standing and act.sha256), None)
    return acts, sha256


def _names(db: Session, codes: Sequence[str]) -> dict[str, str]:
    rows = db.execute(select(Region.code, Region.name).where(Region.code.in_(set(codes))))
    return {code: short_name(name) for code, name in rows}
