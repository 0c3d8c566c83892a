"""The forms in which a data manager enters rows of the rule tables."""

from decimal import Decimal
from typing import Any

from flask_babel import gettext, lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    BooleanField,
    DateField,
    DecimalField,
    FieldList,
    Form,
    FormField,
    IntegerField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional, StopValidation

from service.rules.entering import BOARD_NAMES, THRESHOLDS, Fault
from service.rules.entering_criteria import CRITERIA_OF
from service.rules.national import PROFILES
from service.words import word
from workflows import TABLES
from workflows.roles import UPWARDS

ITEMS_AT_ONCE = 4
MOST_ITEMS = 40

SENTENCES = {
    Fault.OUTSIDE: lazy_gettext("This place lies outside the region for which you manage data."),
    Fault.NO_SUCH_PLACE: lazy_gettext("There is no such place, or several have this name. Write its code."),
    Fault.SOURCE_MISSING: lazy_gettext("Name the document that the rule was taken from."),
    Fault.SAME: lazy_gettext("This very rule stands already; nothing was entered."),
    Fault.UNKNOWN: lazy_gettext("Choose one of those offered."),
    Fault.OUT_OF_RANGE: lazy_gettext("This value is outside what is possible here."),
    Fault.LAST_BEFORE_FIRST: lazy_gettext("The end lies before the beginning."),
    Fault.PERIOD_MISSING: lazy_gettext("A publicity hangs for 1 to 366 days."),
    Fault.PERIOD_OF_ANNOUNCEMENT: lazy_gettext("An announcement has no period: write 0."),
    Fault.PLACE_TOO_NARROW: lazy_gettext("The national rules ask for a wider place for this notice."),
    Fault.NO_ITEMS: lazy_gettext("A criteria set needs at least one item."),
    Fault.CODE_MALFORMED: lazy_gettext("A code begins with a small Latin letter, then letters, digits, underscores."),
    Fault.CODE_TWICE: lazy_gettext("Another item has this code."),
    Fault.LABEL_MISSING: lazy_gettext("Fill this in."),
    Fault.NOTHING_REQUIRED: lazy_gettext("Without points to reach, at least one item must be required."),
    Fault.NO_CONDITIONS: lazy_gettext("Say who is entitled: fill in at least one condition."),
    Fault.CONDITIONS_OF_VILLAGE: lazy_gettext(
        "A policy for villages has no conditions on households or people: leave them empty."
    ),
    Fault.POINTS_UNREACHABLE: lazy_gettext("The points to reach must be more than 0 and at most those of all items."),
}


def finite(_form: Any, field: Any) -> None:
    """Check that a number is one: to Decimal "NaN" is too, and a signalling one cannot even be compared.

    Raises:
        StopValidation: it is none.
    """
    if field.data is not None and not field.data.is_finite():
        raise StopValidation(str(SENTENCES[Fault.OUT_OF_RANGE]))


class RuleForm(FlaskForm):
    """What every row is asked: place and source."""

    region = StringField(
        lazy_gettext("Place"),
        validators=[Optional(), Length(max=64)],
        description=lazy_gettext("Its code (2, 4, 6, 9 or 12 digits) or whole name. Empty: the whole nation."),
        render_kw={"autocomplete": "off"},
    )
    source = TextAreaField(
        lazy_gettext("Source"),
        validators=[InputRequired(), Length(max=500)],
        description=lazy_gettext(
            "The document with its number and date. It stays with every decision under this rule."
        ),
        render_kw={"rows": 2},
    )
    certain = BooleanField(
        lazy_gettext("The document itself was at hand"),
        description=lazy_gettext("Without the tick the row is marked as uncertain."),
    )


class LineForm(RuleForm):
    """A poverty line."""

    year = IntegerField(lazy_gettext("Year"), validators=[InputRequired(), NumberRange(2013, 2100)])
    amount = DecimalField(
        lazy_gettext("Net income per head in yuan"),
        validators=[InputRequired(), finite, NumberRange(Decimal("0.01"), Decimal("999999.99"))],
        description=lazy_gettext("A household must be above it, not at it."),
    )


class ValidForm(RuleForm):
    """A row with a first and a last day."""

    valid_from = DateField(lazy_gettext("Valid from"), validators=[InputRequired()])
    valid_to = DateField(
        lazy_gettext("Valid to"), validators=[Optional()], description=lazy_gettext("Empty: until further notice.")
    )


class ThresholdForm(ValidForm):
    """A threshold."""

    name = SelectField(lazy_gettext("Threshold"), validators=[InputRequired()])
    percent = DecimalField(
        lazy_gettext("Per cent"), validators=[InputRequired(), finite, NumberRange(Decimal("0.01"), Decimal(100))]
    )


class ProfileForm(ValidForm):
    """A publicity profile."""

    notice_kind = SelectField(lazy_gettext("Notice"), validators=[InputRequired()])
    place_level = SelectField(lazy_gettext("Posted in"), validators=[InputRequired()])
    minimum_days = IntegerField(
        lazy_gettext("Least number of days"),
        validators=[InputRequired(), NumberRange(0, 366)],
        description=lazy_gettext("0 for an announcement, which has no period."),
    )
    working_days = BooleanField(lazy_gettext("Only working days are counted"))
    counts_posting_day = BooleanField(lazy_gettext("The day of posting counts"))
    rolls_over_holidays = BooleanField(lazy_gettext("A period that ends on a day off ends on the next working day"))
    record_within_days = IntegerField(
        lazy_gettext("Days within which the posting must be recorded"),
        validators=[InputRequired(), NumberRange(0, 366)],
    )
    board_names = SelectField(
        lazy_gettext("Names on the public web board"),
        validators=[InputRequired()],
        description=lazy_gettext("On the paper they stand in full. The web board never shows a full name."),
    )
    board_days = IntegerField(
        lazy_gettext("Days that an announcement stays on the web board"),
        validators=[InputRequired(), NumberRange(0, 366)],
        description=lazy_gettext("From its posting; 0: not at all. A publicity is taken down when its period ends."),
    )


class DeadlineForm(RuleForm):
    """A deadline."""

    state = SelectField(lazy_gettext("State"), validators=[InputRequired()])
    days = IntegerField(lazy_gettext("Days"), validators=[InputRequired(), NumberRange(1, 366)])


class ItemForm(Form):
    """An item of a criteria set. It has no token of its own: the form around it has."""

    code = StringField(lazy_gettext("Code"), validators=[Optional(), Length(max=32)])
    label_zh = StringField(lazy_gettext("Name in Chinese"), validators=[Optional(), Length(max=80)])
    label_en = StringField(lazy_gettext("Name in English"), validators=[Optional(), Length(max=80)])
    standard = StringField(lazy_gettext("Standard, as notices print it"), validators=[Optional(), Length(max=200)])
    required = BooleanField(lazy_gettext("Required"))
    points = IntegerField(lazy_gettext("Points"), validators=[Optional(), NumberRange(0, 1000)])

    @property
    def empty(self) -> bool:
        """True when nothing was written into it: such a row is left out."""
        return not any((field.data or "").strip() for field in (self.code, self.label_zh, self.label_en, self.standard))


class CriteriaForm(RuleForm):
    """A criteria set with its items."""

    procedure = SelectField(lazy_gettext("Procedure"), validators=[InputRequired()])
    name = StringField(
        lazy_gettext("Name of the set, as notices print it"), validators=[InputRequired(), Length(max=80)]
    )
    from_year = IntegerField(lazy_gettext("First year"), validators=[InputRequired(), NumberRange(2013, 2100)])
    to_year = IntegerField(
        lazy_gettext("Last year"),
        validators=[Optional(), NumberRange(2013, 2100)],
        description=lazy_gettext("Empty: until further notice."),
    )
    pass_points = IntegerField(
        lazy_gettext("Points to reach"),
        validators=[Optional(), NumberRange(1, 100_000)],
        description=lazy_gettext("Empty: nothing is scored, every required item must be met."),
    )
    items = FieldList(FormField(ItemForm), lazy_gettext("Items"), max_entries=MOST_ITEMS)


def offer_choices(form: Any) -> None:
    """Fill the choices of a form's fields in the visitor's language."""
    choices: dict[str, dict[str, str]] = {
        "name": {name: str(word(f"threshold.{name}")) for name in THRESHOLDS},
        "notice_kind": {kind: str(word(f"notice.{kind}")) for kind, *_ in PROFILES},
        "place_level": {level.value: str(word(f"level.{level.value}")) for level in UPWARDS},
        "board_names": {how: str(word(f"board_names.{how}")) for how in BOARD_NAMES},
        "procedure": {name: str(word(f"procedure.{name}")) for name in CRITERIA_OF},
        "state": _states(),
    }
    for name, offered in choices.items():
        if name in form and isinstance(form[name], SelectField):
            form[name].choices = [("", "—"), *offered.items()]


def _states() -> dict[str, str]:
    return {
        f"{procedure.name}.{state.value}": f"{word(f'procedure.{procedure.name}')} · "
        f"{word(f'state.{procedure.name}.{state.value}')}"
        for procedure in TABLES.values()
        for state in procedure.timed_states()
    }


def tell_items(form: CriteriaForm) -> None:
    """Put the faults of the items into words of the whole form: "row 2, Code: …"."""
    form.items.errors = [
        gettext("Row %(row)s, %(field)s: %(fault)s", row=place, field=entry.form[name].label.text, fault=message)
        for place, entry in enumerate(form.items, 1)
        for name, messages in entry.form.errors.items()
        for message in messages
    ]
