"""The Case: everything that guards look at when a step is weighed, gathered beforehand as plain facts.

A guard declares with @needs what it looks at; only that is gathered. Looking at anything else raises NotGathered,
so a guard that forgot to declare a need fails in its first test and not in front of a household.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cached_property
from typing import TypeVar

from workflows.declare import Guard
from workflows.papers import Paper
from workflows.reasons import Reason
from workflows.roles import Function


class Need(StrEnum):
    """Groups of facts; each costs at most one query, however many records are weighed."""

    PAPERS = "papers"
    PUBLICITY = "publicity"
    OBSTACLES = "obstacles"
    RULES = "rules"
    PLACE = "place"
    YEARLY_DECISION = "yearly_decision"


class NotGathered(LookupError):
    """A guard looked at facts that it did not declare with @needs."""


@dataclass(frozen=True, kw_only=True)
class NoticeOnFile:
    """A notice as the window's guard sees it.

    Args:
        printed_on: date printed on it; its period is counted from there on paper.
        rendered: its PDF exists and its SHA-256 is in the history.
        posted_on: day of the posting evidence, None before there is any.
        posted_in_place: the evidence shows the level of place that the profile asks for.
        first_day: first day of that period.
        last_day: last day of the period counted from the posting; None while not posted or not countable.
        unarranged_year: year without an arranged calendar that the period reaches, if any.
        extended: an extension notice with posting evidence exists.
        result_signed: the statement on the result of the publicity is signed.
        members: ids of the records whose names stand on it.
        still_listed: those of them that stand on its list now.
        naturally_left: those that were closed since (死亡、迁出), which is no change of the list.
        statement_on: date of the result statement.
    """

    id: int
    kind: str
    printed_on: date
    rendered: bool = False
    posted_on: date | None = None
    posted_in_place: bool = False
    first_day: date | None = None
    last_day: date | None = None
    unarranged_year: int | None = None
    extended: bool = False
    result_signed: bool = False
    members: frozenset[int] = frozenset()
    still_listed: frozenset[int] = frozenset()
    naturally_left: frozenset[int] = frozenset()
    statement_on: date | None = None

    @cached_property
    def list_changed(self) -> bool:
        """True when somebody left the list whose leaving is a change of it, or somebody joined it.

        Members who died or moved away left without an irregularity: the rest need not start again. Worked out once for
        a notice, not once for each of its households.
        """
        return self.members - self.naturally_left != self.still_listed


@dataclass(frozen=True, kw_only=True)
class Publicity:
    """The record's standing notices by kind, and the kinds of which only void ones are left."""

    notices: Mapping[str, NoticeOnFile]
    voided: frozenset[str] = frozenset()


@dataclass(frozen=True, kw_only=True)
class Obstacles:
    """Objections and inspection findings on the record.

    Args:
        open_objections: accepted and undecided, or under appeal.
        upheld_objections: upheld while the record still stands on the list or notice that they were made against.
        open_findings: findings without a recorded correction, of which wrong_exit_findings are wrong exits.
    """

    open_objections: int = 0
    upheld_objections: int = 0
    open_findings: int = 0
    wrong_exit_findings: int = 0


@dataclass(frozen=True, kw_only=True)
class Criterion:
    """One item of a criteria set."""

    code: str
    required: bool = True
    points: int = 0


@dataclass(frozen=True, kw_only=True)
class CriteriaSet:
    """The criteria of a region, an entity and a year: all required, or scored with vetoes (reference B1)."""

    name: str
    items: Sequence[Criterion]
    pass_points: int | None = None


@dataclass(frozen=True, kw_only=True)
class Rules:
    """Rows of the rule tables that hold for the record's place and year; None or absent where there is no row."""

    lines: Mapping[int, Decimal] = field(default_factory=dict)
    criteria: CriteriaSet | None = None
    thresholds: Mapping[str, Decimal] = field(default_factory=dict)
    sources: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class Place:
    """A village or county as it stands at this moment, computed from its households' states.

    Args:
        remaining_households: households whose newest cycle stands in identified … township_reviewed.
        remaining_persons: their members.
        households_before_decision: households that stand in publicized or township_reviewed.
        work_team_members: people appointed to the village's work team today.
        villages_not_archived: (code, name) of every designated poor village of the county that is not archived.
    """

    remaining_households: int
    remaining_persons: int
    households_before_decision: int
    work_team_members: int = 0
    villages_not_archived: tuple[tuple[str, str], ...] = ()


@dataclass(kw_only=True)
class Case:
    """One record in front of one step.

    Args:
        state: condition that it stands in; None before it has entered its procedure.
        year: year that the act speaks of (the list's, else today's).
        today: date of Asia/Shanghai.
        opened_in: state in which this cycle began.
        is_newest: no later cycle of the same subject exists.
        last_step: the step that brought it into its state.
        stays: steps taken since that left it there.
        acted: who acted in which function in this cycle, by person.
    """

    procedure: str
    record_id: int
    region_code: str
    cycle: int
    state: str | None
    year: int
    today: date
    opened_in: str | None = None
    is_newest: bool = True
    last_step: str | None = None
    stays: frozenset[str] = frozenset()
    acted: Mapping[Function, frozenset[int]] = field(default_factory=dict)
    _papers: Mapping[str, Sequence[Paper]] | None = None
    _publicity: Publicity | None = None
    _obstacles: Obstacles | None = None
    _rules: Rules | None = None
    _place: Place | None = None
    _continued_this_year: bool | None = None

    @property
    def publicity(self) -> Publicity:
        """Notices and list (Need.PUBLICITY)."""
        return _gathered(self._publicity, Need.PUBLICITY)

    @property
    def obstacles(self) -> Obstacles:
        """Objections and findings (Need.OBSTACLES)."""
        return _gathered(self._obstacles, Need.OBSTACLES)

    @property
    def rules(self) -> Rules:
        """Rule-table rows (Need.RULES)."""
        return _gathered(self._rules, Need.RULES)

    @property
    def place(self) -> Place:
        """The village or county now (Need.PLACE)."""
        return _gathered(self._place, Need.PLACE)

    @property
    def continued_this_year(self) -> bool:
        """Whether this year's decision to continue was already taken (Need.YEARLY_DECISION)."""
        return _gathered(self._continued_this_year, Need.YEARLY_DECISION)

    def papers(self, kind: str, type_: type["PaperT"], year: int | None = None) -> list["PaperT"]:
        """Papers of a kind on file, oldest first (Need.PAPERS); `year` keeps those that speak of that year."""
        filed = _gathered(self._papers, Need.PAPERS).get(kind, ())
        return [paper for paper in filed if isinstance(paper, type_) and year in (None, paper.year)]

    def paper(self, kind: str, type_: type["PaperT"], year: int | None = None) -> "PaperT | None":
        """The newest paper of a kind, or None."""
        filed = self.papers(kind, type_, year)
        return filed[-1] if filed else None


PaperT = TypeVar("PaperT", bound=Paper)
FactsT = TypeVar("FactsT")

_NEEDS: dict[Guard, frozenset[Need]] = {}
_PAPERS: dict[Guard, frozenset[str]] = {}
_NOTICES: dict[Guard, frozenset[str]] = {}


def _gathered(facts: FactsT | None, need: Need) -> FactsT:
    if facts is None:
        raise NotGathered(f"declare @needs(Need.{need.name}) on the guard that looks at this")
    return facts


def needs(*groups: Need, papers: Sequence[str] = (), notices: Sequence[str] = ()) -> Callable[[Guard], Guard]:
    """Declares what a guard looks at.

    Args:
        groups: groups of facts.
        papers: kinds of paper; implies Need.PAPERS.
        notices: kinds of notice; implies Need.PUBLICITY.
    """
    implied = ({Need.PAPERS} if papers else set()) | ({Need.PUBLICITY} if notices else set())

    def declared(guard: Guard) -> Guard:
        _NEEDS[guard] = frozenset(groups) | implied
        _PAPERS[guard] = frozenset(papers)
        _NOTICES[guard] = frozenset(notices)
        return guard

    return declared


def needs_of(guards: Sequence[Guard]) -> frozenset[Need]:
    """Everything that these guards look at."""
    return frozenset().union(*(_NEEDS.get(guard, frozenset()) for guard in guards))


def paper_kinds_of(guards: Sequence[Guard]) -> frozenset[str]:
    """Every kind of paper that these guards look at."""
    return frozenset().union(*(_PAPERS.get(guard, frozenset()) for guard in guards))


def notice_kinds_of(guards: Sequence[Guard]) -> frozenset[str]:
    """Every kind of notice that these guards look at."""
    return frozenset().union(*(_NOTICES.get(guard, frozenset()) for guard in guards))


def reasons_of(guards: Sequence[Guard], case: object) -> Iterator[Reason]:
    """Every reason of every guard; no guard is spared because another already refused."""
    for guard in guards:
        yield from guard(case)
