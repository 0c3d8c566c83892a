"""The history of every fact of a household, and the household as of any day beside what it is today."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask_babel import gettext as _

from service.access import open_to
from service.context import current_service
from service.queries import households as household_queries
from service.queries.changes import (
    ActShown,
    ChangeFilter,
    ChangeShown,
    acts_on_household,
    names_in,
    people_of_history,
)
from service.queries.places import place_shown
from service.register.as_of import RegisterThen, Row, end_of, household_as_of
from service.register.fields import FACTS, Fact, Subject, fact_of
from service.sealing import Seal
from service.web.asked import asked_number, asked_text
from service.web.fact_words import fact_label, register_seal, row_text, written_text
from service.web.readings import day_asked
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now
from service.web.stages import state_shown
from service.words import word

blueprint = Blueprint("changes", __name__, url_prefix="/households")

PAGE = 50
_ABOUT = (Subject.HOUSEHOLD, Subject.MEMBER)
_STANDING = ((Subject.MEMBER, "household_id"), (Subject.MEMBER, "left_on"), (Subject.MEMBER, "left_by"))


@dataclass(frozen=True)
class ChangeLine:
    """One field that was changed, in words."""

    whose: str | None
    label: str
    old: str
    new: str
    hidden: bool


@dataclass(frozen=True)
class ActLine:
    """An act on the register with its changes, in words."""

    act: ActShown
    label: str
    role: str
    changes: tuple[ChangeLine, ...]


@dataclass(frozen=True)
class Then:
    """A fact as it was then; `today` only where it is another now."""

    text: str
    today: str | None


@dataclass(frozen=True)
class FactThen:
    """A fact with what it was of each person, or of the household."""

    label: str
    values: tuple[Then, ...]


@blueprint.get("/<int:household_id>/changes")
@open_to(*BUSINESS)
def household(household_id: int) -> str:
    """Every act on a household with the fields that it changed, the newest first."""
    person, before, asked = asked_number("person"), asked_number("before"), asked_text("fact")
    subject, fact = _fact_asked(asked)
    wanted = ChangeFilter(person=person, subject=subject, field=fact)
    with current_service().database.read() as db:
        actor = actor_now(db)
        home = household_queries.household(db, actor, household_id) or abort(404)
        place = place_shown(db, actor, home.village_code) or abort(404)
        people = people_of_history(db, household_id)
        if person is not None and person not in dict(people):
            abort(404)
        acts = acts_on_household(
            db,
            actor,
            household_id,
            wanted,
            knows_health=household_queries.knows_health(actor, home.village_code),
            before=before,
            limit=PAGE + 1,
        )
        names = names_in(db, acts)
    kept: dict[str, Any] = {"household_id": household_id, "person": person, "fact": asked if subject else None}
    return render_template(
        "changes/household.html",
        household=home,
        place=place,
        lines=act_lines(acts[:PAGE], names),
        people=[("", _("All")), *((str(id), name) for id, name in people)],
        facts=[("", _("All")), *_fact_choices()],
        person=person,
        fact=asked if subject else "",
        filtered=wanted.narrows,
        next_url=url_for(".household", **kept, before=acts[PAGE - 1].id) if len(acts) > PAGE else None,
        first_url=url_for(".household", **kept) if before else None,
    )


@blueprint.get("/<int:household_id>/as-of")
@open_to(*BUSINESS)
def as_of(household_id: int) -> str:
    """The household as it stood at the end of a day, and what of it is another today."""
    service = current_service()
    today = service.clock.today()
    unread: list[str] = []
    on = min(day_asked("on", unread) or today, today)
    with service.database.read() as db:
        actor = actor_now(db)
        home = household_queries.household(db, actor, household_id) or abort(404)
        place = place_shown(db, actor, home.village_code) or abort(404)
        then = household_as_of(db.connection(), household_id, end_of(on))
        now = household_as_of(db.connection(), household_id, service.clock.now())
    knows = household_queries.knows_health(actor, home.village_code)
    state = then.states.get(household_id)
    return render_template(
        "changes/as_of.html",
        household=home,
        place=place,
        on=on,
        today=today,
        unread=unread,
        there=household_id in then.households,
        row=then.households.get(household_id),
        state=state_shown("household", state.state if state else None),
        since=state.since_at if state else None,
        facts=_household_then(then, now, household_id, register_seal()),
        people=_people_then(then, now, household_id),
        member_facts=_members_then(then, now, household_id, register_seal(), knows_health=knows),
        joined=[row["name"] for id, row in _newcomers(then, now, household_id)],
        knows_health=knows,
    )


def act_lines(acts: Sequence[ActShown], names: Mapping[str, str]) -> list[ActLine]:
    """Acts in words.

    Args:
        names: what villages and households are called that stand in them as codes and numbers.
    """
    seal = register_seal()
    return [
        ActLine(
            act,
            str(word(f"register_act.{act.kind}")),
            str(word(f"role.{act.role}")),
            tuple(_change(change, names, seal) for change in act.changes),
        )
        for act in acts
    ]


def _change(change: ChangeShown, names: Mapping[str, str], seal: Seal) -> ChangeLine:
    fact = fact_of(change.subject, change.field)
    called = names if change.field in ("village_code", "household_id") else None
    return ChangeLine(
        whose=change.whose,
        label=fact_label(change.subject, change.field),
        old="" if change.hidden else written_text(fact, change.old, seal, called),
        new="" if change.hidden else written_text(fact, change.new, seal, called),
        hidden=change.hidden,
    )


def _fact_asked(text: str) -> tuple[Subject | None, str]:
    subject, _dot, name = text.partition(".")
    known = {(each.value, fact) for each in _ABOUT for fact in FACTS[each]} | {(s.value, f) for s, f in _STANDING}
    return (Subject(subject), name) if (subject, name) in known else (None, "")


def _fact_choices() -> list[tuple[str, str]]:
    facts = [*((subject, name) for subject in _ABOUT for name in FACTS[subject]), *_STANDING]
    return [(f"{subject.value}.{name}", fact_label(subject, name)) for subject, name in facts]


def _household_then(then: RegisterThen, now: RegisterThen, id: int, seal: Seal) -> list[FactThen]:
    row = then.households.get(id)
    if row is None:
        return []
    return [
        FactThen(fact_label(Subject.HOUSEHOLD, fact.name), (_then(fact, row, now.households.get(id), seal),))
        for fact in FACTS[Subject.HOUSEHOLD].values()
    ]


def _members_then(then: RegisterThen, now: RegisterThen, id: int, seal: Seal, *, knows_health: bool) -> list[FactThen]:
    people = then.members.get(id, {})
    today = now.members.get(id, {})
    return [
        FactThen(
            fact_label(Subject.MEMBER, fact.name),
            tuple(_then(fact, row, today.get(member), seal) for member, row in people.items()),
        )
        for fact in FACTS[Subject.MEMBER].values()
        if knows_health or not fact.health
    ]


def _then(fact: Fact, row: Row, today: Row | None, seal: Seal) -> Then:
    text = row_text(fact, row, seal)
    if today is None:
        return Then(text, None)
    now = row_text(fact, today, seal)
    # Two numbers may look alike when they are masked.
    same = row[fact.columns[0]] == today[fact.columns[0]]
    return Then(text, None if same else now)


def _people_then(then: RegisterThen, now: RegisterThen, id: int) -> list[tuple[str, date | None, bool]]:
    """Name, day of leaving as it was known then, and whether they belong to another household today."""
    today = now.members.get(id, {})
    return [(row["name"], row["left_on"], member not in today) for member, row in then.members.get(id, {}).items()]


def _newcomers(then: RegisterThen, now: RegisterThen, id: int) -> list[tuple[int, Row]]:
    before = then.members.get(id, {})
    return [(member, row) for member, row in now.members.get(id, {}).items() if member not in before]
