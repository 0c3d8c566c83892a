"""`./run bench [single] [list] [notices] [import] [export] [--runs N] [--json FILE]`: ratios in one run, and marks."""

import argparse
import gc
import json
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from service.database import Database
from service.migrations import migrate
from tests.bench.approving import act, know_the_tables, one_list, seconds, single_households
from tests.bench.floor import Floor, PostgresFloor, SqliteFloor
from tests.bench.notices import PaperFigure, report
from tests.bench.peer import Peer
from tests.bench.workbooks import HEAD, WorkbookFigure
from tests.bench.workbooks import report as report_workbooks
from tests.makers import World, make_world
from tests.postgres import start_postgres

LIST_LENGTH = 1_000
WORKBOOKS = ("import", "export")
LISTS = 3
WARM_UP = 5
ACTS = (("decision", "review", "township"), ("approval", "approve", "county-approver"))
MARKS = {("decision", "postgresql"): 2.0, ("list decision", "postgresql"): 4.0}


@dataclass(frozen=True)
class Figure:
    """One measurement: medians in milliseconds, and as ratios to the floor what the service and a plain peer take."""

    what: str
    engine: str
    runs: int
    service_ms: float
    floor_ms: float
    ratio: float
    peer: float
    mark: float | None


@contextmanager
def opened(engine: str) -> Iterator[tuple[World, Callable[[int], Floor]]]:
    """A migrated database with a world in it, and the maker of its floor."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if engine == "sqlite":
            path = Path(folder) / "bench.db"
            yield from _world(f"sqlite:///{path}", lambda records: SqliteFloor(path, records))
        else:
            # Every commit reaches the disk, as in production: a server that forgets is no floor.
            with start_postgres(durable=True) as server, server.database() as url:
                yield from _world(url, lambda records: PostgresFloor(url, records))


def _world(url: str, floor: Callable[[int], Floor]) -> Iterator[tuple[World, Callable[[int], Floor]]]:
    migrate(url)
    database = Database(url)
    # As the service does when it starts.
    gc.collect()
    gc.freeze()
    try:
        yield make_world(database), floor
    finally:
        database.close()


def single(engine: str, runs: int) -> Iterator[Figure]:
    """One household at a time against five bare round trips.

    `decision` is the township's review: facts, the same guards as the county's, history. `approval` is the county's
    approval, which also issues, numbers and freezes the announcement.
    """
    with opened(engine) as (world, make_floor):
        ids = single_households(world, runs + WARM_UP)
        floor, peer = make_floor(4 * len(ids)), Peer(world.database.write_engine)
        know_the_tables(world)
        for round_, (what, step, login) in enumerate(ACTS):
            ours, bare, plain = [], [], []
            for place, id in enumerate(ids, start=1 + round_ * len(ids)):
                # In turn, so that a machine that grows slower is slower for all.
                ours.append(act(world, step, [id], login))
                bare.append(_time(floor.one, place))
                plain.append(_time(peer.one, place + 2 * len(ids)))
            yield _figure(what, engine, ours[WARM_UP:], bare[WARM_UP:], plain[WARM_UP:])
        floor.close()


def whole_list(engine: str, runs: int) -> Iterator[Figure]:
    """A list of 1,000 households in one act, against one bulk statement pair; decision and approval as in `single`."""
    with opened(engine) as (world, make_floor):
        lists = [one_list(world, LIST_LENGTH) for _ in range(LISTS)]
        floor, peer = make_floor(4 * LIST_LENGTH * LISTS), Peer(world.database.write_engine)
        know_the_tables(world)
        for round_, (what, step, login) in enumerate(ACTS):
            ours, bare, plain = [], [], []
            for place, ids in enumerate(lists, start=round_ * LISTS):
                ours.append(act(world, step, ids, login))
                first = place * LIST_LENGTH + 1
                bare.append(_time(floor.many, range(first, first + LIST_LENGTH)))
                first += 2 * LIST_LENGTH * LISTS
                plain.append(_time(peer.many, range(first, first + LIST_LENGTH)))
            yield _figure(f"list {what}", engine, ours, bare, plain)
        floor.close()


def _time(approve: Callable[[Any], None], what: object) -> float:
    begun = seconds()
    approve(what)
    return seconds() - begun


def _figure(what: str, engine: str, ours: Sequence[float], bare: Sequence[float], plain: Sequence[float]) -> Figure:
    service, floor, peer = (statistics.median(times) * 1000 for times in (ours, bare, plain))
    return Figure(
        what,
        engine,
        len(ours),
        round(service, 3),
        round(floor, 3),
        round(service / floor, 2),
        round(peer / floor, 2),
        MARKS.get((what, engine)),
    )


def main(arguments: Sequence[str]) -> None:
    """Measure what was asked for and print a table; with --json also a line of JSON for every figure."""
    parser = argparse.ArgumentParser(prog="./run bench", description=__doc__)
    parser.add_argument("what", nargs="*", default=["single", "list"], metavar="single|list|notices|import|export")
    parser.add_argument("--runs", type=int, default=40, help="approvals of one household (default 40)")
    parser.add_argument("--json", type=Path, help="write JSON lines to this file")
    parser.add_argument("--engine", choices=("sqlite", "postgresql"), help="only this engine")
    given = parser.parse_args(arguments)
    kinds = {"single": single, "list": whole_list}
    if unknown := set(given.what) - {*kinds, "notices", *WORKBOOKS}:
        parser.error(f"there is no bench called {', '.join(sorted(unknown))}")
    figures: list[Figure | PaperFigure | WorkbookFigure] = []
    if "notices" in given.what:
        figures.extend(report(lambda line: print(line, flush=True)))
    if workbooks := [what for what in given.what if what in WORKBOOKS]:
        figures.extend(_workbooks(workbooks, given))
    acts = [what for what in given.what if what in kinds]
    if acts:
        figures.extend(_acts(kinds, acts, given))
    if given.json:
        given.json.write_text("".join(json.dumps(asdict(figure)) + "\n" for figure in figures), encoding="utf-8")


def _workbooks(what: Sequence[str], given: Any) -> Iterator[WorkbookFigure]:
    print(HEAD)
    for engine in [given.engine] if given.engine else ["sqlite", "postgresql"]:
        for each in what:
            with migrated_urls(engine) as (url, bare_url):
                yield from report_workbooks(lambda line: print(line, flush=True), each, url, bare_url, engine)


@contextmanager
def migrated_urls(engine: str) -> Iterator[tuple[str, str]]:
    """Two migrated databases of an engine."""
    with tempfile.TemporaryDirectory(prefix="bench-") as folder:
        if engine == "sqlite":
            urls = (f"sqlite:///{folder}/ours.db", f"sqlite:///{folder}/bare.db")
            for url in urls:
                migrate(url)
            yield urls
        else:
            with start_postgres(durable=True) as server, server.database() as url, server.database() as bare_url:
                migrate(url)
                migrate(bare_url)
                yield url, bare_url


def _acts(kinds: Mapping[str, Callable[..., Iterator[Figure]]], acts: Sequence[str], given: Any) -> Iterator[Figure]:
    print(f"{'what':14} {'engine':12} {'runs':>5} {'service ms':>11} {'floor ms':>9} {'ratio':>7} {'peer':>7}  mark")
    for what in acts:
        for engine in [given.engine] if given.engine else ["sqlite", "postgresql"]:
            for figure in kinds[what](engine, given.runs):
                mark = f"at most {figure.mark}" if figure.mark else ""
                print(
                    f"{figure.what:14} {figure.engine:12} {figure.runs:5} {figure.service_ms:11.2f} "
                    f"{figure.floor_ms:9.2f} {figure.ratio:7.2f} {figure.peer:7.2f}  {mark}",
                    flush=True,
                )
                yield figure


if __name__ == "__main__":
    main(sys.argv[1:])
