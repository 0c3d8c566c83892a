"""户有卡、村有册、乡有簿、县有档: whether the four agree on households and people at a date (D2 (五)).

Each count comes from its own source, so that they can differ: the cards' member tables and the roll's rows are what is
printed, put together from rows with later changes undone; book and file are sums that the database makes over the
changes; and the records' history says alone which households must be there.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.models.region import Region, short_name
from service.registers.books import sums_of_book, sums_of_file
from service.registers.counts import households_by_history
from service.registers.gathering import end_of, village_on_file
from service.registers.on_file import Total, VillageOnFile
from service.registers.places import place_on_file
from service.registers.village_sheets import village_roll
from workflows.roles import Level, at_level, level_of


@dataclass(frozen=True)
class VillageAgreement:
    """The counts of one village from its cards, roll and book, and the households that the history tells of."""

    code: str
    name: str
    cards: Total
    roll: Total
    book: Total
    by_history: int

    @property
    def agrees(self) -> bool:
        """Whether all say the same."""
        return self.cards == self.roll == self.book and self.book.households == self.by_history


@dataclass(frozen=True)
class TownshipAgreement:
    """The sum of a township's villages in the book, and what the county file says of it."""

    code: str
    name: str
    book: Total
    file: Total

    @property
    def agrees(self) -> bool:
        """Whether book and file say the same."""
        return self.book == self.file


@dataclass(frozen=True)
class Agreement:
    """The four registers beside each other, below one place on one day."""

    on: date
    villages: tuple[VillageAgreement, ...]
    townships: tuple[TownshipAgreement, ...]

    @property
    def differing(self) -> int:
        """How many rows disagree."""
        villages = sum(not each.agrees for each in self.villages)
        return villages + sum(not each.agrees for each in self.townships)


def agreement_of(db: Session, code: str, on: date, *, after: str = "", limit: int = 50) -> Agreement:
    """The counts of every village below a place that has a registered household, and of its townships.

    Args:
        code: a county, or a place below one; the county file is that of its county.
        after: code of a village: those behind it, at most `limit`.
    """
    connection, at = db.connection(), end_of(on)
    file = sums_of_file(place_on_file(db, at_level(code, Level.COUNTY), on))
    book = sums_of_book(place_on_file(db, code, on))
    by_history = households_by_history(connection, code, at)
    names = _names(db, at_level(code, Level.COUNTY))
    spoken_of = sorted({each for each, sum_ in book.items() if sum_.households} | set(by_history))
    shown = [each for each in spoken_of if each > after][:limit]
    villages = []
    for each in shown:
        village = village_on_file(db, each, on)
        villages.append(
            VillageAgreement(
                code=each,
                name=names.get(each, each),
                cards=cards_of(village),
                roll=roll_of(village),
                book=book.get(each, Total(0, 0)),
                by_history=by_history.get(each, 0),
            )
        )
    return Agreement(on, tuple(villages), _townships(code, book, file, names))


def cards_of(village: VillageOnFile) -> Total:
    """Cards, and the people in their tables."""
    return Total(len(village.households), sum(len(home.members) for home in village.households))


def roll_of(village: VillageOnFile) -> Total:
    """Rows of the roll as it is printed, and its column of people."""
    (table,) = village_roll(village, "").tables
    place = [column.label for column in table.columns].index("人口")
    return Total(len(table.rows), sum(int(row[place]) for row in table.rows))


def _townships(
    code: str, book: Mapping[str, Total], file: Mapping[str, Total], names: Mapping[str, str]
) -> tuple[TownshipAgreement, ...]:
    if level_of(code) is Level.VILLAGE:
        return ()
    sums: dict[str, list[Total]] = {}
    for village, sum_ in book.items():
        sums.setdefault(at_level(village, Level.TOWNSHIP), []).append(sum_)
    found: Sequence[str] = sorted(each for each in {*sums, *file} if each.startswith(code))
    rows = (
        TownshipAgreement(
            each,
            names.get(each, each),
            Total(sum(one.households for one in sums.get(each, ())), sum(one.persons for one in sums.get(each, ()))),
            file.get(each, Total(0, 0)),
        )
        for each in found
    )
    return tuple(row for row in rows if row.book.households or row.file.households)


def _names(db: Session, county: str) -> dict[str, str]:
    rows = db.execute(select(Region.code, Region.name).where(prefix_range(Region.code, county)))
    return {code: short_name(name) for code, name in rows}
