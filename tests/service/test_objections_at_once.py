"""An objection's act and what it blocks at one moment, one public page sent twice; each beside a naive control."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError

from service import firing
from service.competence import ActRefused
from service.database import Database
from service.facts.rows import load_rows
from service.firing import Refused, fire
from service.models.objection import Objection
from service.notices import posting
from service.objections import facts
from service.objections.acts import take
from service.objections.lodging import PublicObjection, lodge_publicly, new_receipt
from tests.makers import World, make_world
from tests.postgres import Server
from tests.service.acts_on_notices import (
    EXIT,
    answered,
    attachment,
    decided,
    hung,
    hung_projects,
    lodged,
    objection,
    screened,
)
from tests.service.walking import publicized, township_reviewed


@pytest.fixture
def busy_world(postgres_server: Server, migrated_template: str) -> Iterator[World]:
    """A world on PostgreSQL, where two transactions run at once."""
    with postgres_server.database(template=migrated_template) as url:
        database = Database(url)
        yield make_world(database)
        database.close()


def _at_once(world: World, first: Callable[[Any], Any], second: Callable[[Any], Any]) -> list[BaseException | None]:
    """Two transactions: the second acts while the first has acted but not committed; what each of them met."""
    first_has_acted, second_is_done = Event(), Event()

    def holding() -> None:
        with world.database.write() as db:
            first(db)
            first_has_acted.set()
            # Behind a lock the second cannot be done before this transaction ends.
            second_is_done.wait(1.5)

    def following() -> None:
        first_has_acted.wait(30)
        try:
            with world.database.write() as db:
                second(db)
        finally:
            second_is_done.set()

    with ThreadPoolExecutor(2) as pool:
        runs: list[Future[None]] = [pool.submit(holding), pool.submit(following)]
        return [run.exception() for run in runs]


def _approval_and_acceptance(world: World) -> tuple[Callable[[Any], Any], Callable[[Any], Any], int]:
    ids = township_reviewed(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0], lodged_on=world.clock.today() - timedelta(days=1))
    order = world.order("approve", ids)
    approver, township = world.actor("county-approver"), world.actor("township")
    at = world.tick()

    def approval(db: Any) -> None:
        fire(db, order, approver, at=at)

    def acceptance(db: Any) -> None:
        take(db, brought, 1, "accept", actor=township, at=at)

    return approval, acceptance, ids[0]


def _result_and_acceptance(world: World) -> tuple[Callable[[Any], Any], Callable[[Any], Any], int]:
    notice_id = hung_projects(world)
    brought = lodged(world, notice_id, None)
    screened(world, brought, login="county")
    decided(world, brought, upheld=False, login="county")
    answered(world, brought, "county")
    world.wait(11)
    scan, township, clerk, at = attachment(world), world.actor("township"), world.actor("clerk"), world.tick()

    def result(db: Any) -> None:
        signed = {"signed_on": world.clock.today(), "signed_by_handler": "甲", "signed_by_supervisor": "乙"}
        posting.sign_result(db, notice_id, **signed, signed_by_team="丙", scan=scan, actor=township, at=at)

    def appeal(db: Any) -> None:
        take(db, brought, objection(world, brought).version, "appeal", finding="核查不实", actor=clerk, at=at)

    return result, appeal, brought


@pytest.mark.parametrize("result_first", [True, False])
def test_a_result_on_projects_and_an_appeal_never_both_happen(busy_world: World, result_first: bool) -> None:
    result, appeal, brought = _result_and_acceptance(busy_world)
    won, lost = _at_once(busy_world, *((result, appeal) if result_first else (appeal, result)))
    assert won is None
    assert isinstance(lost, ActRefused)
    assert objection(busy_world, brought).state == ("replied" if result_first else "appealed")


def test_without_the_notice_s_lock_an_appeal_would_stand_beside_the_signed_result(
    busy_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    result, appeal, _ = _result_and_acceptance(busy_world)
    for module in (facts, posting):
        monkeypatch.setattr(module, "lock_notice", lambda connection, notice_id: None)
    assert _at_once(busy_world, result, appeal) == [None, None]


def _outcome(world: World, record_id: int) -> tuple[str, str]:
    with world.database.read() as db:
        state = db.execute(select(Objection.state).where(Objection.record_id == record_id)).scalar_one()
    return world.state(record_id), state


@pytest.mark.parametrize("approval_first", [True, False])
def test_an_approval_and_an_accepted_objection_never_both_happen(busy_world: World, approval_first: bool) -> None:
    approval, acceptance, record_id = _approval_and_acceptance(busy_world)
    pair = (approval, acceptance) if approval_first else (acceptance, approval)
    won, lost = _at_once(busy_world, *pair)
    assert won is None
    assert isinstance(lost, ActRefused if approval_first else Refused)
    expected = ("approved", "lodged") if approval_first else ("township_reviewed", "accepted")
    assert _outcome(busy_world, record_id) == expected


@pytest.mark.parametrize("approval_first", [True, False])
def test_without_the_lock_both_would_happen(
    busy_world: World, monkeypatch: pytest.MonkeyPatch, approval_first: bool
) -> None:
    approval, acceptance, record_id = _approval_and_acceptance(busy_world)

    def unlocked(connection: Any, ids: Any, *, lock: bool) -> Any:
        return load_rows(connection, ids, lock=False)

    monkeypatch.setattr(facts, "load_rows", unlocked)
    monkeypatch.setattr(firing, "load_rows", unlocked)
    assert _at_once(busy_world, *((approval, acceptance) if approval_first else (acceptance, approval))) == [None, None]
    assert _outcome(busy_world, record_id) == ("approved", "accepted")


def _sent_twice(world: World, folder: Path) -> Callable[[Any], None]:
    (record,) = publicized(world, 1)
    notice_id = hung(world, record, EXIT)
    given = PublicObjection(
        record_id=record, content="有小汽车", objector="", contact="", files=(), receipt=new_receipt()
    )
    at = world.tick()
    return lambda db: lodge_publicly(db, folder, notice_id, given, at=at)


def test_a_page_that_the_public_sends_twice_at_once_is_lodged_once(busy_world: World, tmp_path: Path) -> None:
    sending = _sent_twice(busy_world, tmp_path)
    assert _at_once(busy_world, sending, sending) == [None, None]
    with busy_world.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Objection)) == 1


def test_without_the_lock_the_second_sending_would_fail(
    busy_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = _sent_twice(busy_world, tmp_path)
    monkeypatch.setattr(facts, "load_rows", lambda connection, ids, *, lock: load_rows(connection, ids, lock=False))
    first, second = _at_once(busy_world, sending, sending)
    assert first is None
    assert isinstance(second, IntegrityError)
