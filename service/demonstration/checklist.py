"""Some proofs of 五牌六档一簿一手册 in the village and an archive number, so that progress shows something."""

from datetime import date
from pathlib import Path
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.attachments import store_attachment
from service.clock import shanghai_instant
from service.demonstration.evidence import evidence_file
from service.demonstration.officials import COUNTY
from service.demonstration.village_plan import VILLAGE_CODE
from service.models.people import User
from service.people import Actor, actor_of
from service.registers.checklist import file_item, set_archive_terms

SINCE: Final = date(2018, 6, 20)
ON_FILE: Final = (1, 2, 6, 7, 12)
"""Two boards, two files and the book; which they are is the county's to say, and the demonstration's county did not."""


def file_checklist(db: Session, data_dir: Path) -> None:
    """Put them on file. The caller commits."""
    at = shanghai_instant(SINCE)
    manager, clerk = _actor(db, "data"), _actor(db, "clerk")
    set_archive_terms(db, COUNTY, fonds="YS01", retention="演示期限", actor=manager, at=at)
    for item in ON_FILE:
        proof = evidence_file(f"五牌六档之{item}", photo=True)
        stored = store_attachment(db, data_dir, proof.name, proof.content, VILLAGE_CODE, clerk.user_id, at)
        file_item(
            db,
            VILLAGE_CODE,
            item,
            dated_on=SINCE,
            attachments=[stored],
            note="",
            key=f"demonstration-{item}",
            actor=clerk,
            at=at,
            today=SINCE,
        )


def _actor(db: Session, login: str) -> Actor:
    found = actor_of(db, db.scalars(select(User.id).where(User.login == login)).one(), SINCE)
    assert found is not None
    return found
