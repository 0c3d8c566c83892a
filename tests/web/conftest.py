"""An application on an empty database, a clock that stands still, and people who can sign in."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from service import accounts, create_app, passwords
from service.clock import FixedClock, shanghai_instant
from service.context import Service
from service.models.base import Base
from service.models.region import Region
from service.settings import Settings
from service.visitors import VISITORS
from service.web.throttle import limiter
from workflows.roles import Role, level_of

TODAY = date(2019, 1, 7)
PASSWORD = "a long enough one"
PLACES = {
    "": "全国",
    "34": "安徽省",
    "3415": "六安市",
    "341522": "霍邱县",
    "341522500": "霍邱县东湖",
    "341522500598": "东湖渔业村民委员会",
    "61": "陕西省",
}
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')


@dataclass
class Browser:
    """A client that fills in forms as a person does: it opens the page first and sends its token along."""

    client: FlaskClient

    def get(self, path: str, **options: object) -> TestResponse:
        return self.client.get(path, **options)

    def post(self, path: str, data: dict[str, str] | None = None, *, page: str | None = None) -> TestResponse:
        """Send the form of `page` (the same path when not given) to `path`."""
        found = _TOKEN.search(self.client.get(page or path).text)
        assert found, f"no form on {page or path}"
        return self.client.post(path, data={**(data or {}), "csrf_token": found[1]})

    def sign_in(self, login: str, password: str = PASSWORD) -> TestResponse:
        return self.post("/sign-in", {"login": login, "password": password})

    def cookie(self) -> str:
        cookie = self.client.get_cookie("registry")
        assert cookie
        return cookie.value


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """The real hash takes 64 MiB and a sixth of a second, for every account and every sign-in of the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
        yield


@pytest.fixture
def database_url(tmp_path: Path) -> str:
    """SQLite: a test module of pages that must run on both engines overrides this with `engine_url`."""
    return f"sqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    return Settings(data_dir=tmp_path, database_url=database_url, secret_key="k" * 40)


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(shanghai_instant(TODAY))


@pytest.fixture
def app(settings: Settings, clock: FixedClock) -> Iterator[Flask]:
    app = create_app(settings, clock)
    service: Service = app.extensions["service"]
    Base.metadata.create_all(service.database.write_engine)
    with service.database.write() as db:
        for code, name in PLACES.items():
            above = max((other for other in PLACES if other != code and code.startswith(other)), key=len, default=None)
            db.add(Region(code=code, name=name, level=level_of(code), parent_code=above, source="test"))
            db.flush()
    limiter.reset()
    VISITORS.forget()
    yield app
    service.database.close()


@pytest.fixture
def service(app: Flask) -> Service:
    found: Service = app.extensions["service"]
    return found


@pytest.fixture
def person(service: Service) -> Callable[..., int]:
    """Make a person with one post: `person("wang", Role.VILLAGE_CLERK, "341522500598")`."""

    def make(login: str, role: Role | None = None, region_code: str = "", name: str = "甲某") -> int:
        with service.database.write() as db:
            at, today = service.clock.now(), service.clock.today()
            made = accounts.new_account(db, login=login, name=name, password=PASSWORD, at=at)
            if role:
                accounts.appoint(
                    db, user_id=made, role=role, region_code=region_code, from_on=today, at=at, today=today
                )
        return made

    return make


@pytest.fixture
def browser(app: Flask) -> Callable[[], Browser]:
    """Open another browser: each has its own cookies."""
    return lambda: Browser(app.test_client())


@pytest.fixture
def visitor(browser: Callable[[], Browser], person: Callable[..., int]) -> Callable[..., Browser]:
    """Make a person and sign them in in a browser of their own."""

    def make(login: str, role: Role | None = None, region_code: str = "") -> Browser:
        person(login, role, region_code)
        opened = browser()
        assert opened.sign_in(login).status_code == 302
        return opened

    return make


@pytest.fixture
def stranger(office: Any) -> FlaskClient:
    """Somebody without an account, reading English."""
    client = office.app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client
