"""What the tests of the service may ask for beside tests/conftest.py."""

from pathlib import Path

import pytest

from service.attachments import store_attachment
from service.demonstration.evidence import evidence_file
from tests.makers import VILLAGE, World


@pytest.fixture
def scan(world: World, tmp_path: Path) -> int:
    """An attachment."""
    with world.database.write() as db:
        content = evidence_file("会议记录").content
        return store_attachment(db, tmp_path, "a.pdf", content, VILLAGE, world.people["clerk"], world.clock.now())
