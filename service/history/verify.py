"""verify(): every record's history is read again from its first entry and compared with what the tables say.

One query streams the entries in their order, so memory does not grow with the history; what concerns notices, numbers
and cycles is asked of the database, which answers with faults only.
"""

from collections.abc import Callable, Generator, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from typing import Any, Final

from sqlalchemy import Connection, Select, and_, select

from service.database import Database
from service.history.evidence import faults_of_evidence
from service.history.fault import Fault
from service.history.replay import Replay
from service.models.history import Act, HistoryDetail, HistoryEntry
from service.models.notice import Notice, NoticePdf
from service.models.record import Record

Report = Callable[[int, int], None]
"""Told now and then how many records and entries have been read."""

EVERY: Final = 1_000
AT_ONCE: Final = 500
MOST_FAULTS: Final = 1_000
"""After so many the rest is left unread: nothing can be trusted then anyway."""


@contextmanager
def snapshot(database: Database) -> Iterator[Connection]:
    """A connection whose queries all see the same moment, however long the verification takes."""
    with database.read_engine.connect() as connection:
        if database.dialect == "postgresql":
            connection.execution_options(isolation_level="REPEATABLE READ")
        yield connection


def verify(connection: Connection, report: Report | None = None, *, limit: int = MOST_FAULTS) -> list[Fault]:
    """Replay every record and check everything that the history vouches for.

    Args:
        connection: only read; take it from `snapshot`, or somebody at work meanwhile looks like a fault.
        report: called after every 1,000 records and at the end.
        limit: stop after so many faults.

    Returns:
        The faults in the order of their records; an empty list when all is well.
    """
    found: list[Fault] = []
    with closing(_all_faults(connection, report)) as faults:
        found.extend(islice(faults, limit))
    return found


def _all_faults(connection: Connection, report: Report | None) -> Generator[Fault, None, None]:
    records = entries = 0
    replay: Replay | None = None
    # Without yield_per both drivers would fetch the whole history before the first row is seen.
    with connection.execute(_history().execution_options(yield_per=AT_ONCE)) as rows:
        for row in rows:
            if replay is None or replay.record_id != row.id:
                if replay is not None:
                    yield from replay.finish()
                replay = Replay(row)
                records += 1
                if report is not None and records % EVERY == 0:
                    report(records, entries)
            if row.seq is not None:
                entries += 1
                yield from replay.follow(row)
    if replay is not None:
        yield from replay.finish()
    yield from faults_of_evidence(connection)
    if report is not None:
        report(records, entries)


def _history() -> Select[*tuple[Any, ...]]:
    """Every record with every entry, its act, its personal side and its notice: a row for each entry."""
    return (
        select(
            Record.id,
            Record.procedure.label("record_procedure"),
            Record.region_code,
            Record.household_id,
            Record.cycle,
            Record.state,
            Record.since_at,
            Record.opened_in,
            Record.opened_at,
            Record.version,
            Record.head_hash,
            Record.last_step,
            Record.stays,
            Record.acted,
            *(getattr(HistoryEntry, name) for name in _ENTRY),
            Act.step.label("act_step"),
            Act.actor_id.label("act_actor_id"),
            Act.acted_at.label("act_acted_at"),
            HistoryDetail.seq.label("detail_seq"),
            HistoryDetail.salt,
            HistoryDetail.payload,
            HistoryDetail.erasure_order,
            Notice.kind.label("notice_kind"),
            NoticePdf.sha256.label("pdf_sha256"),
        )
        .select_from(Record)
        .outerjoin(HistoryEntry, HistoryEntry.record_id == Record.id)
        .outerjoin(Act, Act.id == HistoryEntry.act_id)
        .outerjoin(
            HistoryDetail,
            and_(HistoryDetail.record_id == HistoryEntry.record_id, HistoryDetail.seq == HistoryEntry.seq),
        )
        .outerjoin(Notice, Notice.id == HistoryEntry.notice_id)
        .outerjoin(NoticePdf, NoticePdf.notice_id == HistoryEntry.notice_id)
        .order_by(Record.id, HistoryEntry.seq)
    )


_ENTRY: Final = (
    "record_id",
    "seq",
    "act_id",
    "procedure",
    "step",
    "from_state",
    "to_state",
    "actor_id",
    "role",
    "post_region_code",
    "function",
    "acted_at",
    "notice_id",
    "list_id",
    "basis",
    "commitment",
    "previous_hash",
    "entry_hash",
)
