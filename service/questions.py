"""Questions that every act asks: compiled once, and on PostgreSQL put to the driver without the layers above it.

For one record those layers cost more than the answer does. The driver answers in the same transaction, with the same
locks, and what it refuses is raised as SQLAlchemy raises it.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from functools import cache
from typing import Any, Self

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
        return asked_of_the_driver(connection, *self.for_the_driver(connection, values))

    def for_the_driver(self, connection: Connection, values: Values) -> tuple[str, Values]:
        """Text and parameters as psycopg takes them."""
        if not self._text:
            compiled = self.statement("postgresql").compile(dialect=connection.dialect)
            self._constants = {name: value for name, value in compiled.params.items() if value is not None}
            self._text = str(compiled)
        return self._text, {**self._constants, **values}


class Trip:
    """Several questions in one round trip: what is asked inside the block is answered when it has ended.

    Outside a block every question is asked by itself, and answered at once.
    """

    def __init__(self, connection: Connection) -> None:
        self.connection = connection
        self._inside = False
        self._pipeline: AbstractContextManager[object] | None = None
        self._asked: list[tuple[str, Values]] = []

    def __enter__(self) -> Self:
        self._inside = self.connection.dialect.name == "postgresql" and psycopg.Pipeline.is_supported()
        return self

    def __exit__(self, *raised: Any) -> None:
        self._inside = False
        if self._pipeline is None:
            return
        try:
            self._pipeline.__exit__(*raised)
        except psycopg.Error as error:
            raise _as_sqlalchemy(self.connection, "; ".join(text for text, _ in self._asked), {}, error) from error
        finally:
            self._pipeline = None

    def ask(self, question: Question, values: Values) -> Callable[[], Rows]:
        """Ask a question; what is returned gives its rows.

        Raises:
            DBAPIError: as SQLAlchemy's own execution would; inside a block when it ends.
        """
        if not self._inside:
            rows = question.rows(self.connection, values)
            return lambda: rows
        if self._pipeline is None:
            self._pipeline = _driver(self.connection).pipeline()
            self._pipeline.__enter__()
        text, parameters = question.for_the_driver(self.connection, values)
        self._asked.append((text, parameters))
        return _driver(self.connection).execute(text, _sent(parameters)).fetchall


def asked_of_the_driver(connection: Connection, text: str, values: Mapping[str, object]) -> Sequence[Sequence[Any]]:
    """Rows of a statement in psycopg's own writing, in the connection's transaction.

    Raises:
        DBAPIError: as SQLAlchemy's own execution would.
    """
    try:
        return _driver(connection).execute(text, _sent(values)).fetchall()
    except psycopg.Error as error:
        raise _as_sqlalchemy(connection, text, values, error) from error


def _driver(connection: Connection) -> psycopg.Connection[tuple[Any, ...]]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)
    return driver


def _as_sqlalchemy(connection: Connection, text: str, values: Values, error: psycopg.Error) -> BaseException:
    return DBAPIError.instance(text, values, error, psycopg.Error, dialect=connection.dialect)


def array_text(values: Iterable[object]) -> str:
    """Numbers and plain words (or `quoted` ones) as PostgreSQL reads an array; the driver takes longer to write it."""
    return f"{{{','.join(map(str, values))}}}"


def quoted(text: str) -> str:
    """Any text as an item of `array_text`."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _sent(values: Values) -> Values:
    return {name: _array(value) if isinstance(value, list) else value for name, value in values.items()}


def _array(values: list[Any]) -> str:
    return array_text(quoted(item) if isinstance(item, str) else item for item in values)
