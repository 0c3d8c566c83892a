"""Cards, changes and acts of the register in words: what a page may show of them, and to whom."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final

from flask_babel import gettext as _

from service.people import Actor
from service.queries.households import HEALTH_READERS
from service.queries.registering import ActShown
from service.register.corrections import Change
from service.register.fields import FACTS, Fact, Kind, Subject, fact_of
from service.register.values import from_written
from service.web.fact_words import fact_label, value_text
from service.words import word
from workflows.roles import covers

GROUPS: Final[Mapping[Subject, Sequence[tuple[str, tuple[str, ...]]]]] = {
    Subject.HOUSEHOLD: (
        ("basics", ("village_group",)),
        ("poverty", ("standard", "household_class", "main_cause", "other_cause", "second_other_cause")),
        ("responsible", ("responsible_person", "responsible_unit")),
        (
            "dwelling",
            (
                "dwelling_area",
                "dwelling_structure",
                "dwelling_built_in",
                "dwelling_safety",
                "relocation",
                "resettlement",
                "resettlement_place",
                "electricity",
                "fuel",
                "safe_water",
                "road",
            ),
        ),
        ("contact", ("phone", "bank", "account")),
    ),
    Subject.MEMBER: (
        ("person", ("name", "sex", "identity", "born_on", "relation", "ethnicity")),
        ("learning", ("education", "schooling", "health")),
        ("work", ("labour", "working_area", "working_months")),
        ("insurance", ("subsistence", "medical_insurance", "pension_insurance", "phone")),
    ),
}
"""How forms and cards group the facts: every fact of a subject stands in one group."""

NUMBERS: Final = (Kind.AMOUNT, Kind.WHOLE)


@dataclass(frozen=True)
class FactShown:
    """A fact with its label; `value` is None where nothing is on file."""

    label: str
    value: str | None
    decides: bool


@dataclass(frozen=True)
class GroupShown:
    """Facts that belong together."""

    label: str
    facts: list[FactShown]


@dataclass(frozen=True)
class ChangeShown:
    """A fact that was or would be changed; `whose` is '' for the household itself."""

    whose: str
    label: str
    old: str | None
    new: str | None


@dataclass(frozen=True)
class ActLine:
    """An act on the register, for a page that says what happened meanwhile."""

    label: str
    by: str
    role: str
    acted_at: datetime
    effective_on: date
    reason: str
    changes: list[ChangeShown]


def value_words(fact: Fact, value: Any) -> str | None:
    """A value in the visitor's language, None for nothing; of a personal number hand over its masked form."""
    return None if value is None or value == "" else value_text(fact, value)


def groups_of(subject: Subject, row: Mapping[str, Any], *, health: bool = True) -> list[GroupShown]:
    """Facts of a row by group, personal numbers masked.

    Args:
        health: the reader may know how healthy people are.
    """
    groups = []
    for key, names in GROUPS[subject]:
        facts = [FACTS[subject][name] for name in names]
        shown = [
            FactShown(fact_label(subject, fact.name), value_words(fact, row[fact.columns[-1]]), fact.decides)
            for fact in facts
            if health or not fact.health
        ]
        groups.append(GroupShown(str(word(f"register_group.{key}")), shown))
    return groups


def changes_shown(changes: Iterable[Change], names: Mapping[int, str], *, health: bool) -> list[ChangeShown]:
    """Changes in words. Personal numbers are told without their digits, health only to who may know it."""
    shown = []
    for change in changes:
        fact = fact_of(change.subject, change.field)
        if fact.health and not health:
            old: str | None = _("not shown to you")
            new: str | None = old
        elif fact.sealed:
            old, new = _number(change.old), _number(change.new, changed=change.old is not None)
        else:
            old, new = (value_words(fact, from_written(fact.kind, each)) for each in (change.old, change.new))
        whose = names.get(change.id, "") if change.subject is Subject.MEMBER else ""
        shown.append(ChangeShown(whose, fact_label(change.subject, change.field), old, new))
    return shown


def act_lines(acts: Sequence[ActShown], names: Mapping[int, str], *, health: bool) -> list[ActLine]:
    """Acts with what they changed, in words."""
    return [
        ActLine(
            label=str(word(f"register_act.{act.kind}")),
            by=act.acted_by,
            role=str(word(f"role.{act.role}")),
            acted_at=act.acted_at,
            effective_on=act.effective_on,
            reason=act.reason,
            changes=changes_shown(act.changes, names, health=health),
        )
        for act in acts
    ]


def knows_health(actor: Actor, village_code: str) -> bool:
    """Whether the actor needs to know how healthy people of this village are."""
    return any(covers(post.region_code, village_code) for post in actor.posts_with(*HEALTH_READERS))


def _number(sealed: str | None, *, changed: bool = False) -> str | None:
    if sealed is None:
        return None
    return str(_("another number") if changed else _("a number"))
