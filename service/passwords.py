"""Passwords: what is accepted, and their Argon2 hashes. One check takes 64 MiB and a sixth of a second."""

from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from workflows.reasons import Reason, reason

LEAST_CHARACTERS = 10
MOST_CHARACTERS = 200

HASHER = PasswordHasher()

# Many sign-ins at once would take all memory: they queue.
_AT_ONCE = BoundedSemaphore(2)

_NOBODY = "nobody has this password"
_decoys: dict[PasswordHasher, str] = {}


def reasons_against_password(password: str, login: str) -> list[Reason]:
    """Every reason why a new password is refused."""
    reasons = []
    if len(password) < LEAST_CHARACTERS:
        reasons.append(reason("password_too_short", least=LEAST_CHARACTERS))
    if len(password) > MOST_CHARACTERS:
        reasons.append(reason("password_too_long", most=MOST_CHARACTERS))
    if login and login.casefold() in password.casefold():
        reasons.append(reason("password_contains_login"))
    if password and len(set(password)) < 4:
        reasons.append(reason("password_too_simple"))
    return reasons


def hash_password(password: str) -> str:
    """Argon2id hash with its parameters and salt."""
    with _AT_ONCE:
        return HASHER.hash(password)


def password_matches(password_hash: str | None, password: str) -> bool:
    """Compare. Without a hash (no such account) it takes as long, and is false. Hold no transaction meanwhile."""
    if len(password) > MOST_CHARACTERS:
        return False
    with _AT_ONCE:
        if HASHER not in _decoys:
            _decoys[HASHER] = HASHER.hash(_NOBODY)
        try:
            HASHER.verify(password_hash or _decoys[HASHER], password)
        except (VerificationError, InvalidHashError):
            return False
    return password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """True when the hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(password_hash)
