"""What a cell says, as a fact's value: labels of either language, form codes, days as people write them.

A number where a text belongs is refused: Excel keeps fifteen digits of a number and drops the zeros in front, so that
what stands in such a cell is no longer what was typed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service.register.fields import Fact, Kind
from service.register.values import Value, read
from service.words.spoken import LOCALES, spoken
from service.workbooks.columns import VILLAGE, names_of_codes
from workflows.reasons import Reason, reason

MASK: Final = "*"
_DAY: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*[日]?")
_COMPACT: Final = re.compile(r"(\d{4})(\d{2})(\d{2})")


def read_cell(fact: Fact, cell: Any) -> Value | Reason:
    """What one cell says: None for an empty one, or the reason why it says nothing. Never for a masked number."""
    typed = _typed(fact, cell)
    if isinstance(typed, Reason):
        return typed
    if not typed.strip():
        return None
    return read(fact, typed)


def _typed(fact: Fact, cell: Any) -> str | Reason:
    if isinstance(cell, dict):
        day = str(cell["day"])
        return day if fact.kind is Kind.DAY and len(day) == 10 else reason("day_where_text")
    if isinstance(cell, bool):
        return ("1" if cell else "0") if fact.kind is Kind.YES_NO else reason("truth_where_text")
    if isinstance(cell, int | float):
        return _from_number(fact, cell)
    return _FROM_TEXT.get(fact.kind, _as_typed)(fact, cell.strip())


def _from_number(fact: Fact, number: int | float) -> str | Reason:
    whole = int(number) if number == number and abs(number) < 10**15 and number == int(number) else None
    if fact.kind is Kind.AMOUNT:
        amount = Decimal(repr(number)) if number == number else Decimal("NaN")
        # 12.3 may be stored as 12.299999999999999: two digits behind the point are what a person typed.
        return (
            str(round(amount, 2))
            if amount.is_finite() and abs(amount - round(amount, 2)) < Decimal("1e-9")
            else str(amount)
        )
    if fact.sealed or fact.name == VILLAGE:
        return reason("number_where_text")
    if whole is None:
        return reason("number_where_text") if fact.kind is Kind.TEXT else reason("number_unreadable")
    if fact.kind is Kind.DAY:
        return reason("day_as_number") if _COMPACT.fullmatch(str(whole)) is None else _day(fact, str(whole))
    if fact.kind in (Kind.CODE, Kind.YES_NO):
        return _FROM_TEXT[fact.kind](fact, str(whole))
    return str(whole)


def _as_typed(fact: Fact, text: str) -> str:
    return text


def _code(fact: Fact, text: str) -> str:
    return names_of_codes(fact.codes).get(text.casefold(), text)


def _day(fact: Fact, text: str) -> str:
    found = _DAY.fullmatch(text) or _COMPACT.fullmatch(text)
    if found is None:
        return text
    try:
        return date(int(found[1]), int(found[2]), int(found[3])).isoformat()
    except ValueError:
        return text


def _yes_no(fact: Fact, text: str) -> str:
    return _ANSWERS.get(text.casefold(), text)


_ANSWERS: Final = {
    spoken(f"workbook.{answer}", locale).casefold(): typed
    for answer, typed in (("yes", "1"), ("no", "0"))
    for locale in LOCALES
}
_FROM_TEXT: Final[Mapping[Kind, Callable[[Fact, str], str]]] = {
    Kind.CODE: _code,
    Kind.DAY: _day,
    Kind.YES_NO: _yes_no,
}
