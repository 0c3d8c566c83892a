"""The procedures in force, as tables and diagrams that are made from the code itself: an auditor reads the rule."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from flask import Blueprint, Response, abort, current_app, render_template, url_for
from flask_babel import force_locale, get_locale, lazy_gettext
from flask_babel import gettext as _

from service.access import open_to_signed_in
from service.diagrams import CannotDraw, Drawing, draw
from service.web.guard_words import guard_text
from service.web.languages import DEFAULT, LANGUAGES
from service.words import word
from workflows import TABLES
from workflows.declare import Direction, Procedure, Step
from workflows.roles import Function

blueprint = Blueprint("procedures", __name__, url_prefix="/procedures")

PARTS = (
    ("forward", Direction.FORWARD, lazy_gettext("The way on")),
    ("stay", Direction.STAY, lazy_gettext("Acts that leave the state as it is")),
    ("back", Direction.BACK, lazy_gettext("Ways back")),
    ("out", Direction.OUT, lazy_gettext("Ways out")),
)


DECISIONS = {"objection": ("uphold", "dismiss"), "correction": ("approve", "refuse")}
"""Steps that decide though they are none of a cycle's four functions: an objection's, a correction's."""


@dataclass(frozen=True)
class Row:
    """A row of a procedure's table; steps that differ only in the state that they leave are one row."""

    step: str
    sources: str
    target: str
    who: str
    function: str | None
    guards: tuple[str, ...]
    issues: str | None
    effects: tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """The rows that lead one way."""

    id: str
    title: str
    rows: tuple[Row, ...]


@dataclass(frozen=True)
class Summary:
    """A procedure as the list of procedures shows it."""

    label: str
    url: str
    states: int
    steps: int
    approvers: str
    way: tuple[str, ...]


@blueprint.get("/")
@open_to_signed_in
def index() -> str:
    """Every procedure in a few figures."""
    return render_template("procedures/index.html", procedures=[_summary(each) for each in TABLES.values()])


@blueprint.get("/<name>")
@open_to_signed_in
def show(name: str) -> str:
    """The whole rule in force: diagram, table, who must act in which state."""
    procedure = TABLES.get(name) or abort(404)
    locale = str(get_locale() or DEFAULT)
    drawing = _drawing(procedure)
    return render_template(
        "procedures/show.html",
        label=word(f"procedure.{name}"),
        drawing=drawing,
        svg_url=url_for(".diagram", name=name, locale=locale),
        parts=[_part(procedure, *part) for part in PARTS],
        states=list(_states(procedure)),
        functions=_functions(procedure),
    )


@blueprint.get("/<name>.<locale>.svg")
@open_to_signed_in
def diagram(name: str, locale: str) -> Response:
    """The diagram alone, in one language."""
    procedure = TABLES.get(name)
    if procedure is None or locale not in LANGUAGES:
        abort(404)
    with force_locale(locale):
        drawing = _drawing(procedure)
    if drawing is None:
        abort(404)
    return Response(drawing.svg, mimetype="image/svg+xml")


def _drawing(procedure: Procedure) -> Drawing | None:
    try:
        return draw(procedure, lambda key: str(word(key)), lambda count: _("from %(count)s states", count=count))
    except CannotDraw as failed:
        current_app.logger.warning("the diagram of %s cannot be drawn: %s", procedure.name, failed)
        return None


def _summary(procedure: Procedure) -> Summary:
    deciding = [
        step
        for step in procedure.steps
        if step.function is Function.APPROVER or step.name in DECISIONS.get(procedure.name, ())
    ]
    roles = dict.fromkeys(role for step in deciding for role in step.roles)
    stages = dict.fromkeys(procedure.stages[state] for state in procedure.states)
    return Summary(
        label=str(word(f"procedure.{procedure.name}")),
        url=url_for(".show", name=procedure.name),
        states=len(procedure.states),
        steps=len(procedure.steps),
        approvers=_listed([str(word(f"role.{role.value}")) for role in roles]),
        way=tuple(str(word(f"stage.{stage.value}")) for stage in stages),
    )


def _functions(procedure: Procedure) -> str:
    """The four functions that four people share; '' for a procedure without them."""
    if not any(step.function for step in procedure.steps):
        return ""
    return _listed([str(word(f"function.{function.value}")) for function in Function])


def _part(procedure: Procedure, id: str, direction: Direction, title: str) -> Part:
    alike: dict[tuple[object, ...], list[Step]] = {}
    for step in procedure.steps:
        if step.direction is direction:
            stays = direction is Direction.STAY
            alike.setdefault(
                (
                    step.name,
                    None if stays else step.target,
                    step.roles,
                    step.function,
                    tuple(guard.__name__ for guard in step.guards),
                    step.issues,
                    tuple(_effects(step)),
                ),
                [],
            ).append(step)
    return Part(id, str(title), tuple(_row(procedure, steps) for steps in alike.values()))


def _row(procedure: Procedure, steps: Sequence[Step]) -> Row:
    step = steps[0]
    stays = step.direction is Direction.STAY
    return Row(
        step=str(word(f"step.{procedure.name}.{step.name}")),
        sources=_listed([_state(procedure, each.source.value) for each in steps if each.source]),
        target=_("unchanged") if stays else _state(procedure, step.target.value),
        who=_listed([str(word(f"role.{role.value}")) for role in step.roles]),
        function=str(word(f"function.{step.function.value}")) if step.function else None,
        guards=tuple(guard_text(guard, procedure.name) for guard in step.guards),
        issues=str(word(f"notice.{step.issues}")) if step.issues else None,
        effects=tuple(_effects(step)),
    )


def _effects(step: Step) -> Iterator[str]:
    """What a step asks for or does beside moving its record."""
    if step.needs_reason:
        yield _("A written reason is needed.")
    if step.opens_cycle:
        yield _("Opens the next cycle; the present one stays as it is.")
    if step.gathers and not step.whole_list:
        yield _("Taken on a list: “%(kind)s”. A single household becomes a list of one.", kind=_list_kind(step))
    if step.whole_list:
        yield _("Taken for the whole list or not at all.")
    if step.leaves_list:
        yield _("The record leaves its list.")
    if step.voids_notices:
        kinds = _listed([f"“{word(f'notice.{kind}')}”" for kind in step.voids_notices])
        yield _("Voids, with the evidence: %(notices)s.", notices=kinds)


def _list_kind(step: Step) -> str:
    return str(word(f"list_kind.{step.gathers}"))


def _states(procedure: Procedure) -> Iterator[tuple[str, str, str, int, str]]:
    """Stage, state, who must act, number of steps that leave it, those after all where nobody must act."""
    for state in procedure.states:
        roles = [str(word(f"role.{role.value}")) for role in procedure.acting_roles(state.value)]
        steps = procedure.leaving(state.value)
        stage = str(word(f"stage.{procedure.stages[state].value}"))
        ways_on = "" if roles else _listed([str(word(f"step.{procedure.name}.{name}")) for name in steps])
        yield stage, _state(procedure, state.value), _listed(roles), len(steps), ways_on


def _state(procedure: Procedure, state: str) -> str:
    return str(word(f"state.{procedure.name}.{state}"))


def _listed(texts: Sequence[str]) -> str:
    return ("、" if get_locale().language == "zh" else ", ").join(texts)
