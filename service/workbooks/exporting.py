"""Exports of the register: households and their people as a workbook, or one of the two as CSV, in constant memory."""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from sqlalchemy.orm import Session

from service.people import Actor
from service.queries.exporting import facts_exported, health_read_in, homes_exported, people_exported
from service.queries.households import HouseholdFilter
from service.register.fields import Fact, Subject
from service.register.values import opened
from service.sealing import Seal
from service.workbooks.book import Book, shown_as
from service.workbooks.columns import COLUMNS, HEAD, KEYS, SHEETS

MOST_EXPORTED: Final = 200_000
"""Rows of one file; more is asked for by place."""

BEGIN_FORMULAS: Final = ("=", "+", "-", "@", "\t", "\r", "'")
"""What a cell of CSV must not begin with; our own import takes the apostrophe off again."""


class TooManyRows(Exception):
    """The list is longer than MOST_EXPORTED."""


@dataclass(frozen=True)
class Export:
    """What is taken out of the register.

    Args:
        seal: opens personal numbers, None where they stay masked.
    """

    db: Session
    actor: Actor
    wanted: HouseholdFilter
    locale: str
    seal: Seal | None = None

    def workbook(self, path: Path) -> int:
        """Write both sheets; how many rows they have.

        Raises:
            TooManyRows: too many.
        """
        book = Book(path, self.locale)
        try:
            rows = sum(self._rows(subject, book.begin(subject, self.facts(subject))) for subject in SHEETS)
        finally:
            book.close()
        return rows

    def csv(self, path: Path, subject: Subject) -> int:
        """Write one of the two as CSV in UTF-8 with its mark, which Excel needs; how many rows it has."""
        facts = self.facts(subject)
        kept = {*KEYS, HEAD, *(fact.name for fact in facts)}
        columns = [column for column in COLUMNS[subject] if column.name in kept]
        shown = [shown_as(column.fact, self.locale) for column in columns]
        with path.open("w", encoding="utf-8-sig", newline="") as file:
            out = csv.writer(file)
            out.writerow(column.heading(self.locale) + (" *" if column.required else "") for column in columns)

            def write(row: Sequence[Any]) -> None:
                out.writerow(
                    "" if value is None else defused(show(value) if show else value)
                    for value, show in zip(row, shown, strict=True)
                )

            return self._rows(subject, write)

    def facts(self, subject: Subject) -> list[Fact]:
        """The facts that the actor may take out."""
        return facts_exported(self.actor, subject)

    def _rows(self, subject: Subject, write: Callable[[Sequence[Any]], None]) -> int:
        done, full = 0, self.seal is not None
        facts = self.facts(subject)
        home_facts = facts if subject is Subject.HOUSEHOLD else []
        sealed = [place for place, fact in enumerate(facts) if fact.sealed] if full else []
        health = [place for place, fact in enumerate(facts) if fact.health]
        reads_health = health_read_in(self.actor)
        for homes in homes_exported(self.db, self.actor, self.wanted, home_facts, full=full):
            people = {}
            if subject is Subject.MEMBER:
                people = people_exported(self.db, [home.id for home, _ in homes], facts, full=full)
            for home, values in homes:
                keys = (home.village_code, home.number)
                if subject is Subject.HOUSEHOLD:
                    write((*keys, home.head_name, *self._clear(values, facts, sealed)))
                    done += 1
                    continue
                hidden = [] if home.village_code.startswith(reads_health) else health
                for person in people.get(home.id, ()):
                    write((*keys, *self._clear(person, facts, sealed, hidden)))
                    done += 1
            if done > MOST_EXPORTED:
                raise TooManyRows
        return done

    def _clear(
        self, values: Sequence[Any], facts: Sequence[Fact], sealed: Sequence[int], hidden: Sequence[int] = ()
    ) -> Sequence[Any]:
        if not (sealed or hidden):
            return values
        row = list(values)
        for place in sealed:
            if row[place] is not None and self.seal is not None:
                row[place] = opened(facts[place], row[place], self.seal)
        for place in hidden:
            row[place] = None
        return row


def defused(text: Any) -> str:
    """A cell of CSV that no spreadsheet computes."""
    shown = str(text)
    return f"'{shown}" if shown.startswith(BEGIN_FORMULAS) else shown
