"""What the register said at an instant: the rows of today with every later change undone.

The time is that of the record, not of life: a death that was put on file in March stands in no roll printed in
February.
"""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from service.models.register_history import FieldChange, RegisterAct
from service.register.acts import TABLES
from service.register.fields import Subject, fact_of
from service.register.values import from_written


def rows_as_of(
    connection: Connection, subject: Subject, ids: Collection[int], at: datetime
) -> dict[int, dict[str, Any]]:
    """Rows of a subject as they stood at an instant, by id. Whoever was put on file later is not among them.

    A sealed number that was changed since comes back without its masked form and its print.
    """
    table = TABLES[subject]
    wanted = list(ids)
    found = connection.execute(select(table).where(table.c.id.in_(wanted))).mappings()
    rows = {row["id"]: dict(row) for row in found if _was_there(row, at)}
    later = (
        select(FieldChange.subject_id, FieldChange.field, FieldChange.old)
        .join(RegisterAct, RegisterAct.id == FieldChange.act_id)
        .where(FieldChange.subject == subject.value, FieldChange.subject_id.in_(wanted), RegisterAct.acted_at > at)
        .order_by(FieldChange.act_id.desc(), FieldChange.seq.desc())
    )
    for id, name, old in connection.execute(later):
        if id not in rows:
            continue
        fact = fact_of(subject, name)
        rows[id] |= dict.fromkeys(fact.columns)
        rows[id][fact.columns[0]] = from_written(fact.kind, old)
    return rows


def _was_there(row: Any, at: datetime) -> bool:
    since = row.get("entered_at") or row.get("registered_at")
    return since is None or since <= at
