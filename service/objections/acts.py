"""Acts on an objection: steps of its table. Each locks its record: approval and acceptance cannot both happen.

Where it has none, the publicity of projects is locked: its result is not signed while one is being accepted.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import Connection, insert, update
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import ActRefused, ChangedSince, post_over, refuse
from service.models.objection import Objection, ObjectionAct
from service.objections.facts import Standing, locked
from service.objections.files import MOST_FILES, KeptFile, enter_files
from service.objections.powers import LONGEST_TEXT
from service.objections.refusals import too_long, unwritten, wrong_investigators
from service.people import Actor, Post
from workflows.decide import reasons_against
from workflows.machine import moved
from workflows.objection import HEARD_BY, LODGERS, OBJECTION
from workflows.reasons import Reason, reason
from workflows.roles import Role

WORDS_NEEDED: Final[Mapping[str, str]] = {
    "open_clue": "clue_without_reason",
    "investigate": "finding_empty",
    "reply": "reply_empty",
    "appeal": "appeal_without_grounds",
    "withdraw": "withdrawal_without_statement",
}
"""Steps that cannot do without words, with the reason that says which are missing."""

PLAIN_STEPS: Final = ("accept", "refuse_late", "open_clue", "uphold", "dismiss", "appeal", "withdraw")
"""Steps that take nothing but words; `investigate` takes names and files, `reply` issues a letter."""


def take(
    db: Session, objection_id: int, version: int, step: str, *, finding: str = "", actor: Actor, at: datetime
) -> None:
    """Take a plain step of the objection's table. The caller commits.

    Args:
        version: the objection's version on the screen.
        step: one of PLAIN_STEPS.
        finding: why, or what the objector said; compulsory for the steps of WORDS_NEEDED.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchObjection, ChangedSince: there is none, or somebody acted on it.
        ActRefused: every reason by field.
    """
    if step not in PLAIN_STEPS:
        raise ValueError(f"{step} is no plain step of an objection")
    act_on(db, locked(db.connection(), objection_id, version), step, finding=finding, actor=actor, at=at)


def investigate(
    db: Session,
    objection_id: int,
    version: int,
    *,
    investigators: Sequence[str],
    finding: str,
    files: Sequence[KeptFile],
    actor: Actor,
    at: datetime,
) -> None:
    """Record what two people found who looked into it, with what proves it. The caller commits.

    Args:
        version: the objection's version on the screen.
        investigators: two names; neither the proposer nor of the household.
        finding: what they found.
        files: photographs or scans, at least one, kept already.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchObjection, ChangedSince: there is none, or somebody acted on it.
        ActRefused: every reason by field; `investigator_1` and `investigator_2` are the two names.
    """
    connection = db.connection()
    found = locked(connection, objection_id, version)
    names = [*(name.strip() for name in investigators), "", ""][:2]
    refusals = {**wrong_investigators(connection, found, names), "files": _wrong_files(files)}
    act_id = act_on(
        db, found, "investigate", finding=finding, actor=actor, at=at, investigators="、".join(names), refusals=refusals
    )
    enter_files(connection, objection_id, act_id, files, by=actor.user_id, at=at)


def reasons_for(found: Standing, step: str, actor: Actor, at: datetime) -> list[Reason]:
    """Every reason of the table against a step, for one person; that it does not leave the state is one."""
    row = OBJECTION.step(step, found.objection.state)
    if row is None:
        return [reason("objection_in_another_state", state=f"state.objection.{found.objection.state}")]
    case = found.in_front_of(actor, shanghai_date(at))
    return reasons_against(row, case, case.acting)


def acting_post(found: Standing, step: str, actor: Actor) -> Post | None:
    """The post in which somebody takes a step: of the hearing level, or for what is only received the nearest."""
    row = OBJECTION.step(step, found.objection.state)
    roles: tuple[Role, ...] = LODGERS if row is not None and row.roles == LODGERS else HEARD_BY[found.level]
    return post_over(actor, roles, found.objection.region_code)


def act_on(
    db: Session,
    found: Standing,
    step: str,
    *,
    finding: str,
    actor: Actor,
    at: datetime,
    investigators: str = "",
    refusals: Mapping[str, Sequence[Reason]] | None = None,
) -> int:
    """Move a locked objection along its table and tell it, or refuse with everything that stands against it.

    Args:
        refusals: what the act itself found, by field.

    Returns:
        The act's id.

    Raises:
        ChangedSince: somebody acted on it.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    objection = found.objection
    code = WORDS_NEEDED.get(step)
    words = unwritten(finding, code) if code else too_long(finding, LONGEST_TEXT)
    refuse({"": reasons_for(found, step, actor, at), **(refusals or {}), "finding": words})
    post = acting_post(found, step, actor)
    if post is None:
        raise ActRefused({"": [reason("outside_jurisdiction")]})
    to_state = moved(OBJECTION.name, step, objection.state)
    outcome = to_state if to_state in ("upheld", "dismissed") else objection.outcome if to_state == "replied" else None
    done = connection.execute(
        update(Objection)
        .where(Objection.id == objection.id, Objection.version == objection.version, Objection.state == objection.state)
        .values(state=to_state, outcome=outcome, version=objection.version + 1)
        .returning(Objection.id)
    ).all()
    if not done:
        raise ChangedSince
    way = (objection.state, to_state)
    return tell(connection, objection.id, way, actor, post, at, investigators=investigators, finding=finding)


def tell(
    connection: Connection,
    objection_id: int,
    way: tuple[str, str],
    actor: Actor,
    post: Post,
    at: datetime,
    *,
    investigators: str = "",
    finding: str = "",
) -> int:
    """Write down what was done; the act's id.

    Args:
        way: the state that it left and the one that it came to.
        post: in which the actor took the step.
    """
    from_state, to_state = way
    act_id: int = connection.execute(
        insert(ObjectionAct)
        .values(
            objection_id=objection_id,
            from_state=from_state,
            to_state=to_state,
            investigators=investigators,
            finding=finding.strip(),
            actor_id=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            acted_at=at,
        )
        .returning(ObjectionAct.id)
    ).scalar_one()
    return act_id


def _wrong_files(files: Sequence[KeptFile]) -> list[Reason]:
    if not files:
        return [reason("evidence_missing")]
    return [reason("too_many_files", files=len(files), most=MOST_FILES)] if len(files) > MOST_FILES else []
