"""One objection with all that was done: acts, files, written replies with their delivery, readings of the contact."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import exists, select
from sqlalchemy.orm import Session, aliased

from service.competence import post_over
from service.facts.obstacles import upheld_counts
from service.models.notice import Notice
from service.models.objection import (
    ContactReading,
    Objection,
    ObjectionAct,
    ObjectionDelivery,
    ObjectionFile,
    ObjectionLetter,
    ObjectionLetterPdf,
)
from service.models.people import User
from service.models.region import Region, short_name
from service.objections.facts import Standing, standing
from service.people import Actor
from service.queries.objections import READERS, ObjectionLine, knows_objector, line_of, objection_lines
from service.queries.visible import visible_to
from service.rules.deadlines import deadlines


@dataclass(frozen=True)
class FileShown:
    """A file that came with an objection (act_id None) or proves a finding."""

    id: int
    act_id: int | None
    filename: str
    media_type: str
    bytes: int
    sha256: str


@dataclass(frozen=True)
class DeliveryShown:
    """How and when a reply reached whom."""

    act_id: int
    delivered_on: date
    manner: str
    recipient: str
    recorded_by: str


@dataclass(frozen=True)
class LetterShown:
    """A written reply; `sha256` is None before it is printed."""

    act_id: int
    number: str
    issued_on: date
    sha256: str | None
    deliveries: tuple[DeliveryShown, ...]


@dataclass(frozen=True)
class ObjectionActShown:
    """What was done with an objection."""

    id: int
    from_state: str
    to_state: str
    investigators: str
    finding: str
    actor_name: str
    role: str
    place_name: str
    acted_at: datetime
    files: tuple[FileShown, ...]


@dataclass(frozen=True)
class ReadingShown:
    """Somebody read the objector's contact."""

    reader: str
    role: str
    read_at: datetime


@dataclass(frozen=True)
class ObjectionShown:
    """An objection as one reader may see it.

    `hears` is true for those who may open files and replies. `lodged_by` is None for what the public lodged. `holds_up`
    is true while it was upheld and what it calls for is still to be done, `of_a_list` where that is leaving a list;
    `corrected` is true when another notice stands in for the one that was objected to.
    """

    line: ObjectionLine
    lodged_by: str | None
    lodged_at: datetime
    has_contact: bool
    hears: bool
    holds_up: bool
    of_a_list: bool
    corrected: bool
    acts: tuple[ObjectionActShown, ...]
    files: tuple[FileShown, ...]
    letters: tuple[LetterShown, ...]
    readings: tuple[ReadingShown, ...]
    standing: Standing


def objection(db: Session, actor: Actor, objection_id: int) -> ObjectionShown | None:
    """One objection of the jurisdiction; None when it lies outside or does not exist."""
    other = aliased(Notice)
    corrected = exists().where(other.amends_id == Notice.id, other.kind != "extension").correlate(Notice)
    row = db.execute(
        objection_lines()
        .add_columns(User.name.label("lodged_by_name"), Objection.lodged_at, Objection.contact, Notice.list_id)
        .add_columns(upheld_counts().label("holds_up"), corrected.label("corrected"))
        .outerjoin(User, User.id == Objection.lodged_by)
        .where(Objection.id == objection_id, visible_to(actor, Notice.region_code))
    ).one_or_none()
    if row is None:
        return None
    files = _files(db, objection_id)
    return ObjectionShown(
        line=line_of(actor, row, deadlines(db)),
        lodged_by=row.lodged_by_name,
        lodged_at=row.lodged_at,
        has_contact=row.contact is not None,
        hears=post_over(actor, READERS, row.region_code) is not None,
        holds_up=bool(row.holds_up),
        of_a_list=row.list_id is not None,
        corrected=bool(row.corrected),
        acts=_acts(db, objection_id, files),
        files=tuple(file for file in files if file.act_id is None),
        letters=_letters(db, objection_id),
        readings=_readings(db, objection_id),
        standing=standing(db.connection(), objection_id),
    )


def file_of(db: Session, actor: Actor, objection_id: int, file_id: int) -> FileShown | None:
    """A file for those who may know who objected; None for everybody else."""
    row = db.execute(
        _file_rows()
        .add_columns(Objection.lodged_by, Notice.region_code)
        .join(Objection, Objection.id == ObjectionFile.objection_id)
        .join(Notice, Notice.id == Objection.notice_id)
        .where(
            ObjectionFile.id == file_id,
            ObjectionFile.objection_id == objection_id,
            visible_to(actor, Notice.region_code),
        )
    ).one_or_none()
    if row is None or not knows_objector(actor, row.lodged_by, row.region_code):
        return None
    return FileShown(row.id, row.act_id, row.filename, row.media_type, row.bytes, row.sha256)


def _file_rows() -> Any:
    return select(
        ObjectionFile.id,
        ObjectionFile.act_id,
        ObjectionFile.filename,
        ObjectionFile.media_type,
        ObjectionFile.bytes,
        ObjectionFile.sha256,
    )


def _files(db: Session, objection_id: int) -> Sequence[FileShown]:
    rows = db.execute(_file_rows().where(ObjectionFile.objection_id == objection_id).order_by(ObjectionFile.id))
    return [FileShown(*row) for row in rows]


def _acts(db: Session, objection_id: int, files: Sequence[FileShown]) -> tuple[ObjectionActShown, ...]:
    rows = db.execute(
        select(
            ObjectionAct.id,
            ObjectionAct.from_state,
            ObjectionAct.to_state,
            ObjectionAct.investigators,
            ObjectionAct.finding,
            User.name.label("actor_name"),
            ObjectionAct.role,
            Region.name.label("place_name"),
            ObjectionAct.acted_at,
        )
        .join(User, User.id == ObjectionAct.actor_id)
        .join(Region, Region.code == ObjectionAct.post_region_code)
        .where(ObjectionAct.objection_id == objection_id)
        .order_by(ObjectionAct.id)
    )
    return tuple(
        ObjectionActShown(
            **{**row._mapping, "place_name": short_name(row.place_name)},
            files=tuple(file for file in files if file.act_id == row.id),
        )
        for row in rows
    )


def _letters(db: Session, objection_id: int) -> tuple[LetterShown, ...]:
    recorder = aliased(User)
    deliveries = [
        DeliveryShown(*row)
        for row in db.execute(
            select(
                ObjectionDelivery.act_id,
                ObjectionDelivery.delivered_on,
                ObjectionDelivery.manner,
                ObjectionDelivery.recipient,
                recorder.name,
            )
            .join(ObjectionLetter, ObjectionLetter.act_id == ObjectionDelivery.act_id)
            .join(recorder, recorder.id == ObjectionDelivery.recorded_by)
            .where(ObjectionLetter.objection_id == objection_id)
            .order_by(ObjectionDelivery.id)
        )
    ]
    rows = db.execute(
        select(
            ObjectionLetter.act_id,
            ObjectionLetter.number,
            ObjectionLetter.issued_on,
            ObjectionLetterPdf.sha256,
        )
        .outerjoin(ObjectionLetterPdf, ObjectionLetterPdf.act_id == ObjectionLetter.act_id)
        .where(ObjectionLetter.objection_id == objection_id)
        .order_by(ObjectionLetter.act_id)
    )
    return tuple(
        LetterShown(*row, deliveries=tuple(each for each in deliveries if each.act_id == row.act_id)) for row in rows
    )


def _readings(db: Session, objection_id: int) -> tuple[ReadingShown, ...]:
    rows = db.execute(
        select(User.name, ContactReading.role, ContactReading.read_at)
        .join(User, User.id == ContactReading.read_by)
        .where(ContactReading.objection_id == objection_id)
        .order_by(ContactReading.id)
    )
    return tuple(ReadingShown(*row) for row in rows)
