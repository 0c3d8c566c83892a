"""The Chinese catalogue says everything that the pages say.

After a change of any text:

    .venv/bin/python -m tests.catalogue

then translate what it names in service/translations/zh_Hans_CN/LC_MESSAGES/messages.po, and run it again.
"""

import re
from collections.abc import Callable, Iterable

from babel.messages.catalog import Catalog, Message

from tests.catalogue import COMPILED, compiled, extracted, messages, stored, texts_of, where

CURE = "Run .venv/bin/python -m tests.catalogue"
THEN_TRANSLATE = f"{CURE}, then translate in service/translations"
PLACEHOLDER = re.compile(r"%\(\w+\)[a-z]|%[sd%]|\{\w*\}")
HAN = r"\u3400-\u9fff"
HALF_WIDTH_MARK = re.compile(rf"(?<=[{HAN}])[,;:?!](?!\w)|(?<=[{HAN}])[,;:?!](?=[{HAN}])")

# Latin words that a Chinese reader knows as they stand.
# The command is typed as it is.
LATIN = {
    "A4",
    "C",
    "CSV",
    "csv",
    "D",
    "Excel",
    "JPEG",
    "PDF",
    "PNG",
    "SHA-256",
    "MB",
    "UTF-8",
    "WPS",
    "X",
    "et",
    "import-regions",
    "xls",
    "xlsx",
}
# Languages are called by their own names.
AS_IT_STANDS = {"English"}


def key_of(message: Message) -> tuple[object, str | None]:
    return message.id, message.context


def named(found: Iterable[Message], cure: str) -> str:
    return "\n".join([cure + ":", *(where(message) for message in found)])


def only_in(one: Catalog, other: Catalog) -> list[Message]:
    known = {key_of(message) for message in messages(other)}
    return [message for message in messages(one) if key_of(message) not in known]


def wrong(is_wrong: Callable[[Message], object]) -> list[Message]:
    return [message for message in messages(stored()) if is_wrong(message)]


def test_no_text_that_is_shown_is_missing_in_the_catalogue() -> None:
    missing = only_in(extracted(), stored())
    assert not missing, named(missing, THEN_TRANSLATE)


def test_every_text_has_its_translation() -> None:
    waiting = wrong(lambda message: not all(text.strip() for text in texts_of(message)))
    assert not waiting, named(waiting, THEN_TRANSLATE)


def test_no_translation_is_a_guess() -> None:
    fuzzy = wrong(lambda message: message.fuzzy)
    assert not fuzzy, named(fuzzy, "Check these translations and take out their `#, fuzzy`")


def test_no_translation_is_left_of_a_text_that_nobody_shows() -> None:
    unused = only_in(stored(), extracted())
    assert not unused, named(unused, CURE)
    assert not stored().obsolete, CURE


def test_a_translation_has_the_placeholders_of_its_text() -> None:
    def differs(message: Message) -> bool:
        forms = (message.id,) if isinstance(message.id, str) else message.id
        # "One household" has no number; the Chinese text covers both forms and needs it.
        asked = {placeholder for form in forms for placeholder in PLACEHOLDER.findall(str(form))}
        return any(set(PLACEHOLDER.findall(text)) != asked for text in texts_of(message))

    different = wrong(differs)
    assert not different, named(different, "Give the translation the same %(placeholders)s as the text")


def test_no_english_is_left_in_a_translation() -> None:
    def has_english(message: Message) -> bool:
        words = (re.findall(r"[A-Za-z][A-Za-z0-9-]*", PLACEHOLDER.sub("", text)) for text in texts_of(message))
        return message.id not in AS_IT_STANDS and any(set(found) - LATIN for found in words)

    english = wrong(has_english)
    assert not english, named(english, "Say it in Chinese, or allow the word in LATIN")


def test_chinese_has_chinese_punctuation() -> None:
    half = wrong(lambda message: any(HALF_WIDTH_MARK.search(text) for text in texts_of(message)))
    assert not half, named(half, "Use ，；：？！ after Chinese characters")


def test_the_service_reads_the_catalogue_as_it_stands() -> None:
    assert COMPILED.exists(), f"{CURE}, or ./run setup"
    assert COMPILED.read_bytes() == compiled(stored()), f"{CURE}, or ./run setup"
