"""Files that are made for one answer and are gone with it: they may hold personal numbers."""

import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Final, TypeVar

from flask import Response, send_file

from service.context import current_service

Made = TypeVar("Made")

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV: Final = "text/csv"


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
        response: Response = send_file(path.open("rb"), mimetype=mimetype, download_name=name, as_attachment=True)
    response.headers["Cache-Control"] = "no-store"
    return response, made
