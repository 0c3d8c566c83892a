"""Objections of before they had a procedure of their own are carried over, and back, with every act and reference."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine, inspect, text

from service.migrations import migrate, migrate_down
from tests.service.told import tampering_engine

OLD = ("lodged", "accepted", "out_of_time", "clue", "upheld", "dismissed", "appealed", "withdrawn")
AT = "2018-11-20 00:00:00+00:00"


@pytest.fixture
def engine(engine_url: str) -> Iterator[Engine]:
    """An engine on a database as it was before, with an objection in every state. Nothing else stands in it."""
    migrate(engine_url, "0006")
    opened = tampering_engine(engine_url)
    with opened.begin() as connection:
        for number, state in enumerate(OLD, 1):
            connection.execute(
                text(
                    "INSERT INTO objection (id, notice_id, record_id, state, version, lodged_on, channel, objector, "
                    "content, lodged_by, lodged_at) VALUES (:id, 7, 8, :state, 3, '2018-11-20', 'visit', '王某', "
                    "'有小汽车', 9, :at)"
                ),
                {"id": number, "state": state, "at": AT},
            )
        _act(connection, 7, "appealed")
    yield opened
    opened.dispose()


def _act(connection: Connection, objection_id: int, to_state: str) -> None:
    connection.execute(
        text(
            "INSERT INTO objection_act (id, objection_id, from_state, to_state, investigators, finding, actor_id, "
            "role, post_region_code, acted_at) "
            "VALUES (:id, :id, 'dismissed', :state, '', '', 9, 'village_clerk', '99', :at)"
        ),
        {"id": objection_id, "state": to_state, "at": AT},
    )


def rows(engine: Engine, columns: str) -> list[tuple[object, ...]]:
    with engine.connect() as connection:
        return [tuple(row) for row in connection.execute(text(f"SELECT {columns} FROM objection ORDER BY id"))]


def test_every_state_is_carried_over_and_back(engine: Engine, engine_url: str) -> None:
    before = rows(engine, "*")
    migrate(engine_url, "0007")
    assert rows(engine, "state") == [(state,) for state in OLD]
    outcomes = {state: outcome for state, outcome in rows(engine, "state, outcome") if outcome}
    assert outcomes == {"upheld": "upheld", "dismissed": "dismissed"}
    assert [state for state, omitted in rows(engine, "state, about_omitted") if omitted] == ["clue"]
    assert refers_to_objections(engine)
    migrate_down(engine_url, "0006")
    assert rows(engine, "*") == before
    assert refers_to_objections(engine)


def test_what_the_older_rule_has_no_word_for_is_carried_back_as_the_nearest(engine: Engine, engine_url: str) -> None:
    migrate(engine_url, "0007")
    with engine.begin() as connection:
        connection.execute(text("UPDATE objection SET state = 'replied' WHERE outcome IS NOT NULL"))
        connection.execute(text("UPDATE objection SET state = 'investigated' WHERE state IN ('accepted', 'appealed')"))
    migrate_down(engine_url, "0006")
    assert rows(engine, "state") == [(state,) for state in OLD]


def test_an_objection_to_projects_has_no_place_in_the_older_table_and_is_not_dropped(
    engine: Engine, engine_url: str
) -> None:
    migrate(engine_url, "0007")
    with engine.begin() as connection:
        connection.execute(text("UPDATE objection SET record_id = NULL, project_number = 1 WHERE id = 2"))
    before = rows(engine, "*")
    with pytest.raises(RuntimeError, match="stand on no record"):
        migrate_down(engine_url, "0006")
    assert rows(engine, "*") == before


def refers_to_objections(engine: Engine) -> bool:
    """Whether every act still refers to an objection, by the table's name."""
    keys = inspect(engine).get_foreign_keys("objection_act")
    return {key["referred_table"] for key in keys} == {"objection", "user"}
