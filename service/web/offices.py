"""The office of a place: where people object, how its notices are signed and numbered, and who changed that when."""

from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import StringField
from wtforms.validators import Length, Optional

from service.access import open_to, signed_in_actor
from service.competence import ActRefused, post_over
from service.context import current_service
from service.notices.entering_offices import (
    LONGEST,
    NAMES,
    Fault,
    OfficeRefused,
    OfficeTerms,
    enter_office,
    entering_roles,
    may_name,
    standing_terms,
)
from service.queries.offices import office_shown
from service.web.refusal_words import show_refusals
from service.web.roles_of_pages import BUSINESS, POSTING
from service.web.signed_in import actor_now
from workflows.roles import Level, Role

blueprint = Blueprint("offices", __name__, url_prefix="/offices")

ENTERING: Final = (*POSTING, Role.DATA_MANAGER)
SENTENCES: Final = {
    Fault.PHONE_MALFORMED: lazy_gettext(
        "Write a telephone number: digits with blanks or hyphens, such as 0000-6210001."
    ),
    Fault.TOO_LONG: lazy_gettext("This is too long for a notice."),
    Fault.NUMBER_OF_A_PERSON: lazy_gettext(
        "This looks like the number of an identity card, which no notice may print."
    ),
    Fault.NAMES_NOT_YOURS: lazy_gettext("Only a data manager changes how a body signs and numbers."),
    Fault.SAME: lazy_gettext("This stands already; nothing was entered."),
}


class OfficeForm(FlaskForm):
    """Telephones and address, and for data managers the names."""

    phone = StringField(
        lazy_gettext("Telephone for objections"),
        validators=[Optional(), Length(max=LONGEST)],
        description=lazy_gettext("The office's own, never a person's: it hangs in public. Empty: none is printed."),
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    address = StringField(lazy_gettext("Address"), validators=[Optional(), Length(max=LONGEST)])
    supervisor_phone = StringField(
        lazy_gettext("Telephone of the supervision committee"),
        validators=[Optional(), Length(max=LONGEST)],
        render_kw={"inputmode": "tel", "autocomplete": "off"},
    )
    spoken_name = StringField(
        lazy_gettext("Place as notices speak of it"),
        validators=[Optional(), Length(max=LONGEST)],
        description=lazy_gettext("Empty: as in the table of division codes."),
    )
    body_name = StringField(
        lazy_gettext("How the body signs"),
        validators=[Optional(), Length(max=LONGEST)],
        description=lazy_gettext("Empty: the usual name of a body of this level."),
    )
    number_prefix = StringField(
        lazy_gettext("What stands before the year in its numbers"),
        validators=[Optional(), Length(max=LONGEST)],
        description=lazy_gettext("Such as “霍扶组”: the notice is then “霍扶组公告〔2018〕12号”."),
    )


@blueprint.get("/<region_code>")
@open_to(*BUSINESS)
def show(region_code: str) -> str:
    """The office of a place with its entries."""
    actor = signed_in_actor()
    with current_service().database.read() as db:
        found = office_shown(db, actor, region_code) or abort(404)
    return render_template(
        "offices/show.html", office=found, may_enter=post_over(actor, entering_roles(region_code), region_code)
    )


@blueprint.route("/<region_code>/edit", methods=["GET", "POST"])
@open_to(*ENTERING)
def edit(region_code: str) -> ResponseReturnValue:
    """Enter the office anew: an entry is added, the earlier ones stay."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        found = office_shown(db, actor, region_code) or abort(404)
        standing = standing_terms(db, region_code)
    if post_over(actor, entering_roles(region_code), region_code) is None:
        abort(403)
    form = OfficeForm(data=None if request.method == "POST" else standing.__dict__)
    if found.place.level is not Level.VILLAGE:
        del form.supervisor_phone
    if not may_name(actor, region_code):
        for name in NAMES:
            del form[name]
    if form.validate_on_submit():
        typed = {name: field.data or "" for name, field in form._fields.items() if name in standing.__dict__}
        try:
            with service.database.write() as db:
                terms = OfficeTerms(**{**standing.__dict__, **typed})
                enter_office(db, region_code, terms, actor_now(db), service.clock.now())
        except OfficeRefused as refused:
            _show(form, refused)
        except ActRefused as refused:
            show_refusals(form, refused.reasons)
        else:
            flash(_("The office is entered. The next notices print it; those that hang keep what they say."), "success")
            return redirect(url_for(".show", region_code=region_code))
    return render_template("offices/edit.html", office=found, form=form), 422 if form.errors else 200


def _show(form: Any, refused: OfficeRefused) -> None:
    for name, fault in refused.faults.items():
        if name in form:
            form[name].errors = [*form[name].errors, str(SENTENCES[fault])]
        else:
            form.form_errors.append(str(SENTENCES[fault]))
