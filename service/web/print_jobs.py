"""Batch printing 批量印制: many notices ordered as one job, its progress, its file with all of them."""

from io import BytesIO
from typing import Any
from uuid import uuid4

from flask import (
    Blueprint,
    Response,
    abort,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    send_file,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import HiddenField, IntegerField, StringField
from wtforms.validators import InputRequired, Length

from service.access import open_to, signed_in_actor
from service.competence import ActRefused, ChangedSince, post_over
from service.context import current_service
from service.models.printing import MOST_COPIES
from service.notices.paper import RenderFailed
from service.notices.print_jobs import merged_file, unfinished_jobs
from service.notices.print_orders import MOST_NOTICES, order_job, retry_failed
from service.notices.printing import PRINTERS, PaperDiffers
from service.queries import printing as queries
from service.web.asked import asked_number, asked_text, own_number
from service.web.notice_lines import notice_row
from service.web.refusal_words import flash_refusals, sentence, show_refusals
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import StateShown

blueprint = Blueprint("print_jobs", __name__, url_prefix="/print-jobs")

PAGE = 100
JOBS_SHOWN = 30
SECONDS_BETWEEN_LOOKS = 3


class OrderForm(FlaskForm):
    """Copies of each notice, and why again where one of them was printed before."""

    copies = IntegerField(
        lazy_gettext("Copies of each"), validators=[InputRequired()], render_kw={"min": 1, "max": MOST_COPIES}
    )
    why = StringField(
        lazy_gettext("Reason of the reprint"),
        validators=[Length(max=200)],
        description=lazy_gettext("Needed when one of the chosen notices was printed before."),
    )
    key = HiddenField(validators=[Length(min=8, max=64)])


@blueprint.before_app_request
def resume() -> None:
    """Once in a process: jobs that a stopped service left unfinished go on."""
    service = current_service()
    if service.print_worker.was_asked():
        return
    if service.database.has_table("print_job"):
        with service.database.read() as db:
            unfinished = unfinished_jobs(db)
        if unfinished:
            service.print_worker.wake()


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Print jobs of the jurisdiction, the newest first."""
    before = asked_number("before")
    with current_service().database.read() as db:
        jobs = queries.print_jobs(db, signed_in_actor(), before=before, limit=JOBS_SHOWN + 1)
    _wake_for(jobs)
    return render_template(
        "print_jobs/index.html",
        jobs=[(job, _state(job)) for job in jobs[:JOBS_SHOWN]],
        next_url=url_for(".index", before=jobs[JOBS_SHOWN - 1].id) if len(jobs) > JOBS_SHOWN else None,
        first_url=url_for(".index") if before else None,
        may_order=bool(signed_in_actor().posts_with(*PRINTERS)),
    )


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(*PRINTERS)
def order() -> ResponseReturnValue:
    """Choose notices and order their printing."""
    service, everything = current_service(), asked_text("which") == "all"
    before = asked_number("before")
    form = OrderForm() if request.method == "POST" else OrderForm(copies=1, key=uuid4().hex)
    ticked = _ticked()
    if form.validate_on_submit():
        try:
            with service.database.write() as db:
                acting = actor_now(db)
                chosen = ticked
                if request.form.get("scope") == "waiting":
                    chosen = list(queries.waiting_ids(db, acting, limit=MOST_NOTICES))
                job_id = order_job(
                    db,
                    chosen,
                    copies=form.copies.data,
                    why=form.why.data or "",
                    key=form.key.data or "",
                    actor=acting,
                    at=service.clock.now(),
                )
        except ActRefused as refused:
            show_refusals(form, refused.reasons)
        except ChangedSince:
            flash(
                _("Somebody else has ordered one of these notices in this moment. Look at the list again."), "refused"
            )
            return redirect(url_for(".order"))
        else:
            service.print_worker.wake()
            return redirect(url_for(".show", job_id=job_id), 303)
    with service.database.read() as db:
        found = queries.printable(db, signed_in_actor(), waiting=not everything, before=before, limit=PAGE + 1)
        waiting = len(queries.waiting_ids(db, signed_in_actor(), limit=MOST_NOTICES))
    which = "all" if everything else None
    today = service.clock.today()
    page = render_template(
        "print_jobs/new.html",
        form=form,
        notices=[(notice_row(line, today), printings) for line, printings in found[:PAGE]],
        ticked=set(ticked),
        fresh=request.method == "GET",
        everything=everything,
        waiting=waiting,
        next_url=url_for(".order", which=which, before=found[PAGE - 1][0].id) if len(found) > PAGE else None,
        first_url=url_for(".order", which=which) if before else None,
    )
    return page, 422 if form.errors else 200


@blueprint.get("/<int:job_id>")
@open_to(*BUSINESS)
def show(job_id: int) -> Response:
    """How far a job is; while it is not finished the page comes again by itself, unless it is asked to stand still."""
    still = asked_text("still") == "1"
    with current_service().database.read() as db:
        actor = actor_now(db)
        job = _job(db, job_id)
        sheets = queries.sheets_of(db, job_id)
    _wake_for([job])
    page = render_template(
        "print_jobs/show.html",
        job=job,
        state=_state(job),
        sheets=[(sheet, _sheet_state(sheet), sentence(sheet.failure) if sheet.failure else None) for sheet in sheets],
        still=still,
        seconds=SECONDS_BETWEEN_LOOKS,
        may_retry=post_over(actor, PRINTERS, job.region_code) is not None,
    )
    response = make_response(page)
    if job.finished_at is None and not still:
        # As a header and not as an element: no script, and the page itself stays free of it.
        response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


@blueprint.get("/<int:job_id>/notices.pdf")
@open_to(*BUSINESS)
def merged(job_id: int) -> Response:
    """The file with all notices of a finished job."""
    service = current_service()
    with service.database.read() as db:
        job = _job(db, job_id)
    if job.merged_sha256 is None:
        abort(404)
    try:
        with service.database.read() as db:
            content = merged_file(db, service.settings.data_dir, job_id, job.merged_sha256)
    except (PaperDiffers, RenderFailed, OSError):
        current_app.logger.exception("the file of print job %s is lost", job_id)
        abort(500)
    return send_file(
        BytesIO(content),
        mimetype="application/pdf",
        download_name=f"{job.place_name}-{job.id}.pdf",
        as_attachment=asked_text("download") == "1",
        etag=False,
    )


@blueprint.post("/<int:job_id>/retry")
@open_to(*PRINTERS)
def retry(job_id: int) -> ResponseReturnValue:
    """Print once more what has failed."""
    service = current_service()
    try:
        with service.database.write() as db:
            _job(db, job_id)
            waiting = retry_failed(db, job_id, actor_now(db))
    except ActRefused as refused:
        flash_refusals(refused)
    except ChangedSince:
        flash(_("One of these notices is being printed in another job. Wait for that job, then try again."), "refused")
    else:
        service.print_worker.wake()
        flash(_("Notices that are tried again: %(count)s.", count=waiting), "success" if waiting else "info")
    return redirect(url_for(".show", job_id=job_id), 303)


def _job(db: Any, job_id: int) -> queries.JobLine:
    """A job of the jurisdiction; 404 outside it."""
    return next(iter(queries.print_jobs(db, signed_in_actor(), job_id=job_id)), None) or abort(404)


def _wake_for(jobs: list[queries.JobLine]) -> None:
    """Whoever looks at an unfinished job sees to it that it goes on, whatever has become of its worker."""
    if any(job.finished_at is None for job in jobs):
        current_service().print_worker.wake()


def _ticked() -> list[int]:
    try:
        return [own_number(text) for text in request.form.getlist("notice")]
    except ValueError:
        abort(400)


def _state(job: queries.JobLine) -> StateShown:
    if job.finished_at is None:
        begun = job.settled or job.notices["printing"]
        return StateShown(_("being printed"), "current") if begun else StateShown(_("waits to be printed"), "waiting")
    if job.notices["failed"]:
        return StateShown(_("finished with failures"), "stopped")
    return StateShown(_("finished"), "done")


def _sheet_state(sheet: queries.SheetLine) -> StateShown:
    return {
        "waiting": StateShown(_("waits to be printed"), "waiting"),
        "printing": StateShown(_("being printed"), "current"),
        "done": StateShown(_("PDF made"), "done"),
        "failed": StateShown(_("failed"), "stopped"),
    }[sheet.state]
