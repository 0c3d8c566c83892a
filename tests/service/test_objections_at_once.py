"""An objection's act and what it blocks at one moment, one public page sent twice; each beside a naive control."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from service import firing
from service.competence import ActRefused
from service.facts.rows import load_rows
from service.firing import Refused, fire
from service.models.objection import Objection
from service.notices import posting
from service.objections import facts
from service.objections.acts import take
from service.objections.lodging import PublicObjection, lodge_publicly, new_receipt
from tests.makers import World
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
from tests.service.test_concurrency import overlapped
from tests.service.walking import publicized, township_reviewed

Acts = tuple[Callable[[Session], Any], Callable[[Session], Any]]


def _at_once(world: World, first: Callable[[Session], Any], second: Callable[[Session], Any]) -> tuple[bool, Any]:
    """Two transactions, the second before the first has committed: whether it waited, what it came to or met."""

    def following() -> Any:
        with world.database.write() as db:
            return second(db)

    return overlapped(world, first, following)


def _approval_and_acceptance(world: World) -> tuple[Acts, int]:
    ids = township_reviewed(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0], lodged_on=world.clock.today() - timedelta(days=1))
    order = world.order("approve", ids)
    approver, township = world.actor("county-approver"), world.actor("township")
    at = world.tick()

    def approval(db: Session) -> None:
        fire(db, order, approver, at=at)

    def acceptance(db: Session) -> None:
        take(db, brought, 1, "accept", actor=township, at=at)

    return (approval, acceptance), ids[0]


def _result_and_appeal(world: World) -> tuple[Acts, int]:
    notice_id = hung_projects(world)
    brought = lodged(world, notice_id, None)
    screened(world, brought, login="county")
    decided(world, brought, upheld=False, login="county")
    answered(world, brought, "county")
    world.wait(11)
    scan, township, clerk, at = attachment(world), world.actor("township"), world.actor("clerk"), world.tick()

    def result(db: Session) -> None:
        signed = {"signed_on": world.clock.today(), "signed_by_handler": "甲", "signed_by_supervisor": "乙"}
        posting.sign_result(db, notice_id, **signed, signed_by_team="丙", scan=scan, actor=township, at=at)

    def appeal(db: Session) -> None:
        take(db, brought, objection(world, brought).version, "appeal", finding="核查不实", actor=clerk, at=at)

    return (result, appeal), brought


@pytest.mark.parametrize("result_first", [True, False])
def test_a_result_on_projects_and_an_appeal_never_both_happen(pg_world: World, result_first: bool) -> None:
    acts, brought = _result_and_appeal(pg_world)
    waited, lost = _at_once(pg_world, *(acts if result_first else reversed(acts)))
    assert waited
    assert isinstance(lost, ActRefused)
    assert objection(pg_world, brought).state == ("replied" if result_first else "appealed")


def test_without_the_notice_s_lock_an_appeal_would_stand_beside_the_signed_result(
    pg_world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts, _ = _result_and_appeal(pg_world)
    for module in (facts, posting):
        monkeypatch.setattr(module, "lock_notice", lambda connection, notice_id: None)
    assert _at_once(pg_world, *acts) == (False, None)


def _outcome(world: World, record_id: int) -> tuple[str, str]:
    with world.database.read() as db:
        state = db.execute(select(Objection.state).where(Objection.record_id == record_id)).scalar_one()
    return world.state(record_id), state


@pytest.mark.parametrize("approval_first", [True, False])
def test_an_approval_and_an_accepted_objection_never_both_happen(pg_world: World, approval_first: bool) -> None:
    acts, record_id = _approval_and_acceptance(pg_world)
    waited, lost = _at_once(pg_world, *(acts if approval_first else reversed(acts)))
    assert waited
    assert isinstance(lost, ActRefused if approval_first else Refused)
    expected = ("approved", "lodged") if approval_first else ("township_reviewed", "accepted")
    assert _outcome(pg_world, record_id) == expected


@pytest.mark.parametrize("approval_first", [True, False])
def test_without_the_lock_both_would_happen(
    pg_world: World, monkeypatch: pytest.MonkeyPatch, approval_first: bool
) -> None:
    acts, record_id = _approval_and_acceptance(pg_world)

    def unlocked(connection: Any, ids: Any, *, lock: bool) -> Any:
        return load_rows(connection, ids, lock=False)

    monkeypatch.setattr(facts, "load_rows", unlocked)
    monkeypatch.setattr(firing, "load_rows", unlocked)
    assert _at_once(pg_world, *(acts if approval_first else reversed(acts))) == (False, None)
    assert _outcome(pg_world, record_id) == ("approved", "accepted")


def _sent_twice(world: World, folder: Path) -> Callable[[Session], None]:
    (record,) = publicized(world, 1)
    notice_id = hung(world, record, EXIT)
    given = PublicObjection(
        record_id=record, content="有小汽车", objector="", contact="", files=(), receipt=new_receipt()
    )
    at = world.tick()
    return lambda db: lodge_publicly(db, folder, notice_id, given, at=at)


def test_a_page_that_the_public_sends_twice_at_once_is_lodged_once(pg_world: World, tmp_path: Path) -> None:
    sending = _sent_twice(pg_world, tmp_path)
    assert _at_once(pg_world, sending, sending) == (True, None)
    with pg_world.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Objection)) == 1


def test_without_the_lock_the_second_sending_would_fail(
    pg_world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sending = _sent_twice(pg_world, tmp_path)
    monkeypatch.setattr(facts, "load_rows", lambda connection, ids, *, lock: load_rows(connection, ids, lock=False))
    _, second = _at_once(pg_world, sending, sending)
    assert isinstance(second, IntegrityError)
