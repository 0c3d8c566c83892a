"""Where one can go from every page: the bar, and the row of the section in which a page lies."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from flask import request, url_for
from flask_babel import lazy_gettext

from service.access import may_open

# (label, endpoint). Shown to those who may open the page.
NAVIGATION: Final = (
    (lazy_gettext("Waiting for you"), "home.index"),
    (lazy_gettext("Households"), "households.index"),
    (lazy_gettext("Villages"), "villages.index"),
    (lazy_gettext("Counties"), "counties.index"),
    (lazy_gettext("Notices"), "notices.index"),
    (lazy_gettext("Targets"), "targets.index"),
    (lazy_gettext("Procedures"), "procedures.index"),
    (lazy_gettext("Rules"), "rules.index"),
    (lazy_gettext("History"), "history.index"),
    (lazy_gettext("Accounts"), "accounts.index"),
)

SECTIONS: Final = {
    "households": (
        (lazy_gettext("Register of households"), "households.index"),
        (lazy_gettext("Lists"), "lists.index"),
        (lazy_gettext("Yearly rounds"), "campaigns.index"),
        (lazy_gettext("Measures"), "measures.index"),
        (lazy_gettext("Printed registers"), "registers.index"),
        (lazy_gettext("Corrections"), "corrections.index"),
        (lazy_gettext("Possible duplicates"), "duplicates.index"),
        (lazy_gettext("Find by a number"), "personal_numbers.by_number"),
        (lazy_gettext("Imports"), "imports.index"),
    ),
    "history": (
        (lazy_gettext("History"), "history.index"),
        (lazy_gettext("Readings of personal numbers"), "readings.index"),
    ),
}
"""The pages of a section, of which the first stands in the bar."""

UNDER: Final[Mapping[str, str]] = {
    **dict.fromkeys(("objections", "objection_steps", "findings", "projects", "copies", "print_jobs"), "notices"),
    **dict.fromkeys(("lists", "keeping", "life", "corrections", "imports", "exports"), "households"),
    **dict.fromkeys(("personal_numbers", "duplicates", "changes"), "households"),
    **dict.fromkeys(("measures", "measure_entries", "registers", "checklists"), "households"),
    **dict.fromkeys(("campaigns", "campaign_steps", "campaign_villages"), "households"),
    "readings": "history",
    "village_facts": "villages",
    "progress": "targets",
}
"""Blueprints without an entry of their own: under which one they are found."""

BESIDE: Final[Mapping[str, str]] = {
    "measure_entries": "measures",
    "campaign_steps": "campaigns",
    "campaign_villages": "campaigns",
    "checklists": "registers",
    "exports": "households",
    "keeping": "households",
    "life": "households",
    "changes": "households",
}
"""Blueprints without an entry in the row of their section: beside which one they are found."""


@dataclass(frozen=True)
class Link:
    """One entry of the bar, of a section or of the languages."""

    label: str
    url: str
    current: bool
    code: str = ""
    count: int | None = None


def navigation() -> Iterator[Link]:
    """The bar, of what the visitor may open."""
    here = _section_here()
    for label, endpoint in NAVIGATION:
        if may_open(endpoint):
            yield Link(str(label), url_for(endpoint), current=endpoint.split(".")[0] == here)


def section() -> Iterator[Link]:
    """The row below the bar: the pages of the section in which the visitor is; nothing where it has but one."""
    entries = [entry for entry in SECTIONS.get(_section_here(), ()) if may_open(entry[1])]
    if len(entries) < 2:
        return
    blueprint = request.blueprint or ""
    here = BESIDE.get(blueprint, blueprint)
    for label, endpoint in entries:
        yield Link(str(label), url_for(endpoint), current=endpoint.split(".")[0] == here)


def _section_here() -> str:
    return UNDER.get(request.blueprint or "", request.blueprint or "")
