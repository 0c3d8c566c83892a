"""The statements that move records and write their history: a fixed number, whatever the length of the list.

Nothing else writes record.state or a history entry; a trigger on both engines refuses a state without its entry.
firing.py decides, this file only writes. The SQL is written out because it is the hot path: no ORM object is loaded
to be moved, and the whole list travels as a few arrays.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from uuid import uuid4

from sqlalchemy import Connection, bindparam, insert, update

from service.history.leaf import GENESIS, Leaf, instant_text
from service.models.history import Act
from service.models.record import Record
from service.questions import array_text, asked_of_the_driver, quoted

_ENTRY = (
    "record_id, seq, act_id, procedure, step, from_state, to_state, actor_id, role, post_region_code, function, "
    "acted_at, notice_id, list_id, basis, commitment, previous_hash, entry_hash"
)

_SHARED = (
    "procedure",
    "step",
    "from_state",
    "to_state",
    "role",
    "post_region_code",
    "function",
    "notice_id",
    "list_id",
    "payload",
    "moves",
    "stays",
    "acted",
)
"""What mostly is the same for every entry of an act: each case of it travels once."""

_POSTGRESQL = f"""
WITH wanted AS (
    SELECT * FROM unnest(
        %(alike)s::int[], %(record_id)s::int[], %(seq)s::int[], %(basis)s::text[], %(commitment)s::text[],
        %(previous_hash)s::text[], %(entry_hash)s::text[], %(salt)s::text[]
    ) AS one(alike, record_id, seq, basis, commitment, previous_hash, entry_hash, salt)
    JOIN json_to_recordset(%(shared)s::json) AS shared(
        alike int, procedure text, step text, from_state text, to_state text, role text, post_region_code text,
        function text, notice_id int, list_id int, payload text, moves boolean, stays text, acted text) USING (alike)
), performed AS (
    INSERT INTO act (id, step, actor_id, acted_at, records)
    VALUES (%(act_id)s, %(step)s, %(actor_id)s, %(acted_at)s::timestamptz, %(records)s)
    RETURNING id AS act_id, actor_id, acted_at
), moved AS (
    UPDATE record SET state = w.to_state, version = w.seq, head_hash = w.entry_hash, stays = w.stays, acted = w.acted,
        since_at = CASE WHEN w.moves THEN performed.acted_at ELSE since_at END,
        last_step = CASE WHEN w.moves THEN w.step ELSE last_step END
    FROM wanted w, performed
    WHERE record.id = w.record_id AND record.version = w.seq - 1 AND record.state = coalesce(w.from_state, w.to_state)
    RETURNING record.id
), written AS (
    INSERT INTO history_entry ({_ENTRY}) SELECT {_ENTRY} FROM wanted, performed
), told AS (
    INSERT INTO history_detail (record_id, seq, salt, payload) SELECT record_id, seq, salt, payload FROM wanted
)
SELECT count(*) FROM moved
"""

_SQLITE_ACT = "INSERT INTO act (id, step, actor_id, acted_at, records) VALUES (?, ?, ?, ?, ?)"
_SQLITE_ENTRY = f"INSERT INTO history_entry ({_ENTRY}) VALUES ({', '.join('?' * 18)})"
_SQLITE_DETAIL = "INSERT INTO history_detail (record_id, seq, salt, payload) VALUES (?, ?, ?, ?)"
_SQLITE_MOVE = """
UPDATE record SET state = ?, version = ?, head_hash = ?, stays = ?, acted = ?,
    since_at = CASE WHEN ? THEN ? ELSE since_at END, last_step = CASE WHEN ? THEN ? ELSE last_step END
WHERE id = ? AND version = ? AND state = ?
"""


class Move(NamedTuple):
    """One record's move, with the entry that tells it.

    Args:
        leaf: the entry; `from_state` None for a record that begins with it (inserted before with version 0).
        entry_hash: the leaf's hash.
        salt, payload: personal side of the entry.
        moves: False for an act that leaves the state as it is.
        stays, acted: the record's JSON columns after the move.
    """

    leaf: Leaf
    entry_hash: str
    salt: str
    payload: str
    moves: bool
    stays: str
    acted: str


@dataclass(frozen=True, kw_only=True)
class NewRecord:
    """A record that is to begin.

    Args:
        follows: id and version of the cycle that it follows; None for a first cycle.
    """

    procedure: str
    region_code: str
    household_id: int | None
    cycle: int
    state: str
    follows: tuple[int, int] | None = None


class ChangedMeanwhile(Exception):
    """A record was changed between reading and writing; nothing of the act may stand."""


def open_records(connection: Connection, new: Sequence[NewRecord], step: str, at: datetime) -> list[int]:
    """Insert records with version 0; their first entries must follow in the same transaction (`write_moves`).

    Returns:
        Their ids, in the order given.

    Raises:
        ChangedMeanwhile: a cycle that is followed was changed, or is not the newest any more.
    """
    followed = [record.follows for record in new if record.follows]
    if followed:
        # One cycle is the newest, and stays it until the next one exists: an index holds that too.
        closed = connection.execute(
            update(Record)
            .where(Record.id == bindparam("followed"), Record.version == bindparam("seen"), Record.newest)
            .values(newest=False),
            [{"followed": id, "seen": version} for id, version in followed],
        ).rowcount
        if closed not in (len(followed), -1):
            raise ChangedMeanwhile
    rows = [
        {
            "procedure": record.procedure,
            "region_code": record.region_code,
            "household_id": record.household_id,
            "cycle": record.cycle,
            "newest": True,
            "state": record.state,
            "since_at": at,
            "opened_in": record.state,
            "opened_at": at,
            "version": 0,
            "head_hash": GENESIS,
            "last_step": step,
            "stays": "[]",
            "acted": "{}",
        }
        for record in new
    ]
    statement = insert(Record).returning(Record.id, sort_by_parameter_order=True)
    return list(connection.execute(statement, rows).scalars())


def write_moves(connection: Connection, moves: Sequence[Move]) -> None:
    """Move every record and write its entry, in the caller's transaction.

    Args:
        connection: in a transaction of the write engine.
        moves: of one act; the records exist already.

    Raises:
        ChangedMeanwhile: some record has another version or state by now.
        IntegrityError: the act's key was used before (a double click).
    """
    first = moves[0].leaf
    if connection.dialect.name == "postgresql":
        moved = asked_of_the_driver(
            connection,
            _POSTGRESQL,
            {
                **_columns(moves),
                "act_id": first.act_id,
                "step": first.step,
                "actor_id": first.actor_id,
                "acted_at": instant_text(first.acted_at),
                "records": len(moves),
            },
        )[0][0]
    else:
        at = sqlite_instant(first.acted_at)
        connection.exec_driver_sql(_SQLITE_ACT, (first.act_id, first.step, first.actor_id, at, len(moves)))
        connection.exec_driver_sql(_SQLITE_ENTRY, [_entry(move, at) for move in moves])
        connection.exec_driver_sql(
            _SQLITE_DETAIL, [(move.leaf.record_id, move.leaf.seq, move.salt, move.payload) for move in moves]
        )
        moved = connection.exec_driver_sql(_SQLITE_MOVE, [_change(move, at) for move in moves]).rowcount
    if moved != len(moves):
        raise ChangedMeanwhile


def write_act_without_records(connection: Connection, step: str, actor_id: int, at: datetime) -> str:
    """Write an act that moves no record, for what must say by whose act it came about; the act's id."""
    act_id = uuid4().hex
    connection.execute(insert(Act).values(id=act_id, step=step, actor_id=actor_id, acted_at=at, records=0))
    return act_id


def sqlite_instant(instant: datetime) -> str:
    """An instant as SQLAlchemy's DateTime stores it in SQLite."""
    return instant_text(instant).replace("T", " ").removesuffix("Z")


def _columns(moves: Sequence[Move]) -> dict[str, str]:
    """The parameters of `_POSTGRESQL` that tell of the records, as PostgreSQL reads arrays."""
    alike: dict[tuple[Any, ...], int] = {}
    cases = []
    for leaf, _, _, payload, moves_it, stays, acted in moves:
        case = (
            leaf.procedure,
            leaf.step,
            leaf.from_state,
            leaf.to_state,
            leaf.role,
            leaf.post_region_code,
            leaf.function,
            leaf.notice_id,
            leaf.list_id,
            payload,
            moves_it,
            stays,
            acted,
        )
        cases.append(alike.setdefault(case, len(alike)))
    shared = [dict(zip(_SHARED, case, strict=True), alike=number) for case, number in alike.items()]
    return {
        "shared": json.dumps(shared, ensure_ascii=False),
        "alike": array_text(cases),
        "record_id": array_text([move.leaf.record_id for move in moves]),
        "seq": array_text([move.leaf.seq for move in moves]),
        "basis": array_text([quoted(move.leaf.basis) for move in moves]),
        "commitment": array_text([move.leaf.commitment for move in moves]),
        "previous_hash": array_text([quoted(move.leaf.previous_hash) for move in moves]),
        "entry_hash": array_text([move.entry_hash for move in moves]),
        "salt": array_text([move.salt for move in moves]),
    }


def _entry(move: Move, at: str) -> tuple[Any, ...]:
    leaf = move.leaf
    return (
        leaf.record_id,
        leaf.seq,
        leaf.act_id,
        leaf.procedure,
        leaf.step,
        leaf.from_state,
        leaf.to_state,
        leaf.actor_id,
        leaf.role,
        leaf.post_region_code,
        leaf.function,
        at,
        leaf.notice_id,
        leaf.list_id,
        leaf.basis,
        leaf.commitment,
        leaf.previous_hash,
        move.entry_hash,
    )


def _change(move: Move, at: str) -> tuple[Any, ...]:
    leaf = move.leaf
    return (
        leaf.to_state,
        leaf.seq,
        move.entry_hash,
        move.stays,
        move.acted,
        move.moves,
        at,
        move.moves,
        leaf.step,
        leaf.record_id,
        leaf.seq - 1,
        leaf.from_state or leaf.to_state,
    )
