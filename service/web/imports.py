"""Imports 导入: the template, an upload, its preview, its confirmation, the file given back with what is wrong."""

import json
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from service.access import open_to, signed_in_actor
from service.competence import ActRefused
from service.context import current_service
from service.importing.applying import LINES_AT_ONCE
from service.importing.folder import FILE, FilesGone, Folder
from service.importing.import_jobs import unfinished_imports
from service.importing.orders import confirm_import, folder_of, forget_files, order_import, withdraw_import
from service.importing.plan import LINES
from service.importing.planning import IMPORTERS
from service.queries import importing as queries
from service.web.asked import asked_number, asked_text, own_number
from service.web.built_files import answer_with
from service.web.import_forms import LISTS, ConfirmForm, UploadForm, import_state
from service.web.import_lines import lines_shown, wrong_in_words
from service.web.refusal_words import flash_refusals, sentence, show_refusals
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.words.spoken import LOCALES, spoken
from service.workbooks.annotating import annotated
from service.workbooks.reading import FileRefused
from service.workbooks.template import write_template
from workflows.roles import Role

blueprint = Blueprint("imports", __name__, url_prefix="/imports")

JOBS_SHOWN: Final = 30
PAGE: Final = 50
SECONDS_BETWEEN_LOOKS: Final = 2


@blueprint.before_app_request
def resume() -> None:
    """Once in a process: imports that a stopped service left unfinished go on."""
    service = current_service()
    if not service.import_worker.was_asked() and service.database.has_table("import_job"):
        with service.database.read() as db:
            unfinished = unfinished_imports(db)
        if unfinished:
            service.import_worker.wake()


@blueprint.get("/")
@open_to(*BUSINESS)
def index() -> str:
    """Imports of the jurisdiction, the newest first."""
    before = asked_number("before")
    with current_service().database.read() as db:
        jobs = queries.imports(db, signed_in_actor(), before=before, limit=JOBS_SHOWN + 1)
    return render_template(
        "imports/index.html",
        jobs=[(job, import_state(job)) for job in jobs[:JOBS_SHOWN]],
        next_url=url_for(".index", before=jobs[JOBS_SHOWN - 1].id) if len(jobs) > JOBS_SHOWN else None,
        first_url=url_for(".index") if before else None,
        may_import=_may_import(),
    )


@blueprint.get("/template.xlsx")
@open_to(*IMPORTERS)
def template() -> Response:
    """The template in the visitor's language."""
    posts = signed_in_actor().posts_with(Role.VILLAGE_CLERK)
    villages = [(post.region_code, post.region_name) for post in posts]
    locale = str(get_locale())
    response, _made = answer_with(lambda path: write_template(path, locale, villages), f"{_('Template')}.xlsx")
    return response


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(*IMPORTERS)
def upload() -> ResponseReturnValue:
    """Upload a file; it is read beside the pages."""
    service = current_service()
    form = UploadForm() if request.method == "POST" else UploadForm(key=uuid4().hex)
    if form.validate_on_submit():
        given = request.files.get("file")
        content = given.read() if given else b""
        try:
            with service.database.write() as db:
                job_id = order_import(
                    db,
                    service.settings.data_dir,
                    filename=(given.filename if given else "") or "",
                    content=content,
                    key=form.key.data,
                    actor=actor_now(db),
                    at=service.clock.now(),
                )
        except ActRefused as refused:
            show_refusals(form, refused.reasons)
        else:
            service.import_worker.wake()
            return redirect(url_for(".show", job_id=job_id), 303)
    return render_template("imports/new.html", form=form), 422 if form.errors else 200


@blueprint.get("/<int:job_id>")
@open_to(*BUSINESS)
def show(job_id: int) -> Response:
    """How far an import is, and its preview. While it is worked on the page comes again by itself."""
    return _shown(job_id, ConfirmForm(), 200)


@blueprint.post("/<int:job_id>/confirm")
@open_to(*IMPORTERS)
def confirm(job_id: int) -> ResponseReturnValue:
    """Have the good rows applied."""
    service, form = current_service(), ConfirmForm()
    if form.validate_on_submit():
        try:
            with service.database.write() as db:
                _job(db, job_id)
                confirm_import(
                    db,
                    job_id,
                    preview=_preview(form.preview.data),
                    why=form.why.data or "",
                    actor=actor_now(db),
                    at=service.clock.now(),
                )
        except ActRefused as refused:
            show_refusals(form, refused.reasons)
        else:
            service.import_worker.wake()
            return redirect(url_for(".show", job_id=job_id), 303)
    return _shown(job_id, form, 422)


@blueprint.post("/<int:job_id>/withdraw")
@open_to(*IMPORTERS)
def withdraw(job_id: int) -> ResponseReturnValue:
    """Give an import up; its files are deleted."""
    service = current_service()
    try:
        with service.database.write() as db:
            job = _job(db, job_id)
            give_up = forget_files if job.finished_at else withdraw_import
            key = give_up(db, job_id, actor=actor_now(db), at=service.clock.now())
    except ActRefused as refused:
        flash_refusals(refused)
    else:
        if key:
            folder_of(service.settings.data_dir, key).delete()
        flash(_("The file is deleted."), "success")
    return redirect(url_for(".show", job_id=job_id), 303)


@blueprint.get("/<int:job_id>/corrections.xlsx")
@open_to(*IMPORTERS)
def errors(job_id: int) -> Response:
    """The person's own file with a column that says what is to be corrected."""
    job, folder = _own_folder(job_id)
    try:
        notes = json.loads(folder.read("notes"))
        content = folder.read(FILE)
        told: dict[int, dict[int, str]] = {}
        for some in folder.read_many("lines-bad"):
            for line in some:
                rows = told.setdefault(line[1], {})
                rows[line[3]] = "\n".join(wrong_in_words(line))
        header_rows = {int(index): row for index, row in notes["header_rows"].items()}
        heading = spoken("workbook.errors", str(get_locale()))
        old = [spoken("workbook.errors", locale) for locale in LOCALES]
        response, _made = answer_with(
            lambda path: annotated(content, job.filename, path, told, header_rows, heading, old),
            f"{Path(job.filename).stem}-{_('to be corrected')}.xlsx",
        )
    except (FilesGone, FileRefused):
        abort(404)
    return response


def _shown(job_id: int, form: ConfirmForm, status: int) -> Response:
    still, name, number = asked_text("still") == "1", asked_text("list"), asked_number("page") or 1
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        job = _job(db, job_id)
    if job.is_open:
        service.import_worker.wake()
    folder = folder_of(service.settings.data_dir, job.key)
    counts = {each: getattr(job, each) for each in LINES}
    chosen = name if name in LINES else next((each for each in reversed(LINES) if counts[each]), LINES[0])
    found, ignored = [], {}
    if job.mine and job.preview and not job.files_deleted_at:
        try:
            found = _lines(folder, chosen, number)
            ignored = json.loads(folder.read("notes"))["ignored"]
        except FilesGone:
            pass
    form.preview.data = str(job.preview)
    done, total = folder.progress()
    page = render_template(
        "imports/show.html",
        job=job,
        form=form,
        state=import_state(job),
        failure=sentence(job.failure) if job.failure else None,
        lists=[(each, LISTS[each], counts[each]) for each in LINES],
        chosen=chosen,
        lines=lines_shown(found, actor),
        next_url=_page_url(job_id, chosen, number + 1) if number * PAGE < counts[chosen] and found else None,
        previous_url=_page_url(job_id, chosen, number - 1) if number > 1 else None,
        ignored=[(sheet, titles) for sheet, titles in ignored.items()],
        previewed=job.state == "previewed",
        may_confirm=job.mine and _may_import() and job.state == "previewed" and job.does_something,
        may_delete=job.mine and job.files_deleted_at is None and not job.is_open,
        has_file=job.mine and job.bad and job.files_deleted_at is None and job.preview,
        done=min(done, total) if total else done,
        total=total,
        still=still,
        seconds=SECONDS_BETWEEN_LOOKS,
        may_import=_may_import(),
    )
    response = make_response(page, status)
    if job.is_open and not still:
        # As a header and not as an element: no script, and the page itself stays free of it.
        response.headers["Refresh"] = str(SECONDS_BETWEEN_LOOKS)
    return response


def _lines(folder: Folder, name: str, number: int) -> list[Any]:
    first = (number - 1) * PAGE
    # A page never lies in two files: LINES_AT_ONCE is so many pages.
    return folder.read_some(f"lines-{name}", first // LINES_AT_ONCE)[first % LINES_AT_ONCE :][:PAGE]


def _page_url(job_id: int, name: str, number: int) -> str:
    return url_for(".show", job_id=job_id, list=name, page=number)


def _job(db: Any, job_id: int) -> queries.ImportLine:
    """An import of the jurisdiction; 404 outside it."""
    return next(iter(queries.imports(db, actor_now(db), job_id=job_id)), None) or abort(404)


def _own_folder(job_id: int) -> tuple[queries.ImportLine, Folder]:
    service = current_service()
    with service.database.read() as db:
        job = _job(db, job_id)
    if not job.mine or job.files_deleted_at or not job.preview:
        abort(404)
    return job, folder_of(service.settings.data_dir, job.key)


def _preview(text: str | None) -> int:
    try:
        return own_number(text or "")
    except ValueError:
        abort(400)


def _may_import() -> bool:
    return bool(signed_in_actor().posts_with(*IMPORTERS))
