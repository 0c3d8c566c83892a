"""Designated poor villages: the list, and the page of one with its record."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from service.access import open_to, signed_in_actor
from service.context import current_service
from service.queries import on_file
from service.queries.places import figures_of, place_shown, states_below, weighed_place
from service.queries.records import record_of_place
from service.web.asked import asked_number
from service.web.household_facts import criteria_rows
from service.web.place_facts import incidence_of
from service.web.place_records import records_index
from service.web.record_page import render_record
from service.web.roles_of_pages import BUSINESS
from service.web.stages import state_word
from workflows import PROCEDURES

blueprint = Blueprint("villages", __name__, url_prefix="/villages")


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Poor villages of the jurisdiction."""
    return render_template("villages/index.html", table=records_index("village", ".index"))


@blueprint.get("/<code>")
@open_to(*BUSINESS)
def show(code: str) -> ResponseReturnValue:
    """One poor village: its newest cycle, or the one that is asked for. Another village has its place's page."""
    service, actor = current_service(), signed_in_actor()
    today = service.clock.today()
    cycle = asked_number("cycle")
    with service.database.read() as db:
        place_shown(db, actor, code) or abort(404)
        record = record_of_place(db, actor, "village", code, cycle)
        if record is None:
            if cycle is not None:
                abort(404)
            return redirect(url_for("places.show", code=code))
        papers = on_file.papers_of(db, [record.id])
        texts = on_file.criteria_texts(db, "village", code, today.year)
        states = states_below(db, code)
        facts = {
            "incidence": incidence_of(weighed_place(db, "village", code, today), papers),
            "figures": figures_of(db, [code], today),
            "criteria": criteria_rows(texts, papers, today.year),
            "criteria_year": today.year,
        }
    facts["states"] = [
        (str(state_word("household", state.value)), states[state.value], state.value)
        for state in PROCEDURES["household"].states
        if state.value in states
    ]
    return render_record("villages/show.html", record, **facts)
