"""One history entry as bytes: canonical JSON, the hash that chains it, the commitment to its personal side."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Final, NamedTuple

GENESIS = "0" * 64
"""Previous hash of a record's first entry."""

_ENCODER: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"))
_text = _ENCODER.encode


class Leaf(NamedTuple):
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
        return hashlib.sha256(b"\x00" + self.canonical()).hexdigest()

    def canonical(self) -> bytes:
        """What `canonical` gives for these values, put together by hand: a list needs it a thousand times."""
        return (
            f'{{"act_id":{_text(self.act_id)},"acted_at":"{instant_text(self.acted_at)}","actor_id":{self.actor_id},'
            f'"basis":{_text(self.basis)},"commitment":{_text(self.commitment)},"from_state":{_or_null(self.from_state)},'
            f'"function":{_or_null(self.function)},"list_id":{_or_null(self.list_id)},'
            f'"notice_id":{_or_null(self.notice_id)},'
            f'"post_region_code":{_text(self.post_region_code)},"previous_hash":{_text(self.previous_hash)},'
            f'"procedure":{_text(self.procedure)},"record_id":{self.record_id},"role":{_text(self.role)},'
            f'"seq":{self.seq},"step":{_text(self.step)},"to_state":{_text(self.to_state)}}}'
        ).encode()


def _or_null(value: str | int | None) -> str | int:
    return _text(value) if isinstance(value, str) else "null" if value is None else value


def canonical(value: object) -> bytes:
    """JSON with sorted keys and no blanks, as UTF-8: the same value always gives the same bytes."""
    return _ENCODER.encode(value).encode()


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
