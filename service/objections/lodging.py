"""Lodging an objection: an official records what somebody brought, or the public lodges it on a notice's own page."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import refuse, required_post
from service.models.objection import OFFICE_CHANNELS, WEB, Objection
from service.objections.acts import tell
from service.objections.contacts import LONGEST_CONTACT, enciphered
from service.objections.facts import lock_subject
from service.objections.files import KeptFile, enter_files
from service.objections.powers import LONGEST_NAME
from service.objections.publicity import PublicityObjectedTo, publicity_objected_to
from service.objections.refusals import not_objectionable, too_long, unwritten, wrong_day
from service.people import Actor
from workflows.objection import LODGERS
from workflows.reasons import Reason, reason

_RANDOM_BYTES: Final = 12


def lodge(
    db: Session,
    notice_id: int,
    *,
    record_id: int | None,
    project_number: int | None = None,
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
            an objection opens a clue at once, does not block, and is kept with the list's first record. Always None
            on a publicity of projects.
        project_number: serial number on the list of a publicity of projects; None for all that it says.
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
    about = _locked_subject(connection, notice, record_id)
    refuse(
        {
            "": not_objectionable(notice),
            **_not_on(notice, record_id, project_number),
            "lodged_on": wrong_day(lodged_on, notice, shanghai_date(at)),
            "channel": [] if channel in OFFICE_CHANNELS else [reason("channel_missing")],
            "objector": too_long(objector, LONGEST_NAME),
            "content": unwritten(content, "objection_empty"),
        }
    )
    values = {
        "notice_id": notice.id,
        "record_id": about,
        "project_number": project_number,
        "lodged_on": lodged_on,
        "channel": channel,
        "objector": objector.strip(),
        "content": content.strip(),
        "about_omitted": _leaves_out(notice, record_id),
        "lodged_by": actor.user_id,
    }
    same = connection.execute(select(Objection.id).filter_by(**values).limit(1)).scalar_one_or_none()
    if same is not None:
        return int(same)
    state = "clue" if values["about_omitted"] else "lodged"
    row = {**values, "state": state, "version": 1, "lodged_at": at}
    objection_id: int = connection.execute(insert(Objection).values(**row).returning(Objection.id)).scalar_one()
    if state == "clue":
        tell(connection, objection_id, ("lodged", "clue"), actor, post, at)
    return objection_id


@dataclass(frozen=True, kw_only=True)
class PublicObjection:
    """What the public writes.

    Args:
        record_id: the record behind the serial number on the list; None for a household that the list leaves out, and
            on a publicity of projects.
        project_number: serial number on the list of a publicity of projects; None for all that it says.
        content: what is objected.
        objector: name, or ''.
        contact: how the writer can be reached, or ''.
        files: kept already.
        receipt: from `new_receipt`; a second sending of the same page carries the same one.
    """

    record_id: int | None
    content: str
    objector: str
    contact: str
    files: Sequence[KeptFile]
    receipt: str
    project_number: int | None = None


def new_receipt() -> str:
    """What an objection can be looked up with: 96 random bits, hexadecimal, in groups that can be read aloud."""
    digits = secrets.token_hex(_RANDOM_BYTES)
    return "-".join(digits[place : place + 4] for place in range(0, len(digits), 4))


def lodge_publicly(db: Session, data_dir: Path, notice_id: int, given: PublicObjection, *, at: datetime) -> None:
    """Lodge an objection of the public, who has no account. It waits for the screening. The caller commits.

    A receipt that is lodged already is left as it is: the button was pressed twice.

    Args:
        data_dir: holds the key that the contact is enciphered with.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchNotice: there is none.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    notice = publicity_objected_to(connection, notice_id)
    # Behind the lock: of two sendings of one page the second finds what the first has written.
    about = _locked_subject(connection, notice, given.record_id)
    if connection.execute(select(Objection.id).where(Objection.receipt == given.receipt)).first():
        return
    today = shanghai_date(at)
    refuse(
        {
            "": not_open_to_the_public(notice, today),
            **_not_on(notice, given.record_id, given.project_number),
            "objector": too_long(given.objector, LONGEST_NAME),
            "contact": too_long(given.contact, LONGEST_CONTACT),
            "content": unwritten(given.content, "objection_empty"),
        }
    )
    contact = given.contact.strip()
    objection_id: int = connection.execute(
        insert(Objection)
        .values(
            notice_id=notice.id,
            record_id=about,
            project_number=given.project_number,
            state="lodged",
            version=1,
            lodged_on=today,
            channel=WEB,
            objector=given.objector.strip(),
            content=given.content.strip(),
            about_omitted=_leaves_out(notice, given.record_id),
            receipt=given.receipt,
            contact=enciphered(data_dir, contact, given.receipt) if contact else None,
            lodged_by=None,
            lodged_at=at,
        )
        .returning(Objection.id)
    ).scalar_one()
    enter_files(connection, objection_id, None, given.files, by=None, at=at)


def not_open_to_the_public(notice: PublicityObjectedTo, today: date) -> list[Reason]:
    """The public lodges while the publicity hangs, and as long after it as an office may still record what came in."""
    if found := not_objectionable(notice):
        return found
    if notice.last_day is not None and today > notice.last_day + timedelta(days=notice.record_within_days):
        return [reason("period_for_objections_over", last_day=notice.last_day)]
    return []


def _locked_subject(connection: Connection, notice: PublicityObjectedTo, record_id: int | None) -> int | None:
    """The record that it is kept with, locked: whom it is about, or the list's first. Without records the notice is."""
    about = record_id if record_id in notice.members else min(notice.members, default=None)
    lock_subject(connection, notice.id, about)
    return about


def _leaves_out(notice: PublicityObjectedTo, record_id: int | None) -> bool:
    """Whether it is about a household that the list leaves out; a publicity of projects lists no household."""
    return record_id is None and bool(notice.members)


def _not_on(notice: PublicityObjectedTo, record_id: int | None, project_number: int | None) -> dict[str, list[Reason]]:
    known = record_id is None or record_id in notice.members
    listed = project_number is None or 1 <= project_number <= notice.projects
    return {
        "record_id": [] if known else [reason("not_on_notice")],
        "project_number": [] if listed else [reason("serial_not_on_list")],
    }
