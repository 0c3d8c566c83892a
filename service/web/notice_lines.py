"""A notice as a line or a badge: where it stands, until when, and what it still needs."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from flask_babel import gettext as _
from flask_babel import lazy_gettext
from flask_babel.speaklater import LazyString

from service.models.objection import OPEN_OBJECTION
from service.notices.public_facts import KINDS as PAPER_KINDS
from service.notices.public_facts import REPLACING
from service.queries.notice_detail import NoticeShown
from service.queries.notices import NoticeLine
from service.web.entries import step_label
from service.web.file_words import Check
from service.web.stages import StateShown
from service.words import date_text, word
from service.words.notices import NOTICES
from workflows.roles import Level

KINDS: Final = tuple(
    kind
    for key in NOTICES
    if key.startswith("notice.") and (kind := key.removeprefix("notice.")) in PAPER_KINDS - REPLACING | {"extension"}
)
"""Kinds of notice as their steps name them, in the order of the procedures."""

CONDITIONS: Final[Mapping[str, LazyString]] = {
    "unprinted": lazy_gettext("To be printed"),
    "unposted": lazy_gettext("To be posted"),
    "hanging": lazy_gettext("Hangs, without its result"),
    "signed": lazy_gettext("Complete"),
    "announced": lazy_gettext("Announced"),
    "void": lazy_gettext("Void"),
}


@dataclass(frozen=True)
class NoticeRow:
    """A notice with its state in words. `note` says until when, or what is wrong."""

    line: NoticeLine
    label: str
    state: StateShown
    note: str | None


def notice_row(line: NoticeLine, today: date) -> NoticeRow:
    """The notice in words."""
    condition = line.condition(today)
    last_day = date_text(line.period.last_day) if line.period else ""
    note: str | None = None
    if condition == "running":
        state = StateShown(_("running"), "waiting")
        note = _("until %(day)s", day=last_day)
    elif condition == "over":
        state = StateShown(_("period over, result missing"), "current")
        note = _("ended %(day)s", day=last_day)
    elif condition == "uncountable":
        state = StateShown(_("end unknown"), "stopped")
        note = _("no arranged calendar for %(year)s", year=line.unarranged_year)
    else:
        state = {
            "void": StateShown(_("void"), "stopped"),
            "unprinted": StateShown(_("to be printed"), "current"),
            "unposted": StateShown(_("to be posted"), "current"),
            "announced": StateShown(_("posted"), "done"),
            "signed": StateShown(_("complete"), "done"),
        }[condition]
    if line.to_correct:
        state, note = StateShown(_("to be corrected"), "current"), _("an objection to it was upheld")
    elif line.posted_late and not line.void:
        note = _("posted late: needs an extension")
    return NoticeRow(line, str(word(f"notice.{line.kind}")), state, note)


def checks_of(shown: NoticeShown, today: date) -> list[Check]:
    """What the notice needs before the step that waits for it, with what is there; nothing for a void one."""
    line = shown.line
    if line.void:
        return []
    posted = date_text(line.posted_on) if line.posted_on else None
    in_place = any(each.place_level == shown.place_level for each in shown.postings)
    wanted = _("at the level: %(level)s", level=word(f"level.{shown.place_level}"))
    checks = [
        Check(_("PDF kept"), line.printed, None),
        Check(_("Posted"), line.posted_on is not None and in_place, posted if in_place else wanted),
    ]
    if not line.is_publicity:
        return checks
    if line.posted_on is not None and line.posted_on > line.printed_on:
        extended = date_text(line.extended_on) if line.extended_on else _("it was posted after its date")
        checks.append(Check(_("Extension posted"), line.extended_on is not None, extended))
    over = line.period is not None and line.period.is_over(today)
    until = _("until %(day)s", day=date_text(line.period.last_day)) if line.period else None
    checks.append(Check(_("Period over"), over, until))
    opened = sum(shown.objections.get(state, 0) for state in ("lodged", *OPEN_OBJECTION))
    still = _("%(count)s to be settled", count=opened) if opened else None
    checks.append(Check(_("No objection open"), not opened, still))
    if not shown.members and (upheld := shown.objections.get("upheld", 0)):
        checks.append(Check(_("Corrected publicity issued"), False, _("upheld: %(count)s", count=upheld)))
    signed = date_text(line.signed_on) if line.signed_on else None
    checks.append(Check(_("Result signed"), line.signed_on is not None, signed))
    return checks


def voided_step(shown: NoticeShown) -> str | None:
    """The act that voided a notice; None while it stands. One without records falls by its correction only."""
    if shown.voided_by is None:
        return None
    return step_label(shown.members[0].procedure, shown.voided_by[0]) if shown.members else str(_("Corrected"))


def result_labels(poster_level: str) -> dict[str, str]:
    """Who signs the statement on the result: in the village its own bodies, above it officials."""
    if poster_level in (Level.VILLAGE, Level.TOWNSHIP):
        names = ("signed_by_handler", "signed_by_supervisor", "signed_by_team")
        return {name: str(word(f"field.{name}")) for name in names}
    return {
        "signed_by_handler": str(word("field.signed_by_handler")),
        "signed_by_supervisor": str(_("Signed by the supervising official")),
        "signed_by_team": str(_("Signed by a witness")),
    }
