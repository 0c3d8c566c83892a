"""The files of an import: sealed under DATA_DIR/imports/<key>, opened by this service alone, deleted when done with.

What is uploaded holds personal numbers: it is enciphered under the register's key before it touches the disk, never an
attachment that somebody else could open, and goes when the import ends, or KEPT_DAYS after its upload at the latest.
"""

import contextlib
import json
import secrets
import shutil
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from service.sealing import Seal, Unreadable

KEPT_DAYS: Final = 14
FILE: Final = "file"
PROGRESS: Final = "progress"


class FilesGone(Exception):
    """The files of the import were deleted, or their key is another."""


@dataclass(frozen=True)
class Folder:
    """Where the files of one import lie.

    Args:
        key: of the import: 32 hexadecimal digits of our own.
    """

    data_dir: Path
    key: str
    seal: Seal

    def keep(self, name: str, content: bytes) -> None:
        """Write a file, sealed: whole, or not at all."""
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        made = self.path / f".{name}.{secrets.token_hex(4)}"
        made.touch(mode=0o600)
        made.write_bytes(self.seal.seal_file(content, f"{self.key}/{name}"))
        made.rename(self.path / name)

    def read(self, name: str) -> bytes:
        """A file in clear.

        Raises:
            FilesGone: it was deleted, or cannot be deciphered.
        """
        try:
            return self.seal.open_file((self.path / name).read_bytes(), f"{self.key}/{name}")
        except (OSError, Unreadable) as gone:
            raise FilesGone(name) from gone

    def keep_many(self, name: str, each: Sequence[Any], at_once: int) -> None:
        """Write things that JSON holds in files of so many, numbered from 0; older ones of the name go."""
        for old in self.path.glob(f"{name}-*"):
            old.unlink(missing_ok=True)
        for number, place in enumerate(range(0, len(each), at_once)):
            text = json.dumps(each[place : place + at_once], ensure_ascii=False, separators=(",", ":"))
            self.keep(f"{name}-{number}", zlib.compress(text.encode(), 1))

    def read_some(self, name: str, number: int) -> list[Any]:
        """One of those files; empty where there is none.

        Raises:
            FilesGone: as `read`, when the whole folder is gone.
        """
        if not (self.path / f"{name}-{number}").exists():
            if not self.path.exists():
                raise FilesGone(name)
            return []
        found = json.loads(zlib.decompress(self.read(f"{name}-{number}")))
        assert isinstance(found, list)
        return found

    def read_many(self, name: str) -> Iterator[list[Any]]:
        """All of those files in their order."""
        number = 0
        while some := self.read_some(name, number):
            yield some
            number += 1

    def tell(self, done: int, total: int) -> None:
        """Leave word how far the work is. No fact: it may be lost."""
        with contextlib.suppress(OSError):
            (self.path / PROGRESS).write_text(f"{done} {total}", encoding="ascii")

    def progress(self) -> tuple[int, int]:
        """How far it is, and out of how many; (0, 0) before anything is known."""
        try:
            done, total = (self.path / PROGRESS).read_text(encoding="ascii").split()
            return int(done), int(total)
        except (OSError, ValueError):
            return 0, 0

    def delete(self) -> None:
        """All of them go."""
        shutil.rmtree(self.path, ignore_errors=True)

    @property
    def path(self) -> Path:
        """The folder."""
        return self.data_dir / "imports" / self.key
