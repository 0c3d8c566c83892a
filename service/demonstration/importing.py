"""A list that the village's clerk has uploaded and not confirmed yet: what an import shows before anything changes."""

import tempfile
from datetime import date
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

import openpyxl
from sqlalchemy import select

from service.clock import FixedClock, shanghai_instant
from service.database import Database
from service.importing.import_jobs import ImportRoom
from service.importing.orders import order_import
from service.models.people import User
from service.people import Actor, actor_of
from service.queries.households import REGISTERED, HouseholdFilter
from service.register.fields import Subject
from service.words.spoken import CHINESE
from service.workbooks.columns import COLUMNS
from service.workbooks.exporting import Export

NAME: Final = "2019年1月入户核查.xlsx"
# Sheet, Excel's row, column, what the clerk wrote over it: good and bad, at once and to be approved.
CORRECTIONS: Final[tuple[tuple[Subject, int, str, Any], ...]] = (
    (Subject.HOUSEHOLD, 2, "bank", "演示农村商业银行东湖支行"),
    (Subject.HOUSEHOLD, 4, "dwelling_area", "约八十"),
    (Subject.HOUSEHOLD, 6, "fuel", "柴草"),
    (Subject.HOUSEHOLD, 9, "main_cause", "缺技术"),
    (Subject.MEMBER, 5, "health", "一般"),
    (Subject.MEMBER, 6, "education", "高中"),
    (Subject.MEMBER, 8, "born_on", "1950-02-03"),
)


def upload_a_list(database: Database, data_dir: Path, on: date) -> None:
    """Export the village's poor households, correct some cells, upload the file and have it read."""
    clock = FixedClock(shanghai_instant(on))
    with tempfile.TemporaryDirectory() as folder, database.read() as db:
        path = Path(folder) / NAME
        clerk = _clerk(db, on)
        Export(db, clerk, HouseholdFilter(state=REGISTERED), CHINESE).workbook(path)
        _correct(path)
        content = path.read_bytes()
    with database.write() as db:
        order_import(db, data_dir, filename=NAME, content=content, key=uuid4().hex, actor=clerk, at=clock.now())
    ImportRoom(database, data_dir, clock, "demonstration").work_off()


def _clerk(db: Any, on: date) -> Actor:
    actor = actor_of(db, db.execute(select(User.id).where(User.login == "clerk")).scalar_one(), on)
    assert actor is not None, "the demonstration has a clerk"
    return actor


def _correct(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    for subject, row, name, value in CORRECTIONS:
        sheet = book.worksheets[0 if subject is Subject.HOUSEHOLD else 1]
        place = next(at for at, column in enumerate(COLUMNS[subject], start=1) if column.name == name)
        sheet.cell(row, place).value = value
    book.save(path)
