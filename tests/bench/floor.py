"""The floor: what the bare driver takes for the statements that nobody can do without, in the same database.

No role, place, guard, notice or facts: BEGIN, read, update, insert a line, COMMIT. Its tables stand beside ours.
"""

import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import psycopg
from sqlalchemy import make_url

TABLES = (
    "CREATE TABLE floor_record (id INTEGER PRIMARY KEY, state TEXT NOT NULL, version INTEGER NOT NULL)",
    "CREATE TABLE floor_history (record_id INTEGER NOT NULL, seq INTEGER NOT NULL, step TEXT NOT NULL, "
    "actor_id INTEGER NOT NULL, said TEXT NOT NULL, PRIMARY KEY (record_id, seq))",
)
SAID = "同意，公示无异议" * 8


class Floor(Protocol):
    """A bare connection that approves."""

    def one(self, record_id: int) -> None:
        """One approval: five round trips."""
        ...

    def many(self, ids: Sequence[int]) -> None:
        """A list: one bulk statement pair in one transaction."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class PostgresFloor:
    """psycopg, without anything above it."""

    def __init__(self, url: str, records: int) -> None:
        address = make_url(url).set(drivername="postgresql")
        self._connection = psycopg.connect(address.render_as_string(hide_password=False), autocommit=True)
        for table in TABLES:
            self._connection.execute(table.encode())
        self._connection.execute(
            "INSERT INTO floor_record SELECT id, 'waiting', 1 FROM generate_series(1, %s) AS id", (records,)
        )

    def one(self, record_id: int) -> None:
        with self._connection.transaction():
            row = self._connection.execute("SELECT state, version FROM floor_record WHERE id = %s", (record_id,))
            found = row.fetchone()
            assert found is not None
            self._connection.execute(
                "UPDATE floor_record SET state = 'approved', version = version + 1 WHERE id = %s AND version = %s",
                (record_id, found[1]),
            )
            self._connection.execute(
                "INSERT INTO floor_history VALUES (%s, %s, 'approve', 1, %s)", (record_id, found[1] + 1, SAID)
            )

    def many(self, ids: Sequence[int]) -> None:
        with self._connection.transaction():
            self._connection.execute(
                "UPDATE floor_record SET state = 'approved', version = version + 1 WHERE id = ANY(%s)", (list(ids),)
            )
            self._connection.execute(
                "INSERT INTO floor_history SELECT id, version, 'approve', 1, %s FROM floor_record WHERE id = ANY(%s)",
                (SAID, list(ids)),
            )

    def close(self) -> None:
        self._connection.close()


class SqliteFloor:
    """sqlite3, with the pragmas of the service."""

    def __init__(self, path: Path, records: int) -> None:
        self._connection = sqlite3.connect(path, isolation_level=None)
        self._connection.execute("PRAGMA journal_mode = WAL")
        for table in TABLES:
            self._connection.execute(table)
        rows = [(id,) for id in range(1, records + 1)]
        self._connection.execute("BEGIN")
        self._connection.executemany("INSERT INTO floor_record VALUES (?, 'waiting', 1)", rows)
        self._connection.execute("COMMIT")

    def one(self, record_id: int) -> None:
        run = self._connection.execute
        run("BEGIN IMMEDIATE")
        (version,) = run("SELECT version FROM floor_record WHERE id = ?", (record_id,)).fetchone()
        run(
            "UPDATE floor_record SET state = 'approved', version = version + 1 WHERE id = ? AND version = ?",
            (record_id, version),
        )
        run("INSERT INTO floor_history VALUES (?, ?, 'approve', 1, ?)", (record_id, version + 1, SAID))
        run("COMMIT")

    def many(self, ids: Sequence[int]) -> None:
        run = self._connection.execute
        first, last = min(ids), max(ids)
        run("BEGIN IMMEDIATE")
        run("UPDATE floor_record SET state = 'approved', version = version + 1 WHERE id BETWEEN ? AND ?", (first, last))
        run(
            "INSERT INTO floor_history SELECT id, version, 'approve', 1, ? FROM floor_record WHERE id BETWEEN ? AND ?",
            (SAID, first, last),
        )
        run("COMMIT")

    def close(self) -> None:
        self._connection.close()
