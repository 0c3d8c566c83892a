"""Any number of ids or codes as one parameter, on both engines: as a condition "is one of these", or as rows."""

import json
from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, Integer, Text, any_, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import QueryableAttribute


def among(column: ColumnElement[Any] | QueryableAttribute[Any], name: str, dialect: str) -> ColumnElement[bool]:
    """`column` is one of the values bound under `name` (give them with `listed`).

    An expanding IN makes another statement for every length; this one is compiled once.
    """
    is_number = isinstance(column.type, Integer)
    if dialect == "postgresql":
        return column == any_(bindparam(name, type_=ARRAY(Integer() if is_number else Text())))
    return column.in_(select(each_id(name, dialect)))


def each_id(name: str, dialect: str) -> ColumnElement[int]:
    """One row for every id bound under `name` (give them with `listed`): what a list inserts in one statement."""
    if dialect == "postgresql":
        return func.unnest(bindparam(name, type_=ARRAY(Integer()))).column_valued(name)
    values: ColumnElement[int] = func.json_each(bindparam(name, type_=Text())).table_valued("value").c.value
    return values


def gathered(column: QueryableAttribute[int], where: ColumnElement[bool], dialect: str) -> ColumnElement[Any]:
    """All numbers of a group in one value (read it with `numbers_in`): a thousand rows take longer to fetch."""
    if dialect == "postgresql":
        return func.array_agg(column).filter(where)
    return func.json_group_array(column).filter(where)


def numbers_in(value: Any) -> list[int]:
    """What `gathered` found."""
    found: list[int] = json.loads(value) if isinstance(value, str) else value or []
    return found


def listed(values: Collection[int] | Collection[str], dialect: str) -> object:
    """The parameter's value for `among` and `each_id`."""
    return list(values) if dialect == "postgresql" else json.dumps(list(values))
