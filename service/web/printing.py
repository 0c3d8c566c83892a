"""The notices of an act on paper: before it as a preview, after it for good.

A notice that cannot be printed after the act waits; the act stands.
"""

from collections.abc import Sequence
from datetime import datetime
from io import BytesIO

from flask import abort, current_app, flash, send_file
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from service.competence import ActRefused
from service.context import current_service
from service.notices.paper import RenderFailed
from service.notices.preview import preview_pdf, previewed_facts
from service.notices.printing import print_notice
from service.orders import Order
from service.people import Actor
from service.web.errors import error_page
from service.web.signed_in import actor_now


def print_issued(notices: Sequence[int], actor: Actor) -> None:
    """Render the PDFs, outside the act's transaction, and say what became of them."""
    service = current_service()
    for notice_id in notices:
        try:
            print_notice(service.database, service.settings.data_dir, notice_id, actor, service.clock.now())
        except (ActRefused, RenderFailed, OSError):
            current_app.logger.exception("notice %s was issued but not printed", notice_id)
            flash(_("The notice is issued, but its PDF could not be made now. Print it from its page."), "warning")
        else:
            flash(_("The notice is issued and its PDF is kept. Post it, then record the posting."), "success")


def shown_before_issue(order: Order, at: datetime) -> ResponseReturnValue:
    """The notices that this act would issue, each page marked 样稿. Nothing of the act stands afterwards.

    Raises:
        NotThere, Stale, Refused, AlreadyDone: as the act itself.
    """
    service = current_service()
    with service.database.read() as db:
        acting = actor_now(db)
    facts = previewed_facts(service.database, order, acting, at)
    if not facts:
        abort(404)
    try:
        pdf = preview_pdf(facts)
    except RenderFailed:
        current_app.logger.exception("a preview could not be printed")
        return error_page(500)
    return send_file(BytesIO(pdf), mimetype="application/pdf", download_name="preview.pdf", etag=False)
