"""`./run bench notices`: what paper costs, beside WeasyPrint's defaults on the same facts in the same run."""

import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

from service.clock import elapsed_seconds
from service.notices.paper import RunningPress
from tests.bench.papers import Sheet, memory_of, our_press, plain_press, printed_in, sheet

LENGTHS = {30: 9, 1_000: 3}
"""Households on a notice -> how often it is printed warm."""

TOWNSHIP = 24
"""Villages whose notices one batch prints, each with 30 households."""

MARKS = {
    ("warm", 30): "at least 1.3",
    ("warm", 1_000): "at least 1.3",
    ("memory", 1_000): "at most 400",
    ("batch", 30): "at least 1.7",
}
HEAD = f"{'what':8} {'rows':>5} {'runs':>5} {'ours':>9} {'default':>9} {'unit':>4} {'ratio':>6}  mark"


@dataclass(frozen=True)
class PaperFigure:
    """One measurement: medians for us and for the default, and how many times better ours is.

    For `batch` the default is one process and ours are two.
    """

    what: str
    rows: int
    runs: int
    ours: float
    default: float
    unit: str
    ratio: float
    mark: str | None

    def __str__(self) -> str:
        return (
            f"{self.what:8} {self.rows:5} {self.runs:5} {self.ours:9.2f} {self.default:9.2f} {self.unit:>4} "
            f"{self.ratio:6.2f}  {self.mark or ''}"
        )


def paper_figures() -> Iterator[PaperFigure]:
    """Cold and warm seconds and peak memory by length, then a township's batch."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        for rows, runs in LENGTHS.items():
            yield from _one_length(Path(folder), rows, runs)
    yield _batch()


def _one_length(folder: Path, rows: int, runs: int) -> Iterator[PaperFigure]:
    one = sheet(rows)
    with our_press() as ours, plain_press(folder) as default:
        cold = (printed_in(ours, one.request), printed_in(default, one.plain_request))
        yield _figure("cold", rows, 1, *cold, "s")
        warm: tuple[list[float], list[float]] = ([], [])
        for _ in range(runs):
            # In turn, so that a machine that grows slower is slower for both.
            warm[0].append(printed_in(ours, one.request))
            warm[1].append(printed_in(default, one.plain_request))
        yield _figure("warm", rows, runs, statistics.median(warm[0]), statistics.median(warm[1]), "s")
        yield _figure("memory", rows, runs + 1, memory_of(ours) / 1e6, memory_of(default) / 1e6, "MB")


def _batch() -> PaperFigure:
    sheets = [sheet(30, number) for number in range(1, TOWNSHIP + 1)]
    with ExitStack() as stack:
        presses = [stack.enter_context(our_press()) for _ in range(2)]
        for press in presses:
            printed_in(press, sheets[0].request)
        times: dict[int, list[float]] = {1: [], 2: []}
        for _ in range(3):
            for number in (1, 2):
                times[number].append(_together(presses[:number], sheets))
    return _figure("batch", 30, 3, statistics.median(times[2]), statistics.median(times[1]), "s")


def _together(presses: list[RunningPress], sheets: list[Sheet]) -> float:
    waiting = iter([each.request for each in sheets])

    def work(press: RunningPress) -> None:
        for request in waiting:  # a list's iterator gives each item once, whoever asks
            printed_in(press, request)

    begun = elapsed_seconds()
    with ThreadPoolExecutor(len(presses)) as pool:
        list(pool.map(work, presses))
    return elapsed_seconds() - begun


def _figure(what: str, rows: int, runs: int, ours: float, default: float, unit: str) -> PaperFigure:
    mark = MARKS.get((what, rows))
    return PaperFigure(what, rows, runs, round(ours, 3), round(default, 3), unit, round(default / ours, 2), mark)


def report(say: Callable[[str], None]) -> list[PaperFigure]:
    """Measure, and say each figure as it comes."""
    say(HEAD)
    figures = []
    for figure in paper_figures():
        say(str(figure))
        figures.append(figure)
    return figures
