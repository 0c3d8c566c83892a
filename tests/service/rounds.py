"""A yearly round in the small world: opened, decided, submitted and signed as officials would."""

from datetime import date, datetime
from pathlib import Path

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.attachments import store_attachment
from service.campaigns.deciding import AS_SUGGESTED, decide
from service.campaigns.households import households_on_roll
from service.campaigns.last_year import confirm, of_last_year
from service.campaigns.opening import open_round
from service.campaigns.rolls import RollRow, roll_row, rolls
from service.campaigns.steps import SignatureGiven, take
from service.competence import ActRefused
from service.demonstration.evidence import evidence_file
from service.models.campaign import (
    Campaign,
    LastYearConfirmation,
    Roll,
    RollAct,
    RollHousehold,
    RollList,
    Slippage,
    YearlyDecision,
)
from service.models.record import Record
from tests.makers import COUNTY, TOWNSHIP, VILLAGE, World

SIGNERS = ("孙书记", "钱镇长", "李书记", "吴县长")
SIGNATURES = (
    ("sign_secretary_of_township", "township"),
    ("sign_head_of_township", "township"),
    ("sign_secretary_of_county", "county"),
    ("sign_head_of_county", "county"),
)


def opened(world: World, year: int = 2018, login: str = "county") -> int:
    """The township's roll of a round that the county opens today."""
    with world.database.write() as db:
        campaign = open_round(
            db, COUNTY, year=year, deadline_on=date(year + 2, 1, 31), actor=world.actor(login), at=world.tick()
        )
        (roll,) = rolls(db.connection(), Roll.campaign_id == campaign, Roll.township_code == TOWNSHIP)
    return roll.id


def surveyed(world: World, ids: list[int], year: int = 2018) -> None:
    """This year's survey of records."""
    world.file("survey", ids, {"surveyor": "试验员", "findings": "未稳定"}, year=year)


def roll_now(world: World, roll_id: int) -> RollRow:
    with world.database.read() as db:
        return roll_row(db.connection(), roll_id)


def step(world: World, roll_id: int, name: str, login: str, why: str = "", version: int | None = None) -> None:
    """Begin, submit or return."""
    actor, at = world.actor(login), world.tick()
    version = version or roll_now(world, roll_id).version
    with world.database.write() as db:
        take(db, roll_id, version, name, why=why, actor=actor, at=at)


def homes_of(world: World, roll_id: int) -> dict[int, int]:
    """Household by record, of everybody on the roll."""
    with world.database.read() as db:
        roll = roll_row(db.connection(), roll_id)
        found = households_on_roll(db.connection(), roll.round_of_year, VILLAGE)
    return {each.record_id: each.household_id for each in found}


def decided(
    world: World,
    roll_id: int,
    records: list[int] | None = None,
    decision: str = AS_SUGGESTED,
    why: str = "",
    login: str = "clerk",
) -> int:
    """Decide for records of the roll, for all without any."""
    homes = homes_of(world, roll_id)
    ids = [homes[record] for record in (records if records is not None else homes) if record in homes]
    actor, at = world.actor(login), world.tick()
    with world.database.write() as db:
        return decide(db, roll_id, VILLAGE, ids, decision, why=why, actor=actor, at=at)


def answered(
    world: World, roll_id: int, records: list[int] | None = None, *, confirmed: bool = True, why: str = ""
) -> int:
    """Confirm, or not, last year's exits and relapses."""
    actor, at = world.actor("team"), world.tick()
    with world.database.write() as db:
        roll = roll_row(db.connection(), roll_id)
        found = of_last_year(db.connection(), roll, VILLAGE)
        keys = [(each.record_id, each.kind) for each in found if records is None or each.record_id in records]
        return confirm(db, roll_id, VILLAGE, keys, confirmed=confirmed, why=why, actor=actor, at=at)


def signed(
    world: World, roll_id: int, place: int, folder: Path, *, name: str = "", on: date | None = None, version: int = 0
) -> None:
    """The place-th signature, 0 to 3."""
    step_name, login = SIGNATURES[place]
    version = version or roll_now(world, roll_id).version
    actor, at = world.actor(login), world.tick()
    with world.database.write() as db:
        scan = store_attachment(
            db, folder, "名册.pdf", evidence_file("名册").content, TOWNSHIP, actor.user_id, world.clock.now()
        )
        given = SignatureGiven(name or SIGNERS[place], on or world.clock.today(), scan)
        take(db, roll_id, version, step_name, signature=given, actor=actor, at=at)


def every_table(db: Session, record_id: int, person: int, at: datetime) -> None:
    """A row of everything in a round that is written once."""
    household_id = db.scalar(select(Record.household_id).where(Record.id == record_id))
    post = {"role": "village_clerk", "post_region_code": VILLAGE}
    opened_on = {"county_code": COUNTY, "year": 2018, "deadline_on": at.date(), "opened_by": person, "opened_at": at}
    campaign = db.scalar(insert(Campaign).values(**opened_on, **post).returning(Campaign.id))
    row = {"campaign_id": campaign, "township_code": TOWNSHIP, "state": "submitted", "since_at": at}
    roll = db.scalar(insert(Roll).values(**row).returning(Roll.id))
    whom = {"household_id": household_id, "record_id": record_id}
    db.execute(insert(RollHousehold).values(roll_id=roll, state="assisted", **whom))
    decision = {"campaign_id": campaign, "roll_id": roll, "seq": 1, "decision": "continued", "reason": "", **whom}
    db.execute(insert(YearlyDecision).values(**decision, **post, decided_by=person, decided_at=at))
    answer = {"roll_id": roll, "record_id": record_id, "kind": "exit", "seq": 1, "confirmed": True, "reason": ""}
    db.execute(insert(LastYearConfirmation).values(**answer, **post, confirmed_by=person, confirmed_at=at))
    listed = {"roll_id": roll, "number": 1, "rows": "[]", "sha256": "0" * 64, "households": 0}
    db.execute(insert(RollList).values(**listed, submitted_by=person, submitted_at=at))
    act = {"roll_id": roll, "step": "submit", "from_state": "deciding", "to_state": "submitted", "list_number": 1}
    nobody = {"reason": "", "signer_office": "", "signer_name": "", "signed_on": None, "attachment_id": None}
    db.execute(insert(RollAct).values(**act, **nobody, **post, actor_id=person, acted_at=at))
    late = {"subject": "village", "region_code": VILLAGE, "planned_year": 2017, "explanation": "缓一年"}
    db.execute(insert(Slippage).values(**late, **post, explained_by=person, explained_at=at))


def refused(raised: "pytest.ExceptionInfo[ActRefused]") -> dict[str, list[str]]:
    return {field: [each.code for each in found] for field, found in raised.value.reasons.items()}


def deciding(world: World, roll_id: int) -> None:
    """Last year is gone through, decisions begin."""
    with world.database.read() as db:
        last_year = of_last_year(db.connection(), roll_row(db.connection(), roll_id), VILLAGE)
    if last_year:
        answered(world, roll_id)
    step(world, roll_id, "begin", "township")
