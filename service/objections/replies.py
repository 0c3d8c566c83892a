"""The written reply to who objected: frozen and numbered with its act, printed outside it, its delivery told.

As with a notice, the same facts print the same bytes; the file lies under its SHA-256, which stands in the database.
"""

import hashlib
import json
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from service.attachments import Damaged, keep, read_file
from service.clock import shanghai_date
from service.competence import ChangedSince, refuse, required_post
from service.database import Database
from service.history.leaf import canonical
from service.models.notice import Notice
from service.models.objection import MANNERS, Objection, ObjectionDelivery, ObjectionLetter, ObjectionLetterPdf
from service.notices.drafting import is_demonstration
from service.notices.fonts import missing_characters
from service.notices.issue import ABOVE_TOWNSHIP
from service.notices.letters import ReplyLetter, reply_pdf
from service.notices.numbers import next_number
from service.notices.offices import Body, bodies_above
from service.notices.paper import notice_title
from service.notices.printing import PaperDiffers
from service.notices.public_facts import NoticeFacts
from service.objections.acts import act_on
from service.objections.facts import Standing, lock_subject, locked
from service.objections.powers import LONGEST_NAME
from service.objections.refusals import too_long
from service.people import Actor
from service.rules.deadlines import deadlines
from workflows.objection import HEARERS, MOST_APPEALS, OBJECTION, hearing_level
from workflows.reasons import Reason, reason
from workflows.roles import Level, at_level

SERIES = "objection_reply"
WITHOUT_RECIPIENT = ("posted", "kept")
"""Ways of delivery that name nobody: on the board, and in the file when nobody is known."""


class NoSuchLetter(LookupError):
    """The objection has no written reply yet, or it was not printed."""


@dataclass(frozen=True)
class PrintedLetter:
    """A reply's PDF."""

    act_id: int
    sha256: str
    bytes: int
    rendered_at: datetime


def reply(db: Session, objection_id: int, version: int, *, finding: str, actor: Actor, at: datetime) -> int:
    """Issue the written reply: its facts are frozen and it takes its number. It is printed after the commit.

    Args:
        version: the objection's version on the screen.
        finding: what the letter says that was found.
        at: instant of the act, from the injected clock.

    Returns:
        The act's id, which is the letter's.

    Raises:
        NoSuchObjection, ChangedSince: there is none, or somebody acted on it.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    found = locked(connection, objection_id, version)
    act_id = act_on(db, found, "reply", finding=finding, actor=actor, at=at)
    today = shanghai_date(at)
    region, level = found.objection.region_code, found.level
    bodies = bodies_above(connection, region)
    body_code = at_level(region, level)
    serial = next_number(connection, body_code, SERIES, today.year)
    number = number_text(bodies[level].number_prefix, level, today.year, serial)
    letter = _letter(connection, found, bodies, number, finding.strip(), today)
    texts = [each for each in letter.to_json().values() if isinstance(each, str)]
    refuse({"finding": [reason("glyph_missing_in_text", character=each) for each in missing_characters(texts)]})
    frozen = canonical(letter.to_json())
    connection.execute(
        insert(ObjectionLetter).values(
            act_id=act_id,
            objection_id=objection_id,
            body_code=body_code,
            year=today.year,
            serial=serial,
            number=number,
            facts=frozen.decode(),
            facts_sha256=hashlib.sha256(frozen).hexdigest(),
            issued_on=today,
        )
    )
    return act_id


def print_letter(database: Database, data_dir: Path, objection_id: int, actor: Actor, at: datetime) -> PrintedLetter:
    """Print the newest reply and enter its hash. Of two who print it at once the second finds it done.

    Args:
        data_dir: the file is kept by its SHA-256 in it.
        actor: who prints; one of their posts must hear objections of the place.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchLetter: the objection has no reply.
        ActRefused: the actor may not print it.
        RenderFailed: the paper cannot be made; the reply stays as it was, unprinted.
    """
    with database.read() as db:
        letter = _newest(db.connection(), objection_id)
    required_post(actor, HEARERS, letter.region_code)
    if letter.sha256 is None:
        pdf = reply_pdf(_facts(letter))
        sha256 = keep(data_dir, pdf)
        with database.write() as db:
            connection = db.connection()
            lock_subject(connection, letter.notice_id, letter.record_id)
            # Asked again behind the lock: somebody else may have printed it while this was rendered.
            there = connection.execute(_letters().where(ObjectionLetter.act_id == letter.act_id)).one()
            if there.sha256 is None:
                row = {"act_id": letter.act_id, "sha256": sha256, "bytes": len(pdf), "rendered_at": at}
                connection.execute(insert(ObjectionLetterPdf).values(**row, rendered_by=actor.user_id))
                return PrintedLetter(letter.act_id, sha256, len(pdf), at)
        letter = there
    return PrintedLetter(letter.act_id, letter.sha256, letter.bytes, letter.rendered_at)


def read_letter(db: Session, data_dir: Path, objection_id: int, act_id: int) -> bytes:
    """A reply's PDF. A file that is gone or spoilt is printed again and compared.

    Raises:
        NoSuchLetter: there is none, or it was not printed.
        PaperDiffers: the bytes cannot be brought back here.
    """
    letter = db.execute(
        _letters().where(ObjectionLetter.objection_id == objection_id, ObjectionLetter.act_id == act_id)
    ).one_or_none()
    if letter is None or letter.sha256 is None:
        raise NoSuchLetter(objection_id)
    try:
        return read_file(data_dir, letter.sha256)
    except Damaged:
        pdf = reply_pdf(_facts(letter))
        if hashlib.sha256(pdf).hexdigest() != letter.sha256:
            raise PaperDiffers(letter.sha256) from None
        keep(data_dir, pdf)
        return pdf


def deliver(
    db: Session,
    objection_id: int,
    letter_id: int,
    *,
    delivered_on: date,
    manner: str,
    recipient: str,
    actor: Actor,
    at: datetime,
) -> None:
    """Record how and when the newest reply reached whom. The same delivery sent twice is told once. The caller commits.

    Args:
        letter_id: the reply on the screen: nobody tells the delivery of a letter that they did not see.
        manner: one of MANNERS; `kept` where nobody is known to whom it could be given.
        recipient: who received it; '' where the manner names nobody.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchLetter: the objection has no reply.
        ChangedSince: a newer reply was issued meanwhile.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    letter = _newest(connection, objection_id)
    required_post(actor, HEARERS, letter.region_code)
    lock_subject(connection, letter.notice_id, letter.record_id)
    # Asked again behind the lock: a reply after an appeal may have been issued, or this one printed.
    letter = _newest(connection, objection_id)
    if letter.act_id != letter_id:
        raise ChangedSince
    today = shanghai_date(at)
    name = "" if manner in WITHOUT_RECIPIENT else recipient.strip()
    missing = not name and manner in MANNERS and manner not in WITHOUT_RECIPIENT
    refuse(
        {
            "": [] if letter.sha256 else [reason("letter_not_printed")],
            "delivered_on": _wrong_delivery_day(delivered_on, letter.issued_on, today),
            "manner": [] if manner in MANNERS else [reason("manner_missing")],
            "recipient": [reason("recipient_missing")] if missing else too_long(recipient, LONGEST_NAME),
        }
    )
    values = {
        "act_id": letter.act_id,
        "delivered_on": delivered_on,
        "manner": manner,
        "recipient": name,
        "recorded_by": actor.user_id,
    }
    if connection.execute(select(ObjectionDelivery.id).filter_by(**values).limit(1)).first() is None:
        connection.execute(insert(ObjectionDelivery).values(**values, recorded_at=at))


def number_text(prefix: str, level: Level, year: int, serial: int) -> str:
    """A reply's number as it is printed: 霍扶组异复〔2018〕3号 for county and above, an internal one below.

    Args:
        prefix: how the body's numbers begin.
    """
    inner = "" if level in ABOVE_TOWNSHIP else "内"
    return f"{prefix}{inner}异复〔{year}〕{serial}号"


def _wrong_delivery_day(delivered_on: date, issued_on: date, today: date) -> list[Reason]:
    if delivered_on > today:
        return [reason("day_in_future", today=today)]
    return [reason("delivered_before_issued", issued_on=issued_on)] if delivered_on < issued_on else []


def _letter(
    connection: Connection, found: Standing, bodies: dict[Level, Body], number: str, finding: str, today: date
) -> ReplyLetter:
    objection = found.objection
    facts = connection.execute(select(Notice.facts).where(Notice.id == objection.notice_id)).scalar_one()
    open_to_appeal = objection.state == "dismissed" and found.appeals < MOST_APPEALS and found.pending
    next_level = hearing_level(Level(objection.poster_level), found.appeals + 1)
    return ReplyLetter(
        body=bodies[found.level].body_name,
        number=number,
        objector=objection.objector,
        notice_title=notice_title(NoticeFacts.from_json(json.loads(facts))),
        notice_number=objection.number,
        lodged_on=objection.lodged_on,
        content=objection.content,
        finding=finding,
        outcome=objection.state,
        may_appeal_to=bodies[next_level].body_name if open_to_appeal else "",
        appeal_days=deadlines(connection).days_for(OBJECTION.name, "replied", objection.region_code)
        if open_to_appeal
        else None,
        decided_on=today,
        demonstration=is_demonstration(connection),
    )


def _letters() -> Any:
    return (
        select(
            ObjectionLetter.act_id,
            ObjectionLetter.facts,
            ObjectionLetter.issued_on,
            ObjectionLetterPdf.sha256,
            ObjectionLetterPdf.bytes,
            ObjectionLetterPdf.rendered_at,
            Objection.record_id,
            Objection.notice_id,
            Notice.region_code,
        )
        .join(Objection, Objection.id == ObjectionLetter.objection_id)
        .join(Notice, Notice.id == Objection.notice_id)
        .outerjoin(ObjectionLetterPdf, ObjectionLetterPdf.act_id == ObjectionLetter.act_id)
    )


def _newest(connection: Connection, objection_id: int) -> Any:
    found = connection.execute(
        _letters().where(Objection.id == objection_id).order_by(ObjectionLetter.act_id.desc()).limit(1)
    ).first()
    if found is None:
        raise NoSuchLetter(objection_id)
    return found


def _facts(letter: Any) -> ReplyLetter:
    return ReplyLetter.from_json(json.loads(letter.facts))
