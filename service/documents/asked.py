"""What the page of a form asks, of which records, and the checked answers that come back."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from service.attachments import Upload
from service.documents.forms import FieldKind, Form
from service.rules.lookups import CriteriaOnFile, CriterionText
from service.words import field_word

MOST_CONTROLS: Final = 4_500
"""Controls of one page: the application reads at most 5,000 parts of a form (service/assembly.py)."""

_CONTROLS_OF_A_CRITERION: Final = 4
_MOST_COLUMNS: Final = 3
_MOST_NUMBERS: Final = 6
_NUMBERS: Final = (FieldKind.COUNT, FieldKind.YEAR, FieldKind.MONEY)


@dataclass(frozen=True, kw_only=True)
class Subject:
    """A record that the form is filled in for. `name` labels its answers on a list.

    `registered` are the answers that the register gives, `offered` first answers that it proposes, `register_url` where
    its facts are changed.
    """

    id: int
    name: str
    criteria: CriteriaOnFile | None = None
    registered: Mapping[str, Any] = field(default_factory=dict)
    offered: Mapping[str, str] = field(default_factory=dict)
    register_url: str | None = None


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a page asks.

    Args:
        subjects: one record, or a list.
        villages: choices of a VILLAGE: code and name.
        today: by the service's clock.
        most_bytes: largest size of one file.
        locale: language of the criteria's labels.
    """

    form: Form
    subjects: Sequence[Subject]
    villages: Sequence[tuple[str, str]] = ()
    today: date
    most_bytes: int
    locale: str = "zh_Hans_CN"

    @property
    def asks_criteria(self) -> bool:
        """True when criteria are asked about."""
        return any(question.kind is FieldKind.CRITERIA for question in self.form.asks)

    @property
    def as_table(self) -> bool:
        """True when a list's own questions are few or short enough for the columns of a table."""
        numbers = all(question.kind in _NUMBERS for question in self.form.own)
        return len(self.form.own) <= (_MOST_NUMBERS if numbers else _MOST_COLUMNS) and not self.asks_criteria

    def own_labels(self) -> list[str]:
        """What a record's own questions ask, criteria left out."""
        own = (question.name for question in self.form.own if question.kind is not FieldKind.CRITERIA)
        return [str(field_word(self.form.kind, name)) for name in own]

    def most_subjects(self) -> int:
        """For how many records one page can ask."""
        criteria = max((len(subject.criteria.texts) for subject in self.subjects if subject.criteria), default=0)
        plain = sum(question.kind is not FieldKind.CRITERIA for question in self.form.own)
        return MOST_CONTROLS // max(1, plain + criteria * _CONTROLS_OF_A_CRITERION)


@dataclass
class Filled:
    """Checked answers, in the shape that file_documents takes, and the files that came with them."""

    dated_on: date
    year: int | None
    shared: dict[str, Any]
    by_record: dict[int, dict[str, Any]]
    scans: list[Upload]
    evidence: dict[tuple[int, str], list[Upload]] = field(default_factory=dict)


def criteria_labels(criteria: CriteriaOnFile | None, locale: str) -> dict[str, str]:
    """Labels of a criteria set by code, in one language."""
    return {text.code: label_of(text, locale) for text in (criteria.texts if criteria else ())}


def label_of(text: CriterionText, locale: str) -> str:
    """A criterion's label in one language."""
    return text.label_zh if locale.startswith("zh") else text.label_en
