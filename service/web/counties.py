"""Designated poor counties: the list, and the page of one with its record."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from service.access import open_to, signed_in_actor
from service.context import current_service
from service.queries import on_file
from service.queries.places import figures_of, place_shown, weighed_place
from service.queries.records import record_of_place, records_below
from service.web.asked import asked_number
from service.web.place_facts import evaluation_rows, incidence_of
from service.web.place_records import records_index
from service.web.record_page import render_record
from service.web.roles_of_pages import BUSINESS
from service.web.stages import state_shown

blueprint = Blueprint("counties", __name__, url_prefix="/counties")

VILLAGES_SHOWN = 200


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Poor counties of the jurisdiction."""
    return render_template("counties/index.html", table=records_index("county", ".index"))


@blueprint.get("/<code>")
@open_to(*BUSINESS)
def show(code: str) -> ResponseReturnValue:
    """One poor county: its newest cycle, or the one that is asked for. Another county has its place's page."""
    service, actor = current_service(), signed_in_actor()
    today = service.clock.today()
    cycle = asked_number("cycle")
    with service.database.read() as db:
        place_shown(db, actor, code) or abort(404)
        record = record_of_place(db, actor, "county", code, cycle)
        if record is None:
            if cycle is not None:
                abort(404)
            return redirect(url_for("places.show", code=code))
        papers = on_file.papers_of(db, [record.id])
        weighed = weighed_place(db, "county", code, today)
        villages = records_below(db, actor, "village", code, limit=VILLAGES_SHOWN)
        facts = {
            "incidence": incidence_of(weighed, papers),
            "evaluation": evaluation_rows(weighed, papers),
            "figures": figures_of(db, [code], today),
            "villages": [(village, state_shown("village", village.state)) for village in villages],
        }
    return render_record("counties/show.html", record, **facts)
