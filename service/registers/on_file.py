"""What was on file of a village's registered households on a day: plain values that every print is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from workflows.household import AFTER_APPROVAL, POOR, Household

REGISTERED: Final = frozenset(state.value for state in (*POOR, *AFTER_APPROVAL))
"""A household stands in the registers from its identification on, and stays in them after its exit 脱贫不脱政策."""

STILL_POOR: Final = frozenset(state.value for state in POOR)
TAKEN_OFF: Final = frozenset({Household.STRUCK_OFF.value, Household.CLOSED.value})
"""It leaves them when it is struck off, or closed because nobody of it is left."""

DECISIVE: Final = REGISTERED | TAKEN_OFF
"""A later cycle counts only once it has come so far: who applies again after an exit has still exited."""


@dataclass(frozen=True)
class CycleOnFile:
    """One cycle as its history told it by the day.

    Args:
        state: where it stood then.
        identified_on, exited_on: days of the county's decisions; None where there was none or it was revoked since.
    """

    record_id: int
    cycle: int
    opened_in: str
    state: str
    since_on: date
    opened_on: date
    identified_on: date | None
    exited_on: date | None


@dataclass(frozen=True)
class PaperOnFile:
    """A form that was on file by the day."""

    id: int
    record_id: int
    kind: str
    year: int
    dated_on: date
    data: Mapping[str, Any]
    scans: int
    filed_at: datetime


@dataclass(frozen=True)
class HouseholdOnFile:
    """A household with its people, cycles and papers, as they stood.

    Args:
        row: its columns as they stood (service/models/register.py).
        members: rows of those who belonged to it, the head first.
        gone: rows of those who had died or left.
        cycles: oldest first.
        papers: oldest first.
    """

    id: int
    row: Mapping[str, Any]
    members: tuple[Mapping[str, Any], ...]
    gone: tuple[Mapping[str, Any], ...]
    cycles: tuple[CycleOnFile, ...]
    papers: tuple[PaperOnFile, ...]

    @property
    def standing(self) -> CycleOnFile | None:
        """The cycle by which it is registered, or was taken off; None when it was never identified."""
        return next((each for each in reversed(self.cycles) if each.state in DECISIVE), None)

    @property
    def registered(self) -> bool:
        """Whether the registers hold it."""
        standing = self.standing
        return self.row["dissolved_on"] is None and standing is not None and standing.state in REGISTERED

    @property
    def still_poor(self) -> bool:
        """Whether it is registered and has not left poverty."""
        standing = self.standing
        return self.registered and standing is not None and standing.state in STILL_POOR

    @property
    def head_name(self) -> str:
        """The head's name then; that of the household where no head is on file."""
        heads = [member["name"] for member in self.members if member["relation"] == "head"]
        return str(heads[0] if heads else self.row["head_name"])

    def newest(self, kind: str) -> PaperOnFile | None:
        """The newest paper of a kind, of whatever cycle."""
        return next((each for each in reversed(self.papers) if each.kind == kind), None)

    def every(self, kind: str) -> list[PaperOnFile]:
        """All papers of a kind in the order of their dates."""
        return sorted((each for each in self.papers if each.kind == kind), key=lambda each: (each.dated_on, each.id))

    def newest_by_year(self, kind: str) -> list[PaperOnFile]:
        """The newest paper of each year, by year."""
        found = {each.year: each for each in self.papers if each.kind == kind}
        return [found[year] for year in sorted(found)]


@dataclass(frozen=True)
class PlaceNames:
    """A place and those above it by name; '' for those below it."""

    code: str
    province: str
    city: str
    county: str
    township: str
    village: str

    @property
    def full(self) -> str:
        """All of them, from the province down."""
        return "".join((self.province, self.city, self.county, self.township, self.village))


@dataclass(frozen=True)
class Total:
    """How many households with how many people."""

    households: int
    persons: int

    def __str__(self) -> str:
        return f"{self.households} / {self.persons}"


@dataclass(frozen=True)
class VillageOnFile:
    """A village's registered households on a day, in the order of their numbers.

    Args:
        lines: poverty line by year.
        population: of the whole village on file that day, poor or not.
    """

    place: PlaceNames
    on: date
    households: tuple[HouseholdOnFile, ...]
    lines: Mapping[int, Decimal]
    population: Total
    demonstration: bool

    @property
    def persons(self) -> int:
        """People of the registered households."""
        return sum(len(each.members) for each in self.households)
