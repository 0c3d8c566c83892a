"""The people behind sessions, remembered for a few seconds."""

import hashlib
from dataclasses import dataclass
from datetime import date, datetime
from threading import Lock

from sqlalchemy import event
from sqlalchemy.orm import Session

from service.clock import elapsed_seconds
from service.people import Actor

KEPT_SECONDS = 5.0
_KEPT_AT_MOST = 10_000


@dataclass(frozen=True)
class Visitor:
    """The person behind a session."""

    actor: Actor
    locale: str | None
    session_id: int
    seen_at: datetime


class Visitors:
    """People behind tokens, kept for 5 seconds: loading one takes as long as a whole small page.

    A change made in this process empties it at once, see `forget_after_commit`; one made in another process counts
    after 5 seconds. An act that must not wait asks `people.actor_of` in its own transaction.
    """

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: dict[tuple[str, date], tuple[float, Visitor]] = {}
        self._generation = 0

    @property
    def generation(self) -> int:
        """Take it before reading the database and give it to `keep`: what was read before a change is not kept."""
        return self._generation

    def find(self, token: str, on: date) -> Visitor | None:
        """Whoever was kept less than 5 seconds ago, on the same day."""
        with self._lock:
            found = self._known.get((token_hash(token), on))
        if found is None or elapsed_seconds() - found[0] > KEPT_SECONDS:
            return None
        return found[1]

    def keep(self, token: str, on: date, visitor: Visitor, generation: int) -> None:
        """Keep for 5 seconds, unless something changed since `generation` was taken."""
        with self._lock:
            if generation != self._generation:
                return
            if len(self._known) >= _KEPT_AT_MOST:
                self._known.clear()
            self._known[(token_hash(token), on)] = (elapsed_seconds(), visitor)

    def forget(self) -> None:
        """Forget everybody."""
        with self._lock:
            self._generation += 1
            self._known.clear()


VISITORS = Visitors()


def forget_after_commit(db: Session) -> None:
    """An account, a post or a session changes in this transaction: forget everybody once it is committed.

    Earlier would be too early: another request could still read, and keep, the state before the change.
    """
    event.listen(db, "after_commit", lambda session: VISITORS.forget(), once=True)


def token_hash(token: str) -> str:
    """What is stored of a session's token."""
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()
