"""The history as pages show it: entries of a record, acts on a list, acts of a person or in a jurisdiction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, Subquery, and_, func, or_, select
from sqlalchemy.orm import Session

from service.models.history import Act, HistoryDetail, HistoryEntry
from service.models.household_list import ListMember
from service.models.notice import Notice
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Household
from service.people import Actor
from service.queries.visible import visible_to


@dataclass(frozen=True)
class EntryShown:
    """One entry with its personal side as it was then. `actor_name` is None where that was lawfully erased.

    `records` counts the records that the same act moved; `subject` is the first of them.
    """

    record_id: int
    seq: int
    act_id: str
    procedure: str
    step: str
    from_state: str | None
    to_state: str
    role: str
    post_region_code: str
    function: str | None
    acted_at: datetime
    actor_name: str | None
    place: str | None
    opinion: str
    erased: bool
    notice_id: int | None
    notice_kind: str | None
    notice_number: str | None
    list_id: int | None
    entry_hash: str
    pdf_sha256: str | None
    subject: str
    household_id: int | None
    region_code: str
    records: int = 1


def entries_of(db: Session, record_id: int, *, after_seq: int = 0) -> list[EntryShown]:
    """The entries of one record, oldest first; the caller has made sure that the actor may see the record."""
    statement = entry_rows().where(HistoryEntry.record_id == record_id, HistoryEntry.seq > after_seq)
    return [entry_from(row) for row in db.execute(statement.order_by(HistoryEntry.seq))]


def entries_since(db: Session, versions: Sequence[tuple[int, int]], *, limit: int = 20) -> list[EntryShown]:
    """What was done with these records after the versions on somebody's screen: one entry for each act.

    Args:
        versions: record and the version that the screen showed.
    """
    asked = versions[:200]
    newer = or_(*(and_(HistoryEntry.record_id == id, HistoryEntry.seq > seen) for id, seen in asked))
    return _acts(db, _first_of_acts(newer), limit)[::-1]


def acts_on_list(db: Session, list_id: int) -> list[EntryShown]:
    """Acts that were taken on a list, oldest first: one entry each, with the number of its records."""
    members = select(ListMember.record_id).where(ListMember.list_id == list_id)
    acts = _first_of_acts(and_(HistoryEntry.record_id.in_(members), HistoryEntry.list_id == list_id))
    return _acts(db, acts, 200)[::-1]


def acts_of(db: Session, user_id: int, since: datetime, *, limit: int = 8) -> list[EntryShown]:
    """What a person did since an instant, the latest first."""
    return _acts(db, _first_of_acts(and_(HistoryEntry.actor_id == user_id, HistoryEntry.acted_at >= since)), limit)


def acts_in(db: Session, actor: Actor, since: datetime, *, limit: int = 8) -> list[EntryShown]:
    """What was done in the actor's jurisdiction since an instant, the latest first."""
    here = select(Record.id).where(visible_to(actor, Record.region_code))
    acts = _first_of_acts(and_(HistoryEntry.acted_at >= since, HistoryEntry.record_id.in_(here)))
    return _acts(db, acts, limit)


def act_was(db: Session, key: str, user_id: int) -> bool:
    """True when this person has pressed the button with this key before, and its act stands."""
    found = db.execute(select(Act.id).where(Act.id == key, Act.actor_id == user_id)).first()
    return found is not None


def _first_of_acts(condition: Any) -> Subquery:
    return (
        select(
            HistoryEntry.act_id,
            func.min(HistoryEntry.record_id).label("record_id"),
            func.count(HistoryEntry.record_id.distinct()).label("records"),
            func.max(HistoryEntry.acted_at).label("acted_at"),
        )
        .where(condition)
        .group_by(HistoryEntry.act_id)
        .subquery()
    )


def _acts(db: Session, acts: Subquery, limit: int) -> list[EntryShown]:
    statement = (
        entry_rows()
        .add_columns(acts.c.records)
        .join(acts, and_(acts.c.act_id == HistoryEntry.act_id, acts.c.record_id == HistoryEntry.record_id))
        .order_by(HistoryEntry.acted_at.desc(), HistoryEntry.record_id.desc(), HistoryEntry.seq.desc())
        .limit(limit)
    )
    return [entry_from(row, row.records) for row in db.execute(statement)]


def entry_rows() -> Select[*tuple[Any, ...]]:
    """Every entry with what its line on a page needs; the caller says which, and in which order."""
    return (
        select(
            HistoryEntry.record_id,
            HistoryEntry.seq,
            HistoryEntry.act_id,
            HistoryEntry.procedure,
            HistoryEntry.step,
            HistoryEntry.from_state,
            HistoryEntry.to_state,
            HistoryEntry.role,
            HistoryEntry.post_region_code,
            HistoryEntry.function,
            HistoryEntry.acted_at,
            HistoryDetail.payload,
            HistoryDetail.erased_at,
            HistoryEntry.notice_id,
            Notice.kind.label("notice_kind"),
            Notice.number.label("notice_number"),
            HistoryEntry.list_id,
            HistoryEntry.entry_hash,
            HistoryEntry.basis,
            Household.head_name,
            Region.name.label("region_name"),
            Record.household_id,
            Record.region_code,
        )
        .select_from(HistoryEntry)
        .join(Record, Record.id == HistoryEntry.record_id)
        .join(Region, Region.code == Record.region_code)
        .outerjoin(Household, Household.id == Record.household_id)
        .outerjoin(
            HistoryDetail,
            and_(HistoryDetail.record_id == HistoryEntry.record_id, HistoryDetail.seq == HistoryEntry.seq),
        )
        .outerjoin(Notice, Notice.id == HistoryEntry.notice_id)
    )


def entry_from(row: Any, records: int = 1) -> EntryShown:
    """A row of `entry_rows()` as it is shown."""
    personal = json.loads(row.payload) if row.payload else {}
    return EntryShown(
        record_id=row.record_id,
        seq=row.seq,
        act_id=row.act_id,
        procedure=row.procedure,
        step=row.step,
        from_state=row.from_state,
        to_state=row.to_state,
        role=row.role,
        post_region_code=row.post_region_code,
        function=row.function,
        acted_at=row.acted_at,
        actor_name=personal.get("actor"),
        place=short_name(personal["place"]) if personal.get("place") else None,
        opinion=personal.get("opinion", ""),
        erased=row.erased_at is not None,
        notice_id=row.notice_id,
        notice_kind=row.notice_kind,
        notice_number=row.notice_number,
        list_id=row.list_id,
        entry_hash=row.entry_hash,
        pdf_sha256=json.loads(row.basis).get("sha256"),
        subject=row.head_name or short_name(row.region_name),
        household_id=row.household_id,
        region_code=row.region_code,
        records=records,
    )
