"""Words in a language that is named, where no visitor's request says which: a workbook may speak either."""

from functools import cache
from typing import Final

from babel.support import NullTranslations, Translations

from service.settings import ROOT
from service.words import WORDS

CHINESE: Final = "zh_Hans_CN"
ENGLISH: Final = "en"
LOCALES: Final = (CHINESE, ENGLISH)


@cache
def _catalogue(locale: str) -> NullTranslations:
    return Translations.load(str(ROOT / "service" / "translations"), [locale])


@cache
def spoken(key: str, locale: str) -> str:
    """The text of a key in a language, without figures filled in.

    Raises:
        KeyError: there is no such key.
    """
    text = WORDS[key]
    return text if locale == ENGLISH else _catalogue(locale).ugettext(text)
