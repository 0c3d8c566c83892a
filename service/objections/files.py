"""Files that come with an objection or prove a finding: kept on the disk before, entered in the act's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import Connection, insert

from service.attachments import Upload, keep
from service.models.objection import ObjectionFile

MOST_FILES: Final = 5
"""As many as come with one objection or one finding."""


@dataclass(frozen=True)
class KeptFile:
    """A file that lies under DATA_DIR/files by its hash and is not entered yet: without a row it is harmless."""

    sha256: str
    filename: str
    media_type: str
    bytes: int


def kept(data_dir: Path, uploads: Sequence[Upload]) -> list[KeptFile]:
    """Keep files that were accepted. Outside a transaction: a lock on the records must not wait for a disk."""
    return [
        KeptFile(keep(data_dir, each.content), each.filename, each.media_type, len(each.content)) for each in uploads
    ]


def enter_files(
    connection: Connection,
    objection_id: int,
    act_id: int | None,
    files: Sequence[KeptFile],
    *,
    by: int | None,
    at: datetime,
) -> None:
    """Enter kept files, the same one once.

    Args:
        act_id: the act whose finding they prove; None for what came with the objection itself.
        by: user id; None for the public.
    """
    if not files:
        return
    rows = [
        {**file.__dict__, "objection_id": objection_id, "act_id": act_id, "stored_by": by, "stored_at": at}
        for file in dict.fromkeys(files)
    ]
    connection.execute(insert(ObjectionFile), rows)
