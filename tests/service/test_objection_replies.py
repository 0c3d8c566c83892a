"""The written reply: numbered and frozen with its act, printed once, kept, delivered; the appeal's period."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert, select

from service.attachments import file_path
from service.competence import ActRefused, ChangedSince
from service.models.objection import ObjectionDelivery, ObjectionLetter, ObjectionLetterPdf
from service.models.rules import Deadline
from service.notices.letters import ReplyLetter
from service.notices.printing import PaperDiffers
from service.objections import replies
from service.objections.replies import NoSuchLetter, print_letter, read_letter
from tests.makers import TOWNSHIP, World
from tests.service.acts_on_notices import (
    EXIT,
    answered,
    appealed,
    decided,
    delivered,
    hung,
    lodged,
    objection,
    screened,
)
from tests.service.refusing import codes
from tests.service.walking import publicized


@pytest.fixture
def printed(monkeypatch: pytest.MonkeyPatch) -> list[ReplyLetter]:
    """Letters as they are printed, without the press."""
    letters: list[ReplyLetter] = []

    def plain(letter: ReplyLetter) -> bytes:
        letters.append(letter)
        return b"%PDF-1.7 " + letter.number.encode() + b" %%EOF"

    monkeypatch.setattr(replies, "reply_pdf", plain)
    return letters


def dismissed(world: World, objector: str = "王某") -> tuple[int, int]:
    """A dismissed objection in the township's hands, and the record that it is about."""
    (record,) = publicized(world, 1)
    brought = lodged(world, hung(world, record, EXIT), record, objector=objector)
    screened(world, brought)
    decided(world, brought, upheld=False)
    return brought, record


def letter(world: World, act_id: int) -> ObjectionLetter:
    with world.database.read() as db:
        return db.scalars(select(ObjectionLetter).filter_by(act_id=act_id)).one()


def test_a_reply_says_what_was_objected_found_and_decided_and_where_to_turn(
    world: World, tmp_path: Path, printed: list[ReplyLetter]
) -> None:
    brought, _record = dismissed(world)
    act_id = answered(world, brought, finding="经查，该车系其子所有")
    print_letter(world.database, tmp_path, brought, world.actor("township"), world.tick())
    (said,) = printed
    assert (said.body, said.number, said.objector) == ("柳林镇人民政府", "柳林镇内异复〔2018〕1号", "王某")
    assert said.notice_title == "石桥村2018年度拟退出贫困户名单公示"
    assert (said.content, said.finding, said.outcome) == ("该户购有小汽车", "经查，该车系其子所有", "dismissed")
    assert (said.may_appeal_to, said.appeal_days) == ("青河县扶贫开发领导小组", 30)
    assert letter(world, act_id).number == said.number
    assert said.decided_on == world.clock.today()


def test_the_second_decision_and_an_upheld_objection_are_open_to_no_appeal(
    world: World, tmp_path: Path, printed: list[ReplyLetter]
) -> None:
    brought, record = dismissed(world)
    answered(world, brought)
    appealed(world, brought)
    decided(world, brought, upheld=False, login="county")
    answered(world, brought, "county")
    print_letter(world.database, tmp_path, brought, world.actor("county"), world.tick())
    assert (printed[-1].may_appeal_to, printed[-1].number) == ("", "青河县异复〔2018〕1号")
    other = lodged(world, objection(world, brought).notice_id, record, content="又有异议")
    screened(world, other)
    decided(world, other, upheld=True)
    answered(world, other)
    print_letter(world.database, tmp_path, other, world.actor("township"), world.tick())
    assert (printed[-1].may_appeal_to, printed[-1].outcome) == ("", "upheld")


def test_a_number_is_given_back_when_the_reply_is_refused(world: World) -> None:
    brought, _record = dismissed(world)
    with pytest.raises(ActRefused) as refused:
        answered(world, brought, finding=" ")
    assert codes(refused) == {"finding": ["reply_empty"]}
    with pytest.raises(ActRefused) as refused:
        answered(world, brought, finding="查\U0003fffd")
    assert codes(refused) == {"finding": ["glyph_missing_in_text"]}
    assert objection(world, brought).state == "dismissed"
    assert letter(world, answered(world, brought)).serial == 1


def test_a_reply_is_printed_once_and_kept_by_its_hash(world: World, tmp_path: Path, printed: list[ReplyLetter]) -> None:
    brought, _record = dismissed(world)
    township = world.actor("township")
    with pytest.raises(NoSuchLetter):
        print_letter(world.database, tmp_path, brought, township, world.tick())
    act_id = answered(world, brought)
    with pytest.raises(ActRefused, match="role_may_not"):
        print_letter(world.database, tmp_path, brought, world.actor("clerk"), world.tick())
    first = print_letter(world.database, tmp_path, brought, township, world.tick())
    assert print_letter(world.database, tmp_path, brought, township, world.tick()) == first
    assert len(printed) == 1
    with world.database.read() as db:
        assert db.scalars(select(ObjectionLetterPdf.sha256)).all() == [first.sha256]
        pdf = read_letter(db, tmp_path, brought, act_id)
        file_path(tmp_path, first.sha256).write_bytes(b"spoilt")
        assert read_letter(db, tmp_path, brought, act_id) == pdf


def test_a_reply_that_prints_otherwise_than_it_did_is_not_passed_off(
    world: World, tmp_path: Path, printed: list[ReplyLetter], monkeypatch: pytest.MonkeyPatch
) -> None:
    brought, _record = dismissed(world)
    act_id = answered(world, brought)
    done = print_letter(world.database, tmp_path, brought, world.actor("township"), world.tick())
    file_path(tmp_path, done.sha256).unlink()
    monkeypatch.setattr(replies, "reply_pdf", lambda letter: b"another")
    with world.database.read() as db:
        with pytest.raises(PaperDiffers):
            read_letter(db, tmp_path, brought, act_id)
        with pytest.raises(NoSuchLetter):
            read_letter(db, tmp_path, brought, act_id + 99)


def test_a_delivery_says_on_which_day_how_and_to_whom(world: World) -> None:
    brought, _record = dismissed(world)
    answered(world, brought)
    today = world.clock.today()
    wrong = {"delivered_on": today + timedelta(days=1), "manner": "", "recipient": ""}
    with pytest.raises(ActRefused) as refused:
        delivered(world, brought, **wrong)
    assert codes(refused) == {"delivered_on": ["day_in_future"], "manner": ["manner_missing"]}
    with pytest.raises(ActRefused) as refused:
        delivered(world, brought, delivered_on=today - timedelta(days=1), recipient=" ")
    assert codes(refused) == {"delivered_on": ["delivered_before_issued"], "recipient": ["recipient_missing"]}
    with pytest.raises(ActRefused, match="role_may_not"):
        delivered(world, brought, "clerk")
    for _twice in range(2):
        delivered(world, brought)
    with world.database.read() as db:
        assert db.scalars(select(ObjectionDelivery.recipient)).all() == ["王某"]


def test_a_reply_to_nobody_known_is_kept_on_file(world: World) -> None:
    brought, _record = dismissed(world, objector="")
    answered(world, brought)
    delivered(world, brought, manner="kept", recipient="")
    with world.database.read() as db:
        assert db.execute(select(ObjectionDelivery.manner, ObjectionDelivery.recipient)).one() == ("kept", "")


def test_only_the_delivery_of_the_letter_on_the_screen_is_told(world: World) -> None:
    brought, _record = dismissed(world)
    seen = answered(world, brought)
    appealed(world, brought)
    decided(world, brought, upheld=False, login="county")
    newer = answered(world, brought, "county")
    for other in (seen, 0, newer + 1):
        with pytest.raises(ChangedSince):
            delivered(world, brought, "county", letter_id=other)
    delivered(world, brought, "county", letter_id=newer)
    with world.database.read() as db:
        assert db.scalars(select(ObjectionDelivery.act_id)).all() == [newer]


def test_the_appeal_s_period_begins_with_the_delivery_and_ends_by_the_rule(world: World) -> None:
    brought, _record = dismissed(world)
    answered(world, brought)
    world.wait(40)
    # Nobody misses what they were not told.
    delivered(world, brought)
    world.wait(31)
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought)
    assert codes(refused) == {"": ["appeal_out_of_time"]}


@pytest.mark.parametrize(("days", "allowed"), [(5, False), (60, True)])
def test_the_nearest_place_s_rule_holds_for_the_appeal(world: World, days: int, allowed: bool) -> None:
    brought, _record = dismissed(world)
    answered(world, brought)
    delivered(world, brought)
    row = {"procedure": "objection", "state": "replied", "source": "某县文件", "entered_at": world.clock.now()}
    with world.database.write() as db:
        db.execute(insert(Deadline).values(region_code=TOWNSHIP, days=days, **row))
    world.wait(35)
    if allowed:
        appealed(world, brought)
        return
    with pytest.raises(ActRefused, match="appeal_out_of_time"):
        appealed(world, brought)
