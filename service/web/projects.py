"""Publicity of projects and funds: the form that issues it for a village or township, corrected too; its extension."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_wtf import FlaskForm
from wtforms import DecimalField, FieldList, Form, FormField, IntegerField, StringField, TextAreaField
from wtforms.validators import InputRequired, Length, NumberRange, Optional

from service.access import open_to, signed_in_actor
from service.competence import ActRefused, post_over
from service.context import current_service
from service.notices.printing import NoSuchNotice
from service.notices.projects import (
    ISSUERS,
    KIND,
    PLACES,
    IssuedAlready,
    against_correction,
    correct_project_publicity,
    extend_project_publicity,
    issue_project_publicity,
)
from service.notices.public_facts import Project
from service.people import Actor
from service.queries.notice_detail import NoticeShown, notice
from service.queries.places import PlaceShown, place_shown
from service.web.errors import error_page
from service.web.printing import print_issued
from service.web.refusal_words import flash_refusals, sentence
from service.web.rule_forms import finite
from service.web.signed_in import actor_now
from service.web.uploads import Writing, sent, writing

blueprint = Blueprint("projects", __name__, url_prefix="/projects")

PROJECTS_AT_ONCE = 3
MOST_PROJECTS = 60
ROLES = tuple(ISSUERS.values())


class Begun(Optional):
    """Needed in a project that was begun: an empty one is left out as a whole, so an empty field is no fault here."""

    def __init__(self) -> None:
        super().__init__()
        self.field_flags = {"required": True}


class ProjectForm(Form):
    """One project. It has no token of its own: the form around it has."""

    name = StringField(lazy_gettext("Project"), validators=[Begun(), Length(max=60)])
    place = StringField(lazy_gettext("Place of the project"), validators=[Begun(), Length(max=60)])
    content = TextAreaField(
        lazy_gettext("What is built or done"), validators=[Begun(), Length(max=300)], render_kw={"rows": 2}
    )
    amount = DecimalField(
        lazy_gettext("Money in 10,000 yuan"), places=None, validators=[Begun(), finite, NumberRange(0, 1_000_000)]
    )
    source = StringField(lazy_gettext("Source of the money"), validators=[Begun(), Length(max=60)])
    unit = StringField(lazy_gettext("Implementing unit"), validators=[Begun(), Length(max=60)])
    period = StringField(
        lazy_gettext("Period"),
        validators=[Begun(), Length(max=40)],
        description=lazy_gettext("As it is printed: 2018年3月至10月"),
    )
    households = IntegerField(lazy_gettext("Households that benefit"), validators=[Begun(), NumberRange(0, 1_000_000)])
    persons = IntegerField(lazy_gettext("Persons who benefit"), validators=[Begun(), NumberRange(0, 10_000_000)])

    @property
    def empty(self) -> bool:
        """True when nothing was written into it: such a row is left out."""
        return not any(field.raw_data and str(field.raw_data[0]).strip() for field in self)


class ProjectsForm(FlaskForm):
    """A year's projects of one place."""

    year = IntegerField(lazy_gettext("Year"), validators=[InputRequired(), NumberRange(2013, 2100)])
    projects = FieldList(FormField(ProjectForm), lazy_gettext("Projects"), max_entries=MOST_PROJECTS)

    def validate(self, extra_validators: Any = None) -> bool:
        """Look at every field, and at the holes in every project: all of them are told at once."""
        return all([super().validate(extra_validators), _complete(self)])


@blueprint.route("/of/<code>/new", methods=["GET", "POST"])
@open_to(*ROLES)
def new(code: str) -> ResponseReturnValue:
    """Write the projects of a village or township and issue their publicity."""
    service = current_service()
    with service.database.read() as db:
        place = place_shown(db, signed_in_actor(), code) or abort(404)
    if not may_publicize(signed_in_actor(), place):
        abort(404)
    given = {"year": service.clock.today().year, "projects": [{}] * PROJECTS_AT_ONCE}
    form = ProjectsForm(data=None if request.method == "POST" else given)

    def issue(act: Writing) -> int:
        year = form.year.data or 0
        return issue_project_publicity(act.db, code, year=year, projects=_projects(form), actor=act.actor, at=act.at)

    return _issued(form, issue) or _form_page("new", form, place)


@blueprint.post("/<int:notice_id>/extension")
@open_to(*ROLES)
def extend(notice_id: int) -> ResponseReturnValue:
    """Issue the extension of a publicity of projects that was posted after its date."""
    with current_service().database.read() as db:
        notice(db, actor_now(db), notice_id) or abort(404)
    try:
        with writing() as act:
            extension_id = extend_project_publicity(act.db, notice_id, actor=act.actor, at=act.at)
    except NoSuchNotice:
        abort(404)
    except ActRefused as refused:
        flash_refusals(refused)
        return redirect(url_for("notices.show", notice_id=notice_id))
    print_issued([extension_id], act.actor)
    return redirect(url_for("notices.show", notice_id=extension_id))


@blueprint.route("/<int:notice_id>/correct", methods=["GET", "POST"])
@open_to(*ROLES)
def amend(notice_id: int) -> ResponseReturnValue:
    """Write what a publicity of projects should have said, after an upheld objection, and issue it corrected."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        shown = notice(db, actor, notice_id) or abort(404)
        place = place_shown(db, actor, shown.line.region_code) or abort(404)
        against = against_correction(db.connection(), notice_id) if shown.line.kind == KIND else abort(404)
    if request.method == "GET" and against:
        # Nobody fills in a whole list to be told at the end that nothing is to be corrected.
        return error_page(
            409, template="projects/not_now.html", shown=shown, reasons=[sentence(each) for each in against]
        )
    given = {
        "year": shown.facts.year,
        "projects": [{**each.to_json(), "amount": Decimal(each.amount)} for each in shown.facts.projects],
    }
    form = ProjectsForm(data=None if request.method == "POST" else given)
    del form.year

    def issue(act: Writing) -> int:
        return correct_project_publicity(act.db, notice_id, projects=_projects(form), actor=act.actor, at=act.at)

    return _issued(form, issue) or _form_page("correct", form, place, shown=shown)


def may_publicize(actor: Actor, place: PlaceShown) -> bool:
    """Whether the actor's office publicizes the projects of a place."""
    return place.level in PLACES and post_over(actor, ROLES, place.code) is not None


def may_extend(shown: NoticeShown, actor: Actor) -> bool:
    """Whether the actor's office may issue an extension of this publicity of projects now."""
    line = shown.line
    if line.kind != KIND or line.void or not line.posted_late or shown.replaced_by:
        return False
    return _issues(shown, actor)


def may_amend(shown: NoticeShown, actor: Actor) -> bool:
    """Whether the actor's office must issue the corrected publicity of projects now."""
    line = shown.line
    if line.kind != KIND or line.void or shown.result or not shown.objections.get("upheld"):
        return False
    return _issues(shown, actor)


def _issues(shown: NoticeShown, actor: Actor) -> bool:
    roles = tuple(role for level, role in ISSUERS.items() if level.value == shown.poster_level)
    return post_over(actor, roles, shown.line.region_code) is not None


def _issued(form: ProjectsForm, issue: Callable[[Writing], int]) -> ResponseReturnValue | None:
    """Issue and print what the form says, and lead to it; None where the form is to be shown."""
    if "more" in request.form:
        _more_rows(form)
        return None

    def printed(made: tuple[int, Actor]) -> ResponseReturnValue:
        notice_id, issuer = made
        print_issued([notice_id], issuer)
        return redirect(url_for("notices.show", notice_id=notice_id))

    try:
        return sent(form, lambda act: (issue(act), act.actor), printed)
    except IssuedAlready as issued:
        flash(_("This publicity was issued today already; here it is."), "info")
        return redirect(url_for("notices.show", notice_id=issued.notice_id))


def _form_page(name: str, form: ProjectsForm, place: PlaceShown, **shown: Any) -> ResponseReturnValue:
    _tell_projects(form)
    page = render_template(f"projects/{name}.html", form=form, place=place, most=MOST_PROJECTS, **shown)
    return page, 422 if form.errors else 200


def _more_rows(form: ProjectsForm) -> None:
    for _number in range(min(PROJECTS_AT_ONCE, MOST_PROJECTS - len(form.projects))):
        form.projects.append_entry()


def _projects(form: ProjectsForm) -> list[Project]:
    return [_project(entry.form) for entry in form.projects if not entry.form.empty]


def _complete(form: ProjectsForm) -> bool:
    """Whether every project that was begun says everything: a publicity with holes answers no question."""
    whole = True
    for entry in form.projects:
        if entry.form.empty:
            continue
        for field in entry.form:
            if field.errors:
                continue
            if field.data is None or (isinstance(field.data, str) and not field.data.strip()):
                field.errors = [*field.errors, _("Fill this in.")]
                whole = False
    return whole


def _project(form: Any) -> Project:
    amount = form.amount.data.normalize()
    return Project(
        name=form.name.data.strip(),
        place=form.place.data.strip(),
        content=" ".join(form.content.data.split()),
        amount=f"{amount:f}",
        source=form.source.data.strip(),
        unit=form.unit.data.strip(),
        period=form.period.data.strip(),
        households=form.households.data,
        persons=form.persons.data,
    )


def _tell_projects(form: ProjectsForm) -> None:
    """Put the faults of the projects into words of the whole form: "row 2, Period: …"."""
    told = [
        _("Row %(row)s, %(field)s: %(fault)s", row=place, field=entry.form[name].label.text, fault=message)
        for place, entry in enumerate(form.projects, 1)
        for name, messages in entry.form.errors.items()
        for message in messages
    ]
    form.projects.errors = [*(each for each in form.projects.errors if isinstance(each, str)), *told]
