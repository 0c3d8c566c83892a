"""What stands on the pages in Chinese, looked up as the pages do: a journey clicks what an official reads."""

from functools import cache

from babel.support import Translations

from service.words import WORDS
from tests.catalogue import COMPILED


def said(english: str, **figures: object) -> str:
    """A sentence of the pages in Chinese."""
    text = _catalogue().gettext(english)
    return text % figures if figures else text


def named(key: str) -> str:
    """A word of ours in Chinese: `step.household.approve`, `paper.survey`, `state.village.filed`."""
    return said(WORDS[key])


def label_of(kind: str, name: str) -> str:
    """The label of a form's question."""
    own = f"field.{kind}.{name}"
    return named(own if own in WORDS else f"field.{name}")


@cache
def _catalogue() -> Translations:
    with COMPILED.open("rb") as file:
        return Translations(file)
