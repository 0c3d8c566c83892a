"""Workers and orders at one moment, on PostgreSQL; beside a naive control that fails."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from sqlalchemy import select, update

from service.competence import ActRefused, ChangedSince
from service.models.printing import PrintJob, PrintJobNotice
from service.notices.print_jobs import PrintingRoom
from tests.makers import World
from tests.service.printing_room import issued, ordered

WORKERS = 6


def claimed_at_once(world: World, claim: Callable[[PrintingRoom], int | None]) -> list[int]:
    """What workers claim, each until nothing is left, all let off together."""
    start = threading.Barrier(WORKERS, timeout=30)

    def work(name: int) -> list[int]:
        here = PrintingRoom(world.database, Path("/nowhere"), world.clock, f"worker {name}")
        start.wait()
        found = []
        while (taken := claim(here)) is not None:
            found.append(taken)
        return found

    with ThreadPoolExecutor(WORKERS) as pool:
        return [id for found in pool.map(work, range(WORKERS)) for id in found]


def test_workers_at_once_never_print_the_same_notice(pg_world: World) -> None:
    ids = issued(pg_world, 12)
    ordered(pg_world, ids)

    def claim(here: PrintingRoom) -> int | None:
        claimed = here.claim()
        return claimed.notice_id if claimed else None

    assert sorted(claimed_at_once(pg_world, claim)) == ids


def test_the_control_reads_first_and_then_claims_and_prints_twice(pg_world: World) -> None:
    """Why claims lock: several workers read the same waiting notice before one of them marks it."""
    ids = issued(pg_world, 12)
    ordered(pg_world, ids)
    both_have_read = threading.Barrier(WORKERS, timeout=30)
    met = threading.local()

    def claim(here: PrintingRoom) -> int | None:
        with here.database.write() as db:
            waiting = select(PrintJobNotice.notice_id).where(PrintJobNotice.state == "waiting")
            found = db.scalar(waiting.order_by(PrintJobNotice.notice_id).limit(1))
            if not getattr(met, "already", False):
                met.already = True
                both_have_read.wait()
            if found is not None:
                db.execute(update(PrintJobNotice).where(PrintJobNotice.notice_id == found).values(state="printing"))
        return found

    claimed = claimed_at_once(pg_world, claim)
    assert len(claimed) > len(set(claimed))


def test_two_orders_of_one_notice_at_once_are_not_both_taken(pg_world: World) -> None:
    ids = issued(pg_world, 1)
    start = threading.Barrier(4, timeout=30)

    def press(_: int) -> str:
        start.wait()
        try:
            ordered(pg_world, ids)
        except (ActRefused, ChangedSince):
            return "refused"
        return "taken"

    with ThreadPoolExecutor(4) as pool:
        assert sorted(pool.map(press, range(4))) == ["refused", "refused", "refused", "taken"]
    with pg_world.database.read() as db:
        assert len(db.scalars(select(PrintJob.id)).all()) == 1
