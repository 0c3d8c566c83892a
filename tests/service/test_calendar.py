"""The calendar table: filled for the years that are arranged, read as the lookup that periods ask."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import delete, func, insert, select
from sqlalchemy.orm import Session

from service import create_app
from service.database import Database
from service.models.base import Base
from service.models.calendar import CalendarDay
from service.rules.arranged_days import SOURCE, fill_calendar, known_years, workday_lookup
from service.rules.calendar import UnarrangedYear, WindowProfile, window
from service.settings import Settings


@pytest.fixture
def db(engine_url: str) -> Iterator[Session]:
    database = Database(engine_url)
    Base.metadata.create_all(database.write_engine, tables=[Base.metadata.tables["calendar_day"]])
    with database.write() as session:
        yield session
    database.close()


def test_every_day_of_every_arranged_year_is_filled_in_once(db: Session) -> None:
    assert known_years().start == 2004
    assert known_years().stop >= 2027
    added = fill_calendar(db.connection())
    assert added == sum(366 if year % 4 == 0 else 365 for year in known_years())
    assert fill_calendar(db.connection()) == 0
    assert db.scalar(select(func.count()).select_from(CalendarDay)) == added


def test_a_day_that_somebody_entered_is_left_alone(db: Session) -> None:
    day = date(2018, 10, 8)
    db.execute(insert(CalendarDay).values(day=day, is_working_day=False, source="县政府通知"))
    fill_calendar(db.connection())
    assert db.execute(select(CalendarDay.is_working_day, CalendarDay.source).where(CalendarDay.day == day)).one() == (
        False,
        "县政府通知",
    )


def test_shifted_weekends_are_working_days_and_every_row_names_its_source(db: Session) -> None:
    fill_calendar(db.connection())
    lookup = workday_lookup(db, date(2018, 9, 29), 7)
    assert (lookup(date(2018, 9, 29)), lookup(date(2018, 10, 1)), lookup(date(2018, 10, 8))) == (True, False, True)
    assert db.scalars(select(CalendarDay.source).distinct()).all() == [SOURCE]


def test_the_lookup_reaches_far_enough_for_the_longest_period(db: Session) -> None:
    fill_calendar(db.connection())
    profile = WindowProfile(days=366, working_days=True)
    for year in range(2004, known_years().stop - 3):
        window(date(year, 1, 20), profile, workday_lookup(db, date(year, 1, 20), profile.days))


def test_a_day_that_is_missing_from_the_table_is_not_arranged(db: Session) -> None:
    fill_calendar(db.connection())
    db.execute(delete(CalendarDay).where(CalendarDay.day >= date(2019, 1, 1)))
    posted_on = date(2018, 12, 27)
    with pytest.raises(UnarrangedYear, match="2019"):
        window(posted_on, WindowProfile(days=5, working_days=True), workday_lookup(db, posted_on, 5))


def test_a_command_adds_the_years_that_were_arranged_since(migrated_url: str, tmp_path: Path) -> None:
    app = create_app(Settings(data_dir=tmp_path, database_url=migrated_url, secret_key="k" * 40))
    database: Database = app.extensions["service"].database
    with database.write() as session:
        fill_calendar(session.connection())
        session.execute(delete(CalendarDay).where(CalendarDay.day >= date(2019, 1, 1)))
    later = sum(366 if year % 4 == 0 else 365 for year in known_years() if year >= 2019)
    for added in (later, 0):
        with app.app_context():  # Which the command `flask` opens.
            answer = app.test_cli_runner().invoke(args=["fill-calendar"])
        assert answer.exit_code == 0
        assert answer.output.startswith(f"{added} days added")
    database.close()
