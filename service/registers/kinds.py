"""Which prints there are, of which level of place, and how each is made: gathered first, then printed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

from sqlalchemy.orm import Session

from service.notices.merged import merged
from service.registers.archive import HOUSEHOLDS, SUMMARY, archive_terms
from service.registers.books import county_file, township_book
from service.registers.card import card_of, cards_pdf
from service.registers.gathering import village_on_file
from service.registers.on_file import VillageOnFile
from service.registers.places import place_on_file
from service.registers.sheets import Sheet, sheet_pdf
from service.registers.village_sheets import (
    duties_list,
    five_clears_sheet,
    measures_list,
    needs_list,
    time_list,
    village_roll,
)
from service.sealing import Seal
from workflows.roles import Level


class Print(StrEnum):
    """A register or list that is printed of a place."""

    VILLAGE_ROLL = "village_roll"
    HOUSEHOLD_CARDS = "household_cards"
    NEEDS_LIST = "needs_list"
    TIME_LIST = "time_list"
    MEASURES_LIST = "measures_list"
    DUTIES_LIST = "duties_list"
    FIVE_CLEARS = "five_clears"
    TOWNSHIP_BOOK = "township_book"
    COUNTY_FILE = "county_file"


OF_LEVEL: Final[Mapping[Level, tuple[Print, ...]]] = {
    Level.VILLAGE: tuple(Print)[:7],
    Level.TOWNSHIP: (Print.TOWNSHIP_BOOK,),
    Level.COUNTY: (Print.COUNTY_FILE,),
}
"""What is printed of a place of each level: one document for each village, sums above it."""

FILE_NUMBERS: Final[Mapping[Print, int]] = {each: place for place, each in enumerate(OF_LEVEL[Level.VILLAGE], 1)}
"""Number of each sheet among a village's 汇总文件."""

_SHEETS: Final[Mapping[Print, Callable[[VillageOnFile, str], Sheet]]] = {
    Print.VILLAGE_ROLL: village_roll,
    Print.NEEDS_LIST: needs_list,
    Print.TIME_LIST: time_list,
    Print.MEASURES_LIST: measures_list,
    Print.DUTIES_LIST: duties_list,
    Print.FIVE_CLEARS: five_clears_sheet,
}


@dataclass(frozen=True)
class Gathered:
    """A print that only has to be put on paper.

    Args:
        persons: people whose data stand in it; 0 for sums.
        made: makes the PDF; outside any transaction, since it takes seconds.
    """

    persons: int
    made: Callable[[], bytes]


def gathered(db: Session, kind: Print, code: str, on: date, seal: Seal, *, shows_health: bool) -> Gathered:
    """Everything that a print needs from the database.

    Args:
        code: a place of the print's level.
        on: the day as of which it speaks.
        seal, shows_health: for the cards.
    """
    if kind in (Print.TOWNSHIP_BOOK, Print.COUNTY_FILE):
        place = place_on_file(db, code, on)
        book = township_book(place) if kind is Print.TOWNSHIP_BOOK else county_file(place)
        return Gathered(0, lambda: sheet_pdf(book))
    village, terms = village_on_file(db, code, on), archive_terms(db, code)
    if kind is not Print.HOUSEHOLD_CARDS:
        sheet = _SHEETS[kind](village, terms.number(SUMMARY, code, FILE_NUMBERS[kind]))
        return Gathered(village.persons, lambda: sheet_pdf(sheet))
    cards = [
        card_of(
            home,
            village,
            terms.number(HOUSEHOLDS, code, home.row["number"]),
            seal=seal,
            shows_health=shows_health,
        )
        for home in village.households
    ]
    return Gathered(village.persons, lambda: merged(cards_pdf(cards, demonstration=village.demonstration)))
