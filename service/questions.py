"""Questions that every act asks: compiled once, and on PostgreSQL put to the driver without the layers above it.

For one record those layers cost more than the answer does. The driver answers in the same transaction, with the same
locks, and what it refuses is raised as SQLAlchemy raises it.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, LiteralString, cast

import psycopg
from sqlalchemy import Connection, Select, CompoundSelect
from sqlalchemy.exc import DBAPIError

Asking = Select[Any] | CompoundSelect[Any]


class Question:
    """A select that is compiled once for each engine.

    Args:
        statement: makes it for an engine ("sqlite" or "postgresql"). It selects text, numbers, dates and truth values:
            on PostgreSQL nothing converts them after the driver. It holds no expanding IN (see `service.among`).
    """

    def __init__(self, statement: Callable[[str], Asking]) -> None:
        self._make = statement
        self._made: dict[str, Asking] = {}
        self._text: LiteralString = ""
        self._constants: Mapping[str, Any] = {}

    def rows(self, connection: Connection, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
        """Ask it in the connection's transaction; every row as a tuple.

        Args:
            values: of the bound parameters, lists as `service.among.listed` gives them.

        Raises:
            DBAPIError: as SQLAlchemy's own execution would.
        """
        if connection.dialect.name != "postgresql":
            return connection.execute(self.statement("sqlite"), values).all()
        if not self._text:
            self._compile(connection)
        return asked_of_the_driver(connection, self._text, {**self._constants, **values})

    def statement(self, dialect: str) -> Asking:
        """The select itself."""
        if dialect not in self._made:
            self._made[dialect] = self._make(dialect)
        return self._made[dialect]

    def _compile(self, connection: Connection) -> None:
        compiled = self.statement("postgresql").compile(dialect=connection.dialect)
        self._constants = {name: value for name, value in compiled.params.items() if value is not None}
        # Written by SQLAlchemy from a select of this code: no word of it came from outside.
        self._text = cast(LiteralString, str(compiled))


def asked_of_the_driver(
    connection: Connection, text: LiteralString, values: Mapping[str, object]
) -> Sequence[Sequence[Any]]:
    """Rows of a statement in psycopg's own writing, in the connection's transaction.

    Raises:
        DBAPIError: as SQLAlchemy's own execution would.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    try:
        return driver.execute(text, {name: _sent(value) for name, value in values.items()}).fetchall()
    except psycopg.Error as error:
        raise DBAPIError.instance(text, values, error, psycopg.Error, dialect=connection.dialect) from error


def _sent(value: object) -> object:
    """An array of numbers as the text that PostgreSQL reads: the driver takes longer to find out their type."""
    if isinstance(value, list) and value and isinstance(value[0], int):
        return f"{{{','.join(map(str, value))}}}"
    return value
