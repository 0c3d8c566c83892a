"""Scans of the signed sheets of a roll."""

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.campaign import RollAct
from service.models.document import Attachment


@dataclass(frozen=True)
class SignedSheet:
    """A scan as it lies in the store."""

    filename: str
    media_type: str
    sha256: str


def signed_sheet(db: Session, roll_id: int, attachment_id: int) -> SignedSheet | None:
    """A scan that a signature of the roll names."""
    row = db.execute(
        select(Attachment.filename, Attachment.media_type, Attachment.sha256)
        .join(RollAct, RollAct.attachment_id == Attachment.id)
        .where(RollAct.roll_id == roll_id, Attachment.id == attachment_id)
    ).first()
    return SignedSheet(*row) if row else None
