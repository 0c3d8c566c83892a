"""Acts that a form sends, with their files: what is wrong is said beside the fields, then everything is written."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar, TypeVar

from flask.typing import ResponseReturnValue

from service.attachments import NotAccepted, Upload, accept, keep, store_attachment
from service.competence import ActRefused
from service.context import current_service
from service.people import Actor
from service.web.refusal_words import sentence, show_refusals
from service.web.signed_in import actor_now

Made = TypeVar("Made")


class FileNeeded:
    """Marks a field of files as one that is not optional; the act itself says what is missing."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __call__(self, form: Any, field: Any) -> None:
        """Nothing to check here: a refusal names the file together with every other fault."""


def accepted(field: Any, most_bytes: int | None = None) -> list[Upload]:
    """The files of a field, one or several; a file that is refused leaves its reason in the field's errors.

    Args:
        most_bytes: largest size of one; None for what the service takes at once.
    """
    given = field.data if isinstance(field.data, list) else [field.data]
    most = most_bytes or current_service().settings.max_upload_mb * 1024 * 1024
    uploads = []
    for file in given:
        if not getattr(file, "filename", ""):
            continue
        try:
            uploads.append(accept(file.filename, file.read(), most_bytes=most))
        except NotAccepted as refused:
            field.errors = [*field.errors, sentence(refused.reason)]
    return uploads


@dataclass(frozen=True)
class Writing:
    """One act's transaction, with who acts and when.

    Args:
        uploads: files that come with the act, kept on the disk already.
    """

    db: Any
    actor: Actor
    at: datetime
    uploads: Sequence[Upload]

    def store(self, region_code: str) -> list[int]:
        """Enter the files for a place; ids of the attachments."""
        data_dir = current_service().settings.data_dir
        return [
            store_attachment(
                self.db, data_dir, upload.filename, upload.content, region_code, self.actor.user_id, self.at
            )
            for upload in self.uploads
        ]


@contextmanager
def writing(uploads: Sequence[Upload] = ()) -> Iterator[Writing]:
    """A transaction for one act of the person at the browser, with the posts held at this moment."""
    service = current_service()
    for upload in uploads:
        # Before the transaction: a lock on the records must not wait for a disk.
        keep(service.settings.data_dir, upload.content)
    with service.database.write() as db:
        actor = actor_now(db)
        yield Writing(db, actor, service.clock.now(), uploads)


def sent(
    form: Any, write: Callable[[Writing], Made], done: Callable[[Made], ResponseReturnValue], files: Any = None
) -> ResponseReturnValue | None:
    """Do what a form says and answer so; None where it was not sent, or with everything that stands against it in it.

    Args:
        write: does what the form says, in the act's transaction.
        done: the answer, made of what `write` returned, after the commit.
        files: the form's field of files.

    Raises:
        ChangedSince: as `write` does.
    """
    if not form.validate_on_submit():
        return None
    uploads = accepted(files) if files is not None else []
    if form.errors:
        return None
    try:
        with writing(uploads) as act:
            made = write(act)
    except ActRefused as refused:
        show_refusals(form, refused.reasons)
        return None
    return done(made)
