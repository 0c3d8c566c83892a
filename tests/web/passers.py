"""Somebody who has read the code of a sheet on a wall, and what they left behind."""

import re
from io import BytesIO
from typing import Any

from sqlalchemy import select
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service.models.notice import Notice
from service.models.objection import Objection
from tests.web.offices import Office

REACHED_AT = "村口第二家"
_HIDDEN = re.compile(r'name="(csrf_token|receipt)"[^>]*value="([^"]*)"')
ENGLISH = {"Accept-Language": "en"}


def code_of(office: Office, notice_id: int) -> str:
    with office.world.database.read() as db:
        return str(db.scalar(select(Notice.code).where(Notice.id == notice_id)))


def objections(office: Office) -> list[Objection]:
    with office.world.database.read() as db:
        return list(db.scalars(select(Objection).order_by(Objection.id)))


class Passer:
    """Somebody who has read the code of a sheet, at a browser of their own."""

    def __init__(self, office: Office, code: str) -> None:
        self.client = office.app.test_client()
        self.path = f"/n/{code}/object"

    def opened(self) -> dict[str, str]:
        """The hidden values of the page, as a browser would send them."""
        return dict(_HIDDEN.findall(self.client.get(self.path).text))

    def send(self, hidden: dict[str, str] | None = None, files: Any = (), **answers: Any) -> TestResponse:
        """Fill in the page and send it."""
        plain = {"about": "listed", "serial": "1", "content": "有小汽车"}
        form: MultiDict[str, Any] = MultiDict({**(hidden or self.opened()), **plain, **answers})
        form.setlist("files", [(BytesIO(content), name) for content, name in files])
        return self.client.post(self.path, data=form, content_type="multipart/form-data", headers=ENGLISH)
