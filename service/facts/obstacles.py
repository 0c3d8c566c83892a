"""Objections and findings that stand in a record's way (Need.OBSTACLES)."""

from collections.abc import Collection
from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Connection,
    and_,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    union_all,
)

from service.among import among, listed
from service.models.household_list import ListMember
from service.models.notice import Notice, NoticeVoid
from service.models.objection import OPEN_OBJECTION, Objection
from service.models.obstacles import Finding
from service.questions import Question
from workflows.case import Obstacles


def upheld_counts() -> ColumnElement[bool]:
    """Whether an objection was upheld and still counts, for a statement that joins it with its notice.

    It counts until its household has left the list; on a notice without a list, until that is void.
    """
    standing = exists().where(
        ListMember.list_id == Notice.list_id,
        ListMember.record_id == Objection.record_id,
        ListMember.left_at.is_(None),
    )
    void = exists().where(NoticeVoid.notice_id == Notice.id)
    listed_or_hanging = or_(
        standing.correlate(Notice, Objection), and_(Notice.list_id.is_(None), not_(void.correlate(Notice)))
    )
    return and_(Objection.outcome == "upheld", listed_or_hanging)


def _statement(dialect: str) -> CompoundSelect[*tuple[Any, ...]]:
    # What was decided stays in `outcome` when the objection is answered.
    kind = func.coalesce(Objection.outcome, Objection.state)
    counts = or_(*(Objection.state == state for state in OPEN_OBJECTION), upheld_counts())
    objections = (
        select(Objection.record_id, literal("objection"), kind, func.count())
        .join(Notice, Notice.id == Objection.notice_id)
        .where(among(Objection.record_id, "ids", dialect), counts)
        .group_by(Objection.record_id, kind)
    )
    findings = (
        select(Finding.record_id, literal("finding"), Finding.kind, func.count())
        .where(among(Finding.record_id, "ids", dialect), Finding.closed_at.is_(None))
        .group_by(Finding.record_id, Finding.kind)
    )
    return union_all(objections, findings)


_OBSTACLES: Final = Question(_statement)


def obstacles_of(connection: Connection, ids: Collection[int]) -> dict[int, Obstacles]:
    """Open and upheld objections and open findings, by record."""
    asked = {"ids": listed(ids, connection.dialect.name)}
    counts: dict[int, dict[str, int]] = {}
    for record_id, what, kind, number in _OBSTACLES.rows(connection, asked):
        of_record = counts.setdefault(record_id, {})
        if what == "finding":
            of_record["open_findings"] = of_record.get("open_findings", 0) + number
            if kind == "exited_wrongly":
                of_record["wrong_exit_findings"] = number
        elif kind in OPEN_OBJECTION:
            of_record["open_objections"] = of_record.get("open_objections", 0) + number
        elif kind == "upheld":
            of_record["upheld_objections"] = number
    nothing = Obstacles()
    return {id: Obstacles(**counts[id]) if id in counts else nothing for id in ids}
