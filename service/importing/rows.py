"""The rows of an uploaded file as facts: headings found, cells read, what is wrong with a cell kept beside it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Final

from service.register.fields import Fact, Subject
from service.register.values import Value
from service.words.spoken import LOCALES, spoken
from service.workbooks.cells import MASK, read_cell
from service.workbooks.columns import KEYS, NUMBER, VILLAGE, headings, plain, subject_of
from service.workbooks.reading import FileRefused, RowRead, SheetBegins
from workflows.reasons import Reason, reason

MOST_KNOWN: Final = 20_000
"""Readings of a column that are remembered."""

HEADINGS_WITHIN: Final = 10
"""Rows at the top among which the headings are looked for; a title may stand above them."""

Problem = tuple[str, Reason]
"""A column's name, '' for the row as a whole, and what is wrong."""


@dataclass(slots=True)
class SheetRow:
    """A row that holds a household or a person.

    Args:
        sheet: index of its sheet in the file.
        number: of the row in Excel.
        values: facts that its cells give, by name; empty cells give none.
        masked: personal numbers that stand there masked.
    """

    subject: Subject
    sheet: int
    number: int
    village: str
    household: int
    values: dict[str, Value]
    masked: dict[str, str]
    problems: list[Problem] = field(default_factory=list)


@dataclass
class FileRows:
    """What was found in a file.

    Args:
        sheets: name of each sheet that was read, by its index.
        header_rows: Excel's row of the headings of each.
        ignored: headings that name no column, by sheet.
    """

    households: list[SheetRow] = field(default_factory=list)
    members: list[SheetRow] = field(default_factory=list)
    sheets: dict[int, str] = field(default_factory=dict)
    header_rows: dict[int, int] = field(default_factory=dict)
    ignored: dict[str, list[str]] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        """How many there are."""
        return len(self.households) + len(self.members)


def rows_of(parts: Iterator[SheetBegins | list[RowRead]], told: Callable[[int], None]) -> FileRows:
    """The rows of every sheet that has the template's headings.

    Args:
        told: is called now and then with how many rows were read.

    Raises:
        FileRefused: no sheet has them, a heading stands twice, or no row is below them.
    """
    found = FileRows()
    sheet: _Sheet | None = None
    for part in parts:
        if isinstance(part, SheetBegins):
            sheet = _Sheet(part.index, part.name, found)
            continue
        assert sheet is not None
        for row in part:
            sheet.take(row)
        told(found.rows)
    if not found.sheets:
        raise FileRefused(reason("workbook_no_sheet"))
    if not found.rows:
        raise FileRefused(reason("workbook_empty"))
    return found


class _Sheet:
    """One sheet while it is read."""

    def __init__(self, index: int, name: str, found: FileRows) -> None:
        self._index, self._name, self._found = index, name, found
        self._subject: Subject | None = None
        self._layout: list[tuple[int, str, Fact, bool, dict[str, Value]]] = []
        self._into: list[SheetRow] = []
        self._looked = 0

    def take(self, row: RowRead) -> None:
        """Look for headings first, then read what is below them."""
        if self._subject is None:
            if self._looked < HEADINGS_WITHIN:
                self._looked += 1
                self._begin(row)
            return
        self._into.append(self._read(row))

    def _begin(self, row: RowRead) -> None:
        titles = tuple(plain(cell) if isinstance(cell, str) else "" for cell in row.cells)
        subject = subject_of(titles)
        if subject is None:
            return
        known = headings(subject)
        places: dict[str, int] = {}
        for place, title in enumerate(titles):
            column = known.get(title)
            if column is None:
                if title and title not in _OURS:
                    self._found.ignored.setdefault(self._name, []).append(str(row.cells[place]))
            elif column.name in places:
                raise FileRefused(reason("workbook_heading_twice", heading=str(row.cells[place]), sheet=self._name))
            else:
                places[column.name] = place
                if column.fact is not None:
                    self._layout.append((place, column.name, column.fact, column.fact.sealed, {}))
        self._subject = subject
        self._into = self._found.members if subject is Subject.MEMBER else self._found.households
        self._found.sheets[self._index] = self._name
        self._found.header_rows[self._index] = row.number

    def _read(self, row: RowRead) -> SheetRow:
        assert self._subject is not None
        values: dict[str, Value] = {}
        masked: dict[str, str] = {}
        problems: list[Problem] = []
        cells, wide, value_of = row.cells, len(row.cells), read_cell
        for place, name, fact, sealed, known in self._layout:
            cell = cells[place] if place < wide else ""
            if cell == "":
                continue
            if type(cell) is str:
                # Most cells say what a cell above them said.
                if (value := known.get(cell)) is not None:
                    values[name] = value
                    continue
                if sealed and MASK in cell:
                    masked[name] = cell.strip()
                    continue
            read = value_of(fact, cell)
            if isinstance(read, Reason):
                problems.append((name, read))
            elif read is not None:
                values[name] = read
                if not sealed and type(cell) is str and len(known) < MOST_KNOWN:
                    known[cell] = read
        village, household = values.pop(VILLAGE, ""), values.pop(NUMBER, 0)
        if not (village and household) and not any(name in KEYS for name, _ in problems):
            problems.append(("", reason("household_key_missing")))
        return SheetRow(
            self._subject,
            self._index,
            row.number,
            str(village),
            int(str(household)),
            values,
            masked,
            problems,
        )


def _ours() -> Sequence[str]:
    return [plain(spoken("workbook.errors", locale)) for locale in LOCALES]


_OURS: Final = frozenset(_ours())
