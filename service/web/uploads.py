"""Files that come with a form: looked at one by one, and what is wrong with them said beside the field."""

from typing import Any

from service.attachments import NotAccepted, Upload, accept
from service.context import current_service
from service.web.refusal_words import sentence


def accepted(field: Any) -> list[Upload]:
    """The files of a field, one or several; a file that is refused leaves its reason in the field's errors."""
    given = field.data if isinstance(field.data, list) else [field.data]
    most = current_service().settings.max_upload_mb * 1024 * 1024
    uploads = []
    for file in given:
        if not getattr(file, "filename", ""):
            continue
        try:
            uploads.append(accept(file.filename, file.read(), most_bytes=most))
        except NotAccepted as refused:
            field.errors = [*field.errors, sentence(refused.reason)]
    return uploads
