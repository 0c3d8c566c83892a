"""A person's own account: their posts, and another password."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_login import current_user
from flask_wtf import FlaskForm
from wtforms import PasswordField
from wtforms.validators import InputRequired, Length

from service import accounts, sign_in
from service.access import open_to_signed_in, signed_in_actor
from service.clock import wall_now
from service.context import current_service
from service.passwords import hash_password, reasons_against_password
from service.queries.accounts import is_offered
from service.web.account_words import sentence
from service.web.throttle import FAILED_SIGN_INS, failed, limiter
from workflows.reasons import reason

blueprint = Blueprint("my_account", __name__, url_prefix="/my-account")


class OwnPasswordForm(FlaskForm):
    """The present password and a new one."""

    present = PasswordField(
        lazy_gettext("Present password"),
        validators=[InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )
    password = PasswordField(
        lazy_gettext("New password"),
        validators=[InputRequired(), Length(max=200)],
        description=lazy_gettext("At least 10 characters."),
        render_kw={"autocomplete": "new-password"},
    )


@blueprint.route("/", methods=["GET", "POST"])
@limiter.limit(FAILED_SIGN_INS, methods=["POST"], deduct_when=failed)
@open_to_signed_in
def index() -> ResponseReturnValue:
    """Show the posts; change the password, which signs the person out everywhere else."""
    actor = signed_in_actor()
    form = OwnPasswordForm()
    if form.validate_on_submit():
        database = current_service().database
        with database.read() as db:
            known = sign_in.credentials(db, actor.login)
            shared = is_offered(db, actor.login)
        against = [reason("account_is_shared")] if shared else reasons_against_password(form.password.data, actor.login)
        if not sign_in.proves(known, form.present.data):
            form.present.errors = [sentence(reason("wrong_password"))]
        elif against:
            form.password.errors = [sentence(each) for each in against]
        else:
            hashed = hash_password(form.password.data)
            with database.write() as db:
                accounts.set_password(db, actor.user_id, hashed)
                sign_in.end_sessions(db, actor.user_id, at=wall_now(), except_session=current_user.visitor.session_id)
            flash(_("The password is changed. Every other browser is signed out."), "success")
            return redirect(url_for(".index"))
    return render_template("accounts/mine.html", form=form, actor=actor), 422 if form.errors else 200
