"""Acts of life: who joins and leaves a household, its head; and whole households split, merged, moved, ended."""

from collections.abc import Mapping
from typing import Any, Final

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from wtforms import BooleanField, SelectField, StringField

from service.access import open_to
from service.context import current_service
from service.people import Actor
from service.queries import registering as queries
from service.register import life, reshaping
from service.register.fields import Subject
from service.register.homes import Home, NoSuchHousehold, home_of
from service.register.powers import KEEPERS, MOVERS
from service.web.asked import asked_number
from service.web.fact_words import fact_label
from service.web.keeping import about_home, advise, kept_home, sent_to_register
from service.web.register_forms import (
    fact_controls,
    number_or,
    optional_number,
    register_form,
    relation_control,
    relations_of,
)
from service.web.signed_in import actor_now
from service.web.uploads import Writing
from service.words import CODES, word
from workflows.reasons import Reason
from workflows.roles import UPWARDS, at_level

blueprint = Blueprint("life", __name__, url_prefix="/households")

MOST_VILLAGES: Final = 400
_JOINING: Final = ",".join(CODES["joining"])


@blueprint.route(f"/<int:household_id>/joining/<any({_JOINING}):by>", methods=["GET", "POST"])
@open_to(*KEEPERS)
def join(household_id: int, by: str) -> ResponseReturnValue:
    """Somebody is born into the household, marries into it, or moves in."""
    home = kept_home(household_id)
    first = {"education": "below_school_age", "labour": "no_labour"} if by == "born" else {}
    form = register_form(fact_controls(Subject.MEMBER), version=home.row["version"], data=first, reason_needed=False)

    def write(act: Writing) -> tuple[Reason, ...]:
        return life.join(act.db, home.id, form.version_shown, by, form.values(), form.told(act))

    title = str(word(f"register_act.{by}"))
    return _answer(home, form, write, "register/join.html", title, groups=form.groups(Subject.MEMBER))


@blueprint.route("/<int:household_id>/members/<int:member_id>/leaving", methods=["GET", "POST"])
@open_to(*KEEPERS)
def leave(household_id: int, member_id: int) -> ResponseReturnValue:
    """Somebody dies, marries out, emigrates, goes to prison or moves out; where it is the head, with the next one."""
    home = kept_home(household_id)
    person = home.living.get(member_id) or abort(404)
    staying = {id: each for id, each in home.living.items() if id != member_id}
    controls: dict[str, Any] = {
        "by": SelectField(_("How"), choices={code: str(word(f"code.leaving.{code}")) for code in CODES["leaving"]})
    }
    asks_relations = person["relation"] == "head" and bool(staying)
    if asks_relations:
        controls |= _relation_controls(staying)
    form = register_form(
        controls, version=home.row["version"], data={} if asks_relations else None, reason_needed=False
    )

    def write(act: Writing) -> None:
        relations = relations_of(form, list(staying))
        life.leave(act.db, home.id, form.version_shown, member_id, form.by.data, relations, form.told(act))

    title = str(_("%(name)s leaves the household", name=person["name"]))
    relations = [(each, form[f"r{id}"]) for id, each in staying.items()] if asks_relations else []
    return _answer(home, form, write, "register/leave.html", title, relations=relations, last=not staying)


@blueprint.route("/<int:household_id>/head", methods=["GET", "POST"])
@open_to(*KEEPERS)
def head(household_id: int) -> ResponseReturnValue:
    """Another member becomes the head, and every relation is one to the new head."""
    home = kept_home(household_id)
    form = register_form(_relation_controls(home.living), version=home.row["version"], data=_relations_now(home.living))

    def write(act: Writing) -> None:
        life.change_head(act.db, home.id, form.version_shown, relations_of(form, list(home.living)), form.told(act))

    title = str(word("register_act.head_changed"))
    relations = [(each, form[f"r{id}"]) for id, each in home.living.items()]
    return _answer(home, form, write, "register/head.html", title, relations=relations)


@blueprint.route("/<int:household_id>/split", methods=["GET", "POST"])
@open_to(*KEEPERS)
def split(household_id: int) -> ResponseReturnValue:
    """Ticked members form a household of their own."""
    home = kept_home(household_id)
    controls: dict[str, Any] = {
        **{f"m{id}": BooleanField(each["name"]) for id, each in home.living.items()},
        **_relation_controls(home.living),
        "number": StringField(_("Number of the new household"), description=_("Left empty: the next free one.")),
        "village_group": StringField(
            fact_label(Subject.HOUSEHOLD, "village_group"), description=_("Left empty: the same group.")
        ),
    }
    form = register_form(controls, version=home.row["version"], data=_relations_now(home.living))

    def write(act: Writing) -> int:
        relations = relations_of(form, list(home.living))
        ticked = [id for id in home.living if form[f"m{id}"].data]
        return reshaping.split(
            act.db,
            home.id,
            form.version_shown,
            {id: relations.get(id, "") for id in ticked},
            {id: relation for id, relation in relations.items() if id not in ticked},
            form.told(act),
            number=optional_number(form.number),
            village_group=(form.village_group.data or "").strip()[:20],
        )

    title = str(word("register_act.split"))
    rows = [(each, form[f"m{id}"], form[f"r{id}"]) for id, each in home.living.items()]
    return _answer(home, form, write, "register/split.html", title, to_made=True, rows=rows)


@blueprint.route("/<int:household_id>/merger", methods=["GET", "POST"])
@open_to(*KEEPERS)
def merge(household_id: int) -> ResponseReturnValue:
    """All members go over to the household `into` (its number in the village), and this one ends."""
    home = kept_home(household_id)
    wanted = asked_number("into")
    with current_service().database.read() as db:
        into_id = queries.household_by_number(db, home.village_code, wanted) if wanted is not None else None
        into = home_of(db.connection(), actor_now(db), into_id) if into_id is not None else None
    title = str(word("register_act.merged"))
    if into is None:
        page = render_template(
            "register/merge_with.html", wanted=wanted, title=title, into_missing=wanted is not None, **about_home(home)
        )
        return page, 404 if wanted is not None else 200
    controls: dict[str, Any] = {"other_version": StringField(), **_relation_controls(home.living)}
    first = {"other_version": str(into.row["version"]), **_relations_now(home.living, without_head=True)}
    form = register_form(controls, version=home.row["version"], data=first)

    def write(act: Writing) -> None:
        versions = {into.id: number_or(form.other_version.data, -1), home.id: form.version_shown}
        relations = relations_of(form, list(home.living))
        reshaping.merge(act.db, home.id, versions, into.id, relations, form.told(act))

    relations = [(each, form[f"r{id}"]) for id, each in home.living.items()]
    return _answer(home, form, write, "register/merge.html", title, relations=relations, into=into)


@blueprint.route("/<int:household_id>/move", methods=["GET", "POST"])
@open_to(*MOVERS)
def move(household_id: int) -> ResponseReturnValue:
    """The whole household moves to another village, under a post that covers both."""
    with current_service().database.read() as db:
        actor = actor_now(db)
        try:
            home = home_of(db.connection(), actor, household_id)
        except NoSuchHousehold:
            abort(404)
        villages = _villages(db, actor, home)
    controls: dict[str, Any] = {
        "village": SelectField(_("Village"), choices={"": "—", **villages}, validate_choice=False),
        "village_group": StringField(fact_label(Subject.HOUSEHOLD, "village_group")),
        "number": StringField(_("Number in the other village"), description=_("Left empty: the next free one.")),
    }
    form = register_form(controls, version=home.row["version"])

    def write(act: Writing) -> None:
        number = optional_number(form.number)
        to = form.village.data or ""
        to = to if to in villages else home.village_code
        group = (form.village_group.data or "")[:20]
        version, told = form.version_shown, form.told(act)
        reshaping.relocate(act.db, home.id, version, to, told, village_group=group, number=number)

    return _answer(home, form, write, "register/move.html", str(word("register_act.relocated")))


@blueprint.route("/<int:household_id>/end", methods=["GET", "POST"])
@open_to(*KEEPERS)
def end(household_id: int) -> ResponseReturnValue:
    """A household to which nobody belongs any more ends."""
    home = kept_home(household_id)
    form = register_form({}, version=home.row["version"])

    def write(act: Writing) -> None:
        reshaping.dissolve(act.db, home.id, form.version_shown, form.told(act))

    return _answer(home, form, write, "register/end.html", str(word("register_act.dissolved")))


def _answer(
    home: Home, form: Any, write: Any, template: str, title: str, *, to_made: bool = False, **about: Any
) -> ResponseReturnValue:
    def done(made: Any) -> ResponseReturnValue:
        flash(_("It is recorded: %(what)s.", what=title), "success")
        if isinstance(made, tuple):
            advise(made)
        with current_service().database.read() as db:
            try:
                home_of(db.connection(), actor_now(db), home.id)
            except NoSuchHousehold:
                # It moved to where this post does not reach.
                return redirect(url_for("places.show", code=home.village_code))
        return redirect(url_for("households.show", household_id=made if to_made else home.id))

    answered = sent_to_register(home, form, write, done, title)
    if answered is not None:
        return answered
    page = render_template(template, form=form, title=title, **about, **about_home(home))
    return page, 422 if form.errors else 200


def _relation_controls(people: Mapping[int, Mapping[str, Any]]) -> dict[str, Any]:
    return {f"r{id}": relation_control(each["name"]) for id, each in people.items()}


def _relations_now(people: Mapping[int, Mapping[str, Any]], *, without_head: bool = False) -> dict[str, str]:
    return {
        f"r{id}": "" if without_head and each["relation"] == "head" else each["relation"] for id, each in people.items()
    }


def _villages(db: Any, actor: Actor, home: Home) -> dict[str, str]:
    """Villages to which the actor may move the household, those of its own township first."""
    posts = actor.posts_with(*MOVERS)
    within: dict[str, str] = {}
    for level in UPWARDS[1:]:
        around = at_level(home.village_code, level)
        if any(around.startswith(post.region_code) for post in posts) and len(within) < MOST_VILLAGES:
            within |= dict(queries.villages_within(db, around, limit=MOST_VILLAGES))
    within.pop(home.village_code, None)
    return {code: f"{name} {code}" for code, name in within.items()}
