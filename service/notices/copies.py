"""The printing register 印制登记: how many copies of a notice were printed, when, by whom, and why again."""

from datetime import datetime

from sqlalchemy import func, insert, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.competence import ChangedSince, refuse, required_post
from service.models.notice import Notice, NoticePdf, NoticeVoid
from service.models.printing import MOST_COPIES, NoticeCopy
from service.notices.printing import PRINTERS, NoSuchNotice
from service.people import Actor
from workflows.reasons import Reason, reason


def register_copies(
    db: Session, notice_id: int, *, copies: int | None, why: str, key: str, actor: Actor, at: datetime
) -> int:
    """Enter a printing of a notice's kept PDF, in the caller's transaction.

    Args:
        copies: how many; 1 to 99.
        why: needed from the second printing on.
        key: of the button that was pressed: pressed again, it enters nothing.

    Returns:
        Which printing of the notice it is, from 1.

    Raises:
        NoSuchNotice: there is none.
        ActRefused: it is void or has no PDF, the actor may not print here, or an answer is wrong.
        ChangedSince: somebody else entered a printing at this moment; roll the transaction back.
    """
    row = db.execute(
        select(Notice.region_code, NoticePdf.notice_id.label("printed"), NoticeVoid.notice_id.label("void"))
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .where(Notice.id == notice_id)
    ).one_or_none()
    if row is None:
        raise NoSuchNotice(notice_id)
    required_post(actor, PRINTERS, row.region_code)
    if (done := _entered(db, key)) is not None:
        return done
    before = db.scalar(select(func.max(NoticeCopy.number)).where(NoticeCopy.notice_id == notice_id)) or 0
    refusals: dict[str, list[Reason]] = {"": [], "copies": [], "why": []}
    if row.void is not None:
        refusals[""].append(reason("void_notice_not_reprinted"))
    if row.printed is None:
        refusals[""].append(reason("notice_not_printed"))
    if copies is None or not 1 <= copies <= MOST_COPIES:
        refusals["copies"].append(reason("copies_out_of_range", most=MOST_COPIES))
    if before and not why.strip():
        refusals["why"].append(reason("reprint_reason_missing"))
    refuse(refusals)
    values = {
        "notice_id": notice_id,
        "number": before + 1,
        "copies": copies,
        "reason": why.strip(),
        "key": key,
        "printed_by": actor.user_id,
        "printed_at": at,
    }
    try:
        db.execute(insert(NoticeCopy).values(values))
    except IntegrityError as raced:
        raise ChangedSince from raced
    return before + 1


def _entered(db: Session, key: str) -> int | None:
    return db.scalar(select(NoticeCopy.number).where(NoticeCopy.key == key))
