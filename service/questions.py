"""Questions that every act asks: compiled once, and on PostgreSQL put to the driver without the layers above it.

For one record those layers cost more than the answer does. The driver answers in the same transaction, with the same
locks, and what it refuses is raised as SQLAlchemy raises it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from typing import Any

import psycopg
from sqlalchemy import CompoundSelect, Connection, Select
from sqlalchemy.exc import DBAPIError

Asking = Select[Any] | CompoundSelect[Any]
Values = Mapping[str, Any]
Rows = Sequence[Sequence[Any]]


class Question:
    """A select that is compiled once for each engine.

    Args:
        statement: makes it for an engine ("sqlite" or "postgresql"). It selects text, numbers, dates and truth values:
            on PostgreSQL nothing converts them after the driver. It holds no expanding IN (see `service.among`).
    """

    def __init__(self, statement: Callable[[str], Asking]) -> None:
        self.statement = cache(statement)
        self._text = ""
        self._constants: Mapping[str, Any] = {}

    def rows(self, connection: Connection, values: Values) -> Rows:
        """Ask it in the connection's transaction; every row as a tuple.

        Args:
            values: of the bound parameters, lists as `service.among.listed` gives them.

        Raises:
            DBAPIError: as SQLAlchemy's own execution would.
        """
        if connection.dialect.name != "postgresql":
            return connection.execute(self.statement("sqlite"), values).all()
        if not self._text:
            compiled = self.statement("postgresql").compile(dialect=connection.dialect)
            self._constants = {name: value for name, value in compiled.params.items() if value is not None}
            self._text = str(compiled)
        return asked_of_the_driver(connection, self._text, {**self._constants, **values})


def asked_of_the_driver(connection: Connection, text: str, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
    """Rows of a statement in psycopg's own writing, in the connection's transaction.

    Raises:
        DBAPIError: as SQLAlchemy's own execution would.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    sent = {name: _array(value) if isinstance(value, list) else value for name, value in values.items()}
    try:
        return driver.execute(text, sent).fetchall()
    except psycopg.Error as error:
        raise DBAPIError.instance(
            text, values, error, psycopg.Error, hide_parameters=True, dialect=connection.dialect
        ) from error


def array_text(values: Iterable[object]) -> str:
    """Numbers and plain words (or `quoted` ones) as PostgreSQL reads an array; the driver takes longer to write it."""
    return f"{{{','.join(map(str, values))}}}"


def quoted(text: str) -> str:
    """Any text as an item of `array_text`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _array(values: list[Any]) -> str:
    return array_text(quoted(item) if isinstance(item, str) else item for item in values)
