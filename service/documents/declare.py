"""The words that a form is declared in: Form, Field and what they may say of themselves."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import Any, get_type_hints

from workflows.papers import Paper
from workflows.roles import Role


class FieldKind(StrEnum):
    """What a field holds, and so how it is asked, checked and stored."""

    TEXT = "text"
    LONG_TEXT = "long_text"
    NAMES = "names"
    COUNT = "count"
    YEAR = "year"
    MONEY = "money"
    YES_NO = "yes_no"
    CHOICE = "choice"
    VILLAGE = "village"
    CRITERIA = "criteria"


class Scans(StrEnum):
    """Whether a scan or photo belongs to the form."""

    REQUIRED = "required"
    OPTIONAL = "optional"


class Counts(StrEnum):
    """Which filings of a form count: the newest of all, the newest of each year, or every one beside the others."""

    NEWEST = "newest"
    NEWEST_OF_YEAR = "newest_of_year"
    EVERY = "every"


@dataclass(frozen=True, kw_only=True)
class Field:
    """One question.

    Args:
        each: asked once for every household of a list; False: asked once for all.
        choices: code table of a CHOICE.
        least: smallest value of a count, year or amount; below 0 where an amount may be negative.
        most: largest value of a count, year or amount; None: the largest that the page accepts at all.
        register: fact of the household (service/register/fields.py) that answers the question: it is not asked, but
            taken from the register when the paper is filed.
        offered: what the register offers as a first answer: `persons`, the number of members.
        tells_actual: of CRITERIA: what was found is written for every criterion, because a notice prints it.
    """

    name: str
    kind: FieldKind
    required: bool = True
    each: bool = True
    choices: str = ""
    least: int = 0
    most: int | None = None
    tells_actual: bool = False
    register: str = ""
    offered: str = ""


@dataclass(frozen=True, kw_only=True)
class Form:
    """One form.

    Args:
        kind: name of the form, of its paper in guards and of its words.
        procedure: kind of record that it is about.
        paper: type that guards read.
        files: roles that may file it.
        states: states in which it may be filed; empty: any state that is not final.
        yearly: it speaks of a year that is asked for; others speak of the year of the record's exit list, else of
            their date's (service.facts.gathering.year_of).
        counts: which filings count; a correction is a newer filing.
        asked_before: questions of papers filed earlier, which are shown where a paper answers them.
    """

    kind: str
    procedure: str
    paper: type[Paper]
    asks: tuple[Field, ...]
    files: tuple[Role, ...]
    states: tuple[str, ...] = ()
    scans: Scans = Scans.OPTIONAL
    yearly: bool = False
    counts: Counts = Counts.NEWEST
    asked_before: tuple[Field, ...] = ()

    @property
    def shared(self) -> tuple[Field, ...]:
        """Questions that are asked once for a whole list."""
        return tuple(field for field in self.asks if not field.each)

    @property
    def own(self) -> tuple[Field, ...]:
        """Questions that are asked for every record."""
        return tuple(field for field in self.asks if field.each and not field.register)

    @property
    def registered(self) -> tuple[Field, ...]:
        """Questions that the register answers."""
        return tuple(field for field in self.asks if field.register)

    @cached_property
    def _questions(self) -> tuple[tuple[str, Any], ...]:
        """The paper's own fields with their types. Worked out once: a list reads a thousand papers of one kind."""
        base = {field.name for field in fields(Paper)}
        hints = get_type_hints(self.paper)
        return tuple((field.name, hints[field.name]) for field in fields(self.paper) if field.name not in base)

    def read(self, data: Mapping[str, Any], *, id: int, dated_on: date, year: int, scans: int) -> Paper:
        """The stored JSON as the paper that guards read. Questions that no guard asks about stay in the document."""
        values = {name: _typed(type_, data[name]) for name, type_ in self._questions if name in data}
        return self.paper(id=id, dated_on=dated_on, year=year, scans=scans, **values)


def _typed(wanted: Any, value: Any) -> Any:
    if wanted is Decimal:
        return Decimal(value)
    if wanted is date:
        return date.fromisoformat(value)
    if getattr(wanted, "__origin__", None) in (tuple, frozenset):
        return wanted.__origin__(value)
    return value


def text(name: str, **options: Any) -> Field:
    """A line of text."""
    return Field(name=name, kind=FieldKind.TEXT, **options)


def long_text(name: str, **options: Any) -> Field:
    """A paragraph."""
    return Field(name=name, kind=FieldKind.LONG_TEXT, **options)


def count(name: str, **options: Any) -> Field:
    """A whole number."""
    return Field(name=name, kind=FieldKind.COUNT, **options)


def money(name: str, **options: Any) -> Field:
    """An amount in yuan with two decimals."""
    return Field(name=name, kind=FieldKind.MONEY, **options)


def yes_no(name: str, **options: Any) -> Field:
    """Yes or no."""
    return Field(name=name, kind=FieldKind.YES_NO, **options)


def choice(name: str, choices: str, **options: Any) -> Field:
    """One code of a code table."""
    return Field(name=name, kind=FieldKind.CHOICE, choices=choices, **options)
