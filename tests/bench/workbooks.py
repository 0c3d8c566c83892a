"""`./run bench import export`: 50,000 rows in and out, beside the bare library reading or writing the same file.

Import: the reader, the comparison, the preview on the disk and the applied plan, against calamine reading the file and
the driver inserting in bulk, into the same tables of another database, the rows that came of it: households, people,
keys of their names, acts.
Export: a workbook with full numbers, against xlsxwriter writing the same cells from memory. Each runs in a process of
its own, whose peak is measured (for an import with its reader's).
"""

import json
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import python_calamine
import xlsxwriter
from sqlalchemy import insert, select

from service.bulk import insert_many
from service.clock import elapsed_seconds
from service.database import Database
from service.models.region import Region
from service.models.register import Household, Member, NameKey
from service.models.register_history import RegisterAct
from service.queries.households import HouseholdFilter
from service.register.names import keys_of
from service.register.values import REGISTER_KEY
from service.sealing import Seal
from service.settings import ROOT
from service.words.spoken import CHINESE
from service.workbooks.exporting import Export
from tests.bench.registers import PERSONS, villages_of, write_workbook
from tests.makers import TOWNSHIP, World, make_world
from tests.service.importing_room import confirmed, job, room, uploaded

HOUSEHOLDS: Final = 10_000
MARKS: Final = {"import": 4.0, "export": 2.0}
HEAD: Final = (
    f"{'what':8} {'engine':12} {'rows':>6} {'ours s':>8} {'bare s':>8} {'ratio':>6} {'ours MB':>8} {'bare MB':>8}  mark"
)


@dataclass(frozen=True)
class WorkbookFigure:
    """One measurement: seconds and peak megabytes of ours and of the bare library, and the ratio of the seconds."""

    what: str
    engine: str
    rows: int
    ours: float
    bare: float
    ratio: float
    ours_mb: int
    bare_mb: int
    mark: float

    def __str__(self) -> str:
        return (
            f"{self.what:8} {self.engine:12} {self.rows:6} {self.ours:8.2f} {self.bare:8.2f} {self.ratio:6.2f} "
            f"{self.ours_mb:8} {self.bare_mb:8}  at most {self.mark}"
        )


def workbook_figures(what: str, url: str, bare_url: str, engine: str) -> Iterator[WorkbookFigure]:
    """Measure an import, or an export of what was imported first.

    Args:
        url, bare_url: two migrated databases of the engine.
    """
    with tempfile.TemporaryDirectory(prefix="bench-") as name:
        folder = Path(name)
        rows = write_workbook(folder / "register.xlsx", HOUSEHOLDS)
        for each in (url, bare_url):
            _places(each)
        ours = _apart("import", url, folder)
        if what == "import":
            yield _figure(what, engine, rows, ours, _apart("bare_import", bare_url, folder, url))
        else:
            yield _figure(what, engine, rows, _apart("export", url, folder), _apart("bare_export", url, folder))


def report(say: Callable[[str], None], what: str, url: str, bare_url: str, engine: str) -> list[WorkbookFigure]:
    """Measure, and say each figure as it comes."""
    figures = []
    for figure in workbook_figures(what, url, bare_url, engine):
        say(str(figure))
        figures.append(figure)
    return figures


def _figure(what: str, engine: str, rows: int, ours: dict[str, float], bare: dict[str, float]) -> WorkbookFigure:
    ratio = round(ours["seconds"] / bare["seconds"], 2)
    times = (round(ours["seconds"], 2), round(bare["seconds"], 2))
    return WorkbookFigure(what, engine, rows, *times, ratio, int(ours["mb"]), int(bare["mb"]), MARKS[what])


def _places(url: str) -> None:
    database = Database(url)
    world = make_world(database)
    rows = [
        {"code": code, "name": f"{code}村民委员会", "level": "village", "parent_code": TOWNSHIP, "source": "bench"}
        for code in villages_of(HOUSEHOLDS)
    ]
    with world.database.write() as db:
        db.execute(insert(Region), rows)
    database.close()


def _apart(what: str, *arguments: object) -> dict[str, float]:
    command = [sys.executable, "-m", "tests.bench.workbooks", what, *map(str, arguments)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, check=True)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def import_(url: str, folder: str) -> float:
    """Seconds of an import, from the uploaded file to the applied plan."""
    world, data_dir = _world(url), Path(folder)
    content = (data_dir / "register.xlsx").read_bytes()
    keys_of("王小明")  # the dictionary is read once in the life of a service
    begun = elapsed_seconds()
    job_id = uploaded(world, data_dir, content, "township")
    room(world, data_dir).work_off()
    shown = job(world, job_id)
    assert (shown.new_households, shown.new_members) == (HOUSEHOLDS, HOUSEHOLDS * PERSONS), shown.failure
    confirmed(world, shown, "township")
    room(world, data_dir).work_off()
    assert job(world, job_id).state == "applied"
    return elapsed_seconds() - begun


def bare_import(url: str, folder: str, filled: str) -> float:
    """Seconds of calamine reading the file and of a bulk insert of the rows that stand in the filled database."""
    tables: list[Any] = [each.__table__ for each in (Household, Member, NameKey, RegisterAct)]
    rows = []
    source = Database(filled)
    with source.read_engine.connect() as connection:
        for table in tables:
            found = connection.exec_driver_sql(f"SELECT * FROM {table.name} ORDER BY 1, 2")
            rows.append((list(found.keys()), [tuple(row) for row in found]))
    source.close()
    database = Database(url)
    begun = elapsed_seconds()
    book = python_calamine.CalamineWorkbook.from_path(f"{folder}/register.xlsx")
    cells = [book.get_sheet_by_index(place).to_python() for place in range(2)]
    with database.write() as db:
        for table, (names, each) in zip(tables, rows, strict=True):
            insert_many(db.connection(), table, names, each)
    taken = elapsed_seconds() - begun
    assert len(cells[1]) == HOUSEHOLDS * PERSONS + 1
    return taken


def export(url: str, folder: str) -> float:
    """Seconds of an export with full numbers."""
    world = _world(url)
    begun = elapsed_seconds()
    with world.database.read() as db:
        seal = Seal(Path(folder), REGISTER_KEY)
        Export(db, world.actor("township"), HouseholdFilter(), CHINESE, seal).workbook(Path(folder) / "out.xlsx")
    return elapsed_seconds() - begun


def bare_export(url: str, folder: str) -> float:
    """Seconds of xlsxwriter writing the same cells from memory."""
    book = python_calamine.CalamineWorkbook.from_path(f"{folder}/out.xlsx")
    sheets = [book.get_sheet_by_index(place).to_python() for place in range(2)]
    begun = elapsed_seconds()
    bare = xlsxwriter.Workbook(f"{folder}/bare.xlsx", {"constant_memory": True})
    for rows in sheets:
        sheet = bare.add_worksheet()
        for line, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell == "":
                    continue
                if type(cell) is str:
                    sheet.write_string(line, place, cell)
                else:
                    sheet.write_number(line, place, cell)
    bare.close()
    return elapsed_seconds() - begun


def _world(url: str) -> World:
    world = World(Database(url))
    from service.models.people import User

    with world.database.read() as db:
        world.people = {login: id for login, id in db.execute(select(User.login, User.id))}  # noqa: C416
    return world


if __name__ == "__main__":
    measured = {"import": import_, "bare_import": bare_import, "export": export, "bare_export": bare_export}
    seconds = measured[sys.argv[1]](*sys.argv[2:])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss + resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    print(json.dumps({"seconds": seconds, "mb": peak / 1024}))
