"""The window as acts meet it: counted from the posting that is on file, in Shanghai's days, by the calendar's table."""

from datetime import date, time, timedelta
from typing import Any

import pytest
from sqlalchemy import delete

from service.clock import shanghai_instant
from service.database import Database
from service.firing import Fired, Refused, fire
from service.models.calendar import CalendarDay
from service.queries.notices import notices_page
from tests.makers import World, make_world
from tests.service import walking
from tests.service.acts_on_notices import EXIT, decided, hung, lodged, mark_printed, post, publicize_by, screened, sign
from tests.service.refusing import refused

DAY = timedelta(days=1)
BEFORE = timedelta(days=40)
MIDNIGHT, LAST_SECOND = time(0, 0, 0), time(23, 59, 59)


def world_of(database: Database, on: date, **rule: Any) -> tuple[World, list[int]]:
    """A household whose exit list is issued on a day, under a rule of its county."""
    world = make_world(database, calendar=True, begins=on - BEFORE)
    ids = walking.assisted(world, 1)
    plan = {"planned_exit_year": 2014, "handbook_number": "A1", "plan": "一户一法"}
    world.file("assistance_plan", ids, plan)
    walking.exit_papers(world, ids)
    world.fire("propose_exit", ids, "clerk")
    world.file("exit_visit", ids, walking.VISIT)
    world.file("exit_consent", ids, {"agreed": True, "signature": "signature"})
    world.fire("verify", ids, "team")
    publicize_by(world, **rule)
    world.clock.advance_to(on)
    world.fire("publicize", ids, "clerk")
    return world, ids


def last_day(world: World, notice_id: int) -> date:
    """The last day of a period, as the pages show it."""
    actor = world.actor("clerk")
    with world.database.read() as db:
        line = next(line for line in notices_page(db, actor, limit=99) if line.id == notice_id)
    assert line.period
    return line.period.last_day


def reviewed_at(world: World, ids: list[int], on: date, clock: time) -> Fired:
    """The township reviews at exactly this time in Shanghai."""
    world.clock.advance_to(shanghai_instant(on, clock))
    order, actor = world.order("review", ids), world.actor("township")
    with world.database.write() as db:
        return fire(db, order, actor, at=world.clock.now())


@pytest.mark.parametrize(
    ("posted_on", "rule", "ends_on"),
    [
        (date(2018, 9, 29), {"minimum_days": 7}, date(2018, 10, 15)),
        (date(2018, 9, 29), {"minimum_days": 7, "working_days": False}, date(2018, 10, 6)),
        (date(2020, 1, 22), {}, date(2020, 2, 6)),
        (date(2016, 9, 28), {}, date(2016, 10, 10)),
        (
            date(2018, 9, 29),
            {"minimum_days": 7, "working_days": False, "rolls_over_holidays": True},
            date(2018, 10, 8),
        ),
        (date(2018, 9, 29), {"minimum_days": 7, "counts_posting_day": True}, date(2018, 10, 12)),
    ],
)
def test_the_last_day_ends_at_midnight_in_shanghai(
    database: Database, posted_on: date, rule: dict[str, Any], ends_on: date
) -> None:
    world, ids = world_of(database, posted_on, **rule)
    notice_id = hung(world, ids[0], EXIT)
    assert last_day(world, notice_id) == ends_on
    world.sign_result(notice_id)
    with pytest.raises(Refused) as still_open:
        reviewed_at(world, ids, ends_on, LAST_SECOND)
    assert [found.code for found in still_open.value.reasons[ids[0]]] == ["period_running"]
    reviewed_at(world, ids, ends_on + DAY, MIDNIGHT)
    assert world.state(ids[0]) == "township_reviewed"


def test_the_period_counts_from_the_posting_on_file_not_from_the_printed_date(database: Database) -> None:
    world, ids = world_of(database, date(2018, 9, 27), minimum_days=7)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    world.wait(2)
    post(world, notice_id)
    assert last_day(world, notice_id) == date(2018, 10, 15)
    (extension,) = world.fire("extend_publicity", ids, "clerk", "张贴晚两日").notices
    world.print_and_post(extension)
    assert last_day(world, notice_id) == date(2018, 10, 15)
    world.clock.advance_to(date(2018, 10, 15))
    world.sign_result(notice_id)
    assert refused(world, "review", ids, "township") == {ids[0]: {"period_running"}}
    world.clock.advance_to(date(2018, 10, 16))
    world.fire("review", ids, "township")


def test_a_late_posting_without_its_extension_closes_no_window(database: Database) -> None:
    world, ids = world_of(database, date(2018, 9, 27), minimum_days=7)
    world.wait(2)
    notice_id = hung(world, ids[0], EXIT)
    world.clock.advance_to(date(2018, 10, 16))
    world.sign_result(notice_id)
    assert refused(world, "review", ids, "township") == {ids[0]: {"posted_late"}}


def test_a_rule_that_changes_while_a_notice_hangs_does_not_move_its_end(database: Database) -> None:
    world, ids = world_of(database, date(2018, 9, 29), minimum_days=7)
    notice_id = hung(world, ids[0], EXIT)
    publicize_by(world, minimum_days=1, working_days=False)
    assert last_day(world, notice_id) == date(2018, 10, 15)


def test_a_year_that_is_not_arranged_stops_the_issue_and_is_named(database: Database) -> None:
    world, ids = world_of(database, date(2018, 12, 20))
    world.fire("withdraw", ids, "clerk", "撤回")
    without_calendar_from(world, date(2019, 1, 1))
    world.clock.advance_to(date(2018, 12, 27))
    before = world.everything()
    with pytest.raises(Refused) as caught:
        world.fire("publicize", ids, "clerk")
    ((found,),) = caught.value.reasons.values()
    assert (found.code, found.figures) == ("calendar_not_arranged", {"year": 2019})
    assert world.everything() == before


def test_a_posting_that_carries_the_period_into_such_a_year_keeps_the_window_open(database: Database) -> None:
    world, ids = world_of(database, date(2018, 12, 20))
    notice_id = world.notice_of(ids[0], EXIT)
    without_calendar_from(world, date(2019, 1, 1))
    world.clock.advance_to(date(2018, 12, 27))
    world.print_and_post(notice_id)
    world.clock.advance_to(date(2019, 3, 1))
    world.sign_result(notice_id)
    assert refused(world, "review", ids, "township") == {ids[0]: {"posted_late", "calendar_not_arranged"}}


def without_calendar_from(world: World, on: date) -> None:
    """Nobody has arranged the days from here on."""
    with world.database.write() as db:
        db.execute(delete(CalendarDay).where(CalendarDay.day >= on))


LISTS = {
    # kind of notice: how a list comes to it, who acts on it, how one household leaves it, what closes its window.
    "household_first_list": (
        walking.first_publicity,
        "clerk",
        ("take_off", "township"),
        ("send_to_township", "clerk"),
    ),
    "household_second_list": (
        walking.second_publicity,
        "township",
        ("decline", "township"),
        ("send_to_county", "township"),
    ),
    EXIT: (walking.publicized, "clerk", ("take_off", "township"), ("review", "township")),
    "strike_off_list": (
        walking.strike_off_publicized,
        "clerk",
        ("drop_strike_off", "township"),
        ("strike_off", "county-approver"),
    ),
}


@pytest.mark.parametrize("kind", LISTS)
def test_a_list_that_loses_a_household_needs_an_amended_notice_whose_clock_starts_anew(
    database: Database, kind: str
) -> None:
    walk, poster, (leave, by), (close, closer) = LISTS[kind]
    world = make_world(database)
    first, *rest = walk(world, 3)
    posted_first = hung(world, first, kind, poster)
    if leave == "take_off":
        objection = lodged(world, posted_first, first)
        screened(world, objection)
        decided(world, objection, upheld=True)
    world.fire(leave, [first], by, "名单有变动")
    assert refused(world, close, rest, closer, "公示无异议") == {id: {"notice_void"} for id in rest}
    (amended,) = world.fire("amend_list", rest, poster, "一户移出").notices
    assert world.notice_of(rest[0], kind) == amended != posted_first
    hung(world, rest[0], kind, poster)
    world.wait(7)
    assert refused(world, close, rest, closer, "公示无异议") == {
        id: {"period_running", "result_statement_missing"} for id in rest
    }
    world.wait(1)
    sign(world, amended, poster)
    world.fire(close, rest, closer, "公示无异议")
