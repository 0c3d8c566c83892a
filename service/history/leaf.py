"""One history entry as bytes: canonical JSON, the hash that chains it, the commitment to its personal side."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache

GENESIS = "0" * 64
"""Previous hash of a record's first entry."""


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """What is hashed of an entry. Nothing in it is personal: people stand as account numbers, words as a commitment."""

    record_id: int
    seq: int
    act_id: str
    procedure: str
    step: str
    from_state: str | None
    to_state: str
    actor_id: int
    role: str
    post_region_code: str
    function: str | None
    acted_at: datetime
    notice_id: int | None
    list_id: int | None
    basis: str
    commitment: str
    previous_hash: str

    def entry_hash(self) -> str:
        """SHA-256 of the leaf in hexadecimal. The leading zero byte keeps leaves apart from tree nodes (RFC 6962)."""
        values = dict(self.__dict__, acted_at=instant_text(self.acted_at))
        return hashlib.sha256(b"\x00" + canonical(values)).hexdigest()


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no blanks, as UTF-8: the same value always gives the same bytes."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


# One act is one instant, however many entries tell of it.
@lru_cache
def instant_text(instant: datetime) -> str:
    """UTC with microseconds, always the same width."""
    return instant.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def new_salt() -> str:
    """128 random bits: without them a commitment to a short opinion could be guessed."""
    return secrets.token_hex(16)


def commitment(salt: str, payload: str) -> str:
    """SHA-256(salt ‖ payload) in hexadecimal."""
    return hashlib.sha256(bytes.fromhex(salt) + payload.encode()).hexdigest()


def personal_side(actor_name: str, region_name: str, opinion: str, extra: Mapping[str, str] | None = None) -> str:
    """The personal side of an entry as canonical JSON: who acted under which name, and what they wrote."""
    return canonical({"actor": actor_name, "place": region_name, "opinion": opinion, **(extra or {})}).decode()
