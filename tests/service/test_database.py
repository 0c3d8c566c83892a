"""The two engines: what each does, writers that queue, prefixes as ranges; and the settings they start from."""

import os
import stat
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Text, func, insert, literal, select, text
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Mapped, mapped_column

from service.database import Database, insert_unless_there, prefix_range
from service.models.base import Base, code_text
from service.settings import SettingsError, read_settings


class Thing(Base):
    """A table of this test's own."""

    __tablename__ = "thing_of_a_test"

    code: Mapped[str] = mapped_column(code_text(), primary_key=True)
    count: Mapped[int] = mapped_column(default=0)
    seen_at: Mapped[datetime | None]
    above: Mapped[str | None] = mapped_column(Text)


# No other test's schema may hold this table.
TABLE = Thing.__table__
Base.metadata.remove(TABLE)


@pytest.fixture
def database(engine_url: str) -> Iterator[Database]:
    database = Database(engine_url)
    TABLE.create(database.write_engine)
    yield database
    database.close()


@pytest.fixture(scope="module")
def empty(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    database = Database(f"sqlite:///{tmp_path_factory.mktemp('empty') / 'empty.db'}")
    yield database
    database.close()


def test_what_is_written_is_there_afterwards_and_what_fails_is_not(database: Database) -> None:
    with database.write() as db:
        db.add(Thing(code="kept"))
    with pytest.raises(IntegrityError), database.write() as db:
        db.execute(insert(Thing), [{"code": "lost"}, {"code": "lost"}])
    with database.read() as db:
        assert db.scalars(select(Thing.code)).all() == ["kept"]


def test_the_reading_engine_refuses_to_write(database: Database) -> None:
    with pytest.raises(DBAPIError, match=r"read-?only"), database.read() as db:
        db.execute(insert(Thing).values(code="x"))


def test_writers_that_read_first_queue_and_none_fails(database: Database) -> None:
    with database.write() as db:
        db.add(Thing(code="counter"))

    def count_up(_turn: int) -> None:
        with database.write() as db:
            thing = db.get_one(Thing, "counter", with_for_update=True)
            thing.count += 1

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(count_up, range(80)))
    with database.read() as db:
        assert db.scalar(select(Thing.count)) == 80


def test_reading_goes_on_while_somebody_writes(database: Database) -> None:
    with database.write() as writing:
        writing.add(Thing(code="not yet"))
        writing.flush()
        with database.read() as db:
            assert db.scalar(select(func.count()).select_from(Thing)) == 0


def test_sqlite_enforces_foreign_keys_and_writes_its_log_ahead(empty: Database) -> None:
    with empty.write() as db:
        assert db.scalar(text("PRAGMA foreign_keys")) == 1
        assert db.scalar(text("PRAGMA journal_mode")) == "wal"
    with empty.read() as db:
        assert db.scalar(text("PRAGMA foreign_keys")) == 1


@pytest.mark.parametrize("asked", [True, False])
def test_a_connection_that_died_while_it_rested_is_replaced(
    postgres_url: str, monkeypatch: pytest.MonkeyPatch, asked: bool
) -> None:
    monkeypatch.setattr("service.database.UNASKED_SECONDS", 0.0 if asked else 3600.0)
    database, other = Database(postgres_url), Database(postgres_url)
    with database.write() as db:
        pid = db.execute(text("SELECT pg_backend_pid()")).scalar_one()
    with other.write() as db:
        db.execute(text("SELECT pg_terminate_backend(:pid, 10000)"), {"pid": pid})
    if not asked:
        # The control: in a busy hour nobody asks, the first act fails, and with it the dead connection goes.
        with pytest.raises(DBAPIError), database.write() as db:
            db.execute(text("SELECT 1"))
    with database.write() as db:
        assert db.execute(text("SELECT pg_backend_pid()")).scalar_one() != pid
    database.close()
    other.close()


def test_of_two_rows_with_one_key_the_first_stands(database: Database) -> None:
    with database.write() as db:
        db.execute(insert_unless_there(db, Thing).values(code="one", count=1))
        db.execute(insert_unless_there(db, Thing).values(code="one", count=2))
        assert db.scalar(select(Thing.count)) == 1
    with pytest.raises(IntegrityError), database.write() as db:
        db.add(Thing(code="one"))


def test_an_instant_comes_back_as_aware_utc(database: Database) -> None:
    at = datetime(2019, 1, 7, 8, 30, tzinfo=timezone(timedelta(hours=8)))
    with database.write() as db:
        db.add(Thing(code="t", seen_at=at))
    with database.read() as db:
        found = db.scalars(select(Thing.seen_at).where(Thing.seen_at == at)).one()
    assert found == at
    assert found.tzinfo is UTC


def test_an_instant_without_a_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(Exception, match="no time zone"), database.write() as db:
        db.add(Thing(code="t", seen_at=datetime(2019, 1, 7)))  # noqa: DTZ001


def test_a_prefix_is_searched_through_the_index(database: Database) -> None:
    with database.write() as db:
        for code in ("3415", "341522", "341522500598", "341523", "61"):
            db.add(Thing(code=code))
    statement = select(Thing.code).where(prefix_range(Thing.code, "341522")).order_by(Thing.code)
    with database.read() as db:
        assert db.scalars(statement).all() == ["341522", "341522500598"]
        assert len(db.scalars(select(Thing.code).where(prefix_range(Thing.code, ""))).all()) == 5
        compiled = str(statement.compile(compile_kwargs={"literal_binds": True}))
        if database.dialect == "postgresql":
            # A table of five rows is read whole unless that is forbidden.
            db.execute(text("SET LOCAL enable_seqscan = off"))
            plan = " ".join(db.scalars(text(f"EXPLAIN {compiled}")))
            assert "Index Cond" in plan
        else:
            plan = " ".join(str(row) for row in db.execute(text(f"EXPLAIN QUERY PLAN {compiled}")))
            assert "SEARCH" in plan


WORDS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=4)


@given(prefix=WORDS, word=WORDS)
def test_a_range_holds_for_exactly_what_begins_with_the_prefix(empty: Database, prefix: str, word: str) -> None:
    with empty.read() as db:
        for candidate in (word, prefix + word):
            condition = prefix_range(literal(candidate), prefix)
            assert bool(db.scalar(select(condition))) == candidate.startswith(prefix)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://localhost/x"])
def test_a_database_that_cannot_serve_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match=r"file|only sqlite"):
        Database(url)


def test_a_first_start_makes_one_secret_key_that_only_the_service_reads(tmp_path: Path) -> None:
    first = read_settings({"DATA_DIR": str(tmp_path / "data")})
    path = tmp_path / "data" / "keys" / "secret_key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert read_settings({"DATA_DIR": str(tmp_path / "data")}).secret_key == first.secret_key
    assert os.listdir(path.parent) == ["secret_key"]
    assert first.database_url == f"sqlite:///{tmp_path}/data/service.db"
    assert first.secret_key not in repr(first)


@pytest.mark.parametrize(
    ("given", "complaint"),
    [
        ({"PORT": "eighty"}, "PORT"),
        ({"PORT": "0"}, "PORT"),
        ({"COOKIE_SECURE": "maybe"}, "COOKIE_SECURE"),
        ({"COOKIE_SECURE": "1"}, "TRUSTED_PROXIES"),
        ({"TRUSTED_PROXIES": "-1"}, "TRUSTED_PROXIES"),
        ({"SECRET_KEY": "short"}, "SECRET_KEY"),
        ({"DATABASE_URL": "mysql://x"}, "DATABASE_URL"),
        ({"DATABASE_URL": "sqlite:///:memory:"}, "DATABASE_URL"),
        ({"MAX_UPLOAD_MB": "0"}, "MAX_UPLOAD_MB"),
    ],
)
def test_settings_that_contradict_themselves_stop_the_start(
    tmp_path: Path, given: dict[str, str], complaint: str
) -> None:
    with pytest.raises(SettingsError, match=complaint):
        read_settings({"DATA_DIR": str(tmp_path), **given})


def test_a_data_folder_that_is_a_file_stops_the_start(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match="DATA_DIR"):
        read_settings({"DATA_DIR": str(tmp_path / "file")})


def test_behind_a_proxy_cookies_are_secure_unless_told_otherwise(tmp_path: Path) -> None:
    base = {"DATA_DIR": str(tmp_path), "TRUSTED_PROXIES": "1"}
    assert read_settings(base).cookie_secure
    assert not read_settings({**base, "COOKIE_SECURE": "0"}).cookie_secure
