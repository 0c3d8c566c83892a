"""Somebody who fills in papers in a browser, and what is on file after it."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service.demonstration.evidence import evidence_file
from service.models.document import Attachment, Document
from tests.makers import World
from tests.web.conftest import Browser

PDF = evidence_file("会议记录").content
PNG = evidence_file("张贴照片", photo=True).content
HIDDEN = re.compile(r'name="(csrf_token|key)"[^>]*value="([^"]*)"')
Answers = dict[str, Any]
SignIn = Callable[[str], "Visitor"]


@dataclass
class Visitor(Browser):
    """Somebody who fills in papers."""

    def fill(self, url: str, answers: Answers, *, key: str = "", **files: list[tuple[bytes, str]]) -> TestResponse:
        """Open the page and send it back with answers and files."""
        hidden = dict(HIDDEN.findall(self.client.get(url).text))
        data: MultiDict[str, Any] = MultiDict({**answers, **hidden})
        if key:
            data["key"] = key
        for name, chosen in files.items():
            for content, filename in chosen:
                data.add(name, (BytesIO(content), filename))
        return self.client.post(url, data=data, content_type="multipart/form-data")


def url(kind: str, *ids: int, **more: str) -> str:
    """The page that asks for a paper about these records."""
    query = "".join(f"&{name}={value}" for name, value in more.items())
    return f"/documents/{kind}/new?records={','.join(map(str, ids))}{query}"


def on_file(world: World) -> list[Document]:
    """Every document, the oldest first."""
    with world.database.read() as db:
        return list(db.scalars(select(Document).order_by(Document.id)))


def attached(world: World) -> list[Attachment]:
    """Every stored file, the oldest first."""
    with world.database.read() as db:
        return list(db.scalars(select(Attachment).order_by(Attachment.id)))


def meeting(*ids: int, **changes: str) -> Answers:
    """What is typed for an identification meeting about these records, as the page names its questions."""
    answers = {"dated_on": "2018-10-08", "q_due": "36", "q_present": "31", "q_signed": "yes"}
    for id in ids:
        answers |= {f"r{id}_votes_for": "30", f"r{id}_votes_against": "1"}
    return answers | changes
