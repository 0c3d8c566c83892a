"""Taking a step: a page that says what will happen, and the one press that does it, for a record or a whole list."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext, ngettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from service.access import open_to, signed_in_actor
from service.context import current_service
from service.firing import AlreadyDone, Fired, NotThere, Order, Refused, Stale, fire
from service.people import Actor
from service.queries import lists as list_queries
from service.queries import records as queries
from service.queries.offers import Standing, refusals, standing_of
from service.queries.on_file import criteria_texts
from service.queries.timeline import act_was, entries_since
from service.register.homes import BEFORE_APPROVAL
from service.web.act_words import Refusal, WhatHappens, refusals_shown, what_happens
from service.web.asked import asked_numbers
from service.web.entries import step_label, timeline_of
from service.web.errors import error_page
from service.web.links import record_url
from service.web.printing import print_issued, shown_before_issue
from service.web.register_card import splits_among
from service.web.roles_of_pages import ACTING
from service.web.signed_in import actor_now
from service.web.step_offers import criteria_labels
from service.words import reason_text, word
from workflows import PROCEDURES
from workflows.reasons import reason

blueprint = Blueprint("acts", __name__)

MOST_RECORDS = 2_000
_KEY_LENGTH = 64


class ActForm(FlaskForm):
    """The official's words, the key of this very button, and the versions of the records on this page."""

    opinion = TextAreaField(lazy_gettext("Opinion"), validators=[Length(max=2_000)])
    key = HiddenField()
    versions = HiddenField()


@dataclass(frozen=True)
class Ground:
    """What a page of an act stands on.

    Args:
        ids: records that the page speaks of.
        title: whom the act is about.
        url: the page itself; back: where the official came from.
        lands: where they go after the act.
    """

    ids: tuple[int, ...]
    title: str
    url: str
    back: str
    lands: Callable[[Fired | None], str]
    list_id: int | None = None


@dataclass
class _Page:
    """What the template shows."""

    ground: Ground
    step: str
    form: ActForm
    happens: WhatHappens
    shown: Sequence[queries.RecordShown]
    criteria: Mapping[str, str]
    refused: Sequence[Refusal] = field(default_factory=list)
    attempted: bool = False

    def render(self) -> str:
        before_approval = [each.household_id for each in self.shown if each.state in BEFORE_APPROVAL]
        with current_service().database.read() as db:
            splits = splits_among(db, before_approval)
        return render_template(
            "acts/confirm.html",
            ground=self.ground,
            splits=splits,
            happens=self.happens,
            form=self.form,
            records=self.shown,
            record_links=[record_url(each.procedure, each.region_code, each.household_id) for each in self.shown],
            refused=self.refused,
            attempted=self.attempted,
        )


@blueprint.route("/records/<int:record_id>/steps/<step>", methods=["GET", "POST"])
@open_to(*ACTING)
def on_record(record_id: int, step: str) -> ResponseReturnValue:
    """One step for one record."""
    with current_service().database.read() as db:
        shown = queries.record(db, signed_in_actor(), record_id) or abort(404)
    page = record_url(shown.procedure, shown.region_code, shown.household_id)
    own = record_url(shown.procedure, shown.region_code, shown.household_id, None if shown.newest else shown.cycle)
    ground = Ground(
        ids=(record_id,),
        title=shown.name,
        url=url_for(".on_record", record_id=record_id, step=step),
        back=own,
        lands=lambda fired: page if fired and fired.opened else own,
    )
    return _act(ground, step)


@blueprint.route("/lists/<int:list_id>/steps/<step>", methods=["GET", "POST"])
@open_to(*ACTING)
def on_list(list_id: int, step: str) -> ResponseReturnValue:
    """One step for every household of a list that stands where the step begins."""
    with current_service().database.read() as db:
        listed = list_queries.list_shown(db, signed_in_actor(), list_id) or abort(404)
        standing = [each for each in list_queries.households_on(db, list_id) if each.left_at is None]
    leaves = [each.record_id for each in standing if PROCEDURES["household"].step(step, each.state)]
    page = url_for("lists.show", list_id=list_id)
    ground = Ground(
        ids=tuple(leaves or (each.record_id for each in standing)),
        title=_(
            "%(kind)s No. %(number)s of %(year)s, %(village)s",
            kind=word(f"list_kind.{listed.kind}"),
            number=listed.number,
            year=listed.year,
            village=listed.village_name,
        ),
        url=url_for(".on_list", list_id=list_id, step=step),
        back=page,
        lands=lambda fired: page,
        list_id=list_id,
    )
    if not ground.ids:
        abort(404)
    return _act(ground, step)


@blueprint.route("/records/steps/<step>", methods=["GET", "POST"])
@open_to(*ACTING)
def on_chosen(step: str) -> ResponseReturnValue:
    """One step for ticked households; a step that gathers makes them a list."""
    ids = asked_numbers("records")
    if not ids or len(ids) > MOST_RECORDS:
        abort(404)
    with current_service().database.read() as db:
        shown = queries.records(db, signed_in_actor(), ids)
    if len(shown) != len(ids):
        abort(404)
    ground = Ground(
        ids=tuple(ids),
        title=ngettext("%(num)s household", "%(num)s households", len(ids)) if len(ids) > 1 else shown[0].name,
        url=url_for(".on_chosen", step=step, records=",".join(map(str, ids))),
        back=url_for("places.show", code=shown[0].region_code),
        lands=lambda fired: _after(ids),
    )
    return _act(ground, step)


def _act(ground: Ground, step: str) -> ResponseReturnValue:
    service, actor = current_service(), signed_in_actor()
    with service.database.read() as db:
        shown = queries.records(db, actor, ground.ids)
        procedures = {each.procedure for each in shown}
        if len(procedures) != 1 or step not in PROCEDURES[next(iter(procedures))].step_names():
            abort(404)
        standing = standing_of(db, actor, ground.ids, service.clock.today(), step=step)
        against = refusals(standing, step)
        criteria = _criteria(db, standing)
        done = act_was(db, request.form.get("key", ""), actor.user_id)
    happens = what_happens(actor, shown, standing, step, service.clock.today())
    form = ActForm()
    if happens.needs_reason:
        form.opinion.label.text = _("Reason")
        form.opinion.flags.required = True
    page = _Page(ground, step, form, happens, shown, criteria)
    if request.method == "GET":
        form.key.data = uuid4().hex
        form.versions.data = ",".join(f"{id}:{version}" for id, version in standing.versions().items())
        page.refused = refusals_shown(shown, against, criteria)
        return page.render()
    if done:
        return _done_before(ground)
    return _pressed(page, standing, actor)


def _pressed(page: _Page, standing: Standing, actor: Actor) -> ResponseReturnValue:
    """The button was pressed: one transaction, then the paper."""
    service, form, ground = current_service(), page.form, page.ground
    if not form.validate():
        return page.render(), 422
    key, versions = form.key.data or "", versions_of(form.versions.data or "")
    if versions is None or not 8 <= len(key) <= _KEY_LENGTH:
        abort(400)
    if page.happens.needs_reason and not (form.opinion.data or "").strip():
        form.opinion.errors = [reason_text(reason("reason_required"))]
        return page.render(), 422
    if versions.keys() - standing.rows.keys():
        # Somebody took one of them off the list, or moved it on, since the page was drawn.
        return _stale(page, versions, list(versions))
    order = Order(step=page.step, versions=versions, opinion=form.opinion.data or "", key=key)
    at = service.clock.now()
    preview = bool(request.form.get("preview")) and page.happens.issues is not None
    try:
        if preview:
            return shown_before_issue(order, at)
        with service.database.write() as db:
            acting = actor_now(db)
            fired = fire(db, order, acting, at=at)
    except NotThere:
        abort(404)
    except AlreadyDone:
        return _done_before(ground)
    except Stale as stale:
        return _stale(page, versions, stale.ids)
    except Refused as refused:
        page.refused = refusals_shown(page.shown, refused.reasons, page.criteria)
        page.attempted = True
        return page.render(), 422
    flash(page.happens.done(len(versions)), "success")
    print_issued(fired.notices, acting)
    return redirect(ground.lands(fired))


def versions_of(text: str) -> dict[int, int] | None:
    """Records and their versions as a form carries them (`12:3,13:5`); None where it was tampered with."""
    found: dict[int, int] = {}
    for part in text.split(","):
        id, colon, version = part.partition(":")
        if not colon or not (id.isascii() and id.isdigit() and version.isascii() and version.isdigit()):
            return None
        if len(id) > 9 or len(version) > 9:
            return None
        found[int(id)] = int(version)
    return found if len(found) <= MOST_RECORDS else None


def _done_before(ground: Ground) -> ResponseReturnValue:
    flash(_("This was done with the first press; the second one changed nothing."), "info")
    return redirect(ground.lands(None))


def _stale(page: _Page, versions: Mapping[int, int], ids: Sequence[int]) -> ResponseReturnValue:
    """409: who did what in the meantime, with the official's own words to take along."""
    with current_service().database.read() as db:
        # The ids came with the form: what lies outside the jurisdiction is not told.
        seen = [(each.id, versions[each.id]) for each in queries.records(db, signed_in_actor(), ids)]
        if not seen:
            abort(404)
        entries = entries_since(db, seen)
    return error_page(
        409,
        entries=timeline_of(entries, numbered=False),
        retry_url=page.ground.back,
        attempt=step_label(page.shown[0].procedure, page.step),
        opinion=page.form.opinion.data,
    )


def _criteria(db: Any, standing: Standing) -> dict[str, str]:
    """Labels of the criteria that a reason may name."""
    first = next(iter(standing.rows.values()))
    return criteria_labels(criteria_texts(db, first.procedure, first.region_code, standing.years[first.id]))


def _after(ids: Sequence[int]) -> str:
    """Where ticked households are found after the act: on their list, or in their village."""
    with current_service().database.read() as db:
        shown = queries.records(db, signed_in_actor(), ids)
    lists = {each.on_list.id if each.on_list else None for each in shown}
    if len(lists) == 1 and (list_id := lists.pop()) is not None:
        return url_for("lists.show", list_id=list_id)
    return url_for("places.show", code=shown[0].region_code)
