"""The history for auditors and for everybody with a business post: a jurisdiction's entries, and one entry whole."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from flask import Blueprint, abort, render_template, url_for
from flask_babel import format_decimal, format_percent
from flask_babel import gettext as _

from service.access import open_to, signed_in_actor
from service.context import current_service
from service.history.entries import NOTICE_PRINTED
from service.people import Actor
from service.queries.accounts import regions_meant
from service.queries.history import Filter, Key, WholeEntry, entries_found, whole_entry
from service.queries.timeline import EntryShown
from service.queries.visible import may_see
from service.web.asked import asked_text, own_number
from service.web.entries import TimelineEntry, step_label, timeline_of
from service.web.links import link, record_url
from service.words import WORDS, date_text, word
from workflows import PROCEDURES
from workflows.roles import Role

blueprint = Blueprint("history", __name__, url_prefix="/history")

READERS = tuple(role for role in Role if role not in (Role.ADMINISTRATOR, Role.ASSESSOR))
"""An assessor sees what was drawn for them, an administrator no business at all."""

PAGE = 50
FILTERS = ("record", "step", "login", "role", "place", "from", "to")


@dataclass(frozen=True)
class Line:
    """An entry in the list."""

    entry: TimelineEntry
    url: str


@dataclass(frozen=True)
class Fact:
    """Something that a decision rested on."""

    label: str
    value: str
    note: str | None = None
    url: str | None = None


@blueprint.get("/")
@open_to(*READERS)
def index() -> str:
    """Entries of the jurisdiction, the newest first."""
    actor = signed_in_actor()
    unread: list[str] = []
    with current_service().database.read() as db:
        places = [code for code, _name in regions_meant(db, asked_text("place"))] if asked_text("place") else []
        wanted = _filter(actor, places, unread)
        found = [] if unread else entries_found(db, actor, wanted, after=_after(), limit=PAGE + 1)
    shown = found[:PAGE]
    next_url = _page_url(shown[-1]) if len(found) > PAGE else None
    return render_template(
        "history/index.html",
        lines=list(_lines(shown)),
        unread=unread,
        filtered=any(asked_text(name) for name in FILTERS),
        asked={name: asked_text(name) for name in FILTERS},
        steps=[("", _("all")), *_steps()],
        roles=[("", _("all")), *((role.value, str(word(f"role.{role.value}"))) for role in Role)],
        readings_url=link("readings.index"),
        next_url=next_url,
        first_url=_page_url(None) if asked_text("after") else None,
    )


@blueprint.get("/<int:record_id>/<int:seq>")
@open_to(*READERS)
def entry(record_id: int, seq: int) -> str:
    """One entry: who, what, on what it rested, and how it is chained."""
    with current_service().database.read() as db:
        found = whole_entry(db, signed_in_actor(), record_id, seq) or abort(404)
    (shown,) = timeline_of([found.shown], hashes=True)
    return render_template(
        "history/entry.html",
        found=found,
        shown=shown,
        facts=list(_facts(found)),
        before_url=url_for(".entry", record_id=record_id, seq=seq - 1) if seq > 1 else None,
        behind_url=url_for(".entry", record_id=record_id, seq=seq + 1) if seq < found.last_seq else None,
        record_entries_url=url_for(".index", record=record_id),
    )


def _lines(entries: Sequence[EntryShown]) -> Iterator[Line]:
    for raw, shown in zip(entries, timeline_of(entries), strict=True):
        yield Line(shown, url_for(".entry", record_id=raw.record_id, seq=raw.seq))


def _filter(actor: Actor, places: Sequence[str], unread: list[str]) -> Filter:
    """The filter as it was typed; what cannot be read is named in `unread`."""
    place = next((code for code in places if may_see(actor, code)), "")
    if asked_text("place") and not place:
        # A place above one's own is all of one's own.
        above = any(prefix.startswith(code) for prefix in actor.region_prefixes() for code in places)
        if not above:
            unread.append(_("There is no such place in your jurisdiction: %(place)s", place=asked_text("place")))
    return Filter(
        record_id=_record(unread),
        step=asked_text("step"),
        login=asked_text("login"),
        role=asked_text("role"),
        place=place,
        from_on=_day("from", unread),
        to_on=_day("to", unread),
    )


def _record(unread: list[str]) -> int | None:
    typed = asked_text("record")
    try:
        return own_number(typed) if typed else None
    except ValueError:
        unread.append(_("A record is named by its number: %(text)s", text=typed))
        return None


def _day(name: str, unread: list[str]) -> date | None:
    if not asked_text(name):
        return None
    try:
        on = date.fromisoformat(asked_text(name))
    except ValueError:
        unread.append(_("This is no day: %(text)s", text=asked_text(name)))
        return None
    return on if _has_instants(on) else None


def _has_instants(on: date) -> bool:
    """Outside these years a day has no instant in every time zone, and no entry either."""
    return 1900 < on.year < 9000


def _after() -> Key | None:
    """The entry that the page follows; an address that was spoilt begins at the newest."""
    at, _tilde, place = asked_text("after").partition("~")
    record, _dot, seq = place.partition(".")
    try:
        key = (datetime.fromisoformat(at), own_number(record), own_number(seq))
    except ValueError:
        return None
    return key if key[0].utcoffset() is not None and _has_instants(key[0]) else None


def _page_url(last: EntryShown | None) -> str:
    # Not every argument of the address: url_for() takes some names for orders to itself.
    kept: dict[str, Any] = {name: asked_text(name) for name in FILTERS if asked_text(name)}
    if last is not None:
        kept["after"] = f"{last.acted_at.isoformat()}~{last.record_id}.{last.seq}"
    return url_for(".index", **kept)


def _steps() -> Iterator[tuple[str, str]]:
    """Every step once, with what the procedures call it."""
    labels: dict[str, dict[str, None]] = {}
    for procedure in PROCEDURES.values():
        for name in procedure.step_names():
            labels.setdefault(name, {})[step_label(procedure.name, name)] = None
    yield from ((name, " / ".join(called)) for name, called in labels.items())
    yield NOTICE_PRINTED, step_label("household", NOTICE_PRINTED)


def _facts(found: WholeEntry) -> Iterator[Fact]:
    """What the decision rested on, in the order in which one reads it."""
    basis = dict(found.basis)
    basis.pop("notice", None)
    for paper in found.documents:
        url = link("documents.show", document_id=paper.id)
        note = _("of %(year)s, No. %(number)s", year=paper.year, number=paper.id)
        yield Fact(_word(f"paper.{paper.kind}"), date_text(paper.dated_on), note, url)
    for notice in found.notices:
        yield Fact(_word(f"notice.{notice.kind}"), notice.number, None, link("notices.show", notice_id=notice.id))
    rules = basis.pop("rules", None)
    for name, rule in rules.items() if isinstance(rules, dict) else ():
        yield _rule(name, rule if isinstance(rule, dict) else {})
    place = basis.pop("place", None)
    yield from _place(place if isinstance(place, dict) else {})
    follows = basis.pop("follows", None)
    if follows is not None:
        shown = found.shown
        url = record_url(shown.procedure, shown.region_code, shown.household_id)
        yield Fact(_("Follows the cycle of record"), str(follows), None, url)
    sha256 = basis.pop("sha256", None)
    if sha256 is not None:
        yield Fact(_("SHA-256 of the PDF"), str(sha256))
    for name, value in basis.items():
        if name not in ("documents", "notices"):
            yield Fact(name, str(value))


def _rule(name: str, rule: Mapping[str, Any]) -> Fact:
    kind, _underscore, which = name.rpartition("_")
    if kind == "poverty_line":
        label = _("Poverty line of %(year)s", year=which)
        value = _("%(amount)s yuan", amount=format_decimal(_decimal(rule.get("amount"))))
    elif name.startswith("threshold_"):
        label = _word(f"threshold.{name.removeprefix('threshold_')}")
        value = format_percent(_decimal(rule.get("share")), "#,##0.##%")
    else:
        label = _("Criteria set") if name == "criteria_set" else name
        value = str(rule.get("name", ""))
    return Fact(label, value, _("row %(id)s: %(source)s", id=rule.get("id", "?"), source=rule.get("source", "?")))


def _place(place: Mapping[str, Any]) -> Iterator[Fact]:
    if "remaining_households" in place:
        yield Fact(_("Households still poor at that moment"), str(place["remaining_households"]))
    persons, population = place.get("remaining_persons"), place.get("registered_population")
    if persons is not None:
        yield Fact(_("Persons still poor at that moment"), str(persons))
    if population is not None:
        yield Fact(_("Registered rural population"), str(population))
    if isinstance(persons, int) and isinstance(population, int) and population > 0:
        share = format_percent(Decimal(persons) / population, "#,##0.00%")
        yield Fact(_("Poverty incidence at that moment"), share, f"{persons} ÷ {population}")


def _decimal(value: object) -> Decimal:
    try:
        return Decimal(str(value))
    except InvalidOperation:
        return Decimal(0)


def _word(key: str) -> str:
    return str(word(key)) if key in WORDS else key
