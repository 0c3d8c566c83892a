"""Files that are made for one answer and are gone with it: they may hold personal numbers."""

import os
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import BinaryIO, Final, TypeVar
from urllib.parse import quote

from flask import Response

from service.context import current_service

Made = TypeVar("Made")

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"
_AT_ONCE: Final = 1 << 16


class _Sent:
    """An open file without a name, sent piece by piece; closed when it is sent, or when nobody wants it."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file

    def __iter__(self) -> Iterator[bytes]:
        while piece := self._file.read(_AT_ONCE):
            yield piece
        self.close()

    def close(self) -> None:
        """Called by the server, whatever became of the answer."""
        self._file.close()

    def __del__(self) -> None:
        self.close()


def answer_with(write: Callable[[Path], Made], name: str, mimetype: str = XLSX) -> tuple[Response, Made]:
    """Write a file in a folder that nobody else opens, and send it; on the disk its name is gone before it is sent.

    Args:
        write: writes the file at a path.
    """
    folder = current_service().settings.data_dir / "made"
    folder.mkdir(mode=0o700, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=folder) as own:
        path = Path(own) / "file"
        made = write(path)
        # Opened here: what is open outlives its name.
        file = path.open("rb")
    response = Response(_Sent(file), mimetype=mimetype)
    response.content_length = os.fstat(file.fileno()).st_size
    # As RFC 8187 writes a name that is not in Latin letters; a server sends no other ones.
    response.headers["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response.headers["Cache-Control"] = "no-store"
    return response, made
