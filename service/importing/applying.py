"""Applies what a person confirmed: whole, in the caller's one transaction, or not at all."""

import json
from collections.abc import Callable, Sequence
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, Table, select
from sqlalchemy.exc import IntegrityError

from service.among import among, listed
from service.bulk import insert_many, instant_stored
from service.competence import ChangedSince, required_post
from service.importing.folder import Folder
from service.importing.plan import HOUSEHOLD_COLUMNS, LINES, MEMBER_COLUMNS, Plan
from service.importing.planning import IMPORTERS
from service.models.importing import ImportJob
from service.models.register import Member
from service.models.register_history import Correction
from service.people import Actor
from service.register.fields import Subject
from service.register.many_acts import Changed, DoingMany, ManyActing, hold

LINES_AT_ONCE: Final = 500
ROWS_AT_ONCE: Final = 2_000
_PARTS: Final = ("new_households", "new_members", "changes", "proposals")
_PRINT: Final = MEMBER_COLUMNS.index("identity_print")


def keep_plan(folder: Folder, plan: Plan) -> None:
    """Write a plan and the lines of its preview to their sealed files."""
    for name in _PARTS:
        folder.keep_many(f"plan-{name}", getattr(plan, name), ROWS_AT_ONCE)
    for name in LINES:
        folder.keep_many(f"lines-{name}", plan.lines[name], LINES_AT_ONCE)
    stands = {name: [[id, *stand] for id, stand in getattr(plan, name).items()] for name in ("touched", "proposed_on")}
    folder.keep("stands", json.dumps(stands).encode())


def kept_plan(folder: Folder) -> Plan:
    """The plan again, without its lines.

    Raises:
        FilesGone: its files were deleted.
    """
    stands = json.loads(folder.read("stands"))
    parts: dict[str, Any] = {
        name: [each for some in folder.read_many(f"plan-{name}") for each in some] for name in _PARTS
    }
    touched, proposed_on = ({id: (village, version) for id, village, version in stands[name]} for name in stands)
    return Plan(**parts, touched=touched, proposed_on=proposed_on)


def apply_plan(
    connection: Connection,
    plan: Plan,
    job: ImportJob,
    *,
    actor: Actor,
    on: date,
    at: datetime,
    told: Callable[[int], None],
) -> None:
    """Write everything that a plan holds.

    Args:
        told: is called with how many rows are written.

    Raises:
        ChangedSince: a household changed, or was entered, since the preview; roll the transaction back.
        ActRefused: the actor's post does not reach one of the villages any more.
    """
    villages = {
        *(row[0] for row in plan.new_households),
        *(village for village, _ in plan.touched.values()),
        *(village for village, _ in plan.proposed_on.values()),
    }
    posts = {village: required_post(actor, IMPORTERS, village) for village in villages}
    doing = DoingMany(
        effective_on=on, reason=job.reason, key=job.key, import_job_id=job.id, actor=actor, posts=posts, at=at
    )
    acting = ManyActing(connection, doing)
    acting.touch(plan.touched)
    only_proposed = {id: stand for id, stand in plan.proposed_on.items() if id not in plan.touched}
    hold(connection, {id: version for id, (_, version) in only_proposed.items()})
    _refuse_numbers_on_file(connection, plan.new_members)
    try:
        ids = acting.enter_households(HOUSEHOLD_COLUMNS, plan.new_households)
    except IntegrityError as raced:
        raise ChangedSince from raced
    told(len(ids))
    homes = [ids[-1 - row[0]] if row[0] < 0 else row[0] for row in plan.new_members]
    of_new = [
        plan.new_households[-1 - row[0]][0] if row[0] < 0 else plan.touched[row[0]][0] for row in plan.new_members
    ]
    acting.enter_members(
        ("household_id", *MEMBER_COLUMNS),
        [(home, *row[1:]) for home, row in zip(homes, plan.new_members, strict=True)],
        of_new,
    )
    told(len(ids) + len(homes))
    acting.change(
        [
            Changed(
                subject=Subject(subject),
                id=id,
                household_id=household,
                fields={name: (old, new, stored) for name, (old, new, stored) in fields.items()},
            )
            for subject, id, household, fields in plan.changes
        ]
    )
    _propose(connection, plan, job, posts, actor, at)


def _refuse_numbers_on_file(connection: Connection, members: Sequence[Sequence[Any]]) -> None:
    """Nobody else was entered with one of these numbers since the preview."""
    dialect = connection.dialect.name
    prints = [row[1 + _PRINT] for row in members if row[1 + _PRINT]]
    found = connection.execute(
        select(Member.id).where(among(Member.identity_print, "prints", dialect)).limit(1),
        {"prints": listed(prints, dialect)},
    )
    if found.first() is not None:
        raise ChangedSince


def _propose(connection: Connection, plan: Plan, job: ImportJob, posts: Any, actor: Actor, at: datetime) -> None:
    """A correction for every approved household that decided facts would change on, for somebody else to decide."""
    changes: dict[int, list[Any]] = {}
    for household, some in plan.proposals:
        changes.setdefault(household, []).extend(some)
    table: Table = Correction.__table__  # type: ignore[assignment]
    names = (
        "key",
        "household_id",
        "village_code",
        "version",
        "changes",
        "reason",
        "state",
        "import_job_id",
        "proposed_by",
        "proposed_role",
        "proposed_at",
    )
    rows = [
        (
            f"{job.key}-{household}",
            household,
            village,
            # As it stands once this import is done.
            version + (household in plan.touched),
            json.dumps(changes[household], ensure_ascii=False),
            job.reason,
            "proposed",
            job.id,
            actor.user_id,
            posts[village].role.value,
            instant_stored(connection, at),
        )
        for household, (village, version) in plan.proposed_on.items()
    ]
    insert_many(connection, table, names, rows)
