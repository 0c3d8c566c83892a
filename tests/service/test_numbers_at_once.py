"""Notices issued at one moment, some of them rolled back: numbers without gap or twin, beside controls that fail."""

import threading
from collections.abc import Callable
from functools import partial

from sqlalchemy import func, select, text

from service.firing import fire
from service.models.notice import Notice, NumberSeries
from tests.makers import VILLAGE, World
from tests.service.test_concurrency import PATIENCE, ChangedMind, at_once, kinds
from tests.service.walking import MEETING, assessed

TOGETHER = 12


def issuing(world: World, record_id: int, keeps: bool) -> Callable[[], str]:
    """Somebody who issues a first list, and changes their mind after its number was taken, or does not."""
    order, actor, at = world.order("post_first_list", [record_id]), world.actor("clerk"), world.tick()

    def issue() -> str:
        with world.database.write() as db:
            (notice_id,) = fire(db, order, actor, at=at).notices
            number: str = db.execute(select(Notice.number).where(Notice.id == notice_id)).scalar_one()
            if not keeps:
                raise ChangedMind
            return number

    return issue


def serials(world: World) -> list[int]:
    with world.database.read() as db:
        return list(db.scalars(select(Notice.serial).order_by(Notice.serial)))


def test_notices_issued_at_once_among_rollbacks_are_numbered_without_gap_or_twin(world: World) -> None:
    ids = assessed(world, TOGETHER)
    world.file("identification_meeting", ids, MEETING)
    kept = [place % 3 > 0 for place in range(TOGETHER)]
    results = at_once([issuing(world, id, keeps) for id, keeps in zip(ids, kept, strict=True)])
    assert kinds(results) == {"ChangedMind": kept.count(False), "str": kept.count(True)}
    expected = list(range(1, kept.count(True) + 1))
    assert serials(world) == expected
    numbers = {f"石桥村内公示〔2018〕{serial}号" for serial in expected}
    assert {result for result in results if isinstance(result, str)} == numbers
    # Who changed their mind takes the next numbers later: none was used up.
    late = [id for id, keeps in zip(ids, kept, strict=True) if not keeps]
    at_once([issuing(world, id, True) for id in late])
    assert serials(world) == list(range(1, TOGETHER + 1))
    with world.database.read() as db:
        last = select(NumberSeries.last_number).where(
            NumberSeries.body_code == VILLAGE, NumberSeries.series == "publicity"
        )
        assert db.execute(last).scalar_one() == TOGETHER
        assert db.execute(select(func.count(Notice.code.distinct()))).scalar_one() == TOGETHER


def naively(world: World, number_of: str, *, prepare: str, meet: bool) -> list[int]:
    """Numbers that an order of our own would give: those of the transactions that were kept.

    Args:
        number_of: the statement that gives the next number.
        meet: all look for their number before any of them writes.
    """
    with world.database.write() as db:
        for statement in ("CREATE TABLE naive_notice (number int)", prepare):
            db.execute(text(statement))
    looked = threading.Barrier(TOGETHER)

    def issue(keeps: bool) -> None:
        with world.database.write() as db:
            number = db.execute(text(number_of)).scalar_one()
            if meet:
                looked.wait(PATIENCE)
            db.execute(text("INSERT INTO naive_notice VALUES (:number)"), {"number": number})
            if not keeps:
                raise ChangedMind

    at_once([partial(issue, place % 3 > 0) for place in range(TOGETHER)])
    with world.database.read() as db:
        return list(db.execute(text("SELECT number FROM naive_notice ORDER BY number")).scalars())


def test_naively_the_highest_number_and_one_is_given_twice(pg_world: World) -> None:
    highest = "SELECT coalesce(max(number), 0) + 1 FROM naive_notice"
    given = naively(pg_world, highest, prepare="SELECT 1", meet=True)
    assert len(set(given)) < len(given)


def test_naively_a_sequence_leaves_gaps_where_somebody_rolled_back(pg_world: World) -> None:
    given = naively(pg_world, "SELECT nextval('naive')", prepare="CREATE SEQUENCE naive", meet=True)
    assert len(set(given)) == len(given)
    with pg_world.database.read() as db:
        following = db.execute(text("SELECT last_value FROM naive")).scalar_one() + 1
    assert set(given) != set(range(1, following)), "no gap before the next number"
