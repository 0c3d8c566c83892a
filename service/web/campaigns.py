"""The yearly round: opened by the county, seen by township and village; a township's roll with what may be done."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange

from service.access import may_open, open_to, signed_in_actor
from service.attachments import Damaged, read_file
from service.campaigns.lists import frozen_list, lines_now
from service.campaigns.opening import FIRST_YEAR, OPENERS, open_round
from service.campaigns.rolls import RollRow
from service.campaigns.steps import weighed
from service.clock import shanghai_date
from service.context import current_service
from service.notices.adjustment_roll import OFFICES, RollFacts, SignedBy, roll_pdf
from service.notices.drafting import is_demonstration
from service.notices.paper import RenderFailed
from service.people import Actor
from service.queries import campaigns as queries
from service.queries.places import place_shown
from service.queries.signed_sheets import signed_sheet
from service.web.asked import asked_number, asked_text
from service.web.campaign_words import badge, bar_of, offers_of
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.uploads import Writing, sent
from workflows.roles import Level, level_of

blueprint = Blueprint("campaigns", __name__, url_prefix="/campaigns")

LAST_YEAR_OF_REGISTER: Final = 2035


class OpeningForm(FlaskForm):
    """Which county's round of which year is opened, and until when its rolls are to be closed."""

    county = SelectField(lazy_gettext("County"), validators=[InputRequired()])
    year = IntegerField(
        lazy_gettext("Year"), validators=[InputRequired(), NumberRange(FIRST_YEAR, LAST_YEAR_OF_REGISTER)]
    )
    deadline_on = DateField(
        lazy_gettext("To be closed by"),
        validators=[InputRequired()],
        description=lazy_gettext("A reminder: a roll that is late can still be closed."),
    )


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Rounds of the jurisdiction, the newest first."""
    before = asked_number("before")
    with current_service().database.read() as db:
        found, more = queries.campaigns_shown(db, signed_in_actor(), before=before)
    return render_template(
        "campaigns/index.html",
        campaigns=found,
        today=current_service().clock.today(),
        open_url=url_for(".new") if _counties(signed_in_actor()) and may_open("campaigns.new") else None,
        next_url=url_for(".index", before=found[-1].id) if more else None,
        first_url=url_for(".index") if before else None,
    )


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(*OPENERS)
def new() -> ResponseReturnValue:
    """Open the round of a year."""
    service = current_service()
    today = service.clock.today()
    given = {"year": today.year, "deadline_on": today.replace(month=12, day=31)}
    form = OpeningForm(data=None if request.method == "POST" else given)
    with service.database.read() as db:
        actor = actor_now(db)
        places = [place for code in _counties(actor) if (place := place_shown(db, actor, code))]
    form.county.choices = [(place.code, place.name) for place in places]
    if not places:
        abort(404)

    def write(act: Writing) -> int:
        return open_round(
            act.db,
            form.county.data,
            year=form.year.data or 0,
            deadline_on=form.deadline_on.data,
            actor=act.actor,
            at=act.at,
        )

    def done(campaign_id: int) -> ResponseReturnValue:
        flash(_("The round is open. The villages confirm last year's exits first."), "success")
        return redirect(url_for(".show", campaign_id=campaign_id))

    return sent(form, write, done) or (render_template("campaigns/new.html", form=form), 422 if form.errors else 200)


@blueprint.get("/<int:campaign_id>")
@open_to(*BUSINESS)
def show(campaign_id: int) -> ResponseReturnValue:
    """One round, township by township; who sees only one township goes on to its roll."""
    with current_service().database.read() as db:
        actor = actor_now(db)
        shown = queries.campaign_shown(db, actor, campaign_id) or abort(404)
    if len(shown.rolls) == 1 and len(queries.places_in(actor, shown.line.county_code)[0]) > len(shown.line.county_code):
        return redirect(url_for(".roll", roll_id=shown.rolls[0].roll.id))
    return render_template(
        "campaigns/show.html",
        shown=shown,
        today=current_service().clock.today(),
        rolls=[(each, badge(each.roll.state)) for each in shown.rolls],
    )


@blueprint.get("/rolls/<int:roll_id>")
@open_to(*BUSINESS)
def roll(roll_id: int) -> str:
    """A township's roll: by village, what keeps it open, what was done, the list with its signatures."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown = queries.roll_shown(db, actor, roll_id) or abort(404)
        case = weighed(db.connection(), shown.roll, actor, service.clock.now()) if shown.whole else None
    return render_template(
        "campaigns/roll.html",
        shown=shown,
        badge=badge(shown.roll.state),
        bar=bar_of(shown),
        offers=offers_of(shown.roll, case) if case else [],
        today=service.clock.today(),
        offices=_lines_to_sign(shown.roll),
    )


@blueprint.get("/rolls/<int:roll_id>/roll.pdf")
@open_to(*BUSINESS)
def paper(roll_id: int) -> ResponseReturnValue:
    """年度动态调整名册 of the township or a village: a draft before it is submitted, then the list that is signed."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown = queries.roll_shown(db, actor, roll_id) or abort(404)
        code = asked_text("village") or shown.places[0]
        place = place_shown(db, actor, code) or abort(404)
        if not code.startswith(shown.roll.township_code) or level_of(code) not in (Level.TOWNSHIP, Level.VILLAGE):
            abort(404)
        facts = _facts(db, shown, code, place.full_name)
    try:
        content = roll_pdf(facts)
    except (RenderFailed, OSError) as failed:
        current_app.logger.exception("the roll %s cannot be printed", roll_id)
        flash(_("The PDF could not be made: %(problem)s.", problem=failed), "refused")
        return redirect(url_for(".roll", roll_id=roll_id))
    name = f"{place.name}{shown.roll.year}年度动态调整名册.pdf"
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=name, etag=False)


@blueprint.get("/rolls/<int:roll_id>/sheets/<int:attachment_id>")
@open_to(*BUSINESS)
def sheet(roll_id: int, attachment_id: int) -> Response:
    """The scan of a signed sheet, for those whose jurisdiction covers the township."""
    service = current_service()
    with service.database.read() as db:
        shown = queries.roll_shown(db, actor_now(db), roll_id) or abort(404)
        found = signed_sheet(db, roll_id, attachment_id) if shown.whole else None
    if found is None:
        abort(404)
    try:
        content = read_file(service.settings.data_dir, found.sha256)
    except Damaged:
        current_app.logger.exception("sheet %s of roll %s is lost", attachment_id, roll_id)
        abort(500)
    return send_file(
        BytesIO(content), mimetype=found.media_type, download_name=found.filename, as_attachment=True, etag=False
    )


def _facts(db: Any, shown: queries.RollShown, code: str, full_name: str) -> RollFacts:
    service = current_service()
    roll, connection = shown.roll, db.connection()
    frozen = frozen_list(connection, roll.id, roll.list_number) if roll.frozen else None
    lines = frozen.lines if frozen else lines_now(connection, roll, code, service.clock.today())
    submitted = next((act for act in shown.acts if act.step == "submit"), None)
    return RollFacts(
        place=full_name,
        of_village=level_of(code) is Level.VILLAGE,
        township=shown.township_name,
        year=roll.year,
        lines=tuple(line for line in lines if line.village_code.startswith(code)),
        list_number=frozen.number if frozen else None,
        sha256=frozen.sha256 if frozen else "",
        submitted_on=shanghai_date(submitted.acted_at) if frozen and submitted else None,
        list_households=len(frozen.lines) if frozen else 0,
        signatures=tuple(_lines_to_sign(roll)) if frozen else (),
        printed_on=service.clock.today(),
        demonstration=is_demonstration(connection),
    )


def _lines_to_sign(roll: RollRow) -> Sequence[SignedBy]:
    signed = {each.office: each for each in roll.signatures}
    return [
        SignedBy(
            office=office,
            name=signed[office].name if office in signed else "",
            signed_on=signed[office].signed_on if office in signed else None,
        )
        for office in OFFICES
    ]


def _counties(actor: Actor) -> list[str]:
    codes = {post.region_code for post in actor.posts_with(*OPENERS)}
    return sorted(code for code in codes if level_of(code) is Level.COUNTY)
