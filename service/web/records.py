"""A record by its own number: for links that know no more."""

from flask import Blueprint, abort, redirect
from flask.typing import ResponseReturnValue

from service.access import open_to, signed_in_actor
from service.context import current_service
from service.queries import records as queries
from service.web.links import record_url
from service.web.roles_of_pages import BUSINESS

blueprint = Blueprint("records", __name__, url_prefix="/records")


@blueprint.get("/<int:record_id>")
@open_to(*BUSINESS)
def show(record_id: int) -> ResponseReturnValue:
    """On to the page of the household, village or county, at this cycle."""
    with current_service().database.read() as db:
        shown = queries.record(db, signed_in_actor(), record_id) or abort(404)
    cycle = None if shown.newest else shown.cycle
    return redirect(record_url(shown.procedure, shown.region_code, shown.household_id, cycle))
