"""After an act: the notices that it issued become paper. A notice that cannot be printed now waits, the act stands."""

from collections.abc import Sequence

from flask import current_app, flash
from flask_babel import gettext as _

from service.competence import ActRefused
from service.context import current_service
from service.notices.paper import RenderFailed
from service.notices.printing import print_notice
from service.people import Actor


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
