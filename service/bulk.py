"""Many rows in one go: COPY on PostgreSQL, one prepared statement on SQLite, and numbers for rows taken beforehand.

Values are as both engines store them: texts, whole numbers, truth values, None; a day or amount as text.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, text
from sqlalchemy.exc import IntegrityError

AT_ONCE: Final = 2_000


def take_ids(connection: Connection, table: Table, number: int) -> Sequence[int]:
    """Numbers for rows that will be inserted, rising; nobody else gets them."""
    if connection.dialect.name == "postgresql":
        sequence = f"pg_get_serial_sequence('{table.name}', 'id')"
        taken = text(f"SELECT nextval({sequence}) FROM generate_series(1, :number)")
        return sorted(connection.execute(taken, {"number": number}).scalars())
    # The transaction began by locking the database.
    first = connection.execute(text(f"SELECT coalesce(max(id), 0) + 1 FROM {table.name}")).scalar_one()
    return range(first, first + number)


def insert_many(connection: Connection, table: Table, names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Insert rows with these columns.

    Raises:
        IntegrityError: a constraint of the table forbids one of them.
    """
    columns = ", ".join(f'"{name}"' for name in names)
    if connection.dialect.name == "postgresql":
        driver: Any = connection.connection.driver_connection
        copied = f"COPY {table.name} ({columns}) FROM STDIN"
        try:
            with driver.cursor() as cursor, cursor.copy(copied) as copy:
                for row in rows:
                    copy.write_row(row)
        except connection.dialect.loaded_dbapi.IntegrityError as broken:
            raise IntegrityError(copied, None, broken) from broken
        return
    marks = ", ".join("?" * len(names))
    statement = f"INSERT INTO {table.name} ({columns}) VALUES ({marks})"
    some: list[tuple[Any, ...]] = []
    for row in rows:
        some.append(tuple(row))
        if len(some) == AT_ONCE:
            connection.exec_driver_sql(statement, some)
            some = []
    if some:
        connection.exec_driver_sql(statement, some)


def update_many(connection: Connection, table: Table, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Set these columns of the rows whose id stands last in each."""
    mark, sets = "?", [f'"{name}" = ?' for name in names]
    if connection.dialect.name == "postgresql":
        mark = "%s"
        types = [table.columns[name].type.compile(dialect=connection.dialect) for name in names]
        # A value that comes as text takes the column's type; a collation is none.
        sets = [f'"{name}" = CAST(%s AS {kind.split(" COLLATE")[0]})' for name, kind in zip(names, types, strict=True)]
    statement = f"UPDATE {table.name} SET {', '.join(sets)} WHERE id = {mark}"
    connection.exec_driver_sql(statement, [tuple(row) for row in rows])


def instant_stored(connection: Connection, at: datetime) -> str:
    """An instant as `insert_many` takes it: as the engine's own column type stores it."""
    if connection.dialect.name == "postgresql":
        return at.isoformat()
    return at.astimezone(UTC).strftime("%Y-%m-%d %H:%M:%S.%f")
