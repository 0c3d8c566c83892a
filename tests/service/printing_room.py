"""Orders print jobs and works them off, one piece after the other and without a thread."""

from pathlib import Path

from service.notices.print_jobs import PrintingRoom
from service.notices.print_orders import order_job
from service.queries.printing import JobLine, SheetLine, sheets_of
from service.queries.printing import print_jobs as jobs_shown
from tests.makers import World, new_key
from tests.service.walking import first_publicity

FIRST = "household_first_list"


def issued(world: World, number: int) -> list[int]:
    """So many first lists of one household each, issued and not printed."""
    return [world.notice_of(first_publicity(world, 1)[0], FIRST) for _ in range(number)]


def ordered(
    world: World, ids: list[int], login: str = "township", *, copies: int | None = 2, why: str = "", key: str = ""
) -> int:
    with world.database.write() as db:
        actor, at = world.actor(login), world.clock.now()
        return order_job(db, ids, copies=copies, why=why, key=key or new_key(), actor=actor, at=at)


def room(world: World, folder: Path, worker: str = "one") -> PrintingRoom:
    return PrintingRoom(world.database, folder, world.clock, worker)


def worked_off(world: World, folder: Path, worker: str = "one") -> int:
    here, pieces = room(world, folder, worker), 0
    while here.work():
        pieces += 1
        assert pieces < 100, "the work does not end"
    return pieces


def job(world: World, job_id: int, login: str = "township") -> tuple[JobLine, list[SheetLine]]:
    with world.database.read() as db:
        (line,) = jobs_shown(db, world.actor(login), job_id=job_id)
        return line, sheets_of(db, job_id)
