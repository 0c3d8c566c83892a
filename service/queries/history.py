"""The history as its own pages show it: entries of a jurisdiction, found and paged through, and one entry whole."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, tuple_
from sqlalchemy.orm import Session

from service.clock import shanghai_instant
from service.database import prefix_range
from service.history.leaf import Leaf, canonical, instant_text
from service.models.document import Document
from service.models.history import HistoryDetail, HistoryEntry
from service.models.notice import Notice
from service.models.people import User
from service.models.record import Record
from service.people import Actor
from service.queries import timeline
from service.queries.timeline import EntryShown
from service.queries.visible import visible_to

Key = tuple[datetime, int, int]
"""Place of an entry in the list: instant, record, number in its chain."""


@dataclass(frozen=True, kw_only=True)
class Filter:
    """What the list is narrowed to; None or '' leaves it as wide as it is."""

    record_id: int | None = None
    step: str = ""
    login: str = ""
    role: str = ""
    place: str = ""
    from_on: date | None = None
    to_on: date | None = None


def entries_found(
    db: Session, actor: Actor, wanted: Filter, *, after: Key | None = None, limit: int = 51
) -> list[EntryShown]:
    """Entries of the actor's jurisdiction, the newest first, from the one behind `after` on."""
    keys = (HistoryEntry.acted_at, HistoryEntry.record_id, HistoryEntry.seq)
    conditions = [visible_to(actor, Record.region_code), *_conditions(wanted)]
    if after is not None:
        at, record_id, seq = after
        # A row value comparison is one range of an index; OFFSET would read what was shown before again.
        conditions.append(
            or_(
                HistoryEntry.acted_at < at,
                and_(
                    HistoryEntry.acted_at == at,
                    tuple_(HistoryEntry.record_id, HistoryEntry.seq) < tuple_(record_id, seq),
                ),
            )
        )
    statement = timeline.entry_rows().where(*conditions).order_by(*(key.desc() for key in keys)).limit(limit)
    return [timeline.entry_from(row) for row in db.execute(statement)]


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.record_id is not None:
        found.append(HistoryEntry.record_id == wanted.record_id)
    if wanted.step:
        found.append(HistoryEntry.step == wanted.step)
    if wanted.role:
        found.append(HistoryEntry.role == wanted.role)
    if wanted.login:
        found.append(HistoryEntry.actor_id.in_(select(User.id).where(User.login == wanted.login.strip().lower())))
    if wanted.place:
        found.append(prefix_range(Record.region_code, wanted.place))
    if wanted.from_on is not None:
        found.append(HistoryEntry.acted_at >= shanghai_instant(wanted.from_on, time.min))
    if wanted.to_on is not None:
        found.append(HistoryEntry.acted_at < shanghai_instant(wanted.to_on + timedelta(days=1), time.min))
    return found


@dataclass(frozen=True)
class DocumentNamed:
    """A paper that a decision rested on."""

    id: int
    kind: str
    year: int
    dated_on: date


@dataclass(frozen=True)
class NoticeNamed:
    """A notice that a decision rested on."""

    id: int
    kind: str
    number: str


@dataclass(frozen=True, kw_only=True)
class WholeEntry:
    """One entry with everything that an auditor asks of it.

    Args:
        basis: what the decision rested on, as it was stored.
        leaf: the text that is hashed, behind one zero byte.
        computed_hash: hash of that text, computed now.
        erasure_order: the order by which the personal side was erased, if it was.
    """

    shown: EntryShown
    basis: dict[str, Any]
    documents: tuple[DocumentNamed, ...]
    notices: tuple[NoticeNamed, ...]
    leaf: str
    previous_hash: str
    computed_hash: str
    commitment: str
    actor_login: str
    erased_at: datetime | None
    erasure_order: str | None
    last_seq: int


def whole_entry(db: Session, actor: Actor, record_id: int, seq: int) -> WholeEntry | None:
    """One entry; None when there is none or its record lies outside the actor's jurisdiction."""
    here = and_(HistoryEntry.record_id == record_id, HistoryEntry.seq == seq, visible_to(actor, Record.region_code))
    shown = db.execute(timeline.entry_rows().where(here)).one_or_none()
    if shown is None:
        return None
    entry = db.get_one(HistoryEntry, (record_id, seq))
    detail = db.get(HistoryDetail, (record_id, seq))
    leaf = Leaf(**{name: getattr(entry, name) for name in Leaf._fields})
    basis = _basis(entry.basis)
    return WholeEntry(
        shown=timeline.entry_from(shown),
        basis=basis,
        documents=_documents(db, _ids(basis, "documents")),
        notices=_notices(db, _ids(basis, "notices")),
        leaf=canonical({**leaf._asdict(), "acted_at": instant_text(leaf.acted_at)}).decode(),
        previous_hash=entry.previous_hash,
        computed_hash=leaf.entry_hash(),
        commitment=entry.commitment,
        actor_login=db.execute(select(User.login).where(User.id == entry.actor_id)).scalar_one(),
        erased_at=detail.erased_at if detail else None,
        erasure_order=detail.erasure_order if detail else None,
        last_seq=db.execute(select(Record.version).where(Record.id == record_id)).scalar_one(),
    )


def _basis(text: str) -> dict[str, Any]:
    try:
        basis = json.loads(text)
    except ValueError:
        return {}
    return basis if isinstance(basis, dict) else {}


def _ids(basis: dict[str, Any], name: str) -> list[int]:
    ids = basis.get(name)
    return [id for id in ids if isinstance(id, int)] if isinstance(ids, list) else []


def _documents(db: Session, ids: Sequence[int]) -> tuple[DocumentNamed, ...]:
    rows = db.execute(
        select(Document.id, Document.kind, Document.year, Document.dated_on)
        .where(Document.id.in_(ids))
        .order_by(Document.dated_on, Document.id)
    )
    return tuple(DocumentNamed(*row) for row in rows)


def _notices(db: Session, ids: Sequence[int]) -> tuple[NoticeNamed, ...]:
    rows = db.execute(select(Notice.id, Notice.kind, Notice.number).where(Notice.id.in_(ids)).order_by(Notice.id))
    return tuple(NoticeNamed(*row) for row in rows)
