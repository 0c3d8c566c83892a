"""Filed papers in words: answers by their questions, criteria with their evidence, the records that a form is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask_babel import format_decimal, get_locale, ngettext
from flask_babel import gettext as _

from service.documents.asked import Asked
from service.documents.forms import Field, FieldKind
from service.queries.documents import AttachmentShown, DocumentShown
from service.queries.records import RecordShown
from service.register.editions import own_name
from service.rules.lookups import CriterionText
from service.web.names import listed
from service.words import CODES, field_word, word
from workflows.papers import IncomeWorksheet

_AMOUNT = "#,##0.00"


@dataclass(frozen=True)
class CriterionRow:
    """One criterion of a filed paper."""

    label: str
    standard: str
    met: bool
    actual: str
    evidence: str
    attachments: tuple[AttachmentShown, ...]


@dataclass(frozen=True)
class RegisteredRow:
    """What the register answers of one record: question and answer, and the questions that it cannot answer yet."""

    name: str
    url: str | None
    answers: list[tuple[str, str]]
    missing: str


def answers_of(shown: DocumentShown, villages: Mapping[str, str]) -> list[tuple[str, str]]:
    """Question and answer, in the order of the form; criteria are shown as rows of their own.

    Args:
        villages: names by code, for a form that asks for a village.
    """
    found = [
        (str(field_word(shown.form.kind, question.name)), _answer(question, shown.data.get(question.name), villages))
        for question in (*shown.form.asks, *shown.form.asked_before)
        if question.kind is not FieldKind.CRITERIA and (question in shown.form.asks or question.name in shown.data)
    ]
    paper = shown.form.read(
        shown.data, id=shown.id, dated_on=shown.dated_on, year=shown.year, scans=len(shown.attachments)
    )
    if isinstance(paper, IncomeWorksheet):
        found.append((_("Net income per head in yuan"), format_decimal(paper.per_head, _AMOUNT)))
    return found


def criteria_rows(shown: DocumentShown, texts: Sequence[CriterionText]) -> list[CriterionRow]:
    """Every criterion that the paper speaks of; one that the set no longer has is shown by its code."""
    if not any(question.kind is FieldKind.CRITERIA for question in shown.form.asks):
        return []
    chinese = get_locale().language == "zh"
    labels = {text.code: (text.label_zh if chinese else text.label_en, text.standard) for text in texts}
    actual, evidence = shown.data.get("actual", {}), shown.data.get("evidence", {})
    spoken_of = {*shown.data.get("met", ()), *actual, *evidence}
    return [
        CriterionRow(
            label=labels.get(code, (code, ""))[0],
            standard=labels.get(code, (code, ""))[1],
            met=code in shown.data.get("met", ()),
            actual=actual.get(code, ""),
            evidence=evidence.get(code, ""),
            attachments=tuple(each for each in shown.attachments if each.field == code),
        )
        for code in (*labels, *sorted(spoken_of - labels.keys()))
    ]


def registered_rows(asked: Asked) -> list[RegisteredRow]:
    """What the register answers of each record, with what it does not hold yet."""
    return [
        RegisteredRow(
            name=subject.name,
            url=subject.register_url,
            answers=[
                (str(field_word(asked.form.kind, each.name)), _answer(each, subject.registered.get(each.name), {}))
                for each in asked.form.registered
            ],
            missing=listed(
                field_word(asked.form.kind, each.name)
                for each in asked.form.registered
                if each.required and each.name not in subject.registered
            ),
        )
        for subject in (asked.subjects if asked.form.registered else ())
    ]


def list_words(about: Sequence[RecordShown]) -> str:
    """Whom a form is about: one record with its place, or how many of which place."""
    first = about[0]
    if len(about) == 1:
        return first.name if first.name == first.place_name else f"{first.name} · {first.place_name}"
    places = list(dict.fromkeys(shown.place_name for shown in about))
    number = ngettext("%(num)s record", "%(num)s records", len(about))
    return f"{places[0]} · {number}" if len(places) == 1 else number


def _answer(question: Field, value: Any, villages: Mapping[str, str]) -> str:
    if value is None:
        return ""
    if question.kind is FieldKind.YES_NO:
        return str(_("Yes") if value else _("No"))
    if question.kind is FieldKind.MONEY:
        return str(format_decimal(Decimal(value), _AMOUNT))
    if question.kind is FieldKind.COUNT:
        return str(format_decimal(value))
    if question.kind is FieldKind.NAMES:
        return ("、" if get_locale().language == "zh" else ", ").join(value)
    if question.kind is FieldKind.CHOICE:
        name = own_name(question.choices, value)
        return str(word(f"code.{question.choices}.{name}")) if name in CODES[question.choices] else str(value)
    return str(villages.get(value, value)) if question.kind is FieldKind.VILLAGE else str(value)
