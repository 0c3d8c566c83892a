"""A table of division codes as a file: `code,name` as CSV, plain or gzipped, read line by line and never whole."""

import csv
import gzip
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO, NamedTuple
from unicodedata import category

from workflows.roles import Level, level_of

HEADER = ["code", "name"]
_GZIP_MAGIC = b"\x1f\x8b"
_LONGEST_LINE = 1_000
_LONGEST_NAME = 200
_MOST_PROBLEMS = 20
# Private-use characters are let through: two villages of the 2023 table have them. Paper refuses them by itself.
_UNPRINTED = frozenset({"Cc", "Cf", "Zl", "Zp"})
_PARENT_WIDTHS = {Level.PROVINCE: 0, Level.CITY: 2, Level.COUNTY: 4, Level.TOWNSHIP: 6, Level.VILLAGE: 9}


@dataclass(frozen=True)
class Problem:
    """What is wrong with a line; line 1 is the header, line 0 the file as a whole."""

    line: int
    text: str

    def __str__(self) -> str:
        return f"line {self.line}: {self.text}" if self.line else self.text


class DivisionFileError(ValueError):
    """A division file that cannot be imported.

    Attributes:
        problems: what is wrong, in the order of the lines; the first twenty.
    """

    def __init__(self, problems: list[Problem]) -> None:
        self.problems = tuple(problems[:_MOST_PROBLEMS])
        super().__init__("\n".join(str(problem) for problem in self.problems))


class Division(NamedTuple):
    """One line of the file."""

    line: int
    code: str
    name: str
    level: str
    parent_code: str


class DivisionFile:
    """The file while it is read.

    Args:
        path: CSV with the header `code,name`, in UTF-8, plain or gzipped (told by its content, not by its name).
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = 0
        self._raw: IO[bytes] | None = None
        self._line = 0

    @property
    def share_read(self) -> float:
        """How much of the file has been read, 0 to 1."""
        return min(1.0, self._raw.tell() / self._size) if self._raw and self._size else 0.0

    def divisions(self) -> Iterator[Division]:
        """Yield every line as a division.

        Raises:
            DivisionFileError: the file cannot be read, or lines are wrong; the first twenty are named. It is raised
                where the reading stops: what was yielded before is not to be kept.
        """
        problems: list[Problem] = []
        try:
            with self._path.open("rb") as raw:
                self._raw, self._size = raw, self._path.stat().st_size
                for line, fields in self._rows(raw):
                    division = _division(line, fields)
                    if isinstance(division, Division):
                        yield division
                        continue
                    problems.append(division)
                    if len(problems) == _MOST_PROBLEMS:
                        break
        except OSError as error:  # a broken gzip stream is one, too
            problems.append(Problem(self._line, f"cannot be read: {error.strerror or error}"))
        except (EOFError, zlib.error):
            problems.append(Problem(self._line + 1, "the gzip file is cut off or damaged here"))
        except UnicodeDecodeError:
            problems.append(Problem(self._line, "is not UTF-8"))
        except csv.Error as error:
            problems.append(Problem(self._line, f"is not CSV: {error}"))
        finally:
            self._raw = None
        if problems:
            raise DivisionFileError(problems)

    def _rows(self, raw: IO[bytes]) -> Iterator[tuple[int, list[str]]]:
        rows = csv.reader(self._lines(raw), strict=True)
        header = next(rows, None)
        if header != HEADER:
            raise DivisionFileError([Problem(1, f"the header must read {','.join(HEADER)}")])
        for fields in rows:
            if fields:
                yield self._line, fields
        if self._line < 2:
            raise DivisionFileError([Problem(0, "the file holds no divisions")])

    def _lines(self, raw: IO[bytes]) -> Iterator[str]:
        gzipped = raw.read(len(_GZIP_MAGIC)) == _GZIP_MAGIC
        raw.seek(0)
        if not gzipped and self._path.suffix == ".gz":
            raise DivisionFileError([Problem(0, f"{self._path.name} is not a gzip file")])
        stream: IO[bytes] = gzip.GzipFile(fileobj=raw) if gzipped else raw  # type: ignore[assignment]
        while line := stream.readline(_LONGEST_LINE):
            self._line += 1
            if len(line) == _LONGEST_LINE and not line.endswith(b"\n"):
                raise DivisionFileError([Problem(self._line, f"is longer than {_LONGEST_LINE} bytes")])
            yield line.decode("utf-8-sig" if self._line == 1 else "utf-8")


def _division(line: int, fields: list[str]) -> Division | Problem:
    if len(fields) != len(HEADER):
        return Problem(line, f"has {len(fields)} fields instead of {len(HEADER)}")
    code, name = fields[0], fields[1].strip()
    if not (code.isascii() and code.isdigit()):
        return Problem(line, f"the code {code[:20]!r} must consist of digits")
    try:
        level = level_of(code)
    except ValueError:
        return Problem(line, f"the code {code[:20]} has {len(code)} digits instead of 2, 4, 6, 9 or 12")
    if not name or len(name) > _LONGEST_NAME or any(category(character) in _UNPRINTED for character in name):
        return Problem(line, f"the name of {code} is empty, too long or holds control characters")
    return Division(line, code, name, level.value, code[: _PARENT_WIDTHS[level]])
