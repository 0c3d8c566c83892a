"""Import of a table of division codes: staged, checked as a whole, only then merged. A bad file changes nothing."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from itertools import islice
from pathlib import Path

from sqlalchemy import (
    Column,
    Connection,
    Date,
    Integer,
    MetaData,
    Table,
    Text,
    exists,
    func,
    insert,
    literal,
    select,
    text,
    true,
)
from sqlalchemy.dialects import postgresql, sqlite

from service.models.base import code_text
from service.models.region import NATION_CODE, NATION_NAME, Region
from service.regions.division_file import Division, DivisionFile, DivisionFileError, Problem
from workflows.roles import Level

SOURCE = "国家统计局统计用区划代码和城乡划分代码，2023年年中 (china-division 2.7.0)"
_BATCH = 10_000
_FIRST_PROBLEMS = 20

_staged = Table(
    "staged_division",
    MetaData(),
    Column("line", Integer, nullable=False),
    Column("code", code_text(), nullable=False),
    Column("name", Text, nullable=False),
    Column("level", Text, nullable=False),
    Column("parent_code", code_text(), nullable=False),
    prefixes=["TEMPORARY"],
)


class Phase(StrEnum):
    """What the import is doing."""

    READING = "reading"
    CHECKING = "checking"
    WRITING = "writing"
    DONE = "done"


@dataclass(frozen=True)
class Progress:
    """How far the import is.

    Attributes:
        phase: what it is doing.
        rows: divisions read so far.
        share: part of the file that has been read, 0 to 1.
    """

    phase: Phase
    rows: int
    share: float


@dataclass(frozen=True)
class ImportedRegions:
    """What an import changed: divisions in the file, new regions, regions with another name than before."""

    rows: int
    added: int
    renamed: int


def import_regions(
    connection: Connection,
    path: Path,
    report: Callable[[Progress], None] = lambda progress: None,
    *,
    source: str = SOURCE,
    valid_from: date | None = None,
) -> ImportedRegions:
    """Import a table of division codes: new regions are added, names are updated, nothing is deleted or re-keyed.

    Args:
        connection: on the write engine; the caller commits.
        path: CSV `code,name`, plain or gzipped, in any order; parents may also be in the database already.
        report: called about every 10,000 rows and at each phase.
        source: document that the table comes from, stored with every region added or renamed.
        valid_from: first day of the codes that are new; None where the table does not say since when they exist.

    Raises:
        DivisionFileError: something is wrong with the file; every region is as before.
    """
    file = DivisionFile(path)
    # The pool keeps a connection, and with it a temporary table, when a file was refused.
    connection.execute(text("DROP TABLE IF EXISTS staged_division"))
    _staged.create(connection, checkfirst=False)
    rows = _stage(connection, file, report)
    report(Progress(Phase.CHECKING, rows, 1.0))
    connection.execute(text("CREATE INDEX staged_division_by_code ON staged_division (code, line)"))
    if connection.dialect.name == "postgresql":
        connection.execute(text("ANALYZE staged_division"))
    _refuse(_duplicates(connection))
    _refuse(_orphans(connection))
    report(Progress(Phase.WRITING, rows, 1.0))
    add_nation(connection)
    added, renamed = _merge(connection, source, valid_from)
    _staged.drop(connection, checkfirst=False)
    report(Progress(Phase.DONE, rows, 1.0))
    return ImportedRegions(rows, added, renamed)


def add_nation(connection: Connection) -> None:
    """Add the root above the provinces, code '', once."""
    if connection.execute(select(Region.code).where(Region.code == NATION_CODE)).first() is None:
        nation = {"code": NATION_CODE, "name": NATION_NAME, "level": Level.NATION.value, "source": "GB/T 2260"}
        connection.execute(insert(Region), nation)


def _stage(connection: Connection, file: DivisionFile, report: Callable[[Progress], None]) -> int:
    rows = 0
    divisions = file.divisions()
    while batch := list(islice(divisions, _BATCH)):
        _write_batch(connection, batch)
        rows += len(batch)
        report(Progress(Phase.READING, rows, file.share_read))
    return rows


def _write_batch(connection: Connection, batch: list[Division]) -> None:
    if connection.dialect.name == "postgresql":
        with (
            connection.connection.cursor() as cursor,  # type: ignore[attr-defined]
            cursor.copy("COPY staged_division (line, code, name, level, parent_code) FROM STDIN") as copy,
        ):
            for row in batch:
                copy.write_row(row)
    else:
        connection.execute(insert(_staged), [row._asdict() for row in batch])


def _refuse(problems: list[Problem]) -> None:
    if problems:
        raise DivisionFileError(problems)


def _duplicates(connection: Connection) -> list[Problem]:
    earlier = _staged.alias()
    first_line = (
        select(func.min(earlier.c.line))
        .where(earlier.c.code == _staged.c.code, earlier.c.line < _staged.c.line)
        .scalar_subquery()
    )
    query = (
        select(_staged.c.line, _staged.c.code, first_line)
        .where(exists().where(earlier.c.code == _staged.c.code, earlier.c.line < _staged.c.line))
        .order_by(_staged.c.line)
        .limit(_FIRST_PROBLEMS)
    )
    return [
        Problem(line, f"the code {code} stands on line {first} already")
        for line, code, first in connection.execute(query)
    ]


def _orphans(connection: Connection) -> list[Problem]:
    parent = _staged.alias()
    query = (
        select(_staged.c.line, _staged.c.code, _staged.c.parent_code)
        .where(
            _staged.c.parent_code != NATION_CODE,
            ~exists().where(parent.c.code == _staged.c.parent_code),
            ~exists().where(Region.code == _staged.c.parent_code),
        )
        .order_by(_staged.c.line)
        .limit(_FIRST_PROBLEMS)
    )
    return [
        Problem(line, f"no division {parent_code} for {code} to lie in")
        for line, code, parent_code in connection.execute(query)
    ]


def _merge(connection: Connection, source: str, valid_from: date | None) -> tuple[int, int]:
    known = select(func.count()).select_from(_staged).join(Region, Region.code == _staged.c.code)
    total = connection.execute(select(func.count()).select_from(_staged)).scalar_one()
    added = total - connection.execute(known).scalar_one()
    renamed = connection.execute(known.where(Region.name != _staged.c.name)).scalar_one()
    columns = [_staged.c.code, _staged.c.name, _staged.c.level, _staged.c.parent_code]
    rows = select(*columns, literal(valid_from, Date), literal(source, Text)).where(true()).order_by(_staged.c.code)
    # SQLite reads ON after a bare FROM as the condition of a join: the WHERE above must be there.
    new = (postgresql.insert if connection.dialect.name == "postgresql" else sqlite.insert)(Region).from_select(
        ["code", "name", "level", "parent_code", "valid_from", "source"], rows
    )
    connection.execute(
        new.on_conflict_do_update(
            index_elements=[Region.code],
            set_={"name": new.excluded.name, "source": new.excluded.source},
            where=Region.name != new.excluded.name,
        )
    )
    return added, renamed
