"""A demonstration's date is advanced by a visible control, never set back; production has no such control."""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select

from service import create_app
from service.demonstration import clock as clocks
from service.demonstration.clock import DemonstrationClock, begin_demonstration
from service.models.notice import Posting
from service.settings import Settings
from tests.service import walking
from tests.web.offices import Office, Official, open_office

NEXT, END = "/demonstration/next-day", "/demonstration/end-of-period"
FIRST = date(2018, 10, 8)


@pytest.fixture
def production(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


@pytest.fixture
def office(production: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The same world as a demonstration, served by an application that finds its date in the database."""
    world = production.world
    with world.database.write() as db:
        begin_demonstration(db, world.clock.now())
    app = create_app(Settings(data_dir=tmp_path, database_url=f"sqlite:///{tmp_path / 'test.db'}", secret_key="k" * 40))
    opened = Office(world, app)
    yield opened
    opened.service.database.close()


def today(office: Office) -> date:
    return office.service.clock.today()


def press(visitor: Official, path: str, shown: str | None = None) -> str:
    """Press a button as the page offers it, or with another day in its form; what the next page says."""
    page = visitor.get("/procedures/").text
    form = re.search(rf'action="{path}">(.+?)</form>', page, re.DOTALL)
    assert form, "the page has no such button"
    values = dict(re.findall(r'name="(\w+)" value="([^"]*)"', form[1]))
    answer = visitor.client.post(path, data={**values, **({} if shown is None else {"shown": shown})})
    return visitor.get(answer.headers["Location"]).text if answer.status_code == 302 else str(answer.status_code)


def hanging(office: Office, notice_kind: str = "household_exit_list") -> int:
    """A list whose notice was posted on the demonstration's first day."""
    world = office.world
    walk = {"household_exit_list": walking.publicized, "household_first_list": walking.first_publicity}[notice_kind]
    (record_id,) = walk(world, 1)
    world.print_and_post(world.notice_of(record_id, notice_kind))
    return record_id


@pytest.mark.parametrize("login", ["clerk", "auditor", "province-approver"])
def test_everybody_who_signed_in_moves_to_the_next_day(office: Office, login: str) -> None:
    assert "It is now 9 October 2018." in press(office.official(login), NEXT)
    assert today(office) == date(2018, 10, 9)


def test_two_who_press_on_the_same_page_move_it_once(office: Office) -> None:
    first, second = office.official("clerk"), office.official("township")
    press(first, NEXT, "2018-10-08")
    assert "had moved on already: it is 9 October 2018" in press(second, NEXT, "2018-10-08")
    assert today(office) == date(2018, 10, 9)


@pytest.mark.parametrize("path", [NEXT, END])
@pytest.mark.parametrize("shown", ["", "yesterday", "2018-10-09", "2099-01-01"])
def test_a_day_that_no_page_showed_moves_nothing(office: Office, path: str, shown: str) -> None:
    assert press(office.official("clerk"), path, shown) == "400"
    assert today(office) == FIRST


@pytest.mark.parametrize("path", [NEXT, END])
def test_an_older_page_never_sets_it_back(office: Office, path: str) -> None:
    press(office.official("clerk"), NEXT)
    assert "had moved on already" in press(office.official("clerk"), path, "2015-01-01")
    assert today(office) == date(2018, 10, 9)


def test_the_end_of_the_period_is_the_day_after_its_last(office: Office) -> None:
    hanging(office, "household_first_list")
    posted = office.world.clock.today()
    assert posted == FIRST
    assert "It is now 16 October 2018." in press(office.official("clerk"), END)
    assert today(office) == date(2018, 10, 16)
    assert "No publicity period runs" in press(office.official("clerk"), END)
    assert today(office) == date(2018, 10, 16)


def test_a_period_of_another_jurisdiction_is_none_of_mine(office: Office) -> None:
    hanging(office, "household_first_list")
    assert "No publicity period runs" in press(office.official("other-clerk"), END)
    assert today(office) == FIRST


def test_a_void_notice_and_one_that_does_not_hang_have_no_period(office: Office) -> None:
    record_id = hanging(office, "household_first_list")
    office.world.fire("withdraw", [record_id], "clerk", "名单有误")
    (unposted,) = walking.first_publicity(office.world, 1)
    assert office.world.state(unposted) == "first_publicity"
    assert "No publicity period runs" in press(office.official("clerk"), END)


def test_the_latest_of_several_periods_counts(office: Office) -> None:
    hanging(office, "household_first_list")
    office.world.wait(3)
    with office.world.database.write() as db:
        DemonstrationClock(office.world.database).advance_to(db, date(2018, 10, 11))
    hanging(office, "household_first_list")
    press(office.official("township"), END)
    assert today(office) == date(2018, 10, 19)


def test_the_date_stays_within_its_day_however_late_it_is(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    late = clocks.wall_now() + clocks.timedelta(days=400)
    monkeypatch.setattr(clocks, "wall_now", lambda: late)
    assert today(office) == FIRST


def test_who_has_not_signed_in_moves_nothing(office: Office) -> None:
    visitor = Official(office.app.test_client())
    assert NEXT not in visitor.get("/sign-in").text
    token = visitor.opened("/sign-in")["csrf_token"]
    assert visitor.client.post(NEXT, data={"csrf_token": token, "shown": FIRST.isoformat()}).status_code == 401
    assert today(office) == FIRST


def test_without_its_token_a_form_moves_nothing(office: Office) -> None:
    clerk = office.official("clerk")
    assert clerk.client.post(NEXT, data={"shown": FIRST.isoformat()}).status_code == 400
    assert clerk.client.get(NEXT).status_code == 405
    assert today(office) == FIRST


@pytest.mark.parametrize("path", [NEXT, END])
def test_production_has_no_control(production: Office, path: str) -> None:
    clerk = production.official("clerk")
    assert path not in clerk.get("/procedures/").text
    token = clerk.opened("/my-account/")["csrf_token"]
    assert clerk.client.post(path, data={"csrf_token": token, "shown": FIRST.isoformat()}).status_code == 404
    assert production.world.clock.today() == FIRST


def test_a_copy_that_hung_elsewhere_first_is_not_the_posting_that_counts(office: Office) -> None:
    world = office.world
    (record_id,) = walking.first_publicity(world, 1)
    notice_id = world.notice_of(record_id, "household_first_list")
    world.print_and_post(notice_id, place_level="county")
    world.wait(2)
    with world.database.write() as db:
        elsewhere = db.scalars(select(Posting)).one()
        kept = ("place", "posted_by", "recorded_by", "recorded_at")
        again = {name: getattr(elsewhere, name) for name in kept}
        db.add(Posting(notice_id=notice_id, posted_on=world.clock.today(), place_level="village", **again))
    with world.database.write() as db:
        DemonstrationClock(world.database).advance_to(db, date(2018, 10, 10))
    press(office.official("clerk"), END)
    assert today(office) == date(2018, 10, 18)
