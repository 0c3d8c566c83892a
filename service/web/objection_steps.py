"""Steps of an objection, each with its form; its written reply and the delivery of that, the objector's contact."""

from io import BytesIO
from typing import Any, Final

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.access import open_to
from service.attachments import Damaged, read_file
from service.competence import ActRefused, ChangedSince
from service.context import current_service
from service.models.objection import MANNERS
from service.notices.paper import RenderFailed
from service.notices.printing import PaperDiffers
from service.objections import acts, replies
from service.objections.contacts import read_contact
from service.objections.files import kept
from service.queries.objection_detail import ObjectionShown, file_of, objection
from service.queries.objections import READERS
from service.sealing import Unreadable
from service.web.errors import error_page
from service.web.objection_forms import FORMS, DeliveryForm
from service.web.objection_words import about, step_word
from service.web.refusal_words import flash_refusals
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.uploads import Writing, sent, writing
from service.words import word
from workflows.objection import HEARERS, LODGERS

blueprint = Blueprint("objection_steps", __name__, url_prefix="/objections")

TAKERS: Final = tuple(dict.fromkeys((*LODGERS, *HEARERS)))


@blueprint.route(f"/<int:objection_id>/<any({','.join(FORMS)}):step>", methods=["GET", "POST"])
@open_to(*TAKERS)
def take(objection_id: int, step: str) -> ResponseReturnValue:
    """Take a step: the form with the objection above it."""
    shown = _objection(objection_id)
    given = {"version": shown.line.version, "finding": _said_before(shown) if step == "reply" else ""}
    form = FORMS[step](data=None if request.method == "POST" else given)
    if "investigator_2" in form and shown.line.record_id is None:
        form.investigator_2.description = _("Two people; neither of them issued the notice.")

    def taken(_made: object) -> ResponseReturnValue:
        flash(_("It is recorded. Objection No. %(number)s.", number=objection_id), "success")
        if step == "reply":
            _print(objection_id)
        return _to(objection_id)

    try:
        answered = sent(form, lambda act: _take(act, objection_id, step, form), taken, getattr(form, "files", None))
    except ChangedSince:
        return _changed(shown, form.finding.data)
    if answered is not None:
        return answered
    page = render_template(
        "objections/step.html",
        form=form,
        title=step_word(step),
        limit=f"{current_service().settings.max_upload_mb} MB",
        **about(shown, current_service().clock.today()),
    )
    return page, 422 if form.errors else 200


@blueprint.post("/<int:objection_id>/print")
@open_to(*HEARERS)
def print_reply(objection_id: int) -> ResponseReturnValue:
    """Print the written reply that was issued and not printed yet."""
    _objection(objection_id)
    _print(objection_id)
    return _to(objection_id)


@blueprint.get("/<int:objection_id>/replies/<int:act_id>.pdf")
@open_to(*READERS)
def reply_pdf(objection_id: int, act_id: int) -> Response:
    """A written reply, shown in the browser to those who hear such objections."""
    service = current_service()
    shown = _objection(objection_id)
    if not shown.hears:
        abort(404)
    try:
        with service.database.read() as db:
            content = replies.read_letter(db, service.settings.data_dir, objection_id, act_id)
    except replies.NoSuchLetter:
        abort(404)
    except (PaperDiffers, RenderFailed, OSError):
        current_app.logger.exception("the reply %s to objection %s is lost", act_id, objection_id)
        abort(500)
    number = next((each.number for each in shown.letters if each.act_id == act_id), "reply")
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=f"{number}.pdf", etag=False)


@blueprint.route("/<int:objection_id>/delivery", methods=["GET", "POST"])
@open_to(*HEARERS)
def deliver(objection_id: int) -> ResponseReturnValue:
    """Record how the newest written reply reached whom."""
    shown = _objection(objection_id)
    if not shown.letters or not shown.hears:
        abort(404)
    today = current_service().clock.today()
    given = {"letter": shown.letters[-1].act_id, "delivered_on": today, "recipient": shown.line.objector or ""}
    form = DeliveryForm(data=None if request.method == "POST" else given)
    form.manner.choices = [(each, str(word(f"manner.{each}"))) for each in MANNERS]

    def record(act: Writing) -> None:
        replies.deliver(
            act.db,
            objection_id,
            form.letter.data or 0,
            delivered_on=form.delivered_on.data,
            manner=form.manner.data,
            recipient=form.recipient.data or "",
            actor=act.actor,
            at=act.at,
        )

    def recorded(_made: object) -> ResponseReturnValue:
        flash(_("The delivery is recorded."), "success")
        return _to(objection_id)

    try:
        answered = sent(form, record, recorded)
    except ChangedSince:
        return _changed(shown, None)
    if answered is not None:
        return answered
    title = _("Record the delivery")
    page = render_template("objections/step.html", form=form, title=title, limit="", **about(shown, today))
    return page, 422 if form.errors else 200


@blueprint.post("/<int:objection_id>/contact")
@open_to(*HEARERS)
def contact(objection_id: int) -> ResponseReturnValue:
    """Show how the objector can be reached, and record who read it. Never by a link: it is a reading each time."""
    shown = _objection(objection_id)
    try:
        with writing() as act:
            data_dir = current_service().settings.data_dir
            found = read_contact(act.db, data_dir, objection_id, actor=act.actor, at=act.at)
    except ActRefused as refused:
        flash_refusals(refused)
        return _to(objection_id)
    except Unreadable:
        current_app.logger.exception("the contact of objection %s cannot be deciphered", objection_id)
        flash(_("The contact cannot be deciphered: it was enciphered with another key."), "refused")
        return _to(objection_id)
    today = current_service().clock.today()
    return render_template("objections/contact.html", contact=found, **about(shown, today))


@blueprint.get("/<int:objection_id>/files/<int:file_id>")
@open_to(*BUSINESS)
def file(objection_id: int, file_id: int) -> Response:
    """A file of an objection, for those who may know who objected. What the public sent is never opened here."""
    service = current_service()
    with service.database.read() as db:
        found = file_of(db, actor_now(db), objection_id, file_id) or abort(404)
    try:
        content = read_file(service.settings.data_dir, found.sha256)
    except Damaged:
        current_app.logger.exception("file %s of objection %s is lost", file_id, objection_id)
        abort(500)
    return send_file(
        BytesIO(content), mimetype=found.media_type, download_name=found.filename, as_attachment=True, etag=False
    )


def _take(act: Writing, objection_id: int, step: str, form: Any) -> None:
    version, finding = form.version.data or 0, form.finding.data or ""
    if step == "investigate":
        acts.investigate(
            act.db,
            objection_id,
            version,
            investigators=(form.investigator_1.data, form.investigator_2.data),
            finding=finding,
            # They lie on the disk already: this only names them.
            files=kept(current_service().settings.data_dir, act.uploads),
            actor=act.actor,
            at=act.at,
        )
    elif step == "reply":
        replies.reply(act.db, objection_id, version, finding=finding, actor=act.actor, at=act.at)
    else:
        acts.take(act.db, objection_id, version, step, finding=finding, actor=act.actor, at=act.at)


def _print(objection_id: int) -> None:
    """Print the newest reply; a failure leaves it issued, and the page offers to print it again."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
    try:
        replies.print_letter(service.database, service.settings.data_dir, objection_id, actor, service.clock.now())
    except replies.NoSuchLetter:
        abort(404)
    except ActRefused as refused:
        flash_refusals(refused)
    except (RenderFailed, OSError) as failed:
        current_app.logger.exception("the reply to objection %s cannot be printed", objection_id)
        flash(_("The PDF could not be made: %(problem)s. The reply stays as it is.", problem=failed), "refused")


def _to(objection_id: int) -> ResponseReturnValue:
    return redirect(url_for("objections.show", objection_id=objection_id))


def _said_before(shown: ObjectionShown) -> str:
    """What the newest investigation found: the reply begins with it."""
    return next((act.finding for act in reversed(shown.acts) if act.to_state == "investigated"), "")


def _objection(objection_id: int) -> ObjectionShown:
    with current_service().database.read() as db:
        return objection(db, actor_now(db), objection_id) or abort(404)


def _changed(shown: ObjectionShown, typed: str | None) -> ResponseReturnValue:
    """Somebody acted meanwhile: nothing was written, and what was typed stands on the page."""
    return error_page(
        409,
        attempt=_("Objection No. %(number)s", number=shown.line.id),
        opinion=typed,
        retry_url=url_for("objections.show", objection_id=shown.line.id),
    )
