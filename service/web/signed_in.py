"""Who is at the browser: the cookie's token, looked up among the sessions that the server keeps."""

from dataclasses import replace
from typing import Any

from flask import Flask, abort
from flask_login import LoginManager, UserMixin

from service import sign_in
from service.access import signed_in_actor
from service.clock import wall_now
from service.context import current_service
from service.people import Actor, actor_of
from service.visitors import VISITORS, Visitor


class SignedInUser(UserMixin):
    """Flask-Login's idea of a user, around ours."""

    def __init__(self, token: str, visitor: Visitor) -> None:
        self.token = token
        self.visitor = visitor

    @property
    def actor(self) -> Actor:
        """The person with their posts of today."""
        return self.visitor.actor

    def get_id(self) -> str:
        """The token: what Flask-Login keeps in the cookie."""
        return self.token


def register(app: Flask) -> None:
    """Load whoever the cookie's token belongs to."""
    manager = LoginManager()
    # Its own protection reads X-Forwarded-For from anybody; a stolen cookie is ended on the server instead.
    manager.session_protection = None
    # No context processor: the error page asks no account. The page's frame says who has signed in.
    manager.init_app(app, add_context_processor=False)
    manager.user_loader(user_behind)


def actor_now(db: Any) -> Actor:
    """The person at the browser with the posts that this transaction sees: signed_in_actor() may be seconds old.

    Raises:
        Unauthorized: nobody has signed in, or the account was closed.
    """
    return actor_of(db, signed_in_actor().user_id, current_service().clock.today()) or abort(401)


def user_behind(token: str) -> SignedInUser | None:
    """The person, from memory or from the database; None when the session is over."""
    service = current_service()
    on = service.clock.today()
    kept = VISITORS.find(token, on)
    if kept is not None:
        return SignedInUser(token, kept)
    generation = VISITORS.generation
    at = wall_now()
    with service.database.read() as db:
        visitor = sign_in.visitor(db, token, at=at, on=on)
    if visitor is None:
        return None
    if at - visitor.seen_at > sign_in.SEEN_EVERY:
        with service.database.write() as db:
            sign_in.note_seen(db, visitor.session_id, at=at)
        visitor = replace(visitor, seen_at=at)
    VISITORS.keep(token, on, visitor, generation)
    return SignedInUser(token, visitor)
