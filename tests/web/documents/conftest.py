"""A small world in an SQLite file, the service on it, and people who sign in to fill in papers."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import update

from service import create_app
from service.context import Service
from service.database import Database
from service.models.people import User
from service.passwords import hash_password
from service.settings import Settings
from service.visitors import VISITORS
from service.web.throttle import limiter
from tests.makers import World, make_world
from tests.web.conftest import PASSWORD
from tests.web.documents.visitors import SignIn, Visitor


@pytest.fixture
def world(migrated_file: Path, tmp_path: Path) -> Iterator[World]:
    """Places, people and rules in an SQLite file; the service's own part runs on both engines elsewhere."""
    shutil.copy(migrated_file, tmp_path / "test.db")
    database = Database(f"sqlite:///{tmp_path / 'test.db'}")
    yield make_world(database)
    database.close()


@pytest.fixture
def app(world: World, tmp_path: Path) -> Iterator[Flask]:
    """The service on that world, with its clock. Every account has the same password."""
    settings = Settings(
        data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'test.db'}", secret_key="k" * 40, max_upload_mb=2
    )
    with world.database.write() as db:
        db.execute(update(User).values(password_hash=hash_password(PASSWORD), locale="en"))
    made = create_app(settings, world.clock)
    limiter.reset()
    VISITORS.forget()
    yield made
    service: Service = made.extensions["service"]
    service.database.close()


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Sign somebody in in a browser of their own."""

    def signed_in(login: str) -> Visitor:
        visitor = Visitor(app.test_client())
        assert visitor.sign_in(login).status_code == 302
        return visitor

    return signed_in
