"""A fact's value: read from what was typed, written as the history holds it, stored in its columns."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any, Final

from service.register.fields import Fact, Kind
from service.register.identity import Identity, account_read, identity_read, masked, phone_read
from service.sealing import Seal
from service.words.codes import CODES
from workflows.reasons import Reason, reason

Value = str | int | bool | date | Decimal | None
"""A fact as Python holds it: a personal number in clear, everywhere else sealed."""

REGISTER_KEY: Final = "register_key"
"""The key's file under DATA_DIR/keys."""

_YES: Final = frozenset({"1", "yes", "y", "true", "是", "有"})
_NO: Final = frozenset({"0", "no", "n", "false", "否", "无"})
_LONGEST: Final = 200
_MOST_DIGITS: Final = 15


@dataclass(frozen=True)
class SealedNumber:
    """A personal number as its three columns hold it."""

    sealed: str
    print: str
    masked: str


def read(fact: Fact, text: str) -> Value | Reason:
    """What was typed, as a value; None where nothing was; else the reason why it is none.

    Own names of codes are expected, not labels: pages offer them, and the import turns labels and form codes into them.
    """
    typed = text.strip()
    if not typed:
        return reason("value_missing") if fact.required else None
    return _READERS[fact.kind](fact, typed)


def _text(fact: Fact, typed: str) -> Value | Reason:
    most = fact.most or _LONGEST
    if len(typed) > most:
        return reason("text_too_long", most=most, length=len(typed))
    return typed if typed.isprintable() else reason("text_unprintable")


def _code(fact: Fact, typed: str) -> Value | Reason:
    return typed if typed in CODES[fact.codes] else reason("value_not_in_the_list")


def _day(fact: Fact, typed: str) -> Value | Reason:
    try:
        return date.fromisoformat(typed)
    except ValueError:
        return reason("day_unreadable")


def _whole(fact: Fact, typed: str) -> Value | Reason:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 10):
        return reason("number_unreadable")
    return _within(fact, int(typed))


def _amount(fact: Fact, typed: str) -> Value | Reason:
    try:
        amount = Decimal(typed.replace(",", "").replace("，", ""))
    except InvalidOperation:
        return reason("number_unreadable")
    # Past so many digits Decimal refuses to round, and nobody means such a number.
    if not amount.is_finite() or amount.adjusted() > _MOST_DIGITS or amount != amount.quantize(Decimal("0.01")):
        return reason("number_unreadable")
    return _within(fact, amount)


def _within(fact: Fact, number: Any) -> Value | Reason:
    if number < fact.least or (fact.most is not None and number > fact.most):
        return reason("number_out_of_bounds", least=fact.least, most=fact.most or 0)
    return number  # type: ignore[no-any-return]


def _yes_no(fact: Fact, typed: str) -> Value | Reason:
    if typed.casefold() in _YES:
        return True
    return False if typed.casefold() in _NO else reason("yes_or_no")


def _identity(fact: Fact, typed: str) -> Value | Reason:
    found = identity_read(typed)
    return found.number if isinstance(found, Identity) else found


_READERS: Final[Mapping[Kind, Callable[[Fact, str], Value | Reason]]] = {
    Kind.TEXT: _text,
    Kind.CODE: _code,
    Kind.DAY: _day,
    Kind.YEAR: _whole,
    Kind.WHOLE: _whole,
    Kind.AMOUNT: _amount,
    Kind.YES_NO: _yes_no,
    Kind.IDENTITY: _identity,
    Kind.PHONE: lambda fact, typed: phone_read(typed),
    Kind.ACCOUNT: lambda fact, typed: account_read(typed),
}


def sealed_number(fact: Fact, number: str, seal: Seal) -> SealedNumber:
    """A personal number made ready for its columns. Numbers of one kind are found whoever they belong to."""
    kind = fact.kind.value
    return SealedNumber(seal.seal(number, kind), seal.print_of(number, kind), masked(number))


def opened(fact: Fact, sealed: str, seal: Seal) -> str:
    """The number in clear.

    Raises:
        Unreadable: the key is another.
    """
    return seal.open(sealed, fact.kind.value)


def print_of(fact: Fact, number: str, seal: Seal) -> str:
    """What an exact search for the number compares."""
    return seal.print_of(number, fact.kind.value)


def written(value: Value) -> str | None:
    """A value as the history holds it; None for nothing. Of a personal number hand over what is sealed."""
    if value is None:
        return None
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, date):
        return value.isoformat()
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


def from_written(kind: Kind, text: str | None) -> Value:
    """The value again; a personal number stays sealed."""
    if text is None:
        return None
    if kind is Kind.DAY:
        return date.fromisoformat(text)
    if kind in (Kind.YEAR, Kind.WHOLE):
        return int(text)
    if kind is Kind.YES_NO:
        return text == "1"
    return Decimal(text) if kind is Kind.AMOUNT else text


def columns_of(fact: Fact, value: Value | SealedNumber) -> Mapping[str, Any]:
    """What an INSERT or UPDATE sets for a fact."""
    if not fact.sealed:
        return {fact.name: value}
    if isinstance(value, SealedNumber):
        return dict(zip(fact.columns, (value.sealed, value.print, value.masked), strict=True))
    return dict.fromkeys(fact.columns)
