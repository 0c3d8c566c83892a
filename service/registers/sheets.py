"""A register's sheet: tables under a title, repeated heads, page x of y; and how its templates are printed."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.notices import fonts, typesetting
from service.notices.paper import DEMONSTRATION_LINE, TEMPLATES, RenderFailed, print_html
from service.notices.public_facts import PublicValue

SECONDS_FOR_ONE_REGISTER: Final = 300.0
"""A village's roll is long; nobody holds a lock meanwhile."""


@dataclass(frozen=True, kw_only=True)
class Column(PublicValue):
    """One column.

    Args:
        width: in per cent.
        question: its number on the form of 2014, '' where it has none.
        align: "left" for words, "right" for figures, "center" for what is short.
    """

    label: str
    width: float
    question: str = ""
    align: str = "center"


@dataclass(frozen=True, kw_only=True)
class Table(PublicValue):
    """One table.

    Args:
        caption: what stands above it, '' for none.
        rows: cells as they are printed.
        total: the last row, empty for none.
        empty: what is printed instead of rows where there are none.
    """

    columns: tuple[Column, ...]
    rows: tuple[tuple[str, ...], ...]
    caption: str = ""
    total: tuple[str, ...] = ()
    empty: str = "无"


@dataclass(frozen=True, kw_only=True)
class Item(PublicValue):
    """A label, the number of its question on the form, and what is on file."""

    label: str
    question: str
    value: str


@dataclass(frozen=True, kw_only=True)
class Section(PublicValue):
    """A part of a dossier that begins on a new page: pairs, then tables, then small print.

    Args:
        under: the line under its title.
    """

    title: str
    under: str
    items: tuple[Item, ...]
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Sheet(PublicValue):
    """A register as it is printed.

    Args:
        register: which of the registers it is: 村册, 乡簿.
        title: what it is called.
        place: full name of the place.
        number: archive number, '' for none.
        on: the day as of which it speaks.
        summary: one sentence with the totals.
        notes: small print below.
        signers: who signs, each with a place for a date.
        demonstration: prints on every page that people and procedure are invented.
    """

    register: str
    title: str
    place: str
    number: str
    on: date
    summary: str
    tables: tuple[Table, ...]
    notes: tuple[str, ...] = ()
    signers: tuple[str, ...] = ()
    demonstration: bool = False


def sheet_pdf(sheet: Sheet) -> bytes:
    """The sheet as PDF, A4 across.

    Raises:
        RenderFailed: as for a notice.
    """
    return facts_pdf("sheet", sheet)


def facts_pdf(template: str, facts: PublicValue) -> bytes:
    """Facts in a template of templates/registers; the same facts on the same fonts give the same bytes.

    Raises:
        RenderFailed: as for a notice.
    """
    # A name in a character that no font has would silently print as a box.
    missing = fonts.missing_characters(text for _, text in facts.texts())
    if missing:
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing)
        raise RenderFailed(f"no font has {named}")
    identifier = hashlib.sha256(json.dumps(facts.to_json(), sort_keys=True).encode()).hexdigest()[:32]
    return print_html(facts_html(template, facts), identifier, SECONDS_FOR_ONE_REGISTER)


def facts_html(template: str, facts: PublicValue) -> str:
    """The same as one page of HTML."""
    page = _environment().get_template(f"registers/{template}.html").render(facts=facts)
    return typesetting.typeset(page)


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chinese_date"] = typesetting.chinese_date
    environment.globals.update(
        css_string=typesetting.css_string,
        demonstration_line=typesetting.css_string(DEMONSTRATION_LINE),
        paper_css=Markup((TEMPLATES / "registers/paper.css").read_text(encoding="utf-8")),
    )
    return environment
