"""The public objects without an account: once for a page, while the notice hangs, reachable by who handles it only."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.competence import ActRefused
from service.firing import Refused
from service.models.notice import Notice
from service.models.objection import ContactReading, Objection, ObjectionFile
from service.objections.contacts import deciphered, enciphered, read_contact
from service.objections.facts import NoSuchObjection
from service.objections.lodging import PublicObjection, lodge_publicly, new_receipt
from service.queries.objecting import notice_to_object_to, objection_by_receipt
from service.sealing import Unreadable
from tests.makers import TOWNSHIP, World
from tests.service.acts_on_notices import (
    EVIDENCE,
    EXIT,
    decided,
    hung,
    objection,
    screened,
    sign,
    taken,
)
from tests.service.refusing import codes
from tests.service.walking import publicized, publicized_village, township_reviewed
from workflows.roles import Role

REACHED_AT = "村口第二家"


def given(record_id: int | None, **changes: Any) -> PublicObjection:
    plain = PublicObjection(
        record_id=record_id, content="有小汽车", objector="", contact="", files=(), receipt=new_receipt()
    )
    return replace(plain, **changes)


def lodged_publicly(world: World, folder: Path, notice_id: int, what: PublicObjection) -> int:
    with world.database.write() as db:
        lodge_publicly(db, folder, notice_id, what, at=world.tick())
        return db.execute(select(Objection.id).filter_by(receipt=what.receipt)).scalar_one()


def test_it_waits_for_the_screening_and_stands_in_the_way_of_the_result(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged_publicly(world, tmp_path, notice_id, given(ids[0], files=(EVIDENCE, EVIDENCE)))
    found = objection(world, brought)
    assert (found.state, found.channel, found.lodged_by, found.lodged_on) == (
        "lodged",
        "web",
        None,
        world.clock.today(),
    )
    with world.database.read() as db:
        assert db.scalars(select(ObjectionFile.sha256)).all() == [EVIDENCE.sha256]
    world.wait(8)
    with pytest.raises(ActRefused, match="objection_not_screened"):
        sign(world, notice_id)
    screened(world, brought)
    with pytest.raises(Refused, match="objection_open"):
        world.fire("review", ids, "township")
    decided(world, brought, upheld=False)
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_one_page_sent_twice_is_lodged_once(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    what = given(ids[0])
    first = lodged_publicly(world, tmp_path, notice_id, what)
    assert lodged_publicly(world, tmp_path, notice_id, replace(what, content="改了主意")) == first
    assert objection(world, first).content == "有小汽车"
    assert lodged_publicly(world, tmp_path, notice_id, given(ids[0])) != first


def test_a_household_left_out_is_screened_as_a_clue_and_never_accepted(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 2)
    brought = lodged_publicly(world, tmp_path, hung(world, ids[0], EXIT), given(None))
    assert (objection(world, brought).state, objection(world, brought).about_omitted) == ("lodged", True)
    with pytest.raises(ActRefused) as refused:
        screened(world, brought)
    assert codes(refused) == {"": ["objection_about_omitted"]}
    screened(world, brought, "clue", finding="三组一户，入户核实")


def test_it_is_received_as_long_as_an_office_may_record_one_and_no_longer(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    world.wait(9)
    late = lodged_publicly(world, tmp_path, notice_id, given(ids[0]))
    with pytest.raises(ActRefused, match="objection_out_of_time"):
        screened(world, late)
    taken(world, late, "refuse_late")
    world.wait(1)
    with pytest.raises(ActRefused) as refused:
        lodged_publicly(world, tmp_path, notice_id, given(ids[0]))
    assert codes(refused) == {"": ["period_for_objections_over"]}


def test_every_gap_is_named_at_once(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    wrong = given(ids[0] + 99, content=" ", objector="甲" * 65, contact="甲" * 201)
    with pytest.raises(ActRefused) as refused:
        lodged_publicly(world, tmp_path, notice_id, wrong)
    assert codes(refused) == {
        "": ["posting_evidence_missing"],
        "record_id": ["not_on_notice"],
        "objector": ["text_too_long"],
        "contact": ["text_too_long"],
        "content": ["objection_empty"],
    }


def test_a_contact_is_enciphered_and_each_reading_is_told(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 1)
    brought = lodged_publicly(world, tmp_path, hung(world, ids[0], EXIT), given(ids[0], contact=REACHED_AT))
    assert REACHED_AT not in str(world.everything())
    key = (tmp_path / "keys" / "contact_key").read_text()
    assert key not in str(world.everything())
    assert (tmp_path / "keys").stat().st_mode & 0o077 == 0
    for login, code in (("clerk", "role_may_not"), ("county", "role_may_not"), ("auditor", "role_may_not")):
        with pytest.raises(ActRefused, match=code), world.database.write() as db:
            read_contact(db, tmp_path, brought, actor=world.actor(login), at=world.tick())
    for _twice in range(2):
        with world.database.write() as db:
            assert read_contact(db, tmp_path, brought, actor=world.actor("township"), at=world.tick()) == REACHED_AT
    with world.database.read() as db:
        readings = db.execute(select(ContactReading.read_by, ContactReading.role)).all()
    assert [tuple(row) for row in readings] == [(world.people["township"], "township_reviewer")] * 2
    without = lodged_publicly(world, tmp_path, world.notice_of(ids[0], EXIT), given(ids[0]))
    with pytest.raises(ActRefused, match="no_contact_given"), world.database.write() as db:
        read_contact(db, tmp_path, without, actor=world.actor("township"), at=world.tick())
    with pytest.raises(NoSuchObjection), world.database.write() as db:
        read_contact(db, tmp_path, 404, actor=world.actor("township"), at=world.tick())


def test_a_contact_is_hidden_from_whom_the_objection_is_directed_against(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 1)
    world.appoint("clerk", Role.TOWNSHIP_REVIEWER, TOWNSHIP)
    brought = lodged_publicly(world, tmp_path, hung(world, ids[0], EXIT), given(ids[0], contact=REACHED_AT))
    with pytest.raises(ActRefused) as refused, world.database.write() as db:
        read_contact(db, tmp_path, brought, actor=world.actor("clerk"), at=world.tick())
    assert codes(refused) == {"": ["decider_posted_notice", "decider_is_proposer"]}
    with world.database.read() as db:
        assert db.scalars(select(ContactReading.id)).all() == []


def test_a_contact_opens_with_its_own_key_and_its_own_receipt_only(tmp_path: Path) -> None:
    stored = enciphered(tmp_path / "a", REACHED_AT, "one")
    assert deciphered(tmp_path / "a", stored, "one") == REACHED_AT
    assert enciphered(tmp_path / "a", REACHED_AT, "one") != stored
    with pytest.raises(Unreadable):
        deciphered(tmp_path / "a", stored, "another")
    with pytest.raises(Unreadable):
        deciphered(tmp_path / "b", stored, "one")


def test_a_receipt_cannot_be_guessed_and_tells_states_and_days_only(world: World, tmp_path: Path) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    what = given(ids[0], objector="王某", contact=REACHED_AT)
    brought = lodged_publicly(world, tmp_path, notice_id, what)
    screened(world, brought)
    assert len({new_receipt() for _ in range(1000)}) == 1000
    assert len(what.receipt.replace("-", "")) * 4 >= 60
    with world.database.read() as db:
        told = objection_by_receipt(db, notice_id, what.receipt)
        assert objection_by_receipt(db, notice_id + 1, what.receipt) is None
        assert objection_by_receipt(db, notice_id, new_receipt()) is None
    assert told is not None
    assert (told.state, [state for state, _ in told.moves]) == ("accepted", ["accepted"])
    assert set(vars(told)) == {"lodged_on", "state", "outcome", "moves"}


def test_a_serial_number_leads_to_the_record_in_that_row_of_the_printed_list(world: World) -> None:
    ids = publicized(world, 3)
    notice_id = hung(world, ids[0], EXIT)
    with world.database.read() as db:
        code = db.execute(select(Notice.code).where(Notice.id == notice_id)).scalar_one()
        found = notice_to_object_to(db, code, world.clock.today())
        assert notice_to_object_to(db, "0" * 13, world.clock.today()) is None
    assert found is not None
    assert dict(found.numbers) == {1: ids[0], 2: ids[1], 3: ids[2]}
    assert (found.refusals, found.whole) == ((), None)
    assert found.last_day == world.clock.today() + timedelta(days=7)


def test_a_village_stands_on_its_notice_alone(world: World, tmp_path: Path) -> None:
    village = publicized_village(world)
    notice_id = hung(world, village, "village_exit_list", "township", place_level="township")
    with world.database.read() as db:
        code = db.execute(select(Notice.code).where(Notice.id == notice_id)).scalar_one()
        found = notice_to_object_to(db, code, world.clock.today())
    assert found is not None
    assert (found.whole, dict(found.numbers)) == (village, {})
    brought = lodged_publicly(world, tmp_path, notice_id, given(found.whole))
    assert (objection(world, brought).record_id, objection(world, brought).about_omitted) == (village, False)
    screened(world, brought, login="county")
    with pytest.raises(Refused, match="objection_open"):
        world.fire("review_by_county", [village], "county")


def test_an_announcement_and_a_void_notice_say_why_nothing_is_lodged(world: World, tmp_path: Path) -> None:
    ids = township_reviewed(world, 1)
    announcement = world.notice_of(ids[0], "identification_announcement")
    with pytest.raises(ActRefused, match="no_objection_to_announcement"):
        lodged_publicly(world, tmp_path, announcement, given(ids[0]))
    notice_id = world.notice_of(ids[0], EXIT)
    world.fire("return", ids, "county-approver", "名单有误")
    world.fire("return", ids, "township", "名单有误")
    with pytest.raises(ActRefused, match="notice_is_void"):
        lodged_publicly(world, tmp_path, notice_id, given(ids[0]))
