"""Publicity of projects and funds 项目资金公示: a notice on which no record stands, issued for a village or township.

It takes part in everything else: numbers, paper, posting, objections, result. Its PDF's hash stands with the notice
alone, since there is no record whose history could tell it.
"""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import ActRefused, refuse, required_post
from service.facts.publicity import on_file_without_records
from service.models.notice import Notice, NoticeMember, NoticeVoid
from service.moving import write_act_without_records
from service.notices.codes import check_url, new_code
from service.notices.drafting import is_demonstration, names, period_of
from service.notices.issue import CannotIssue, Issue, freeze, number_text, refuse_what_cannot_be_printed
from service.notices.numbers import next_number
from service.notices.offices import bodies_above, body_code, contacts_for
from service.notices.posting import objections_to, unsettled_objections
from service.notices.printing import NoSuchNotice, lock_notice
from service.notices.public_facts import NoticeFacts, Project
from service.people import Actor, Post
from service.rules.calendar import UnarrangedYear, Window
from service.rules.lookups import Profile, profile_of
from workflows.reasons import Reason, reason
from workflows.roles import Level, Role, level_of

KIND: Final = "project_fund_publicity"
ISSUERS: Final = {Level.TOWNSHIP: Role.TOWNSHIP_REVIEWER, Level.COUNTY: Role.COUNTY_REVIEWER}
"""Whose office plans the projects of a village or township, by the level that issues."""
PLACES: Final = (Level.VILLAGE, Level.TOWNSHIP)
_SERIES: Final = "publicity"
_CORRECT: Final = "correct_projects"


def issue_project_publicity(
    db: Session, region_code: str, *, year: int, projects: Sequence[Project], actor: Actor, at: datetime
) -> int:
    """Freeze and number the publicity of a place's projects. The same one sent twice on a day is issued once.

    The body of the actor's post issues it; it hangs in the place itself. The caller commits.

    Args:
        region_code: a village or township.
        year: year of the plan.
        projects: at least one.
        at: instant of the act, from the injected clock.

    Returns:
        The notice's id.

    Raises:
        IssuedAlready: the same form sent twice.
        ActRefused: every reason, by field or for the act as a whole.
    """
    connection = db.connection()
    post = required_post(actor, tuple(ISSUERS.values()), region_code)
    today = shanghai_date(at)
    refuse(
        {
            "": [] if level_of(region_code) in PLACES else [reason("no_projects_of_this_place")],
            "projects": [] if projects else [reason("no_project_written")],
        }
    )
    profile = profile_of(connection, KIND, region_code, today)
    if profile is None:
        raise ActRefused({"": [reason("no_publicity_profile", notice=f"notice.{KIND}")]})
    profile = replace(profile, poster_level=level_of(post.region_code).value, place_level=level_of(region_code).value)
    issue = _issue(KIND, region_code, year, post, actor, at)
    # Behind the number's lock: of two who send the same, the second finds it issued.
    serial = next_number(connection, _body(issue, profile), _SERIES, today.year)
    for notice_id, facts in _issued_today(connection, issue, _body(issue, profile)):
        if (facts.year, facts.projects) == (year, tuple(projects)):
            raise IssuedAlready(notice_id)
    return _issued(connection, issue, profile, serial, today, {"projects": tuple(projects)})


def extend_project_publicity(db: Session, notice_id: int, *, actor: Actor, at: datetime) -> int:
    """Issue the extension of one that was posted after its date, with the period counted from there.

    Returns:
        The extension's id. The caller commits.

    Raises:
        NoSuchNotice: there is none of this kind.
        ActRefused: the actor may not, or there is nothing to extend.
    """
    connection = db.connection()
    lock_notice(connection, notice_id)
    extended = connection.execute(select(Notice).where(Notice.id == notice_id, Notice.kind == KIND)).one_or_none()
    if extended is None:
        raise NoSuchNotice(notice_id)
    post = required_post(actor, (ISSUERS[Level(extended.poster_level)],), extended.region_code)
    standing = on_file_without_records(connection, notice_id)
    late = standing is not None and standing.posted_on is not None and standing.posted_on > standing.printed_on
    repeated = connection.execute(select(Notice.id).where(Notice.amends_id == notice_id).limit(1)).first()
    told = [*([] if late else [reason("nothing_to_extend")]), *([reason("already_extended")] if repeated else [])]
    refuse({"": told})
    assert standing is not None
    assert standing.posted_on is not None
    facts = NoticeFacts.from_json(json.loads(extended.facts))
    profile = _frozen_profile(extended)
    today = shanghai_date(at)
    issue = _issue("extension", extended.region_code, facts.year, post, actor, at)
    serial = next_number(connection, _body(issue, profile), _SERIES, today.year)
    stated = {
        "amends_kind": KIND,
        "amends": extended.number,
        "amends_printed_on": extended.printed_on,
        "amends_posted_on": standing.posted_on,
    }
    return _issued(connection, issue, profile, serial, standing.posted_on, stated, amends_id=notice_id)


def correct_project_publicity(
    db: Session, notice_id: int, *, projects: Sequence[Project], actor: Actor, at: datetime
) -> int:
    """Issue the corrected publicity after an upheld objection; the one that it corrects is void, with its extension.

    Args:
        projects: all that the corrected list says, at least one.
        at: instant of the act, from the injected clock.

    Returns:
        The corrected publicity's id. The caller commits.

    Raises:
        NoSuchNotice: there is none of this kind.
        IssuedAlready: the same form sent twice.
        ActRefused: every reason, by field or for the act as a whole.
    """
    connection = db.connection()
    lock_notice(connection, notice_id)
    old = connection.execute(select(Notice).where(Notice.id == notice_id, Notice.kind == KIND)).one_or_none()
    if old is None:
        raise NoSuchNotice(notice_id)
    post = required_post(actor, (ISSUERS[Level(old.poster_level)],), old.region_code)
    replacing = select(Notice.id, Notice.facts).where(Notice.amends_id == notice_id, Notice.kind == KIND)
    for issued_id, facts in connection.execute(replacing):
        if NoticeFacts.from_json(json.loads(facts)).projects == tuple(projects):
            raise IssuedAlready(issued_id)
    unwritten = [] if projects else [reason("no_project_written")]
    refuse({"": against_correction(connection, notice_id), "projects": unwritten})
    counts = objections_to(connection, notice_id)
    today = shanghai_date(at)
    profile = _frozen_profile(old)
    issue = _issue(KIND, old.region_code, NoticeFacts.from_json(json.loads(old.facts)).year, post, actor, at)
    serial = next_number(connection, _body(issue, profile), _SERIES, today.year)
    stated = {
        "kind": "amended_list",
        "projects": tuple(projects),
        "amends_kind": KIND,
        "amends": old.number,
        "amends_printed_on": old.printed_on,
        "amend_note": f"公示期内{counts['upheld']}件异议经核查成立",
    }
    corrected_id = _issued(connection, issue, profile, serial, today, stated, amends_id=notice_id)
    extensions = select(Notice.id).where(Notice.amends_id == notice_id, Notice.kind == "extension")
    fallen = [notice_id, *connection.execute(extensions).scalars()]
    act_id = write_act_without_records(connection, _CORRECT, actor.user_id, at)
    rows = [{"notice_id": id, "act_id": act_id, "step": _CORRECT, "voided_at": at} for id in fallen]
    connection.execute(insert(NoticeVoid), rows)
    return corrected_id


def against_correction(connection: Connection, notice_id: int) -> list[Reason]:
    """Every reason why a publicity of projects is not to be corrected now, whoever would do it."""
    counts = objections_to(connection, notice_id)
    standing = on_file_without_records(connection, notice_id)
    return [
        *([reason("notice_is_void")] if standing is None else []),
        *([reason("result_signed_already")] if standing is not None and standing.result_signed else []),
        *([] if counts.get("upheld") else [reason("no_upheld_objection_to_projects")]),
        *unsettled_objections(counts),
    ]


class IssuedAlready(Exception):
    """The very same publicity was issued today: a form sent twice. `notice_id` is the one that stands."""

    def __init__(self, notice_id: int) -> None:
        super().__init__(f"notice {notice_id} says the same")
        self.notice_id = notice_id


def _frozen_profile(notice: Any) -> Profile:
    """The profile that a notice was issued under: its period is counted as that was frozen, whatever the rules say."""
    return Profile(
        id=notice.profile_id,
        poster_level=notice.poster_level,
        place_level=notice.place_level,
        minimum_days=notice.minimum_days,
        working_days=notice.working_days,
        counts_posting_day=notice.counts_posting_day,
        rolls_over_holidays=notice.rolls_over_holidays,
        record_within_days=0,
        source="",
    )


def _issue(kind: str, region_code: str, year: int, post: Post, actor: Actor, at: datetime) -> Issue:
    """A notice on which no record stands."""
    return Issue(
        kind=kind,
        procedure="",
        region_code=region_code,
        ids=(),
        list_id=None,
        year=year,
        post_region_code=post.region_code,
        amends=False,
        seen={},
        by=actor.user_id,
        at=at,
        today=shanghai_date(at),
    )


def _issued(
    connection: Connection,
    issue: Issue,
    profile: Profile,
    serial: int,
    counted_from: date,
    said: dict[str, Any],
    amends_id: int | None = None,
) -> int:
    level = Level(profile.poster_level)
    bodies = bodies_above(connection, issue.region_code)
    number = number_text(bodies[level].number_prefix, level, _SERIES, issue.today.year, serial)
    try:
        period: Window = period_of(connection, counted_from, profile)
    except UnarrangedYear as reached:
        raise ActRefused({"": [reason("calendar_not_arranged", year=reached.year)]}) from reached
    code = new_code()
    place = bodies[level_of(issue.region_code)].spoken_name
    shown: dict[str, Any] = {"kind": issue.kind, **names(bodies, level), **said}
    facts = NoticeFacts(
        year=issue.year,
        printed_on=issue.today,
        number=number,
        code=code,
        check_url=check_url(connection, code),
        demonstration=is_demonstration(connection),
        first_day=period.first_day,
        last_day=period.last_day,
        days=period.days,
        working_days=profile.working_days,
        posting_day_counted=profile.counts_posting_day,
        places=_boards(place, level_of(issue.region_code)),
        contacts=contacts_for(bodies, level),
        **shown,
    )
    try:
        refuse_what_cannot_be_printed(facts)
    except CannotIssue as cannot:
        raise ActRefused({"": cannot.reasons}) from cannot
    return freeze(
        connection,
        issue,
        facts,
        profile,
        body=_body(issue, profile),
        series=_SERIES,
        serial=serial,
        number=number,
        amends_id=amends_id,
    )


def _body(issue: Issue, profile: Profile) -> str:
    return body_code(issue.region_code, Level(profile.poster_level))


def _boards(place: str, level: Level) -> tuple[str, ...]:
    return (f"{place}村务公开栏", "各村民小组公示点") if level is Level.VILLAGE else (f"{place}政务公开栏",)


def _issued_today(connection: Connection, issue: Issue, body: str) -> list[tuple[int, NoticeFacts]]:
    rows = connection.execute(
        select(Notice.id, Notice.facts).where(
            Notice.kind == KIND,
            Notice.body_code == body,
            Notice.region_code == issue.region_code,
            Notice.printed_on == issue.today,
            Notice.id.not_in(select(NoticeMember.notice_id)),
            Notice.id.not_in(select(NoticeVoid.notice_id)),
        )
    )
    return [(notice_id, NoticeFacts.from_json(json.loads(facts))) for notice_id, facts in rows]
