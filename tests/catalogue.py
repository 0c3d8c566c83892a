"""The Chinese catalogue against the texts that the product shows.

    .venv/bin/python -m tests.catalogue

takes new texts of service/ and templates/ into service/translations, takes out those that nobody shows any more,
compiles, and names what still waits for its translation. templates/notices is Chinese only and stays out.
"""

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent
STORED = ROOT / "service/translations/zh_Hans_CN/LC_MESSAGES/messages.po"
COMPILED = STORED.with_suffix(".mo")

_KEYWORDS = {**DEFAULT_KEYWORDS, "lazy_gettext": None, "lazy_ngettext": (1, 2), "msgid": None}
_SOURCES = (
    ("service", [("**.py", "python")]),
    ("templates", [("notices/**", "ignore"), ("**.html", "jinja2")]),
)
# A template that cannot be read would otherwise count as one without texts.
_OPTIONS = {"**.html": {"silent": "false"}}
_HEADER = "# 简体中文 for English msgids. Kept by: .venv/bin/python -m tests.catalogue"


def extracted() -> Catalog:
    """Every text that the product shows, without translations."""
    catalogue = Catalog(charset="utf-8")
    for folder, methods in _SOURCES:
        found = extract_from_dir(ROOT / folder, methods, _OPTIONS, _KEYWORDS)
        for filename, line, texts, _comments, context in found:
            catalogue.add(texts, locations=[(f"{folder}/{filename}", line)], context=context)
    return catalogue


def stored() -> Catalog:
    """The Chinese catalogue as it lies in service/translations."""
    with STORED.open("rb") as file:
        return read_po(file, locale="zh_Hans_CN")


def messages(catalogue: Catalog) -> Iterator[Message]:
    """Messages of a catalogue without its header."""
    return (message for message in catalogue if message.id)


def texts_of(message: Message) -> tuple[str, ...]:
    """The translation, or all its plural forms; an empty text where one is missing."""
    return tuple(map(str, message.string)) if isinstance(message.string, list | tuple) else (message.string or "",)


def where(message: Message) -> str:
    """A message's text with the file that shows it."""
    text = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.locations[0][0] if message.locations else '?'}: {text!r}"


def compiled(catalogue: Catalog) -> bytes:
    """What the running service reads."""
    file = BytesIO()
    write_mo(file, catalogue)
    return file.getvalue()


def update() -> Catalog:
    """Bring the stored catalogue up to the texts that are shown, and compile it."""
    catalogue, shown = stored(), extracted()
    # Dates of extraction would change the file at every run.
    shown.creation_date = catalogue.creation_date
    catalogue.update(shown, no_fuzzy_matching=True)
    catalogue.header_comment = _HEADER
    catalogue.fuzzy = False
    with STORED.open("wb") as file:
        write_po(file, catalogue, width=120, ignore_obsolete=True, sort_by_file=True, include_lineno=False)
    # Read again: the file decides, and so the test that compares them.
    catalogue = stored()
    COMPILED.write_bytes(compiled(catalogue))
    return catalogue


if __name__ == "__main__":
    for waiting in [message for message in messages(update()) if not all(texts_of(message))]:
        print(where(waiting))
