"""The register's facts: those of a household, those of a person, and a household that is put on file."""

from collections.abc import Callable, Sequence
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import StringField

from service.access import open_to
from service.competence import ActRefused, ChangedSince, post_over
from service.context import current_service
from service.queries import registering as queries
from service.queries.places import place_shown
from service.register.acts import AlreadyActed
from service.register.entering import MOST_PEOPLE, Entered, change_facts, register_household
from service.register.fields import Subject
from service.register.homes import Home, NoSuchHousehold, NoSuchMember, home_of
from service.register.powers import KEEPERS
from service.web.asked import asked_text
from service.web.errors import error_page
from service.web.refusal_words import sentence, show_refusals
from service.web.register_forms import at_first, fact_controls, number_or, optional_number, register_form
from service.web.register_words import act_lines, knows_health
from service.web.signed_in import actor_now
from service.web.uploads import Writing, writing
from service.words import word
from workflows.reasons import Reason

blueprint = Blueprint("keeping", __name__, url_prefix="/households")

PEOPLE_AT_FIRST: Final = 1


@blueprint.route("/<int:household_id>/facts", methods=["GET", "POST"])
@open_to(*KEEPERS)
def edit(household_id: int) -> ResponseReturnValue:
    """Every fact of the household itself."""
    home = kept_home(household_id)
    controls = fact_controls(Subject.HOUSEHOLD, row=home.row)
    form = register_form(controls, version=home.row["version"], data=at_first(Subject.HOUSEHOLD, home.row))

    def write(act: Writing) -> Entered:
        return change_facts(act.db, home.id, form.version_shown, form.values(), form.told(act))

    return _edited(home, form, write, Subject.HOUSEHOLD, str(_("Facts of the household")))


@blueprint.route("/<int:household_id>/members/<int:member_id>", methods=["GET", "POST"])
@open_to(*KEEPERS)
def edit_member(household_id: int, member_id: int) -> ResponseReturnValue:
    """Every fact of somebody who belongs to the household."""
    home = kept_home(household_id)
    person = home.living.get(member_id) or abort(404)
    controls = fact_controls(Subject.MEMBER, row=person)
    form = register_form(controls, version=home.row["version"], data=at_first(Subject.MEMBER, person))

    def write(act: Writing) -> Entered:
        values = form.values()
        return change_facts(act.db, home.id, form.version_shown, values, form.told(act), member_id=member_id)

    return _edited(home, form, write, Subject.MEMBER, person["name"])


@blueprint.route("/new", methods=["GET", "POST"])
@open_to(*KEEPERS)
def new() -> ResponseReturnValue:
    """Put a household with its people on file, in the village `place`."""
    village_code = asked_text("place")
    with current_service().database.read() as db:
        actor = actor_now(db)
        places = [post.region_code for post in actor.posts_with(*KEEPERS) if len(post.region_code) == 12]
        village_code = village_code or (places[0] if len(places) == 1 else "")
        place = place_shown(db, actor, village_code) if village_code else None
        if place is None or len(village_code) != 12:
            # Whoever keeps several villages chooses one on its own page.
            return abort(404) if village_code else redirect(url_for("places.index"))
    if post_over(actor, KEEPERS, village_code) is None:
        abort(403)
    people = min(max(number_or(request.form.get("people"), PEOPLE_AT_FIRST), 1), MOST_PEOPLE)
    more = request.method == "POST" and "more" in request.form
    people = min(people + more, MOST_PEOPLE)
    controls: dict[str, Any] = {
        "number": StringField(_("Number in the village's register"), description=_("Left empty: the next free one.")),
        **fact_controls(Subject.HOUSEHOLD),
    }
    data: dict[str, str] = {}
    for each in range(people):
        controls |= fact_controls(Subject.MEMBER, prefix=f"p{each}_", whose=_("Person %(number)s", number=each + 1))
    if not more:
        data["p0_relation"] = "head"
    form = register_form(controls, version=None, data=data)
    asked = {"place": place, "form": form, "people": people, "most": MOST_PEOPLE, "subject": Subject}
    if more or not form.validate_on_submit():
        if more:
            # A page with one more person: what is missing so far is said when the form is sent.
            form.form_errors.clear()
        return render_template("register/new.html", **asked), 422 if form.errors and not more else 200
    try:
        number = optional_number(form.number)
        with writing() as act:
            values = {control.fact.name: control.value for control in form.controls() if _of_household(control)}
            persons = [form.values(f"p{each}_") for each in range(people)]
            made, unusual = register_household(act.db, village_code, values, persons, form.told(act), number=number)
    except AlreadyActed:
        flash(_("This was done with the first press; the second one changed nothing."), "info")
        return redirect(url_for("places.show", code=village_code))
    except ActRefused as refused:
        show_refusals(form, {_control_name(name): reasons for name, reasons in refused.reasons.items()})
        return render_template("register/new.html", **asked), 422
    flash(_("The household is on file."), "success")
    advise(unusual)
    return redirect(url_for("households.show", household_id=made))


def kept_home(household_id: int) -> Home:
    """The household for somebody who keeps its village's register; 404 outside, 403 without the post."""
    with current_service().database.read() as db:
        actor = actor_now(db)
        try:
            home = home_of(db.connection(), actor, household_id)
        except NoSuchHousehold:
            abort(404)
    if post_over(actor, KEEPERS, home.village_code) is None:
        abort(403, _("The register of this village is kept by its clerk, its work team and the township."))
    return home


def sent_to_register(
    home: Home, form: Any, write: Callable[[Writing], Any], done: Callable[[Any], ResponseReturnValue], title: str
) -> ResponseReturnValue | None:
    """Do what a form says, and answer; None where it was not sent, or with everything that stands against it in it."""
    if not form.validate_on_submit():
        return None
    try:
        with writing() as act:
            made = write(act)
    except AlreadyActed:
        flash(_("This was done with the first press; the second one changed nothing."), "info")
        return redirect(url_for("households.show", household_id=home.id))
    except (NoSuchHousehold, NoSuchMember):
        abort(404)
    except ChangedSince:
        return changed_page(home.id, form, title)
    except ActRefused as refused:
        show_refusals(form, refused.reasons)
        return None
    return done(made)


def changed_page(household_id: int, form: Any, title: str) -> ResponseReturnValue:
    """Who changed what since the page was opened, with what was typed, to be copied."""
    with current_service().database.read() as db:
        actor = actor_now(db)
        home = home_of(db.connection(), actor, household_id)
        acts = queries.acts_since(db, household_id, home.row["version"] - max(form.version_shown, 0))
    names = {id: person["name"] for id, person in home.people.items()}
    return error_page(
        409,
        template="register/changed.html",
        acts=act_lines(acts, names, health=knows_health(actor, home.village_code)),
        kept=form.typed(),
        title=title,
        retry_url=request.full_path.removesuffix("?"),
        home_page=url_for("households.show", household_id=household_id),
    )


def advise(unusual: Sequence[Reason]) -> None:
    """Say on the next page what is unusual about what was entered."""
    for why in unusual[:5]:
        flash(sentence(why), "warning")


def about_home(home: Home) -> dict[str, Any]:
    """What every page of the register about one household shows."""
    service = current_service()
    with service.database.read() as db:
        place = place_shown(db, actor_now(db), home.village_code)
    return {
        "home": home,
        "place": place,
        "back_url": url_for("households.show", household_id=home.id),
        "record_state": str(word(f"state.household.{home.state}")) if home.state else None,
    }


def _edited(
    home: Home, form: Any, write: Callable[[Writing], Entered], subject: Subject, title: str
) -> ResponseReturnValue:
    def done(made: Entered) -> ResponseReturnValue:
        if made.changed:
            flash(_("The register is changed."), "success")
        if made.correction_id is not None:
            flash(
                _("What a decision rested on waits for the township: correction No. %(id)s.", id=made.correction_id),
                "info",
            )
        advise(made.advice)
        if made.correction_id is not None:
            return redirect(url_for("corrections.show", correction_id=made.correction_id))
        return redirect(url_for("households.show", household_id=home.id))

    answered = sent_to_register(home, form, write, done, title)
    if answered is not None:
        return answered
    page = render_template(
        "register/edit.html", form=form, groups=form.groups(subject), title=title, **about_home(home)
    )
    return page, 422 if form.errors else 200


def _of_household(control: Any) -> bool:
    return bool(control.fact.subject is Subject.HOUSEHOLD and control.given)


def _control_name(name: str) -> str:
    """The control that a fact of a new household's person stands in: `0.identity` is `p0_identity`."""
    place, dot, fact = name.partition(".")
    return f"p{place}_{fact}" if dot else name
