"""A declared form as a page can show it: WTForms fields for its questions, and the checked answers that come back.

Names of the controls: `q_<question>` is asked once, `r<record>_<question>` for every record, a criterion has
`r<record>_met_<code>`, `_actual_`, `_evidence_` and `_files_`.
"""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any
from uuid import uuid4

from flask_babel import gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField

from service.documents.asked import Asked, Filled, Subject, criteria_labels, label_of
from service.documents.checks import EARLIEST, Problem, contradictions, date_problems, problems
from service.documents.controls import PaperDate, control_for
from service.documents.forms import Field, FieldKind, Scans
from service.documents.registered import missing_facts
from service.documents.sentences import sentence
from service.documents.uploads import UploadsField
from service.rules.lookups import CriterionText
from service.words import field_word, word
from workflows.reasons import Reason


class FillingForm(FlaskForm):
    """What every form asks; filling_form() adds the declared questions."""

    asked: Asked

    key = HiddenField()

    def shared_fields(self) -> list[Any]:
        """Controls of the questions that are asked once."""
        return [self[f"q_{question.name}"] for question in self.asked.form.shared]

    def own_fields(self, subject: Subject) -> list[Any]:
        """Controls of a record's own questions, criteria left out."""
        return [
            self[f"r{subject.id}_{question.name}"]
            for question in self.asked.form.own
            if question.kind is not FieldKind.CRITERIA
        ]

    def criteria_fields(self, subject: Subject) -> list[tuple[CriterionText, Any, Any, Any, Any]]:
        """Every criterion with its controls: met, actual situation, evidence in words, evidence files."""
        texts = subject.criteria.texts if subject.criteria else ()
        return [
            (text, *(self[f"r{subject.id}_{part}_{text.code}"] for part in ("met", "actual", "evidence", "files")))
            for text in (texts if self.asked.asks_criteria else ())
        ]

    @property
    def files_lost(self) -> bool:
        """True when files came with a form that must be corrected: they have to be chosen again."""
        return any(isinstance(control, UploadsField) and control.lost for control in self)

    def validate(self, extra_validators: Any = None) -> bool:
        """Check every answer, then those of each record together."""
        fine = super().validate(extra_validators)
        if not isinstance(self.dated_on.data, date):
            return False
        year = self.typed_year()
        for name, why in date_problems(self.dated_on.data, year, self.asked.today):
            self._show(name, None, why)
            fine = False
        return self._fits_together() and bool(fine)

    def _fits_together(self) -> bool:
        fine = True
        shared = self._answers(self.shared_fields())
        for subject in self.asked.subjects:
            own = self._own_answers(subject)
            criteria = subject.criteria.set if subject.criteria else None
            # What is missing has been said beside its control; what is there may contradict itself all the same.
            partial = self._any_errors(subject)
            values = {**shared, **subject.registered, **own}
            missing = missing_facts(self.asked.form, subject.registered)
            wrong = contradictions(values) if partial or missing else problems(self.asked.form, values, criteria)
            for name, why in [*missing, *wrong]:
                self._show(name, subject, why)
                fine = False
        return fine

    def typed_year(self) -> int | None:
        """The year that was chosen; None when the form does not ask for one."""
        if "year" not in self:
            return None
        chosen = self["year"].data
        return int(chosen) if str(chosen).isdecimal() and len(str(chosen)) == 4 else 0

    def filled(self) -> Filled:
        """The answers. Call it after validate()."""
        evidence = {
            (subject.id, text.code): files.uploads
            for subject in self.asked.subjects
            for text, _met, _actual, _evidence, files in self.criteria_fields(subject)
            if files.uploads
        }
        return Filled(
            dated_on=self.dated_on.data,
            year=self.typed_year(),
            shared=self._answers(self.shared_fields()),
            by_record={subject.id: self._own_answers(subject) for subject in self.asked.subjects},
            scans=self.scans.uploads,
            evidence=evidence,
        )

    def typed(self) -> list[tuple[str, str]]:
        """Label and text of everything that was typed, to be copied from a page that could not take it."""
        answering = (control for control in self if not isinstance(control, HiddenField | UploadsField))
        return [(str(control.label.text), text) for control in answering for text in control.raw_data or () if text]

    def show(self, found: Mapping[int | None, Iterable[Problem]]) -> None:
        """Put what a later check found beside the controls."""
        subjects = {subject.id: subject for subject in self.asked.subjects}
        for id, all_found in found.items():
            for name, why in all_found:
                self._show(name, None if id is None else subjects[id], why)

    def _any_errors(self, subject: Subject) -> bool:
        controls = [*self.shared_fields(), *self.own_fields(subject)]
        controls.extend(control for row in self.criteria_fields(subject) for control in row[1:])
        return any(control.errors for control in controls)

    def _answers(self, controls: Iterable[Any]) -> dict[str, Any]:
        return {control.question.name: control.answer for control in controls if control.answer is not None}

    def _own_answers(self, subject: Subject) -> dict[str, Any]:
        answers = self._answers(self.own_fields(subject))
        if not self.asked.asks_criteria:
            return answers
        rows = self.criteria_fields(subject)
        evidence = {text.code: control.answer for text, _met, _actual, control, _files in rows if control.answer}
        with_files = {text.code for text, *_controls, files in rows if files.uploads}
        return {
            **answers,
            "met": [text.code for text, met, *_others in rows if met.answer],
            "evidenced": sorted({*evidence, *with_files}),
            "actual": {text.code: actual.answer for text, _met, actual, *_others in rows if actual.answer},
            "evidence": evidence,
        }

    def _show(self, name: str, subject: Subject | None, why: Reason) -> None:
        question, _, code = name.partition(".")
        labels = criteria_labels(subject.criteria if subject else None, self.asked.locale)
        words = sentence(why, labels)
        candidates = [question, f"q_{question}"]
        if subject is not None:
            candidates += [f"r{subject.id}_actual_{code}", f"r{subject.id}_{question}"]
        for candidate in candidates:
            if candidate in self:
                control = self[candidate]
                if words not in control.errors:
                    control.errors = [*control.errors, words]
                return
        if words not in self.form_errors:
            self.form_errors.append(words)


def filling_form(asked: Asked, *, year: int, **options: Any) -> FillingForm:
    """The form of a page, filled from the request when there is one.

    Args:
        year: offered at first, for a form that asks for a year.
    """
    form = asked.form
    controls: dict[str, Any] = {
        "dated_on": PaperDate(field_word(form.kind, "dated_on"), description=word("help.dated_on")),
    }
    if form.yearly:
        controls["year"] = SelectField(
            field_word(form.kind, "year"),
            choices={str(each): str(each) for each in range(asked.today.year, EARLIEST.year - 1, -1)},
            description=word("help.year"),
            # Out of range is said in words of ours.
            validate_choice=False,
        )
    controls.update(
        {
            f"q_{question.name}": control_for(question, str(field_word(form.kind, question.name)), asked.villages)
            for question in form.shared
        }
    )
    for subject in asked.subjects:
        controls.update(_controls_of(asked, subject))
    controls["scans"] = UploadsField(
        field_word(form.kind, "scans"),
        description=word("help.scans"),
        needed=form.scans is Scans.REQUIRED,
        most_bytes=asked.most_bytes,
    )
    made = type("DeclaredForm", (FillingForm,), {**controls, "asked": asked})
    offered = {f"r{subject.id}_{name}": text for subject in asked.subjects for name, text in subject.offered.items()}
    first = {"dated_on": asked.today, "year": str(year), "key": uuid4().hex, **offered}
    shown: FillingForm = made(data=first, **options)
    if "year" in shown:
        shown["year"].flags.required = True
    return shown


def _controls_of(asked: Asked, subject: Subject) -> dict[str, Any]:
    controls: dict[str, Any] = {}
    for question in asked.form.own:
        if question.kind is not FieldKind.CRITERIA:
            label = _named(asked, subject, str(field_word(asked.form.kind, question.name)))
            controls[f"r{subject.id}_{question.name}"] = control_for(question, label, asked.villages)
            continue
        for text in subject.criteria.texts if subject.criteria else ():
            controls.update(_criterion(asked, question, subject, text))
    return controls


def _criterion(asked: Asked, question: Field, subject: Subject, text: CriterionText) -> dict[str, Any]:
    label = _named(asked, subject, label_of(text, asked.locale))
    parts = {
        "met": Field(name="met", kind=FieldKind.YES_NO),
        "actual": Field(name="actual", kind=FieldKind.LONG_TEXT, required=question.tells_actual),
        "evidence": Field(name="evidence", kind=FieldKind.LONG_TEXT, required=False),
    }
    made: dict[str, Any] = {
        f"r{subject.id}_{part}_{text.code}": control_for(each, f"{label}: {_part_words(part)}")
        for part, each in parts.items()
    }
    made[f"r{subject.id}_files_{text.code}"] = UploadsField(
        f"{label}: {_part_words('files')}", most_bytes=asked.most_bytes
    )
    return made


def _part_words(part: str) -> str:
    words: dict[str, str] = {
        "met": gettext("Met"),
        "actual": gettext("Actual situation"),
        "evidence": gettext("Evidence in words"),
        "files": gettext("Evidence files"),
    }
    return words[part]


def _named(asked: Asked, subject: Subject, label: str) -> str:
    return label if len(asked.subjects) == 1 else f"{subject.name} · {label}"
