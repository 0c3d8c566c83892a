"""The statement on a publicity's result: made of what is on file, printed to be signed."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO

from flask import Blueprint, abort, current_app, flash, redirect, send_file, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.access import open_to
from service.context import current_service
from service.notices.paper import RenderFailed, notice_title
from service.notices.posting import obstacles_to_result
from service.notices.result_statement import (
    SIGNERS_ABOVE,
    SIGNERS_OF_VILLAGE,
    ObjectionsStated,
    PostingStated,
    ReplyStated,
    StatementFacts,
    statement_pdf,
)
from service.queries.notice_detail import NoticeShown, notice
from service.queries.standing_replies import StandingReply, standing_replies
from service.web.refusal_words import sentence
from service.web.roles_of_pages import POSTING
from service.web.signed_in import actor_now
from workflows.roles import Level

blueprint = Blueprint("statements", __name__, url_prefix="/notices")


@blueprint.get("/<int:notice_id>/statement.pdf")
@open_to(*POSTING)
def show(notice_id: int) -> ResponseReturnValue:
    """The statement to be printed and signed, once the period is over and every objection settled."""
    service = current_service()
    with service.database.read() as db:
        shown = notice(db, actor_now(db), notice_id) or abort(404)
        replies = standing_replies(db, notice_id)
        obstacles = obstacles_to_result(db, notice_id, service.clock.today())
    told = [sentence(each) for each in obstacles]
    if not told:
        try:
            content = statement_pdf(statement_of(shown, replies))
        except (RenderFailed, OSError) as failed:
            current_app.logger.exception("the statement on notice %s cannot be printed", notice_id)
            told = [_("The PDF could not be made: %(problem)s. The notice stays as it is.", problem=failed)]
    if told:
        for each in told:
            flash(each, "refused")
        return redirect(url_for("notices.show", notice_id=notice_id))
    name = f"{shown.line.number} 公示结果情况说明.pdf"
    return send_file(BytesIO(content), mimetype="application/pdf", download_name=name, etag=False)


def may_state(shown: NoticeShown, today: date) -> bool:
    """Whether the period of a publicity is over, so that its result can be stated."""
    line = shown.line
    over = line.period is not None and line.period.is_over(today)
    return line.is_publicity and not line.void and over and line.signed_on is None


def statement_of(shown: NoticeShown, replies: Sequence[StandingReply]) -> StatementFacts:
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
        objections=ObjectionsStated.of(shown.objections),
        replies=tuple(
            ReplyStated(number=each.number, issued_on=each.issued_on, outcome=each.outcome) for each in replies
        ),
        photos=sum(len(each.photos) for each in postings),
        signers=SIGNERS_OF_VILLAGE if in_village else SIGNERS_ABOVE,
        demonstration=facts.demonstration,
    )
