"""Signing in and out: the check of a password, the lock on a guessed-at account, and sessions kept by the server.

Times here are the machine's (`service.clock.wall_now`), never a demonstration's.
"""

import secrets
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from service.accounts import MOST_CHARACTERS
from service.database import insert_unless_there
from service.models.people import AccountLock, LoginSession, User
from service.passwords import password_matches
from service.people import actor_of
from service.visitors import Visitor, forget_after_commit, token_hash
from workflows.reasons import Reason, reason

FAILURES_BEFORE_LOCK = 5
LOCKED_FOR = timedelta(minutes=15)
FAILURES_FORGOTTEN_AFTER = timedelta(hours=1)
IDLE_FOR = timedelta(hours=4)
SESSION_LASTS = timedelta(hours=12)
SEEN_EVERY = timedelta(minutes=5)


@dataclass(frozen=True)
class Credentials:
    """What is known about a login before its password is checked."""

    login: str
    user_id: int | None
    password_hash: str | None


@dataclass(frozen=True)
class SignedIn:
    """A session was opened. `token` goes into the cookie and is stored nowhere else."""

    token: str
    user_id: int
    locale: str | None


@dataclass(frozen=True)
class SignInRefused:
    """No session was opened, for this reason."""

    reason: Reason


def credentials(db: Session, login: str) -> Credentials:
    """First act of signing in: look up the login in a short reading transaction."""
    login = login.strip().lower()[:MOST_CHARACTERS]
    row = db.execute(select(User.id, User.password_hash).where(User.login == login, User.active)).one_or_none()
    return Credentials(login, row.id, row.password_hash) if row else Credentials(login, None, None)


def proves(known: Credentials, password: str) -> bool:
    """Second act: the slow check, outside every transaction."""
    return password_matches(known.password_hash, password)


def sign_in(
    db: Session, known: Credentials, proved: bool, *, at: datetime, address: str | None, user_agent: str | None
) -> SignedIn | SignInRefused:
    """Third act: open a session, or count the failure. The caller commits in both cases, or guesses are not counted.

    A lock holds even for the right password, and equally for logins that do not exist: the answer tells nobody which.
    """
    lock = db.get(AccountLock, known.login, with_for_update=True)
    if lock and lock.locked_until_at and lock.locked_until_at > at:
        minutes = -(-int((lock.locked_until_at - at).total_seconds()) // 60)
        return SignInRefused(reason("account_locked", minutes=max(minutes, 1)))
    if not proved or known.user_id is None:
        return SignInRefused(_count_failure(db, lock, known.login, at))
    if lock:
        db.delete(lock)
    user = db.execute(
        select(User.id, User.locale).where(
            User.id == known.user_id, User.active, User.password_hash == known.password_hash
        )
    ).one_or_none()
    if user is None:  # Closed, or given another password, while this one was being checked.
        return SignInRefused(reason("wrong_login_or_password"))
    token = secrets.token_urlsafe(32)
    db.execute(
        insert(LoginSession).values(
            token_hash=token_hash(token),
            user_id=user.id,
            created_at=at,
            last_seen_at=at,
            address=address,
            user_agent=(user_agent or "")[:200] or None,
        )
    )
    return SignedIn(token, user.id, user.locale)


def sign_out(db: Session, token: str, *, at: datetime) -> None:
    """End the session: every copy of its cookie is dead."""
    db.execute(
        update(LoginSession)
        .where(LoginSession.token_hash == token_hash(token), LoginSession.ended_at.is_(None))
        .values(ended_at=at)
    )
    forget_after_commit(db)


def end_sessions(db: Session, user_id: int, *, at: datetime, except_session: int | None = None) -> None:
    """End every session of a person, but for one where that is asked."""
    ending = update(LoginSession).where(LoginSession.user_id == user_id, LoginSession.ended_at.is_(None))
    if except_session is not None:
        ending = ending.where(LoginSession.id != except_session)
    db.execute(ending.values(ended_at=at))
    forget_after_commit(db)


def unlock(db: Session, login: str) -> None:
    """Forget the failed attempts: the holder has another password."""
    db.execute(delete(AccountLock).where(AccountLock.login == login))


def note_seen(db: Session, session_id: int, *, at: datetime) -> None:
    """Keep the session from idling out."""
    db.execute(update(LoginSession).where(LoginSession.id == session_id).values(last_seen_at=at))


def visitor(db: Session, token: str, *, at: datetime, on: date) -> Visitor | None:
    """The person behind a token, with the posts of a day; None when the session is over or the account is closed."""
    row = db.execute(
        select(LoginSession.id, LoginSession.user_id, LoginSession.last_seen_at, User.locale)
        .join(User, User.id == LoginSession.user_id)
        .where(
            LoginSession.token_hash == token_hash(token),
            LoginSession.ended_at.is_(None),
            LoginSession.last_seen_at > at - IDLE_FOR,
            LoginSession.created_at > at - SESSION_LASTS,
        )
    ).one_or_none()
    if row is None:
        return None
    actor = actor_of(db, row.user_id, on)
    if actor is None:
        return None
    return Visitor(actor, row.locale, row.id, row.last_seen_at)


def _count_failure(db: Session, lock: AccountLock | None, login: str, at: datetime) -> Reason:
    # Anyone can make rows for logins that do not exist; old ones go.
    db.execute(delete(AccountLock).where(AccountLock.last_failed_at < at - timedelta(days=1)))
    if lock is None:
        first = {"login": login, "failed_attempts": 0, "last_failed_at": at}
        db.execute(insert_unless_there(db, AccountLock).values(first))
        lock = db.get_one(AccountLock, login, with_for_update=True)
    elif lock.last_failed_at < at - FAILURES_FORGOTTEN_AFTER or lock.locked_until_at is not None:
        lock.failed_attempts = 0
    lock.failed_attempts += 1
    lock.last_failed_at = at
    lock.locked_until_at = at + LOCKED_FOR if lock.failed_attempts >= FAILURES_BEFORE_LOCK else None
    if lock.locked_until_at is not None:
        return reason("account_locked", minutes=int(LOCKED_FOR.total_seconds() // 60))
    return reason("wrong_login_or_password")
