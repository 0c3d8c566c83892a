"""Numbers without gaps: a row per body, series and year, raised in the transaction of the act."""

from sqlalchemy import Connection

# A sequence would leave a gap at every rollback; this row is locked until the act commits.
_NEXT = """
INSERT INTO number_series (body_code, series, year, last_number) VALUES ({0}, {1}, {2}, 1)
ON CONFLICT (body_code, series, year) DO UPDATE SET last_number = number_series.last_number + 1
RETURNING last_number
"""
_SQL = {"postgresql": _NEXT.format("%s", "%s", "%s"), "sqlite": _NEXT.format("?", "?", "?")}


def next_number(connection: Connection, body_code: str, series: str, year: int) -> int:
    """The next number of a body's series in a year, from 1. Given back when the transaction is rolled back."""
    number = connection.exec_driver_sql(_SQL[connection.dialect.name], (body_code, series, year)).scalar_one()
    return int(number)
