"""The rules that are data: read by everybody for their places, entered by data managers, each with its source."""

from collections.abc import Callable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import LazyString, get_locale, lazy_gettext
from flask_babel import gettext as _

from service.access import open_to, open_to_signed_in, signed_in_actor
from service.context import current_service
from service.people import Actor
from service.queries import rules as queries
from service.queries.accounts import regions_meant
from service.queries.visible import may_see
from service.rules import entering
from service.rules.entering import Origin, RuleRefused
from service.rules.entering_criteria import CriteriaTerms, enter_criteria
from service.rules.entering_policies import enter_policy
from service.rules.lookups import CriterionText, criteria_of
from service.web.asked import asked_number, asked_text
from service.web.links import link
from service.web.measure_words import policy_name, rule_sentence, terms_sentence
from service.web.policy_forms import PolicyForm, terms_asked
from service.web.policy_preview import policy_begun_with, previewed
from service.web.rule_forms import (
    ITEMS_AT_ONCE,
    MOST_ITEMS,
    SENTENCES,
    CriteriaForm,
    DeadlineForm,
    LineForm,
    ProfileForm,
    ThresholdForm,
    offer_choices,
    tell_items,
)
from service.web.signed_in import actor_now
from workflows.roles import Role

blueprint = Blueprint("rules", __name__, url_prefix="/rules")


@dataclass(frozen=True)
class Table:
    """A rule table that can be added to: its title, its form, and what enters a row."""

    title: LazyString
    form: type[Any]
    enter: Callable[[Any, Origin, Any], int]


def _enter_line(db: Any, origin: Origin, form: Any) -> int:
    return entering.enter_line(db, origin, year=form.year.data, amount=form.amount.data)


def _enter_threshold(db: Any, origin: Origin, form: Any) -> int:
    try:
        return entering.enter_threshold(
            db,
            origin,
            name=form.name.data,
            share=form.percent.data / Decimal(100),
            valid_from=form.valid_from.data,
            valid_to=form.valid_to.data,
        )
    except RuleRefused as refused:
        faults = {("percent" if field == "share" else field): fault for field, fault in refused.faults.items()}
        raise RuleRefused(faults) from refused


def _enter_profile(db: Any, origin: Origin, form: Any) -> int:
    asked = {name: form[name].data for name in entering.ProfileTerms.__dataclass_fields__}
    return entering.enter_profile(db, origin, entering.ProfileTerms(**asked))


def _enter_deadline(db: Any, origin: Origin, form: Any) -> int:
    procedure, _dot, state = form.state.data.partition(".")
    return entering.enter_deadline(db, origin, procedure=procedure, state=state, days=form.days.data)


def _enter_criteria(db: Any, origin: Origin, form: Any) -> int:
    filled = [(place, item.form) for place, item in enumerate(form.items) if not item.form.empty]
    asked = {name: form[name].data for name in ("procedure", "name", "from_year", "to_year", "pass_points")}
    try:
        return enter_criteria(db, origin, CriteriaTerms(**asked, items=[_item(item) for _place, item in filled]))
    except RuleRefused as refused:
        # Rows left empty are no items: a fault is told at the row in which it was typed.
        places = {f"items-{number}-": f"items-{place}-" for number, (place, _item_form) in enumerate(filled)}
        raise RuleRefused({_moved(field, places): fault for field, fault in refused.faults.items()}) from refused


def _enter_policy(db: Any, origin: Origin, form: Any) -> int:
    return enter_policy(db, origin, terms_asked(form))


TABLES = {
    "poverty_line": Table(lazy_gettext("Poverty line"), LineForm, _enter_line),
    "threshold": Table(lazy_gettext("Threshold"), ThresholdForm, _enter_threshold),
    "publicity_profile": Table(lazy_gettext("Publicity profile"), ProfileForm, _enter_profile),
    "criteria_set": Table(lazy_gettext("Criteria set"), CriteriaForm, _enter_criteria),
    "deadline": Table(lazy_gettext("Deadline"), DeadlineForm, _enter_deadline),
    "policy": Table(lazy_gettext("Policy"), PolicyForm, _enter_policy),
}


@blueprint.get("/")
@open_to_signed_in
def index() -> str:
    """Every rule table, for the actor's places or for one of them."""
    service = current_service()
    actor = signed_in_actor()
    typed = asked_text("place")
    today = service.clock.today()
    with service.database.read() as db:
        places = _visible(actor, regions_meant(db, typed)) if typed else []
        chosen = places[0] if len(places) == 1 else None
        found = queries.rules_on_file(db, actor, today, chosen[0] if chosen else None)
    return render_template(
        "rules/index.html",
        rules=found,
        typed=typed,
        chosen=chosen,
        several=places if len(places) > 1 else [],
        may_enter=Role.DATA_MANAGER in actor.roles,
        places_url=link("places.index"),
        limit=queries.LIMIT,
        policy_name=policy_name,
        policy_rule=rule_sentence,
        policy_terms=terms_sentence,
        chinese=get_locale().language == "zh",
    )


@blueprint.route("/<table>/new", methods=["GET", "POST"])
@open_to(Role.DATA_MANAGER)
def new(table: str) -> ResponseReturnValue:
    """Enter a row. It is never changed: a newer one takes its place."""
    kind = TABLES.get(table) or abort(404)
    service = current_service()
    form = kind.form(data=None if request.method == "POST" else _offered(table))
    offer_choices(form)
    preview = None
    if "more" in request.form and isinstance(form, CriteriaForm):
        _more_items(form)
    elif "preview" in request.form and table == "policy":
        preview = previewed(form)
    elif form.validate_on_submit():
        try:
            with service.database.write() as db:
                actor = actor_now(db)
                origin = Origin(
                    region_code=_region(actor, regions_meant(db, form.region.data or "")),
                    source=form.source.data or "",
                    certain=form.certain.data,
                    actor=actor,
                    at=service.clock.now(),
                )
                kind.enter(db, origin, form)
        except RuleRefused as refused:
            _show(form, refused)
        else:
            flash(_("The rule is entered and stands from now on."), "success")
            return redirect(url_for(".index", _anchor=table))
    if isinstance(form, CriteriaForm):
        tell_items(form)
    page = render_template("rules/new.html", form=form, table=table, title=kind.title, preview=preview)
    return page, 422 if form.errors else 200


def _offered(table: str) -> dict[str, Any]:
    """What a new form begins with: the own region, today, and the criteria that hold there now."""
    service = current_service()
    actor = signed_in_actor()
    today = service.clock.today()
    region = next((post.region_code for post in actor.posts_with(Role.DATA_MANAGER)), "")
    offered: dict[str, Any] = {"region": region, "valid_from": today, "year": today.year}
    if table == "publicity_profile":
        offered |= {"record_within_days": 2, "board_names": "masked", "board_days": 30}
    if table == "policy":
        offered |= {"from_year": today.year} | policy_begun_with(asked_number("row"))
    if table == "criteria_set":
        procedure = asked_text("procedure", "household")
        with service.database.read() as db:
            held = criteria_of(db.connection(), procedure, region, today.year)
        items = held.texts if held else ()
        blank = 1 if items else ITEMS_AT_ONCE
        offered |= {"procedure": procedure, "from_year": today.year}
        offered["items"] = [item.__dict__ for item in items] + [{}] * blank
    return offered


def _more_items(form: CriteriaForm) -> None:
    for _number in range(min(ITEMS_AT_ONCE, MOST_ITEMS - len(form.items))):
        form.items.append_entry()


def _item(item: Any) -> CriterionText:
    return CriterionText(
        (item.code.data or "").strip(),
        (item.label_zh.data or "").strip(),
        (item.label_en.data or "").strip(),
        (item.standard.data or "").strip(),
        bool(item.required.data),
        item.points.data or 0,
    )


def _moved(field: str, places: dict[str, str]) -> str:
    for old, new_place in places.items():
        if field.startswith(old):
            return new_place + field.removeprefix(old)
    return field


def _visible(actor: Actor, meant: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """Those of the regions that lie in the jurisdiction or above it."""
    above = actor.region_prefixes()
    return [
        (code, name) for code, name in meant if may_see(actor, code) or any(prefix.startswith(code) for prefix in above)
    ]


def _region(actor: Actor, meant: list[tuple[str, str]]) -> str:
    """The one region that was meant; of several of one name, the one in the jurisdiction.

    Raises:
        RuleRefused: none, or one outside the jurisdiction.
    """
    mine = [code for code, _name in meant if may_see(actor, code)]
    if not meant or len(mine) > 1:
        raise RuleRefused({"region": entering.Fault.NO_SUCH_PLACE})
    return mine[0] if mine else meant[0][0]


def _show(form: Any, refused: RuleRefused) -> None:
    for name, fault in refused.faults.items():
        field = _field(form, name)
        if field is None:
            form.form_errors.append(str(SENTENCES[fault]))
        else:
            field.errors = [*field.errors, str(SENTENCES[fault])]


def _field(form: Any, name: str) -> Any:
    if name.startswith("items-"):
        _items, place, inner = name.split("-", 2)
        return form.items[int(place)].form[inner]
    return form[name] if name in form and name != "items" else None
