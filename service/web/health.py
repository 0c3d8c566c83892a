"""For machines that watch the service."""

from flask import Blueprint, Response

from service.access import open_to_everyone
from service.context import current_service
from service.notices.fonts import font_folder, fonts_ready

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to_everyone
def alive() -> tuple[str, int]:
    """The process answers."""
    return "ok\n", 200


@blueprint.get("/readyz")
@open_to_everyone
def ready() -> tuple[str, int]:
    """The database answers too, and notices can be printed; otherwise a line for everything that is missing."""
    # Where files lie on this machine is no news for the public.
    problems = [problem.replace(str(font_folder()), "FONT_DIR") for problem in fonts_ready()]
    if not current_service().database.answers():
        problems = ["the database does not answer", *problems]
    return ("ready\n", 200) if not problems else ("".join(f"{problem}\n" for problem in problems), 503)


@blueprint.get("/robots.txt")
@open_to_everyone
def robots() -> Response:
    """Nothing here is for search engines: who hangs on a board today must not be found by name next year."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
