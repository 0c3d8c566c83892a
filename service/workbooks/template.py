"""The template to download: empty sheets with their headings and lists, and how they are filled in."""

from collections.abc import Sequence
from pathlib import Path

from service.register.fields import FACTS
from service.workbooks.book import Book
from service.workbooks.columns import SHEETS


def write_template(path: Path, locale: str, villages: Sequence[tuple[str, str]] = ()) -> None:
    """Write the template in a language.

    Args:
        villages: code and name of the person's own villages, told on the sheet of instructions.
    """
    book = Book(path, locale)
    book.instructions(villages)
    for subject in SHEETS:
        book.begin(subject, tuple(FACTS[subject].values()))
    book.close()
