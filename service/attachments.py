"""Scans and photographs: what is accepted, and where it lies: under DATA_DIR/files by its SHA-256, written once."""

import hashlib
import os
import re
import secrets
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.models.document import Attachment
from workflows.reasons import Reason, reason

ENDINGS: Final = {
    "application/pdf": (".pdf",),
    "image/png": (".png",),
    "image/jpeg": (".jpg", ".jpeg"),
}
"""Accepted types with the endings that a file of the type keeps; the first one is given to a file with another."""

NAME_LENGTH: Final = 80
_TAIL: Final = 2_048
_UNWANTED = re.compile(r'[<>:"|?*\\/%#&;\s]+')


class NotAccepted(ValueError):
    """The file is refused; `reason` says why."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


class Damaged(RuntimeError):
    """A stored file is gone or is no longer what was stored."""


@dataclass(frozen=True)
class Upload:
    """A file that was looked at and accepted."""

    filename: str
    media_type: str
    content: bytes


def accept(filename: str, content: bytes, *, most_bytes: int | None = None) -> Upload:
    """Look at a file as it came: its type is told by its content, never by its name.

    Raises:
        NotAccepted: it is empty, too large, cut off, or neither an image (PNG, JPEG) nor a PDF.
    """
    name = shown_name(filename)
    if not content:
        raise NotAccepted(reason("file_empty", file=name))
    if most_bytes is not None and len(content) > most_bytes:
        raise NotAccepted(reason("file_too_large", file=name, most=most_bytes // 1_048_576))
    media_type = _type_of(content)
    if media_type is None:
        raise NotAccepted(reason("file_of_another_kind", file=name))
    if not _is_whole(media_type, content):
        raise NotAccepted(reason("file_cut_off", file=name))
    stem, ending = os.path.splitext(name)
    if ending.lower() not in ENDINGS[media_type]:
        name = shown_name(f"{name if len(ending) > 5 else stem}{ENDINGS[media_type][0]}")
    return Upload(name, media_type, content)


def shown_name(filename: str) -> str:
    """A name that is safe to store, to show and to send back: no folders, no control or direction characters."""
    last = re.split(r"[\\/]", filename)[-1]
    # Cf holds the characters that turn the reading direction and so can hide an ending.
    printable = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C")
    plain = _UNWANTED.sub("_", unicodedata.normalize("NFC", printable)).strip("._ ")
    stem, ending = os.path.splitext(plain)
    return f"{stem[: NAME_LENGTH - len(ending)]}{ending}" if stem and len(ending) < 8 else plain[:NAME_LENGTH] or "file"


def store_attachment(
    db: Session, data_dir: Path, filename: str, content: bytes, region_code: str, by: int, at: datetime
) -> int:
    """Keep a file and enter it. The caller commits; a file without a row is harmless and is found again by its hash.

    Args:
        data_dir: settings.data_dir.
        region_code: place in whose jurisdiction it can be opened.
        by: user id.
        at: instant from the injected clock.

    Returns:
        Id of the attachment.

    Raises:
        NotAccepted: as `accept`.
    """
    upload = accept(filename, content)
    row = {
        "sha256": keep(data_dir, upload.content),
        "filename": upload.filename,
        "media_type": upload.media_type,
        "bytes": len(upload.content),
        "region_code": region_code,
        "stored_by": by,
        "stored_at": at,
    }
    return db.execute(insert(Attachment).values(**row).returning(Attachment.id)).scalar_one()


def keep(data_dir: Path, content: bytes) -> str:
    """Write a file under its hash unless it is there; whole and on the disk, or not at all.

    Returns:
        SHA-256 in hexadecimal.
    """
    digest = hashlib.sha256(content).hexdigest()
    path = file_path(data_dir, digest)
    if path.exists() and path.stat().st_size == len(content):
        return digest
    path.parent.mkdir(mode=0o750, parents=True, exist_ok=True)
    made = path.with_name(f".{digest}.{secrets.token_hex(4)}")
    try:
        with open(os.open(made, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o640), "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        made.rename(path)
    finally:
        made.unlink(missing_ok=True)
    for folder in (path.parent, path.parent.parent):
        _sync_folder(folder)
    return digest


def read_file(data_dir: Path, digest: str) -> bytes:
    """A stored file.

    Args:
        digest: its SHA-256 in hexadecimal.

    Raises:
        Damaged: it is gone, or its content has another hash.
    """
    try:
        content = file_path(data_dir, digest).read_bytes()
    except OSError as error:
        raise Damaged(f"file {digest} cannot be read: {error.strerror}") from error
    if hashlib.sha256(content).hexdigest() != digest:
        raise Damaged(f"file {digest} was changed on the disk")
    return content


def file_path(data_dir: Path, digest: str) -> Path:
    """Where a file of that hash lies."""
    return data_dir / "files" / digest[:2] / digest


def _sync_folder(folder: Path) -> None:
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _type_of(content: bytes) -> str | None:
    if content.startswith(b"%PDF-"):
        return "application/pdf"
    if content.startswith(b"\x89PNG\r\n\x1a\n") and content[12:16] == b"IHDR":
        return "image/png"
    if content.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    return None


def _is_whole(media_type: str, content: bytes) -> bool:
    """False for a file of which the end is missing, as an interrupted copy leaves it."""
    tail = content[-_TAIL:]
    if media_type == "application/pdf":
        return b"%%EOF" in tail
    if media_type == "image/png":
        return b"IEND" in tail
    # Cameras append their own matter behind the end of the picture.
    return b"\xff\xd9" in content[2:]
