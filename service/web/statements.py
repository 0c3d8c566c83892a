"""The statement on a publicity's result, made of what the notice's page shows."""

from datetime import date

from service.notices.paper import notice_title
from service.notices.posting import objections_stated
from service.notices.result_statement import SIGNERS_ABOVE, SIGNERS_OF_VILLAGE, PostingStated, StatementFacts
from service.queries.notice_detail import NoticeShown
from workflows.roles import Level


def may_state(shown: NoticeShown, today: date) -> bool:
    """Whether the period of a publicity is over, so that its result can be stated."""
    line = shown.line
    over = line.period is not None and line.period.is_over(today)
    return line.is_publicity and not line.void and over and line.signed_on is None


def statement_of(shown: NoticeShown) -> StatementFacts:
    """What the statement says.

    Raises:
        ValueError: the notice has no period yet.
    """
    period, facts = shown.line.period, shown.facts
    if period is None:
        raise ValueError("a notice that does not hang has no result")
    in_village = shown.poster_level in (Level.VILLAGE, Level.TOWNSHIP)
    postings = sorted(shown.postings, key=lambda posting: posting.posted_on)
    return StatementFacts(
        notice_title=notice_title(facts),
        notice_number=shown.line.number,
        body=facts.body,
        postings=tuple(PostingStated(posted_on=each.posted_on, place=each.place) for each in postings),
        first_day=period.first_day,
        last_day=period.last_day,
        days=period.days,
        working_days=facts.working_days,
        posting_day_counted=facts.posting_day_counted,
        objections=objections_stated(shown.objections) if shown.members else None,
        photos=sum(len(each.photos) for each in postings),
        signers=SIGNERS_OF_VILLAGE if in_village else SIGNERS_ABOVE,
        demonstration=facts.demonstration,
    )
