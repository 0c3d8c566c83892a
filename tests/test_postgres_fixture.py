"""The databases that the other tests stand on."""

import signal
import subprocess
import sys
from pathlib import Path

from sqlalchemy import create_engine, text

from tests.postgres import Server

ROOT = Path(__file__).parent.parent
RUN = """
import pathlib, sys
from tests.postgres import ended_with_us
watcher = ended_with_us(pathlib.Path(sys.argv[1]))
print("watched", flush=True)
input()
"""


def test_every_test_gets_an_empty_database_on_each_engine(engine_url: str) -> None:
    engine = create_engine(engine_url)
    try:
        with engine.begin() as connection:
            # Were the database not fresh, the second engine or the second run would find the table.
            connection.execute(text("CREATE TABLE seal (name TEXT NOT NULL)"))
            connection.execute(text("INSERT INTO seal VALUES ('东湖渔业村')"))
            assert connection.scalar(text("SELECT name FROM seal")) == "东湖渔业村"
    finally:
        engine.dispose()


def test_a_database_can_sort_by_language_instead_of_code_point(postgres_server: Server) -> None:
    sorted_by: dict[str | None, list[str]] = {}
    for locale in ("zh-Hans-CN", None):
        with postgres_server.database(icu_locale=locale) as url:
            engine = create_engine(url)
            with engine.connect() as connection:
                names = "SELECT name FROM (VALUES ('赵'), ('安'), ('周')) AS t (name) ORDER BY name"
                sorted_by[locale] = list(connection.scalars(text(names)))
            engine.dispose()
    assert sorted_by == {"zh-Hans-CN": ["安", "赵", "周"], None: ["周", "安", "赵"]}


def test_a_run_that_is_killed_leaves_no_server_behind(tmp_path: Path) -> None:
    folder = tmp_path / "cluster"
    (folder / "data").mkdir(parents=True)
    with subprocess.Popen(["sleep", "100"]) as server:
        (folder / "data/postmaster.pid").write_text(f"{server.pid}\n{folder}\n")
        run = [sys.executable, "-c", RUN, folder]
        with subprocess.Popen(run, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=ROOT) as killed:
            assert killed.stdout
            assert killed.stdout.readline() == b"watched\n"
            killed.kill()
        assert server.wait() == -signal.SIGQUIT
