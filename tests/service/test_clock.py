"""The clock: days of Shanghai, and a demonstration's date that only advances."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta

import pytest

from service.clock import FixedClock, SystemClock, TimeOnlyAdvances, shanghai_date, shanghai_instant
from service.database import Database
from service.demonstration import clock as clocks
from service.demonstration.clock import DemonstrationClock, begin_demonstration, is_demonstration
from service.models.setting import Setting

FIRST_DAY = date(2019, 1, 7)


class Wall:
    """The machine's time, moved by hand."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> Wall:
    wall = Wall()
    monkeypatch.setattr(clocks, "wall_now", wall)
    return wall


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    database = Database(engine_url)
    Setting.__table__.create(database.write_engine)
    yield database
    database.close()


@pytest.fixture
def demonstration(database: Database, wall: Wall) -> DemonstrationClock:
    with database.write() as db:
        begin_demonstration(db, shanghai_instant(FIRST_DAY))
    return DemonstrationClock(database)


def test_half_past_midnight_in_shanghai_is_that_day_there() -> None:
    assert shanghai_date(datetime(2019, 1, 6, 16, 30, tzinfo=UTC)) == FIRST_DAY
    assert shanghai_date(datetime(2019, 1, 6, 15, 59, tzinfo=UTC)) == date(2019, 1, 6)


def test_summer_time_that_shanghai_had_until_1991_is_known() -> None:
    assert shanghai_date(datetime(1990, 7, 1, 15, 30, tzinfo=UTC)) == date(1990, 7, 2)


def test_an_instant_without_a_time_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="no time zone"):
        shanghai_date(datetime(2019, 1, 7))  # noqa: DTZ001


def test_production_time_is_now() -> None:
    assert abs(SystemClock().now() - clocks.wall_now()) < timedelta(seconds=5)
    assert SystemClock().now().utcoffset() == timedelta(0)


def test_a_fixed_clock_stands_still_and_only_advances() -> None:
    clock = FixedClock(shanghai_instant(FIRST_DAY))
    assert clock.now() == clock.now() == datetime(2019, 1, 7, 0, 30, tzinfo=UTC)
    clock.advance(timedelta(hours=20))
    assert clock.today() == date(2019, 1, 8)
    clock.advance_to(date(2019, 2, 1))
    assert clock.today() == date(2019, 2, 1)
    with pytest.raises(TimeOnlyAdvances):
        clock.advance_to(date(2019, 1, 31))
    with pytest.raises(TimeOnlyAdvances):
        clock.advance(timedelta(seconds=-1))


def test_a_demonstration_runs_within_its_day_and_waits_at_its_end(
    demonstration: DemonstrationClock, wall: Wall
) -> None:
    assert demonstration.now() == shanghai_instant(FIRST_DAY)
    wall.at += timedelta(minutes=90)
    assert demonstration.now() == shanghai_instant(FIRST_DAY) + timedelta(minutes=90)
    wall.at += timedelta(days=30)
    assert demonstration.now() == datetime(2019, 1, 7, 15, 59, 59, tzinfo=UTC)
    assert demonstration.today() == shanghai_date(demonstration.now()) == FIRST_DAY


def test_a_machine_whose_time_jumps_back_does_not_take_the_demonstration_before_its_day(
    demonstration: DemonstrationClock, wall: Wall
) -> None:
    wall.at -= timedelta(days=2)
    assert demonstration.now() == shanghai_instant(FIRST_DAY)


def test_a_demonstration_is_moved_to_a_later_day_only(
    demonstration: DemonstrationClock, database: Database, wall: Wall
) -> None:
    wall.at += timedelta(days=3)
    with database.write() as db:
        demonstration.advance_to(db, date(2019, 1, 15))
    assert demonstration.now() == shanghai_instant(date(2019, 1, 15))
    for earlier in (date(2019, 1, 14), date(2019, 1, 15)):
        with pytest.raises(TimeOnlyAdvances), database.write() as db:
            demonstration.advance_to(db, earlier)
    assert demonstration.today() == date(2019, 1, 15)


def test_two_visitors_who_press_next_day_move_it_by_one(demonstration: DemonstrationClock, database: Database) -> None:
    offered = demonstration.today() + timedelta(days=1)
    with database.write() as db:
        demonstration.advance_to(db, offered)
    with pytest.raises(TimeOnlyAdvances) as late, database.write() as db:
        demonstration.advance_to(db, offered)
    assert late.value.on == demonstration.today() == offered


def test_another_process_sees_the_same_date(demonstration: DemonstrationClock, database: Database, wall: Wall) -> None:
    wall.at += timedelta(hours=2)
    assert DemonstrationClock(database).now() == demonstration.now()


def test_a_database_becomes_a_demonstration_once(database: Database, wall: Wall) -> None:
    with database.read() as db:
        assert not is_demonstration(db)
    with database.write() as db:
        begin_demonstration(db, shanghai_instant(FIRST_DAY))
        assert is_demonstration(db)
    with pytest.raises(ValueError, match="already"), database.write() as db:
        begin_demonstration(db, shanghai_instant(date(2020, 1, 1)))


def test_a_production_database_has_no_date_to_move(database: Database) -> None:
    with pytest.raises(LookupError):
        DemonstrationClock(database).now()
