"""What somebody asks for, and how it is answered: done, or refused with every reason."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from workflows.reasons import Reason


@dataclass(frozen=True, kw_only=True)
class Order:
    """What somebody asks for.

    Args:
        step: name of the step.
        versions: version of every record as it was on the screen.
        opinion: what the official wrote.
        key: idempotency key of the button that was pressed; pressing it twice is one act.
    """

    step: str
    versions: Mapping[int, int]
    opinion: str = ""
    key: str


@dataclass(frozen=True)
class Fired:
    """What an act did: records that moved, cycles that it opened, notices that it issued."""

    act_id: str
    moved: tuple[int, ...]
    opened: tuple[int, ...] = ()
    notices: tuple[int, ...] = ()


class Refused(Exception):
    """The step may not be taken: every reason by record. Nothing has moved."""

    def __init__(self, reasons: Mapping[int, Sequence[Reason]], names: Mapping[int, str]) -> None:
        super().__init__("; ".join(f"{id}: {', '.join(r.code for r in found)}" for id, found in reasons.items()))
        self.reasons = dict(reasons)
        self.names = dict(names)


class Stale(Exception):
    """Somebody acted on these records since the page was drawn. Nothing has moved."""

    def __init__(self, ids: Iterable[int]) -> None:
        self.ids = tuple(ids)
        super().__init__(f"records {self.ids} were changed meanwhile")


class AlreadyDone(Exception):
    """This very button was pressed before, and its act stands."""

    def __init__(self, act_id: str) -> None:
        super().__init__(act_id)
        self.act_id = act_id


class NotThere(LookupError):
    """A record does not exist, or none was named."""


class AlreadyEntered(Exception):
    """A household, village or county has a cycle already; another one begins with a step of its own."""
