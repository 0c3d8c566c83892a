"""五牌六档一簿一手册 (D1(三)): 13 items of a village, a proof and a day for each, and how far the villages are.

The plans do not say which boards and files these are, so the names are the county's own, and none is shipped.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import func, insert, or_, select
from sqlalchemy.orm import Session

from service.competence import refuse, required_post
from service.database import prefix_range
from service.models.document import Attachment
from service.models.people import User
from service.models.region import Region
from service.models.registers import ArchiveSetting, ChecklistFiling, ChecklistName
from service.people import Actor
from service.rules.lookups import prefixes
from workflows.reasons import Reason, reason
from workflows.roles import Level, Role

ITEMS: Final = range(1, 14)
FILERS: Final = (Role.VILLAGE_CLERK, Role.WORK_TEAM, Role.TOWNSHIP_REVIEWER)
NAMERS: Final = (Role.DATA_MANAGER,)
LONGEST_NAME: Final = 60
LONGEST_NOTE: Final = 200
_KINDS: Final = (("board", 5), ("file", 6), ("book", 1), ("handbook", 1))


@dataclass(frozen=True)
class ItemProof:
    """A proof that a village has an item."""

    dated_on: date
    attachment_id: int
    filename: str
    note: str
    filed_by: str
    filed_at: datetime


@dataclass(frozen=True)
class ItemShown:
    """One of the 13 items.

    Args:
        kind, number: what it is called until the county names it: board 1 to 5, file 1 to 6, book, handbook.
        name: the county's name, '' for none.
        proofs: the newest first.
    """

    item: int
    kind: str
    number: int
    name: str
    proofs: tuple[ItemProof, ...] = ()


def kind_of(item: int) -> tuple[str, int]:
    """What an item is, and its number among those of its kind.

    Raises:
        ValueError: there is no such item.
    """
    left = item
    for kind, many in _KINDS:
        if 0 < left <= many:
            return kind, left
        left -= many
    raise ValueError(f"no item {item}")


def checklist_of(db: Session, region_code: str, *, proofs: bool = True) -> list[ItemShown]:
    """The 13 items of a village, or of a higher place their names alone."""
    names = _names(db, region_code)
    found = _proofs(db, region_code) if proofs else {}
    return [ItemShown(item, *kind_of(item), names.get(item, ""), found.get(item, ())) for item in ITEMS]


@dataclass(frozen=True)
class Progress:
    """How far the villages below a place are.

    Args:
        villages: how many there are.
        complete: of these, with all 13 items.
        items: items on file together.
    """

    villages: int
    complete: int
    items: int


def progress_below(db: Session, codes: Collection[str]) -> dict[str, Progress]:
    """Progress by place, in two statements; a village is its own only one. The codes are all of one level."""
    if not codes:
        return {}
    width, below = len(next(iter(codes))), or_(*(prefix_range(Region.code, code) for code in codes))
    # One expression for both places: PostgreSQL groups by nothing that only looks the same.
    place = func.substr(Region.code, 1, width)
    villages = db.execute(
        select(place, func.count())
        .where(Region.level == Level.VILLAGE, Region.valid_to.is_(None), below)
        .group_by(place)
    )
    numbers: dict[str, int] = dict(villages.all())
    filed = db.execute(
        select(ChecklistFiling.village_code, func.count(ChecklistFiling.item.distinct()))
        .where(or_(*(prefix_range(ChecklistFiling.village_code, code) for code in codes)))
        .group_by(ChecklistFiling.village_code)
    )
    items: dict[str, list[int]] = {}
    for village, number in filed:
        items.setdefault(village[:width], []).append(number)
    return {
        code: Progress(
            numbers.get(code, 0),
            sum(number == len(ITEMS) for number in items.get(code, ())),
            sum(items.get(code, ())),
        )
        for code in codes
    }


def name_items(db: Session, region_code: str, names: Mapping[int, str], actor: Actor, at: datetime) -> int:
    """Name items for a place and all villages below it; those that are called so already stay unsaid.

    Returns:
        How many names changed.

    Raises:
        ActRefused: not by this person, or a name is too long.
    """
    required_post(actor, NAMERS, region_code)
    reasons: dict[str, list[Reason]] = {
        f"name_{item}": [reason("text_too_long", length=len(name), most=LONGEST_NAME)]
        for item, name in names.items()
        if len(name.strip()) > LONGEST_NAME
    }
    refuse(reasons)
    standing = _names(db, region_code)
    rows = [
        {"region_code": region_code, "item": item, "name": name.strip(), "set_by": actor.user_id, "set_at": at}
        for item, name in names.items()
        if name.strip() != standing.get(item, "")
    ]
    if rows:
        db.execute(insert(ChecklistName), rows)
    return len(rows)


def file_item(
    db: Session,
    village_code: str,
    item: int,
    *,
    dated_on: date,
    attachments: Sequence[int],
    note: str,
    key: str,
    actor: Actor,
    at: datetime,
    today: date,
) -> None:
    """Put a proof of an item on file. A form sent twice is one filing.

    Raises:
        ActRefused: not by this person, without a file, or of a day that lies ahead.
    """
    required_post(actor, FILERS, village_code)
    if db.execute(select(ChecklistFiling.id).where(ChecklistFiling.key == key)).first() is not None:
        return
    reasons: dict[str, list[Reason]] = {
        "files": [] if len(attachments) == 1 else [reason("scan_missing")],
        "dated_on": [reason("date_in_future", today=today)] if dated_on > today else [],
        "note": [reason("text_too_long", length=len(note), most=LONGEST_NOTE)] if len(note) > LONGEST_NOTE else [],
    }
    refuse(reasons)
    db.execute(
        insert(ChecklistFiling).values(
            key=key,
            village_code=village_code,
            item=item,
            dated_on=dated_on,
            attachment_id=attachments[0],
            note=note.strip(),
            filed_by=actor.user_id,
            filed_at=at,
        )
    )


def set_archive_terms(db: Session, county_code: str, *, fonds: str, retention: str, actor: Actor, at: datetime) -> None:
    """Set a county's number of the fonds and period of retention for covers from now on.

    Raises:
        ActRefused: not by this person.
    """
    required_post(actor, NAMERS, county_code)
    db.execute(
        insert(ArchiveSetting).values(
            region_code=county_code,
            fonds=fonds.strip(),
            retention=retention.strip(),
            set_by=actor.user_id,
            set_at=at,
        )
    )


def _names(db: Session, region_code: str) -> dict[int, str]:
    """The nearest region's names, of one region the newest."""
    rows = db.execute(
        select(ChecklistName.item, ChecklistName.name)
        .where(ChecklistName.region_code.in_(prefixes(region_code)))
        .order_by(func.length(ChecklistName.region_code), ChecklistName.id)
    )
    return dict(rows.all())


def _proofs(db: Session, village_code: str) -> dict[int, tuple[ItemProof, ...]]:
    rows = db.execute(
        select(
            ChecklistFiling.item,
            ChecklistFiling.dated_on,
            Attachment.id,
            Attachment.filename,
            ChecklistFiling.note,
            User.name,
            ChecklistFiling.filed_at,
        )
        .join(Attachment, Attachment.id == ChecklistFiling.attachment_id)
        .join(User, User.id == ChecklistFiling.filed_by)
        .where(ChecklistFiling.village_code == village_code)
        .order_by(ChecklistFiling.item, ChecklistFiling.id.desc())
    )
    found: dict[int, tuple[ItemProof, ...]] = {}
    for row in rows:
        found[row.item] = (*found.get(row.item, ()), ItemProof(*row[1:]))
    return found
