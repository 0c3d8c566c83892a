"""Corrections of the register: their list, and the page of one with what it would change and its decision."""

from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, TextAreaField
from wtforms.validators import Length

from service.access import open_to
from service.competence import ActRefused, ChangedSince
from service.context import current_service
from service.queries import registering as queries
from service.queries.places import place_shown
from service.register.acts import AlreadyActed
from service.register.corrections import NoSuchCorrection, acting, case_of, decide
from service.register.homes import NoSuchHousehold, home_of
from service.register.powers import KEEPERS
from service.register.telling import Told
from service.web.asked import asked_number, asked_text
from service.web.errors import error_page
from service.web.names import listed
from service.web.refusal_words import sentence, show_refusals
from service.web.register_forms import number_or, register_seal
from service.web.register_words import act_lines, changes_shown, knows_health
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import StateShown, state_word
from service.web.uploads import writing
from service.words import word
from workflows.correction import CORRECTION
from workflows.decide import reasons_against

blueprint = Blueprint("corrections", __name__, url_prefix="/corrections")

PAGE = 50
STATES = tuple(state.value for state in CORRECTION.states)
STEPS = tuple(step.name for step in CORRECTION.steps if step.source)
TONES = {"proposed": "current", "approved": "done", "refused": "stopped", "withdrawn": "stopped"}


class DecisionForm(FlaskForm):
    """What is said with a decision."""

    opinion = TextAreaField(lazy_gettext("Opinion"), render_kw={"rows": 3})
    key = HiddenField(validators=[Length(min=8, max=64)])
    version = HiddenField()


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Corrections of the jurisdiction, the newest first."""
    state, household, before = asked_text("state"), asked_number("household"), asked_number("before")
    state = state if state in STATES else ""
    with current_service().database.read() as db:
        actor = actor_now(db)
        found = queries.corrections_page(db, actor, state=state, household_id=household, before=before, limit=PAGE + 1)
    chosen: dict[str, Any] = {"state": state or None, "household": household}
    return render_template(
        "register/corrections.html",
        lines=[(each, badge(each.state), facts_named(each)) for each in found[:PAGE]],
        states=[("", _("All")), *((each, str(state_word(CORRECTION.name, each))) for each in STATES)],
        chosen=chosen,
        filtered=any(chosen.values()),
        next_url=url_for(".index", **chosen, before=found[PAGE - 1].id) if len(found) > PAGE else None,
        first_url=url_for(".index", **chosen) if before else None,
    )


@blueprint.get("/<int:correction_id>")
@open_to(*BUSINESS)
def show(correction_id: int) -> str:
    """What it would change, why, and what may be done with it now."""
    return _page(correction_id, DecisionForm(formdata=None, data={"version": "", "key": uuid4().hex}))


@blueprint.post(f"/<int:correction_id>/<any({','.join(STEPS)}):step>")
@open_to(*KEEPERS)
def take(correction_id: int, step: str) -> ResponseReturnValue:
    """Approve, refuse or withdraw it."""
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(correction_id, form), 422
    service = current_service()
    try:
        with writing() as act:
            told = Told(
                actor=act.actor,
                at=act.at,
                effective_on=service.clock.today(),
                reason=form.opinion.data or "",
                key=form.key.data or "",
                seal=register_seal(),
            )
            decide(act.db, correction_id, step, number_or(form.version.data, -1), told)
    except AlreadyActed:
        flash(_("This was done with the first press; the second one changed nothing."), "info")
    except (NoSuchCorrection, NoSuchHousehold):
        abort(404)
    except ChangedSince:
        return _changed(correction_id, form)
    except ActRefused as refused:
        show_refusals(form, refused.reasons)
        return _page(correction_id, form), 422
    else:
        flash(_("It is recorded: %(what)s.", what=word(f"step.correction.{step}")), "success")
    return redirect(url_for(".show", correction_id=correction_id))


def badge(state: str) -> StateShown:
    """A correction's state as a badge."""
    return StateShown(str(state_word(CORRECTION.name, state)), TONES[state])


def facts_named(shown: queries.CorrectionShown) -> str:
    """The facts that a correction is about, in a row."""
    return listed(dict.fromkeys(word(f"register.{each.subject.value}.{each.field}") for each in shown.changes))


def _page(correction_id: int, form: DecisionForm) -> str:
    with current_service().database.read() as db:
        actor = actor_now(db)
        shown = queries.correction(db, actor, correction_id) or abort(404)
        place = place_shown(db, actor, shown.village_code)
        try:
            home = home_of(db.connection(), actor, shown.household_id)
        except NoSuchHousehold:
            home = None  # It moved to another village since.
    offers = []
    if home is not None:
        asked = {"state": shown.state, "proposed_by": shown.proposed_by_id}
        case = case_of(asked, home, shown.changes, actor)
        for step in CORRECTION.leaving(shown.state).values():
            if not actor.posts_with(*step.roles):
                continue
            reasons = [sentence(each) for each in reasons_against(step, case, acting(actor))]
            if step.name == "withdraw" and reasons:
                continue  # Only its proposer ever takes it back: to others it is no step at all.
            offers.append((step.name, str(word(f"step.correction.{step.name}")), reasons))
    if not form.version.data:
        form.version.data = str(shown.version)
    health = knows_health(actor, shown.village_code)
    return render_template(
        "register/correction.html",
        shown=shown,
        badge=badge(shown.state),
        place=place,
        changes=changes_shown(shown.changes, shown.names, health=health),
        offers=[offer for offer in offers if not offer[2]],
        hindered=[offer for offer in offers if offer[2]],
        form=form,
    )


def _changed(correction_id: int, form: DecisionForm) -> ResponseReturnValue:
    with current_service().database.read() as db:
        actor = actor_now(db)
        shown = queries.correction(db, actor, correction_id) or abort(404)
        acts = queries.acts_since(db, shown.household_id, shown.version - max(number_or(form.version.data, 0), 0))
    return error_page(
        409,
        template="register/changed.html",
        acts=act_lines(acts, shown.names, health=knows_health(actor, shown.village_code)),
        kept=[(_("Opinion"), form.opinion.data)] if form.opinion.data else [],
        title=_("Correction No. %(id)s", id=correction_id),
        retry_url=url_for(".show", correction_id=correction_id),
        home_page=url_for("households.show", household_id=shown.household_id),
        decided=shown if shown.decided_at else None,
        badge=badge(shown.state),
    )
