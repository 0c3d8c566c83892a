"""Words of the product in Chinese, whatever the reader's language is: a register is printed in Chinese alone."""

from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

from babel.support import NullTranslations, Translations

from service.register.editions import own_name
from service.register.fields import Fact, Kind
from service.words import WORDS
from service.words.codes import CODES

_TRANSLATIONS = Path(__file__).resolve().parents[1] / "translations"
NOTHING = "—"
"""What stands in a cell for which nothing is on file."""


def chinese(key: str) -> str:
    """The Chinese text of a key of service.words.

    Raises:
        KeyError: there is no such key.
    """
    return str(_catalogue().gettext(WORDS[key]))


def code_words(table: str, code: str | None) -> str:
    """A code in words, be it the register's own name or, on older papers, that of the form of 2014; '' for none."""
    if not code:
        return ""
    code = own_name(table, code)
    return chinese(f"code.{table}.{code}") if code in CODES.get(table, ()) else code


def day_words(day: date | None) -> str:
    """2018-11-20: short enough for a column."""
    return day.isoformat() if day else ""


def amount_words(amount: Decimal | None) -> str:
    """An amount with thousands apart and two decimals; '' for none."""
    return "" if amount is None else f"{amount:,.2f}"


def value_words(fact: Fact, value: object) -> str:
    """A fact's value as it is printed; '' for none."""
    if value is None:
        return ""
    if fact.kind is Kind.CODE:
        return code_words(fact.codes, str(value))
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, date):
        return day_words(value)
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)


@cache
def _catalogue() -> NullTranslations:
    return Translations.load(str(_TRANSLATIONS), ["zh_Hans_CN"])
