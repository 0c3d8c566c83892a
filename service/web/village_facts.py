"""The card of a village: population, indicators, assets and projects with totals; of a wider place its villages'."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import format_decimal, get_locale, lazy_gettext
from flask_babel import gettext as _
from flask_wtf import FlaskForm
from wtforms import HiddenField, StringField
from wtforms.validators import Length

from service.access import open_to
from service.competence import ChangedSince, post_over
from service.context import current_service
from service.people import Actor
from service.queries import on_file
from service.queries import village_facts as queries
from service.queries.changes import acts_on_village, names_in
from service.queries.on_file import PaperShown
from service.queries.places import figures_of, place_shown, weighed_place
from service.queries.records import record_of_place
from service.queries.village_facts import VillageFact
from service.register.acts import AlreadyActed
from service.register.fields import FACTS, Fact, Kind, Subject
from service.register.values import written
from service.register.village_facts import (
    KEEPERS,
    LONGEST_REASON,
    SUBJECTS,
    Keeping,
    change_village_fact,
    enter_village_fact,
)
from service.rules.lookups import CriterionText
from service.web.asked import own_number
from service.web.changes import act_lines
from service.web.fact_words import fact_label, value_text
from service.web.place_facts import evaluation_rows, incidence_of
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.uploads import Writing, sent
from workflows.roles import Level

blueprint = Blueprint("village_facts", __name__, url_prefix="/places")

ACTS_SHOWN = 20
_DECIDED = {Level.VILLAGE: "village", Level.COUNTY: "county"}


@dataclass(frozen=True)
class FactLine:
    """An asset or project as a row: values in words in the order of the facts."""

    values: tuple[str, ...]
    ended: bool
    url: str


@dataclass(frozen=True)
class FactTable:
    """The assets or the projects of a village."""

    subject: str
    labels: tuple[str, ...]
    numbers: tuple[bool, ...]
    lines: tuple[FactLine, ...]
    total: str
    new_url: str | None


@dataclass(frozen=True)
class IndicatorRow:
    """An indicator with what was found on it."""

    label: str
    standard: str
    actual: str
    met: bool


@blueprint.get("/<code>/card")
@open_to(*BUSINESS)
def card(code: str) -> str:
    """What is on file about a village; about a township, county and wider what its villages have together."""
    service = current_service()
    today = service.clock.today()
    with service.database.read() as db:
        actor = actor_now(db)
        place = place_shown(db, actor, code) or abort(404)
        procedure = _DECIDED.get(place.level)
        record = record_of_place(db, actor, procedure, code) if procedure else None
        papers = on_file.papers_of(db, [record.id]) if record else []
        texts = on_file.criteria_texts(db, procedure, code, today.year) if procedure else ()
        weighed = weighed_place(db, procedure, code, today) if procedure else None
        figures = figures_of(db, [code], today)
        found = {each: queries.facts_of_village(db, each, code) for each in _subjects(place.level)}
        totals = [] if found else queries.totals_below(db, actor, code)
        acts = acts_on_village(db, actor, code, limit=ACTS_SHOWN) if found else []
        names = names_in(db, acts)
    return render_template(
        "village_facts/card.html",
        place=place,
        record=record,
        figures=figures,
        incidence=incidence_of(weighed, papers) if weighed else None,
        evaluation=evaluation_rows(weighed, papers) if weighed and procedure == "county" else [],
        indicators=_indicators(texts, papers),
        indicators_of=_newest(papers, "village_indicators"),
        tables=[_table(subject, facts, code, actor) for subject, facts in found.items()],
        totals=totals,
        sums=(
            sum(each.assets for each in totals),
            sum((each.value for each in totals), Decimal(0)),
            sum(each.projects for each in totals),
            sum((each.amount for each in totals), Decimal(0)),
        ),
        money=_money,
        acts=act_lines(acts, names),
    )


@blueprint.route("/<code>/card/<any(asset, project):kind>/new", methods=["GET", "POST"])
@open_to(*KEEPERS)
def new(code: str, kind: str) -> ResponseReturnValue:
    """Enter an asset or a project."""
    return _edit(code, Subject(kind), None)


@blueprint.route("/<code>/card/<any(asset, project):kind>/<int:fact_id>", methods=["GET", "POST"])
@open_to(*KEEPERS)
def change(code: str, kind: str, fact_id: int) -> ResponseReturnValue:
    """Change or end one."""
    return _edit(code, Subject(kind), fact_id)


def _edit(code: str, subject: Subject, fact_id: int | None) -> ResponseReturnValue:
    with current_service().database.read() as db:
        actor = actor_now(db)
        place = place_shown(db, actor, code) or abort(404)
        known = queries.village_fact(db, subject, code, fact_id) if fact_id is not None else None
    if place.level is not Level.VILLAGE or (fact_id is not None and known is None):
        abort(404)
    if post_over(actor, KEEPERS, code) is None:
        abort(403)
    form = _form(subject, known)
    page = url_for(".card", code=code)

    def write(act: Writing) -> bool:
        keeping = Keeping(
            subject=subject,
            typed={name: form[name].data or "" for name in FACTS[subject]},
            reason=form.reason.data or "",
            key=form.key.data or "",
        )
        if fact_id is None:
            enter_village_fact(act.db, code, keeping, act.actor, act.at)
        else:
            change_village_fact(act.db, code, fact_id, _version(form), keeping, act.actor, act.at)
        return True

    def done(_made: bool) -> ResponseReturnValue:
        flash(_("It is on file, with your name and the day."), "success")
        return redirect(page)

    try:
        answer = sent(form, write, done)
    except AlreadyActed:
        flash(_("This was done with the first press; the second one changed nothing."), "info")
        return redirect(page)
    except ChangedSince:
        form.form_errors.append(_("Somebody changed it since you opened this page. Look at the card and begin anew."))
        answer = None
    if answer is not None:
        return answer
    return render_template(
        "village_facts/edit.html", place=place, form=form, subject=subject.value, known=known
    ), 422 if form.errors else 200


def _subjects(level: Level) -> tuple[Subject, ...]:
    return SUBJECTS if level is Level.VILLAGE else ()


def _form(subject: Subject, known: VillageFact | None) -> Any:
    """The facts as fields, in their order; text that was typed is read by the act, which says what is wrong with it."""
    fields: dict[str, Any] = {
        fact.name: StringField(
            fact_label(subject, fact.name),
            validators=[Required()] if fact.required else [],
            render_kw={"type": "date"} if fact.kind is Kind.DAY else {},
        )
        for fact in FACTS[subject].values()
    }
    label = lazy_gettext("Reason") if known else lazy_gettext("Note")
    fields["reason"] = StringField(label, validators=[*([Required()] if known else []), Length(max=LONGEST_REASON)])
    fields["key"] = HiddenField(validators=[Length(min=8, max=64)])
    fields["version"] = HiddenField()
    made: Any = type("VillageFactForm", (FlaskForm,), fields)
    given = {name: written(value) or "" for name, value in known.values.items()} if known else {}
    form = made(data=None if request.method == "POST" else {**given, "version": known.version if known else 0})
    if request.method == "GET":
        form.key.data = uuid4().hex
    return form


class Required:
    """Marks a fact that is needed; the act itself says what is missing, together with every other fault."""

    field_flags: Mapping[str, bool] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing to check here."""


def _version(form: Any) -> int:
    try:
        return own_number(form.version.data or "")
    except ValueError:
        abort(400)


def _table(subject: Subject, facts: Sequence[VillageFact], code: str, actor: Actor) -> FactTable:
    declared = tuple(FACTS[subject].values())
    keeps = post_over(actor, KEEPERS, code) is not None
    ends = "ended_on" if subject is Subject.ASSET else ""
    amount = "value" if subject is Subject.ASSET else "amount"
    standing = [each for each in facts if not (ends and each.values[ends])]
    return FactTable(
        subject=subject.value,
        labels=tuple(fact_label(subject, fact.name) for fact in declared),
        numbers=tuple(fact.kind in (Kind.AMOUNT, Kind.WHOLE, Kind.YEAR) for fact in declared),
        lines=tuple(
            FactLine(
                values=tuple(_text(fact, each) for fact in declared),
                ended=each not in standing,
                url=url_for(".change", code=code, kind=subject.value, fact_id=each.id) if keeps else "",
            )
            for each in facts
        ),
        total=_money(sum((each.values[amount] for each in standing), Decimal(0))),
        new_url=url_for(".new", code=code, kind=subject.value) if keeps else None,
    )


def _text(fact: Fact, each: VillageFact) -> str:
    return value_text(fact, each.values[fact.name])


def _money(amount: Decimal) -> str:
    return str(format_decimal(amount, "#,##0.##"))


def _newest(papers: Sequence[PaperShown], kind: str) -> PaperShown | None:
    return max((paper for paper in papers if paper.kind == kind), key=lambda paper: paper.id, default=None)


def _indicators(texts: Sequence[CriterionText], papers: Sequence[PaperShown]) -> list[IndicatorRow]:
    paper = _newest(papers, "village_indicators")
    if paper is None:
        return []
    chinese = get_locale().language == "zh"
    met, actual = set(paper.data.get("met", ())), paper.data.get("actual", {})
    return [
        IndicatorRow(
            label=text.label_zh if chinese else text.label_en,
            standard=text.standard,
            actual=str(actual.get(text.code, "")),
            met=text.code in met,
        )
        for text in texts
    ]
