"""Signing in, signing out, and the language."""

from dataclasses import dataclass

from flask import Blueprint, abort, redirect, render_template, request, session, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext, refresh
from flask_login import current_user, login_user
from flask_wtf import FlaskForm
from wtforms import PasswordField, StringField
from wtforms.validators import InputRequired, Length

from service import accounts
from service import sign_in as signing_in
from service.access import open_to_everyone
from service.clock import wall_now
from service.context import current_service
from service.demonstration.clock import DemonstrationClock
from service.queries.accounts import offered_accounts
from service.web.account_words import sentence
from service.web.addresses import own_path
from service.web.frame import home_url, role_words
from service.web.languages import LANGUAGES
from service.web.signed_in import user_behind
from service.web.throttle import FAILED_SIGN_INS, failed, limiter

blueprint = Blueprint("session", __name__)


class SignInForm(FlaskForm):
    """Login and password."""

    login = StringField(
        lazy_gettext("Login"),
        validators=[InputRequired(), Length(max=64)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[InputRequired(), Length(max=200)],
        render_kw={"autocomplete": "current-password"},
    )


@dataclass(frozen=True)
class ShownAccount:
    """One row of the demonstration's accounts."""

    login: str
    password: str
    name: str
    role: str
    place: str


@blueprint.route("/sign-in", methods=["GET", "POST"])
@limiter.limit(FAILED_SIGN_INS, methods=["POST"], deduct_when=failed)
@open_to_everyone
def sign_in() -> ResponseReturnValue:
    """Ask for login and password, then go where the visitor wanted to."""
    following = own_path(request.args.get("next"))
    if request.method == "GET" and current_user.is_authenticated:
        return redirect(following or home_url())
    form = SignInForm()
    message, status = None, 200
    if form.validate_on_submit():
        database = current_service().database
        with database.read() as db:
            known = signing_in.credentials(db, form.login.data)
        proved = signing_in.proves(known, form.password.data)
        with database.write() as db:
            outcome = signing_in.sign_in(
                db,
                known,
                proved,
                at=wall_now(),
                address=request.remote_addr,
                user_agent=request.user_agent.string,
            )
        if isinstance(outcome, signing_in.SignedIn):
            _begin_session(outcome.token)
            return redirect(following or home_url())
        message, status = sentence(outcome.reason), 422
    elif request.method == "POST":
        status = 422
    return render_template("session/sign_in.html", form=form, message=message, accounts=_shown_accounts()), status


@blueprint.post("/sign-out")
@open_to_everyone
def sign_out() -> ResponseReturnValue:
    """End the session on the server, so that a copied cookie is dead too."""
    if current_user.is_authenticated:
        with current_service().database.write() as db:
            signing_in.sign_out(db, current_user.token, at=wall_now())
    _keep_only_the_language()
    return redirect(url_for("session.sign_in"))


@blueprint.route("/language/<locale>", methods=["GET", "POST"])
@open_to_everyone
def language(locale: str) -> ResponseReturnValue:
    """Change the language in this browser, and for the account when somebody has signed in."""
    if locale not in LANGUAGES:
        abort(404)
    session["locale"] = locale
    if current_user.is_authenticated and current_user.visitor.locale != locale:
        with current_service().database.write() as db:
            accounts.set_locale(db, current_user.actor.user_id, locale)
    refresh()
    return redirect(own_path(request.values.get("next")) or "/")


def _shown_accounts() -> list[ShownAccount] | None:
    """Accounts that a demonstration offers to its visitors; a production database shows nobody's."""
    service = current_service()
    if not isinstance(service.clock, DemonstrationClock):
        return None
    with service.database.read() as db:
        found = offered_accounts(db, service.clock.today())
    return [
        ShownAccount(
            login=account.login,
            password=password,
            name=account.name,
            role=role_words(account.posts),
            place=account.posts[0].region_name if account.posts else "",
        )
        for account, password in found
    ]


def _begin_session(token: str) -> None:
    # What an earlier visitor left in the cookie must not survive.
    _keep_only_the_language()
    login_user(user_behind(token))


def _keep_only_the_language() -> None:
    locale = session.get("locale")
    session.clear()
    if locale in LANGUAGES:
        session["locale"] = locale
