"""The public board of a region: what hangs there today, without a full name. Open to everybody, so no jurisdiction."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from service.models.notice import Notice, Posting
from service.models.region import Region, short_name
from service.models.rules import PublicityProfile
from service.notices.masking import masked
from service.notices.public_facts import Contact, Indicator, NoticeFacts, Project, Row
from service.queries.on_display import last_day_of, on_display, with_posting
from service.rules.lookups import PREFIX_WIDTHS, prefixes
from workflows.roles import Level, level_of

_SHOWN: Final[tuple[Any, ...]] = (
    Notice.id,
    Notice.kind,
    Notice.amends_id,
    Notice.number,
    Notice.code,
    Notice.region_code,
    Notice.minimum_days,
    Notice.working_days,
    Notice.counts_posting_day,
    Notice.rolls_over_holidays,
    Notice.facts,
    Posting.posted_on,
    PublicityProfile.board_names,
    PublicityProfile.board_days,
)


@dataclass(frozen=True)
class BoardPlace:
    """A region with those above it, from the nation down."""

    code: str
    name: str
    above: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class BoardChild:
    """A region directly below, with the number of notices that hang in it."""

    code: str
    name: str
    notices: int


@dataclass(frozen=True)
class BoardNotice:
    """A notice as the public board shows it: no page that is given one can show a full name.

    `content_kind` is what one that amends or corrects is about, else `kind`. `rows` is empty where the profile asks for
    totals only. `last_day` is None where the end of the period is not known.
    """

    id: int
    kind: str
    content_kind: str
    number: str
    code: str | None
    region_code: str
    place_name: str
    is_publicity: bool
    posted_on: date
    last_day: date | None
    body: str
    places: tuple[str, ...]
    contacts: tuple[Contact, ...]
    households: int
    persons: int
    indicators: tuple[Indicator, ...]
    registered_population: int | None
    incidence: str
    threshold: str
    projects: tuple[Project, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Board:
    """What hangs in a region."""

    place: BoardPlace
    children: tuple[BoardChild, ...]
    notices: tuple[BoardNotice, ...]


def board(db: Session, code: str, today: date, *, before: int | None = None, limit: int) -> Board | None:
    """The board of a region, the newest notice first, from the one before `before` on; None where there is none."""
    place = _place(db, code)
    if place is None:
        return None
    hanging = on_display(db, today)
    wanted = [hanging.condition, _within(code)]
    if before is not None:
        wanted.append(Notice.id < before)
    rows = db.execute(with_posting(select(*_SHOWN)).where(*wanted).order_by(Notice.id.desc()).limit(limit)).all()
    children = _children(db, code, wanted[:2])
    names = _names(db, [row.region_code for row in rows] + list(children))
    return Board(
        place=place,
        children=tuple(BoardChild(child, names[child], number) for child, number in children.items()),
        notices=tuple(_notice(row, names, last_day_of(row, hanging.workdays)) for row in rows),
    )


def notice_on_board(db: Session, code: str, notice_id: int, today: date) -> tuple[BoardPlace, BoardNotice] | None:
    """One notice of exactly this region; None where it does not hang today."""
    place = _place(db, code)
    if place is None:
        return None
    hanging = on_display(db, today)
    row = db.execute(
        with_posting(select(*_SHOWN)).where(hanging.condition, Notice.id == notice_id, Notice.region_code == code)
    ).one_or_none()
    return (place, _notice(row, _names(db, [code]), last_day_of(row, hanging.workdays))) if row else None


def full_names(db: Session, codes: Sequence[str]) -> dict[str, str]:
    """Places with those above them in front, as an address is written: 安徽省六安市霍邱县."""
    names = _names(db, codes)
    return {code: "".join(names[upper] for upper in prefixes(code) if upper and upper in names) for code in codes}


def _within(code: str) -> ColumnElement[bool]:
    """The notice is about this region or one in it.

    Of a village all notices are few. Above it, those posted lately are fewer than those of the region: a range of
    codes would lead SQLite to read all of these (3 s for 200,000 of a county, against 0.1 s).
    """
    if level_of(code) is Level.VILLAGE:
        return Notice.region_code == code
    return func.substr(Notice.region_code, 1, len(code)) == code


def _place(db: Session, code: str) -> BoardPlace | None:
    if len(code) not in PREFIX_WIDTHS or not (code == "" or (code.isascii() and code.isdigit())):
        return None
    names = _names(db, [code])
    if code not in names:
        return None
    above = tuple((upper, names[upper]) for upper in prefixes(code)[:-1] if upper in names)
    return BoardPlace(code, names[code], above)


def _names(db: Session, codes: Sequence[str]) -> dict[str, str]:
    """Short names of these regions and of all above them."""
    every = {upper for code in codes for upper in prefixes(code)}
    rows = db.execute(select(Region.code, Region.name).where(Region.code.in_(sorted(every))))
    return {code: short_name(name) for code, name in rows}


def _children(db: Session, code: str, wanted: Sequence[Any]) -> dict[str, int]:
    """Codes one level down in which something hangs, with how much."""
    width = next((width for width in PREFIX_WIDTHS if width > len(code)), None)
    if width is None:
        return {}
    child = func.substr(Notice.region_code, 1, width).label("child")
    rows = db.execute(
        with_posting(select(child, func.count()))
        .where(*wanted, func.length(Notice.region_code) >= width)
        .group_by(child)
        .order_by(child)
    )
    return dict(rows.all())


def _notice(row: Any, names: dict[str, str], last_day: date | None) -> BoardNotice:
    facts = NoticeFacts.from_json(json.loads(row.facts))
    upper = [names[code] for code in prefixes(row.region_code) if len(code) >= 6 and code in names]
    return BoardNotice(
        id=row.id,
        kind="amended_list" if row.amends_id is not None else row.kind,
        content_kind=f"{facts.subject}_exit_announcement" if row.kind == "correction" else row.kind,
        number=row.number,
        code=row.code,
        region_code=row.region_code,
        place_name="".join(upper) or names[row.region_code],
        is_publicity=row.minimum_days > 0,
        posted_on=row.posted_on,
        last_day=last_day,
        body=facts.body,
        places=facts.places,
        contacts=facts.contacts,
        households=facts.households,
        persons=facts.persons,
        indicators=facts.indicators,
        registered_population=facts.registered_population,
        incidence=facts.incidence,
        threshold=facts.threshold,
        projects=facts.projects,
        rows=tuple(_masked(each) for each in facts.rows) if row.board_names == "masked" else (),
    )


def _masked(row: Row) -> Row:
    """A row without the full name; a remark is left out, for it may tell of somebody."""
    return Row(
        group=row.group,
        head_name=masked(row.head_name),
        persons=row.persons,
        category=row.category,
        identified_year=row.identified_year,
        exit_year=row.exit_year,
    )
