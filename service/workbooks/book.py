"""A workbook of ours: the two sheets with their headings and drop-downs, the instructions, the lists behind the cells.

Template and export are the same book, so that what was exported can be corrected and imported again. Texts are written
as texts, whatever they begin with: no cell of ours is ever a formula.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final, cast

import xlsxwriter

from service.register.fields import Fact, Kind, Subject
from service.words.codes import CODES
from service.words.spoken import spoken
from service.workbooks.columns import COLUMNS, HEAD, KEYS, SHEETS, Column, label_of, sheet_name, yes_no

TOLD: Final = ("keys", "required", "empty", "masked", "text", "lists", "days", "head", "approved", "formulas")
_ROWS_WITH_LISTS: Final = 100_000
_NUMBERS: Final = frozenset({Kind.WHOLE, Kind.YEAR, Kind.AMOUNT})
_WIDTHS: Final = {Kind.IDENTITY: 24, Kind.ACCOUNT: 24, Kind.PHONE: 15, Kind.DAY: 12, Kind.AMOUNT: 12, Kind.CODE: 20}


class Book:
    """A workbook under way. Sheets are written one after the other, a row at a time, and none is kept in memory."""

    def __init__(self, path: Path, locale: str) -> None:
        self._book = xlsxwriter.Workbook(
            str(path), {"constant_memory": True, "tmpdir": str(path.parent), "strings_to_formulas": False}
        )
        self.locale = locale
        self._text = self._book.add_format({"num_format": "@"})
        self._head = self._book.add_format(
            {
                "bold": True,
                "bg_color": "#E4EFEA",
                "text_wrap": True,
                "valign": "vcenter",
                "border": 1,
                "num_format": "@",
            }
        )
        self._wrapped = self._book.add_format({"text_wrap": True, "valign": "top"})
        self._title = self._book.add_format({"bold": True, "font_size": 14})

    def instructions(self, villages: Sequence[tuple[str, str]] = ()) -> None:
        """The sheet that says how the others are filled in; with the codes of the person's own villages."""
        sheet = self._book.add_worksheet(spoken("workbook.sheet.instructions", self.locale))
        sheet.set_column(0, 0, 100, self._wrapped)
        sheet.write_string(0, 0, spoken("workbook.sheet.instructions", self.locale), self._title)
        for line, name in enumerate(TOLD, start=2):
            sheet.write_string(line, 0, spoken(f"workbook.told.{name}", self.locale), self._wrapped)
        for line, (code, name) in enumerate(villages, start=3 + len(TOLD)):
            told = spoken("workbook.told.village", self.locale) % {"code": code}
            sheet.write_string(line, 0, f"{name}  {told}", self._wrapped)

    def begin(self, subject: Subject, facts: Sequence[Fact]) -> Callable[[Sequence[Any]], None]:
        """Begin a sheet; what comes back writes one row: the keys, the head's name on households, the facts."""
        sheet = self._book.add_worksheet(sheet_name(subject, self.locale))
        kept = {fact.name for fact in facts}
        columns = [each for each in COLUMNS[subject] if each.name in (*KEYS, HEAD) or each.name in kept]
        for place, column in enumerate(columns):
            sheet.set_column(place, place, self._width(column), self._text)
        sheet.set_row(0, 34)
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.heading(self.locale) + (" *" if column.required else ""), self._head)
        sheet.freeze_panes(1, 3 if subject is Subject.HOUSEHOLD else 4)
        sheet.autofilter(0, 0, 0, len(columns) - 1)
        for place, column in enumerate(columns):
            self._choices(sheet, place, column)
        return self._writer(sheet, columns)

    def close(self) -> None:
        """Write the lists, and finish the file."""
        sheet = self._book.add_worksheet(self._lists)
        tables = [self._labels(table) for table in _TABLES]
        for line in range(max(len(labels) for labels in tables)):
            for place, labels in enumerate(tables):
                if line < len(labels):
                    sheet.write_string(line, place, labels[line])
        sheet.hide()
        self._book.close()

    @property
    def _lists(self) -> str:
        return spoken("workbook.sheet.lists", self.locale)

    def _labels(self, table: str) -> list[str]:
        if not table:
            return [yes_no(True, self.locale), yes_no(False, self.locale)]
        return [spoken(f"code.{table}.{name}", self.locale) for name in CODES[table]]

    def _choices(self, sheet: Any, place: int, column: Column) -> None:
        fact = column.fact
        if fact is None or fact.kind not in (Kind.CODE, Kind.YES_NO):
            return
        where, last = _TABLES.index(fact.codes), len(self._labels(fact.codes))
        letter = xlsxwriter.utility.xl_col_to_name(where, True)
        sheet.data_validation(
            1,
            place,
            _ROWS_WITH_LISTS,
            place,
            # Form codes and the other language are read too: what is not in the list is only warned of.
            {"validate": "list", "source": f"='{self._lists}'!{letter}$1:{letter}${last}", "error_type": "warning"},
        )

    def _width(self, column: Column) -> int:
        if column.name in KEYS:
            return 16 if column.name == "village_code" else 9
        return _WIDTHS.get(column.fact.kind, 14) if column.fact else 14

    def _writer(self, sheet: Any, columns: Sequence[Column]) -> Callable[[Sequence[Any]], None]:
        write_text, write_number, text = sheet.write_string, sheet.write_number, self._text
        shown = [shown_as(column.fact, self.locale) for column in columns]
        numbers = [column.fact is not None and column.fact.kind in _NUMBERS for column in columns]
        line = 0

        def write(row: Sequence[Any]) -> None:
            nonlocal line
            line += 1
            for place, value in enumerate(row):
                if value is None:
                    continue
                if numbers[place]:
                    write_number(line, place, value)
                else:
                    show = shown[place]
                    write_text(line, place, show(value) if show else value, text)

        return write


def shown_as(fact: Fact | None, locale: str) -> Callable[[Any], str] | None:
    """How a fact's value is written in words; None where it is text already."""
    if fact is None:
        return None
    if fact.kind is Kind.CODE:
        labels = {name: label_of(fact, name, locale) for name in CODES[fact.codes]}
        return lambda value: labels.get(value, value)
    if fact.kind is Kind.YES_NO:
        return lambda value: yes_no(value, locale)
    if fact.kind is Kind.DAY:
        return lambda value: cast(str, value.isoformat())
    if fact.kind in _NUMBERS:
        return lambda value: f"{value.normalize():f}" if fact.kind is Kind.AMOUNT else str(value)
    return None


_TABLES: Final = tuple(
    dict.fromkeys(
        column.fact.codes
        for subject in SHEETS
        for column in COLUMNS[subject]
        if column.fact and column.fact.kind in (Kind.CODE, Kind.YES_NO)
    )
)
