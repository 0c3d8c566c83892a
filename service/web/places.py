"""Places: a region with what lies in it, a village with its households, and designation as poor."""

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from service.access import open_to, signed_in_actor
from service.competence import post_over
from service.context import current_service
from service.firing import AlreadyDone, AlreadyEntered, Refused, enter
from service.people import Actor
from service.queries import places as queries
from service.queries.lists import lists_page
from service.queries.records import record_of_place
from service.register.powers import KEEPERS
from service.web.asked import asked_text
from service.web.household_facts import may_apply
from service.web.household_table import household_table
from service.web.links import record_url
from service.web.projects import may_publicize
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import state_shown, state_word
from service.words import reason_text, word
from workflows import PROCEDURES
from workflows.roles import Level, covers

blueprint = Blueprint("places", __name__, url_prefix="/places")

PAGE = 50
LISTS_SHOWN = 6
DESIGNATED = {Level.VILLAGE: "village", Level.COUNTY: "county"}
DESIGNATORS = tuple(
    role for name in DESIGNATED.values() for step in PROCEDURES[name].leaving(None).values() for role in step.roles
)


class DesignateForm(FlaskForm):
    """The document by which a village or county was designated as poor."""

    opinion = TextAreaField(
        lazy_gettext("Document of the designation"),
        validators=[Length(max=2_000)],
        description=lazy_gettext("Its title, number and date."),
    )
    key = HiddenField(validators=[Length(min=8, max=64)])


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> ResponseReturnValue:
    """On to the place of one's post; several are offered."""
    with current_service().database.read() as db:
        places = queries.own_places(db, signed_in_actor())
    if len(places) == 1 and places[0].code:
        return redirect(url_for(".show", code=places[0].code))
    if len(places) == 1:
        return _place("")
    return render_template("places/index.html", places=places)


@blueprint.get("/<code>")
@open_to(*BUSINESS)
def show(code: str) -> ResponseReturnValue:
    """A place; a village with its households."""
    return _place(code)


@blueprint.route("/<code>/designate", methods=["GET", "POST"])
@open_to(*DESIGNATORS)
def designate(code: str) -> ResponseReturnValue:
    """Enter a village or county into its procedure: it was designated as poor."""
    service, actor = current_service(), signed_in_actor()
    with service.database.read() as db:
        place = queries.place_shown(db, actor, code) or abort(404)
        procedure = DESIGNATED.get(place.level) or abort(404)
        record = record_of_place(db, actor, procedure, code)
    page = record_url(procedure, code, None)
    form = DesignateForm()
    refused: list[str] = []
    if request.method == "GET":
        if record is not None:
            return redirect(page)
        form.key.data = uuid4().hex
    if form.validate_on_submit():
        at = service.clock.now()
        try:
            with service.database.write() as db:
                acting = actor_now(db)
                enter(
                    db,
                    procedure,
                    [(code, None)],
                    "designate",
                    acting,
                    at=at,
                    key=form.key.data,
                    opinion=form.opinion.data or "",
                )
        except (AlreadyDone, AlreadyEntered):
            flash(_("%(place)s was entered into its procedure already.", place=place.name), "info")
            return redirect(page)
        except Refused as against:
            refused = [reason_text(each) for found in against.reasons.values() for each in found]
        else:
            flash(_("%(place)s is entered into its procedure.", place=place.name), "success")
            return redirect(page)
    status = 422 if request.method == "POST" else 200
    step = word(f"step.{procedure}.designate")
    return render_template("places/designate.html", place=place, form=form, step=step, refused=refused), status


def _place(code: str) -> str:
    service, actor = current_service(), signed_in_actor()
    today = service.clock.today()
    after = asked_text("after")
    with service.database.read() as db:
        place = queries.place_shown(db, actor, code) or abort(404)
        figures = queries.figures_of(db, [code], today)
        states = queries.states_below(db, code)
        procedure = DESIGNATED.get(place.level)
        record = record_of_place(db, actor, procedure, code) if procedure else None
        is_village = place.level is Level.VILLAGE
        children = [] if is_village else queries.children_of(db, actor, code, after=after, limit=PAGE + 1)
        lists = lists_page(db, actor, place=code, standing=True, limit=LISTS_SHOWN)[0] if is_village else []
    shown = children[:PAGE]
    return render_template(
        "places/village.html" if is_village else "places/show.html",
        place=place,
        figures=figures,
        states=[
            (str(state_word("household", state.value)), states[state.value], state.value)
            for state in PROCEDURES["household"].states
            if state.value in states
        ],
        record=record,
        record_state=state_shown(record.procedure, record.state) if record else None,
        record_url=record_url(record.procedure, code, None) if record else None,
        designate_url=_designate_url(actor, place) if record is None else None,
        register_url=_register_url(actor, place),
        projects_url=url_for("projects.new", code=code) if may_publicize(actor, place) else None,
        children=[(child, state_shown(child.procedure, child.state) if child.procedure else None) for child in shown],
        next_url=url_for(".show", code=code, after=shown[-1].code) if len(children) > PAGE else None,
        first_url=url_for(".show", code=code) if after else None,
        lists=lists,
        table=household_table(place=code, endpoint=".show", code=code) if is_village else None,
        may_apply=is_village and may_apply(actor, code),
    )


def _designate_url(actor: Actor, place: queries.PlaceShown) -> str | None:
    if place.level not in DESIGNATED:
        return None
    if any(post.role in DESIGNATORS and covers(post.region_code, place.code) for post in actor.appointments):
        return url_for(".designate", code=place.code)
    return None


def _register_url(actor: Actor, place: queries.PlaceShown) -> str | None:
    """Where a household of this village is put on file."""
    keeps = place.level is Level.VILLAGE and post_over(actor, KEEPERS, place.code) is not None
    return url_for("keeping.new", place=place.code) if keeps else None
