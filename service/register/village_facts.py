"""What a village owns and builds is entered, changed and ended here: every time an act with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import ActRefused, ChangedSince, refuse, required_post
from service.people import Actor
from service.register.acts import TABLES, ActKind, Doing, RegisterActing, begin
from service.register.fields import FACTS, Kind, Subject
from service.register.values import Value, read
from workflows.reasons import Reason, reason
from workflows.roles import Role

KEEPERS: Final = (Role.VILLAGE_CLERK, Role.WORK_TEAM, Role.TOWNSHIP_REVIEWER, Role.DATA_MANAGER)
"""Who keeps the facts of a village."""

SUBJECTS: Final = (Subject.ASSET, Subject.PROJECT)
_SPANS: Final[Mapping[Subject, tuple[str, str]]] = {
    Subject.ASSET: ("acquired_on", "ended_on"),
    Subject.PROJECT: ("begun_on", "finished_on"),
}
"""First and last day of each; the last one ends it."""
LONGEST_REASON: Final = 200


@dataclass(frozen=True, kw_only=True)
class Keeping:
    """What somebody sends about an asset or a project.

    Args:
        typed: by the name of the fact, as it was typed.
        reason: why; needed for a change.
        key: idempotency key of the button.
    """

    subject: Subject
    typed: Mapping[str, str]
    reason: str
    key: str


def enter_village_fact(db: Session, village_code: str, keeping: Keeping, actor: Actor, at: datetime) -> int:
    """Put an asset or project on file. The caller commits.

    Returns:
        Its id.

    Raises:
        ActRefused: the actor may not, or values cannot stand, by the fact's name.
        AlreadyActed: the same form was sent before.
    """
    values = _read(keeping, shanghai_date(at))
    acting = _begin(db, village_code, keeping, actor, at)
    return acting.enter(keeping.subject, {**values, "village_code": village_code, "entered_at": at})


def change_village_fact(
    db: Session, village_code: str, id: int, version: int, keeping: Keeping, actor: Actor, at: datetime
) -> tuple[str, ...]:
    """Change or end an asset or project of a village. The caller commits.

    Args:
        version: as the page showed it.

    Returns:
        Names of the facts that changed.

    Raises:
        ActRefused: as above, or no reason was given, or nothing would change.
        AlreadyActed: the same form was sent before.
        ChangedSince: somebody changed it since the page was drawn.
        LookupError: the village has none with this id.
    """
    refused: dict[str, list[Reason]] = {} if keeping.reason.strip() else {"reason": [reason("value_missing")]}
    values: dict[str, Any] = {}
    try:
        values = _read(keeping, shanghai_date(at))
    except ActRefused as against:
        refused |= against.reasons
    refuse(refused)
    table = TABLES[keeping.subject]
    stand = db.execute(
        select(table.c.version).where(table.c.id == id, table.c.village_code == village_code).with_for_update()
    ).scalar_one_or_none()
    if stand is None:
        raise LookupError(id)
    acting = _begin(db, village_code, keeping, actor, at)
    if stand != version:
        raise ChangedSince
    changed = acting.change(keeping.subject, id, values)
    refuse({"": [] if changed else [reason("nothing_changed")]})
    db.execute(update(table).where(table.c.id == id).values(version=version + 1))
    return changed


def _begin(db: Session, village_code: str, keeping: Keeping, actor: Actor, at: datetime) -> RegisterActing:
    doing = Doing(
        kind=ActKind.VILLAGE_FACTS,
        village_code=village_code,
        household_id=None,
        effective_on=shanghai_date(at),
        reason=keeping.reason.strip(),
        key=keeping.key,
    )
    post = required_post(actor, KEEPERS, village_code)
    return begin(db.connection(), doing, actor=actor, post=post, at=at, versions={})


def _read(keeping: Keeping, today: date) -> dict[str, Value]:
    values: dict[str, Value] = {}
    refused: dict[str, list[Reason]] = {}
    for name, fact in FACTS[keeping.subject].items():
        found = read(fact, keeping.typed.get(name, ""))
        if isinstance(found, Reason):
            refused[name] = [found]
            continue
        values[name] = found
        if fact.kind is Kind.DAY and isinstance(found, date) and found > today:
            refused[name] = [reason("day_in_future", today=today)]
    first, last = _SPANS[keeping.subject]
    begun, ended = values.get(first), values.get(last)
    if isinstance(begun, date) and isinstance(ended, date) and ended < begun:
        refused.setdefault(last, []).append(reason("ended_before_it_began"))
    refuse(refused)
    return values
