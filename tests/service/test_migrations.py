"""Migrations: up, down to nothing, up again on both engines, and at the head they are what the models say."""

import re
from collections import Counter
from collections.abc import Iterator
from importlib import import_module
from typing import Any, Final

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import CheckConstraint, Engine, create_engine, inspect, text

from service.migrations import migrate, migrate_down, versions
from service.models import Base
from tests.service.written_once import APPEND_ONLY

_TRIGGERS = {
    "sqlite": "SELECT tbl_name, name FROM sqlite_master WHERE type = 'trigger' ORDER BY 1, 2",
    "postgresql": "SELECT tgrelid::regclass::text, tgname FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1, 2",
}
BY_STATEMENT: Final = import_module(f"{versions.__name__}.0012_what_an_act_costs").FOREIGN_KEYS
"""Foreign keys of the models that PostgreSQL asks by a trigger, once a statement instead of once a row."""
_FUNCTIONS = "SELECT count(*) FROM pg_proc WHERE pronamespace = 'public'::regnamespace"


def triggers(engine: Engine) -> list[tuple[str, str]]:
    with engine.connect() as connection:
        return [(table, name) for table, name in connection.execute(text(_TRIGGERS[engine.dialect.name]))]


@pytest.fixture
def engine(engine_url: str) -> Iterator[Engine]:
    """An engine on an empty database."""
    opened = create_engine(engine_url)
    yield opened
    opened.dispose()


@pytest.fixture
def migrated(migrated_url: str) -> Iterator[Engine]:
    """An engine on a migrated database."""
    opened = create_engine(migrated_url)
    yield opened
    opened.dispose()


def test_up_down_and_up_again_gives_the_same_database(engine: Engine, engine_url: str) -> None:
    migrate(engine_url)
    first = triggers(engine)
    tables = set(inspect(engine).get_table_names())
    guarded = Counter(table for table, _ in first)
    by_statement = {"household_list"} if engine.dialect.name == "postgresql" else set()
    assert guarded.keys() == {*APPEND_ONLY, "history_detail", "record", *by_statement}
    assert {guarded[table] for table in APPEND_ONLY} - {3} == ({2} if by_statement else set())
    migrate_down(engine_url, "base")
    assert set(inspect(engine).get_table_names()) == {"alembic_version"}
    assert triggers(engine) == []
    if engine.dialect.name == "postgresql":
        with engine.connect() as connection:
            assert connection.execute(text(_FUNCTIONS)).scalar_one() == 0
    migrate(engine_url)
    assert triggers(engine) == first
    assert set(inspect(engine).get_table_names()) == tables


def test_alembic_head_matches_models(migrated: Engine) -> None:
    with migrated.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        differences = compare_metadata(context, Base.metadata)
    if migrated.dialect.name == "sqlite":
        assert differences == []
    else:
        assert {missing_key(difference) for difference in differences} == {
            (table, tuple(columns)) for table, columns, *_ in BY_STATEMENT
        }


def missing_key(difference: Any) -> tuple[str, tuple[str, ...]]:
    """Table and columns of a foreign key that the models have and the database has not."""
    what, constraint = difference
    assert what == "add_fk", difference
    return constraint.parent.name, tuple(constraint.column_keys)


def test_every_check_of_the_models_is_in_the_database_with_its_values(migrated: Engine) -> None:
    # Alembic compares no checks; a state that the rules gained must be allowed by the record's.
    found = inspect(migrated)
    for table in Base.metadata.sorted_tables:
        wanted = {str(each.name): str(each.sqltext) for each in table.constraints if isinstance(each, CheckConstraint)}
        there = {str(check["name"]): check["sqltext"] for check in found.get_check_constraints(table.name)}
        assert wanted.keys() <= there.keys(), table.name
        for name, condition in wanted.items():
            assert words_in(there[name]) == words_in(condition), name


def words_in(condition: str) -> set[str]:
    """Values that a condition names; each engine writes it down in its own way."""
    return set(re.findall(r"'(\w+)'", condition))
