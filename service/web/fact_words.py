"""Facts of the register in words: a value as the history holds it, by its fact, in the visitor's language."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from flask_babel import format_decimal
from flask_babel import gettext as _

from service.context import current_service
from service.register.fields import Fact, Kind, Subject
from service.register.identity import masked
from service.register.values import REGISTER_KEY, Value, from_written, opened
from service.sealing import Seal, Unreadable
from service.words import WORDS, date_text, word

NOTHING: Final = "—"
_FIGURES: Final = "#,##0.##"


def register_seal() -> Seal:
    """The key of personal numbers."""
    return Seal(current_service().settings.data_dir, REGISTER_KEY)


def fact_label(subject: Subject | str, name: str) -> str:
    """What a fact is called."""
    key = f"register.{Subject(subject).value}.{name}"
    return str(word(key)) if key in WORDS else name


def value_text(fact: Fact, value: Value, names: Mapping[str, str] | None = None) -> str:
    """A value in words; a personal number must be masked already.

    Args:
        names: what codes of villages and numbers of households are called.
    """
    if value is None or value == "":
        return NOTHING
    if names and str(value) in names:
        return names[str(value)]
    if isinstance(value, bool):
        return str(_("Yes") if value else _("No"))
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, Decimal):
        return str(format_decimal(value, _FIGURES))
    if fact.kind is Kind.CODE:
        key = f"code.{fact.codes}.{value}"
        return str(word(key)) if key in WORDS else str(value)
    return str(value)


def written_text(fact: Fact, text: str | None, seal: Seal, names: Mapping[str, str] | None = None) -> str:
    """The same for a value as the history holds it; a personal number is opened to be masked."""
    if text is None:
        return NOTHING
    return masked_text(fact, text, seal) if fact.sealed else value_text(fact, from_written(fact.kind, text), names)


def masked_text(fact: Fact, sealed: str, seal: Seal) -> str:
    """A sealed number, masked."""
    try:
        return masked(opened(fact, sealed, seal))
    except Unreadable:
        return str(_("unreadable: the key has changed"))


def row_text(fact: Fact, row: Mapping[str, Any], seal: Seal) -> str:
    """A fact of a row of the register in words; a number that was changed since has lost its masked form."""
    if not fact.sealed:
        return value_text(fact, row[fact.name])
    sealed, _print, shown = (row[column] for column in fact.columns)
    return shown or (masked_text(fact, sealed, seal) if sealed else NOTHING)
