"""Small phrases that every page writes alike: several names in a row, a household with its number."""

from collections.abc import Iterable

from flask_babel import get_locale
from flask_babel import gettext as _


def listed(texts: Iterable[object]) -> str:
    """Texts in a row, as the language separates them."""
    return ("、" if get_locale().language == "zh" else ", ").join(map(str, texts))


def numbered(name: str, number: int) -> str:
    """A household by the name of its head and its number, because names repeat."""
    return str(_("%(name)s (%(number)s)", name=name, number=number))


def in_brackets(text: object, addition: object) -> str:
    """A text with what is said in addition: a role with its function, a step with who takes it."""
    return str(_("%(text)s (%(addition)s)", text=text, addition=addition))
