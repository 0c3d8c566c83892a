"""What acts ask through the driver comes and fails as if SQLAlchemy had asked it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, select
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError

from service.among import among, listed
from service.models.region import Region
from service.questions import Question, array_text, asked_of_the_driver, quoted
from tests.makers import VILLAGE, World

REGIONS = Question(lambda dialect: select(Region.code, Region.name).where(among(Region.code, "codes", dialect)))
# PostgreSQL's text holds no NUL.
TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"))


def test_a_question_is_answered_as_the_select_is(world: World) -> None:
    with world.database.write() as db:
        connection = db.connection()
        asked = {"codes": listed([VILLAGE, 'no"such\\code,{NULL}'], connection.dialect.name)}
        rows = REGIONS.rows(connection, asked)
        assert [tuple(row) for row in rows] == [
            tuple(row) for row in connection.execute(select(Region.code, Region.name).where(Region.code == VILLAGE))
        ]
        assert REGIONS.rows(connection, {"codes": listed([], connection.dialect.name)}) == []


def test_any_text_reaches_postgresql_as_an_item_of_an_array(world: World) -> None:
    if world.database.dialect == "sqlite":
        return  # It is asked through SQLAlchemy.
    with world.database.write() as db:
        connection = db.connection()

        @settings(deadline=None, max_examples=50)
        @given(st.lists(TEXT))
        def comes_back(texts: list[str]) -> None:
            sent = array_text(map(quoted, texts))
            assert asked_of_the_driver(connection, "SELECT %(sent)s::text[]", {"sent": sent})[0][0] == texts

        comes_back()


def test_what_the_driver_refuses_is_raised_as_sqlalchemy_raises_it(world: World) -> None:
    if world.database.dialect == "sqlite":
        return  # It is asked through SQLAlchemy.
    for statement, error in (
        ("INSERT INTO setting (key, value) VALUES (%(key)s, 'a'), (%(key)s, 'b') RETURNING key", IntegrityError),
        ("SELECT 1 FROM no_such_table WHERE %(key)s = ''", DBAPIError),
    ):
        with pytest.raises(error), world.database.write() as db:
            asked_of_the_driver(db.connection(), statement, {"key": "twice"})


def test_a_connection_that_was_lost_in_an_act_is_not_used_for_the_next_one(world: World) -> None:
    if world.database.dialect == "sqlite":
        return  # A file is not lost.
    with pytest.raises(OperationalError), world.database.write() as db:
        ask_after_the_server_has_gone(db.connection(), world)
    with world.database.write() as db:
        assert asked_of_the_driver(db.connection(), "SELECT 1", {}) == [(1,)]


def ask_after_the_server_has_gone(connection: Connection, world: World) -> None:
    pid = asked_of_the_driver(connection, "SELECT pg_backend_pid()", {})[0][0]
    with world.database.read_engine.connect() as other:
        other.exec_driver_sql(f"SELECT pg_terminate_backend({pid}, 10000)")
    asked_of_the_driver(connection, "SELECT 1", {})
