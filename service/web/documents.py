"""Papers: filling in a form for one record or a whole list, and reading what was filed."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from service.access import open_to
from service.attachments import Upload, keep, store_attachment
from service.context import current_service
from service.documents import filing
from service.documents.asked import Asked, Filled, Subject, criteria_labels
from service.documents.checks import advice
from service.documents.filling import FillingForm, filling_form
from service.documents.forms import FORMS, FieldKind, Form
from service.documents.registered import persons_of, registered_answers
from service.documents.sentences import sentence
from service.people import Actor
from service.queries import documents as queries
from service.queries.records import RecordShown
from service.rules.lookups import CriteriaOnFile
from service.web.addresses import own_path
from service.web.asked import asked_number, asked_numbers, asked_text
from service.web.attachments import size_text
from service.web.document_words import answers_of, criteria_rows, list_words, registered_rows
from service.web.errors import error_page
from service.web.links import link
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.words import word
from workflows.roles import Role

blueprint = Blueprint("documents", __name__, url_prefix="/documents")

FILERS = tuple(role for role in Role if any(role in form.files for form in FORMS.values()))

_KEY = re.compile(r"[0-9a-f]{32}")
_MOST_ADVICE = 5


@dataclass(frozen=True)
class _Page:
    """What a page of a form is about."""

    actor: Actor
    form: Form
    about: Sequence[RecordShown]
    criteria: dict[str, CriteriaOnFile | None]
    villages: Sequence[tuple[str, str]]
    year: int
    registered: Mapping[int, Mapping[str, Any]]
    persons: Mapping[int, int]


@blueprint.route("/<kind>/new", methods=["GET", "POST"])
@open_to(*FILERS)
def file(kind: str) -> ResponseReturnValue:
    """Fill in a form for the records of `records` (ids with commas) or for those that stand on the list `list`."""
    page = _page(kind)
    asked = _asked(page)
    if wrong := {shown.id: shown.state for shown in page.about if not filing.may_be_filed(page.form, shown.state)}:
        return _wrong_state(page, asked, wrong)
    if len(page.about) > asked.most_subjects():
        most, here = asked.most_subjects(), len(page.about)
        abort(400, _("One page asks for at most %(most)s records; these are %(here)s.", most=most, here=here))
    filled_in = filling_form(asked, year=page.year)
    if filled_in.validate_on_submit():
        try:
            ids = _file(page, filled_in)
        except filing.AlreadyFiled as before:
            if before.same:
                flash(_("This form was filed already; it is on file once."), "info")
                return redirect(_after(before.ids))
            filled_in.key.data = uuid4().hex
            filled_in.form_errors.append(
                _("You filed this form a moment ago and have changed it since. Send it again to file the changed one.")
            )
        except filing.WrongState as refused:
            return _wrong_state(page, asked, refused.states)
        except filing.WrongAnswers as wrong_answers:
            filled_in.show(wrong_answers.found)
        except filing.RecordNotThere:
            abort(404)
        except filing.RoleMayNot:
            _closed(page.form)
        else:
            _say_what_was_filed(page, filled_in.filled())
            return redirect(_after(ids))
    return _shown(page, asked, filled_in), 422 if filled_in.errors else 200


@blueprint.get("/<int:document_id>")
@open_to(*BUSINESS)
def show(document_id: int) -> str:
    """One filed paper with all its answers."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown = queries.document(db, actor, document_id) or abort(404)
        texts = queries.criteria_of_document(db, shown)
        asks_village = any(question.kind is FieldKind.VILLAGE for question in shown.form.asks)
        villages = dict(queries.poor_villages(db, shown.record.region_code)) if asks_village else {}
    about = shown.record
    may_correct = filing.may_be_filed(shown.form, about.state) and filing.may_file(shown.form, actor, about.region_code)
    correct_url = url_for(".file", kind=shown.form.kind, records=about.id) if may_correct else None
    return render_template(
        "documents/show.html",
        shown=shown,
        about=about,
        title=word(f"paper.{shown.form.kind}"),
        record_url=_record_url(about),
        answers=answers_of(shown, villages),
        criteria=criteria_rows(shown, texts),
        scans=[each for each in shown.attachments if not each.field],
        correct_url=correct_url,
        size_text=size_text,
    )


def _page(kind: str) -> _Page:
    service = current_service()
    today = service.clock.today()
    with service.database.read() as db:
        actor = actor_now(db)
        ids, list_id = asked_numbers("records"), asked_number("list")
        about = (
            queries.subjects_on_list(db, actor, list_id) if list_id is not None else queries.subjects(db, actor, ids)
        )
        form = FORMS.get((about[0].procedure, kind)) if about else None
        if form is None or any(shown.procedure != form.procedure for shown in about):
            abort(404)
        if not all(filing.may_file(form, actor, shown.region_code) for shown in about):
            _closed(form)
        on_list = about[0].on_list
        year = on_list.year if on_list and on_list.kind == "exit" else today.year
        wanted = request.form.get("year", "") or asked_text("year")
        if form.yearly and wanted.isascii() and wanted.isdecimal() and len(wanted) == 4:
            year = int(wanted)
        kinds = {question.kind for question in form.asks}
        criteria = queries.criteria_by_region(db, form, about, year) if FieldKind.CRITERIA in kinds else {}
        villages = queries.poor_villages(db, about[0].region_code) if FieldKind.VILLAGE in kinds else []
        ids = [shown.id for shown in about]
        registered = registered_answers(db.connection(), form, ids)
        persons = persons_of(db.connection(), ids) if any(question.offered for question in form.asks) else {}
    return _Page(actor, form, about, criteria, villages, year, registered, persons)


def _asked(page: _Page) -> Asked:
    service = current_service()
    return Asked(
        form=page.form,
        subjects=[_subject(page, shown) for shown in page.about],
        villages=page.villages,
        today=service.clock.today(),
        most_bytes=service.settings.max_upload_mb * 1_048_576,
        locale=str(get_locale()),
    )


def _subject(page: _Page, shown: RecordShown) -> Subject:
    offered = {question.name: str(page.persons[shown.id]) for question in page.form.asks if question.offered}
    return Subject(
        id=shown.id,
        name=shown.name,
        criteria=page.criteria.get(shown.region_code),
        registered=page.registered.get(shown.id, {}),
        offered=offered,
        register_url=link("keeping.edit", household_id=shown.household_id) if shown.household_id else None,
    )


def _file(page: _Page, filled_in: FillingForm) -> list[int]:
    service = current_service()
    filled = filled_in.filled()
    key = filled_in.key.data or ""
    if not _KEY.fullmatch(key):
        abort(400)
    data_dir = service.settings.data_dir
    # Before the transaction: a lock on the records must not wait for a disk.
    for upload in (*filled.scans, *(each for uploads in filled.evidence.values() for each in uploads)):
        keep(data_dir, upload.content)
    at = service.clock.now()
    region_code = filing.region_around([shown.region_code for shown in page.about])
    with service.database.write() as db:
        actor = actor_now(db)

        def stored(upload: Upload, place: str) -> int:
            return store_attachment(db, data_dir, upload.filename, upload.content, place, actor.user_id, at)

        places = {shown.id: shown.region_code for shown in page.about}
        return filing.file_documents(
            db,
            page.form,
            places,
            filled.by_record,
            filled.shared,
            filled.dated_on,
            filled.year,
            [stored(upload, region_code) for upload in filled.scans],
            actor,
            at,
            key,
            evidence=[
                filing.Evidence(id, code, stored(upload, places[id]))
                for (id, code), uploads in filled.evidence.items()
                for upload in uploads
            ],
        )


def _say_what_was_filed(page: _Page, filled: Filled) -> None:
    label = word(f"paper.{page.form.kind}")
    flash(
        ngettext(
            "“%(label)s” is filed for %(num)s record.",
            "“%(label)s” is filed for %(num)s records.",
            len(page.about),
            label=label,
        ),
        "success",
    )
    said: dict[str, None] = {}
    for shown in page.about:
        labels = criteria_labels(page.criteria.get(shown.region_code), str(get_locale()))
        answers = {**filled.shared, **filled.by_record[shown.id]}
        for why in advice(answers):
            said[f"{shown.name}: {sentence(why, labels)}" if len(page.about) > 1 else sentence(why, labels)] = None
    for line in list(said)[:_MOST_ADVICE]:
        flash(line, "warning")


def _shown(page: _Page, asked: Asked, filled_in: FillingForm) -> str:
    first = page.about[0]
    return render_template(
        "documents/file.html",
        form=filled_in,
        asked=asked,
        about=page.about,
        title=word(f"paper.{page.form.kind}"),
        subtitle=list_words(page.about),
        record_url=_record_url(first) if len(page.about) == 1 else None,
        cancel_url=own_path(request.args.get("next")) or _record_url(first),
        limit=f"{current_service().settings.max_upload_mb} MB",
        criteria_missing=asked.asks_criteria and any(subject.criteria is None for subject in asked.subjects),
        locale_is_chinese=str(get_locale()).startswith("zh"),
        registered=registered_rows(asked),
    )


def _wrong_state(page: _Page, asked: Asked, states: Mapping[int, str]) -> ResponseReturnValue:
    """The page that says that these records take no such paper now, with what was typed."""
    form = page.form
    about = [shown for shown in page.about if shown.id in states]
    kept = []
    if request.method == "POST" and len(page.about) <= asked.most_subjects():
        kept = filling_form(asked, year=page.year).typed()
    return error_page(
        409,
        template="documents/wrong_state.html",
        label=word(f"paper.{form.kind}"),
        states=[word(f"state.{form.procedure}.{state}") for state in form.states],
        records=[
            (shown.name, _record_url(shown), word(f"state.{form.procedure}.{states[shown.id]}")) for shown in about
        ],
        kept=kept,
        back_url=own_path(request.args.get("next")) or _record_url(about[0]),
    )


def _closed(form: Form) -> Any:
    roles = ("、" if str(get_locale()).startswith("zh") else ", ").join(
        str(word(f"role.{role}")) for role in form.files
    )
    abort(403, _("“%(label)s” is filed by: %(roles)s.", label=word(f"paper.{form.kind}"), roles=roles))


def _record_url(shown: RecordShown) -> str | None:
    cycle = None if shown.newest else shown.cycle
    if shown.household_id is not None:
        return link("households.show", household_id=shown.household_id, cycle=cycle)
    return link(
        "villages.show" if shown.procedure == "village" else "counties.show", code=shown.region_code, cycle=cycle
    )


def _after(ids: Sequence[int]) -> str:
    return own_path(request.args.get("next")) or url_for(".show", document_id=ids[0])
