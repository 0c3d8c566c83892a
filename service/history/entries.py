"""From an act to the entry that tells it: what is hashed, what is personal, and what the record remembers of it."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property, lru_cache
from types import MappingProxyType
from typing import Final, NamedTuple

from service.history.leaf import GENESIS, Leaf, canonical, commitment, new_salt, personal_side
from service.moving import Move
from service.people import Actor
from workflows.decide import Post
from workflows.declare import Direction, Step


class Head(NamedTuple):
    """A record's head before the act: version, hash, and its two remembered columns (JSON)."""

    version: int
    hash: str
    stays: str
    acted: str


NOTHING_BEFORE = Head(0, GENESIS, "[]", "{}")
NO_BASIS: Final[Mapping[str, object]] = MappingProxyType({})
NOTICE_PRINTED = "notice_printed"
"""Step of the entry that tells of a notice's paper and its SHA-256: it is in no procedure's table and moves nothing."""


@dataclass(frozen=True)
class By:
    """Who acts in which post, in which act, when, with what words."""

    actor: Actor
    post: Post
    act_id: str
    at: datetime
    opinion: str = ""
    _told: dict[int, tuple[Mapping[str, object], str]] = field(default_factory=dict, repr=False, compare=False)

    @cached_property
    def personal(self) -> str:
        """The personal side of every entry that this person writes in this act."""
        return personal_side(self.actor.name, self._place_name(), self.opinion.strip())

    def basis(self, basis: Mapping[str, object]) -> str:
        """A basis as canonical JSON. The households of a list rest on the same one: it is written once."""
        # The mapping is kept beside its text, so that no other one can have its id.
        known = self._told.get(id(basis))
        if known is None:
            known = self._told[id(basis)] = (basis, canonical(dict(basis)).decode())
        return known[1]

    def _place_name(self) -> str:
        for post in self.actor.appointments:
            if (post.role, post.region_code) == (self.post.role, self.post.region_code):
                return post.region_name
        return self.post.region_code


class Written(NamedTuple):
    """What one entry tells of one record."""

    record_id: int
    procedure: str
    step: Step
    from_state: str | None
    to_state: str
    head: Head
    notice_id: int | None = None
    list_id: int | None = None
    basis: Mapping[str, object] = NO_BASIS


@dataclass(frozen=True, kw_only=True)
class Printed:
    """What one entry tells of one record whose notice was put on paper."""

    record_id: int
    procedure: str
    state: str
    head: Head
    notice_id: int
    sha256: str


def entry_of(written: Written, by: By) -> Move:
    """The entry and what becomes of its record."""
    step = written.step
    function = step.function.value if step.function else None
    stays = step.direction is Direction.STAY
    return _entry(
        by,
        record_id=written.record_id,
        procedure=written.procedure,
        step=step.name,
        from_state=written.from_state,
        to_state=written.to_state,
        function=function,
        notice_id=written.notice_id,
        list_id=written.list_id,
        basis=written.basis,
        head=written.head,
        moves=not stays,
        stays=remembered_stays(written.head.stays, step.name) if stays else "[]",
        acted=remembered_functions(written.head.acted, function, by.actor.user_id),
    )


def printed_entry(printed: Printed, by: By) -> Move:
    """The entry that a notice's PDF exists, with its hash. The record stays as it is but for its version."""
    return _entry(
        by,
        record_id=printed.record_id,
        procedure=printed.procedure,
        step=NOTICE_PRINTED,
        from_state=printed.state,
        to_state=printed.state,
        function=None,
        notice_id=printed.notice_id,
        list_id=None,
        basis={"notice": printed.notice_id, "sha256": printed.sha256},
        head=printed.head,
        moves=False,
        stays=printed.head.stays,
        acted=printed.head.acted,
    )


def _entry(
    by: By,
    *,
    record_id: int,
    procedure: str,
    step: str,
    from_state: str | None,
    to_state: str,
    function: str | None,
    notice_id: int | None,
    list_id: int | None,
    basis: Mapping[str, object],
    head: Head,
    moves: bool,
    stays: str,
    acted: str,
) -> Move:
    salt = new_salt()
    leaf = Leaf(
        record_id=record_id,
        seq=head.version + 1,
        act_id=by.act_id,
        procedure=procedure,
        step=step,
        from_state=from_state,
        to_state=to_state,
        actor_id=by.actor.user_id,
        role=by.post.role.value,
        post_region_code=by.post.region_code,
        function=function,
        acted_at=by.at,
        notice_id=notice_id,
        list_id=list_id,
        basis=by.basis(basis),
        commitment=commitment(salt, by.personal),
        previous_hash=head.hash,
    )
    return Move(
        leaf=leaf,
        entry_hash=leaf.entry_hash(),
        salt=salt,
        payload=by.personal,
        moves=moves,
        stays=stays,
        acted=acted,
    )


# The households of a list have mostly seen the same steps and the same people.
@lru_cache
def remembered_stays(before: str, step: str) -> str:
    """Steps taken since the record came into its state, as JSON."""
    return canonical(sorted({*json.loads(before), step})).decode()


@lru_cache
def remembered_functions(before: str, function: str | None, person: int) -> str:
    """Who acted in which function in the cycle, as JSON."""
    if function is None:
        return before
    acted = json.loads(before)
    acted[function] = sorted({*acted.get(function, []), person})
    return canonical(acted).decode()
