"""What is written once stays: the database refuses change and removal on both engines, whoever asks."""

from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import insert, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from service.models import Base
from service.models.benefit import Benefit
from service.models.document import Attachment, Document, DocumentAttachment
from service.models.notice import Posting, PostingPhoto
from service.models.objection import (
    ContactReading,
    Objection,
    ObjectionAct,
    ObjectionDelivery,
    ObjectionFile,
    ObjectionLetter,
    ObjectionLetterPdf,
)
from service.models.office import Office
from service.models.printing import NoticeCopy
from service.models.record import Record
from service.models.register import Member
from service.models.register_history import DuplicateDecision, FieldChange, PersonalReading, RegisterAct
from service.models.registers import ArchiveSetting, ChecklistFiling, ChecklistName
from service.models.rules import Policy
from tests.makers import VILLAGE, World
from tests.service.rounds import every_table
from tests.service.walking import applied, publicized
from tests.service.written_once import APPEND_ONLY

KEPT = (*APPEND_ONLY, "history_detail")
REFUSED = r"written once|only be erased by order|never deleted|without (its )?history"


@pytest.fixture
def full(world: World) -> World:
    """A world in which every table that is written once has a row."""
    (record_id,) = publicized(world, 1)
    world.complete_publicity(record_id, "household_exit_list")
    notice_id = world.notice_of(record_id, "household_exit_list")
    with world.database.write() as db:
        document, attachment, posting = (
            db.scalar(select(model.id).limit(1)) for model in (Document, Attachment, Posting)
        )
        db.execute(insert(DocumentAttachment).values(document_id=document, attachment_id=attachment, field="scans"))
        db.execute(insert(PostingPhoto).values(posting_id=posting, attachment_id=attachment))
        person, at = world.people["township"], world.clock.now()
        copies = {"notice_id": notice_id, "number": 1, "copies": 2, "reason": "", "key": "k" * 8}
        db.execute(insert(NoticeCopy).values(**copies, printed_by=person, printed_at=at))
        objection = db.execute(
            insert(Objection)
            .values(
                notice_id=notice_id,
                record_id=record_id,
                state="accepted",
                version=1,
                lodged_on=world.clock.today(),
                channel="visit",
                objector="试验员",
                content="收入不实",
                lodged_by=person,
                lodged_at=at,
            )
            .returning(Objection.id)
        ).scalar_one()
        act = db.execute(
            insert(ObjectionAct)
            .values(
                objection_id=objection,
                from_state="lodged",
                to_state="accepted",
                investigators="",
                finding="",
                actor_id=person,
                role="township_reviewer",
                post_region_code="990101100",
                acted_at=at,
            )
            .returning(ObjectionAct.id)
        ).scalar_one()
        of_objection(db, objection, act, person, at)
        of_register(db, person, at)
        of_measures(db, person, at)
        every_table(db, record_id, person, at)
        of_printed_registers(db, person, at, attachment)
        named = ("spoken_name", "body_name", "number_prefix", "phone", "address", "supervisor_phone")
        db.execute(insert(Office).values(region_code="990101100", **dict.fromkeys(named, "")))
    world.fire("return", [record_id], "township", "名单有误")
    return world


def of_objection(db: Session, objection: int, act: int, person: int, at: datetime) -> None:
    """A row of everything that belongs to an objection and is written once."""
    file = {"sha256": "f", "filename": "a.png", "media_type": "image/png", "bytes": 1, "stored_by": person}
    db.execute(insert(ObjectionFile).values(objection_id=objection, act_id=act, stored_at=at, **file))
    letter = {"number": "1", "facts": "{}", "facts_sha256": "f", "issued_on": at.date(), "body_code": "990101100"}
    db.execute(insert(ObjectionLetter).values(act_id=act, objection_id=objection, year=2018, serial=1, **letter))
    db.execute(insert(ObjectionLetterPdf).values(act_id=act, sha256="f", bytes=1, rendered_by=person, rendered_at=at))
    given = {"delivered_on": at.date(), "manner": "kept", "recipient": "", "recorded_by": person}
    db.execute(insert(ObjectionDelivery).values(act_id=act, recorded_at=at, **given))
    reader = {"read_by": person, "role": "township_reviewer", "post_region_code": "990101100"}
    db.execute(insert(ContactReading).values(objection_id=objection, read_at=at, **reader))


def of_register(db: Session, person: int, at: datetime) -> None:
    """A row of everything in the history of the register."""
    post = {"role": "village_clerk", "post_region_code": VILLAGE}
    two = list(db.scalars(select(Member.id).order_by(Member.id).limit(2)))
    told = {"key": "r" * 8, "kind": "updated", "village_code": VILLAGE, "effective_on": at.date(), "reason": ""}
    act = db.scalar(insert(RegisterAct).values(**told, **post, acted_by=person, acted_at=at).returning(RegisterAct.id))
    db.execute(insert(FieldChange).values(act_id=act, seq=1, subject="member", subject_id=two[0], field="schooling"))
    read = {"village_code": VILLAGE, "field": "identity", "reason": "核对", "read_by": person, "read_at": at}
    db.execute(insert(PersonalReading).values(**read, **post))
    pair = {"member_id": two[0], "other_member_id": two[1], "verdict": "different", "reason": "两人"}
    db.execute(insert(DuplicateDecision).values(**pair, role="village_clerk", decided_by=person, decided_at=at))


def of_measures(db: Session, person: int, at: datetime) -> None:
    """A payment under a policy."""
    policy = db.scalar(select(Policy.id).limit(1))
    told = {"key": "b" * 8, "place": 1, "policy_id": policy, "policy_code": "medical_insurance", "year": 2018}
    paid = {"village_code": VILLAGE, "amount": Decimal(100), "paid_on": at.date(), "fund": "财政", "reason": ""}
    post = {"role": "village_clerk", "post_region_code": VILLAGE, "entered_by": person, "entered_at": at}
    db.execute(insert(Benefit).values(**told, **paid, **post, beyond=False))


def of_printed_registers(db: Session, person: int, at: datetime, attachment: int | None) -> None:
    """A row of everything that printed registers need and is written once."""
    set_by = {"region_code": "990101", "set_by": person, "set_at": at}
    db.execute(insert(ArchiveSetting).values(fonds="1", retention="", **set_by))
    db.execute(insert(ChecklistName).values(item=1, name="牌", **set_by))
    filed = {"key": "c" * 8, "village_code": VILLAGE, "item": 1, "dated_on": at.date(), "note": ""}
    db.execute(insert(ChecklistFiling).values(attachment_id=attachment, filed_by=person, filed_at=at, **filed))


def refuses(world: World, statement: str) -> None:
    before = world.everything()
    with pytest.raises(DBAPIError, match=REFUSED), world.database.write() as db:
        db.execute(text(statement))
    assert world.everything() == before, statement


def each_table(world: World, statement_of: Callable[[str], str]) -> None:
    for table in KEPT:
        with world.database.read() as db:
            assert db.scalar(text(f"SELECT count(*) FROM {table}")), f"the test has no row in {table}"
        refuses(world, statement_of(table))


def first_column(table: str) -> str:
    return str(next(iter(Base.metadata.tables[table].columns)).name)


def test_no_row_is_changed(full: World) -> None:
    each_table(full, lambda table: f"UPDATE {table} SET {first_column(table)} = {first_column(table)}")


def test_no_row_is_removed(full: World) -> None:
    each_table(full, lambda table: f"DELETE FROM {table}")


def test_no_row_is_replaced_and_no_table_emptied(full: World) -> None:
    if full.database.dialect == "sqlite":
        each_table(full, lambda table: f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1")
    else:
        each_table(full, lambda table: f"TRUNCATE {table} CASCADE")


def test_a_superuser_in_replica_mode_is_refused_too(full: World) -> None:
    if full.database.dialect == "sqlite":
        refuses(full, "INSERT OR REPLACE INTO record SELECT * FROM record LIMIT 1")
        return
    with full.database.write_engine.connect() as connection:
        connection.execute(text("SET session_replication_role = replica"))
        with pytest.raises(DBAPIError, match=REFUSED):
            connection.execute(text("UPDATE history_entry SET basis = '{}'"))
        connection.invalidate()


@pytest.mark.parametrize(
    "change",
    [
        "state = 'archived'",
        "version = version + 1",
        "head_hash = 'ff'",
        "state = 'archived', version = version + 1, head_hash = 'ff'",
    ],
)
def test_a_state_without_its_history_entry_is_refused(world: World, change: str) -> None:
    (record_id,) = applied(world, 1)
    refuses(world, f"UPDATE record SET {change} WHERE id = {record_id}")


def test_a_record_does_not_begin_without_its_history(world: World) -> None:
    (record_id,) = applied(world, 1)
    with world.database.read() as db:
        row: dict[str, Any] = dict(db.execute(select(Record.__table__).where(Record.id == record_id)).one()._mapping)
    (household,) = world.households(1)
    begun = {**row, "id": 99, "household_id": household, "version": 1, "head_hash": "ff"}
    with pytest.raises(DBAPIError, match=r"history"), world.database.write() as db:
        db.execute(insert(Record).values(begun))


def test_rows_that_a_later_act_changes_are_not_guarded(full: World) -> None:
    guarded = set(KEPT) | {"record"}
    assert {"number_series", "list_member", "objection", "finding", "household", "setting", "user"} & guarded == set()
