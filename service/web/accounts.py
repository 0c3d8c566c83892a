"""The administrator's pages: accounts, and the posts that people hold."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import BooleanField, DateField, PasswordField, SelectField, StringField
from wtforms.validators import InputRequired, Length, Optional

from service import accounts, sign_in
from service.access import open_to, signed_in_actor
from service.clock import wall_now
from service.context import current_service
from service.notices.fonts import fonts_ready
from service.passwords import hash_password, reasons_against_password
from service.queries import accounts as queries
from service.web.account_words import sentence
from service.web.asked import asked_text
from service.words import word
from workflows.reasons import Reason, reason
from workflows.roles import Role

blueprint = Blueprint("accounts", __name__, url_prefix="/accounts")

PAGE = 50


class PasswordForm(FlaskForm):
    """A new password, chosen by the administrator and handed over in person."""

    password = PasswordField(
        lazy_gettext("New password"),
        validators=[InputRequired(), Length(max=200)],
        description=lazy_gettext("At least 10 characters. Hand it over in person; the holder can change it."),
        render_kw={"autocomplete": "new-password"},
    )


class AccountForm(PasswordForm):
    """A new account."""

    login = StringField(
        lazy_gettext("Login"),
        validators=[InputRequired(), Length(max=64)],
        description=lazy_gettext("Latin letters, digits, dots, hyphens or underscores."),
        render_kw={"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"},
    )
    name = StringField(
        lazy_gettext("Name"),
        validators=[InputRequired(), Length(max=64)],
        description=lazy_gettext("As it will stand in the history of every act."),
        render_kw={"autocomplete": "off"},
    )


class AppointmentForm(FlaskForm):
    """A role in a region for a period."""

    role = SelectField(lazy_gettext("Role"), validators=[InputRequired()])
    region = StringField(
        lazy_gettext("Region"),
        validators=[Optional(), Length(max=64)],
        description=lazy_gettext("Its code (2, 4, 6, 9 or 12 digits) or whole name. Empty: the whole nation."),
        render_kw={"autocomplete": "off"},
    )
    from_on = DateField(lazy_gettext("First day"), validators=[InputRequired()])
    until_on = DateField(
        lazy_gettext("Last day"),
        validators=[Optional()],
        description=lazy_gettext("Empty: until the post is ended. An acting appointment needs a last day."),
    )
    acting = BooleanField(lazy_gettext("Acting appointment"))


@blueprint.get("/")
@open_to(Role.ADMINISTRATOR)
def index() -> str:
    """All accounts with their holders' posts of today."""
    service = current_service()
    after = asked_text("after")
    with service.database.read() as db:
        found = queries.accounts_page(db, service.clock.today(), after=after, limit=PAGE + 1)
    shown = found[:PAGE]
    next_url = url_for(".index", after=shown[-1].login) if len(found) > PAGE else None
    first_url = url_for(".index") if after else None
    return render_template(
        "accounts/index.html", accounts=shown, next_url=next_url, first_url=first_url, missing=fonts_ready()
    )


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def new() -> ResponseReturnValue:
    """Open an account."""
    form = AccountForm()
    if form.validate_on_submit():
        refusals: dict[str, Sequence[Reason]] = {}
        if against := reasons_against_password(form.password.data, form.login.data):
            refusals["password"] = against
        try:
            hashed = "" if refusals else hash_password(form.password.data)
            with current_service().database.write() as db:
                made = accounts.create_account(
                    db,
                    login=form.login.data,
                    name=form.name.data,
                    password_hash=hashed,
                    at=current_service().clock.now(),
                )
                if refusals:
                    raise accounts.AccountRefused(refusals)
        except accounts.AccountRefused as refused:
            _show(form, {**refusals, **refused.reasons})
        else:
            flash(_("The account is open. Now appoint its holder."), "success")
            return redirect(url_for(".show", user_id=made))
    return render_template("accounts/new.html", form=form), _status(form)


@blueprint.get("/<int:user_id>")
@open_to(Role.ADMINISTRATOR)
def show(user_id: int) -> str:
    """One account and every post that its holder ever had."""
    service = current_service()
    today = service.clock.today()
    with service.database.read() as db:
        account = queries.account(db, user_id, today) or abort(404)
        tenures = queries.tenures(db, user_id)
    return render_template("accounts/show.html", account=account, tenures=tenures, today=today)


@blueprint.post("/<int:user_id>/close")
@open_to(Role.ADMINISTRATOR)
def close(user_id: int) -> ResponseReturnValue:
    """Close an account: its holder is signed out everywhere and cannot sign in."""
    return _set_active(user_id, False, _("The account is closed."))


@blueprint.post("/<int:user_id>/reopen")
@open_to(Role.ADMINISTRATOR)
def reopen(user_id: int) -> ResponseReturnValue:
    """Open a closed account again."""
    return _set_active(user_id, True, _("The account is open again."))


@blueprint.route("/<int:user_id>/password", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def password(user_id: int) -> ResponseReturnValue:
    """Set another password: the holder is signed out everywhere."""
    account = _account(user_id)
    form = PasswordForm()
    if form.validate_on_submit():
        against = reasons_against_password(form.password.data, account.login)
        if not against:
            hashed = hash_password(form.password.data)
            with current_service().database.write() as db:
                accounts.set_password(db, user_id, hashed)
                sign_in.end_sessions(db, user_id, at=wall_now())
                sign_in.unlock(db, account.login)
            flash(_("The password is changed."), "success")
            return redirect(url_for(".show", user_id=user_id))
        _show(form, {"password": against})
    return render_template("accounts/password.html", form=form, account=account), _status(form)


@blueprint.route("/<int:user_id>/appointments/new", methods=["GET", "POST"])
@open_to(Role.ADMINISTRATOR)
def appoint(user_id: int) -> ResponseReturnValue:
    """Give the holder a role in a region."""
    service = current_service()
    account = _account(user_id)
    today = service.clock.today()
    form = AppointmentForm(data=None if request.method == "POST" else {"from_on": today})
    form.role.choices = [("", "—"), *((role.value, str(word(f"role.{role.value}"))) for role in Role)]
    if form.validate_on_submit():
        try:
            with service.database.write() as db:
                accounts.appoint(
                    db,
                    user_id=user_id,
                    role=Role(form.role.data),
                    region_code=_region(queries.regions_meant(db, form.region.data or ""), form.region.data or ""),
                    from_on=form.from_on.data,
                    until_on=form.until_on.data,
                    acting=form.acting.data,
                    appointed_by=signed_in_actor().user_id,
                    at=service.clock.now(),
                    today=today,
                )
        except accounts.AccountRefused as refused:
            _show(form, refused.reasons)
        else:
            flash(_("The appointment is made."), "success")
            return redirect(url_for(".show", user_id=user_id))
    return render_template("accounts/appoint.html", form=form, account=account), _status(form)


@blueprint.post("/<int:user_id>/appointments/<int:appointment_id>/end")
@open_to(Role.ADMINISTRATOR)
def end_appointment(user_id: int, appointment_id: int) -> ResponseReturnValue:
    """End a post today."""
    service = current_service()
    today: date = service.clock.today()
    try:
        with service.database.write() as db:
            ended = accounts.end_appointment(
                db, appointment_id, user_id=user_id, revoked_by=signed_in_actor().user_id, on=today
            )
    except accounts.AccountRefused as refused:
        _flash(refused)
    else:
        words = _("The post is ended.") if ended else _("This post was over already; nothing was changed.")
        flash(words, "success" if ended else "info")
    return redirect(url_for(".show", user_id=user_id))


def _account(user_id: int) -> queries.Account:
    service = current_service()
    with service.database.read() as db:
        account = queries.account(db, user_id, service.clock.today())
    return account or abort(404)


def _set_active(user_id: int, active: bool, done: str) -> ResponseReturnValue:
    service = current_service()
    _account(user_id)
    try:
        with service.database.write() as db:
            accounts.set_active(db, user_id, active, on=service.clock.today())
            if not active:
                sign_in.end_sessions(db, user_id, at=wall_now())
    except accounts.AccountRefused as refused:
        _flash(refused)
    else:
        flash(done, "success")
    return redirect(url_for(".show", user_id=user_id))


def _region(meant: Sequence[tuple[str, str]], typed: str) -> str:
    """The one region that was meant.

    Raises:
        AccountRefused: none, or several of that name.
    """
    if len(meant) == 1:
        return meant[0][0]
    if not meant:
        raise accounts.AccountRefused({"region": [reason("region_unknown", region=typed)]})
    codes = "、".join(code for code, _name in meant)
    raise accounts.AccountRefused({"region": [reason("region_ambiguous", regions=codes)]})


def _show(form: Any, refusals: Mapping[str, Sequence[Reason]]) -> None:
    for name, found in refusals.items():
        if name in form:
            form[name].errors = [sentence(each) for each in found]
        else:
            form.form_errors.extend(sentence(each) for each in found)


def _status(form: Any) -> int:
    return 422 if form.errors else 200


def _flash(refused: accounts.AccountRefused) -> None:
    for found in refused.reasons.values():
        for each in found:
            flash(sentence(each), "refused")
