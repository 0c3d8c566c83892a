"""The forms of an import, and the words of its states and lists."""

from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import FileField, HiddenField, StringField
from wtforms.validators import Length

from service.queries.importing import ImportLine
from service.web.stages import StateShown
from service.web.uploads import FileNeeded


class UploadForm(FlaskForm):
    """A workbook to be imported."""

    file = FileField(
        lazy_gettext("Workbook or CSV file"),
        description=lazy_gettext(
            "An .xlsx, .xls, .et or .csv file with the headings of the template. It is kept enciphered, opened by "
            "nobody else, and deleted when the import ends."
        ),
        validators=[FileNeeded()],
        render_kw={"accept": ".xlsx,.xls,.et,.csv"},
    )
    key = HiddenField(validators=[Length(min=8, max=64)])


class ConfirmForm(FlaskForm):
    """What the changes rest on."""

    why = StringField(
        lazy_gettext("What the changes rest on"),
        validators=[FileNeeded(), Length(max=200)],
        description=lazy_gettext("Such as the survey of a month. It stands in the history of every household."),
    )
    preview = HiddenField()


def import_state(job: ImportLine) -> StateShown:
    """The state of an import as a badge."""
    return {
        "waiting": StateShown(_("waits to be read"), "waiting"),
        "reading": StateShown(_("being read"), "current"),
        "previewed": StateShown(
            _("waits for your confirmation") if job.mine else _("waits for confirmation"), "waiting"
        ),
        "confirmed": StateShown(_("waits to be applied"), "waiting"),
        "applying": StateShown(_("being applied"), "current"),
        "applied": StateShown(_("applied"), "done"),
        "refused": StateShown(_("file refused"), "stopped"),
        "withdrawn": StateShown(_("withdrawn"), "stopped"),
    }[job.state]


LISTS: Final = {
    "new_households": lazy_gettext("New households"),
    "new_members": lazy_gettext("New people"),
    "changed": lazy_gettext("Changes"),
    "proposed": lazy_gettext("Corrections to be decided"),
    "bad": lazy_gettext("Rows to be corrected"),
}
"""What the lists of a preview are called."""
