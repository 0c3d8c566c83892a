"""What every table shares: named constraints, and the column types for instants and codes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import Date, DateTime, Dialect, MetaData, Numeric, Text
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator, TypeEngine

# Alembic's batch mode on SQLite can only drop or change what has a name.
NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An instant: aware UTC in Python on both engines. SQLite, which knows no time zones, stores it without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Convert to UTC before storing.

        Raises:
            ValueError: the value has no time zone, so that nobody can say which instant it is.
        """
        if value is None:
            return None
        if value.utcoffset() is None:
            raise ValueError(f"{value.isoformat()} has no time zone")
        instant = value.astimezone(UTC)
        return instant.replace(tzinfo=None) if dialect.name == "sqlite" else instant

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Return aware UTC, whatever the session's time zone is."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class ExactNumber(TypeDecorator[Decimal]):
    """An amount or share that must not become a float. SQLite has no decimal type, so it is text there."""

    impl = Numeric
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        """Text on SQLite, NUMERIC on PostgreSQL."""
        return dialect.type_descriptor(Text() if dialect.name == "sqlite" else Numeric(12, 4))

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        """Written out in full, never in exponents."""
        return value if value is None or dialect.name != "sqlite" else f"{value:f}"

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Always a Decimal."""
        return None if value is None else Decimal(value)


def code_text() -> TypeEngine[str]:
    """Type of a column of codes that is searched by prefix: text in byte order on both engines.

    Without collation "C" a PostgreSQL index does not serve a range of codes, see `service.database.prefix_range`.
    """
    return Text().with_variant(Text(collation="C"), "postgresql")


class Base(DeclarativeBase):
    """Base of every mapped class."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar[dict[Any, Any]] = {datetime: UtcDateTime(), date: Date(), str: Text()}
