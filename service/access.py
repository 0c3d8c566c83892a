"""Who may open which page. A page that does not say so is closed to everybody."""

import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar, cast

from flask import Flask, abort, current_app, request
from flask_login import current_user

from service.people import Actor
from service.settings import ROOT
from workflows.roles import Role

View = TypeVar("View", bound=Callable[..., Any])

_EVERYONE = "everyone"
_SIGNED_IN = "signed in"
_MARK = "_open_to"


def open_to(*roles: Role) -> Callable[[View], View]:
    """Open a page to people who hold one of these roles today, in whatever region.

    Which rows they then see is decided by `visible_to`; which steps they may take, by the procedure's table.
    """
    if not roles:
        raise TypeError("open_to() names nobody; say which roles, or use open_to_signed_in")
    return _mark(frozenset(Role(role) for role in roles))


def open_to_signed_in(view: View) -> View:
    """Open a page to everybody who has signed in."""
    return _mark(_SIGNED_IN)(view)


def open_to_everyone(view: View) -> View:
    """Open a page to the public."""
    return _mark(_EVERYONE)(view)


def signed_in_actor() -> Actor:
    """The person at the browser.

    Raises:
        Unauthorized: nobody has signed in.
    """
    if not current_user.is_authenticated:
        abort(401)
    return cast(Actor, current_user.actor)


def may_open(endpoint: str) -> bool:
    """True when the page exists and the person at the browser may open it: for links that need not be shown."""
    view = current_app.view_functions.get(endpoint)
    if view is None:
        return False
    mark = getattr(view, _MARK, None)
    if mark == _EVERYONE:
        return True
    if mark is None or not current_user.is_authenticated:
        return False
    return mark == _SIGNED_IN or not mark.isdisjoint(current_user.actor.roles)


def closed_views(app: Flask) -> list[str]:
    """Every view that says nothing about who may open it, with the cure."""
    return [
        f"{_where(view)} has no @open_to(...). Say who may open it, or nobody can."
        for endpoint, view in sorted(app.view_functions.items())
        if endpoint != "static" and not hasattr(view, _MARK)
    ]


def guard(app: Flask) -> None:
    """Ask before every request. Call it first: who may not open a page learns nothing more from any other check."""

    @app.before_request
    def ask() -> None:
        if request.endpoint is None or request.endpoint == "static" or may_open(request.endpoint):
            return
        mark = getattr(current_app.view_functions[request.endpoint], _MARK, None)
        abort(403 if mark is None or current_user.is_authenticated else 401)


def _mark(who: str | frozenset[Role]) -> Callable[[View], View]:
    def mark(view: View) -> View:
        setattr(view, _MARK, who)
        return view

    return mark


def _where(view: Callable[..., Any]) -> str:
    innermost = inspect.unwrap(view)
    path = Path(inspect.getsourcefile(innermost) or "?")
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{shown}::{innermost.__name__}"
