"""What the tests of the service may ask for beside tests/conftest.py."""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfWriter

from service.attachments import store_attachment
from service.database import Database
from service.demonstration.evidence import evidence_file
from service.notices import printing
from tests.makers import VILLAGE, World, make_world
from tests.postgres import Server


@pytest.fixture
def pg_world(postgres_server: Server, migrated_template: str) -> Iterator[World]:
    """The world on PostgreSQL alone, where transactions truly overlap."""
    with postgres_server.database(template=migrated_template) as url:
        opened = Database(url)
        yield make_world(opened)
        opened.close()


@pytest.fixture
def scan(world: World, tmp_path: Path) -> int:
    """An attachment."""
    with world.database.write() as db:
        content = evidence_file("会议记录").content
        return store_attachment(db, tmp_path, "a.pdf", content, VILLAGE, world.people["clerk"], world.clock.now())


@pytest.fixture
def rendered(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paper of three pages that costs no time: numbers of the notices in the order in which they were rendered."""
    numbers: list[str] = []

    def render(facts: Any) -> bytes:
        numbers.append(facts.number)
        writer = PdfWriter()
        for _ in range(3):
            writer.add_blank_page(595, 842)
        writer.add_metadata({"/Title": facts.number})
        file = BytesIO()
        writer.write(file)
        return file.getvalue()

    monkeypatch.setattr(printing, "render_pdf", render)
    monkeypatch.setattr(printing, "page_count", lambda pdf: 3)
    return numbers
