"""Print jobs: worked off notice by notice, merged, entered in the register; whatever dies, goes on."""

import subprocess
import sys
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select, update

from service.competence import ActRefused
from service.models.notice import NoticePdf
from service.models.printing import NoticeCopy, PrintJobNotice
from service.notices import print_jobs, printing
from service.notices.copies import register_copies
from service.notices.paper import RenderFailed
from service.notices.print_jobs import LEASE, PrintingRoom, merged_file, merged_path, unfinished_jobs
from service.notices.print_orders import retry_failed
from service.notices.print_worker import PrintWorker
from service.queries.printing import copies_of
from service.settings import ROOT
from tests.makers import TOWNSHIP, World
from tests.service.printing_room import issued, job, ordered, room, worked_off


def test_a_job_prints_each_notice_merges_them_and_enters_the_copies(
    world: World, tmp_path: Path, rendered: list[str]
) -> None:
    ids = issued(world, 3)
    job_id = ordered(world, ids)
    line, sheets = job(world, job_id)
    assert (line.region_code, line.total, line.settled, line.finished_at) == (TOWNSHIP, 3, 0, None)
    assert [sheet.state for sheet in sheets] == ["waiting"] * 3
    assert worked_off(world, tmp_path) == 4
    line, sheets = job(world, job_id)
    assert line.settled == 3
    assert line.finished_at == world.clock.now()
    assert [(sheet.notice_id, sheet.state, sheet.pages) for sheet in sheets] == [(id, "done", 3) for id in ids]
    assert len(rendered) == 3
    with world.database.read() as db:
        assert not unfinished_jobs(db)
        file = merged_file(db, tmp_path, job_id, line.merged_sha256 or "")
        register = [copies_of(db, id) for id in ids]
    # Printed on both sides, each begins a sheet: a blank page fills the last one.
    assert len(PdfReader(BytesIO(file)).pages) == 4 + 4 + 3
    assert [[(each.number, each.copies, each.reason) for each in lines] for lines in register] == [[(1, 2, "")]] * 3
    assert worked_off(world, tmp_path) == 0


def test_a_merged_file_that_is_gone_is_made_again(world: World, tmp_path: Path, rendered: list[str]) -> None:
    job_id = ordered(world, issued(world, 2))
    worked_off(world, tmp_path)
    sha256 = job(world, job_id)[0].merged_sha256 or ""
    merged_path(tmp_path, sha256).unlink()
    with world.database.read() as db:
        assert len(PdfReader(BytesIO(merged_file(db, tmp_path, job_id, sha256))).pages) == 7


@pytest.mark.parametrize("fault", [RenderFailed("the paper took too long"), LookupError("the paper took too long")])
def test_one_failure_is_named_stops_nothing_else_and_is_tried_again(
    world: World, tmp_path: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    ids = issued(world, 3)
    job_id, whole = ordered(world, ids), printing.render_pdf

    def fail_on_the_second(facts: Any) -> bytes:
        if facts.number.endswith("2号"):
            raise fault
        return whole(facts)

    monkeypatch.setattr(printing, "render_pdf", fail_on_the_second)
    worked_off(world, tmp_path)
    line, sheets = job(world, job_id)
    assert (dict(line.notices)["done"], dict(line.notices)["failed"]) == (2, 1)
    (failed,) = [sheet for sheet in sheets if sheet.state == "failed"]
    assert failed.failure is not None
    assert (failed.failure.code, failed.failure.figures) == ("paper_failed", {"problem": "the paper took too long"})
    before = line.merged_sha256
    assert before is not None
    monkeypatch.setattr(printing, "render_pdf", whole)
    with pytest.raises(ActRefused), world.database.write() as db:
        retry_failed(db, job_id, world.actor("clerk"))
    with world.database.write() as db:
        assert retry_failed(db, job_id, world.actor("township")) == 1
    worked_off(world, tmp_path)
    line, sheets = job(world, job_id)
    assert [sheet.state for sheet in sheets] == ["done"] * 3
    assert line.merged_sha256 not in (None, before)
    with world.database.read() as db:
        assert [len(copies_of(db, id)) for id in ids] == [1, 1, 1]


def test_no_guessed_key_keeps_a_job_out_of_the_register(world: World, tmp_path: Path, rendered: list[str]) -> None:
    (notice_id,) = issued(world, 1)
    job_id = ordered(world, [notice_id], why="加印")
    assert room(world, tmp_path).work()
    with world.database.write() as db:
        actor, at = world.actor("township"), world.clock.now()
        for key in (f"job-{job_id}-{notice_id}", f"{job_id}-{notice_id}"):
            register_copies(db, notice_id, copies=1, why="破损", key=key, actor=actor, at=at)
    worked_off(world, tmp_path)
    with world.database.read() as db:
        assert [line.reason for line in copies_of(db, notice_id)][-1] == "加印"


def test_a_notice_that_became_void_meanwhile_is_left_out(world: World, tmp_path: Path, rendered: list[str]) -> None:
    ids = issued(world, 2)
    job_id = ordered(world, ids)
    world.fire("withdraw", [1], "clerk", "撤回")
    worked_off(world, tmp_path)
    _, sheets = job(world, job_id)
    assert [(sheet.state, sheet.failure.code if sheet.failure else "") for sheet in sheets] == [
        ("failed", "notice_is_void"),
        ("done", ""),
    ]
    with world.database.write() as db:
        assert retry_failed(db, job_id, world.actor("township")) == 0


def test_a_notice_voided_between_its_printing_and_the_merging_is_not_in_the_file(
    world: World, tmp_path: Path, rendered: list[str]
) -> None:
    job_id = ordered(world, issued(world, 1))
    assert room(world, tmp_path).work()
    world.fire("withdraw", [1], "clerk", "撤回")
    worked_off(world, tmp_path)
    line, (sheet,) = job(world, job_id)
    assert (sheet.state, sheet.failure.code if sheet.failure else "") == ("failed", "void_notice_not_reprinted")
    assert (line.merged_sha256, line.finished_at) == (None, world.clock.now())


def test_what_a_killed_worker_left_is_printed_by_the_next_one_and_only_once(
    world: World, tmp_path: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = issued(world, 2)
    job_id = ordered(world, ids)
    killed = room(world, tmp_path, "killed").claim()
    assert killed is not None
    # Its lease runs: the others are printed, this one is left alone, and the job is not finished.
    assert worked_off(world, tmp_path, "two") == 1
    assert job(world, job_id)[0].finished_at is None
    with world.database.write() as db:
        claimed_at = db.scalar(select(PrintJobNotice.claimed_at).where(PrintJobNotice.notice_id == killed.notice_id))
        assert claimed_at is not None
        late = claimed_at + LEASE + timedelta(seconds=1)
    monkeypatch.setattr(print_jobs, "wall_now", lambda: late)
    assert worked_off(world, tmp_path, "two") == 2
    assert [sheet.state for sheet in job(world, job_id)[1]] == ["done"] * 2
    assert len(rendered) == 2
    # Were it alive after all, it could not take the notice back.
    room(world, tmp_path, "killed").settle(killed, print_jobs.reason("paper_failed", problem="late"))
    assert [sheet.state for sheet in job(world, job_id)[1]] == ["done"] * 2


def test_killed_between_the_paper_and_the_settling_the_paper_is_not_made_twice(
    world: World, tmp_path: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    (notice_id,) = issued(world, 1)
    job_id = ordered(world, [notice_id])

    class Killed(BaseException):
        pass

    def kill(*_: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(PrintingRoom, "settle", kill)
        with pytest.raises(Killed):
            room(world, tmp_path).work()
    with world.database.write() as db:
        db.execute(update(PrintJobNotice).values(claimed_at=world.clock.now() - LEASE - timedelta(days=1)))
    worked_off(world, tmp_path, "two")
    assert job(world, job_id)[1][0].state == "done"
    assert len(rendered) == 1
    with world.database.read() as db:
        assert len(db.execute(select(NoticePdf.notice_id)).all()) == 1
        assert len(db.execute(select(NoticeCopy.id)).all()) == 1


DIES = """
import sys, time
from pathlib import Path
from service.clock import FixedClock
from service.database import Database
from service.notices import printing
from service.notices.print_jobs import PrintingRoom
from tests.makers import BEGINS, shanghai_instant

def render(facts):
    print("at the press", flush=True)
    time.sleep(600)

printing.render_pdf = render
PrintingRoom(Database(sys.argv[1]), Path(sys.argv[2]), FixedClock(shanghai_instant(BEGINS)), "dies").work()
"""


def test_a_worker_that_is_killed_in_the_midst_of_its_paper_loses_nothing(
    world: World, migrated_url: str, tmp_path: Path, rendered: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = issued(world, 2)
    job_id = ordered(world, ids)
    with subprocess.Popen(
        [sys.executable, "-c", DIES, migrated_url, str(tmp_path)], stdout=subprocess.PIPE, cwd=ROOT
    ) as dying:
        assert dying.stdout is not None
        assert dying.stdout.readline() == b"at the press\n"
        dying.kill()
    assert [sheet.state for sheet in job(world, job_id)[1]] == ["printing", "waiting"]
    late = print_jobs.wall_now() + LEASE
    monkeypatch.setattr(print_jobs, "wall_now", lambda: late)
    worked_off(world, tmp_path, "two")
    line, sheets = job(world, job_id)
    assert [sheet.state for sheet in sheets] == ["done"] * 2
    assert line.finished_at is not None
    assert len(rendered) == 2


def test_the_thread_of_the_service_works_off_what_waits_and_ends(
    world: World, tmp_path: Path, rendered: list[str]
) -> None:
    ids = issued(world, 2)
    job_id = ordered(world, ids)
    idle = PrintWorker(world.database, tmp_path, world.clock, works=False)
    assert idle.was_asked()
    idle.wake()
    assert idle._thread is None
    worker = PrintWorker(world.database, tmp_path, world.clock, works=True)
    assert (worker.was_asked(), worker.was_asked()) == (False, True)
    worker.wake()
    worker.wake()
    while (thread := worker._thread) is not None:
        thread.join(30)
    assert job(world, job_id)[0].finished_at is not None
    assert len(rendered) == 2
