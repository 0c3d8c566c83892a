"""Findings of inspections and evaluations: who may record one, how it is closed, which records an assessor drew."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, func, insert, select, update
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import ActRefused, ChangedSince, post_over, refuse, required_post
from service.database import insert_unless_there
from service.facts.rows import load_rows
from service.models.obstacles import FINDING_KINDS, Assignment, Finding
from service.models.record import Record
from service.people import Actor, Post, actor_of
from workflows.reasons import Reason, reason
from workflows.roles import Role

INSPECTORS: Final = (
    Role.COUNTY_REVIEWER,
    Role.COUNTY_APPROVER,
    Role.CITY_REVIEWER,
    Role.CITY_APPROVER,
    Role.PROVINCE_REVIEWER,
    Role.PROVINCE_APPROVER,
)
"""Who records what an inspection found, on any record of the jurisdiction. An assessor: on what was drawn."""

CLOSERS: Final = (Role.COUNTY_REVIEWER, Role.CITY_REVIEWER, Role.PROVINCE_REVIEWER)
ASSIGNERS: Final = (Role.CITY_REVIEWER, Role.PROVINCE_REVIEWER)
LONGEST_TEXT: Final = 4_000


class NoSuchFinding(LookupError):
    """There is no finding, or no record, with this number."""


def record_finding(
    db: Session, record_id: int, *, kind: str, found_on: date, content: str, actor: Actor, at: datetime
) -> int:
    """File a finding on a record: open, it blocks review and approval. The same one sent twice is filed once.

    The record is locked first, so that an approval and a finding cannot pass each other. The caller commits.

    Args:
        kind: one of FINDING_KINDS; `exited_wrongly` is what a revocation rests on.
        found_on: the day of the inspection.
        content: what was found.
        at: instant of the act, from the injected clock.

    Returns:
        The finding's id.

    Raises:
        NoSuchFinding: there is no such record.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    rows = load_rows(connection, [record_id], lock=True)
    if record_id not in rows:
        raise NoSuchFinding(record_id)
    post = _inspecting_post(connection, actor, record_id, rows[record_id].region_code)
    today = shanghai_date(at)
    refuse(
        {
            "kind": [] if kind in FINDING_KINDS else [reason("finding_kind_missing")],
            "found_on": [reason("day_in_future", today=today)] if found_on > today else [],
            "content": _unwritten(content, "finding_empty"),
        }
    )
    values = {
        "record_id": record_id,
        "kind": kind,
        "found_on": found_on,
        "content": content.strip(),
        "recorded_by": actor.user_id,
    }
    same = connection.execute(
        select(Finding.id).filter_by(**values).where(Finding.closed_at.is_(None)).limit(1)
    ).scalar_one_or_none()
    if same is not None:
        return int(same)
    row = {**values, "recorded_role": post.role.value, "recorded_at": at}
    return int(connection.execute(insert(Finding).values(**row).returning(Finding.id)).scalar_one())


def close_finding(db: Session, finding_id: int, *, correction: str, actor: Actor, at: datetime) -> None:
    """Close a finding with what was done about it (及时纠偏, D2 (四)). The caller commits.

    Args:
        correction: what was corrected, and how.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchFinding: there is none.
        ChangedSince: somebody closed it meanwhile.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    found = connection.execute(
        select(Finding.record_id, Finding.recorded_by, Finding.recorded_role, Record.region_code)
        .join(Record, Record.id == Finding.record_id)
        .where(Finding.id == finding_id)
    ).one_or_none()
    if found is None:
        raise NoSuchFinding(finding_id)
    load_rows(connection, [found.record_id], lock=True)
    required_post(actor, CLOSERS, found.region_code)
    own = found.recorded_role == Role.ASSESSOR and found.recorded_by == actor.user_id
    refuse(
        {
            "": [reason("assessor_closes_nothing")] if own or Role.ASSESSOR in actor.roles else [],
            "correction": _unwritten(correction, "correction_empty"),
        }
    )
    closed = connection.execute(
        update(Finding)
        .where(Finding.id == finding_id, Finding.closed_at.is_(None))
        .values(correction=correction.strip(), closed_by=actor.user_id, closed_at=at)
        .returning(Finding.id)
    ).all()
    if not closed:
        raise ChangedSince


def assign(db: Session, assessor_id: int, record_ids: Sequence[int], *, actor: Actor, at: datetime) -> int:
    """Draw records for an assessor, who may then record findings on them. The caller commits.

    Args:
        assessor_id: somebody who holds the assessor's post today, in a region that reaches every record.
        at: instant of the act, from the injected clock.

    Returns:
        How many were not drawn for that assessor before.

    Raises:
        ActRefused: every reason by field.
    """
    connection = db.connection()
    if not record_ids:
        raise ActRefused({"records": [reason("no_record_ticked")]})
    regions = set(connection.execute(select(Record.region_code).where(Record.id.in_(record_ids))).scalars())
    for region_code in sorted(regions):
        required_post(actor, ASSIGNERS, region_code)
    assessor = actor_of(db, assessor_id, shanghai_date(at))
    if assessor is None or not regions or not all(post_over(assessor, (Role.ASSESSOR,), code) for code in regions):
        raise ActRefused({"assessor": [reason("not_an_assessor_there")]})
    mine = select(func.count()).select_from(Assignment).where(Assignment.assessor_id == assessor_id)
    before = connection.execute(mine).scalar_one()
    rows = [
        {"assessor_id": assessor_id, "record_id": id, "assigned_by": actor.user_id, "assigned_at": at}
        for id in dict.fromkeys(record_ids)
    ]
    connection.execute(insert_unless_there(db, Assignment), rows)
    return int(connection.execute(mine).scalar_one() - before)


def is_assigned(connection: Connection, assessor_id: int, record_id: int) -> bool:
    """Whether a record was drawn for this assessor."""
    drawn = select(Assignment.record_id).where(Assignment.assessor_id == assessor_id, Assignment.record_id == record_id)
    return connection.execute(drawn).first() is not None


def _inspecting_post(connection: Connection, actor: Actor, record_id: int, region_code: str) -> Post:
    """The post in which somebody records a finding: an inspector's, or an assessor's on what was drawn.

    Raises:
        ActRefused: neither.
    """
    if inspector := post_over(actor, INSPECTORS, region_code):
        return inspector
    assessor = required_post(actor, (*INSPECTORS, Role.ASSESSOR), region_code)
    if not is_assigned(connection, actor.user_id, record_id):
        raise ActRefused({"": [reason("not_drawn_for_assessor")]})
    return assessor


def _unwritten(text: str, code: str) -> list[Reason]:
    if not text.strip():
        return [Reason(code)]
    return [reason("text_too_long", length=len(text), most=LONGEST_TEXT)] if len(text) > LONGEST_TEXT else []
