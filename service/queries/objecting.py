"""What somebody without an account may ask about a notice by its code: only what says how and whether to object."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.notice import Notice, NoticeMember
from service.models.objection import Objection, ObjectionAct
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.notices.public_facts import Contact, NoticeFacts
from service.objections.lodging import not_open_to_the_public
from service.objections.publicity import publicity_objected_to
from workflows.reasons import Reason


@dataclass(frozen=True)
class PublicNotice:
    """A notice as the page on which one objects to it speaks of it; no name stands in it.

    Args:
        id: of the publicity that is objected to: for an extension of the one that it extends.
        code: the code that the visitor came with.
        last_day: last day of the period, where it can be counted.
        refusals: why nothing can be lodged now; empty while it can.
        numbers: record by serial number on the printed list; empty for a village or county.
        whole: the record of a village or county, which stands on the notice alone.
        projects: how many projects it lists, by their serial number; 0 where records stand on it.
    """

    id: int
    code: str
    kind: str
    number: str
    body: str
    place_name: str
    last_day: date | None
    contacts: tuple[Contact, ...]
    refusals: tuple[Reason, ...]
    numbers: Mapping[int, int]
    whole: int | None
    projects: int


@dataclass(frozen=True)
class PublicStanding:
    """What the holder of a receipt is told of an objection: states and days, nobody and nothing else."""

    lodged_on: date
    state: str
    outcome: str | None
    moves: tuple[tuple[str, datetime], ...]


def notice_to_object_to(db: Session, code: str, today: date) -> PublicNotice | None:
    """The notice behind the code on a sheet; None when no notice of ours has it.

    Args:
        today: day of Asia/Shanghai on which somebody asks.
    """
    asked = db.execute(select(Notice.id).where(Notice.code == code)).scalar_one_or_none()
    if asked is None:
        return None
    connection = db.connection()
    publicity = publicity_objected_to(connection, asked)
    row = db.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.number,
            Notice.facts,
            Notice.list_id,
            Region.name,
        )
        .join(Region, Region.code == Notice.region_code)
        .where(Notice.id == publicity.id)
    ).one()
    facts = NoticeFacts.from_json(json.loads(row.facts))
    alone = min(publicity.members) if row.list_id is None and publicity.members else None
    return PublicNotice(
        id=row.id,
        code=code,
        kind=row.kind,
        number=row.number,
        body=facts.body,
        place_name=short_name(row.name),
        last_day=publicity.last_day,
        contacts=facts.contacts,
        refusals=tuple(not_open_to_the_public(publicity, today)),
        numbers={} if alone is not None else _numbers(db, row.id),
        whole=alone,
        projects=publicity.projects,
    )


def objection_by_receipt(db: Session, notice_id: int, receipt: str) -> PublicStanding | None:
    """What became of an objection; None when the notice has none with this receipt."""
    row = db.execute(
        select(Objection.id, Objection.lodged_on, Objection.state, Objection.outcome).where(
            Objection.receipt == receipt, Objection.notice_id == notice_id
        )
    ).one_or_none()
    if row is None:
        return None
    moves = db.execute(
        select(ObjectionAct.to_state, ObjectionAct.acted_at)
        .where(ObjectionAct.objection_id == row.id)
        .order_by(ObjectionAct.id)
    )
    return PublicStanding(row.lodged_on, row.state, row.outcome, tuple((state, at) for state, at in moves))


def _numbers(db: Session, notice_id: int) -> dict[int, int]:
    """Record by serial number: the printed list is in the order of the register."""
    listed = db.execute(
        select(NoticeMember.record_id)
        .join(Record, Record.id == NoticeMember.record_id)
        .join(Household, Household.id == Record.household_id)
        .where(NoticeMember.notice_id == notice_id)
        .order_by(Household.number, Record.id)
    ).scalars()
    return dict(enumerate(listed, start=1))
