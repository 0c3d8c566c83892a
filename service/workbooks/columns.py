"""The columns of the two sheets, households and people. They follow from service/register/fields.py alone.

A household is known by its village's code and its number, a person by the identity number, or by name and birth date
within the household.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Final

from service.register.editions import EDITIONS, NEWEST
from service.register.fields import FACTS, Fact, Kind, Subject, fact_of
from service.words.codes import CODES
from service.words.spoken import LOCALES, spoken

VILLAGE: Final = "village_code"
NUMBER: Final = "number"
HEAD: Final = "head_name"
KEYS: Final = (VILLAGE, NUMBER)
SHEETS: Final = (Subject.HOUSEHOLD, Subject.MEMBER)
_MARK: Final = re.compile(r"[\s*＊]+")


@dataclass(frozen=True)
class Column:
    """A column of a sheet.

    Args:
        fact: what it holds; None for the head's name on the sheet of households, which is there to be read only.
        required: a new household or person needs it.
    """

    name: str
    subject: Subject
    fact: Fact | None
    required: bool

    def heading(self, locale: str) -> str:
        """What stands above it."""
        return spoken(self._word, locale)

    @property
    def _word(self) -> str:
        if self.name in (VILLAGE, HEAD):
            return f"workbook.{self.name}"
        return f"register.{'household' if self.name == NUMBER else self.subject.value}.{self.name}"


def _columns(subject: Subject) -> tuple[Column, ...]:
    keys = [Column(name, subject, fact_of(Subject.HOUSEHOLD, name), required=True) for name in KEYS]
    head = [Column(HEAD, subject, None, required=False)] if subject is Subject.HOUSEHOLD else []
    return (*keys, *head, *(Column(fact.name, subject, fact, fact.required) for fact in FACTS[subject].values()))


COLUMNS: Final[Mapping[Subject, tuple[Column, ...]]] = {subject: _columns(subject) for subject in SHEETS}


def sheet_name(subject: Subject, locale: str) -> str:
    """The name of a sheet."""
    return spoken(f"workbook.sheet.{subject.value}", locale)


def plain(heading: str) -> str:
    """A heading as it is compared: without marks, blanks and the width of its letters."""
    return _MARK.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@cache
def headings(subject: Subject) -> Mapping[str, Column]:
    """Columns by what may stand above them in either language."""
    return {plain(column.heading(locale)): column for locale in LOCALES for column in COLUMNS[subject]}


@cache
def subject_of(titles: Sequence[str]) -> Subject | None:
    """Which sheet a row of headings belongs to; None when it is no such row.

    The keys of a household stand on both; people have names.
    """
    seen = {plain(title) for title in titles}
    for subject, mark in ((Subject.MEMBER, "name"), (Subject.HOUSEHOLD, "")):
        found = {column.name for title, column in headings(subject).items() if title in seen}
        if {*KEYS, mark} - {""} <= found and len(found) > len(KEYS):
            return subject
    return None


@cache
def names_of_codes(table: str) -> Mapping[str, str]:
    """The register's own name by whatever a cell may hold: a label of either language, the name, a form's code.

    Codes of one digit more or less are the same code: Excel drops the zero in front.
    """
    found: dict[str, str] = {}
    for name in CODES[table]:
        code = EDITIONS[NEWEST].get(table, {}).get(name)
        for text in (
            *(spoken(f"code.{table}.{name}", locale) for locale in LOCALES),
            name,
            code,
            code and code.lstrip("0"),
        ):
            if text:
                found.setdefault(text.casefold(), name)
    return found


def label_of(fact: Fact, name: str, locale: str) -> str:
    """A code's name in words."""
    return spoken(f"code.{fact.codes}.{name}", locale)


def yes_no(value: bool, locale: str) -> str:
    """Yes or no in words."""
    return spoken("workbook.yes" if value else "workbook.no", locale)


TEXTS: Final = frozenset({Kind.TEXT, Kind.IDENTITY, Kind.PHONE, Kind.ACCOUNT})
