"""Ordering a batch: what waits to be printed, who may order it, and that it waits in one job only."""

from pathlib import Path

import pytest
from sqlalchemy import select

from service.competence import ActRefused
from service.models.printing import PrintJob
from service.queries.printing import copies_of, printable
from service.queries.printing import print_jobs as jobs_shown
from tests.makers import World
from tests.service.printing_room import issued, job, ordered, worked_off


def test_a_second_press_orders_nothing(world: World) -> None:
    ids = issued(world, 1)
    assert ordered(world, ids, key="one-button") == ordered(world, ids, key="one-button")
    with world.database.read() as db:
        assert len(db.scalars(select(PrintJob.id)).all()) == 1


def test_a_notice_waits_in_one_job_only(world: World, tmp_path: Path, rendered: list[str]) -> None:
    ids = issued(world, 2)
    ordered(world, ids)
    with pytest.raises(ActRefused, match="notices_in_another_job"):
        ordered(world, ids[:1])
    with world.database.read() as db:
        assert printable(db, world.actor("township"), waiting=True, limit=9) == []
    worked_off(world, tmp_path)
    with pytest.raises(ActRefused, match="reprint_reason_missing"):
        ordered(world, ids[:1])
    again = ordered(world, ids[:1], why="张贴处增加")
    worked_off(world, tmp_path)
    assert job(world, again)[0].finished_at is not None
    with world.database.read() as db:
        assert [line.reason for line in copies_of(db, ids[0])] == ["", "张贴处增加"]
    assert len(rendered) == 2


@pytest.mark.parametrize(
    ("chosen", "copies", "code"),
    [
        ([], 1, "no_notice_chosen"),
        (list(range(1, 502)), 1, "too_many_notices"),
        ([404], 1, "outside_jurisdiction"),
        ([1], 0, "copies_out_of_range"),
        ([1], None, "copies_out_of_range"),
    ],
)
def test_an_order_with_faults_is_refused(world: World, chosen: list[int], copies: int | None, code: str) -> None:
    assert issued(world, 1) == [1]
    with pytest.raises(ActRefused, match=code):
        ordered(world, chosen, copies=copies)


@pytest.mark.parametrize("login", ["other-clerk", "auditor", "admin"])
def test_nobody_orders_what_they_may_not_print(world: World, login: str) -> None:
    with pytest.raises(ActRefused, match="outside_jurisdiction"):
        ordered(world, issued(world, 1), login)


def test_a_job_is_seen_in_its_jurisdiction_only(world: World) -> None:
    job_id = ordered(world, issued(world, 1))
    with world.database.read() as db:
        seen = {
            login: bool(jobs_shown(db, world.actor(login), job_id=job_id))
            for login in ("township", "county", "auditor", "clerk", "other-clerk")
        }
    assert seen == {"township": True, "county": True, "auditor": True, "clerk": False, "other-clerk": False}


def test_what_waits_is_standing_and_neither_printed_nor_posted(world: World) -> None:
    first, second, third = issued(world, 3)
    world.print_and_post(first)
    world.fire("withdraw", [2], "clerk", "撤回")
    with world.database.read() as db:
        township = world.actor("township")
        assert [line.id for line, _ in printable(db, township, waiting=True, limit=9)] == [third]
        assert [line.id for line, _ in printable(db, township, waiting=False, limit=9)] == [third, first]
        assert printable(db, world.actor("other-clerk"), waiting=False, limit=9) == []
        assert printable(db, world.actor("auditor"), waiting=False, limit=9) == []
    with pytest.raises(ActRefused, match="void_notices_chosen"):
        ordered(world, [second, third])
