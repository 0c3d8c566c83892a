"""Printed registers 簿册: choose a place, a print and a day, and take the PDF; whether the four registers agree."""

from collections.abc import Callable
from datetime import date
from io import BytesIO
from typing import IO, Any, Final

from flask import Blueprint, abort, current_app, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, RadioField
from wtforms.validators import InputRequired

from service.access import open_to, signed_in_actor
from service.context import current_service
from service.notices.paper import RenderFailed
from service.people import Actor
from service.queries import households as household_queries
from service.queries import places as queries
from service.queries.households import HEALTH_READERS
from service.register.values import REGISTER_KEY
from service.registers.agreement import agreement_of
from service.registers.card import card_of, cards_pdf
from service.registers.dossier import dossier_pdf
from service.registers.dossier_facts import DossierOnFile, dossier_on_file
from service.registers.kinds import OF_LEVEL, Print, gathered
from service.registers.readings import tell_printed
from service.sealing import Seal
from service.web.asked import asked_text
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.words import WORDS, word
from workflows.roles import Level, Role, covers

blueprint = Blueprint("registers", __name__, url_prefix="/registers")

EARLIEST: Final = date(2013, 1, 1)
"""Nothing was registered before: the reference period of the national registration began on that day."""

PAGE: Final = 50
OF_A_HOUSEHOLD: Final = ("household_card", "dossier")


class PrintForm(FlaskForm):
    """What is printed, and of which day."""

    kind = RadioField(lazy_gettext("Register or list"), validators=[InputRequired()])
    on = DateField(
        lazy_gettext("As of"),
        validators=[InputRequired()],
        description=lazy_gettext("The register as it stood at the end of this day."),
    )


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> ResponseReturnValue:
    """On to the place of one's post; several are offered."""
    with current_service().database.read() as db:
        places = queries.own_places(db, signed_in_actor())
    if len(places) == 1 and places[0].code:
        return redirect(url_for(".show", code=places[0].code))
    return render_template("registers_pages/index.html", places=places)


@blueprint.route("/<code>", methods=["GET", "POST"])
@open_to(*BUSINESS)
def show(code: str) -> ResponseReturnValue:
    """The prints of a place. The paper comes back as the answer."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        place = queries.place_shown(db, actor, code) or abort(404)
        children = queries.children_of(db, actor, code, after=asked_text("after"), limit=PAGE + 1)
    form = _form([each.value for each in OF_LEVEL.get(place.level, ())])
    if form.validate_on_submit() and _day_holds(form):
        kind = Print(form.kind.data)
        seal, health = Seal(service.settings.data_dir, REGISTER_KEY), _shows_health(actor, code)
        with service.database.read() as db:
            found = gathered(db, kind, code, form.on.data, seal, shows_health=health)
        name = f"{place.name} {_title(kind.value)} {form.on.data.isoformat()}.pdf"
        answer = _printed(form, lambda: BytesIO(found.made()), code, found.persons, name)
        if answer is not None:
            return answer
    page = render_template(
        "registers_pages/show.html",
        place=place,
        form=form,
        children=children[:PAGE],
        next_url=url_for(".show", code=code, after=children[PAGE - 1].code) if len(children) > PAGE else None,
        archive_url=url_for("checklists.archive", code=code) if _sets_archive(actor, place) else None,
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.route("/households/<int:household_id>", methods=["GET", "POST"])
@open_to(*BUSINESS)
def household(household_id: int) -> ResponseReturnValue:
    """A household's card and dossier, with what is wrong with its file."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown = household_queries.household(db, actor, household_id) or abort(404)
        place = queries.place_shown(db, actor, shown.village_code) or abort(404)
        today = service.clock.today()
        found = dossier_on_file(db, shown.village_code, household_id, today)
    form = _form(OF_A_HOUSEHOLD)
    if form.validate_on_submit() and _day_holds(form):
        with service.database.read() as db:
            then = dossier_on_file(db, shown.village_code, household_id, form.on.data)
        if then is None:
            form.on.errors = [_("The household was not on file on that day.")]
        else:
            name = f"{shown.village_name} {shown.number} {_title(form.kind.data)} {form.on.data.isoformat()}.pdf"
            persons = len(then.home.members)
            make = _maker(form.kind.data, then, _shows_health(actor, shown.village_code))
            answer = _printed(form, make, shown.village_code, persons, name, household_id)
            if answer is not None:
                return answer
    page = render_template(
        "registers_pages/household.html",
        household=shown,
        place=place,
        form=form,
        faults=_sentences(found) if found else [],
        has_file=found is not None and bool(found.home.cycles),
    )
    return page, 422 if form.is_submitted() else 200


@blueprint.get("/<code>/agreement")
@open_to(*BUSINESS)
def agreement(code: str) -> str:
    """Whether card, roll, book and file agree on households and people, village by village."""
    service = current_service()
    on = _asked_day() or service.clock.today()
    with service.database.read() as db:
        place = queries.place_shown(db, actor_now(db), code) or abort(404)
        if place.level not in (Level.COUNTY, Level.TOWNSHIP, Level.VILLAGE):
            abort(404)
        found = agreement_of(db, code, on, after=asked_text("after"), limit=PAGE + 1)
    villages = found.villages[:PAGE]
    more = len(found.villages) > PAGE
    return render_template(
        "registers_pages/agreement.html",
        place=place,
        found=found,
        villages=villages,
        today=service.clock.today(),
        next_url=url_for(".agreement", code=code, on=on.isoformat(), after=villages[-1].code) if more else None,
    )


def _form(kinds: Any) -> PrintForm:
    form = PrintForm(data=None if request.method == "POST" else {"on": current_service().clock.today()})
    form.kind.choices = [(kind, str(word(f"print.{kind}"))) for kind in kinds]
    if request.method == "GET" and form.kind.choices:
        form.kind.data = form.kind.choices[0][0]
    return form


def _day_holds(form: PrintForm) -> bool:
    """A day that lies ahead or before every register leaves its reason in the form."""
    today = current_service().clock.today()
    if form.on.data > today:
        form.on.errors = [_("The day lies in the future.")]
    elif form.on.data < EARLIEST:
        form.on.errors = [_("No register goes back to that day.")]
    return not form.on.errors


def _asked_day() -> date | None:
    try:
        on = date.fromisoformat(asked_text("on"))
    except ValueError:
        return None
    return on if EARLIEST <= on <= current_service().clock.today() else None


def _maker(kind: str, found: DossierOnFile, shows_health: bool) -> Callable[[], IO[bytes]]:
    settings = current_service().settings
    seal = Seal(settings.data_dir, REGISTER_KEY)
    if kind == "dossier":
        return lambda: dossier_pdf(found, settings.data_dir, seal, shows_health=shows_health)
    card = card_of(found.home, found.village, found.number, seal=seal, shows_health=shows_health)
    return lambda: BytesIO(cards_pdf([card], demonstration=found.village.demonstration)[0])


def _printed(
    form: PrintForm, make: Callable[[], IO[bytes]], code: str, persons: int, name: str, household_id: int | None = None
) -> ResponseReturnValue | None:
    """The paper as an answer, told in the register's readings first; None with its reason when it cannot be made."""
    service = current_service()
    try:
        paper = make()
    except (RenderFailed, OSError) as failed:
        current_app.logger.exception("%s of %s cannot be printed", form.kind.data, code)
        form.form_errors.append(_("The PDF could not be made: %(problem)s.", problem=failed))
        return None
    if persons:
        with service.database.write() as db:
            tell_printed(
                db,
                actor_now(db),
                field=f"print.{form.kind.data}",
                code=code,
                persons=persons,
                on=form.on.data,
                at=service.clock.now(),
                household_id=household_id,
            )
    return send_file(paper, mimetype="application/pdf", download_name=name, etag=False)


def _sentences(found: DossierOnFile) -> list[str]:
    """The faults of a file in the reader's language."""
    return [
        str(word(f"check.{fault.code}", **{name: _figure(value) for name, value in fault.figures.items()}))
        for fault in found.faults
    ]


def _figure(value: str | date) -> str:
    if isinstance(value, date):
        return value.isoformat()
    return str(word(value)) if value in WORDS else value


def _title(kind: str) -> str:
    return str(word(f"print.{kind}"))


def _shows_health(actor: Actor, code: str) -> bool:
    return any(post.role in HEALTH_READERS and covers(post.region_code, code) for post in actor.appointments)


def _sets_archive(actor: Actor, place: queries.PlaceShown) -> bool:
    return place.level == Level.COUNTY and any(
        post.role is Role.DATA_MANAGER and covers(post.region_code, place.code) for post in actor.appointments
    )
