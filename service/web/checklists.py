"""五牌六档一簿一手册: items of a village with their proofs, progress above it, the county's names."""

from typing import Any, Final
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from flask_wtf.file import FileField
from wtforms import DateField, HiddenField, StringField
from wtforms.validators import InputRequired, Length

from service.access import open_to
from service.competence import post_over
from service.context import current_service
from service.queries import places as queries
from service.registers.archive import archive_terms
from service.registers.checklist import (
    FILERS,
    ITEMS,
    LONGEST_NAME,
    LONGEST_NOTE,
    NAMERS,
    ItemShown,
    checklist_of,
    file_item,
    name_items,
    progress_below,
    set_archive_terms,
)
from service.web.asked import asked_text
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.uploads import FileNeeded, Writing, sent
from service.words import word
from workflows.roles import Level

blueprint = Blueprint("checklists", __name__, url_prefix="/checklists")

PAGE: Final = 50


class ProofForm(FlaskForm):
    """A photo or scan of an item, and the day since which the village has it."""

    files = FileField(
        lazy_gettext("Photograph or scan"),
        validators=[FileNeeded()],
        description=lazy_gettext("PNG, JPEG or PDF: the board as it hangs, the file as it lies there."),
    )
    dated_on = DateField(lazy_gettext("There since"), validators=[InputRequired()])
    note = StringField(lazy_gettext("Note"), validators=[Length(max=LONGEST_NOTE)])
    key = HiddenField(validators=[Length(min=8, max=64)])


class ArchiveForm(FlaskForm):
    """What covers of files print."""

    fonds = StringField(
        lazy_gettext("Number of the fonds"),
        validators=[Length(max=20)],
        description=lazy_gettext("As the county's archive gave it; left empty, a blank is printed."),
    )
    retention = StringField(
        lazy_gettext("Period of retention"),
        validators=[Length(max=20)],
        description=lazy_gettext("As the archive's schedule says. No national rule is shipped."),
    )


@blueprint.get("/<code>")
@open_to(*BUSINESS)
def show(code: str) -> str:
    """The items of a village; of a place above, how far its villages are."""
    with current_service().database.read() as db:
        actor = actor_now(db)
        place = queries.place_shown(db, actor, code) or abort(404)
        in_village = place.level == Level.VILLAGE
        items = checklist_of(db, code, proofs=in_village)
        children = [] if in_village else queries.children_of(db, actor, code, after=asked_text("after"), limit=PAGE + 1)
        progress = progress_below(db, [child.code for child in children[:PAGE]])
    return render_template(
        "checklists/show.html",
        place=place,
        items=[(item, item_name(item)) for item in items],
        on_file=sum(bool(item.proofs) for item in items),
        children=[(child, progress[child.code]) for child in children[:PAGE]],
        may_file=in_village and post_over(actor, FILERS, code) is not None,
        may_name=post_over(actor, NAMERS, code) is not None,
        next_url=url_for(".show", code=code, after=children[PAGE - 1].code) if len(children) > PAGE else None,
    )


@blueprint.route("/<code>/<int:item>", methods=["GET", "POST"])
@open_to(*FILERS)
def proof(code: str, item: int) -> ResponseReturnValue:
    """Put a proof of an item on file."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        place = queries.place_shown(db, actor, code) or abort(404)
        if place.level != Level.VILLAGE or item not in ITEMS or post_over(actor, FILERS, code) is None:
            abort(404)
        shown = checklist_of(db, code)[item - 1]
    today = service.clock.today()
    form = ProofForm(data=None if request.method == "POST" else {"dated_on": today, "key": uuid4().hex})

    def write(act: Writing) -> None:
        file_item(
            act.db,
            code,
            item,
            dated_on=form.dated_on.data,
            attachments=act.store(code),
            note=form.note.data or "",
            key=form.key.data,
            actor=act.actor,
            at=act.at,
            today=today,
        )

    def written(_made: None) -> ResponseReturnValue:
        flash(_("%(item)s is on file.", item=item_name(shown)), "success")
        return redirect(url_for(".show", code=code))

    if (answered := sent(form, write, written, files=form.files)) is not None:
        return answered
    page = render_template("checklists/proof.html", place=place, item=shown, name=item_name(shown), form=form)
    return page, 422 if form.errors else 200


@blueprint.route("/<code>/names", methods=["GET", "POST"])
@open_to(*NAMERS)
def names(code: str) -> ResponseReturnValue:
    """Name the 13 items for a place and everything below it."""
    with current_service().database.read() as db:
        actor = actor_now(db)
        place = queries.place_shown(db, actor, code) or abort(404)
        if post_over(actor, NAMERS, code) is None:
            abort(404)
        items = checklist_of(db, code, proofs=False)
    form = _names_form(items)

    def write(act: Writing) -> int:
        return name_items(act.db, code, {item: form[f"name_{item}"].data or "" for item in ITEMS}, act.actor, act.at)

    def written(made: int) -> ResponseReturnValue:
        flash(_("Names changed: %(count)s.", count=made), "success")
        return redirect(url_for(".show", code=code))

    if (answered := sent(form, write, written)) is not None:
        return answered
    return render_template("checklists/names.html", place=place, form=form), 422 if form.errors else 200


@blueprint.route("/<code>/archive", methods=["GET", "POST"])
@open_to(*NAMERS)
def archive(code: str) -> ResponseReturnValue:
    """Set what a county's covers print: number of the fonds, period of retention."""
    with current_service().database.read() as db:
        actor = actor_now(db)
        place = queries.place_shown(db, actor, code) or abort(404)
        if place.level != Level.COUNTY or post_over(actor, NAMERS, code) is None:
            abort(404)
        terms = archive_terms(db, code)
    form = ArchiveForm(data=None if request.method == "POST" else vars(terms))

    def write(act: Writing) -> None:
        set_archive_terms(
            act.db, code, fonds=form.fonds.data or "", retention=form.retention.data or "", actor=act.actor, at=act.at
        )

    def written(_made: None) -> ResponseReturnValue:
        flash(_("Covers print this from now on."), "success")
        return redirect(url_for("registers.show", code=code))

    if (answered := sent(form, write, written)) is not None:
        return answered
    return render_template("checklists/archive.html", place=place, form=form), 422 if form.errors else 200


def item_name(item: ItemShown) -> str:
    """The county's name, or board 1 to 5, file 1 to 6, book, handbook."""
    return item.name or str(word(f"checklist.{item.kind}", number=item.number))


def _names_form(items: list[ItemShown]) -> Any:
    fields = {
        f"name_{item.item}": StringField(
            word(f"checklist.{item.kind}", number=item.number), validators=[Length(max=LONGEST_NAME)]
        )
        for item in items
    }
    form = type("NamesForm", (FlaskForm,), fields)
    return form(data=None if request.method == "POST" else {f"name_{item.item}": item.name for item in items})
