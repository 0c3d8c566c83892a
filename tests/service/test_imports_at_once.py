"""Workers at one moment, on PostgreSQL; beside a naive control that fails."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

from sqlalchemy import func, select, update

from service.importing.import_jobs import ImportRoom, TakenOver
from service.models.importing import ImportJob
from service.models.register import Household
from tests.makers import World
from tests.service.importing_room import confirmed, job, previewed, room, uploaded
from tests.service.made_workbooks import household, person, workbook

WORKERS = 4
FAMILY = workbook([household(1)], [person(1, 1, head=True)])


def claimed_at_once(world: World, claim: Callable[[ImportRoom], int | None]) -> list[int]:
    """What workers claim, each until nothing is left, all let off together."""
    start = threading.Barrier(WORKERS, timeout=30)

    def work(name: int) -> list[int]:
        here = ImportRoom(world.database, Path("/nowhere"), world.clock, f"worker {name}")
        start.wait()
        found = []
        while (taken := claim(here)) is not None:
            found.append(taken)
        return found

    with ThreadPoolExecutor(WORKERS) as pool:
        return [id for found in pool.map(work, range(WORKERS)) for id in found]


def test_workers_at_once_never_take_the_same_import(pg_world: World, tmp_path: Path) -> None:
    ids = [uploaded(pg_world, tmp_path, FAMILY) for _ in range(8)]

    def claim(here: ImportRoom) -> int | None:
        claimed = here.claim()
        return claimed.id if claimed else None

    assert sorted(claimed_at_once(pg_world, claim)) == ids


def test_the_control_reads_first_and_then_claims_and_takes_one_twice(pg_world: World, tmp_path: Path) -> None:
    """Why claims lock: several workers read the same waiting import before one of them marks it."""
    for _ in range(8):
        uploaded(pg_world, tmp_path, FAMILY)
    both_have_read = threading.Barrier(WORKERS, timeout=30)
    met = threading.local()

    def claim(here: ImportRoom) -> int | None:
        with here.database.write() as db:
            found = db.scalar(select(ImportJob.id).where(ImportJob.state == "waiting").order_by(ImportJob.id).limit(1))
            if not getattr(met, "already", False):
                met.already = True
                both_have_read.wait()
            if found is not None:
                db.execute(update(ImportJob).where(ImportJob.id == found).values(state="reading"))
        return found

    claimed = claimed_at_once(pg_world, claim)
    assert len(claimed) > len(set(claimed))


def test_one_import_that_two_workers_believe_to_have_is_applied_once(pg_world: World, tmp_path: Path) -> None:
    shown = previewed(pg_world, tmp_path, FAMILY)
    confirmed(pg_world, shown)
    claimed = room(pg_world, tmp_path, "one").claim()
    assert claimed is not None
    # Its lease ran out while it was alive: another has taken it over.
    with pg_world.database.write() as db:
        db.execute(update(ImportJob).values(claimed_by="two"))
    start = threading.Barrier(2, timeout=30)

    def settle(name: str) -> None:
        start.wait()
        with suppress(TakenOver):
            room(pg_world, tmp_path, name).settle(claimed)

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(settle, ("one", "two")))
    assert job(pg_world, shown.id).state == "applied"
    with pg_world.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Household)) == 1
