"""Forms around a notice: evidence that it hangs, and the signed statement on its result."""

from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, FileField, MultipleFileField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from service.web.uploads import FileNeeded


class PostingForm(FlaskForm):
    """Evidence that a notice hangs."""

    posted_on = DateField(lazy_gettext("Day of posting"), validators=[InputRequired()])
    place = StringField(
        lazy_gettext("Place of posting"),
        validators=[InputRequired(), Length(max=200)],
        description=lazy_gettext("As people call it, such as the village board or a group's board."),
    )
    place_level = SelectField(lazy_gettext("Level of the place"), validators=[InputRequired()])
    posted_by = StringField(lazy_gettext("Posted by"), validators=[InputRequired(), Length(max=64)])
    photos = MultipleFileField(
        lazy_gettext("Photographs of the posting"),
        validators=[FileNeeded()],
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )


class ResultForm(FlaskForm):
    """The signed statement on a publicity's result."""

    signed_on = DateField(lazy_gettext("Day of signing"), validators=[InputRequired()])
    signed_by_handler = StringField(validators=[InputRequired(), Length(max=64)])
    signed_by_supervisor = StringField(validators=[InputRequired(), Length(max=64)])
    signed_by_team = StringField(validators=[InputRequired(), Length(max=64)])
    scan = FileField(
        lazy_gettext("Scan of the signed statement"),
        validators=[FileNeeded()],
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )
