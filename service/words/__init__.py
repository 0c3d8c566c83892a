"""Every word that the product takes from its own names: of states, steps, roles, reasons, notices, forms, codes.

`word("state.household.applied")` is a text in the visitor's language. English stands here, Chinese in
service/translations. Pages write their own sentences with `_("…")`.
"""

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from babel.dates import format_date
from babel.numbers import format_decimal
from flask_babel import get_locale, gettext
from flask_babel.speaklater import LazyString
from markupsafe import Markup, escape

from service.words.codes import CODE_WORDS, CODES
from service.words.fields import FIELDS
from service.words.measures import MEASURES
from service.words.notices import NOTICES
from service.words.on_file import ON_FILE
from service.words.papers import PAPERS
from service.words.people import PEOPLE
from service.words.reasons import REASONS
from service.words.records import RECORDS
from service.words.refusals_of_notices import REFUSALS_OF_NOTICES
from service.words.refusals_of_register import REFUSALS_OF_REGISTER
from service.words.register import REGISTER
from service.words.registers import REGISTERS
from service.words.states import STATES
from service.words.steps import STEPS
from service.words.workbooks import WORKBOOKS
from service.words.year import YEAR
from workflows.reasons import Figure, Reason

__all__ = ["CODES", "WORDS", "Word", "date_text", "field_word", "reason_text", "word"]

WORDS: Final[dict[str, str]] = (
    STATES
    | STEPS
    | PEOPLE
    | NOTICES
    | PAPERS
    | FIELDS
    | CODE_WORDS
    | REGISTER
    | REGISTERS
    | REASONS
    | REFUSALS_OF_NOTICES
    | REFUSALS_OF_REGISTER
    | RECORDS
    | ON_FILE
    | MEASURES
    | YEAR
    | WORKBOOKS
)
"""msgid of every key."""

_LISTED: Final = {"zh": "、"}
_DATES: Final = {"zh": "y年M月d日"}
_PLACE_ON_NOTICE: Final = re.compile(r"(row|page)s?\[(\d+)\]")


class Word(LazyString):
    """A text that is translated whenever it is shown."""

    def __html__(self) -> Markup:
        # LazyString hands itself to the page unescaped, and a figure may be a name that somebody typed.
        return escape(str(self))


def word(key: str, **figures: object) -> Word:
    """The text of a key in the language of the request that shows it.

    Args:
        key: such as `role.auditor`.
        figures: what its %(placeholders)s show.

    Raises:
        KeyError: there is no such key.
    """
    return Word(gettext, WORDS[key], **figures)


def field_word(form_kind: str, name: str) -> Word:
    """The label of a form's field; some names mean another thing on one form (`cause` on a proof of closing)."""
    own = f"field.{form_kind}.{name}"
    return word(own if own in WORDS else f"field.{name}")


def reason_text(reason: Reason, criteria: Mapping[str, str] | None = None) -> str:
    """A refusal's reason as a sentence in the visitor's language.

    Args:
        reason: as a guard gave it. A text figure that is a key is shown as its word.
        criteria: labels of the criteria set by code, in the visitor's language.

    Raises:
        KeyError: no sentence is written for the reason's code.
    """
    figures = {name: _figure(name, value, criteria or {}) for name, value in reason.figures.items()}
    return str(word(f"reason.{reason.code}", **figures))


def date_text(on: date) -> str:
    """A date written out: 2019年1月7日, 7 January 2019."""
    locale = get_locale()
    return format_date(on, _DATES.get(locale.language, "d MMMM y"), locale=locale)


def _figure(name: str, value: Figure, criteria: Mapping[str, str]) -> str:
    if isinstance(value, date):
        return date_text(value)
    if isinstance(value, Decimal):
        return format_decimal(value, "#,##0" if value == value.to_integral_value() else "#,##0.00", locale=get_locale())
    if not isinstance(value, str):
        return str(value)
    if name == "roles":
        roles = [str(word(f"role.{role}")) for role in value.split(",")]
        return _LISTED.get(get_locale().language, ", ").join(roles)
    if name == "criterion":
        return criteria.get(value, value)
    if name == "where":
        return _on_notice(value)
    if name == "what":
        return str(word(f"exposure.{value.replace(' ', '_')}"))
    return str(word(value)) if value in WORDS else value


def _on_notice(where: str) -> str:
    place: Any = _PLACE_ON_NOTICE.match(where)
    return str(word(f"on_notice.{place[1]}", number=int(place[2]) + 1) if place else word("on_notice.text"))
