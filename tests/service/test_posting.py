"""Posting evidence and the result's statement: who, when, where; a late posting and its extension."""

import json
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.competence import ActRefused
from service.facts.publicity import publicity_of
from service.firing import Refused
from service.models.notice import Notice, Posting, PostingPhoto, ResultStatement
from service.notices.printing import NoSuchNotice
from service.notices.public_facts import NoticeFacts
from tests.makers import World
from tests.service.acts_on_notices import EXIT, decided, hung, lodged, mark_printed, post, screened, sign
from tests.service.refusing import codes
from tests.service.walking import archived, first_publicity, identified, publicized


def facts(world: World, notice_id: int) -> NoticeFacts:
    with world.database.read() as db:
        return NoticeFacts.from_json(json.loads(db.execute(select(Notice.facts).filter_by(id=notice_id)).scalar_one()))


def test_a_whole_publicity_is_printed_posted_and_signed(world: World) -> None:
    ids = publicized(world, 2)
    notice_id = hung(world, ids[0], EXIT)
    world.wait(8)
    sign(world, notice_id)
    world.fire("review", ids, "township")
    with world.database.read() as db:
        statement = db.scalars(select(ResultStatement).filter_by(notice_id=notice_id)).one()
        assert (statement.objections_received, statement.objections_upheld) == (0, 0)
        assert len(db.scalars(select(PostingPhoto)).all()) == 1


def test_nothing_is_posted_before_its_pdf_and_hash_exist(world: World) -> None:
    ids = publicized(world, 1)
    with pytest.raises(ActRefused) as refused:
        post(world, world.notice_of(ids[0], EXIT))
    assert codes(refused) == {"": ["notice_not_printed"]}


def test_a_void_notice_is_not_posted(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    world.fire("withdraw", ids, "clerk", "撤回")
    with pytest.raises(ActRefused) as refused:
        post(world, notice_id)
    assert codes(refused) == {"": ["notice_is_void"]}


@pytest.mark.parametrize(
    ("later", "posted", "code"),
    [(1, 2, "day_in_future"), (1, -1, "posted_before_printed"), (3, 0, "recorded_too_late"), (2, 0, ""), (1, 0, "")],
)
def test_a_posting_is_recorded_within_two_days_and_never_before_its_paper(
    world: World, later: int, posted: int, code: str
) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    printed_on = world.clock.today()
    world.wait(later)
    if not code:
        assert post(world, notice_id, posted_on=printed_on + timedelta(days=posted))
        return
    with pytest.raises(ActRefused) as refused:
        post(world, notice_id, posted_on=printed_on + timedelta(days=posted))
    assert codes(refused) == {"posted_on": [code]}


def test_every_gap_in_the_evidence_is_named_at_once(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    with pytest.raises(ActRefused) as refused:
        post(world, notice_id, place=" ", posted_by="", photos=[])
    assert codes(refused) == {"place": ["place_missing"], "posted_by": ["poster_missing"], "photos": ["photo_missing"]}
    with pytest.raises(ActRefused) as refused:
        post(world, notice_id, photos=[999])
    assert codes(refused) == {"photos": ["photo_missing"]}


def test_the_same_evidence_sent_twice_is_filed_once(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    assert post(world, notice_id) == post(world, notice_id)
    assert post(world, notice_id, place="一组公示点") != post(world, notice_id)


def test_the_level_of_the_poster_posts_and_the_village_clerk_posts_what_hangs_in_the_village(world: World) -> None:
    ids = identified(world, 1)
    notice_id = world.notice_of(ids[0], "identification_announcement")
    mark_printed(world, notice_id)
    assert post(world, notice_id, "county")
    assert post(world, notice_id, "county-approver")
    assert post(world, notice_id, "clerk")
    for login, code in (
        ("team", "role_may_not"),
        ("township", "role_may_not"),
        ("other-clerk", "outside_jurisdiction"),
        ("auditor", "role_may_not"),
    ):
        with pytest.raises(ActRefused) as refused:
            post(world, notice_id, login)
        assert codes(refused) == {"": [code]}
    with pytest.raises(ActRefused) as refused:
        post(world, notice_id, "clerk", place_level="county")
    assert codes(refused) == {"": ["role_may_not"]}


def test_a_copy_that_hung_elsewhere_first_does_not_hide_the_posting_that_counts(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    post(world, notice_id, place_level="township", place="镇政务公开栏")
    with world.database.read() as db:
        assert not publicity_of(db.connection(), ids, [EXIT])[ids[0]].notices[EXIT].posted_in_place
    post(world, notice_id)
    with world.database.read() as db:
        assert publicity_of(db.connection(), ids, [EXIT])[ids[0]].notices[EXIT].posted_in_place


def test_the_result_is_signed_after_the_last_day_and_once(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    last_day = world.clock.today() + timedelta(days=7)
    world.wait(7)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id)
    assert codes(refused) == {"": ["result_before_the_end"], "signed_on": ["result_before_the_end"]}
    world.wait(1)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id, signed_on=last_day)
    assert codes(refused) == {"signed_on": ["result_before_the_end"]}
    sign(world, notice_id)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id)
    assert codes(refused) == {"": ["result_signed_already"]}


def test_three_different_people_sign_and_the_paper_is_scanned(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    world.wait(8)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id, signed_by_supervisor="经办人", signed_by_team=" ", scan=None)
    assert codes(refused) == {
        "signed_by_supervisor": ["same_signer_twice"],
        "signed_by_team": ["signer_missing"],
        "scan": ["scan_missing"],
    }


def test_objections_are_counted_by_the_service_and_stand_in_the_way_while_open(world: World) -> None:
    ids = publicized(world, 2)
    notice_id = hung(world, ids[0], EXIT)
    unscreened = lodged(world, notice_id, ids[1], content="住房不安全")
    accepted = lodged(world, notice_id, ids[0])
    lodged(world, notice_id, None, content="漏了一户")
    screened(world, accepted)
    world.wait(8)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id)
    assert codes(refused) == {"": ["objection_open", "objection_not_screened"]}
    decided(world, accepted, upheld=False)
    screened(world, unscreened)
    decided(world, unscreened, upheld=True)
    sign(world, notice_id)
    with world.database.read() as db:
        statement = db.scalars(select(ResultStatement).filter_by(notice_id=notice_id)).one()
    assert (statement.objections_received, statement.objections_upheld) == (3, 1)


def test_an_announcement_has_no_result(world: World) -> None:
    ids = identified(world, 1)
    notice_id = hung(world, ids[0], "identification_announcement")
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id)
    assert codes(refused) == {"": ["no_result_to_state"]}


def test_a_late_posting_needs_an_extension_that_states_the_period_from_the_actual_day(world: World) -> None:
    ids = publicized(world, 2)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    printed_on = world.clock.today()
    assert facts(world, notice_id).first_day == printed_on + timedelta(days=1)
    with pytest.raises(Refused, match="nothing_to_extend"):
        world.fire("extend_publicity", ids, "clerk", "延期")
    world.wait(3)
    posted_on = world.clock.today()
    post(world, notice_id)
    world.wait(1)
    (extension_id,) = world.fire("extend_publicity", ids, "clerk", "张贴晚于印发").notices
    said = facts(world, extension_id)
    assert (said.kind, said.amends_kind, said.rows) == ("extension", EXIT, ())
    assert (said.amends_printed_on, said.amends_posted_on) == (printed_on, posted_on)
    assert (said.first_day, said.last_day, said.days) == (
        posted_on + timedelta(days=1),
        posted_on + timedelta(days=7),
        7,
    )
    world.wait(8)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id)
    assert codes(refused) == {"": ["posted_late"]}
    mark_printed(world, extension_id)
    post(world, extension_id)
    with pytest.raises(ActRefused) as refused:
        sign(world, extension_id)
    assert codes(refused) == {"": ["no_result_to_state"]}
    sign(world, notice_id)
    world.fire("review", ids, "township")
    with pytest.raises(Refused, match="step_not_from_state"):
        world.fire("extend_publicity", ids, "clerk", "再延期")


def test_an_extension_falls_with_its_own_publicity_only(world: World) -> None:
    ids = first_publicity(world, 1)
    first = world.notice_of(ids[0], "household_first_list")
    mark_printed(world, first)
    world.wait(1)
    post(world, first)
    (extension_id,) = world.fire("extend_publicity", ids, "clerk", "张贴晚于印发").notices
    mark_printed(world, extension_id)
    post(world, extension_id)
    world.wait(8)
    sign(world, first)
    world.fire("send_to_township", ids, "clerk")
    world.fire("post_second_list", ids, "township")
    world.fire("withdraw", ids, "township", "重核")
    assert world.notice_of(ids[0], "extension") == extension_id
    world.fire("return_to_start", ids, "township", "重办")
    with world.database.read() as db:
        void = db.execute(select(Notice.id).where(Notice.kind == "extension")).scalars().all()
    assert void == [extension_id]
    with pytest.raises(Exception, match="No row was found"):
        world.notice_of(ids[0], "extension")


def test_a_household_goes_to_the_archive_with_every_notice_really_posted(world: World, monkeypatch: Any) -> None:
    monkeypatch.setattr(
        World, "print_and_post", lambda self, notice_id, place_level=None: _really_posted(self, notice_id)
    )
    monkeypatch.setattr(World, "sign_result", lambda self, notice_id: sign(self, notice_id, _poster(self, notice_id)))
    (record_id,) = archived(world, 1)
    assert world.state(record_id) == "archived"


def _really_posted(world: World, notice_id: int) -> None:
    mark_printed(world, notice_id)
    post(world, notice_id, _poster(world, notice_id))


def _poster(world: World, notice_id: int) -> str:
    with world.database.read() as db:
        level: str = db.execute(select(Notice.poster_level).where(Notice.id == notice_id)).scalar_one()
    return {"village": "clerk"}.get(level, level)


def test_a_notice_that_does_not_exist_is_neither_posted_nor_signed(world: World) -> None:
    with pytest.raises(NoSuchNotice):
        post(world, 404)
    with pytest.raises(NoSuchNotice):
        sign(world, 404)
    with world.database.read() as db:
        assert db.scalars(select(Posting)).all() == []
