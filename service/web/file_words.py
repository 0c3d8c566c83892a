"""Papers and notices on file as lines of a page: what they say in short, what a notice still needs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation

from flask_babel import format_decimal, get_locale
from flask_babel import gettext as _

from service.queries.on_file import NoticeShown, PaperShown
from service.web.links import link
from service.web.names import listed
from service.web.stages import StateShown
from service.words import WORDS, date_text, field_word, word

_SHORT = 90
_SHOWN_AT_MOST = 5


@dataclass(frozen=True)
class ScanLine:
    """A file attached to a paper."""

    label: str
    url: str | None
    size_text: str


@dataclass(frozen=True)
class PaperLine:
    """What the list of documents takes."""

    label: str
    url: str | None
    dated_on: date
    recorded_by: str
    recorded_at: datetime
    summary: str
    attachments: list[ScanLine]


@dataclass(frozen=True)
class Check:
    """One thing that a notice needs."""

    label: str
    done: bool
    note: str | None


@dataclass(frozen=True)
class NoticeLine:
    """A notice with what it still needs; `checks` is empty for a void one."""

    label: str
    number: str
    url: str | None
    printed_on: date
    state: StateShown
    checks: list[Check]


def paper_lines(papers: Iterable[PaperShown], criteria: Mapping[str, str]) -> list[PaperLine]:
    """Papers with what they say in a line."""
    return [
        PaperLine(
            label=f"{word(f'paper.{paper.kind}')} · {paper.year}",
            url=link("documents.show", document_id=paper.id),
            dated_on=paper.dated_on,
            recorded_by=paper.filed_by,
            recorded_at=paper.filed_at,
            summary=_summary(paper, criteria),
            attachments=[
                ScanLine(scan.filename, link("attachments.show", attachment_id=scan.id), _size(scan.bytes))
                for scan in paper.scans
            ],
        )
        for paper in papers
    ]


def notice_lines(notices: Iterable[NoticeShown], today: date) -> list[NoticeLine]:
    """Notices with their posting, period and result."""
    return [
        NoticeLine(
            label=str(word(f"notice.{notice.kind}")),
            number=notice.number,
            url=link("notices.show", notice_id=notice.id),
            printed_on=notice.printed_on,
            state=_notice_state(notice, today),
            checks=[] if notice.void else _checks(notice, today),
        )
        for notice in notices
    ]


def joined(parts: Sequence[str]) -> str:
    """Parts of a line, as the language separates them."""
    return ("；" if get_locale().language == "zh" else "; ").join(parts)


def yuan(amount: Decimal | str) -> str:
    """An amount as the language writes it; what is no number stays as it is."""
    try:
        return str(format_decimal(Decimal(amount), "#,##0.##"))
    except InvalidOperation:
        return str(amount)


def _notice_state(notice: NoticeShown, today: date) -> StateShown:
    if notice.void:
        return StateShown(_("void"), "stopped")
    if notice.posted_on is None:
        return StateShown(_("to be posted") if notice.printed else _("to be printed"), "current")
    if not notice.minimum_days:
        return StateShown(_("posted"), "done")
    window = notice.on_file
    if window is None or window.last_day is None or today <= window.last_day:
        return StateShown(_("period running"), "waiting")
    if not window.result_signed:
        return StateShown(_("result to be signed"), "current")
    return StateShown(_("complete"), "done")


def _checks(notice: NoticeShown, today: date) -> list[Check]:
    window = notice.on_file
    posted = date_text(notice.posted_on) if notice.posted_on else None
    checks = [Check(_("PDF kept"), notice.printed, None), Check(_("Posted"), notice.posted_on is not None, posted)]
    if not notice.minimum_days or window is None:
        return checks
    over = window.last_day is not None and today > window.last_day
    until = _("until %(day)s", day=date_text(window.last_day)) if window.last_day else None
    checks.append(Check(_("Period over"), over, until))
    signed = date_text(window.statement_on) if window.statement_on else None
    checks.append(Check(_("Result signed"), window.result_signed, signed))
    return checks


def _summary(paper: PaperShown, criteria: Mapping[str, str]) -> str:
    if "met" in paper.data:
        met = [criteria.get(code, code) for code in paper.data["met"]]
        return str(_("Met: %(criteria)s", criteria=joined(met) if met else "—"))
    shown = []
    for name, value in paper.data.items():
        if isinstance(value, Mapping) or value in (None, "", []):
            continue
        label = field_word(paper.kind, name) if _has_word(paper.kind, name) else name
        shown.append(
            f"{label}: {_value(name, value)}" if get_locale().language != "zh" else f"{label}：{_value(name, value)}"
        )
    return joined(shown[:_SHOWN_AT_MOST])


def _has_word(kind: str, name: str) -> bool:
    return f"field.{kind}.{name}" in WORDS or f"field.{name}" in WORDS


def _value(name: str, value: object) -> str:
    if isinstance(value, bool):
        return str(_("yes") if value else _("no"))
    if isinstance(value, list):
        return listed(value)
    text = str(value)
    for table in (name, f"closing_{name}"):
        if f"code.{table}.{text}" in WORDS:
            return str(word(f"code.{table}.{text}"))
    return text if len(text) <= _SHORT else f"{text[:_SHORT]}…"


def _size(size: int) -> str:
    return f"{size / 1_048_576:.1f} MB" if size >= 1_048_576 else f"{max(1, round(size / 1024))} KB"
