"""Forms of an objection: lodging it, and each act on it with the version that stood on the screen."""

from typing import Final

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, RadioField, SelectField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from service.objections.powers import LONGEST_TEXT
from service.web.asked import LARGEST_ID


class LodgingForm(FlaskForm):
    """What somebody brought."""

    about = SelectField(lazy_gettext("About"), validators=[InputRequired()])
    lodged_on = DateField(lazy_gettext("Day of the objection"), validators=[InputRequired()])
    channel = RadioField(lazy_gettext("How it was lodged"), validators=[InputRequired()])
    objector = StringField(
        lazy_gettext("Objector"),
        validators=[Length(max=64)],
        description=lazy_gettext("Only if a name was given. It is shown to you and to who decides, to nobody else."),
    )
    content = TextAreaField(lazy_gettext("Content"), validators=[InputRequired(), Length(max=LONGEST_TEXT)])


class ActForm(FlaskForm):
    """What every act on an objection carries: the version on the screen."""

    version = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())


class ScreenForm(ActForm):
    """Whether an objection is accepted."""

    outcome = RadioField(lazy_gettext("What becomes of it"), validators=[InputRequired()])
    finding = TextAreaField(
        lazy_gettext("Reason"),
        validators=[Length(max=LONGEST_TEXT)],
        description=lazy_gettext("Compulsory for a clue: which household is left out, and what will be looked into."),
    )


class DecideForm(ActForm):
    """The decision after two people have looked into it."""

    outcome = RadioField(lazy_gettext("Decision"), validators=[InputRequired()])
    investigator_1 = StringField(lazy_gettext("First investigator"), validators=[InputRequired(), Length(max=64)])
    investigator_2 = StringField(
        lazy_gettext("Second investigator"),
        validators=[InputRequired(), Length(max=64)],
        description=lazy_gettext("Two people; neither the proposer nor a relative of the household."),
    )
    finding = TextAreaField(lazy_gettext("Finding"), validators=[InputRequired(), Length(max=LONGEST_TEXT)])


class AppealForm(ActForm):
    """The objector turns to the next level."""

    finding = TextAreaField(
        lazy_gettext("What the objector says"), validators=[InputRequired(), Length(max=LONGEST_TEXT)]
    )


class WithdrawForm(ActForm):
    """The objector takes it back."""

    finding = TextAreaField(
        lazy_gettext("What the objector declared, and how"), validators=[InputRequired(), Length(max=LONGEST_TEXT)]
    )


FORMS: Final = {"screen": ScreenForm, "decide": DecideForm, "appeal": AppealForm, "withdraw": WithdrawForm}
