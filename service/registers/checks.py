"""What is wrong with a household's file: the faults that archivists find most (reference B8), found by themselves.

“三无” (without signature, date or seal), papers that are missing, dates in the wrong order. A seal cannot be read by a
machine: what has no scan or photo shows none.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any, Final

from service.documents.declare import Scans
from service.documents.forms import FORMS
from workflows.guards.archive import (
    ANNOUNCEMENTS,
    NOTICES_OF_EXIT,
    NOTICES_OF_IDENTIFICATION,
    PAPERS_OF_ASSISTANCE,
    PAPERS_OF_EXIT,
    PAPERS_OF_IDENTIFICATION,
)


@dataclass(frozen=True)
class PaperChecked:
    """A filed form as the checks look at it."""

    kind: str
    dated_on: date
    filed_on: date
    scans: int
    data: Mapping[str, Any]


@dataclass(frozen=True)
class NoticeChecked:
    """A notice that names the household; one that is void is not handed over."""

    kind: str
    printed_on: date
    printed: bool
    posted_on: date | None
    photos: int
    statement_on: date | None


@dataclass(frozen=True)
class CycleChecked:
    """One cycle of the household with what lies in its file.

    Args:
        opened_in: state in which it began; a cycle that a revocation opened has no identification of its own.
        identified_on, exited_on: the county's decisions.
        assisted: it has come as far as assistance.
    """

    opened_in: str
    identified_on: date | None
    exited_on: date | None
    assisted: bool
    papers: tuple[PaperChecked, ...]
    notices: tuple[NoticeChecked, ...]

    def newest(self, kind: str) -> PaperChecked | None:
        """The newest paper of a kind: papers stand in the order of their filing."""
        return next((paper for paper in reversed(self.papers) if paper.kind == kind), None)

    def notice(self, kind: str) -> NoticeChecked | None:
        """The newest notice of a kind."""
        return next((notice for notice in reversed(self.notices) if notice.kind == kind), None)


@dataclass(frozen=True)
class Fault:
    """One fault.

    Args:
        code: its sentence is `check.<code>`.
        figures: what the sentence names; a text that is a key of service.words is shown as its word.
    """

    code: str
    figures: Mapping[str, str | date] = field(default_factory=dict)


Check = Callable[[CycleChecked], Iterator[Fault]]


def faults_of(cycle: CycleChecked) -> list[Fault]:
    """Everything that is wrong with the file of a cycle, in the order of CHECKS; each fault once."""
    found = {(fault.code, tuple(fault.figures.items())): fault for check in CHECKS for fault in check(cycle)}
    return list(found.values())


def papers_missing(cycle: CycleChecked) -> Iterator[Fault]:
    """A paper without which a decision was taken is not there."""
    wanted: list[str] = []
    if cycle.identified_on and cycle.opened_in != "assisted":
        wanted += PAPERS_OF_IDENTIFICATION
    if cycle.assisted and cycle.opened_in != "assisted":
        wanted += PAPERS_OF_ASSISTANCE
    if cycle.exited_on:
        wanted += PAPERS_OF_EXIT
    for kind in wanted:
        if cycle.newest(kind) is None:
            yield Fault("paper_missing", {"paper": f"paper.{kind}"})


def handbook_missing(cycle: CycleChecked) -> Iterator[Fault]:
    """Every household has its handbook (D3 四(一)); the plan carries its number."""
    plan = cycle.newest("assistance_plan")
    if plan is not None and not str(plan.data.get("handbook_number") or "").strip():
        yield Fault("handbook_missing")


def papers_unsigned(cycle: CycleChecked) -> Iterator[Fault]:
    """三无: a paper that asks for signatures says that it bears none."""
    for paper in cycle.papers:
        answer = paper.data.get("signed")
        signature = paper.data.get("signature")
        if answer is False or (paper.kind == "exit_consent" and not signature):
            yield Fault("paper_unsigned", {"paper": f"paper.{paper.kind}", "on": paper.dated_on})


def papers_unscanned(cycle: CycleChecked) -> Iterator[Fault]:
    """三无: no scan, so that neither signature nor seal can be seen."""
    for paper in cycle.papers:
        form = FORMS.get(("household", paper.kind))
        if form is not None and form.scans is Scans.REQUIRED and not paper.scans:
            yield Fault("paper_unscanned", {"paper": f"paper.{paper.kind}", "on": paper.dated_on})


def papers_dated_later(cycle: CycleChecked) -> Iterator[Fault]:
    """三无: the date on a paper lies behind the day on which it was filed, so it is none."""
    for paper in cycle.papers:
        if paper.dated_on > paper.filed_on:
            figures: dict[str, str | date] = {
                "paper": f"paper.{paper.kind}",
                "on": paper.dated_on,
                "filed": paper.filed_on,
            }
            yield Fault("paper_dated_later", figures)


def notices_incomplete(cycle: CycleChecked) -> Iterator[Fault]:
    """A notice that decisions rest on is missing or not printed, or nothing proves when it hung or what came of it."""
    wanted: list[str] = []
    if cycle.identified_on and cycle.opened_in != "assisted":
        wanted += NOTICES_OF_IDENTIFICATION
    if cycle.exited_on:
        wanted += NOTICES_OF_EXIT
    for kind in wanted:
        notice = cycle.notice(kind)
        what: dict[str, str | date] = {"notice": f"notice.{kind}"}
        if notice is None or not notice.printed:
            yield Fault("notice_missing", what)
            continue
        if notice.posted_on is None:
            yield Fault("posting_undated", what)
        elif not notice.photos:
            yield Fault("posting_without_photo", what)
        if kind not in ANNOUNCEMENTS and notice.statement_on is None:
            yield Fault("statement_unsigned", what)


def plan_before_measures(cycle: CycleChecked) -> Iterator[Fault]:
    """一户一法: the plan is dated before the first measure (D2 (五))."""
    plans = [paper.dated_on for paper in cycle.papers if paper.kind == "assistance_plan"]
    measures = [paper.dated_on for paper in cycle.papers if paper.kind == "measure"]
    if plans and measures and min(plans) > min(measures):
        yield Fault("plan_after_measure", {"plan": min(plans), "measure": min(measures)})


def card_after_decision(cycle: CycleChecked) -> Iterator[Fault]:
    """Five clears and plan, of which the card is made, are not dated before the decision that identified."""
    for kind in ("five_clears", "assistance_plan"):
        dates = [paper.dated_on for paper in cycle.papers if paper.kind == kind]
        if dates and cycle.identified_on and min(dates) < cycle.identified_on:
            figures: dict[str, str | date] = {
                "paper": f"paper.{kind}",
                "on": min(dates),
                "decision": cycle.identified_on,
            }
            yield Fault("card_before_decision", figures)


def dates_in_order(cycle: CycleChecked) -> Iterator[Fault]:
    """Meeting before notice, visit before consent and list, survey before the exit's meeting, and so on."""
    for order in ORDERS:
        dated = [pair for kind in order for pair in _dates(cycle, kind)]
        for (earlier, first), (later, second) in pairwise(dated):
            if second < first:
                figures: dict[str, str | date] = {"earlier": earlier, "first": first, "later": later, "second": second}
                yield Fault("dates_out_of_order", figures)


CHECKS: Final[tuple[Check, ...]] = (
    papers_missing,
    handbook_missing,
    papers_unsigned,
    papers_unscanned,
    papers_dated_later,
    notices_incomplete,
    plan_before_measures,
    card_after_decision,
    dates_in_order,
)

ORDERS: Final[Sequence[Sequence[str]]] = (
    (*PAPERS_OF_IDENTIFICATION, *NOTICES_OF_IDENTIFICATION),
    ("survey", "exit_meeting", "exit_visit", *NOTICES_OF_EXIT),
    ("exit_consent", "household_exit_list"),
)


def _dates(cycle: CycleChecked, kind: str) -> Iterator[tuple[str, date]]:
    if kind in NOTICES_OF_IDENTIFICATION or kind in NOTICES_OF_EXIT:
        notice = cycle.notice(kind)
        if notice is not None:
            yield f"notice.{kind}", notice.printed_on
            if notice.posted_on is not None:
                yield f"posting.{kind}", notice.posted_on
            if notice.statement_on is not None:
                yield f"statement.{kind}", notice.statement_on
        return
    paper = cycle.newest(kind)
    if paper is not None:
        yield f"paper.{kind}", paper.dated_on
