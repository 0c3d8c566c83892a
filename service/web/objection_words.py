"""An objection on its pages: its badge, its progress bar, the steps that may be taken, what every page says of it."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, Final

from flask import url_for

from service.clock import shanghai_date
from service.models.objection import OPEN_OBJECTION
from service.objections.acts import reasons_for
from service.people import Actor
from service.queries.objection_detail import ObjectionShown
from service.queries.objections import ObjectionLine
from service.web.refusal_words import sentence
from service.web.stages import StageShown, StateShown, role_names, state_shown, state_word
from service.web.step_offers import TONES, OfferShown
from service.words import date_text, word
from workflows.objection import HEARD_BY, LODGERS, OBJECTION, Hearing
from workflows.objection import Objection as S

BADGES: Final[dict[str, str]] = {
    S.LODGED: "current",
    S.ACCEPTED: "current",
    S.INVESTIGATED: "current",
    S.APPEALED: "current",
    S.UPHELD: "waiting",
    S.DISMISSED: "waiting",
    S.REPLIED: "done",
    S.CLUE: "done",
    S.OUT_OF_TIME: "stopped",
    S.WITHDRAWN: "stopped",
}
NEVER_AGAIN: Final = frozenset(
    {"only_a_dismissal_is_appealed", "appealed_before", "appeal_out_of_time", "projects_settled"}
)
"""Reasons against an appeal that no waiting mends: it is not offered."""

BAR: Final = (Hearing.RECEIVED, Hearing.LOOKED_INTO, Hearing.DECIDED, Hearing.ANSWERED)


def badge(state: str) -> StateShown:
    """An objection's state as a badge."""
    return StateShown(str(state_word(OBJECTION.name, state)), BADGES[state])


def step_word(step: str) -> str:
    """A step as it stands on its button."""
    return str(word(f"step.{OBJECTION.name}.{step}"))


def bar_of(shown: ObjectionShown) -> list[StageShown]:
    """The stages of an objection with the day on which each was reached; set aside, it stops where it stood."""
    state = S(shown.line.state)
    stage = OBJECTION.stages[state]
    stopped = stage is Hearing.SET_ASIDE
    reached: dict[str, date] = {Hearing.RECEIVED: shown.line.lodged_on}
    for act in shown.acts:
        at = OBJECTION.stages[S(act.to_state)]
        if stopped and at is Hearing.SET_ASIDE:
            stage = OBJECTION.stages[S(act.from_state)]
        elif at is not Hearing.SET_ASIDE:
            reached[at] = shanghai_date(act.acted_at)
    here = BAR.index(Hearing(stage)) if stage in BAR else 0
    answered = stage is Hearing.ANSWERED
    bar = []
    for place, each in enumerate(BAR):
        now = "stopped" if stopped else "done" if answered else "current"
        now = "done" if place < here else now if place == here else "future"
        on = reached.get(each) if place <= here else None
        bar.append(StageShown(str(word(f"stage.{each.value}")), now, date_text(on) if on else None))
    return bar


def offers_of(shown: ObjectionShown, actor: Actor, at: datetime) -> list[OfferShown]:
    """Steps of the state that the person's roles may ever take, with every reason against each now."""
    offers = []
    for step in OBJECTION.leaving(shown.line.state).values():
        if not actor.posts_with(*step.roles):
            continue
        reasons = reasons_for(shown.standing, step.name, actor, at)
        if not NEVER_AGAIN.isdisjoint(each.code for each in reasons):
            continue
        takers = LODGERS if step.roles == LODGERS else HEARD_BY[shown.line.level]
        offers.append(
            OfferShown(
                label=step_word(step.name),
                in_short=step_word(step.name),
                url=url_for("objection_steps.take", objection_id=shown.line.id, step=step.name),
                allowed=not reasons,
                reasons=[sentence(each) for each in reasons],
                who=role_names(takers),
                issues=None,
                tone=TONES[step.direction],
                leads_to=str(state_word(OBJECTION.name, step.target.value)),
                mine=True,
            )
        )
    return offers


def about(shown: ObjectionShown, today: date) -> dict[str, Any]:
    """What every page of one objection shows."""
    line = shown.line
    return {
        "shown": shown,
        "line": line,
        "badge": badge(line.state),
        "outcome": str(state_word(OBJECTION.name, line.outcome)) if line.outcome else None,
        "record_state": state_shown(line.procedure, line.record_state)
        if line.procedure is not None and line.record_state is not None
        else None,
        "blocks": line.state in OPEN_OBJECTION,
        "level": word(f"level.{line.level.value}"),
        "days_over": line.days_over(today),
        "appeal_over": not line.waits and line.due_on is not None and today > line.due_on,
    }


def lines(found: Sequence[ObjectionLine], today: date) -> list[tuple[ObjectionLine, StateShown, int]]:
    """Objections as a table shows them: the line, its badge, days over its due date."""
    return [(each, badge(each.state), each.days_over(today)) for each in found]
