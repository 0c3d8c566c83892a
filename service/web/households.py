"""Households: finding them, ticking them, and the page of one with its record."""

from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from service.access import open_to, signed_in_actor
from service.competence import ActRefused
from service.context import current_service
from service.firing import AlreadyDone, AlreadyEntered, Refused, enter
from service.queries import households as queries
from service.queries import on_file
from service.queries.places import place_shown
from service.queries.records import record_of_household
from service.queries.registering import splits_before
from service.register.homes import refuse_dissolved
from service.web.acts import MOST_RECORDS
from service.web.asked import asked_number, asked_numbers, asked_text
from service.web.chosen import chosen_page
from service.web.household_facts import criteria_rows, income_rows, may_apply, member_rows
from service.web.household_table import household_table
from service.web.links import link
from service.web.names import numbered
from service.web.record_page import render_record
from service.web.refusal_words import flash_refusals
from service.web.register_card import register_shown
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.words import reason_text, word
from workflows import PROCEDURES

blueprint = Blueprint("households", __name__, url_prefix="/households")

BEGINNERS = tuple(role for step in PROCEDURES["household"].leaving(None).values() for role in step.roles)
"""Who opens a household's first cycle."""


class ApplyForm(FlaskForm):
    """The first cycle of ticked households."""

    opinion = TextAreaField(lazy_gettext("Opinion"), validators=[Length(max=2_000)])
    key = HiddenField(validators=[Length(min=8, max=64)])


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Households of the jurisdiction."""
    table = household_table(place=asked_text("place"), endpoint=".index")
    return render_template(
        "households/index.html",
        table=table,
        register_url=link("keeping.new", place=table.place or None),
    )


@blueprint.get("/<int:household_id>")
@open_to(*BUSINESS)
def show(household_id: int) -> str:
    """One household: its newest cycle, or the one that is asked for; or no cycle at all."""
    service, actor = current_service(), signed_in_actor()
    cycle = asked_number("cycle")
    today = service.clock.today()
    with service.database.read() as db:
        household = queries.household(db, actor, household_id) or abort(404)
        record = record_of_household(db, actor, household_id, cycle)
        if record is None and (cycle is not None or household.record_id is not None):
            abort(404)
        place = place_shown(db, actor, household.village_code) or abort(404)
        members = queries.members_of(db, actor, household_id, household.village_code)
        worksheets = on_file.worksheets_of(db, household_id)
        lines = on_file.lines_of(db, household.village_code)
        year = record.on_list.year if record and record.on_list and record.on_list.kind == "exit" else today.year
        texts = on_file.criteria_texts(db, "household", household.village_code, year)
        papers = on_file.papers_of(db, [record.id]) if record else []
        register = register_shown(db, actor, household_id)
    facts = {
        "household": household,
        "register": register,
        "members": member_rows(members, today),
        "knows_health": any(member.health for member in members),
        "incomes": income_rows(worksheets, lines),
        "criteria": criteria_rows(texts, papers, year),
        "criteria_year": year,
    }
    if record is None:
        applies = register.dissolved_on is None and may_apply(actor, household.village_code)
        apply_url = url_for(".apply", households=household.id) if applies else None
        return render_template("households/unregistered.html", place=place, apply_url=apply_url, **facts)
    return render_record("households/show.html", record, **facts)


@blueprint.get("/chosen")
@open_to(*BUSINESS)
def chosen() -> ResponseReturnValue:
    """What may be done with the households that were ticked."""
    ids = asked_numbers("household")
    place = asked_text("place")
    if not ids:
        flash(_("Tick at least one household first."), "warning")
        return redirect(url_for("places.show", code=place) if place else url_for(".index"))
    if len(ids) > MOST_RECORDS:
        abort(400, _("At most %(count)s households can be ticked at once.", count=MOST_RECORDS))
    return chosen_page(ids)


@blueprint.route("/apply", methods=["GET", "POST"])
@open_to(*BEGINNERS)
def apply() -> ResponseReturnValue:
    """Open the first cycle of households that have none."""
    service, actor = current_service(), signed_in_actor()
    ids = asked_numbers("households")
    with service.database.read() as db:
        found = queries.households_chosen(db, actor, ids)
        splits = splits_before(db, ids, service.clock.today(), service.settings.split_alert_days)
    if not ids or len(ids) > MOST_RECORDS or len(found) != len(ids):
        abort(404)
    entered = [each for each in found if each.record_id is not None]
    form = ApplyForm()
    if request.method == "GET":
        form.key.data = uuid4().hex
    refused = [
        {
            "subject": numbered(each.head_name, each.number),
            "url": url_for(".show", household_id=each.id),
            "reasons": [_("It has a cycle already. Another one begins with a step on the household's own page.")],
        }
        for each in entered
    ]
    if form.validate_on_submit():
        at = service.clock.now()
        subjects = [(each.village_code, each.id) for each in found]
        try:
            with service.database.write() as db:
                acting = actor_now(db)
                refuse_dissolved(db.connection(), ids)
                enter(
                    db,
                    "household",
                    subjects,
                    "apply",
                    acting,
                    at=at,
                    key=form.key.data,
                    opinion=form.opinion.data or "",
                )
        except AlreadyDone:
            flash(_("This was done with the first press; the second one changed nothing."), "info")
            return redirect(_after_applying(found))
        except AlreadyEntered:
            pass
        except ActRefused as against:
            flash_refusals(against)
        except Refused as against:
            refused = [
                {
                    "subject": numbered(found[place].head_name, found[place].number),
                    "url": url_for(".show", household_id=found[place].id),
                    "reasons": [reason_text(each) for each in reasons],
                }
                for place, reasons in against.reasons.items()
            ]
        else:
            flash(_("The applications are open: %(count)s.", count=len(found)), "success")
            return redirect(_after_applying(found))
    status = 422 if request.method == "POST" else 200
    page = render_template(
        "households/apply.html",
        form=form,
        households=found,
        refused=refused,
        step=word("step.household.apply"),
        splits=[splits[each.id] for each in found if each.id in splits],
    )
    return page, status


def _after_applying(found: list[queries.HouseholdRow]) -> str:
    if len(found) == 1:
        return url_for(".show", household_id=found[0].id)
    return url_for("places.show", code=found[0].village_code, state=PROCEDURES["household"].initial.value)
