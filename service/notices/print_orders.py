"""Ordering a batch 批量印制: which notices one job prints, and trying those that failed once more."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service.competence import ActRefused, ChangedSince, post_over, refuse, required_post
from service.models.notice import Notice, NoticeVoid
from service.models.printing import MOST_COPIES, NoticeCopy, PrintJob, PrintJobNotice
from service.notices.printing import PRINTERS
from service.people import Actor
from service.rules.lookups import prefixes
from workflows.reasons import Reason, reason

MOST_NOTICES = 500
OPEN = ("waiting", "printing")


def order_job(
    db: Session, notice_ids: Sequence[int], *, copies: int | None, why: str, key: str, actor: Actor, at: datetime
) -> int:
    """Order copies of these notices as one job, in the caller's transaction.

    Args:
        copies: of each notice; 1 to 99.
        why: needed when one of them was printed before.
        key: of the button that was pressed: pressed again, it orders nothing.

    Returns:
        The job's id.

    Raises:
        ActRefused: nothing or too much is chosen, something of it is void or in another job, no post of the actor
            reaches all of it, or an answer is wrong.
        ChangedSince: somebody else ordered one of them at this moment; roll the transaction back.
    """
    if (done := db.scalar(select(PrintJob.id).where(PrintJob.key == key))) is not None:
        return done
    chosen = list(dict.fromkeys(notice_ids))
    if not chosen:
        raise ActRefused({"": [reason("no_notice_chosen")]})
    if len(chosen) > MOST_NOTICES:
        raise ActRefused({"": [reason("too_many_notices", most=MOST_NOTICES)]})
    rows = db.execute(_chosen(chosen)).all()
    post = post_over(actor, PRINTERS, _around([row.region_code for row in rows])) if rows else None
    refusals: dict[str, list[Reason]] = {"": [], "copies": [], "why": []}
    if post is None or len(rows) < len(chosen):
        refusals[""].append(reason("outside_jurisdiction"))
    if void := sum(row.void is not None for row in rows):
        refusals[""].append(reason("void_notices_chosen", count=void))
    if taken := sum(row.taken > 0 for row in rows):
        refusals[""].append(reason("notices_in_another_job", count=taken))
    if copies is None or not 1 <= copies <= MOST_COPIES:
        refusals["copies"].append(reason("copies_out_of_range", most=MOST_COPIES))
    if any(row.printings for row in rows) and not why.strip():
        refusals["why"].append(reason("reprint_reason_missing"))
    refuse(refusals)
    assert post is not None, "refused before"
    values = {
        "key": key,
        "region_code": post.region_code,
        "copies": copies,
        "reason": why.strip(),
        "ordered_by": actor.user_id,
        "ordered_at": at,
    }
    try:
        job_id = db.execute(insert(PrintJob).values(values).returning(PrintJob.id)).scalar_one()
        waiting = {"job_id": job_id, "state": "waiting", "failure": ""}
        db.execute(insert(PrintJobNotice), [{**waiting, "notice_id": row.id} for row in rows])
    except IntegrityError as raced:
        raise ChangedSince from raced
    return job_id


def retry_failed(db: Session, job_id: int, actor: Actor) -> int:
    """Let the notices of a job that failed wait again; those of a void notice stay.

    Returns:
        How many wait now.

    Raises:
        ActRefused: the actor may not print there.
        ChangedSince: one of them is in another job meanwhile; roll the transaction back.
    """
    region = db.scalar(select(PrintJob.region_code).where(PrintJob.id == job_id))
    required_post(actor, PRINTERS, region or "")
    void = select(NoticeVoid.notice_id)
    try:
        waiting = (
            db.execute(
                update(PrintJobNotice)
                .where(
                    PrintJobNotice.job_id == job_id,
                    PrintJobNotice.state == "failed",
                    PrintJobNotice.notice_id.not_in(void),
                )
                .values(state="waiting", failure="", claimed_by=None, claimed_at=None)
                .returning(PrintJobNotice.notice_id)
            )
            .scalars()
            .all()
        )
    except IntegrityError as raced:
        raise ChangedSince from raced
    if waiting:
        db.execute(update(PrintJob).where(PrintJob.id == job_id).values(finished_at=None))
    return len(waiting)


def _chosen(ids: Sequence[int]) -> Any:
    printings = select(func.count()).where(NoticeCopy.notice_id == Notice.id).correlate(Notice).scalar_subquery()
    taken = (
        select(func.count())
        .where(PrintJobNotice.notice_id == Notice.id, PrintJobNotice.state.in_(OPEN))
        .correlate(Notice)
        .scalar_subquery()
    )
    return (
        select(
            Notice.id,
            Notice.region_code,
            NoticeVoid.notice_id.label("void"),
            printings.label("printings"),
            taken.label("taken"),
        )
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .where(Notice.id.in_(ids))
    )


def _around(region_codes: Sequence[str]) -> str:
    """The nearest region that contains all of these: a post that reaches it reaches every one."""
    return max(set.intersection(*(set(prefixes(code)) for code in region_codes)), key=len)
