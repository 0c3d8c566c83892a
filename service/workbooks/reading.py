"""Reads an uploaded file through the reader, a child process (service/workbooks/reader.py), within its limits."""

import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from service.settings import ROOT
from workflows.reasons import Reason, reason

MOST_ROWS: Final = 100_000
"""Rows of one sheet: twice the mark of 50,000."""
MOST_COLUMNS: Final = 120
MOST_SHEETS: Final = 12
MOST_BYTES_UNPACKED: Final = 400 << 20
MEMORY_OF_A_READER: Final = 1 << 30
"""Bytes of address space, of which a file of 50,000 rows touches a quarter."""
SECONDS_FOR_A_FILE: Final = 90


class FileRefused(Exception):
    """The file as a whole is refused; `reason` says why."""

    def __init__(self, why: Reason) -> None:
        super().__init__(why.code)
        self.reason = why


@dataclass(frozen=True)
class RowRead:
    """A row of a sheet: its number in Excel, its cells as texts, numbers, truth values or {"day"}."""

    number: int
    cells: Sequence[Any]


@dataclass(frozen=True)
class SheetBegins:
    """What follows are rows of this sheet."""

    index: int
    name: str


def file_read(content: bytes, filename: str) -> Iterator[SheetBegins | list[RowRead]]:
    """Sheets and their rows, some hundreds at once.

    Raises:
        FileRefused: it is hostile, too large or no workbook; possibly only after some rows.
    """
    with subprocess.Popen(
        [sys.executable, str(ROOT / "service" / "workbooks" / "reader.py"), _order(filename)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        env={"PATH": os.environ.get("PATH", ""), "PYTHONUTF8": "1"},
    ) as child:
        watch = threading.Timer(SECONDS_FOR_A_FILE, child.kill)
        watch.start()
        try:
            _send(child, content)
            yield from _told(child)
        finally:
            watch.cancel()
            child.kill()


def _told(child: subprocess.Popen[bytes]) -> Iterator[SheetBegins | list[RowRead]]:
    assert child.stdout is not None
    sheets = 0
    for line in child.stdout:
        message = json.loads(line)
        if "rows" in message:
            yield [RowRead(row[0], row[1:]) for row in message["rows"]]
        elif "sheet" in message:
            yield SheetBegins(sheets, message["sheet"])
            sheets += 1
        elif "refused" in message:
            raise FileRefused(reason(message["refused"], **message["figures"]))
        else:
            return
    # It was killed by one of its limits.
    raise FileRefused(reason("workbook_too_large"))


def _send(child: subprocess.Popen[bytes], content: bytes) -> None:
    assert child.stdin is not None
    try:
        child.stdin.write(content)
        child.stdin.close()
    except BrokenPipeError:
        # It died of its limits before it had read everything: `_told` says so.
        pass


def _order(filename: str) -> str:
    return json.dumps(
        {
            "ending": Path(filename).suffix.lower(),
            "memory": MEMORY_OF_A_READER,
            "seconds": SECONDS_FOR_A_FILE,
            "rows": MOST_ROWS,
            "columns": MOST_COLUMNS,
            "sheets": MOST_SHEETS,
            "bytes": MOST_BYTES_UNPACKED,
            "root": str(ROOT),
        }
    )
