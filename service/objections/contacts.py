"""How an objector can be reached: enciphered, shown only to who handles the objection, and each reading is told.

AES-256 in Galois counter mode (`cryptography`). The key lies under DATA_DIR/keys and never in the database; the receipt
is authenticated along, so that a contact cannot be moved to another objection.
"""

import base64
import os
from datetime import datetime
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import ActRefused, refuse, required_post
from service.models.objection import ContactReading, Objection
from service.objections.facts import standing
from service.people import Actor
from service.settings import kept_key
from workflows.objection import HEARD_BY, heard_by_somebody_else
from workflows.reasons import reason

LONGEST_CONTACT: Final = 200
_NONCE: Final = 12


class Unreadable(Exception):
    """The contact cannot be deciphered: the key under DATA_DIR/keys is another than that it was enciphered with."""


def enciphered(data_dir: Path, contact: str, receipt: str) -> str:
    """A contact as it is stored.

    Args:
        receipt: of the objection that it belongs to.
    """
    nonce = os.urandom(_NONCE)
    sealed = AESGCM(_key(data_dir)).encrypt(nonce, contact.encode(), receipt.encode())
    return base64.b64encode(nonce + sealed).decode()


def deciphered(data_dir: Path, stored: str, receipt: str) -> str:
    """The contact again.

    Raises:
        Unreadable: the key or the receipt is not that of the contact.
    """
    content = base64.b64decode(stored)
    try:
        return AESGCM(_key(data_dir)).decrypt(content[:_NONCE], content[_NONCE:], receipt.encode()).decode()
    except InvalidTag as failed:
        raise Unreadable from failed


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


def _key(data_dir: Path) -> bytes:
    return base64.urlsafe_b64decode(kept_key(data_dir / "keys" / "contact_key", _new_key))


def _new_key() -> str:
    """A key of 256 bits, as its file holds it."""
    return base64.urlsafe_b64encode(AESGCM.generate_key(256)).decode()
