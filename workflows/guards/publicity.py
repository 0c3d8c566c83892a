"""Conditions on notices: the publicity's window is closed, an announcement is posted (D2 (六): 退出实行公示制度)."""

from collections.abc import Iterator

from workflows.case import Case, Need, NoticeOnFile, needs
from workflows.declare import Guard
from workflows.reasons import Reason, reason


def window_closed(kind: str) -> Guard:
    """The publicity of this kind is complete: paper, posting, full period, no open objection, signed result."""

    @needs(Need.OBSTACLES, notices=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        notice = case.publicity.notices.get(kind)
        if notice is None:
            yield reason("notice_void" if kind in case.publicity.voided else "notice_missing")
        else:
            yield from _posted(notice)
            yield from _period_over(notice, case)
            if notice.list_changed:
                yield reason("list_changed_since_notice")
            if not notice.result_signed:
                yield reason("result_statement_missing")
        if case.obstacles.open_objections:
            yield reason("objection_open", count=case.obstacles.open_objections)
        if case.obstacles.upheld_objections:
            yield reason("upheld_objection_stands")

    guard.__name__ = guard.__qualname__ = f"window_closed_{kind}"
    return guard


def announcement_posted(kind: str) -> Guard:
    """The announcement of this kind is printed and posting evidence is on file; an announcement has no window."""

    @needs(notices=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        notice = case.publicity.notices.get(kind)
        if notice is None:
            yield reason("announcement_missing")
        else:
            yield from _posted(notice)

    guard.__name__ = guard.__qualname__ = f"announcement_posted_{kind}"
    return guard


def list_changed(kind: str) -> Guard:
    """There is something to amend: the notice of this kind is void because its list has changed."""

    @needs(notices=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        notice = case.publicity.notices.get(kind)
        if notice is not None and not notice.list_changed:
            yield reason("nothing_to_amend")

    guard.__name__ = guard.__qualname__ = f"list_changed_{kind}"
    return guard


def posted_late(kind: str) -> Guard:
    """There is something to extend: the notice of this kind was posted after the day that is printed on it."""

    @needs(notices=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        notice = case.publicity.notices.get(kind)
        if notice is None or notice.posted_on is None or notice.posted_on <= notice.printed_on:
            yield reason("nothing_to_extend")
        elif notice.extended:
            yield reason("already_extended")

    guard.__name__ = guard.__qualname__ = f"posted_late_{kind}"
    return guard


@needs(Need.OBSTACLES)
def objection_upheld(case: Case) -> Iterator[Reason]:
    """A household leaves an open list only on an objection that was upheld."""
    if not case.obstacles.upheld_objections:
        yield reason("no_upheld_objection")


@needs(Need.OBSTACLES)
def no_open_finding(case: Case) -> Iterator[Reason]:
    """An open finding of a spot check blocks review and approval (D2 (四): 及时纠偏)."""
    if case.obstacles.open_findings:
        yield reason("finding_open", count=case.obstacles.open_findings)


@needs(Need.OBSTACLES)
def wrong_exit_found(case: Case) -> Iterator[Reason]:
    """A revocation rests on a recorded finding that the exit was wrong (错退)."""
    if not case.obstacles.wrong_exit_findings:
        yield reason("no_wrong_exit_finding")


def _posted(notice: NoticeOnFile) -> Iterator[Reason]:
    if not notice.rendered:
        yield reason("notice_not_printed")
    if notice.posted_on is None:
        yield reason("posting_evidence_missing")
    elif not notice.posted_in_place:
        yield reason("posted_in_wrong_place")


def _period_over(notice: NoticeOnFile, case: Case) -> Iterator[Reason]:
    if notice.posted_on is not None and notice.posted_on > notice.printed_on and not notice.extended:
        yield reason("posted_late", printed_on=notice.printed_on, posted_on=notice.posted_on)
    if notice.unarranged_year is not None:
        yield reason("calendar_not_arranged", year=notice.unarranged_year)
    elif notice.last_day is None:
        if notice.posted_on is not None:
            yield reason("no_publicity_profile")
    elif case.today <= notice.last_day:
        yield reason("period_running", last_day=notice.last_day)
