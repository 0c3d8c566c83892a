"""Exports 导出: households and people of a list as a workbook or CSV, masked unless a reason is given and logged."""

from pathlib import Path
from typing import Final

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, Length

from service.access import open_to, signed_in_actor
from service.competence import ActRefused
from service.context import current_service
from service.importing.planning import IMPORTERS
from service.queries.households import REGISTERED, HouseholdFilter
from service.register.fields import Subject
from service.register.taking_out import enter_taking_out, may_take_out_full
from service.register.values import REGISTER_KEY
from service.sealing import Seal
from service.web.asked import asked_text
from service.web.built_files import CSV, XLSX, answer_with
from service.web.refusal_words import show_refusals
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.workbooks.exporting import MOST_EXPORTED, Export, TooManyRows

blueprint = Blueprint("exports", __name__, url_prefix="/exports")

FORMS: Final = (
    SelectChoice("xlsx", lazy_gettext("Workbook with households and people (.xlsx)")),
    SelectChoice("household", lazy_gettext("Households as CSV")),
    SelectChoice("member", lazy_gettext("People as CSV")),
)


class ExportForm(FlaskForm):
    """What is taken out, and why in full."""

    form = RadioField(
        lazy_gettext("As"),
        choices=FORMS,
        validators=[InputRequired()],
        default="xlsx",
        description=lazy_gettext(
            "CSV is for other programs: a spreadsheet that opens it turns long numbers into rounded ones."
        ),
    )
    full = BooleanField(
        lazy_gettext("With full identity numbers, telephones and accounts"),
        description=lazy_gettext("Otherwise they are masked. An import takes a masked number for an unchanged one."),
    )
    why = StringField(
        lazy_gettext("What the full numbers are needed for"),
        validators=[Length(max=200)],
        description=lazy_gettext("It is logged with your name and the number of rows."),
    )


@blueprint.route("/", methods=["GET", "POST"])
@open_to(*BUSINESS)
def index() -> ResponseReturnValue:
    """Export the list of households that the address narrows, as the page of households does."""
    wanted = HouseholdFilter(asked_text("place"), asked_text("q"), asked_text("state", REGISTERED))
    form = ExportForm()
    if form.validate_on_submit():
        try:
            return _taken_out(form, wanted)
        except ActRefused as refused:
            show_refusals(form, refused.reasons)
        except TooManyRows:
            form.form_errors.append(_("More than %(count)s rows: export place by place.", count=MOST_EXPORTED))
    page = render_template(
        "exports/index.html",
        form=form,
        wanted=wanted,
        asked={"place": wanted.place or None, "q": wanted.text or None, "state": wanted.state},
        may_full=bool(signed_in_actor().posts_with(*IMPORTERS)),
    )
    return page, 422 if request.method == "POST" else 200


def _taken_out(form: ExportForm, wanted: HouseholdFilter) -> ResponseReturnValue:
    service, full = current_service(), bool(form.full.data)
    with service.database.read() as db:
        actor = actor_now(db)
        if full:
            may_take_out_full(actor, wanted.place, form.why.data or "")
        seal = Seal(service.settings.data_dir, REGISTER_KEY) if full else None
        export = Export(db, actor, wanted, str(get_locale()), seal)

        def write(path: Path) -> int:
            return export.workbook(path) if form.form.data == "xlsx" else export.csv(path, Subject(form.form.data))

        name, kind = (_("Register"), XLSX) if form.form.data == "xlsx" else (_("Register"), CSV)
        ending = "xlsx" if kind == XLSX else "csv"
        response, rows = answer_with(write, f"{name}-{service.clock.today().isoformat()}.{ending}", kind)
    if not rows:
        response.close()
        flash(_("The list is empty: there is nothing to export."), "info")
        return redirect(url_for("households.index", place=wanted.place or None, q=wanted.text or None))
    # Before the file leaves: what is not logged is not taken out.
    with service.database.write() as db:
        enter_taking_out(
            db,
            actor=actor_now(db),
            place=wanted.place,
            rows=rows,
            full=full,
            why=form.why.data or "",
            at=service.clock.now(),
        )
    return response
