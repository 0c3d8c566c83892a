"""What an import would do: what is applied, and the lines that its preview shows."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service.register.fields import FACTS, Subject
from service.register.values import SealedNumber, Value

NEW, CHANGED, PROPOSED, BAD = "new", "changed", "proposed", "bad"
LINES: Final = ("new_households", "new_members", CHANGED, PROPOSED, BAD)
"""Lists of a preview."""

HOUSEHOLD_COLUMNS: Final = (
    "village_code",
    "number",
    "head_name",
    *(column for fact in FACTS[Subject.HOUSEHOLD].values() for column in fact.columns),
)
MEMBER_COLUMNS: Final = tuple(column for fact in FACTS[Subject.MEMBER].values() for column in fact.columns)


def as_stored(value: Value) -> Any:
    """A value as both engines take it in bulk and JSON keeps it."""
    if isinstance(value, date):
        return value.isoformat()
    return f"{value:f}" if isinstance(value, Decimal) else value


def columns_in_order(subject: Subject, values: dict[str, Value | SealedNumber]) -> list[Any]:
    """The facts of one row in the order of its columns."""
    row: list[Any] = []
    value_of = values.get
    for name, sealed in _IN_ORDER[subject]:
        value = value_of(name)
        if sealed:
            row += (value.sealed, value.print, value.masked) if isinstance(value, SealedNumber) else (None, None, None)
        elif value is None or type(value) is str:
            row.append(value)
        else:
            row.append(as_stored(value))  # type: ignore[arg-type]
    return row


_IN_ORDER: Final = {subject: [(name, fact.sealed) for name, fact in facts.items()] for subject, facts in FACTS.items()}


@dataclass
class Plan:
    """What is applied when a person confirms.

    Args:
        new_households: rows in the order of HOUSEHOLD_COLUMNS.
        new_members: (household, then MEMBER_COLUMNS); a household that is new itself is -1 - its place.
        changes: (subject, id, household id, {field: [old, new, stored columns]}), old and new as in the history.
        proposals: (household id, [{subject, id, field, old, new}]).
        touched: household id → (village code, version), of those that change or gain a person.
        proposed_on: the same of those that something is proposed for.
        lines: of the preview, by the list that they stand in.
    """

    new_households: list[list[Any]] = field(default_factory=list)
    new_members: list[list[Any]] = field(default_factory=list)
    changes: list[list[Any]] = field(default_factory=list)
    proposals: list[list[Any]] = field(default_factory=list)
    touched: dict[int, tuple[str, int]] = field(default_factory=dict)
    proposed_on: dict[int, tuple[str, int]] = field(default_factory=dict)
    lines: dict[str, list[list[Any]]] = field(default_factory=lambda: {name: [] for name in LINES})
    unchanged: int = 0

    def counts(self) -> dict[str, int]:
        """How many lines each list has, and how many rows say what is on file already."""
        return {name: len(lines) for name, lines in self.lines.items()} | {"unchanged": self.unchanged}


def line(
    subject: Subject, row: Any, sheet: str, who: str, fields: Iterable[Any] = (), problems: Iterable[Any] = ()
) -> list[Any]:
    """A line of the preview: what it is about, where it stands in the file, its fields or what is wrong with it.

    Args:
        fields: (name, from, to) as the history writes them, personal numbers masked.
        problems: (column, reason).
    """
    wrong = [[column, why.code, {name: str(value) for name, value in why.figures.items()}] for column, why in problems]
    return [subject.value, row.sheet, sheet, row.number, row.village, row.household, who, list(fields), wrong]
