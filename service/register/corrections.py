"""Corrections of what a decision rested on: proposed by one who keeps the register, decided by another at the township.

Their table is workflows/correction.py. The facts change only when one is approved, as an act with its history.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session

from service.competence import ChangedSince, refuse, required_post
from service.models.register_history import Correction
from service.people import Actor, Post
from service.register.acts import ActKind, AlreadyActed, Doing, New, begin
from service.register.cross_checks import Problems, heads_problem, household_problems, known_already, person_problems
from service.register.fields import Subject, fact_of
from service.register.homes import Home, in_clear, locked_homes
from service.register.powers import CORRECTORS, KEEPERS
from service.register.telling import Told, reason_problems
from service.register.values import SealedNumber, from_written, opened, sealed_number, written
from service.sealing import Seal
from workflows.correction import CORRECTION, CorrectionCase
from workflows.decide import Acting, reasons_against
from workflows.decide import Post as HeldPost
from workflows.machine import moved
from workflows.reasons import Reason

PROPOSED: Final = CORRECTION.initial.value


class NoSuchCorrection(LookupError):
    """There is no correction with this number in the actor's jurisdiction."""


@dataclass(frozen=True)
class Change:
    """One fact of a request, values as the history writes them."""

    subject: Subject
    id: int
    field: str
    old: str | None
    new: str | None


def propose(
    connection: Connection,
    home: Home,
    subject: Subject,
    subject_id: int,
    values: New,
    told: Told,
    post: Post,
    acted: bool,
) -> int:
    """Put a request on file, on a household that is locked; its id.

    Args:
        values: wanted facts, personal numbers sealed.
        acted: the same form changed other facts at once, and so raised the household's version.

    Raises:
        ActRefused: another request of the household waits.
    """
    row = home.row if subject is Subject.HOUSEHOLD else home.member(subject_id)
    pending = connection.execute(
        select(Correction.id).where(Correction.household_id == home.id, Correction.state == PROPOSED)
    ).first()
    case = CorrectionCase(
        state=None, region_code=home.village_code, acting=acting(told.actor), pending=pending is not None
    )
    step = CORRECTION.step("propose", None)
    assert step is not None
    refuse({"": reasons_against(step, case, case.acting)})
    changes = [
        {
            "subject": subject.value,
            "id": subject_id,
            "field": name,
            "old": written(row[fact_of(subject, name).columns[0]]),
            "new": written(value.sealed if isinstance(value, SealedNumber) else value),
        }
        for name, value in values.items()
    ]
    made = connection.execute(
        insert(Correction)
        .values(
            key=told.key,
            household_id=home.id,
            village_code=home.village_code,
            version=home.row["version"] + acted,
            changes=json.dumps(changes, ensure_ascii=False),
            reason=told.reason.strip(),
            state=PROPOSED,
            proposed_by=told.actor.user_id,
            proposed_role=post.role.value,
            proposed_at=told.at,
        )
        .returning(Correction.id)
    )
    return int(made.scalar_one())


def decide(db: Session, correction_id: int, step: str, version: int, told: Told) -> None:
    """Approve, refuse or withdraw a request. The caller commits.

    Args:
        step: of the correction's table.
        version: of the household as the page showed it.
        told: `reason` is the decider's opinion.

    Raises:
        NoSuchCorrection: none for this actor.
        AlreadyActed: this very button was pressed before.
        ChangedSince: somebody decided it, or acted on the household.
        ActRefused: every reason.
    """
    connection = db.connection()
    household_id = connection.execute(
        select(Correction.household_id).where(Correction.id == correction_id)
    ).scalar_one_or_none()
    if household_id is None:
        raise NoSuchCorrection(correction_id)
    (home,) = locked_homes(connection, told.actor, [household_id])
    found_row = connection.execute(select(Correction.__table__).where(Correction.id == correction_id)).mappings().one()
    asked: dict[str, Any] = dict(found_row)
    row = CORRECTION.step(step, asked["state"])
    if row is None:
        _refuse_a_second_press(step, asked, told)
        raise ChangedSince
    changes = changes_of(asked["changes"])
    case = case_of(asked, home, changes, told.actor)
    found: Problems = {
        "": reasons_against(row, case, case.acting),
        "opinion": reason_problems(told, row.needs_reason),
    }
    if step == "approve" and not found[""]:
        found[""] = _contradictions(connection, home, changes, told)
    refuse(found)
    if home.row["version"] != version:
        raise ChangedSince
    post = required_post(told.actor, CORRECTORS if step != "withdraw" else KEEPERS, home.village_code)
    done = connection.execute(
        update(Correction)
        .where(Correction.id == correction_id, Correction.state == PROPOSED)
        .values(
            state=moved(CORRECTION.name, step, PROPOSED),
            decided_by=told.actor.user_id,
            decided_role=post.role.value,
            decided_at=told.at,
            opinion=told.reason.strip(),
        )
        .returning(Correction.id)
    ).all()
    if not done:
        raise ChangedSince
    if step == "approve":
        _apply(connection, correction_id, asked, home, changes, told, post)


def changes_of(text: str) -> list[Change]:
    """The facts of a request."""
    return [
        Change(Subject(each["subject"]), each["id"], each["field"], each["old"], each["new"])
        for each in json.loads(text)
    ]


def case_of(asked: Mapping[str, Any], home: Home, changes: Sequence[Change], actor: Actor) -> CorrectionCase:
    """A request in front of a person, as the table's guards look at it."""
    changed = [
        f"register.{change.subject.value}.{change.field}" for change in changes if _now(home, change) != change.old
    ]
    return CorrectionCase(
        state=asked["state"],
        region_code=home.village_code,
        acting=acting(actor),
        proposer=asked["proposed_by"],
        changed=tuple(changed),
        dissolved=home.row["dissolved_on"] is not None,
    )


def acting(actor: Actor) -> Acting:
    """A person with their posts, as the tables know them."""
    return Acting(actor.user_id, [HeldPost(post.role, post.region_code) for post in actor.appointments])


def _now(home: Home, change: Change) -> str | None:
    row = home.row if change.subject is Subject.HOUSEHOLD else home.living.get(change.id)
    # Whoever left since is not corrected any more: nothing equals the old value then.
    return written(row[fact_of(change.subject, change.field).columns[0]]) if row is not None else "-"


def _values(change: Change, seal: Seal) -> Any:
    fact = fact_of(change.subject, change.field)
    if fact.sealed:
        return sealed_number(fact, opened(fact, change.new, seal), seal) if change.new else None
    return from_written(fact.kind, change.new)


def _contradictions(connection: Connection, home: Home, changes: Sequence[Change], told: Told) -> list[Reason]:
    """What would not fit together any more: others of its facts may have changed since it was proposed."""
    found: list[Reason] = []
    by_subject: dict[tuple[Subject, int], dict[str, Any]] = {}
    for change in changes:
        fact = fact_of(change.subject, change.field)
        clear = (
            opened(fact, change.new, told.seal) if fact.sealed and change.new else from_written(fact.kind, change.new)
        )
        by_subject.setdefault((change.subject, change.id), {})[change.field] = clear
    for (subject, id), values in by_subject.items():
        if subject is Subject.HOUSEHOLD:
            problems = household_problems({**in_clear(subject, home.row, told.seal), **values})
        else:
            after = {**in_clear(subject, home.member(id), told.seal), **values}
            problems = person_problems(after, told.today)
            number = values.get("identity")
            problems.setdefault("identity", []).extend(
                known_already(connection, told.seal, told.actor, number, except_member=id)
            )
            relations = {each: person["relation"] for each, person in home.living.items()} | {id: after["relation"]}
            problems["relation"] = heads_problem(relations.values())
        found.extend(why for reasons in problems.values() for why in reasons)
    return found


def _apply(
    connection: Connection,
    correction_id: int,
    asked: Mapping[str, Any],
    home: Home,
    changes: Sequence[Change],
    told: Told,
    post: Post,
) -> None:
    doing = Doing(
        kind=ActKind.CORRECTED,
        village_code=home.village_code,
        household_id=home.id,
        effective_on=told.effective_on,
        reason=asked["reason"],
        key=told.key,
        correction_id=correction_id,
    )
    versions = {home.id: home.row["version"]}
    act = begin(connection, doing, actor=told.actor, post=post, at=told.at, versions=versions)
    for change in changes:
        act.change(change.subject, change.id, {change.field: _values(change, told.seal)})


def _refuse_a_second_press(step: str, asked: Mapping[str, Any], told: Told) -> None:
    """The same person's same decision, sent twice, is one."""
    if asked["decided_by"] == told.actor.user_id and asked["state"] == moved(CORRECTION.name, step, PROPOSED):
        raise AlreadyActed(0)
