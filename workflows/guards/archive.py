"""Conditions on a file at its end: complete, in the order of its dates, policies continue (D2 (六): 政策延续).

Archivists' two common faults are papers without signature or date, and dates in the wrong order; both are found here.
"""

from collections.abc import Iterator, Sequence
from datetime import date
from itertools import pairwise
from typing import Final

from workflows.case import Case, needs
from workflows.declare import Guard
from workflows.papers import Flag, Paper
from workflows.reasons import Reason, reason

PAPERS_OF_IDENTIFICATION: Final = ("application", "application_visit", "identification_meeting")
PAPERS_OF_ASSISTANCE: Final = ("five_clears", "assistance_plan", "measure")
PAPERS_OF_EXIT: Final = (
    "exit_meeting",
    "survey",
    "income_worksheet",
    "household_criteria",
    "exit_visit",
    "exit_consent",
)
RECEIPTS: Final = ("city_receipt", "province_receipt")
NOTICES_OF_IDENTIFICATION: Final = ("household_first_list", "household_second_list", "identification_announcement")
NOTICES_OF_EXIT: Final = ("household_exit_list", "household_exit_announcement")
HOUSEHOLD_PAPERS: Final = (*PAPERS_OF_IDENTIFICATION, *PAPERS_OF_ASSISTANCE, *PAPERS_OF_EXIT, *RECEIPTS)

ANNOUNCEMENTS: Final = frozenset(
    {
        "identification_announcement",
        "household_exit_announcement",
        "village_exit_announcement",
        "county_exit_announcement",
    }
)


@needs(papers=HOUSEHOLD_PAPERS, notices=(*NOTICES_OF_IDENTIFICATION, *NOTICES_OF_EXIT))
def household_file_complete(case: Case) -> Iterator[Reason]:
    """Everything that the cycle went through is on file. A cycle that a revocation opened has no identification."""
    papers: list[str] = [*PAPERS_OF_ASSISTANCE, *PAPERS_OF_EXIT, *RECEIPTS]
    notices: list[str] = [*NOTICES_OF_EXIT]
    if case.opened_in != "assisted":
        papers = [*PAPERS_OF_IDENTIFICATION, *papers]
        notices = [*NOTICES_OF_IDENTIFICATION, *notices]
    else:
        papers = [kind for kind in papers if kind not in PAPERS_OF_ASSISTANCE]
    yield from _missing(case, papers, notices)


@needs(papers=HOUSEHOLD_PAPERS, notices=(*NOTICES_OF_IDENTIFICATION, *NOTICES_OF_EXIT))
def household_dates_in_order(case: Case) -> Iterator[Reason]:
    """Application, visit, meeting, lists, announcement, plan; then meeting, visit, consent, list, announcement."""
    identification = (*PAPERS_OF_IDENTIFICATION, *NOTICES_OF_IDENTIFICATION)
    exit_ = ("assistance_plan", "exit_meeting", "exit_visit", *NOTICES_OF_EXIT, *RECEIPTS)
    agreed = ("exit_consent", "household_exit_list")
    # The exit list stands in two of them; a fault within it is still one fault.
    yield from dict.fromkeys(fault for order in (identification, exit_, agreed) for fault in _in_order(case, order))


def place_file_complete(papers: Sequence[str], notices: Sequence[str]) -> Guard:
    """A village's or county's file holds these papers and these notices."""

    @needs(papers=papers, notices=notices)
    def guard(case: Case) -> Iterator[Reason]:
        yield from _missing(case, papers, notices)

    guard.__name__ = guard.__qualname__ = f"file_complete_{papers[0]}"
    return guard


def place_dates_in_order(order: Sequence[str]) -> Guard:
    """Papers and notices of a village or county bear dates in this order."""
    papers = tuple(kind for kind in order if not _is_notice(kind))
    notices = tuple(kind for kind in order if _is_notice(kind))

    @needs(papers=papers, notices=notices)
    def guard(case: Case) -> Iterator[Reason]:
        yield from _in_order(case, order)

    guard.__name__ = guard.__qualname__ = f"dates_in_order_{order[0]}"
    return guard


@needs(papers=("policy_continues",))
def policies_continue(case: Case) -> Iterator[Reason]:
    """脱贫不脱政策: the file says that the policies continue after the exit."""
    flag = case.paper("policy_continues", Flag)
    if flag is None or not flag.stated:
        yield reason("policy_flag_missing")


def _is_notice(kind: str) -> bool:
    return kind in ANNOUNCEMENTS or kind.endswith(("_list", "_publicity"))


def _missing(case: Case, papers: Sequence[str], notices: Sequence[str]) -> Iterator[Reason]:
    for kind in papers:
        if not case.papers(kind, Paper):
            yield reason("file_lacks_paper", paper=f"paper.{kind}")
    for kind in notices:
        notice = case.publicity.notices.get(kind)
        if notice is None or not notice.rendered:
            yield reason("file_lacks_notice", notice=f"notice.{kind}")
        elif notice.posted_on is None:
            yield reason("file_lacks_posting", notice=f"notice.{kind}")
        elif kind not in ANNOUNCEMENTS and not notice.result_signed:
            yield reason("file_lacks_statement", notice=f"notice.{kind}")


def _in_order(case: Case, order: Sequence[str]) -> Iterator[Reason]:
    dated: list[tuple[str, date]] = []
    for kind in order:
        dated.extend(_dates(case, kind))
    for (earlier, first), (later, second) in pairwise(dated):
        if second < first:
            yield reason("dates_out_of_order", earlier=earlier, first=first, later=later, second=second)


def _dates(case: Case, kind: str) -> Iterator[tuple[str, date]]:
    if not _is_notice(kind):
        papers = case.papers(kind, Paper)
        if papers:
            yield f"paper.{kind}", papers[-1].dated_on
        return
    notice = case.publicity.notices.get(kind)
    if notice is None:
        return
    yield f"notice.{kind}", notice.printed_on
    if notice.posted_on is not None:
        yield f"posting.{kind}", notice.posted_on
    if notice.statement_on is not None:
        yield f"statement.{kind}", notice.statement_on
