"""One record's history, entry by entry: what each must be after the ones before it, and what they make together."""

import json
from collections.abc import Iterator
from typing import Any, Final

from service.history.entries import NOTICE_PRINTED
from service.history.fault import Fault
from service.history.leaf import GENESIS, Leaf, commitment
from workflows import PROCEDURES
from workflows.declare import Direction, Procedure, Step
from workflows.roles import Function, Role, covers, level_of, role_level

_FUNCTIONS: Final = tuple(function.value for function in Function)


class Replay:
    """Follows one record. Give it the record's rows in the order of their entries, then ask `finish()`."""

    def __init__(self, record: Any) -> None:
        self.record_id: int = record.id
        self._record = record
        self._procedure: Procedure = PROCEDURES[record.record_procedure]
        self._seq = 0
        self._hash = GENESIS
        self._state: str | None = None
        self._opened_in: str | None = None
        self._opened_at: Any = None
        self._since_at: Any = None
        self._last_at: Any = None
        self._last_step: str | None = None
        self._stays: set[str] = set()
        self._acted: dict[str, set[int]] = {}

    def follow(self, entry: Any) -> Iterator[Fault]:
        """The next entry: everything about it that contradicts itself, the table or the entries before it."""
        yield from self._chained(entry)
        yield from self._beside(entry)
        step = self._step_of(entry)
        if entry.step == NOTICE_PRINTED:
            yield from self._printed(entry)
        elif step is None:
            yield self._fault(entry, "no_such_move", f"no row of the table takes {entry.step} from {entry.from_state}")
        else:
            yield from self._taken(entry, step)
        if entry.from_state != self._state:
            yield self._fault(
                entry, "state_broken", f"leaves {entry.from_state}, but the record stood in {self._state}"
            )
        if self._last_at is not None and entry.acted_at < self._last_at:
            yield self._fault(entry, "back_dated", "is earlier than the entry before it")
        self._remember(entry, step)

    def finish(self) -> Iterator[Fault]:
        """What the record says of itself, compared with what its entries made of it."""
        record = self._record
        if self._seq == 0:
            yield Fault(self.record_id, None, "without_history", "has no entry")
            return
        acted = {function: sorted(people) for function, people in self._acted.items()}
        for column, told, kept in (
            ("version", self._seq, record.version),
            ("head_hash", self._hash, record.head_hash),
            ("state", self._state, record.state),
            ("last_step", self._last_step, record.last_step),
            ("opened_in", self._opened_in, record.opened_in),
            ("opened_at", self._opened_at, record.opened_at),
            ("since_at", self._since_at, record.since_at),
            ("stays", sorted(self._stays), _json(record.stays)),
            ("acted", acted, _json(record.acted)),
        ):
            if told != kept:
                yield Fault(
                    self.record_id, None, f"record_{column}", f"{column} is {kept}, but its history says {told}"
                )

    def _chained(self, entry: Any) -> Iterator[Fault]:
        if entry.seq != self._seq + 1:
            yield self._fault(entry, "gap", f"follows entry {self._seq}")
        if entry.previous_hash != self._hash:
            yield self._fault(entry, "chain_broken", "does not name the hash of the entry before it")
        values = {name: getattr(entry, name) for name in Leaf._fields}
        if Leaf(**values).entry_hash() != entry.entry_hash:
            yield self._fault(entry, "hash_wrong", "its columns do not give its hash")

    def _beside(self, entry: Any) -> Iterator[Fault]:
        """What lies beside the entry: its act, its personal side."""
        if entry.procedure != self._record.record_procedure:
            yield self._fault(entry, "other_procedure", f"is of the procedure {entry.procedure}")
        if (entry.act_step, entry.act_actor_id, entry.act_acted_at) != (entry.step, entry.actor_id, entry.acted_at):
            yield self._fault(entry, "act_differs", "its act names another step, person or time")
        if entry.detail_seq is None:
            yield self._fault(entry, "detail_missing", "its personal side is missing and was not erased by an order")
        elif entry.payload is None:
            if not (entry.erasure_order or "").strip():
                yield self._fault(entry, "erased_without_order", "its personal side was erased without an order")
        elif not _kept(entry):
            yield self._fault(entry, "detail_changed", "its personal side is not the one that was committed to")

    def _step_of(self, entry: Any) -> Step | None:
        """The row of the table; for a cycle that another one opened, the row that leaves that one."""
        if entry.from_state is not None:
            step = self._procedure.step(entry.step, entry.from_state)
            return None if step is None or step.opens_cycle else step
        if self._record.cycle == 1:
            return self._procedure.step(entry.step, None)
        opening = [step for step in self._procedure.steps if step.opens_cycle and step.name == entry.step]
        return next((step for step in opening if step.target.value == entry.to_state), None)

    def _taken(self, entry: Any, step: Step) -> Iterator[Fault]:
        if entry.to_state != step.target.value:
            yield self._fault(entry, "other_target", f"leads to {entry.to_state}, the table says {step.target.value}")
        if entry.role not in {role.value for role in step.roles}:
            yield self._fault(entry, "role_may_not", f"{entry.role} may not take {step.name}")
        yield from self._post(entry)
        function = step.function.value if step.function else None
        if entry.function != function:
            yield self._fault(entry, "other_function", f"was taken as {entry.function}, the table says {function}")
        for other in _FUNCTIONS:
            if function and other != function and entry.actor_id in self._acted.get(other, ()):
                yield self._fault(entry, "same_person", f"person {entry.actor_id} acts as {function} and as {other}")
        if step.issues and entry.notice_id is None:
            yield self._fault(entry, "notice_missing", f"issued no {step.issues}")
        elif entry.notice_kind not in (step.issues, None):
            yield self._fault(entry, "other_notice", f"issued {entry.notice_kind}, the table says {step.issues}")

    def _printed(self, entry: Any) -> Iterator[Fault]:
        """The entry that tells of a notice's paper: it moves nothing, and its hash is that of the paper on file."""
        if entry.to_state != entry.from_state:
            yield self._fault(entry, "printing_moved", f"the printing of a notice leads to {entry.to_state}")
        yield from self._post(entry)
        basis = _json(entry.basis)
        told = basis.get("sha256") if isinstance(basis, dict) else None
        if told is None or told != entry.pdf_sha256:
            yield self._fault(entry, "paper_differs", f"tells of the paper {told}; on file is {entry.pdf_sha256}")

    def _post(self, entry: Any) -> Iterator[Fault]:
        if not covers(entry.post_region_code, self._record.region_code):
            yield self._fault(entry, "outside", f"was acted on from {entry.post_region_code}, outside the jurisdiction")
        try:
            fits = role_level(Role(entry.role)) in (None, level_of(entry.post_region_code))
        except ValueError:
            fits = False
        if not fits:
            yield self._fault(
                entry, "other_level", f"no {entry.role} is held in {entry.post_region_code or 'the nation'}"
            )

    def _remember(self, entry: Any, step: Step | None) -> None:
        moves = entry.step != NOTICE_PRINTED and (step is None or step.direction is not Direction.STAY)
        if self._seq == 0:
            self._opened_in, self._opened_at = entry.to_state, entry.acted_at
        if moves:
            self._last_step, self._since_at = entry.step, entry.acted_at
            self._stays = set()
        elif entry.step != NOTICE_PRINTED:
            self._stays.add(entry.step)
        if entry.function is not None:
            self._acted.setdefault(entry.function, set()).add(entry.actor_id)
        self._seq, self._hash = entry.seq, entry.entry_hash
        self._state, self._last_at = entry.to_state, entry.acted_at

    def _fault(self, entry: Any, code: str, what: str) -> Fault:
        return Fault(self.record_id, entry.seq, code, what)


def _kept(entry: Any) -> bool:
    try:
        return commitment(entry.salt or "", entry.payload) == str(entry.commitment)
    except ValueError:  # The salt is no hexadecimal number any more.
        return False


def _json(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text
