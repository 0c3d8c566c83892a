"""Forms of an objection: recording it, and each step of its table with the version that stood on the screen."""

from typing import Any, Final

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import (
    DateField,
    IntegerField,
    MultipleFileField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from service.objections.contacts import LONGEST_CONTACT
from service.objections.powers import LONGEST_NAME, LONGEST_TEXT
from service.web.asked import LARGEST_ID
from service.web.uploads import FileNeeded

ACCEPTED_FILES: Final = {"accept": "image/jpeg,image/png,application/pdf"}
# "content" is the page's own part, where the skip link leads: a label or an error would lead there too.
CONTENT_ID: Final = "objection-content"


class LodgingForm(FlaskForm):
    """What somebody brought."""

    about = SelectField(lazy_gettext("About"), validators=[InputRequired()])
    lodged_on = DateField(lazy_gettext("Day of the objection"), validators=[InputRequired()])
    channel = RadioField(lazy_gettext("How it was lodged"), validators=[InputRequired()])
    objector = StringField(
        lazy_gettext("Objector"),
        validators=[Length(max=LONGEST_NAME)],
        description=lazy_gettext("Only if a name was given. It is shown to you and to who decides, to nobody else."),
    )
    content = TextAreaField(
        lazy_gettext("Content"), validators=[InputRequired(), Length(max=LONGEST_TEXT)], id=CONTENT_ID
    )


class StepForm(FlaskForm):
    """What every step carries: the version on the screen. A step that can do without words."""

    version = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())
    finding = TextAreaField(lazy_gettext("Remark"), validators=[Length(max=LONGEST_TEXT)])


class ClueForm(StepForm):
    """It is about a household that the list leaves out, or about something else than the notice says."""

    finding = TextAreaField(
        lazy_gettext("Reason"),
        validators=[InputRequired(), Length(max=LONGEST_TEXT)],
        description=lazy_gettext("Which household is left out or what else it is, and what will be looked into."),
    )


class InvestigateForm(StepForm):
    """What two people found who looked into it."""

    investigator_1 = StringField(
        lazy_gettext("First investigator"), validators=[InputRequired(), Length(max=LONGEST_NAME)]
    )
    investigator_2 = StringField(
        lazy_gettext("Second investigator"),
        validators=[InputRequired(), Length(max=LONGEST_NAME)],
        description=lazy_gettext("Two people; neither the proposer nor a relative of the household."),
    )
    finding = TextAreaField(lazy_gettext("Finding"), validators=[InputRequired(), Length(max=LONGEST_TEXT)])
    files = MultipleFileField(lazy_gettext("Evidence"), validators=[FileNeeded()], render_kw=ACCEPTED_FILES)


class ReplyForm(StepForm):
    """What the written reply says."""

    finding = TextAreaField(
        lazy_gettext("What was found, as the reply says it"),
        validators=[InputRequired(), Length(max=LONGEST_TEXT)],
        description=lazy_gettext("The letter names the objection and the decision by itself. Name no third person."),
    )


class AppealForm(StepForm):
    """The objector turns to the next level."""

    finding = TextAreaField(
        lazy_gettext("What the objector says"), validators=[InputRequired(), Length(max=LONGEST_TEXT)]
    )


class WithdrawForm(StepForm):
    """The objector takes it back."""

    finding = TextAreaField(
        lazy_gettext("What the objector declared, and how"), validators=[InputRequired(), Length(max=LONGEST_TEXT)]
    )


class DeliveryForm(FlaskForm):
    """How a written reply reached whom, with the reply that stood on the screen."""

    letter = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())
    delivered_on = DateField(lazy_gettext("Day of delivery"), validators=[InputRequired()])
    manner = RadioField(lazy_gettext("How it was delivered"), validators=[InputRequired()])
    recipient = StringField(
        lazy_gettext("Received by"),
        validators=[Length(max=LONGEST_NAME)],
        description=lazy_gettext("Not needed where it was posted or is kept on file."),
    )


class PublicForm(FlaskForm):
    """What the public writes. No field but the content is compulsory for everybody."""

    receipt = StringField(validators=[Length(max=400)], widget=HiddenInput())
    about = RadioField(lazy_gettext("What is it about?"), validators=[InputRequired(lazy_gettext("Choose one."))])
    serial = IntegerField(
        lazy_gettext("Serial number on the list"),
        validators=[Optional(), NumberRange(1, 100_000)],
        description=lazy_gettext("The number in the first column of the list that hangs on the wall."),
    )
    content = TextAreaField(
        lazy_gettext("What do you object to?"),
        validators=[InputRequired(lazy_gettext("Write what you object to.")), Length(max=LONGEST_TEXT)],
        description=lazy_gettext("Say what you know: since when, where, who can confirm it."),
        id=CONTENT_ID,
        render_kw={"rows": 7},
    )
    objector = StringField(
        lazy_gettext("Your name"),
        validators=[Length(max=LONGEST_NAME)],
        description=lazy_gettext("It is shown to nobody but those who handle the objection."),
        render_kw={"autocomplete": "name"},
    )
    contact = StringField(
        lazy_gettext("How you can be reached"),
        validators=[Length(max=LONGEST_CONTACT)],
        description=lazy_gettext("Stored encrypted; each time that somebody reads it, that is recorded."),
        render_kw={"autocomplete": "off"},
    )
    files = MultipleFileField(lazy_gettext("Photographs or documents"), render_kw=ACCEPTED_FILES)


class PublicProjectForm(PublicForm):
    """What the public writes about a publicity of projects."""

    serial = IntegerField(
        lazy_gettext("Serial number in the table of projects"),
        validators=[Optional(), NumberRange(1, 100_000)],
        description=lazy_gettext("The number in the first column of the table that hangs on the wall."),
    )


FORMS: Final[dict[str, Any]] = {
    "accept": StepForm,
    "refuse_late": StepForm,
    "open_clue": ClueForm,
    "investigate": InvestigateForm,
    "uphold": StepForm,
    "dismiss": StepForm,
    "reply": ReplyForm,
    "appeal": AppealForm,
    "withdraw": WithdrawForm,
}
