"""Attached scans and photographs, sent to those who may see what they prove."""

from io import BytesIO

from flask import Blueprint, Response, abort, send_file
from flask_babel import format_decimal

from service.access import open_to
from service.attachments import read_file
from service.context import current_service
from service.queries import documents as queries
from service.web.roles_of_pages import BUSINESS
from service.web.signed_in import actor_now

blueprint = Blueprint("attachments", __name__, url_prefix="/attachments")


@blueprint.get("/<int:attachment_id>")
@open_to(*BUSINESS)
def show(attachment_id: int) -> Response:
    """One file, shown in the browser under the name that it came with."""
    service = current_service()
    with service.database.read() as db:
        actor = actor_now(db)
        found = queries.attachment(db, actor, attachment_id) or abort(404)
    content = read_file(service.settings.data_dir, found.sha256)
    return send_file(BytesIO(content), mimetype=found.media_type, download_name=found.filename, etag=False)


def size_text(size: int) -> str:
    """A file's size in words.

    Args:
        size: bytes.
    """
    if size < 1_048_576:
        return f"{max(1, round(size / 1024))} KB"
    return f"{format_decimal(round(size / 1_048_576, 1))} MB"
