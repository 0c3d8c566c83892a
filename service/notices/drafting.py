"""What a notice says: gathers the public facts of a list, a village or a county at the moment of issue."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, and_, func, select

from service.among import listed
from service.clock import shanghai_date
from service.facts.papers import papers_on_file
from service.facts.places import poverty_of
from service.facts.publicity import publicity_of
from service.models.document import Document
from service.models.notice import Notice
from service.models.objection import Objection
from service.notices import statements
from service.notices.codes import check_url
from service.notices.offices import Body, contacts_for
from service.notices.public_facts import RELAPSING, Contact, Indicator, Meeting, NoticeFacts, Period, Row
from service.rules.arranged_days import workday_lookup
from service.rules.calendar import Window, WindowProfile, window
from service.rules.lookups import Profile, criteria_of, rules_of
from workflows import papers as p
from workflows.case import NoticeOnFile
from workflows.roles import UPWARDS, Level

EARLIER = {
    "household_second_list": ("household_first_list",),
    "identification_announcement": ("household_first_list", "household_second_list"),
    "household_exit_announcement": ("household_exit_list",),
    "village_exit_announcement": ("village_exit_list",),
    "county_exit_announcement": ("county_exit_publicity",),
}
MEETINGS = {
    "household_first_list": "identification_meeting",
    "household_second_list": "identification_meeting",
    "identification_announcement": "identification_meeting",
    "household_exit_list": "exit_meeting",
    "household_exit_announcement": "exit_meeting",
}
DAYS_OF_STEPS = {
    ("village", "review"): "reviewed_on",
    ("village", "review_by_county"): "county_reviewed_on",
    ("county", "review"): "city_reviewed_on",
    ("county", "check"): "checked_on",
}
# A household's file has two reviews by the township; each announcement tells of its own. The first one ends with
# the list of the second publicity.
REVIEWS_OF_HOUSEHOLDS = {
    "identification_announcement": "post_second_list",
    "household_exit_announcement": "review",
}
PLACES = {
    Level.VILLAGE: ("{village}村务公开栏", "各村民小组公示点"),
    Level.TOWNSHIP: ("{township}政务公开栏", "{village}村务公开栏"),
    Level.PROVINCE: ("{province}人民政府门户网站", "{county}人民政府门户网站"),
}
CORRECTED = {
    "household": "household_exit_announcement",
    "village": "village_exit_announcement",
    "county": "county_exit_announcement",
}


@dataclass(frozen=True, kw_only=True)
class Subject:
    """What a notice is about.

    Args:
        kind: kind of notice.
        procedure, region_code, ids: the records that stand on it.
        year: year of the list or decision.
        today: day of issue.
        body: level of the issuing body.
        profile: the publicity profile that holds.
        replaces: the notice that this one amends or extends.
        seen: standing notices of the first record that the step's guards have looked at already, by kind.
    """

    kind: str
    procedure: str
    region_code: str
    ids: Sequence[int]
    year: int
    today: date
    body: Level
    profile: Profile
    replaces: Any | None = None
    seen: Mapping[str, NoticeOnFile] = field(default_factory=dict)


def draft(connection: Connection, subject: Subject, bodies: dict[Level, Body], number: str, code: str) -> NoticeFacts:
    """The public facts of a notice, ready to be frozen.

    Args:
        bodies: those of the place and of every level above it.
        number: the notice's number as it is printed.
        code: the code that its sheets carry.

    Raises:
        UnarrangedYear: its period reaches a year without an arranged calendar.
    """
    facts: dict[str, Any] = {
        "kind": subject.kind,
        "year": subject.year,
        "printed_on": subject.today,
        "number": number,
        "code": code,
        "check_url": check_url(connection, code),
        "demonstration": is_demonstration(connection),
        **names(bodies, subject.body),
        **_period(connection, subject, bodies),
        "contacts": _contacts(subject, bodies),
        **_days_of_steps(connection, subject),
        "earlier_periods": _earlier(connection, subject),
    }
    if subject.kind == "extension":
        facts.update(_extended(connection, subject))
    elif subject.procedure == "household":
        facts["rows"] = _rows(connection, subject)
        facts["relapse"] = _only_relapses(subject, facts["rows"])
        facts["meeting"] = _meeting(connection, subject)
    elif subject.kind != "correction":
        facts.update(_figures(connection, subject))
    if subject.kind.endswith("announcement") or subject.kind == "correction":
        facts["decided_on"] = subject.today
    if subject.kind == "correction":
        facts.update(_corrected(connection, subject))
    elif subject.replaces is not None and subject.kind != "extension":
        facts.update(_amended(connection, subject))
    return NoticeFacts(**facts)


def period_of(connection: Connection, posted_on: date, profile: Profile) -> Window:
    """The period of a notice posted on a day under a profile."""
    counted = WindowProfile(
        days=profile.minimum_days,
        working_days=profile.working_days,
        counts_posting_day=profile.counts_posting_day,
        rolls_over_holidays=profile.rolls_over_holidays,
    )
    return window(posted_on, counted, workday_lookup(connection, posted_on, profile.minimum_days))


def names(bodies: dict[Level, Body], issuing: Level) -> dict[str, Any]:
    """What a notice calls its places and bodies, and who signs it."""
    called: dict[str, Any] = {level.value: bodies[level].spoken_name for level in UPWARDS if level in bodies}
    for level in UPWARDS[1:]:
        if level in bodies:
            called[f"{level.value}_body"] = bodies[level].body_name
    called["body"] = bodies[issuing].body_name
    if issuing is Level.VILLAGE:
        called["co_signer"] = f"驻{bodies[Level.VILLAGE].spoken_name}工作队"
    return called


def _period(connection: Connection, subject: Subject, bodies: dict[Level, Body]) -> dict[str, Any]:
    if not subject.profile.minimum_days:
        return {}
    counted_from = _posted_on(connection, subject) if subject.kind == "extension" else subject.today
    period = period_of(connection, counted_from, subject.profile)
    names = {level.value: body.spoken_name for level, body in bodies.items()}
    places = PLACES[Level(subject.profile.place_level)]
    return {
        "first_day": period.first_day,
        "last_day": period.last_day,
        "days": period.days,
        "working_days": subject.profile.working_days,
        "posting_day_counted": subject.profile.counts_posting_day,
        "places": tuple(place.format(**names) for place in places),
    }


def _contacts(subject: Subject, bodies: dict[Level, Body]) -> tuple[Contact, ...]:
    """Who is asked: a publicity names who receives objections, an announcement the body that decided."""
    if subject.profile.minimum_days:
        return contacts_for(bodies, subject.body)
    return bodies[subject.body].contacts


def _days_of_steps(connection: Connection, subject: Subject) -> dict[str, date]:
    if subject.procedure == "household":
        review = REVIEWS_OF_HOUSEHOLDS.get(subject.kind)
        told = {review: "reviewed_on"} if review else {}
    else:
        told = {step: day for (procedure, step), day in DAYS_OF_STEPS.items() if procedure == subject.procedure}
    if not told:
        return {}
    dialect = connection.dialect.name
    rows = connection.execute(
        statements.days_of_steps(dialect), {"record": subject.ids[0], "steps": listed(list(told), dialect)}
    )
    return {told[step]: shanghai_date(at) for step, at in rows}


def _earlier(connection: Connection, subject: Subject) -> tuple[Period, ...]:
    kinds = EARLIER.get(subject.kind, ())
    if not kinds:
        return ()
    notices = subject.seen
    if not all(kind in notices for kind in kinds):
        notices = publicity_of(connection, subject.ids[:1], kinds)[subject.ids[0]].notices
    objections = _objections(connection, [notices[kind].id for kind in kinds if kind in notices])
    return tuple(
        Period(
            first_day=notice.first_day,
            last_day=notice.last_day,
            days=(notice.last_day - notice.first_day).days + 1,
            objections=objections.get(notice.id, 0),
        )
        for kind in kinds
        if (notice := notices.get(kind)) and notice.first_day and notice.last_day
    )


def _objections(connection: Connection, notice_ids: Sequence[int]) -> dict[int, int]:
    dialect = connection.dialect.name
    rows = connection.execute(statements.settled_objections(dialect), {"notices": listed(notice_ids, dialect)})
    return dict(rows.all())


def _rows(connection: Connection, subject: Subject) -> tuple[Row, ...]:
    dialect = connection.dialect.name
    rows = connection.execute(statements.households(dialect), {"ids": listed(subject.ids, dialect)})
    leaving, corrected = "exit" in subject.kind, subject.kind == "correction"
    return tuple(
        Row(
            group=group,
            head_name=head_name,
            persons=number,
            category="" if leaving or corrected else {"relapse": "返贫"}.get(step, "新识别"),
            identified_year=_identified_year(subject, shanghai_date(at).year),
            exit_year=subject.year if leaving or corrected else None,
        )
        for group, head_name, number, step, at in rows
    )


def _identified_year(subject: Subject, applied_in: int) -> int | None:
    """The year that the list prints; None before the county has identified anybody."""
    if subject.kind == "identification_announcement":
        return subject.year
    return applied_in if "exit" in subject.kind or subject.kind == "strike_off_list" else None


def _only_relapses(subject: Subject, rows: Sequence[Row]) -> bool:
    """Whether the list has the text of a relapse list: a replaced one keeps its text, whoever has left it since."""
    if subject.kind not in RELAPSING:
        return False
    if subject.replaces is not None:
        return _told_of_relapses(subject.replaces)
    return all(row.category == "返贫" for row in rows)


def _told_of_relapses(replaced: Any) -> bool:
    return bool(json.loads(replaced.facts).get("relapse", False))


def _meeting(connection: Connection, subject: Subject) -> Meeting | None:
    """The meeting on a notice of many households: printed when it was one and the same for all of them."""
    kind = MEETINGS.get(subject.kind)
    if kind is None:
        return None
    filed = papers_on_file(connection, "household", subject.ids, [kind])
    held = {
        (meeting.dated_on, meeting.due, meeting.present)
        for papers in filed.values()
        for meeting in papers.get(kind, ())[-1:]
        if isinstance(meeting, p.Meeting)
    }
    if len(held) != 1:
        return None
    held_on, due, present = next(iter(held))
    return Meeting(held_on=held_on, due=due, present=present)


def _figures(connection: Connection, subject: Subject) -> dict[str, Any]:
    """Population, households still poor and incidence; for a village also its indicators."""
    record_id = subject.ids[0]
    households, persons, _ = poverty_of(connection, subject.region_code)
    rules = rules_of(connection, subject.procedure, subject.region_code, subject.year, subject.today).rules
    filed = papers_on_file(connection, subject.procedure, [record_id], ["registered_population"])[record_id]
    population = filed.get("registered_population", [])
    figures: dict[str, Any] = {
        "remaining_households": households,
        "remaining_persons": persons,
        "measured_on": subject.today,
    }
    if population and isinstance(population[-1], p.RegisteredPopulation) and population[-1].persons:
        figures["registered_population"] = population[-1].persons
        figures["incidence"] = f"{persons / population[-1].persons:.2%}"
    if "incidence" in rules.thresholds:
        figures["threshold"] = f"{(rules.thresholds['incidence'] * 100).normalize():f}%"
    if subject.procedure == "village":
        figures["indicators"] = _indicators(connection, subject, figures)
    return figures


def _indicators(connection: Connection, subject: Subject, figures: dict[str, Any]) -> tuple[Indicator, ...]:
    criteria = criteria_of(connection, "village", subject.region_code, subject.year)
    data = connection.execute(
        select(Document.data)
        .where(
            and_(
                Document.record_id == subject.ids[0],
                Document.kind == "village_indicators",
                Document.year == subject.year,
            )
        )
        .order_by(Document.id.desc())
        .limit(1)
    ).scalar_one_or_none()
    if criteria is None or data is None:
        return ()
    filed = json.loads(data)
    lines = [
        Indicator(
            name=text.label_zh,
            standard=text.standard,
            actual=filed.get("actual", {}).get(text.code, ""),
            met=text.code in filed["met"],
        )
        for text in criteria.texts
    ]
    measured = Indicator(
        name="贫困发生率",
        standard=f"低于{figures.get('threshold', '')}",
        actual=figures.get("incidence", ""),
        met=True,
    )
    return (measured, *lines)


def _amended(connection: Connection, subject: Subject) -> dict[str, Any]:
    replaced = subject.replaces
    assert replaced is not None
    upheld = connection.execute(
        select(func.count(Objection.record_id.distinct())).where(
            Objection.notice_id == replaced.id, Objection.outcome == "upheld"
        )
    ).scalar_one()
    note = f"公示期内{upheld}户的异议经核查成立" if upheld else "公示名单有变动"
    return {
        "kind": "amended_list",
        "amends_kind": subject.kind,
        "amends": replaced.number,
        "amends_printed_on": replaced.printed_on,
        "amend_note": note,
    }


def _extended(connection: Connection, subject: Subject) -> dict[str, Any]:
    """Which publicity is extended; whose names stand on it is not repeated."""
    assert subject.replaces is not None
    return {
        "amends_kind": subject.replaces.kind,
        "relapse": _told_of_relapses(subject.replaces),
        "amends": subject.replaces.number,
        "amends_printed_on": subject.replaces.printed_on,
        "amends_posted_on": _posted_on(connection, subject),
    }


def _posted_on(connection: Connection, subject: Subject) -> date:
    """The day on which the extended notice was put up: its period counts from there."""
    assert subject.replaces is not None
    notices = publicity_of(connection, subject.ids[:1], [subject.replaces.kind])[subject.ids[0]].notices
    posted_on = notices[subject.replaces.kind].posted_on
    assert posted_on is not None, "the step is refused before the posting"
    return posted_on


def _corrected(connection: Connection, subject: Subject) -> dict[str, Any]:
    kind = CORRECTED[subject.procedure]
    notices = publicity_of(connection, subject.ids[:1], [kind])[subject.ids[0]].notices
    noun = {"household": "该户", "village": "该村", "county": "该县"}[subject.procedure]
    facts: dict[str, Any] = {
        "subject": subject.procedure,
        "correction_note": f"经核查，{noun}退出时未达到退出标准",
    }
    if kind in notices:
        facts["corrects"] = connection.execute(select(Notice.number).where(Notice.id == notices[kind].id)).scalar_one()
        facts["corrects_printed_on"] = notices[kind].printed_on
    return facts


def is_demonstration(connection: Connection) -> bool:
    """Whether the database is a demonstration, which every sheet says."""
    found = connection.execute(statements.DEMONSTRATION).first()
    return found is not None
