"""Acts on an objection. Each locks its record: an approval and the acceptance of an objection cannot both happen."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import ChangedSince, refuse, required_post
from service.facts.rows import load_rows
from service.models.obstacles import CHANNELS, Objection, ObjectionAct
from service.objections.facts import Case, in_time, locked_case, publicity_objected_to
from service.objections.powers import (
    DECIDED_FROM,
    DECIDERS,
    LODGERS,
    LONGEST_TEXT,
    MOST_APPEALS,
    SCREENED,
    WITHDRAWN_FROM,
)
from service.objections.refusals import (
    decided,
    not_in,
    not_objectionable,
    too_long,
    unwritten,
    wrong_day,
    wrong_decider,
    wrong_investigators,
)
from service.people import Actor, Post
from workflows.reasons import Reason, reason
from workflows.roles import Role


def lodge(
    db: Session,
    notice_id: int,
    *,
    record_id: int | None,
    lodged_on: date,
    channel: str,
    objector: str,
    content: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Record an objection that somebody brought. The same one sent twice is recorded once. The caller commits.

    Args:
        notice_id: a publicity that hangs, or the extension of one.
        record_id: whom it is about, one of those on the notice; None for a household that the list leaves out. Such
            an objection opens a clue at once, does not block, and is kept with the list's first record.
        lodged_on: the day on which it was brought.
        channel: visit, letter, phone or hotline.
        objector: name, or '' when none was given.
        content: what is objected.
        at: instant of the act, from the injected clock.

    Returns:
        The objection's id.

    Raises:
        NoSuchNotice: there is none.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    notice = publicity_objected_to(connection, notice_id)
    post = required_post(actor, LODGERS, notice.region_code)
    about = record_id if record_id in notice.members else min(notice.members)
    load_rows(connection, [about], lock=True)
    today = shanghai_date(at)
    refuse(
        {
            "": not_objectionable(notice),
            "record_id": [] if record_id is None or record_id in notice.members else [reason("not_on_notice")],
            "lodged_on": wrong_day(lodged_on, notice, today),
            "channel": [] if channel in CHANNELS else [reason("channel_missing")],
            "objector": too_long(objector, 64),
            "content": unwritten(content, "objection_empty"),
        }
    )
    values = {
        "notice_id": notice.id,
        "record_id": about,
        "lodged_on": lodged_on,
        "channel": channel,
        "objector": objector.strip(),
        "content": content.strip(),
        "lodged_by": actor.user_id,
    }
    same = connection.execute(select(Objection.id).filter_by(**values).limit(1)).scalar_one_or_none()
    if same is not None:
        return int(same)
    state = "lodged" if record_id is not None else "clue"
    row = {**values, "state": state, "version": 1, "lodged_at": at}
    objection_id: int = connection.execute(insert(Objection).values(**row).returning(Objection.id)).scalar_one()
    if record_id is None:
        _tell(connection, objection_id, "lodged", "clue", "", "", actor, post, at)
    return objection_id


def screen(
    db: Session, objection_id: int, version: int, *, outcome: str, finding: str, actor: Actor, at: datetime
) -> None:
    """Accept an objection, or say why it does not block. The caller commits.

    Args:
        version: the objection's version on the screen.
        outcome: `accepted`, `out_of_time` (brought after the period) or `clue` (about a household left out).
        finding: why; compulsory for a clue.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchObjection, ChangedSince: there is none, or somebody acted on it.
        ActRefused: every reason by field.
    """
    case = locked_case(db.connection(), objection_id, version)
    reasons = not_in(case, ("lodged",))
    wrong: list[Reason] = [] if outcome in SCREENED else [reason("outcome_missing")]
    timely = in_time(db.connection(), case.objection)
    if outcome == "accepted":
        reasons.extend(decided(case))
        if timely is False:
            wrong.append(reason("objection_out_of_time"))
    elif outcome == "out_of_time" and timely is not False:
        wrong.append(reason("objection_in_time"))
    why = unwritten(finding, "clue_without_reason") if outcome == "clue" else too_long(finding, LONGEST_TEXT)
    _act(db, case, {"": reasons, "outcome": wrong, "finding": why}, outcome, "", finding, actor, at)


def decide(
    db: Session,
    objection_id: int,
    version: int,
    *,
    upheld: bool,
    investigators: Sequence[str],
    finding: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Uphold or dismiss an objection after two people have looked into it. The caller commits.

    Args:
        version: the objection's version on the screen.
        investigators: two names; neither the proposer nor of the household.
        finding: what they found.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchObjection, ChangedSince: there is none, or somebody acted on it.
        ActRefused: every reason by field; `investigator_1` and `investigator_2` are the two names.
    """
    connection = db.connection()
    case = locked_case(connection, objection_id, version)
    names = [*(name.strip() for name in investigators), "", ""][:2]
    refusals = {
        "": [*not_in(case, DECIDED_FROM), *wrong_decider(connection, case, actor)],
        **wrong_investigators(connection, case.record, names),
        "finding": unwritten(finding, "finding_empty"),
    }
    outcome = "upheld" if upheld else "dismissed"
    _act(db, case, refusals, outcome, "、".join(names), finding, actor, at)


def appeal(db: Session, objection_id: int, version: int, *, grounds: str, actor: Actor, at: datetime) -> None:
    """Record that the objector turns to the next level, once, after a dismissal. It blocks again. The caller commits.

    Args:
        version: the objection's version on the screen.
        grounds: what the objector says against the dismissal.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchObjection, ChangedSince: there is none, or somebody acted on it.
        ActRefused: every reason by field.
    """
    case = locked_case(db.connection(), objection_id, version)
    again = [reason("appealed_before")] if case.appeals >= MOST_APPEALS else []
    refusals = {
        "": [*not_in(case, ("dismissed",)), *again, *decided(case)],
        "finding": unwritten(grounds, "appeal_without_grounds"),
    }
    _act(db, case, refusals, "appealed", "", grounds, actor, at, roles=LODGERS)


def withdraw(db: Session, objection_id: int, version: int, *, finding: str, actor: Actor, at: datetime) -> None:
    """Record that the objector takes the objection back; who decides it records that, never the poster.

    Args:
        version: the objection's version on the screen.
        finding: what the objector declared, and how.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchObjection, ChangedSince: there is none, or somebody acted on it.
        ActRefused: every reason by field.
    """
    case = locked_case(db.connection(), objection_id, version)
    refusals = {"": not_in(case, WITHDRAWN_FROM), "finding": unwritten(finding, "withdrawal_without_statement")}
    _act(db, case, refusals, "withdrawn", "", finding, actor, at)


def _act(
    db: Session,
    case: Case,
    refusals: Mapping[str, Sequence[Reason]],
    to_state: str,
    investigators: str,
    finding: str,
    actor: Actor,
    at: datetime,
    roles: Sequence[Role] | None = None,
) -> None:
    """Move the objection and tell it, or refuse with everything that stands against it."""
    connection = db.connection()
    objection = case.objection
    post = required_post(actor, roles or DECIDERS[case.level], objection.region_code)
    refuse(refusals)
    moved = connection.execute(
        update(Objection)
        .where(Objection.id == objection.id, Objection.version == objection.version, Objection.state == objection.state)
        .values(state=to_state, version=objection.version + 1)
        .returning(Objection.id)
    ).all()
    if not moved:
        raise ChangedSince
    _tell(connection, objection.id, objection.state, to_state, investigators, finding, actor, post, at)


def _tell(
    connection: Connection,
    objection_id: int,
    from_state: str,
    to_state: str,
    investigators: str,
    finding: str,
    actor: Actor,
    post: Post,
    at: datetime,
) -> None:
    connection.execute(
        insert(ObjectionAct).values(
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
    )
