"""Issuing a notice: its facts frozen and numbered in the transaction of the step that issues it."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, and_, insert, or_, select
from sqlalchemy.orm import aliased

from service.among import among, listed
from service.history.leaf import canonical
from service.models.notice import Notice, NoticeMember, NoticeVoid
from service.notices import statements
from service.notices.codes import new_code
from service.notices.drafting import Subject, draft
from service.notices.exposures import exposures_in
from service.notices.fonts import missing_characters
from service.notices.numbers import next_number
from service.notices.offices import bodies_above, body_code
from service.notices.public_facts import NoticeFacts
from service.rules.calendar import UnarrangedYear
from service.rules.lookups import Profile, profile_of
from workflows.case import NoticeOnFile
from workflows.reasons import Reason, reason
from workflows.roles import Level, level_of

ABOVE_TOWNSHIP = (Level.COUNTY, Level.CITY, Level.PROVINCE, Level.NATION)


@dataclass(frozen=True, kw_only=True)
class Issue:
    """A notice to be issued for records that act together.

    Args:
        kind: kind of notice, as the step names it.
        ids: records on it.
        list_id: the list it is issued for, None for a village or county.
        post_region_code: where the acting post is held; a correction is issued by that body.
        amends: the step re-issues the kind because its list has changed.
        seen: standing notices of the first record that the step's guards have looked at already, by kind.
    """

    kind: str
    procedure: str
    region_code: str
    ids: Sequence[int]
    list_id: int | None
    year: int
    post_region_code: str
    amends: bool
    seen: Mapping[str, NoticeOnFile]
    by: int
    at: datetime
    today: date


class CannotIssue(Exception):
    """The notice cannot be made; nothing of the act may stand. `reasons` say why."""

    def __init__(self, reasons: list[Reason]) -> None:
        super().__init__(", ".join(reason.code for reason in reasons))
        self.reasons = reasons


def issue_notice(connection: Connection, issue: Issue) -> int:
    """Freeze a notice's facts and give it its number, in the caller's transaction.

    Returns:
        The notice's id.

    Raises:
        CannotIssue: no profile for its kind and place, an unarranged calendar, a character that no font has.
    """
    replaced = _replaced(connection, issue)
    kind = replaced.kind if issue.kind == "extension" and replaced is not None else issue.kind
    profile = profile_of(connection, kind, issue.region_code, issue.today)
    if profile is None:
        raise CannotIssue([reason("no_publicity_profile", notice=f"notice.{kind}")])
    if issue.kind == "extension" and replaced is not None:
        # Its period is the extended notice's own, counted as that was frozen, whatever the rules say by now.
        counted = ("minimum_days", "working_days", "counts_posting_day", "rolls_over_holidays")
        profile = replace(profile, **{name: getattr(replaced, name) for name in counted})
    level = level_of(issue.post_region_code) if issue.kind == "correction" else Level(profile.poster_level)
    body = body_code(issue.region_code, level)
    series = "publicity" if profile.minimum_days else "announcement"
    serial = next_number(connection, body, series, issue.today.year)
    bodies = bodies_above(connection, issue.region_code)
    number = number_text(bodies[level].number_prefix, level, series, issue.today.year, serial)
    subject = Subject(
        kind=issue.kind,
        procedure=issue.procedure,
        region_code=issue.region_code,
        ids=issue.ids,
        year=issue.year,
        today=issue.today,
        body=level,
        profile=profile,
        replaces=replaced,
        seen=issue.seen,
    )
    try:
        facts = draft(connection, subject, bodies, number, new_code())
    except UnarrangedYear as reached:
        raise CannotIssue([reason("calendar_not_arranged", year=reached.year)]) from reached
    refuse_what_cannot_be_printed(facts)
    return freeze(
        connection,
        issue,
        facts,
        profile,
        body=body,
        series=series,
        serial=serial,
        number=number,
        amends_id=replaced.id if replaced is not None else None,
    )


def void_notices(
    connection: Connection, ids: Sequence[int], kinds: Sequence[str], *, step: str, act_id: str, at: datetime
) -> list[int]:
    """Void the standing notices of these kinds on which these records stand, with their evidence.

    Returns:
        Ids of the notices that are void now.
    """
    dialect = connection.dialect.name
    void = select(NoticeVoid.notice_id)
    extended = aliased(Notice)
    # An extension falls with the publicity that it extends, and with no other.
    falls = or_(
        among(Notice.kind, "kinds", dialect),
        and_(Notice.kind == "extension", among(extended.kind, "kinds", dialect)),
    )
    standing = (
        connection.execute(
            select(Notice.id)
            .join(NoticeMember, NoticeMember.notice_id == Notice.id)
            .outerjoin(extended, extended.id == Notice.amends_id)
            .where(among(NoticeMember.record_id, "ids", dialect), falls, Notice.id.not_in(void))
            .distinct(),
            {"ids": listed(ids, dialect), "kinds": listed(list(kinds), dialect)},
        )
        .scalars()
        .all()
    )
    if standing:
        rows = [{"notice_id": id, "act_id": act_id, "step": step, "voided_at": at} for id in standing]
        connection.execute(insert(NoticeVoid), rows)
    return list(standing)


def number_text(prefix: str, level: Level, series: str, year: int, serial: int) -> str:
    """A number as it is printed: 霍扶组公告〔2018〕12号 for county and above, an internal one below.

    Args:
        prefix: how the body's numbers begin (霍扶组).
    """
    act = "公示" if series == "publicity" else "公告"
    inner = "" if level in ABOVE_TOWNSHIP else "内"
    return f"{prefix}{inner}{act}〔{year}〕{serial}号"


def _replaced(connection: Connection, issue: Issue) -> Any | None:
    """The notice that an amended list or an extension stands in for: the newest of its kind for these records."""
    if not issue.amends and issue.kind != "extension":
        return None
    if issue.kind == "extension":
        wanted = and_(Notice.kind != "extension", Notice.id.not_in(select(NoticeVoid.notice_id)))
    else:
        wanted = Notice.kind == issue.kind
    columns = (
        Notice.id,
        Notice.kind,
        Notice.number,
        Notice.printed_on,
        Notice.facts,
        Notice.minimum_days,
        Notice.working_days,
        Notice.counts_posting_day,
        Notice.rolls_over_holidays,
    )
    return connection.execute(
        select(*columns)
        .join(NoticeMember, NoticeMember.notice_id == Notice.id)
        .where(NoticeMember.record_id == issue.ids[0], wanted)
        .order_by(Notice.id.desc())
        .limit(1)
    ).one_or_none()


def refuse_what_cannot_be_printed(facts: NoticeFacts) -> None:
    """Refuse facts with a character that no font has, or with what must not be public.

    Raises:
        CannotIssue: every reason.
    """
    reasons = []
    if missing_characters(text for _, text in facts.texts()):
        for row in facts.rows:
            for character in missing_characters([row.head_name, row.group]):
                reasons.append(reason("glyph_missing", character=character, household=row.head_name))
        others = [text for where, text in facts.texts() if not where.startswith("rows[")]
        reasons.extend(reason("glyph_missing_in_text", character=character) for character in missing_characters(others))
    reasons.extend(reason("not_public", where=exposure.where, what=exposure.what) for exposure in exposures_in(facts))
    if reasons:
        raise CannotIssue(reasons)


def freeze(
    connection: Connection,
    issue: Issue,
    facts: NoticeFacts,
    profile: Profile,
    *,
    body: str,
    series: str,
    serial: int,
    number: str,
    amends_id: int | None,
) -> int:
    """Store a notice as it is issued, with the records on it; its id."""
    frozen = canonical(facts.to_json())
    notice_id = connection.execute(
        statements.NOTICE,
        {
            "kind": issue.kind,
            "body_code": body,
            "region_code": issue.region_code,
            "list_id": issue.list_id,
            "amends_id": amends_id,
            "series": series,
            "year": issue.today.year,
            "serial": serial,
            "number": number,
            "code": facts.code,
            "printed_on": issue.today,
            "profile_id": profile.id,
            "poster_level": profile.poster_level,
            "place_level": profile.place_level,
            "minimum_days": profile.minimum_days,
            "working_days": profile.working_days,
            "counts_posting_day": profile.counts_posting_day,
            "rolls_over_holidays": profile.rolls_over_holidays,
            "facts": frozen.decode(),
            "facts_sha256": hashlib.sha256(frozen).hexdigest(),
            "issued_by": issue.by,
            "issued_at": issue.at,
        },
    ).scalar_one()
    dialect = connection.dialect.name
    connection.execute(statements.members(dialect), {"notice_id": notice_id, "ids": listed(issue.ids, dialect)})
    return notice_id
