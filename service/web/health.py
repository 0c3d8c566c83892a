"""For machines that watch the service."""

from flask import Blueprint

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
