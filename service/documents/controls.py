"""The controls of a form's questions: what is typed into them is read as the question's stored answer."""

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from flask_babel import gettext
from wtforms import DateField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import ValidationError

from service.documents.answers import Unreadable, read_answer
from service.documents.forms import Field, FieldKind
from service.documents.sentences import sentence
from service.words import CODES, WORDS, word
from workflows.reasons import reason

_ROWS: Final = {FieldKind.LONG_TEXT: 4, FieldKind.NAMES: 2}
_NUMBERS: Final = (FieldKind.COUNT, FieldKind.YEAR, FieldKind.MONEY)


class _Answering:
    """Reads the typed text; what was typed stays on the page as it was."""

    shown_as = ""

    def __init__(self, label: str, *, question: Field, allowed: Sequence[str] = (), **options: Any) -> None:
        super().__init__(label, **options)  # type: ignore[call-arg]
        self.question = question
        self.allowed = allowed
        self.answer: Any = None
        # The macros of templates/parts/forms.html draw a control by its type.
        self.type = "DecimalField" if question.kind in _NUMBERS else self.shown_as
        if question.required:
            self.flags.required = True  # type: ignore[attr-defined]

    def pre_validate(self, form: Any) -> None:
        """Read the answer.

        Raises:
            ValidationError: it is none.
        """
        typed = next(iter(getattr(self, "raw_data", None) or ()), "")
        try:
            self.answer = read_answer(self.question, typed, self.allowed)
        except Unreadable as unreadable:
            raise ValidationError(sentence(unreadable.reason)) from None


class _Line(_Answering, StringField):
    shown_as = "StringField"


class _Paragraph(_Answering, TextAreaField):
    shown_as = "TextAreaField"


class _Choice(_Answering, SelectField):
    shown_as = "SelectField"


class _YesNo(_Answering, RadioField):
    shown_as = "RadioField"


_CONTROLS: Final[dict[FieldKind, Any]] = {
    FieldKind.TEXT: _Line,
    FieldKind.LONG_TEXT: _Paragraph,
    FieldKind.NAMES: _Paragraph,
    FieldKind.COUNT: _Line,
    FieldKind.YEAR: _Line,
    FieldKind.MONEY: _Line,
    FieldKind.YES_NO: _YesNo,
    FieldKind.CHOICE: _Choice,
    FieldKind.VILLAGE: _Choice,
}


class PaperDate(DateField):
    """A day, with our own words for what is none."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.type = "DateField"
        self.flags.required = True

    def process_formdata(self, valuelist: list[str]) -> None:
        """Read the day, or keep what was typed.

        Raises:
            ValueError: it is none.
        """
        typed = valuelist[0].strip() if valuelist else ""
        self.data: date | None = None
        try:
            self.data = date.fromisoformat(typed)
        except ValueError:
            raise ValueError(sentence(reason("date_unreadable" if typed else "answer_missing"))) from None


def control_for(question: Field, label: str, villages: Sequence[tuple[str, str]] = ()) -> Any:
    """An unbound control for a question; a form binds it.

    Args:
        villages: choices of a VILLAGE: code and name.
    """
    help_key = f"help.{question.name}"
    options: dict[str, Any] = {"description": word(help_key) if help_key in WORDS else ""}
    if question.kind is FieldKind.YES_NO:
        options.update(choices={"yes": gettext("Yes"), "no": gettext("No")}, validate_choice=False)
    elif question.kind is FieldKind.CHOICE:
        allowed = CODES[question.choices]
        words = {code: str(word(f"code.{question.choices}.{code}")) for code in allowed}
        options.update(choices={"": "—", **words}, allowed=allowed, validate_choice=False)
    elif question.kind is FieldKind.VILLAGE:
        options.update(choices={"": "—", **dict(villages)}, allowed=[code for code, _name in villages])
        options["validate_choice"] = False
    elif question.kind in _ROWS:
        options["render_kw"] = {"rows": _ROWS[question.kind]}
    elif question.kind in _NUMBERS:
        options["render_kw"] = {"autocomplete": "off"}
    return _CONTROLS[question.kind](label, question=question, **options)
