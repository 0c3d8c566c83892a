"""Notices that an act issues or voids: frozen, numbered without gaps, refused when they cannot be printed."""

import hashlib
import json

import pytest
from sqlalchemy import insert, select

from service.firing import Refused
from service.models.notice import Notice, NoticeVoid, NumberSeries
from tests.makers import COUNTY, VILLAGE, World
from tests.service.refusing import refused
from tests.service.walking import (
    approved,
    assessed,
    county_review,
    first_publicity,
    publicized,
    publicized_village,
    verified,
)

UNPRINTABLE = "\U0002b74f"
"""A character of Unicode's extension D that no font of the chain has."""


def notice(world: World, notice_id: int) -> Notice:
    with world.database.read() as db:
        found = db.get_one(Notice, notice_id)
        db.expunge_all()
    return found


def voided(world: World) -> set[int]:
    with world.database.read() as db:
        return set(db.scalars(select(NoticeVoid.notice_id)))


def test_numbers_have_no_gaps_and_every_body_counts_its_own(world: World) -> None:
    for _ in range(3):
        first_publicity(world, 1)
    approved(world, 1)
    with world.database.read() as db:
        rows = db.execute(select(Notice.body_code, Notice.series, Notice.serial).order_by(Notice.id)).all()
    by_body: dict[tuple[str, str], list[int]] = {}
    for body, series, serial in rows:
        by_body.setdefault((body, series), []).append(serial)
    assert by_body == {
        (VILLAGE, "publicity"): [1, 2, 3, 4, 5],
        ("990101100", "publicity"): [1],
        (COUNTY, "announcement"): [1, 2],
    }


def test_a_refused_act_gives_its_number_back(world: World) -> None:
    ids = assessed(world, 2)
    world.file(
        "identification_meeting", ids, {"due": 36, "present": 31, "votes_for": 30, "votes_against": 1, "signed": True}
    )
    world.rename_head(ids[1], f"试验{UNPRINTABLE}")
    refused(world, "post_first_list", ids, "clerk")
    world.fire("post_first_list", ids[:1], "clerk")
    assert notice(world, world.notice_of(ids[0], "household_first_list")).serial == 1


def test_a_number_is_written_as_the_standard_asks(world: World) -> None:
    """GB/T 9704-2012 7.2.5: no 第, no leading zero, the year in hexagonal brackets."""
    ids = county_review(world, 1)
    with world.database.write() as db:
        db.execute(
            insert(NumberSeries).values(
                body_code=COUNTY, series="announcement", year=world.clock.today().year, last_number=11
            )
        )
    world.fire("identify", ids, "county-approver")
    assert notice(world, world.notice_of(ids[0], "identification_announcement")).number == "青河县公告〔2018〕12号"
    assert notice(world, world.notice_of(ids[0], "household_first_list")).number == "石桥村内公示〔2018〕1号"


def test_a_name_that_no_font_can_print_stops_the_list_and_is_named(world: World) -> None:
    ids = verified(world, 3)
    world.rename_head(ids[1], f"试验{UNPRINTABLE}")
    before = world.everything()
    with pytest.raises(Refused) as caught:
        world.fire("publicize", ids, "clerk")
    assert world.everything() == before
    ((record, (reason,)),) = caught.value.reasons.items()
    assert (record, reason.code) == (ids[1], "glyph_missing")
    assert reason.figures == {"character": UNPRINTABLE, "household": f"试验{UNPRINTABLE}"}


def test_what_a_notice_says_is_frozen_when_it_is_issued(world: World) -> None:
    (record,) = publicized(world, 1)
    issued = notice(world, world.notice_of(record, "household_exit_list"))
    world.rename_head(record, "试验改名")
    again = notice(world, issued.id)
    assert (
        json.loads(again.facts)["rows"][0]["head_name"]
        == json.loads(issued.facts)["rows"][0]["head_name"]
        != "试验改名"
    )
    assert again.facts_sha256 == hashlib.sha256(again.facts.encode()).hexdigest()


def test_one_notice_is_issued_for_the_whole_list(world: World) -> None:
    ids = publicized(world, 3)
    assert len({world.notice_of(id, "household_exit_list") for id in ids}) == 1
    assert {world.entries(id)[-1].notice_id for id in ids} == {world.notice_of(ids[0], "household_exit_list")}


def test_a_return_before_the_publicity_voids_its_notice_with_its_evidence(world: World) -> None:
    (record,) = publicized(world, 1)
    first = world.notice_of(record, "household_exit_list")
    world.complete_publicity(record, "household_exit_list")
    world.fire("return", [record], "township", "名单有误")
    assert voided(world) == {first}
    world.fire("publicize", [record], "clerk")
    second = world.notice_of(record, "household_exit_list")
    assert notice(world, second).serial == notice(world, first).serial + 1
    assert refused(world, "review", [record], "township") == {
        record: {"notice_not_printed", "posting_evidence_missing", "result_statement_missing"}
    }


def test_a_return_voids_the_notices_in_between_only(world: World) -> None:
    (record,) = county_review(world, 1)
    first, second = (world.notice_of(record, kind) for kind in ("household_first_list", "household_second_list"))
    world.fire("return", [record], "county-approver", "材料有误")
    assert voided(world) == {second}
    world.fire("return", [record], "township", "材料有误")
    assert voided(world) == {first, second}


def test_the_period_must_be_over_and_the_day_after_it_is_the_first_to_act(world: World) -> None:
    (record,) = publicized(world, 1)
    id = world.notice_of(record, "household_exit_list")
    world.print_and_post(id)
    world.sign_result(id)
    for day in range(8):
        if day:
            world.wait(1)
        assert refused(world, "review", [record], "township") == {record: {"period_running"}}, day
    world.wait(1)
    world.fire("review", [record], "township")
    assert world.state(record) == "township_reviewed"


def test_a_village_list_hangs_in_the_whole_township_not_in_the_village(world: World) -> None:
    record = publicized_village(world)
    id = world.notice_of(record, "village_exit_list")
    world.print_and_post(id, place_level="village")
    world.wait(8)
    world.sign_result(id)
    assert refused(world, "review_by_county", [record], "county") == {record: {"posted_in_wrong_place"}}


def test_a_list_posted_later_than_printed_needs_an_extension(world: World) -> None:
    (record,) = publicized(world, 1)
    id = world.notice_of(record, "household_exit_list")
    world.wait(1)
    world.print_and_post(id)
    world.wait(8)
    world.sign_result(id)
    assert refused(world, "review", [record], "township") == {record: {"posted_late"}}
    (extension,) = world.fire("extend_publicity", [record], "clerk", "张贴晚一日").notices
    world.print_and_post(extension)
    world.fire("review", [record], "township")
    assert world.state(record) == "township_reviewed"
