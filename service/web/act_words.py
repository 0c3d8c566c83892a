"""What an act will do, in words: for the page before it, and for the line after it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from service.models.region import short_name
from service.people import Actor, Post
from service.queries.offers import Standing
from service.queries.records import RecordShown
from service.web.links import record_url
from service.web.names import numbered
from service.web.stages import StateShown, state_shown
from service.web.step_offers import TONES
from service.words import reason_text, word
from workflows import PROCEDURES
from workflows.declare import Direction, Procedure, Step
from workflows.reasons import Reason
from workflows.roles import covers


@dataclass(frozen=True)
class Refusal:
    """One record that may not go along, with every reason."""

    subject: str
    url: str
    reasons: list[str]


@dataclass(frozen=True)
class WhatHappens:
    """What the page says before the button is pressed."""

    label: str
    comes_from: tuple[StateShown, ...]
    goes_to: StateShown
    leaves: bool
    stays: bool
    acts_as: str | None
    function: str | None
    issues: str | None
    voids: tuple[str, ...]
    list_words: str | None
    opens_cycle: int | None
    needs_reason: bool
    tone: str

    def done(self, records: int) -> str:
        """The line after the act."""
        if self.stays:
            return str(_("Done: %(step)s. Records: %(count)s.", step=self.label, count=records))
        words = _(
            "Done: %(step)s. Now in the state “%(state)s”: %(count)s.",
            step=self.label,
            state=self.goes_to.label,
            count=records,
        )
        return str(words)


def what_happens(actor: Actor, shown: Sequence[RecordShown], standing: Standing, name: str, today: date) -> WhatHappens:
    """The act in words, as the first record that it can be taken for tells it."""
    first = shown[0]
    procedure = PROCEDURES[first.procedure]
    step = _row(procedure, shown, name)
    post = _post(actor, step, first.region_code)
    states = dict.fromkeys(each.state for each in shown)
    opens = first.cycle + 1 if step.opens_cycle else None
    return WhatHappens(
        label=str(word(f"step.{procedure.name}.{name}")),
        comes_from=tuple(state_shown(procedure.name, state) for state in states),
        goes_to=state_shown(procedure.name, step.target.value),
        leaves=any(procedure.step(name, state) for state in states),
        stays=step.direction is Direction.STAY,
        acts_as=f"{word(f'role.{post.role.value}')} · {short_name(post.region_name)}" if post else None,
        function=str(word(f"function.{step.function.value}")) if step.function else None,
        issues=str(word(f"notice.{step.issues}")) if step.issues else None,
        voids=tuple(str(word(f"notice.{kind}")) for kind in step.voids_notices),
        list_words=_list_words(step, shown, standing, today),
        opens_cycle=opens,
        needs_reason=step.needs_reason,
        tone=TONES[step.direction],
    )


def refusals_shown(
    shown: Sequence[RecordShown], reasons: Mapping[int, Sequence[Reason]], criteria: Mapping[str, str]
) -> list[Refusal]:
    """Each refused record by name with its reasons as sentences, in the page's order."""
    return [
        Refusal(
            subject=subject(each),
            url=record_url(each.procedure, each.region_code, each.household_id),
            reasons=[reason_text(found, criteria) for found in dict.fromkeys(reasons[each.id])],
        )
        for each in shown
        if reasons.get(each.id)
    ]


def subject(shown: RecordShown) -> str:
    """A record by name; a household with its number, because names repeat."""
    return numbered(shown.name, shown.number) if shown.number is not None else shown.name


def _row(procedure: Procedure, shown: Sequence[RecordShown], name: str) -> Step:
    """The table's row for the records' state; where none leaves it, another row of that name, for its words."""
    rows = (procedure.step(name, each.state) for each in shown)
    return next((row for row in rows if row), None) or next(row for row in procedure.steps if row.name == name)


def _post(actor: Actor, step: Step, region_code: str) -> Post | None:
    fitting = [post for post in actor.appointments if post.role in step.roles and covers(post.region_code, region_code)]
    return max(fitting, key=lambda post: len(post.region_code), default=None)


def _list_words(step: Step, shown: Sequence[RecordShown], standing: Standing, today: date) -> str | None:
    if step.leaves_list and any(each.on_list for each in shown):
        return str(_("The household leaves its list; the others stay together."))
    if not step.gathers or step.whole_list:
        return None
    lists = {each.on_list for each in shown}
    one = lists.pop() if len(lists) == 1 else None
    if one and (one.kind, one.year, one.members) == (step.gathers, today.year, len(standing.rows)):
        kind = word(f"list_kind.{one.kind}")
        return str(_("%(kind)s No. %(number)s stays as it is.", kind=kind, number=one.number))
    kind = word(f"list_kind.{step.gathers}")
    words = _(
        "A new list is stored: %(kind)s of %(year)s with %(count)s households.",
        kind=kind,
        year=today.year,
        count=len(standing.rows),
    )
    return str(words)
