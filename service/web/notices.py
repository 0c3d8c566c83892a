"""Notices: their list, the page of one with its paper, its printing, posting and result."""

from collections.abc import Sequence
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DateField, FileField, MultipleFileField, SelectField, StringField
from wtforms.validators import InputRequired, Length

from service.access import open_to, signed_in_actor
from service.attachments import Upload, keep, store_attachment
from service.competence import ActRefused, post_over
from service.context import current_service
from service.notices.paper import RenderFailed
from service.notices.posting import POSTERS, posting_roles, record_posting, sign_result
from service.notices.printing import PRINTERS, NoSuchNotice, PaperDiffers, print_notice, read_pdf
from service.objections.powers import LODGERS
from service.people import Actor, actor_of
from service.queries import notices as queries
from service.queries.notice_detail import NoticeShown, notice
from service.web.attachments import LARGEST_ID, size_text
from service.web.errors import error_page
from service.web.notice_lines import CONDITIONS, KINDS, NoticeRow, checks_of, notice_row, result_labels
from service.web.refusal_words import sentence, show_refusals
from service.web.roles_of_pages import BUSINESS
from service.web.stages import state_shown
from service.web.uploads import accepted
from service.words import word
from workflows.roles import Level, Role

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

PAGE = 50
POSTING_ROLES = tuple(dict.fromkeys(role for roles in POSTERS.values() for role in roles))
_ID = f"<int(max={LARGEST_ID}):notice_id>"


class PostingForm(FlaskForm):
    """Evidence that a notice hangs."""

    posted_on = DateField(lazy_gettext("Day of posting"), validators=[InputRequired()])
    place = StringField(
        lazy_gettext("Place of posting"),
        validators=[InputRequired(), Length(max=200)],
        description=lazy_gettext("As people call it, such as the village board or a group's board."),
    )
    place_level = SelectField(lazy_gettext("Level of the place"), validators=[InputRequired()])
    posted_by = StringField(lazy_gettext("Posted by"), validators=[InputRequired(), Length(max=64)])
    photos = MultipleFileField(
        lazy_gettext("Photographs of the posting"),
        description=lazy_gettext("The whole notice and the place must be seen. JPEG, PNG or PDF."),
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )


class ResultForm(FlaskForm):
    """The signed statement on a publicity's result."""

    signed_on = DateField(lazy_gettext("Day of signing"), validators=[InputRequired()])
    signed_by_handler = StringField(validators=[InputRequired(), Length(max=64)])
    signed_by_supervisor = StringField(validators=[InputRequired(), Length(max=64)])
    signed_by_team = StringField(validators=[InputRequired(), Length(max=64)])
    scan = FileField(
        lazy_gettext("Scan of the signed statement"),
        description=lazy_gettext("JPEG, PNG or PDF."),
        render_kw={"accept": "image/jpeg,image/png,application/pdf"},
    )


@dataclass(frozen=True)
class May:
    """What the person at the browser may do with a notice now."""

    print: bool
    post: bool
    sign: bool
    object: bool


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Notices of the jurisdiction, the newest first."""
    service = current_service()
    today = service.clock.today()
    kind, condition = request.args.get("kind", ""), request.args.get("condition", "")
    place, before = request.args.get("place", "").strip(), request.args.get("before", type=int)
    kind = kind if kind in KINDS else ""
    condition = condition if condition in queries.CONDITIONS else ""
    with service.database.read() as db:
        found = queries.notices_page(
            db, signed_in_actor(), kind=kind, condition=condition, place=place, before=before, limit=PAGE + 1
        )
    chosen = {"kind": kind or None, "condition": condition or None, "place": place or None}
    return render_template(
        "notices_pages/index.html",
        notices=[notice_row(line, today) for line in found[:PAGE]],
        kinds=[("", _("All kinds")), *((each, str(word(f"notice.{each}"))) for each in KINDS)],
        conditions=[("", _("All")), *((each, str(CONDITIONS[each])) for each in queries.CONDITIONS)],
        chosen=chosen,
        filtered=any(chosen.values()),
        next_url=url_for(".index", **chosen, before=found[PAGE - 1].id) if len(found) > PAGE else None,
        first_url=url_for(".index", **chosen) if before else None,
    )


@blueprint.get(f"/{_ID}")
@open_to(*BUSINESS)
def show(notice_id: int) -> str:
    """One notice: what it says, where it hangs, what is still to be done."""
    today = current_service().clock.today()
    shown, actor = _notice(notice_id)
    return render_template(
        "notices_pages/show.html",
        shown=shown,
        row=notice_row(shown.line, today),
        checks=checks_of(shown, today),
        may=_may(shown, actor),
        members=[(each, state_shown(each.procedure, each.state)) for each in shown.members],
        objections=[(word(f"objection_state.{state}"), number) for state, number in sorted(shown.objections.items())],
        signers=result_labels(shown.poster_level),
        size_text=size_text,
    )


@blueprint.get(f"/{_ID}/notice.pdf")
@open_to(*BUSINESS)
def pdf(notice_id: int) -> ResponseReturnValue:
    """The kept PDF, shown in the browser, or downloaded with `?download=1`."""
    service = current_service()
    shown, _actor = _notice(notice_id)
    try:
        with service.database.read() as db:
            content = read_pdf(db, service.settings.data_dir, notice_id)
    except NoSuchNotice:
        abort(404)
    except (PaperDiffers, RenderFailed, OSError):
        current_app.logger.exception("the PDF of notice %s is lost", notice_id)
        abort(500)
    response: Response = send_file(
        BytesIO(content),
        mimetype="application/pdf",
        download_name=f"{shown.line.number}.pdf",
        as_attachment=request.args.get("download") == "1",
        etag=False,
    )
    return response


@blueprint.post(f"/{_ID}/print")
@open_to(*PRINTERS)
def print_it(notice_id: int) -> ResponseReturnValue:
    """Make the PDF of a notice that was issued and not printed yet."""
    service = current_service()
    _shown, actor = _notice(notice_id)
    try:
        print_notice(service.database, service.settings.data_dir, notice_id, actor, service.clock.now())
    except ActRefused as refused:
        _flash(refused)
    except (RenderFailed, OSError) as failed:
        current_app.logger.exception("notice %s cannot be printed", notice_id)
        flash(_("The PDF could not be made: %(problem)s. The notice stays as it is.", problem=failed), "refused")
    else:
        flash(_("The PDF is made and its hash stands in the history. The notice can be posted."), "success")
    return redirect(url_for(".show", notice_id=notice_id))


@blueprint.route(f"/{_ID}/postings/new", methods=["GET", "POST"])
@open_to(*POSTING_ROLES)
def post(notice_id: int) -> ResponseReturnValue:
    """Record that a notice hangs."""
    service = current_service()
    shown, actor = _notice(notice_id)
    given = {
        "posted_on": service.clock.today(),
        "place_level": _usual_level(shown, actor),
        "posted_by": actor.name,
        "place": shown.facts.places[0] if shown.facts.places else "",
    }
    form = PostingForm(data=None if request.method == "POST" else given)
    form.place_level.choices = [(level.value, str(word(f"level.{level.value}"))) for level in _levels(shown)]
    if form.validate_on_submit() and (uploads := accepted(form.photos)) is not None and not form.photos.errors:
        try:
            with _writing(uploads) as act:
                record_posting(
                    act.db,
                    notice_id,
                    posted_on=form.posted_on.data,
                    place=form.place.data,
                    place_level=form.place_level.data,
                    posted_by=form.posted_by.data,
                    photos=act.store(shown.line.region_code),
                    actor=act.actor,
                    at=act.at,
                )
        except ActRefused as refused:
            show_refusals(form, refused.reasons)
        else:
            flash(_("The posting is on file."), "success")
            return redirect(url_for(".show", notice_id=notice_id))
    return _form_page("post", form, shown), _status(form)


@blueprint.route(f"/{_ID}/result", methods=["GET", "POST"])
@open_to(*POSTING_ROLES)
def result(notice_id: int) -> ResponseReturnValue:
    """Record the signed statement on the result of a publicity."""
    shown, _actor = _notice(notice_id)
    form = ResultForm(data=None if request.method == "POST" else {"signed_on": current_service().clock.today()})
    for name, label in result_labels(shown.poster_level).items():
        form[name].label.text = label
    if form.validate_on_submit() and (uploads := accepted(form.scan)) is not None and not form.scan.errors:
        try:
            with _writing(uploads) as act:
                sign_result(
                    act.db,
                    notice_id,
                    signed_on=form.signed_on.data,
                    signed_by_handler=form.signed_by_handler.data,
                    signed_by_supervisor=form.signed_by_supervisor.data,
                    signed_by_team=form.signed_by_team.data,
                    scan=next(iter(act.store(shown.line.region_code)), None),
                    actor=act.actor,
                    at=act.at,
                )
        except ActRefused as refused:
            show_refusals(form, refused.reasons)
        else:
            flash(_("The statement is on file: the publicity is complete."), "success")
            return redirect(url_for(".show", notice_id=notice_id))
    return _form_page("result", form, shown), _status(form)
