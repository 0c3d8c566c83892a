"""How an objector can be reached: enciphered, shown only to who handles the objection, and each reading is told.

The receipt is authenticated along, so that a contact cannot be moved to another objection.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import ActRefused, refuse, required_post
from service.models.objection import ContactReading, Objection
from service.objections.facts import standing
from service.people import Actor
from service.sealing import Seal
from workflows.objection import HEARD_BY, heard_by_somebody_else
from workflows.reasons import reason

LONGEST_CONTACT: Final = 200
_KEY: Final = "contact_key"


def enciphered(data_dir: Path, contact: str, receipt: str) -> str:
    """A contact as it is stored.

    Args:
        receipt: of the objection that it belongs to.
    """
    return Seal(data_dir, _KEY).seal(contact, receipt)


def deciphered(data_dir: Path, stored: str, receipt: str) -> str:
    """The contact again.

    Raises:
        Unreadable: the key or the receipt is not that of the contact.
    """
    return Seal(data_dir, _KEY).open(stored, receipt)


def read_contact(db: Session, data_dir: Path, objection_id: int, *, actor: Actor, at: datetime) -> str:
    """The contact of who objected, for who may hear the objection now; the reading is told. The caller commits.

    Args:
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchObjection: there is none.
        ActRefused: the actor holds no post of the level that hears it, issued, posted or proposed what is objected to
            or decided it before, or no contact was given.
        Unreadable: as `deciphered`.
    """
    connection = db.connection()
    found = standing(connection, objection_id)
    post = required_post(actor, HEARD_BY[found.level], found.objection.region_code)
    refuse({"": list(heard_by_somebody_else(found.in_front_of(actor, shanghai_date(at))))})
    stored, receipt = connection.execute(
        select(Objection.contact, Objection.receipt).where(Objection.id == objection_id)
    ).one()
    if stored is None or receipt is None:
        raise ActRefused({"": [reason("no_contact_given")]})
    contact = deciphered(data_dir, stored, receipt)
    connection.execute(
        insert(ContactReading).values(
            objection_id=objection_id,
            read_by=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            read_at=at,
        )
    )
    return contact
