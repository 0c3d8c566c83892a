"""What happens to a notice on the wall: evidence that it hangs, and the signed statement on the publicity's result."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any, Final

from sqlalchemy import Connection, func, insert, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import refuse, required_post
from service.facts.publicity import on_file_without_records, period_from, publicity_of
from service.facts.rows import load_rows
from service.models.document import Attachment
from service.models.notice import Notice, NoticeMember, NoticePdf, NoticeVoid, Posting, PostingPhoto, ResultStatement
from service.models.objection import OPEN_OBJECTION, Objection
from service.models.rules import PublicityProfile
from service.notices.printing import NoSuchNotice, lock_notice
from service.notices.result_statement import ObjectionsStated
from service.people import Actor
from service.rules.arranged_days import workday_lookup
from service.rules.calendar import Window
from workflows.case import NoticeOnFile
from workflows.reasons import Reason, reason
from workflows.roles import Level, Role, level_of

POSTERS: Final[Mapping[Level, tuple[Role, ...]]] = {
    Level.VILLAGE: (Role.VILLAGE_CLERK,),
    Level.TOWNSHIP: (Role.TOWNSHIP_REVIEWER,),
    Level.COUNTY: (Role.COUNTY_REVIEWER, Role.COUNTY_APPROVER),
    Level.CITY: (Role.CITY_REVIEWER, Role.CITY_APPROVER),
    Level.PROVINCE: (Role.PROVINCE_REVIEWER, Role.PROVINCE_APPROVER),
}
"""Who posts a notice of a level (procedures.md: village clerk and township reviewer; above them the issuing office)."""


def posting_roles(poster_level: str, body_code: str, place_level: str) -> tuple[Role, ...]:
    """Roles that may record that a notice hangs at a place of some level.

    A correction is issued by county, city or province under one profile: the issuing body posts it too. In the village
    the clerk posts what the levels above send there.
    """
    roles = (*POSTERS[Level(poster_level)], *POSTERS[level_of(body_code)])
    if place_level == Level.VILLAGE:
        roles = (*roles, Role.VILLAGE_CLERK)
    return tuple(dict.fromkeys(roles))


def posted_period(connection: Connection, notice: Any, posted_on: date) -> Window | None:
    """The period of a notice that was put up on a day, as it was frozen at its issue; None for an announcement.

    Args:
        notice: a row with the notice's minimum_days and the three flags that count them.

    Raises:
        UnarrangedYear: it reaches a year without an arranged calendar.
    """
    if not notice.minimum_days:
        return None
    return period_from(posted_on, notice, workday_lookup(connection, posted_on, notice.minimum_days))


def record_posting(
    db: Session,
    notice_id: int,
    *,
    posted_on: date,
    place: str,
    place_level: str,
    posted_by: str,
    photos: Sequence[int],
    actor: Actor,
    at: datetime,
) -> int:
    """File the evidence that a printed notice hangs. The same evidence sent twice is filed once. The caller commits.

    Args:
        posted_on: the day on which it was put up; at most as many days before its recording as the profile allows.
        place: where it hangs, in words.
        place_level: level of that place; the window counts from a posting at the level that the profile asks for.
        posted_by: who put it up.
        photos: ids of stored attachments, at least one.
        at: instant of the act, from the injected clock.

    Returns:
        The posting's id.

    Raises:
        NoSuchNotice: there is none.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    notice = _locked(connection, notice_id)
    required_post(actor, posting_roles(notice.poster_level, notice.body_code, place_level), notice.region_code)
    today = shanghai_date(at)
    stored = connection.execute(select(func.count()).select_from(Attachment).where(Attachment.id.in_(photos)))
    refuse(
        {
            "": _not_on_paper(notice),
            "posted_on": _wrong_day(posted_on, notice, today),
            "place": [] if place.strip() else [reason("place_missing")],
            "posted_by": [] if posted_by.strip() else [reason("poster_missing")],
            "photos": [] if photos and stored.scalar_one() == len(set(photos)) else [reason("photo_missing")],
        }
    )
    values = {
        "notice_id": notice_id,
        "posted_on": posted_on,
        "place": place.strip(),
        "place_level": Level(place_level).value,
        "posted_by": posted_by.strip(),
        "recorded_by": actor.user_id,
    }
    same = connection.execute(select(Posting.id).filter_by(**values).limit(1)).scalar_one_or_none()
    if same is not None:
        return int(same)
    posting_id: int = connection.execute(
        insert(Posting).values(**values, recorded_at=at).returning(Posting.id)
    ).scalar_one()
    rows = [{"posting_id": posting_id, "attachment_id": photo} for photo in dict.fromkeys(photos)]
    connection.execute(insert(PostingPhoto), rows)
    return posting_id


def sign_result(
    db: Session,
    notice_id: int,
    *,
    signed_on: date,
    signed_by_handler: str,
    signed_by_supervisor: str,
    signed_by_team: str,
    scan: int | None,
    actor: Actor,
    at: datetime,
) -> None:
    """File the signed statement on the result of a publicity 公示结果情况说明. The caller commits.

    The objections are counted here, behind the lock that accepting one takes, and stored with the statement.

    Args:
        signed_on: day of signing, after the period's last day.
        signed_by_handler, signed_by_supervisor, signed_by_team: three different people.
        scan: id of the stored scan.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchNotice: there is none.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    notice = _locked(connection, notice_id)
    required_post(actor, posting_roles(notice.poster_level, notice.body_code, notice.place_level), notice.region_code)
    counts = objections_to(connection, notice_id)
    stated = ObjectionsStated.of(counts)
    signers = {
        "signed_by_handler": signed_by_handler.strip(),
        "signed_by_supervisor": signed_by_supervisor.strip(),
        "signed_by_team": signed_by_team.strip(),
    }
    on_file = _standing(connection, notice)
    refuse(
        {
            "": [*_not_on_paper(notice), *_not_over(notice, on_file, shanghai_date(at)), *_unsettled(notice, counts)],
            "signed_on": _wrong_signing_day(signed_on, on_file, shanghai_date(at)),
            **_wrong_signers(signers),
            "scan": [] if scan is not None else [reason("scan_missing")],
        }
    )
    connection.execute(
        insert(ResultStatement).values(
            notice_id=notice_id,
            signed_on=signed_on,
            **signers,
            objections_received=stated.received,
            objections_upheld=stated.upheld,
            attachment_id=scan,
            recorded_by=actor.user_id,
            recorded_at=at,
        )
    )


def obstacles_to_result(db: Session, notice_id: int, today: date) -> list[Reason]:
    """Why the result of a publicity cannot be stated yet; empty when the statement may be printed and signed.

    Raises:
        NoSuchNotice: there is none.
    """
    connection = db.connection()
    notice = _found(connection, notice_id)
    on_file = _standing(connection, notice)
    return [
        *_not_on_paper(notice),
        *_not_over(notice, on_file, today),
        *_unsettled(notice, objections_to(connection, notice_id)),
    ]


def _locked(connection: Connection, notice_id: int) -> Any:
    """The notice, with the records on it locked: what is read after this stands until the caller commits."""
    members = connection.execute(select(NoticeMember.record_id).where(NoticeMember.notice_id == notice_id)).scalars()
    if not load_rows(connection, list(members), lock=True):
        lock_notice(connection, notice_id)
    return _found(connection, notice_id)


def _found(connection: Connection, notice_id: int) -> Any:
    member = (
        select(func.min(NoticeMember.record_id))
        .where(NoticeMember.notice_id == Notice.id)
        .correlate(Notice)
        .scalar_subquery()
    )
    found = connection.execute(
        select(
            Notice.id,
            Notice.kind,
            Notice.region_code,
            Notice.body_code,
            Notice.printed_on,
            Notice.poster_level,
            Notice.place_level,
            Notice.minimum_days,
            PublicityProfile.record_within_days,
            NoticePdf.sha256,
            NoticeVoid.notice_id.label("void"),
            ResultStatement.notice_id.label("signed"),
            member.label("member"),
        )
        .join(PublicityProfile, PublicityProfile.id == Notice.profile_id)
        .outerjoin(NoticePdf, NoticePdf.notice_id == Notice.id)
        .outerjoin(NoticeVoid, NoticeVoid.notice_id == Notice.id)
        .outerjoin(ResultStatement, ResultStatement.notice_id == Notice.id)
        .where(Notice.id == notice_id)
    ).one_or_none()
    if found is None:
        raise NoSuchNotice(notice_id)
    return found


def _standing(connection: Connection, notice: Any) -> NoticeOnFile | None:
    """The notice as the window's guard sees it; None when it is void or another one stands in its place."""
    if notice.member is None:
        return on_file_without_records(connection, notice.id)
    notices = publicity_of(connection, [notice.member], [notice.kind])[notice.member].notices
    found = notices.get(notice.kind)
    return found if found is not None and found.id == notice.id else None


def _not_on_paper(notice: Any) -> list[Reason]:
    if notice.void:
        return [reason("notice_is_void")]
    return [] if notice.sha256 else [reason("notice_not_printed")]


def _wrong_day(posted_on: date, notice: Any, today: date) -> list[Reason]:
    if posted_on > today:
        return [reason("day_in_future", today=today)]
    if posted_on < notice.printed_on:
        return [reason("posted_before_printed", printed_on=notice.printed_on)]
    if posted_on < today - timedelta(days=notice.record_within_days):
        return [reason("recorded_too_late", days=notice.record_within_days)]
    return []


def _not_over(notice: Any, on_file: NoticeOnFile | None, today: date) -> list[Reason]:
    if not notice.minimum_days or notice.kind == "extension":
        return [reason("no_result_to_state")]
    if notice.signed:
        return [reason("result_signed_already")]
    if on_file is None:
        return []
    if on_file.posted_on is None:
        return [reason("posting_evidence_missing")]
    found = []
    if not on_file.posted_in_place:
        found.append(reason("posted_in_wrong_place"))
    if on_file.posted_on > on_file.printed_on and not on_file.extended:
        found.append(reason("posted_late", printed_on=on_file.printed_on, posted_on=on_file.posted_on))
    if on_file.unarranged_year is not None:
        found.append(reason("calendar_not_arranged", year=on_file.unarranged_year))
    elif on_file.last_day is not None and today <= on_file.last_day:
        found.append(reason("result_before_the_end", last_day=on_file.last_day))
    return found


def _unsettled(notice: Any, counts: Mapping[str, int]) -> list[Reason]:
    """What was upheld against projects is corrected in a notice of its own; a record's own guards wait for it else."""
    found = unsettled_objections(counts)
    if notice.member is None and (upheld := counts.get("upheld", 0)):
        found.append(reason("projects_not_corrected", count=upheld))
    return found


def unsettled_objections(counts: Mapping[str, int]) -> list[Reason]:
    """Objections that wait for the screening or for their decision, of those that `objections_to` counts."""
    found = []
    if opened := sum(counts.get(state, 0) for state in OPEN_OBJECTION):
        found.append(reason("objection_open", count=opened))
    if unscreened := counts.get("lodged", 0):
        found.append(reason("objection_not_screened", count=unscreened))
    return found


def _wrong_signing_day(signed_on: date, on_file: NoticeOnFile | None, today: date) -> list[Reason]:
    if signed_on > today:
        return [reason("day_in_future", today=today)]
    if on_file is not None and on_file.last_day is not None and signed_on <= on_file.last_day:
        return [reason("result_before_the_end", last_day=on_file.last_day)]
    return []


def _wrong_signers(signers: Mapping[str, str]) -> dict[str, list[Reason]]:
    found: dict[str, list[Reason]] = {}
    seen: set[str] = set()
    for field, name in signers.items():
        if not name:
            found[field] = [reason("signer_missing")]
        elif name in seen:
            found[field] = [reason("same_signer_twice", name=name)]
        seen.add(name)
    return found


def objections_to(connection: Connection, notice_id: int) -> dict[str, int]:
    """How many there are by what came of them: what was decided, answered or not; the state of those undecided."""
    came_of = func.coalesce(Objection.outcome, Objection.state)
    rows = connection.execute(select(came_of, func.count()).where(Objection.notice_id == notice_id).group_by(came_of))
    return dict(rows.all())
