"""For machines that watch the service."""

from flask import Blueprint, Response

from service.access import open_to_everyone
from service.context import current_service

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@open_to_everyone
def alive() -> tuple[str, int]:
    """The process answers."""
    return "ok\n", 200


@blueprint.get("/readyz")
@open_to_everyone
def ready() -> tuple[str, int]:
    """The database answers too."""
    return ("ready\n", 200) if current_service().database.answers() else ("the database does not answer\n", 503)


@blueprint.get("/robots.txt")
@open_to_everyone
def robots() -> Response:
    """Nothing here is for search engines: who hangs on a board today must not be found by name next year."""
    return Response("User-agent: *\nDisallow: /\n", mimetype="text/plain")
