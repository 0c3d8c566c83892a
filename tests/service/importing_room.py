"""Uploads workbooks and works them off, one piece after the other and without a thread."""

import json
from pathlib import Path
from typing import Any

from sqlalchemy import select

from service.importing.import_jobs import ImportRoom
from service.importing.orders import confirm_import, folder_of, order_import
from service.importing.plan import LINES
from service.models.importing import ImportJob
from tests.makers import World, new_key


def uploaded(world: World, folder: Path, content: bytes, login: str = "clerk", filename: str = "户.xlsx") -> int:
    with world.database.write() as db:
        return order_import(
            db,
            folder,
            filename=filename,
            content=content,
            key=new_key(),
            actor=world.actor(login),
            at=world.clock.now(),
        )


def room(world: World, folder: Path, worker: str = "one") -> ImportRoom:
    return ImportRoom(world.database, folder, world.clock, worker)


def previewed(world: World, folder: Path, content: bytes, login: str = "clerk", filename: str = "户.xlsx") -> ImportJob:
    """The job of a file that was read."""
    job_id = uploaded(world, folder, content, login, filename)
    room(world, folder).work_off()
    return job(world, job_id)


def confirmed(world: World, shown: ImportJob, login: str = "clerk") -> None:
    with world.database.write() as db:
        confirm_import(
            db, shown.id, preview=shown.preview, why="入户核实", actor=world.actor(login), at=world.clock.now()
        )


def imported(world: World, folder: Path, content: bytes, login: str = "clerk", filename: str = "户.xlsx") -> ImportJob:
    """The same, confirmed and applied."""
    shown = previewed(world, folder, content, login, filename)
    assert shown.state == "previewed", shown.failure
    confirmed(world, shown, login)
    room(world, folder).work_off()
    return job(world, shown.id)


def job(world: World, job_id: int) -> ImportJob:
    with world.database.read() as db:
        found = db.execute(select(ImportJob).where(ImportJob.id == job_id)).scalar_one()
        db.expunge(found)
    return found


def lines(folder: Path, shown: ImportJob, name: str) -> list[list[Any]]:
    """A list of the preview."""
    assert name in LINES
    return [each for some in folder_of(folder, shown.key).read_many(f"lines-{name}") for each in some]


def problems(folder: Path, shown: ImportJob) -> list[tuple[int, str, str]]:
    """Excel's row, column and code of everything that is wrong."""
    return [(line[3], column, code) for line in lines(folder, shown, "bad") for column, code, _ in line[8]]


def refusal(shown: ImportJob) -> str:
    """The code of the reason why a file was refused."""
    assert shown.state == "refused", shown.state
    return str(json.loads(shown.failure)["code"])
