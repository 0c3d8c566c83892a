"""The lawful erasure of an entry's personal side: name, place and opinion go, the entry and its hash stay."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from service.models.history import HistoryDetail


class NothingToErase(LookupError):
    """There is no such entry, or its personal side was erased before."""


def erase_detail(db: Session, record_id: int, seq: int, order: str, at: datetime) -> None:
    """Erase the personal side of one entry for ever, its salt with it. The caller commits.

    Args:
        order: the decision that orders it, by its number and date; it stays beside the entry.
        at: instant of the erasure.

    Raises:
        ValueError: no order is named.
        NothingToErase: nothing was changed.
    """
    if not order.strip():
        raise ValueError("an erasure needs the order that it rests on")
    erased = db.execute(
        update(HistoryDetail)
        .where(HistoryDetail.record_id == record_id, HistoryDetail.seq == seq, HistoryDetail.payload.is_not(None))
        # Without the salt nobody can prove by guessing what the commitment stood for.
        .values(payload=None, salt=None, erased_at=at, erasure_order=order.strip())
        .returning(HistoryDetail.seq)
    ).all()
    if not erased:
        raise NothingToErase(f"record {record_id}, entry {seq}")
