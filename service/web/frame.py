"""What surrounds every page: languages, who has signed in, and a demonstration's date; navigation.py has the links."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import Flask, current_app, g, request, url_for
from flask_babel import get_locale
from flask_login import current_user

from service.access import may_open
from service.clock import shanghai_date
from service.context import current_service
from service.demonstration.clock import DemonstrationClock
from service.people import Post
from service.web.addresses import this_path
from service.web.languages import DEFAULT, LANGUAGES
from service.web.navigation import Link, navigation, section
from service.words import date_text, word
from workflows.roles import Role


@dataclass(frozen=True)
class Person:
    """Who has signed in, as the head of the page shows it."""

    name: str
    role: str
    place: str
    url: str
    sign_out_url: str


@dataclass(frozen=True)
class Demonstration:
    """The date that a demonstration carries, and the buttons that advance it."""

    today: date
    next_day_url: str | None
    end_of_period_url: str | None


def register(app: Flask) -> None:
    """Give the frame, and the words of states, steps, roles and reasons, to every template."""
    app.jinja_env.globals["word"] = word
    app.jinja_env.globals["may_open"] = may_open
    app.jinja_env.filters["written"] = written

    @app.context_processor
    def frame() -> dict[str, Any]:
        if g.get("failing"):
            return bare_frame()
        return {
            "locale": str(get_locale() or DEFAULT),
            "languages": list(_languages()),
            "navigation": list(navigation()) if current_user.is_authenticated else [],
            "section_links": list(section()) if current_user.is_authenticated else [],
            "signed_in": _person(),
            "demonstration": _demonstration(),
            "home_url": home_url(),
        }


def bare_frame() -> dict[str, Any]:
    """A frame that asks neither database nor account: for the page that says that something broke."""
    return {
        "locale": str(get_locale() or DEFAULT),
        "languages": [],
        "navigation": [],
        "section_links": [],
        "signed_in": None,
        "demonstration": None,
        "home_url": "/",
    }


def home_url() -> str:
    """Where a person begins: what waits for them, or the accounts for who administers nothing else."""
    if may_open("accounts.index") and not current_user.actor.region_prefixes():
        return url_for("accounts.index")
    return "/"


def written(on: date) -> str:
    """A day, or the day in Shanghai of an instant, written out as reasons write it."""
    return date_text(shanghai_date(on) if isinstance(on, datetime) else on)


def role_words(posts: Iterable[Post]) -> str:
    """The roles of some posts in the visitor's language, each once."""
    roles = dict.fromkeys(str(word(f"role.{post.role.value}")) for post in posts)
    return ("、" if get_locale().language == "zh" else ", ").join(roles)


def _languages() -> Iterator[Link]:
    chosen = str(get_locale() or DEFAULT)
    back = this_path() if request.method == "GET" else None
    for locale, label in LANGUAGES.items():
        url = url_for("session.language", locale=locale, next=back)
        code = locale.replace("_", "-").removesuffix("-CN")
        yield Link(label, url, current=locale == chosen, code=code)


def _person() -> Person | None:
    if not current_user.is_authenticated:
        return None
    actor = current_user.actor
    posts = actor.appointments
    return Person(
        name=actor.name,
        role=role_words(posts),
        place=posts[0].region_name if posts and posts[0].role is not Role.ADMINISTRATOR else "",
        url=url_for("my_account.index"),
        sign_out_url=url_for("session.sign_out"),
    )


def _demonstration() -> Demonstration | None:
    clock = current_service().clock
    if not isinstance(clock, DemonstrationClock):
        return None
    return Demonstration(clock.today(), _button("demonstration.next_day"), _button("demonstration.end_of_period"))


def _button(endpoint: str) -> str | None:
    return url_for(endpoint) if endpoint in current_app.view_functions and may_open(endpoint) else None
