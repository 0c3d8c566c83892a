"""The service on the small invented world of tests/makers.py, and officials of every level at their browsers."""

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from flask import Flask
from sqlalchemy import event, select, update
from werkzeug.test import TestResponse

from service import create_app
from service.context import Service
from service.database import Database
from service.models.history import HistoryEntry
from service.models.people import User
from service.passwords import hash_password
from service.settings import Settings
from service.visitors import VISITORS
from service.web.throttle import limiter
from tests.makers import World, make_world
from tests.web.conftest import PASSWORD, Browser

_HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|key|versions)"[^>]*value="([^"]*)"')
_HIDDEN_TURNED = re.compile(r'<input[^>]*value="([^"]*)"[^>]*name="(csrf_token|key|versions)"')


@dataclass
class Official(Browser):
    """Somebody at work: opens the page of an act, and presses its button."""

    def opened(self, path: str) -> dict[str, str]:
        """The hidden values of an act's page, as a browser would send them."""
        page = self.client.get(path).text
        found = dict(_HIDDEN.findall(page))
        return found or {name: value for value, name in _HIDDEN_TURNED.findall(page)}

    def press(self, path: str, opinion: str = "", form: dict[str, str] | None = None) -> TestResponse:
        """Press the button, with the page as it stands now or as it was opened before."""
        return self.client.post(path, data={**(form or self.opened(path)), "opinion": opinion})


@dataclass
class Office:
    """A world with its service."""

    world: World
    app: Flask
    signed_in: dict[str, Official] = field(default_factory=dict)

    @property
    def service(self) -> Service:
        found: Service = self.app.extensions["service"]
        return found

    def official(self, login: str) -> Official:
        """Somebody of tests/makers.py PEOPLE, signed in, reading English."""
        if login not in self.signed_in:
            visitor = Official(self.app.test_client())
            assert visitor.sign_in(login).status_code == 302
            self.signed_in[login] = visitor
        return self.signed_in[login]

    def page(self, login: str, path: str) -> str:
        """The text of a page that opens."""
        answer = self.official(login).get(path)
        assert answer.status_code == 200, f"{path} for {login}: {answer.status_code}"
        return answer.text

    def states(self, ids: Sequence[int]) -> set[str]:
        """States of records."""
        return {self.world.state(id) for id in ids}

    def entries(self, record_id: int) -> list[HistoryEntry]:
        """The history of a record."""
        with self.world.database.read() as db:
            statement = select(HistoryEntry).where(HistoryEntry.record_id == record_id).order_by(HistoryEntry.seq)
            return list(db.scalars(statement))

    @contextmanager
    def counted(self) -> Iterator[list[str]]:
        """Statements that pages send to the database meanwhile."""
        sent: list[str] = []

        def count(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
            sent.append(statement)

        engine = self.service.database.read_engine
        event.listen(engine, "before_cursor_execute", count)
        try:
            yield sent
        finally:
            event.remove(engine, "before_cursor_execute", count)


@contextmanager
def open_office(migrated_file: Path, folder: Path) -> Iterator[Office]:
    """A fresh world in an SQLite file with the service on it. Every account has the same password."""
    shutil.copy(migrated_file, folder / "test.db")
    database = Database(f"sqlite:///{folder / 'test.db'}")
    with office_at(make_world(database), f"sqlite:///{folder / 'test.db'}", folder) as office:
        yield office
    database.close()


@contextmanager
def office_at(world: World, url: str, folder: Path) -> Iterator[Office]:
    """The service on a world that stands already, whichever engine holds it."""
    with world.database.write() as db:
        db.execute(update(User).values(password_hash=hash_password(PASSWORD), locale="en"))
    app = create_app(Settings(data_dir=folder, database_url=url, secret_key="k" * 40), world.clock)
    limiter.reset()
    VISITORS.forget()
    office = Office(world, app)
    yield office
    office.service.database.close()


def text_of(page: str) -> str:
    """What a reader sees of a page, without its tags and line ends."""
    words = re.sub(r"<[^>]+>", " ", page)
    for entity, letter in (("&#39;", "'"), ("&#34;", '"'), ("&amp;", "&"), ("&gt;", ">"), ("&lt;", "<")):
        words = words.replace(entity, letter)
    return re.sub(r"\s+", " ", words)
