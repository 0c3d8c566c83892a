"""The two engines (one writes, one only reads), and the unit of work on each."""

import os
import weakref
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import ColumnElement, Engine, and_, create_engine, event, inspect, make_url, true
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.engine import Connection
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.exc import DisconnectionError, SQLAlchemyError
from sqlalchemy.orm import QueryableAttribute, Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection
from sqlalchemy.sql.elements import SQLCoreOperations

from service.clock import elapsed_seconds

BUSY_SECONDS = 15
UNASKED_SECONDS = 5.0
"""A connection that rested longer is asked whether it still lives before it is used."""
_SURROGATES = range(0xD800, 0xE000)


class Database:
    """A database opened twice: `write()` for what changes it, `read()` for pages.

    Args:
        url: `sqlite:///file` or `postgresql+psycopg://…`.

    Raises:
        ValueError: another kind of database, or one in memory, which two engines cannot share.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url)
        if address.drivername == "postgresql+psycopg":
            self.write_engine = _postgresql(url)
            self.read_engine = _postgresql(url, read_only=True)
        elif address.drivername in ("sqlite", "sqlite+pysqlite"):
            if address.database in (None, "", ":memory:"):
                raise ValueError("an SQLite database needs a file: two engines cannot share one in memory")
            self.write_engine = _sqlite(url)
            self.read_engine = _sqlite(url, read_only=True)
        else:
            raise ValueError(f"{address.drivername}: only sqlite and postgresql+psycopg are known")
        _leave_connections_to_the_parent(self)

    @property
    def dialect(self) -> str:
        """Either "sqlite" or "postgresql"."""
        return self.write_engine.dialect.name

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One transaction that changes the database: committed at the end, rolled back on an exception."""
        with Session(self.write_engine, expire_on_commit=False) as db, db.begin():
            yield db

    @contextmanager
    def read(self) -> Iterator[Session]:
        """Reading only: the engine refuses anything else."""
        with Session(self.read_engine) as db:
            yield db

    def answers(self) -> bool:
        """True when the database can be reached and read."""
        try:
            with self.read_engine.connect() as connection:
                connection.exec_driver_sql("SELECT 1")
        except SQLAlchemyError:
            return False
        return True

    def has_table(self, name: str) -> bool:
        """True when the table exists: before the first migration none does."""
        return inspect(self.read_engine).has_table(name)

    def close(self) -> None:
        """Close every pooled connection."""
        self.write_engine.dispose()
        self.read_engine.dispose()


def prefix_range(column: SQLCoreOperations[str] | QueryableAttribute[str], prefix: str) -> ColumnElement[bool]:
    """Condition "begins with `prefix`" as a range, which a b-tree serves on both engines; LIKE scans.

    Args:
        column: a column of type `service.models.base.code_text()`.
        prefix: any text; the empty prefix (the whole nation) holds for every row.
    """
    if not prefix:
        return true()
    upper = _after_every(prefix)
    lower_bound = column >= prefix
    return and_(lower_bound, column < upper) if upper else lower_bound


def insert_unless_there(db: Session, table: type[Any]) -> sqlite.Insert | postgresql.Insert:
    """Insert that lets a row with the same key stand: of two at once the second waits, and then inserts nothing."""
    if db.get_bind().dialect.name == "postgresql":
        return postgresql.insert(table).on_conflict_do_nothing()
    return sqlite.insert(table).on_conflict_do_nothing()


def _after_every(prefix: str) -> str | None:
    """The smallest text that sorts after everything that begins with `prefix`; None when there is none."""
    for length in range(len(prefix), 0, -1):
        following = ord(prefix[length - 1]) + 1
        if following in _SURROGATES:
            following = _SURROGATES.stop
        if following <= 0x10FFFF:
            return prefix[: length - 1] + chr(following)
    return None


def _postgresql(url: str, *, read_only: bool = False) -> Engine:
    options: dict[str, Any] = {"postgresql_readonly": True} if read_only else {}
    engine = create_engine(url, isolation_level="READ COMMITTED", execution_options=options)
    _ask_the_rested(engine)
    if not read_only:

        @event.listens_for(engine, "connect")
        def plan_once(connection: DBAPIConnection, record: object) -> None:
            cursor = connection.cursor()
            # An act sends the same few statements again and again, and planning one takes longer than running it.
            cursor.execute("SET plan_cache_mode = force_generic_plan")
            # It finds its rows by their keys. The plan is made before they are known, and for as many as the planner
            # supposes it would rather read whole tables.
            cursor.execute("SET random_page_cost = 1")
            cursor.execute("SET enable_hashjoin = off")
            cursor.execute("SET enable_mergejoin = off")
            cursor.close()
            connection.commit()

    return engine


def _ask_the_rested(engine: Engine) -> None:
    """As `pool_pre_ping`, but without a round trip before each of the acts of a busy hour."""

    @event.listens_for(engine, "checkin")
    def rest(connection: DBAPIConnection | None, record: ConnectionPoolEntry) -> None:
        record.info["rests_since"] = elapsed_seconds()

    @event.listens_for(engine, "checkout")
    def ask(connection: DBAPIConnection, record: ConnectionPoolEntry, proxy: PoolProxiedConnection) -> None:
        rests_since = record.info.pop("rests_since", None)
        if rests_since is None or elapsed_seconds() - rests_since < UNASKED_SECONDS:
            return
        try:
            engine.dialect.do_ping(connection)
        except engine.dialect.loaded_dbapi.Error:
            # The pool opens another one.
            raise DisconnectionError from None


def _sqlite(url: str, *, read_only: bool = False) -> Engine:
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def set_up(connection: DBAPIConnection, record: object) -> None:
        # Otherwise the driver begins transactions by itself, late and deferred.
        connection.isolation_level = None
        cursor = connection.cursor()
        cursor.execute("PRAGMA foreign_keys = ON")
        if read_only:
            cursor.execute("PRAGMA query_only = ON")
        else:
            cursor.execute("PRAGMA journal_mode = WAL")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        # A deferred transaction that reads and then writes fails at once when another one wrote in between,
        # whatever the timeout is: writers must queue at their beginning.
        connection.exec_driver_sql("BEGIN" if read_only else "BEGIN IMMEDIATE")

    return engine


def _leave_connections_to_the_parent(database: Database) -> None:
    """Connections do not cross a fork: a child forgets them without closing the parent's sockets."""
    opened = weakref.ref(database)

    def forget() -> None:
        if (known := opened()) is not None:
            known.write_engine.dispose(close=False)
            known.read_engine.dispose(close=False)

    os.register_at_fork(after_in_child=forget)
