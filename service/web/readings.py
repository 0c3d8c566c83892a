"""Readings of personal numbers, for auditors and data managers of the jurisdiction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, render_template, url_for
from flask_babel import gettext as _

from service.access import open_to
from service.context import current_service
from service.queries.accounts import regions_meant
from service.queries.readings import READING_WATCHERS, ReadingFilter, ReadingShown, readings_page
from service.queries.visible import may_see
from service.register.fields import Subject
from service.web.asked import asked_number, asked_text
from service.web.fact_words import fact_label
from service.web.signed_in import actor_now
from service.words import WORDS, word

blueprint = Blueprint("readings", __name__, url_prefix="/readings")

PAGE = 50
FILTERS = ("login", "place", "from", "to")


@dataclass(frozen=True)
class ReadingLine:
    """A reading in words."""

    reading: ReadingShown
    what: str
    role: str
    url: str | None


def reading_lines(readings: Sequence[ReadingShown]) -> list[ReadingLine]:
    """Readings in words; `field` of a list that was taken out is a word of its own."""
    return [
        ReadingLine(
            each,
            _what(each),
            str(word(f"role.{each.role}")),
            url_for("households.show", household_id=each.household_id) if each.household_id else None,
        )
        for each in readings
    ]


def day_asked(name: str, unread: list[str]) -> date | None:
    """A day of the address; what cannot be read is named in `unread`."""
    typed = asked_text(name)
    if not typed:
        return None
    try:
        on = date.fromisoformat(typed)
    except ValueError:
        unread.append(_("This is no day: %(text)s", text=typed))
        return None
    # Outside these years a day has no instant in every time zone.
    return on if 1900 < on.year < 9000 else None


@blueprint.get("/")
@open_to(*READING_WATCHERS)
def index() -> str:
    """Who read which personal numbers, the newest first."""
    unread: list[str] = []
    household, before = asked_number("household"), asked_number("before")
    from_on, to_on = day_asked("from", unread), day_asked("to", unread)
    with current_service().database.read() as db:
        actor = actor_now(db)
        meant = [code for code, _name in regions_meant(db, asked_text("place"))] if asked_text("place") else []
        place = next((code for code in meant if may_see(actor, code)), "")
        if asked_text("place") and not place:
            unread.append(_("There is no such place in your jurisdiction: %(place)s", place=asked_text("place")))
        wanted = ReadingFilter(
            reader=asked_text("login"), place=place, household_id=household, from_on=from_on, to_on=to_on
        )
        found = [] if unread else readings_page(db, actor, wanted, before=before, limit=PAGE + 1)
    kept: dict[str, Any] = {name: asked_text(name) for name in FILTERS if asked_text(name)}
    if household is not None:
        kept["household"] = household
    return render_template(
        "readings/index.html",
        lines=reading_lines(found[:PAGE]),
        asked={name: asked_text(name) for name in FILTERS},
        household=household,
        unread=unread,
        filtered=bool(kept),
        next_url=url_for(".index", **kept, before=found[PAGE - 1].id) if len(found) > PAGE else None,
        first_url=url_for(".index", **kept) if before else None,
    )


def _what(reading: ReadingShown) -> str:
    subject = Subject.HOUSEHOLD if reading.member_name is None else Subject.MEMBER
    if f"register.{subject.value}.{reading.field}" in WORDS:
        return fact_label(subject, reading.field)
    key = f"reading.{reading.field}"
    return str(word(key)) if key in WORDS else reading.field
