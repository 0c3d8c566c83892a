"""Erasing the personal side of an entry: by an order, as a whole, for ever, and the history still stands."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text, update
from sqlalchemy.exc import DBAPIError

from service.history.erasure import NothingToErase, erase_detail
from service.history.verify import snapshot, verify
from service.models.history import HistoryDetail
from tests.makers import World
from tests.service.told import let_paper_cost_nothing, tell_the_printing
from tests.service.walking import applied, first_publicity

ORDER = "青河县扶贫办〔2019〕1号,2019年1月7日"


def detail(world: World, record_id: int, seq: int) -> HistoryDetail:
    with world.database.read() as db:
        return db.scalars(select(HistoryDetail).filter_by(record_id=record_id, seq=seq)).one()


def erase(world: World, record_id: int, seq: int, order: str = ORDER) -> None:
    with world.database.write() as db:
        erase_detail(db, record_id, seq, order, world.tick())


def test_name_place_and_opinion_go_and_the_entry_stays(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    let_paper_cost_nothing(monkeypatch)
    tell_the_printing(world, tmp_path)
    (record_id,) = first_publicity(world, 1)
    before = world.entries(record_id)[0]
    erase(world, record_id, 1)
    erased = detail(world, record_id, 1)
    assert (erased.payload, erased.salt, erased.erasure_order) == (None, None, ORDER)
    assert erased.erased_at == world.clock.now()
    after = world.entries(record_id)[0]
    assert (after.entry_hash, after.commitment) == (before.entry_hash, before.commitment)
    assert detail(world, record_id, 2).payload
    with snapshot(world.database) as connection:
        assert verify(connection) == []


def test_an_erasure_needs_an_order_and_something_to_erase(world: World) -> None:
    (record_id,) = applied(world, 1)
    with pytest.raises(ValueError, match="order"):
        erase(world, record_id, 1, "  ")
    with pytest.raises(NothingToErase):
        erase(world, record_id, 2)
    erase(world, record_id, 1)
    with pytest.raises(NothingToErase):
        erase(world, record_id, 1, "另一文件")
    assert detail(world, record_id, 1).erasure_order == ORDER


@pytest.mark.parametrize(
    "values",
    [
        {"payload": None},
        {"payload": None, "erased_at": None, "erasure_order": ORDER},
        {"payload": "{}"},
        {"salt": None},
        {"erasure_order": ORDER},
        {"payload": None, "salt": "00", "erasure_order": ORDER},
    ],
)
def test_half_an_erasure_is_refused_by_the_database(world: World, values: dict[str, Any]) -> None:
    (record_id,) = applied(world, 1)
    with pytest.raises(DBAPIError), world.database.write() as db:
        db.execute(update(HistoryDetail).where(HistoryDetail.record_id == record_id).values(values))
    assert detail(world, record_id, 1).payload


def test_what_was_erased_cannot_be_written_again(world: World) -> None:
    (record_id,) = applied(world, 1)
    erase(world, record_id, 1)
    for change in ("payload = '{}', erased_at = NULL, erasure_order = NULL", "erasure_order = '另一文件'"):
        with pytest.raises(DBAPIError), world.database.write() as db:
            db.execute(text(f"UPDATE history_detail SET {change}"))
