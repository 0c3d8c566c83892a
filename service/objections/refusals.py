"""Why an act on an objection is refused beside what its table says: every reason, never only the first."""

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import Connection, select

from service.models.people import User
from service.models.register import Member
from service.objections.facts import Standing
from service.objections.powers import LONGEST_NAME, LONGEST_TEXT
from service.objections.publicity import PublicityObjectedTo
from workflows.reasons import Reason, reason


def not_objectionable(notice: PublicityObjectedTo) -> list[Reason]:
    """Only a publicity that hangs can be objected to; what is wrong later is a finding."""
    if not notice.minimum_days:
        return [reason("no_objection_to_announcement")]
    if notice.void:
        return [reason("notice_is_void")]
    return [] if notice.posted_on else [reason("posting_evidence_missing")]


def wrong_day(lodged_on: date, notice: PublicityObjectedTo, today: date) -> list[Reason]:
    """The day on which it was brought: from the posting on, recorded as soon as the profile asks."""
    if lodged_on > today:
        return [reason("day_in_future", today=today)]
    if notice.posted_on and lodged_on < notice.posted_on:
        return [reason("lodged_before_posted", posted_on=notice.posted_on)]
    if lodged_on < today - timedelta(days=notice.record_within_days):
        return [reason("recorded_too_late", days=notice.record_within_days)]
    return []


def wrong_investigators(connection: Connection, found: Standing, names: Sequence[str]) -> dict[str, list[Reason]]:
    """Two different people, neither the proposer nor of the household, by field of the form."""
    record = found.record
    proposers = connection.execute(select(User.name).where(User.id.in_(found.proposers))).scalars()
    proposed_by = set(map(_plain, proposers))
    of_household = {_plain(record.head_name or "")} - {""} if record is not None else set()
    if record is not None and record.household_id is not None:
        members = connection.execute(select(Member.name).where(Member.household_id == record.household_id)).scalars()
        of_household |= set(map(_plain, members))
    wrong: dict[str, list[Reason]] = {}
    for place, name in enumerate(names, start=1):
        field = f"investigator_{place}"
        if not name:
            wrong[field] = [reason("investigator_missing")]
        elif place > 1 and _plain(name) == _plain(names[0]):
            wrong[field] = [reason("same_investigator_twice", name=name)]
        elif _plain(name) in proposed_by:
            wrong[field] = [reason("investigator_is_proposer", name=name)]
        elif _plain(name) in of_household:
            wrong[field] = [reason("investigator_of_household", name=name)]
        else:
            wrong[field] = too_long(name, LONGEST_NAME)
    return wrong


def _plain(name: str) -> str:
    """A name without blanks, dots and widths: 张 三 is 张三."""
    return re.sub(r"[\s·.]", "", unicodedata.normalize("NFKC", name)).casefold()


def unwritten(text: str, code: str) -> list[Reason]:
    """A text that the act cannot do without; `code` names what is missing."""
    return too_long(text, LONGEST_TEXT) if text.strip() else [Reason(code)]


def too_long(text: str, most: int) -> list[Reason]:
    """A text longer than its place."""
    return [reason("text_too_long", length=len(text), most=most)] if len(text) > most else []
