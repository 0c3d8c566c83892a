"""The number of statements of an act does not depend on the length of its list."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from sqlalchemy import event

from service.firing import fire
from tests.makers import World
from tests.service.walking import assisted, exit_papers, township_reviewed, verified

LENGTHS = (1, 50, 400)


@contextmanager
def counted(world: World) -> Iterator[list[str]]:
    """Statements that are sent to the database meanwhile; on PostgreSQL by the driver, which acts also use directly."""
    sent: list[str] = []
    if world.database.dialect == "postgresql":
        execute = psycopg.Cursor.execute

        def note_driver(cursor: Any, query: Any, *rest: Any, **named: Any) -> Any:
            sent.append(" ".join(str(query).split()))
            return execute(cursor, query, *rest, **named)

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(psycopg.Cursor, "execute", note_driver)
            yield sent
        return

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        sent.append(" ".join(statement.split()))

    event.listen(world.database.write_engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(world.database.write_engine, "before_cursor_execute", note)


def statements(world: World, step: str, ids: list[int], login: str) -> list[str]:
    """What one act sends to the database, from its first question to the history."""
    order, actor, at = world.order(step, ids), world.actor(login), world.tick()
    with counted(world) as sent, world.database.write() as db:
        fire(db, order, actor, at=at)
    return sent


def ready_to_leave(world: World, number: int) -> list[int]:
    ids = assisted(world, number)
    exit_papers(world, ids)
    return ids


@pytest.mark.parametrize(
    ("walk", "step", "login"),
    [
        (ready_to_leave, "propose_exit", "clerk"),
        (verified, "publicize", "clerk"),
        (township_reviewed, "approve", "county-approver"),
    ],
    ids=["propose_exit", "publicize", "approve"],
)
def test_an_act_sends_as_many_statements_for_400_households_as_for_one(
    world: World, walk: Callable[[World, int], list[int]], step: str, login: str
) -> None:
    sent = {number: statements(world, step, walk(world, number), login) for number in LENGTHS}
    assert len(set(map(tuple, sent.values()))) == 1, {number: len(texts) for number, texts in sent.items()}
    assert any("history_entry" in text for text in sent[1]), "the history was written unseen"
