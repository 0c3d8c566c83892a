"""Entries of the history as a timeline shows them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _

from service.history.entries import NOTICE_PRINTED
from service.queries.timeline import EntryShown
from service.web.links import link, record_url
from service.web.names import in_brackets
from service.web.stages import state_word
from service.words import WORDS, word
from workflows import PROCEDURES
from workflows.declare import Direction


@dataclass(frozen=True)
class TimelineEntry:
    """What the timeline part takes."""

    label: str
    from_label: str | None
    to_label: str | None
    at: datetime
    actor_name: str | None
    actor_role: str
    actor_place: str
    opinion: str | None
    notice_label: str | None
    notice_url: str | None
    tone: str
    number: int | None
    digest: str | None
    subject: str
    subject_url: str


def timeline_of(entries: Iterable[EntryShown], *, numbered: bool = True, hashes: bool = False) -> list[TimelineEntry]:
    """Entries in the order given.

    Args:
        numbered: show each entry's place in its record's chain; not for acts on several records.
        hashes: show the hash that chains each entry to the one before it, for who checks them.
    """
    return [_shown(entry, numbered, hashes) for entry in entries]


def step_label(procedure: str, step: str) -> str:
    """Label of a step, or of what else an entry tells."""
    if step == NOTICE_PRINTED:
        return str(_("PDF of the notice kept"))
    key = f"step.{procedure}.{step}"
    return str(word(key)) if key in WORDS else step


def act_subject(entry: EntryShown) -> str:
    """Whom an act was about: one record, or the first of several."""
    if entry.records == 1:
        return entry.subject
    return str(_("%(name)s and others, %(count)s in all", name=entry.subject, count=entry.records))


def _shown(entry: EntryShown, numbered: bool, hashes: bool) -> TimelineEntry:
    moves = entry.from_state != entry.to_state
    role = word(f"role.{entry.role}")
    return TimelineEntry(
        label=step_label(entry.procedure, entry.step),
        from_label=str(state_word(entry.procedure, entry.from_state)) if moves and entry.from_state else None,
        to_label=str(state_word(entry.procedure, entry.to_state)) if moves else None,
        at=entry.acted_at,
        actor_name=entry.actor_name,
        actor_role=in_brackets(role, word(f"function.{entry.function}")) if entry.function else str(role),
        actor_place=entry.place or entry.post_region_code,
        opinion=_("The opinion was lawfully erased.") if entry.erased else entry.opinion or None,
        notice_label=_notice(entry),
        notice_url=link("notices.show", notice_id=entry.notice_id) if entry.notice_id else None,
        tone=_tone(entry),
        number=entry.seq if numbered else None,
        digest=entry.pdf_sha256 or (entry.entry_hash if hashes else None),
        subject=act_subject(entry),
        subject_url=record_url(entry.procedure, entry.region_code, entry.household_id),
    )


def _notice(entry: EntryShown) -> str | None:
    if entry.notice_kind is None:
        return None
    return f"{word(f'notice.{entry.notice_kind}')} {entry.notice_number}"


def _tone(entry: EntryShown) -> str:
    procedure = PROCEDURES[entry.procedure]
    step = procedure.step(entry.step, entry.from_state)
    if step is None and entry.from_state is None:
        # A cycle that a step on the cycle before it opened: the table knows the step from that one's state.
        return "forward"
    if step is None or step.direction is Direction.STAY:
        return "kept"
    return step.direction.value
