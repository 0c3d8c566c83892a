"""Preview: a notice as an act would issue it. The act is carried out whole and taken back; only its facts are kept."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlalchemy import select

from service.database import Database
from service.firing import fire
from service.models.notice import Notice
from service.notices.merged import merged
from service.notices.paper import render_pdf
from service.notices.public_facts import NoticeFacts
from service.orders import Order
from service.people import Actor


def previewed_facts(database: Database, order: Order, actor: Actor, at: datetime) -> list[NoticeFacts]:
    """What the notices of this act would say, without number and code, which only an issue gives.

    Nothing is stored, moved or numbered, and no lock outlives the call.

    Raises:
        NotThere, Stale, Refused, AlreadyDone: as the act itself.
    """
    with database.write() as db:
        try:
            fired = fire(db, order, actor, at=at)
            frozen = db.execute(select(Notice.facts).where(Notice.id.in_(fired.notices)).order_by(Notice.id)).scalars()
            facts = [NoticeFacts.from_json(json.loads(text)) for text in frozen]
        finally:
            db.rollback()
    return [replace(each, number="", code="", check_url="") for each in facts]


def preview_pdf(facts: Sequence[NoticeFacts]) -> bytes:
    """The paper, marked on every page as a specimen 样稿; several notices in one file.

    Raises:
        RenderFailed: as for the notice itself.
    """
    pdfs = [render_pdf(each, preview=True) for each in facts]
    return pdfs[0] if len(pdfs) == 1 else merged(pdfs)
