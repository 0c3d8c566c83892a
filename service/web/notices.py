"""Notices: their list, the page of one with its paper, its printing, posting and result."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, abort, current_app, flash, redirect, render_template, request, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.access import open_to, signed_in_actor
from service.competence import ActRefused, post_over
from service.context import current_service
from service.notices.codes import code_shown
from service.notices.paper import RenderFailed
from service.notices.posting import posting_roles, record_posting, sign_result
from service.notices.printing import PRINTERS, NoSuchNotice, PaperDiffers, print_notice, read_pdf
from service.people import Actor
from service.queries import notices as queries
from service.queries.notice_detail import NoticeShown, notice
from service.queries.printing import copies_of
from service.web.asked import asked_number, asked_text
from service.web.attachments import size_text
from service.web.copies import copies_form, may_register
from service.web.links import link
from service.web.notice_forms import PostingForm, ResultForm
from service.web.notice_lines import CONDITIONS, KINDS, checks_of, notice_row, result_labels, voided_step
from service.web.projects import may_amend, may_extend
from service.web.public_notices import public_link
from service.web.refusal_words import flash_refusals
from service.web.roles_of_pages import BUSINESS, POSTING
from service.web.signed_in import actor_now
from service.web.stages import state_shown
from service.web.statements import may_state
from service.web.uploads import Writing, sent
from service.words import word
from workflows.objection import LODGERS
from workflows.roles import UPWARDS, Level, Role

blueprint = Blueprint("notices", __name__, url_prefix="/notices")

PAGE = 50


@dataclass(frozen=True)
class May:
    """What the person at the browser may do with a notice now."""

    print: bool
    post: bool
    sign: bool
    object: bool
    extend: bool
    amend: bool
    state: bool


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Notices of the jurisdiction, the newest first."""
    service = current_service()
    today = service.clock.today()
    kind, condition = asked_text("kind"), asked_text("condition")
    place, before = asked_text("place"), asked_number("before")
    kind = kind if kind in KINDS else ""
    condition = condition if condition in queries.CONDITIONS else ""
    with service.database.read() as db:
        found = queries.notices_page(
            db, signed_in_actor(), kind=kind, condition=condition, place=place, before=before, limit=PAGE + 1
        )
    chosen: dict[str, Any] = {"kind": kind or None, "condition": condition or None, "place": place or None}
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


@blueprint.get("/<int:notice_id>")
@open_to(*BUSINESS)
def show(notice_id: int) -> str:
    """One notice: what it says, where it hangs, what is still to be done."""
    today = current_service().clock.today()
    shown, actor = _notice(notice_id)
    with current_service().database.read() as db:
        copies = copies_of(db, notice_id)
    return render_template(
        "notices_pages/show.html",
        copies=copies,
        copies_form=copies_form(bool(copies)) if may_register(shown, actor) else None,
        shown=shown,
        row=notice_row(shown.line, today),
        checks=checks_of(shown, today),
        may=_may(shown, actor, today),
        members=[(each, state_shown(each.procedure, each.state)) for each in shown.members],
        objections=[(word(f"state.objection.{state}"), number) for state, number in sorted(shown.objections.items())],
        signers=result_labels(shown.poster_level),
        voided_step=voided_step(shown),
        list_url=link("lists.show", list_id=shown.list_id) if shown.list_id else None,
        attachment_url=lambda id: link("attachments.show", attachment_id=id),
        size_text=size_text,
        code=code_shown(shown.code) if shown.code else None,
        public_url=public_link(shown.code),
        today=today,
    )


@blueprint.get("/<int:notice_id>/notice.pdf")
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
        as_attachment=asked_text("download") == "1",
        etag=False,
    )
    return response


@blueprint.post("/<int:notice_id>/print")
@open_to(*PRINTERS)
def print_it(notice_id: int) -> ResponseReturnValue:
    """Make the PDF of a notice that was issued and not printed yet."""
    service = current_service()
    _shown, actor = _notice(notice_id)
    try:
        print_notice(service.database, service.settings.data_dir, notice_id, actor, service.clock.now())
    except ActRefused as refused:
        flash_refusals(refused)
    except (RenderFailed, OSError) as failed:
        current_app.logger.exception("notice %s cannot be printed", notice_id)
        flash(_("The PDF could not be made: %(problem)s. The notice stays as it is.", problem=failed), "refused")
    else:
        flash(_("The PDF is made and its hash stands in the history. The notice can be posted."), "success")
    return redirect(url_for(".show", notice_id=notice_id))


@blueprint.route("/<int:notice_id>/postings/new", methods=["GET", "POST"])
@open_to(*POSTING)
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

    def record(act: Writing) -> None:
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

    return _recorded("post", shown, form, form.photos, record, _("The posting is on file."))


@blueprint.route("/<int:notice_id>/result", methods=["GET", "POST"])
@open_to(*POSTING)
def result(notice_id: int) -> ResponseReturnValue:
    """Record the signed statement on the result of a publicity."""
    shown, _actor = _notice(notice_id)
    form = ResultForm(data=None if request.method == "POST" else {"signed_on": current_service().clock.today()})
    for name, label in result_labels(shown.poster_level).items():
        form[name].label.text = label

    def record(act: Writing) -> None:
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

    done = _("The statement is on file: the publicity is complete.")
    return _recorded("result", shown, form, form.scan, record, done)


def _notice(notice_id: int) -> tuple[NoticeShown, Actor]:
    """The notice and who is at the browser; 404 outside the jurisdiction."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        return notice(db, actor, notice_id) or abort(404), actor


def _may(shown: NoticeShown, actor: Actor, today: date) -> May:
    line = shown.line
    region = line.region_code
    posters = (*_posters(shown, Level.VILLAGE), *_posters(shown, shown.place_level))
    at_work = not line.void and post_over(actor, tuple(dict.fromkeys(posters)), region) is not None
    hangs = not line.void and line.posted_on is not None and line.is_publicity
    signers = _posters(shown, shown.place_level)
    return May(
        print=not line.void and not line.printed and post_over(actor, PRINTERS, region) is not None,
        post=at_work and line.printed,
        sign=hangs and line.signed_on is None and post_over(actor, signers, region) is not None,
        object=hangs and post_over(actor, LODGERS, region) is not None,
        extend=may_extend(shown, actor),
        amend=may_amend(shown, actor),
        state=may_state(shown, today) and post_over(actor, POSTING, region) is not None,
    )


def _posters(shown: NoticeShown, place_level: str) -> tuple[Role, ...]:
    return posting_roles(shown.poster_level, shown.body_code, place_level)


def _levels(shown: NoticeShown) -> list[Level]:
    """Levels of place where it may hang: from the village up to that of its poster."""
    highest = max(UPWARDS.index(Level(shown.poster_level)), UPWARDS.index(Level(shown.place_level)))
    return list(UPWARDS[: highest + 1])


def _usual_level(shown: NoticeShown, actor: Actor) -> str:
    """The level that the profile asks for; the village for a clerk who posts a copy there."""
    may = post_over(actor, _posters(shown, shown.place_level), shown.line.region_code)
    return shown.place_level if may else Level.VILLAGE.value


def _recorded(
    name: str, shown: NoticeShown, form: Any, files: Any, record: Callable[[Writing], None], done: str
) -> ResponseReturnValue:
    """Take a form with its files, or show it again with everything that stands against it.

    Args:
        name: the template's.
        files: the form's field of files.
        record: writes what the form says, in the act's transaction.
        done: said to the visitor afterwards.
    """

    def answer(_made: object) -> ResponseReturnValue:
        flash(done, "success")
        return redirect(url_for(".show", notice_id=shown.line.id))

    if (answered := sent(form, record, answer, files)) is not None:
        return answered
    today = current_service().clock.today()
    page = render_template(
        f"notices_pages/{name}.html",
        form=form,
        shown=shown,
        row=notice_row(shown.line, today),
        checks=checks_of(shown, today),
        place_level=word(f"level.{shown.place_level}"),
        may_state=may_state(shown, today),
        limit=f"{current_service().settings.max_upload_mb} MB",
        today=today,
    )
    return page, 422 if form.errors else 200
