"""Objections are lodged against what hangs, by who receives them, once."""

from datetime import timedelta

import pytest

from service.competence import ActRefused
from service.notices.printing import NoSuchNotice
from tests.makers import World
from tests.service.acts_on_notices import EXIT, hung, lodged, mark_printed, objection, post
from tests.service.refusing import codes
from tests.service.walking import assisted, publicized


def test_only_what_hangs_can_be_objected_to(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    with pytest.raises(ActRefused) as refused:
        lodged(world, notice_id, ids[0])
    assert codes(refused) == {"": ["posting_evidence_missing"]}
    with pytest.raises(ActRefused) as refused:
        lodged(world, world.notice_of(ids[0], "identification_announcement"), ids[0])
    assert codes(refused) == {"": ["no_objection_to_announcement"]}
    mark_printed(world, notice_id)
    post(world, notice_id)
    world.fire("withdraw", ids, "clerk", "撤回")
    with pytest.raises(ActRefused) as refused:
        lodged(world, notice_id, ids[0])
    assert codes(refused) == {"": ["notice_is_void"]}
    with pytest.raises(NoSuchNotice):
        lodged(world, 404, ids[0])


def test_every_gap_in_an_objection_is_named_at_once(world: World) -> None:
    ids = publicized(world, 1)
    other = assisted(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    world.wait(1)
    post(world, notice_id)
    today = world.clock.today()
    with pytest.raises(ActRefused) as refused:
        lodged(
            world, notice_id, other[0], lodged_on=today - timedelta(days=1), channel="", content=" ", objector="甲" * 65
        )
    assert codes(refused) == {
        "record_id": ["not_on_notice"],
        "lodged_on": ["lodged_before_posted"],
        "channel": ["channel_missing"],
        "objector": ["text_too_long"],
        "content": ["objection_empty"],
    }
    world.wait(3)
    for day, code in ((today, "recorded_too_late"), (today + timedelta(days=9), "day_in_future")):
        with pytest.raises(ActRefused) as refused:
            lodged(world, notice_id, ids[0], lodged_on=day)
        assert codes(refused) == {"lodged_on": [code]}


def test_the_same_objection_sent_twice_is_recorded_once(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    assert lodged(world, notice_id, ids[0]) == lodged(world, notice_id, ids[0])
    assert lodged(world, notice_id, ids[0], content="另有他事") != lodged(world, notice_id, ids[0])


def test_an_objection_to_an_extension_is_one_to_what_it_extends(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    world.wait(1)
    post(world, notice_id)
    (extension_id,) = world.fire("extend_publicity", ids, "clerk", "晚贴").notices
    assert objection(world, lodged(world, extension_id, ids[0])).notice_id == notice_id


@pytest.mark.parametrize("login", ["auditor", "assessor", "data", "other-clerk"])
def test_who_receives_nobody_lodges_nothing(world: World, login: str) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    with pytest.raises(ActRefused):
        lodged(world, notice_id, ids[0], login)
