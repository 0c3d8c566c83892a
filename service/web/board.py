"""The public board: what hangs today in a region and below it, until when, and how to object. No account is needed."""

from flask import Blueprint, abort, render_template, url_for
from flask.typing import ResponseReturnValue

from service.access import open_to_everyone
from service.context import current_service
from service.queries import board as queries
from service.web.asked import asked_number
from service.web.public_headers import public
from service.web.throttle import PUBLIC_PAGES, limiter

blueprint = Blueprint("board", __name__, url_prefix="/board")
blueprint.after_request(public)

PAGE = 20


@blueprint.get("/")
@limiter.limit(PUBLIC_PAGES)
@open_to_everyone
def index() -> ResponseReturnValue:
    """The whole nation: choose a region."""
    return _board("")


@blueprint.get("/<region_code>")
@limiter.limit(PUBLIC_PAGES)
@open_to_everyone
def show(region_code: str) -> ResponseReturnValue:
    """What hangs in a region today."""
    return _board(region_code)


@blueprint.get("/<region_code>/<int:notice_id>")
@limiter.limit(PUBLIC_PAGES)
@open_to_everyone
def notice(region_code: str, notice_id: int) -> ResponseReturnValue:
    """One notice while it hangs; afterwards there is nothing here."""
    service = current_service()
    with service.database.read() as db:
        found = queries.notice_on_board(db, region_code, notice_id, service.clock.today())
        gone = None if found else queries.board(db, region_code, service.clock.today(), limit=1)
    if found is None:
        if gone is None:
            abort(404)
        return render_template("board/taken_down.html", place=gone.place), 404
    place, shown = found
    return render_template("board/notice.html", place=place, notice=shown, **_addresses())


def _board(region_code: str) -> ResponseReturnValue:
    service = current_service()
    before = asked_number("before")
    with service.database.read() as db:
        found = queries.board(db, region_code, service.clock.today(), before=before, limit=PAGE + 1) or abort(404)
    shown = found.notices[:PAGE]
    more = shown[-1].id if len(found.notices) > PAGE else None
    return render_template(
        "board/show.html",
        place=found.place,
        children=found.children,
        notices=shown,
        today=service.clock.today(),
        next_url=_board_url(region_code, before=more) if more else None,
        first_url=_board_url(region_code) if before else None,
        **_addresses(),
    )


def _board_url(region_code: str, before: int | None = None) -> str:
    if not region_code:
        return url_for(".index", before=before)
    return url_for(".show", region_code=region_code, before=before)


def _addresses() -> dict[str, object]:
    """Where one objects to a notice, and where one turns the pages of the board."""
    return {
        "object_url": lambda code: url_for("public_objections.lodge", code=code) if code else None,
        "board_url": _board_url,
    }
