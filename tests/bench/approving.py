"""Households that stand before their approval, and the act that is measured: fire() with its transaction."""

from collections.abc import Sequence

from service.firing import fire
from tests.makers import World
from tests.service.walking import verified


def single_households(world: World, number: int) -> list[int]:
    """Households whose publicity is complete, each on a list and a notice of its own: before the township's review."""
    ids = verified(world, number)
    for id in ids:
        world.fire("publicize", [id], "clerk")
    _complete(world, [[id] for id in ids])
    return ids


def one_list(world: World, number: int) -> list[int]:
    """Households on one list and one notice whose publicity is complete: before the township's review."""
    ids = verified(world, number)
    world.fire("publicize", ids, "clerk")
    _complete(world, [ids])
    return ids


def act(world: World, step: str, ids: Sequence[int], login: str) -> float:
    """Take a step for them in one act and one transaction.

    Returns:
        Seconds from the first question to the commit. The order is made before: it came with the page.
    """
    order, actor, at = world.order(step, ids), world.actor(login), world.tick()
    begun = seconds()
    with world.database.write() as db:
        fire(db, order, actor, at=at)
    return seconds() - begun


def know_the_tables(world: World) -> None:
    """Statistics as a server in use has them: the rows came all at once, and its own housekeeping was not here yet."""
    with world.database.write() as db:
        db.connection().exec_driver_sql("ANALYZE")


def seconds() -> float:
    """A counter that only grows."""
    from service.clock import elapsed_seconds

    return elapsed_seconds()


def _complete(world: World, lists: Sequence[Sequence[int]]) -> None:
    notices = [world.notice_of(ids[0], "household_exit_list") for ids in lists]
    for notice_id in notices:
        world.print_and_post(notice_id)
    world.wait(8)
    for notice_id in notices:
        world.sign_result(notice_id)
