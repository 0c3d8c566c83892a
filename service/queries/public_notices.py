"""A notice as everybody may look it up by the code on its sheet: is it ours, and does it still hold? Nobody's name."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.notice import Notice, NoticePdf, NoticeVoid
from service.notices.public_facts import NoticeFacts
from service.queries.board import full_names
from service.queries.notices import NoticeLine, notice_lines, printed_kind, with_periods


@dataclass(frozen=True)
class RelatedNotice:
    """A notice beside this one. Those of before codes were printed have none."""

    kind: str
    number: str
    code: str | None


@dataclass(frozen=True)
class CheckedNotice:
    """What a sheet with this code must say, and where the notice stands.

    `printed_days` is the period that the sheet prints, `days` the one that counts: from the posting, where one is on
    file. An announcement has neither.
    """

    code: str
    line: NoticeLine
    body: str
    place: str

    printed_days: tuple[date, date] | None
    days: tuple[date, date] | None
    sha256: str | None
    pages: int | None
    replaces: RelatedNotice | None
    amended_by: RelatedNotice | None
    extended_by: RelatedNotice | None
    lists_households: bool

    def state(self, today: date) -> str:
        """amended, void, unposted, running, unknown_end, ended or announced."""
        line = self.line
        if line.void:
            return "amended" if self.amended_by else "void"
        if line.posted_on is None:
            return "unposted"
        if not line.minimum_days:
            return "announced"
        if line.unarranged_year is not None:
            return "unknown_end"
        return "ended" if self.days and today > self.days[1] else "running"


def checked_notice(db: Session, code: str) -> CheckedNotice | None:
    """The notice with this code; None where no sheet of ours has it."""
    row = db.execute(
        notice_lines()
        .add_columns(Notice.facts, Notice.amends_id, NoticePdf.sha256, NoticePdf.pages)
        .where(Notice.code == code)
    ).one_or_none()
    if row is None:
        return None
    line = with_periods(db, [row])[0]
    facts = NoticeFacts.from_json(json.loads(row.facts))
    printed = (facts.first_day, facts.last_day) if facts.first_day and facts.last_day else None
    related = _related(db, row.id, row.amends_id)
    return CheckedNotice(
        code=code,
        line=line,
        body=facts.body,
        place=full_names(db, [row.region_code])[row.region_code],
        printed_days=printed,
        days=(line.period.first_day, line.period.last_day) if line.period else printed,
        sha256=row.sha256,
        pages=row.pages,
        replaces=related.get("replaces"),
        amended_by=related.get("amended_by"),
        extended_by=related.get("extended_by"),
        lists_households=bool(facts.rows),
    )


def _related(db: Session, notice_id: int, amends_id: int | None) -> dict[str, RelatedNotice]:
    rows = db.execute(
        select(Notice.id, Notice.kind, Notice.amends_id, Notice.number, Notice.code, NoticeVoid.notice_id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .where((Notice.amends_id == notice_id) | (Notice.id == amends_id))
        # The newest of several comes last, and stays.
        .order_by(Notice.id)
    )
    found: dict[str, RelatedNotice] = {}
    for id, kind, replaces_id, number, code, void_id in rows:
        shown = RelatedNotice(printed_kind(kind, replaces_id), number, code)
        if id == amends_id:
            found["replaces"] = shown
        elif kind != "extension":
            found["amended_by"] = shown
        elif not void_id:
            found["extended_by"] = shown
    return found
