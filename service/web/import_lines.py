"""A preview's lines and a file's refusals in words, for the page and for the file that is given back."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask_babel import get_locale
from flask_babel import gettext as _

from service.people import Actor
from service.queries.exporting import health_read_in
from service.register.fields import FACTS, Fact, Kind, Subject
from service.register.values import from_written
from service.web.refusal_words import sentence
from service.words import date_text, word
from service.workbooks.book import shown_as
from service.workbooks.columns import COLUMNS
from workflows.reasons import Reason


@dataclass(frozen=True)
class FieldShown:
    """A field of a line: what it is called, what stands there, what shall stand there."""

    label: str
    old: str
    new: str


@dataclass(frozen=True)
class LineShown:
    """A line of a preview."""

    sheet: str
    row: int
    village: str
    number: int
    who: str
    fields: list[FieldShown]
    wrong: list[str]


def lines_shown(lines: Iterable[list[Any]], actor: Actor) -> list[LineShown]:
    """Lines of a preview in the visitor's language; how healthy somebody was is told to those who may know it."""
    knows = health_read_in(actor)
    return [_line(line, knows) for line in lines]


def wrong_in_words(line: list[Any]) -> list[str]:
    """What is wrong with a row, a sentence for each cell."""
    headings = {column.name: column.heading(_language()) for column in COLUMNS[Subject(line[0])]}
    told = []
    for column, code, figures in line[8]:
        said = sentence(Reason(code, figures))
        told.append(_("%(heading)s: %(problem)s", heading=headings[column], problem=said) if column else said)
    return told


def _line(line: list[Any], knows: tuple[str, ...]) -> LineShown:
    subject, _index, sheet, row, village, number, who, fields, _wrong = line
    return LineShown(
        sheet=sheet,
        row=row,
        village=village,
        number=number,
        who=who,
        fields=[_field(Subject(subject), *each, hides=not village.startswith(knows)) for each in fields],
        wrong=wrong_in_words(line),
    )


def _field(subject: Subject, name: str, old: str | None, new: str | None, *, hides: bool) -> FieldShown:
    fact = FACTS[subject][name]
    label = str(word(f"register.{subject.value}.{name}"))
    hidden = fact.health and hides
    return FieldShown(label, _("not shown to you") if hidden else _value(fact, old), _value(fact, new))


def _value(fact: Fact, text: str | None) -> str:
    """A value of the history in words; personal numbers come masked."""
    if text is None:
        return "—"
    value = text if fact.sealed else from_written(fact.kind, text)
    if isinstance(value, date):
        return date_text(value)
    show = shown_as(fact, _language()) if fact.kind is not Kind.DAY else None
    return show(value) if show else str(value)


def _language() -> str:
    return str(get_locale())
