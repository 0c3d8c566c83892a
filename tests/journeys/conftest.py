"""The demonstration, served over a real socket, and a real Chromium in front of it."""

import shutil
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from playwright.sync_api import Browser, BrowserContext, ViewportSize, expect, sync_playwright
from waitress.server import create_server
from waitress.wasyncore import close_all

from service import create_app, passwords
from service.context import Service
from service.database import Database
from service.demonstration.seeding import seed
from service.settings import read_settings
from service.visitors import VISITORS
from service.web.throttle import limiter
from tests.journeys.half_way import HalfWay
from tests.journeys.official import Official
from tests.journeys.watch import Watch

CHROMIUM_ARGUMENTS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
)
# As many as a browser opens connections: a page comes with its styles.
THREADS = 6
# Milliseconds: what has not come by then does not come.
PATIENCE = 10_000
DESK: ViewportSize = {"width": 1280, "height": 900}


@dataclass(frozen=True)
class Served:
    """A running service: where it answers, and what it is made of for tests that look behind the pages."""

    address: str
    service: Service


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The real hash takes a sixth of a second and 64 MiB for each of two dozen sign-ins."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture(scope="session")
def seeded_folder(migrated_file: Path, cheap_passwords: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR with the demonstration, to be copied."""
    folder = tmp_path_factory.mktemp("seeded")
    shutil.copy(migrated_file, folder / "service.db")
    database = Database(f"sqlite:///{folder / 'service.db'}")
    try:
        seed(database, folder, lambda line: None)
    finally:
        database.close()
    return folder


@contextmanager
def serving(seeded: Path, folder: Path) -> Iterator[Served]:
    """Run the service on a copy of the demonstration, on a free port of this machine, until the block is left."""
    shutil.copytree(seeded, folder)
    app = create_app(read_settings({"DATA_DIR": str(folder)}))
    limiter.reset()
    VISITORS.forget()
    service: Service = app.extensions["service"]
    sockets: dict[int, Any] = {}
    server = create_server(app, host="127.0.0.1", port=0, threads=THREADS, map=sockets)
    thread = threading.Thread(target=server.run, name="service")
    thread.start()
    try:
        yield Served(f"http://127.0.0.1:{server.effective_port}", service)
    finally:
        # Its own thread closes the sockets: closing them from here would race with its poll.
        server.trigger.pull_trigger(lambda: close_all(sockets))
        thread.join()
        server.task_dispatcher.shutdown()
        service.database.close()


@pytest.fixture
def served(seeded_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """The demonstration as it begins, for one test."""
    with serving(seeded_folder, tmp_path / "data") as running:
        yield running


@pytest.fixture(scope="session")
def half_way_folder(seeded_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A DATA_DIR with work under way, to be copied."""
    folder = tmp_path_factory.mktemp("half_way") / "data"
    shutil.copytree(seeded_folder, folder)
    database = Database(f"sqlite:///{folder / 'service.db'}")
    try:
        HalfWay(database, folder).live_on()
    finally:
        database.close()
    return folder


@pytest.fixture(scope="module")
def served_half_way(half_way_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """Work under way, for tests that only read."""
    with serving(half_way_folder, tmp_path_factory.mktemp("served") / "data") as running:
        yield running


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One browser for all tests; each official has a window without the others' cookies."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=list(CHROMIUM_ARGUMENTS))
        yield browser
        browser.close()


def new_window(
    chromium: Browser, served: Served, watch: Watch, *, screen: ViewportSize = DESK, language: str = "zh-CN"
) -> BrowserContext:
    """A window with cookies of its own, whose complaints are watched."""
    window = chromium.new_context(
        base_url=served.address, viewport=screen, locale=language, timezone_id="Asia/Shanghai"
    )
    window.set_default_timeout(PATIENCE)
    watch.over(window)
    return window


@pytest.fixture
def watch() -> Iterator[Watch]:
    """Fails the test on whatever its browsers complained about."""
    watching = Watch()
    yield watching
    assert watching.complaints == []


@pytest.fixture
def official(chromium: Browser, served: Served, watch: Watch) -> Iterator[Callable[[str], Official]]:
    """The official of an account, signed in at a desk in Chinese; the same one each time that the account is named."""
    windows: dict[str, BrowserContext] = {}
    known: dict[str, Official] = {}

    def at_work(login: str) -> Official:
        if login not in known:
            windows[login] = new_window(chromium, served, watch)
            known[login] = Official(windows[login].new_page(), login, watch)
            known[login].sign_in()
        return known[login]

    yield at_work
    for window in windows.values():
        window.close()
