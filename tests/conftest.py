"""What every test may ask for."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from service.database import Database
from service.migrations import migrate
from tests.compiled import compile_once
from tests.makers import World, make_world
from tests.postgres import Server, start_postgres


@pytest.fixture(scope="session", autouse=True)
def compiled_once() -> Iterator[None]:
    """A fifth of the tests' time would go into compiling the same templates and statements for each of them."""
    with pytest.MonkeyPatch.context() as patch:
        compile_once(patch)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[Server]:
    """A PostgreSQL of our own, started by the first test that asks and stopped at the end of the run."""
    with start_postgres() as server:
        yield server


@pytest.fixture(scope="session")
def postgres_url(postgres_server: Server) -> str:
    """The address of that server's own database `postgres`. A test that writes takes `engine_url`."""
    return postgres_server.url()


@pytest.fixture(params=["sqlite", "postgresql"])
def engine_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, empty database: the test runs once on each engine."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.database() as url:
        yield url


@pytest.fixture(scope="session")
def migrated_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite database to copy, in the journal mode to which the first connection brings it."""
    path = tmp_path_factory.mktemp("migrated") / "template.db"
    migrate(f"sqlite:///{path}")
    opened = Database(f"sqlite:///{path}")
    with opened.write() as db:
        db.connection()
    opened.close()
    return path


@pytest.fixture(scope="session")
def migrated_template(postgres_server: Server) -> str:
    """A migrated PostgreSQL database to copy; nobody may stay connected to it."""
    name = postgres_server.new_database()
    migrate(postgres_server.url(name))
    return name


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a fresh, migrated database: the test runs once on each engine."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("migrated_file"), tmp_path / "test.db")
        yield f"sqlite:///{tmp_path / 'test.db'}"
        return
    server: Server = request.getfixturevalue("postgres_server")
    with server.database(template=request.getfixturevalue("migrated_template")) as url:
        yield url


@pytest.fixture
def database(migrated_url: str) -> Iterator[Database]:
    """A fresh, migrated database on each engine."""
    opened = Database(migrated_url)
    yield opened
    opened.close()


@pytest.fixture
def world(database: Database) -> World:
    """Places, people and rules on each engine."""
    return make_world(database)
