"""The public board: what hangs today, masked, for exactly as long as it hangs."""

import json
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from service.database import Database
from service.models.notice import Notice
from service.notices.masking import masked
from service.notices.public_facts import NoticeFacts
from service.web import board
from tests.makers import COUNTY, OTHER_VILLAGE, PROVINCE, TOWNSHIP, VILLAGE, World, make_world
from tests.service import walking
from tests.service.acts_on_notices import EXIT, decided, hung, hung_projects, lodged, publicize_by, screened
from tests.service.specimen_notices import PROJECTS
from tests.web.offices import Office, office_at, text_of

BOARDS = (f"/board/{VILLAGE}", f"/board/{TOWNSHIP}", f"/board/{COUNTY}", f"/board/{PROVINCE}", "/board/")


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """The service on each engine."""
    database = Database(migrated_url)
    with office_at(make_world(database, calendar=True), migrated_url, tmp_path) as opened:
        yield opened
    database.close()


def facts_of(world: World, notice_id: int) -> NoticeFacts:
    with world.database.read() as db:
        return NoticeFacts.from_json(
            json.loads(db.execute(select(Notice.facts).where(Notice.id == notice_id)).scalar_one())
        )


def shown(stranger: FlaskClient, notice_id: int, region: str = VILLAGE) -> bool:
    """Whether a notice stands on its region's board; its own page says the same."""
    listed = f'href="/board/{region}/{notice_id}"' in stranger.get(f"/board/{region}").text
    assert stranger.get(f"/board/{region}/{notice_id}").status_code == (200 if listed else 404)
    return listed


def test_a_publicity_stands_on_the_board_of_its_place_and_of_all_above(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    for path in BOARDS:
        assert f"/board/{VILLAGE}/{notice_id}" not in stranger.get(path).text, "printed, but nobody posted it"
    office.world.print_and_post(notice_id)
    for path in BOARDS:
        page = stranger.get(path)
        assert f'href="/board/{VILLAGE}/{notice_id}"' in page.text, path
        assert page.headers["X-Robots-Tag"].startswith("noindex")
        assert page.headers["Cache-Control"] == "no-store"
        assert "Set-Cookie" not in page.headers
        assert "How to object" in page.text
    assert f"/board/{VILLAGE}/{notice_id}" not in stranger.get(f"/board/{OTHER_VILLAGE}").text
    assert "Nothing hangs here today" in stranger.get(f"/board/{OTHER_VILLAGE}").text


def test_a_publicity_of_projects_says_what_is_planned_with_what_money(office: Office, stranger: FlaskClient) -> None:
    notice_id = hung_projects(office.world)
    page = text_of(stranger.get(f"/board/{VILLAGE}/{notice_id}").text)
    for project in PROJECTS:
        for said in (project.name, project.content, project.place, project.amount, project.source, project.unit):
            assert said in page


def test_an_amended_publicity_says_of_what_it_is(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    ids = walking.publicized(world, 2)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    decided(world, brought, upheld=True)
    world.fire("take_off", ids[:1], "township", "异议成立")
    (amended,) = world.fire("amend_list", ids[1:], "clerk", "一户移出").notices
    world.print_and_post(amended)
    for path in (f"/board/{VILLAGE}", f"/board/{VILLAGE}/{amended}"):
        page = text_of(stranger.get(path).text)
        assert "Amended publicity: Publicity of households proposed for exit" in page


def test_a_correction_says_of_what_it_is(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.approved(office.world, 1)
    office.world.find([record])
    (correction,) = office.world.fire("revoke", [record], "city-approver", "错退").notices
    office.world.print_and_post(correction)
    for path in (f"/board/{VILLAGE}", f"/board/{VILLAGE}/{correction}"):
        page = text_of(stranger.get(path).text)
        assert "Announcement of a correction: Announcement of households' exit" in page


def test_the_board_names_the_online_way_where_there_is_one(office: Office, stranger: FlaskClient) -> None:
    assert "object online" not in stranger.get(f"/board/{VILLAGE}").text
    (record,) = walking.publicized(office.world, 1)
    notice_id = hung(office.world, record, EXIT)
    assert "You may also object online" in stranger.get(f"/board/{VILLAGE}").text
    assert "online on this page" in stranger.get(f"/board/{VILLAGE}/{notice_id}").text
    (announced,) = walking.identified(office.world, 1)
    announcement = hung(office.world, announced, "identification_announcement")
    assert "online" not in stranger.get(f"/board/{VILLAGE}/{announcement}").text


def test_one_goes_down_to_the_places_where_something_hangs(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    office.world.print_and_post(office.world.notice_of(record, EXIT))
    path = "/board/"
    for below in (PROVINCE, "9901", COUNTY, TOWNSHIP, VILLAGE):
        page = stranger.get(path).text
        assert f'href="/board/{below}"' in page
        path = f"/board/{below}"
    assert 'href="/board/990102"' not in stranger.get("/board/9901").text


def test_names_are_masked_everywhere(office: Office, stranger: FlaskClient) -> None:
    ids = walking.publicized(office.world, 2)
    office.world.rename_head(ids[0], "欧阳小华")
    notice_id = office.world.notice_of(ids[0], EXIT)
    office.world.print_and_post(notice_id)
    names = [row.head_name for row in facts_of(office.world, notice_id).rows]
    pages = [stranger.get(path).text for path in (*BOARDS, f"/board/{VILLAGE}/{notice_id}")]
    for name in names:
        assert masked(name) in pages[-1]
        assert not [page for page in pages if name in page]


def test_where_the_rules_say_totals_there_is_no_name_at_all(office: Office, stranger: FlaskClient) -> None:
    publicize_by(office.world, minimum_days=7, working_days=False, board_names="totals")
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    office.world.print_and_post(notice_id)
    page = text_of(stranger.get(f"/board/{VILLAGE}/{notice_id}").text)
    assert "1 household, 3 persons" in page
    assert "The names stand on the paper only" in page
    assert masked(facts_of(office.world, notice_id).rows[0].head_name) not in page


def test_a_publicity_is_taken_down_with_its_last_day(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    office.world.print_and_post(notice_id)
    office.world.wait(7)
    assert shown(stranger, notice_id)
    office.world.wait(1)
    assert not shown(stranger, notice_id)
    gone = stranger.get(f"/board/{VILLAGE}/{notice_id}")
    assert "It is not on the board today" in gone.text
    assert gone.headers["X-Robots-Tag"].startswith("noindex")


def test_working_days_with_holidays_are_counted_as_the_guard_counts_them(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    publicize_by(world, minimum_days=7)
    (record,) = walking.verified(world, 1)
    world.clock.advance_to(date(2018, 12, 26))
    world.fire("publicize", [record], "clerk")
    notice_id = world.notice_of(record, EXIT)
    world.print_and_post(notice_id)
    # Saturday, December 29, was a working day; December 31 and January 1 were not.
    last_day = date(2019, 1, 7)
    while world.clock.today() < last_day:
        assert shown(stranger, notice_id), world.clock.today()
        world.wait(1)
    assert f'datetime="{last_day.isoformat()}"' in stranger.get(f"/board/{VILLAGE}").text
    assert shown(stranger, notice_id)
    world.wait(1)
    assert not shown(stranger, notice_id)


def test_an_announcement_stays_for_its_days(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    publicize_by(world, notice_kind="identification_announcement", minimum_days=0, working_days=False, board_days=10)
    (record,) = walking.identified(world, 1)
    notice_id = world.notice_of(record, "identification_announcement")
    world.print_and_post(notice_id)
    world.wait(10)
    assert shown(stranger, notice_id)
    world.wait(1)
    assert not shown(stranger, notice_id)


def test_an_announcement_of_no_days_is_never_shown(office: Office, stranger: FlaskClient) -> None:
    publicize_by(
        office.world, notice_kind="identification_announcement", minimum_days=0, working_days=False, board_days=0
    )
    (record,) = walking.identified(office.world, 1)
    notice_id = office.world.notice_of(record, "identification_announcement")
    office.world.print_and_post(notice_id)
    assert not shown(stranger, notice_id)


def test_a_void_notice_is_taken_down_at_once(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    office.world.print_and_post(notice_id)
    assert shown(stranger, notice_id)
    office.world.fire("withdraw", [record], "clerk", "撤回")
    assert not shown(stranger, notice_id)


def test_what_reaches_a_year_without_a_calendar_stays_and_says_so(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    publicize_by(world, minimum_days=20)
    (record,) = walking.publicized(world, 1)
    notice_id = world.notice_of(record, EXIT)
    world.print_and_post(notice_id)
    with world.database.write() as db:
        db.execute(Notice.metadata.tables["calendar_day"].delete())
    assert shown(stranger, notice_id)
    assert "not known yet" in text_of(stranger.get(f"/board/{VILLAGE}").text)


def test_pages_hold_a_bounded_number_and_ask_as_often_for_many_as_for_few(
    office: Office, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(board, "PAGE", 2)
    posted = []
    sent = []
    for number in range(5):
        (record,) = walking.first_publicity(office.world, 1)
        posted.append(office.world.notice_of(record, "household_first_list"))
        office.world.print_and_post(posted[-1])
        if number in (0, 4):
            stranger.get(f"/board/{TOWNSHIP}")
            with office.counted() as statements:
                stranger.get(f"/board/{TOWNSHIP}")
            sent.append(len(statements))
    assert sent[0] == sent[1]
    seen: list[int] = []
    path: str | None = f"/board/{TOWNSHIP}"
    while path:
        page = stranger.get(path).text
        here = [id for id in posted if f'href="/board/{VILLAGE}/{id}"' in page]
        assert len(here) <= 2
        seen += here
        path = page.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in page else None
    assert sorted(seen) == posted


@pytest.mark.parametrize(
    "path", ["/board/12345", "/board/zz", "/board/98", f"/board/{VILLAGE}0", "/board/990101100201"]
)
def test_what_is_no_region_has_no_board(stranger: FlaskClient, path: str) -> None:
    assert stranger.get(path).status_code == 404


def test_a_notice_is_found_on_its_own_region_s_board_only(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    office.world.print_and_post(notice_id)
    assert stranger.get(f"/board/{COUNTY}/{notice_id}").status_code == 404
    assert stranger.get(f"/board/{VILLAGE}/{notice_id}").status_code == 200
