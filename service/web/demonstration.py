"""The control that advances a demonstration's date. It only advances; production has no such page."""

from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.access import open_to_signed_in
from service.clock import TimeOnlyAdvances
from service.context import current_service
from service.demonstration.clock import DemonstrationClock
from service.queries.periods import last_running_day
from service.web.addresses import page_before
from service.web.frame import home_url
from service.web.signed_in import actor_now
from service.words import date_text

blueprint = Blueprint("demonstration", __name__, url_prefix="/demonstration")

_ONE_DAY = timedelta(days=1)


@blueprint.post("/next-day")
@open_to_signed_in
def next_day() -> ResponseReturnValue:
    """Begin the day after the one that the page showed: two visitors who press at once move it once."""
    clock, shown = _asked()
    return _advance(clock, shown + _ONE_DAY)


@blueprint.post("/end-of-period")
@open_to_signed_in
def end_of_period() -> ResponseReturnValue:
    """Begin the day after the last day of the latest period that runs in the visitor's jurisdiction."""
    clock, shown = _asked()
    if shown != clock.today():
        return _moved_already(clock.today())
    with current_service().database.read() as db:
        last = last_running_day(db, actor_now(db), shown)
    if last is None:
        flash(_("No publicity period runs in your jurisdiction, so there is no end to go to."), "info")
        return _back()
    return _advance(clock, last + _ONE_DAY)


def _asked() -> tuple[DemonstrationClock, date]:
    """The clock, and the day that the visitor's page showed."""
    clock = current_service().clock
    if not isinstance(clock, DemonstrationClock):
        abort(404)
    try:
        shown = date.fromisoformat(request.form.get("shown", ""))
    except ValueError:
        abort(400, _("The form does not say which day it was made on. Open the page again."))
    if shown > clock.today():
        abort(400, _("The form names a day that has not come yet. Open the page again."))
    return clock, shown


def _advance(clock: DemonstrationClock, on: date) -> ResponseReturnValue:
    try:
        with current_service().database.write() as db:
            clock.advance_to(db, on)
    except TimeOnlyAdvances as reached:
        return _moved_already(reached.on)
    flash(_("It is now %(day)s.", day=date_text(on)), "success")
    return _back()


def _moved_already(today: date) -> ResponseReturnValue:
    flash(_("The date had moved on already: it is %(day)s.", day=date_text(today)), "info")
    return _back()


def _back() -> ResponseReturnValue:
    return redirect(page_before() or home_url())
