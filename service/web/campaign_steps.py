"""Steps of a township's roll, each with its form: decisions begin, the list is submitted, signed, returned."""

from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, IntegerField, MultipleFileField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional
from wtforms.widgets import HiddenInput

from service.access import open_to
from service.campaigns.last_year import LONGEST_REASON
from service.campaigns.steps import LONGEST_NAME, SignatureGiven
from service.campaigns.steps import take as take_step
from service.competence import ChangedSince
from service.context import current_service
from service.queries.campaigns import RollShown, roll_shown
from service.web.asked import LARGEST_ID
from service.web.campaign_words import badge, step_word
from service.web.errors import error_page
from service.web.signed_in import actor_now
from service.web.uploads import FileNeeded, Writing, sent
from service.words import word
from workflows.campaign import CAMPAIGN, SIGNING
from workflows.roles import Role

blueprint = Blueprint("campaign_steps", __name__, url_prefix="/campaigns")

STEPS: Final = ("begin", "submit", "return", *SIGNING)
TAKERS: Final[tuple[Role, ...]] = tuple(
    dict.fromkeys(role for step in CAMPAIGN.steps if step.name in STEPS for role in step.roles)
)
_FILES: Final = {"accept": "image/jpeg,image/png,application/pdf"}


class StepForm(FlaskForm):
    """What every step carries: the version on the screen."""

    version = IntegerField(validators=[Optional(), NumberRange(0, LARGEST_ID)], widget=HiddenInput())


class ReturnForm(StepForm):
    """Why a list goes back; its signatures become void."""

    reason = TextAreaField(lazy_gettext("Reason"), validators=[InputRequired(), Length(max=LONGEST_REASON)])


class SignatureForm(StepForm):
    """Who signed the printed list, when, and the scan of the signed sheet."""

    signer = StringField(
        lazy_gettext("Name of who signed"),
        validators=[InputRequired(), Length(max=LONGEST_NAME)],
        description=lazy_gettext("As it stands on the signed sheet."),
    )
    signed_on = DateField(lazy_gettext("Day of the signature"), validators=[InputRequired()])
    files = MultipleFileField(lazy_gettext("Scan of the signed sheet"), validators=[FileNeeded()], render_kw=_FILES)


@blueprint.route(f"/rolls/<int:roll_id>/<any({','.join(STEPS)}):step>", methods=["GET", "POST"])
@open_to(*TAKERS)
def take(roll_id: int, step: str) -> ResponseReturnValue:
    """Take a step of a roll."""
    service = current_service()
    with service.database.read() as db:
        shown = roll_shown(db, actor_now(db), roll_id) or abort(404)
    if not shown.whole:
        abort(404)
    given = {"version": shown.roll.version, "signed_on": service.clock.today()}
    form = _form(step)(data=None if request.method == "POST" else given)

    def taken(_made: object) -> ResponseReturnValue:
        flash(_("It is recorded: %(step)s.", step=step_word(step)), "success")
        return redirect(url_for("campaigns.roll", roll_id=roll_id))

    try:
        answered = sent(form, lambda act: _take(act, shown, step, form), taken, getattr(form, "files", None))
    except ChangedSince:
        return error_page(
            409, attempt=step_word(step), opinion=None, retry_url=url_for("campaigns.roll", roll_id=roll_id)
        )
    if answered is not None:
        return answered
    page = render_template(
        "campaigns/step.html",
        form=form,
        shown=shown,
        step=step,
        title=step_word(step),
        badge=badge(shown.roll.state),
        office=word(f"signer_office.{SIGNING[step]}") if step in SIGNING else None,
        limit=f"{service.settings.max_upload_mb} MB",
    )
    return page, 422 if form.errors else 200


def _form(step: str) -> Any:
    if step in SIGNING:
        return SignatureForm
    return ReturnForm if step == "return" else StepForm


def _take(act: Writing, shown: RollShown, step: str, form: Any) -> None:
    signature = None
    if step in SIGNING:
        scans = act.store(shown.roll.township_code)
        signature = SignatureGiven(form.signer.data or "", form.signed_on.data, scans[0] if scans else None)
    take_step(
        act.db,
        shown.roll.id,
        form.version.data or 0,
        step,
        why=form.reason.data if step == "return" else "",
        signature=signature,
        actor=act.actor,
        at=act.at,
    )
