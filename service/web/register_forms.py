"""Forms made of the facts of service/register/fields.py: one control for each, read as the register reads them."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final
from uuid import uuid4

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, SelectField, StringField, TextAreaField
from wtforms.validators import Length, ValidationError

from service.competence import ActRefused
from service.context import current_service
from service.documents.controls import PaperDate
from service.register.fields import FACTS, Fact, Kind, Subject
from service.register.telling import Told
from service.register.values import REGISTER_KEY, Value, read, written
from service.sealing import Seal
from service.web.asked import own_number
from service.web.fact_words import fact_label
from service.web.register_words import GROUPS, NUMBERS
from service.web.uploads import Writing
from service.words import CODES, reason_text, word
from workflows.reasons import Reason, reason

REMOVES: Final = ("-", "－", "—")
"""What is typed into a field of a personal number to take the number out."""


class _FactControl:
    """Reads what was typed as a value of its fact; a personal number that is left empty stays as it is."""

    short_name: str

    def __init__(self, label: str, *, fact: Fact, masked: str | None = None, **options: Any) -> None:
        super().__init__(label, **options)  # type: ignore[call-arg]
        self.fact = fact
        self.masked = masked
        self.value: Value = None
        # The macros of templates/parts/forms.html draw a control by its type.
        kinds = {Kind.DAY: "DateField", **dict.fromkeys((*NUMBERS, Kind.YEAR), "DecimalField")}
        self.type = kinds.get(fact.kind, "SelectField" if fact.kind in (Kind.CODE, Kind.YES_NO) else "StringField")
        if fact.required:
            self.flags.required = True  # type: ignore[attr-defined]

    @property
    def given(self) -> bool:
        """Whether the form says anything of the fact: an empty field of a personal number does not."""
        return not (self.fact.sealed and not self._typed())

    def pre_validate(self, form: Any) -> None:
        """Read the value.

        Raises:
            ValidationError: it is none.
        """
        typed = self._typed()
        if self.fact.sealed and typed in REMOVES:
            return
        found = read(self.fact, typed)
        if isinstance(found, Reason):
            # In the register's own words: papers name some of these reasons, too, with other figures.
            raise ValidationError(reason_text(found))
        self.value = found

    def _typed(self) -> str:
        return str(next(iter(getattr(self, "raw_data", None) or ()), "") or "").strip()


class _Line(_FactControl, StringField):
    pass


class _Choice(_FactControl, SelectField):
    pass


class _Day(_FactControl, StringField):
    pass


class ToldForm(FlaskForm):
    """What every act on the register asks once: since when, why."""

    effective_on = PaperDate(lazy_gettext("Holds since"))
    reason = TextAreaField(lazy_gettext("Reason"), render_kw={"rows": 2})
    key = HiddenField(validators=[Length(min=8, max=64)])
    version = HiddenField()

    def told(self, act: Writing) -> Told:
        """What the act is told."""
        on = self.effective_on.data
        assert on is not None, "the form was validated"
        return Told(
            actor=act.actor,
            at=act.at,
            effective_on=on,
            reason=self.reason.data or "",
            key=self.key.data or "",
            seal=register_seal(),
        )

    @property
    def version_shown(self) -> int:
        """The household's version on the page; what is none fits no household."""
        return number_or(self.version.data, -1)

    def values(self, prefix: str = "") -> dict[str, Value]:
        """Facts that the form says, by name."""
        return {control.fact.name: control.value for control in self.controls(prefix) if control.given}

    def controls(self, prefix: str = "") -> list[Any]:
        """Controls of facts whose names begin so."""
        return [each for each in self if isinstance(each, _FactControl) and each.short_name.startswith(prefix)]

    def groups(self, subject: Subject, prefix: str = "") -> list[tuple[str, list[Any]]]:
        """Label of each group with its controls."""
        found = []
        for key, names in GROUPS[subject]:
            controls = [self[f"{prefix}{name}"] for name in names if f"{prefix}{name}" in self]
            if controls:
                found.append((str(word(f"register_group.{key}")), controls))
        return found

    def typed(self) -> list[tuple[str, str]]:
        """Label and text of what was typed, to be copied from a page that could not take it."""
        hidden = (HiddenField,)
        return [
            (str(control.label.text), text)
            for control in self
            if not isinstance(control, hidden) and not (isinstance(control, _FactControl) and control.fact.sealed)
            for text in control.raw_data or ()
            if isinstance(text, str) and text.strip()
        ]


def register_form(
    controls: Mapping[str, Any],
    *,
    version: int | None,
    data: Mapping[str, Any] | None = None,
    reason_needed: bool = True,
) -> Any:
    """A form of these controls, filled from the request when there is one.

    Args:
        version: of the household as the page shows it.
        data: what stands in the controls at first.
    """
    made = type("RegisterForm", (ToldForm,), dict(controls))
    first = {
        "effective_on": current_service().clock.today(),
        "key": uuid4().hex,
        "version": "" if version is None else str(version),
    }
    form = made(data={**first, **(data or {})})
    form.reason.flags.required = reason_needed
    return form


def fact_controls(
    subject: Subject,
    names: Iterable[str] | None = None,
    *,
    prefix: str = "",
    row: Mapping[str, Any] | None = None,
    whose: str = "",
) -> dict[str, Any]:
    """Unbound controls by name.

    Args:
        names: of the facts; None: all of the subject.
        row: what is on file, for the hint beside a personal number.
        whose: put before each label, where a page asks about several people.
    """
    facts = FACTS[subject]
    wanted = [facts[name] for name in names] if names is not None else list(facts.values())
    return {f"{prefix}{fact.name}": _control(fact, row, whose) for fact in wanted}


def at_first(subject: Subject, row: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """What the controls show at first: what is on file, but for personal numbers."""
    return {f"{prefix}{name}": written(row[name]) or "" for name, fact in FACTS[subject].items() if not fact.sealed}


def relation_control(label: str) -> Any:
    """A choice of a relation to the head."""
    return SelectField(label, choices=_codes("relation"), validate_choice=False)


def number_or(text: str | None, otherwise: int) -> int:
    """A number of ours as a form carries it, or what stands for it."""
    try:
        return own_number(text or "")
    except ValueError:
        return otherwise


def optional_number(field: Any) -> int | None:
    """A household's number that need not be given.

    Raises:
        ActRefused: it is none.
    """
    text = (field.data or "").strip()
    if not text:
        return None
    number = number_or(text, 0)
    if not 0 < number < 1_000_000:
        raise ActRefused({field.short_name: [reason("number_unreadable")]})
    return number


def register_seal() -> Seal:
    """The key that personal numbers are sealed with."""
    return Seal(current_service().settings.data_dir, REGISTER_KEY)


def relations_of(form: Any, ids: Sequence[int]) -> dict[int, str]:
    """Relations that a page asked for, `r<id>` each."""
    allowed = CODES["relation"]
    return {id: form[f"r{id}"].data for id in ids if f"r{id}" in form and form[f"r{id}"].data in allowed}


def _control(fact: Fact, row: Mapping[str, Any] | None, whose: str) -> Any:
    label = fact_label(fact.subject, fact.name)
    label = f"{whose} · {label}" if whose else label
    options: dict[str, Any] = {"fact": fact}
    if fact.kind is Kind.CODE:
        return _Choice(label, choices=_codes(fact.codes), validate_choice=False, **options)
    if fact.kind is Kind.YES_NO:
        choices = {"": "—", "1": _("Yes"), "0": _("No")}
        return _Choice(label, choices=choices, validate_choice=False, **options)
    if fact.kind is Kind.DAY:
        return _Day(label, render_kw={"type": "date"}, **options)
    keywords: dict[str, Any] = {"autocomplete": "off"}
    if fact.kind is Kind.TEXT and fact.most:
        keywords["maxlength"] = fact.most
    masked = row[fact.columns[-1]] if row is not None and fact.sealed else None
    if masked:
        options["description"] = _(
            "On file: %(number)s. Empty keeps it, - removes it.",
            number=masked,
        )
    return _Line(label, masked=masked, render_kw=keywords, **options)


def _codes(table: str) -> dict[str, str]:
    return {"": "—", **{code: str(word(f"code.{table}.{code}")) for code in CODES[table]}}
