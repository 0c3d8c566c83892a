"""The first page says what waits, for whom, since when, and what to do where nothing waits."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import insert

from service.models.notice import Notice
from service.models.obstacles import Assignment
from service.notices.projects import correct_project_publicity
from tests.makers import COUNTY, VILLAGE, World
from tests.service import walking
from tests.service.acts_on_notices import (
    answered,
    appealed,
    decided,
    delivered,
    hung,
    hung_projects,
    lodged,
    screened,
)
from tests.service.specimen_notices import PROJECTS
from tests.web.offices import Office, open_office, text_of

EXIT = "household_exit_list"
Walk = Callable[[World, int], list[int]]


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def issued_number(office: Office, notice_id: int) -> str:
    with office.world.database.read() as db:
        return db.get_one(Notice, notice_id).number


def one_village(world: World, _number: int) -> list[int]:
    return [world.designate("village", VILLAGE)]


def one_county(world: World, _number: int) -> list[int]:
    return [world.designate("county", COUNTY)]


@pytest.mark.parametrize(
    ("walk", "login", "step"),
    [
        (walking.applied, "team", "Verify the application"),
        (walking.assessed, "clerk", "Post the first list"),
        (walking.county_review, "county-approver", "Identify"),
        (walking.identified, "township", "Begin assistance"),
        (walking.assisted, "clerk", "Propose for exit"),
        (walking.proposed, "team", "Verify the exit"),
        (walking.publicized, "township", "Review"),
        (walking.township_reviewed, "county-approver", "Approve the exit"),
        (walking.approved, "city", "File with the city"),
        (walking.filed, "county", "Archive"),
        (one_village, "township", "Begin assistance"),
        (one_county, "county", "Begin assistance"),
    ],
)
def test_what_waits_stands_with_its_role_and_with_nobody_else(
    office: Office, walk: Walk, login: str, step: str
) -> None:
    walk(office.world, 1)
    heading = f"<h2>{step}</h2>"
    assert heading in office.page(login, "/")
    others = {"clerk", "team", "township", "county", "county-approver", "city", "city-approver", "province"} - {login}
    assert [other for other in sorted(others) if heading in office.page(other, "/")] == []


def test_households_of_one_list_wait_as_one_line_that_leads_to_the_list(office: Office) -> None:
    ids = walking.verified(office.world, 3)
    page = office.page("clerk", "/")
    assert "Exit list No. 1 of 2018" in page
    assert text_of(page).count("Exit list No. 1 of 2018") == 1
    assert 'href="/lists/2"' in page
    assert office.states(ids) == {"verified"}


def test_another_village_waits_for_its_own_clerk_only(office: Office) -> None:
    walking.assessed(office.world, 1)
    assert "Nothing waits for you" in office.page("other-clerk", "/")


def test_what_stands_too_long_is_called_overdue_with_its_days(office: Office) -> None:
    walking.verified(office.world, 2)
    assert "overdue" not in office.page("clerk", "/")
    office.world.wait(13)
    page = text_of(office.page("clerk", "/"))
    assert "Overdue: 2 records" in page
    assert "3 days overdue" in page


def test_an_empty_inbox_says_what_to_do_next(office: Office) -> None:
    page = office.page("clerk", "/")
    assert "Nothing waits for you" in page
    assert 'href="/households/"' in page


def test_the_tiles_count_the_jurisdiction(office: Office) -> None:
    walking.identified(office.world, 2)
    office.world.households(3)
    for login in ("clerk", "county", "auditor", "data"):
        page = text_of(office.page(login, "/"))
        assert "Households 5" in page
        assert "Poor households 2" in page
        assert "Poor people 6" in page
    assert "Households 0" in text_of(office.page("other-clerk", "/"))


def test_one_sees_what_one_did_lately_and_an_auditor_what_others_did(office: Office) -> None:
    walking.assessed(office.world, 2)
    assert "What you did lately" in office.page("team", "/")
    assert "Verify the application" in text_of(office.page("team", "/"))
    assert "Verify the application" not in text_of(office.page("clerk", "/")).split("What you did lately")[1]
    auditor = text_of(office.page("auditor", "/")).split("Lately in your jurisdiction")[1]
    assert "Verify the application" in auditor
    assert "试验team" in auditor


def test_an_assessor_sees_what_was_drawn_for_them(office: Office) -> None:
    (drawn, _other) = walking.applied(office.world, 2)
    assert "Nothing is drawn for you" in office.page("assessor", "/")
    with office.world.database.write() as db:
        db.execute(
            insert(Assignment).values(
                assessor_id=office.world.people["assessor"],
                record_id=drawn,
                assigned_by=office.world.people["admin"],
                assigned_at=office.world.clock.now(),
            )
        )
    assert "Drawn for you" in office.page("assessor", "/")
    assert "Nothing is drawn for you" not in office.page("assessor", "/")


def test_an_assessor_is_told_that_more_is_drawn_than_the_page_holds(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = walking.applied(office.world, 3)
    monkeypatch.setattr("service.web.home.MOST_DRAWN", 2)
    for number, record in enumerate(ids, 1):
        with office.world.database.write() as db:
            db.execute(
                insert(Assignment).values(
                    assessor_id=office.world.people["assessor"],
                    record_id=record,
                    assigned_by=office.world.people["admin"],
                    assigned_at=office.world.clock.now(),
                )
            )
        page = office.page("assessor", "/")
        assert ("Drawn for you more than 2" if number == 3 else f"Drawn for you {number}") in text_of(page)
        assert ('href="/findings/drawn"' in page) is (number == 3)
        assert page.count("/findings/new/") == min(number, 2)


def test_the_administrator_begins_with_the_accounts(office: Office) -> None:
    answer = office.official("admin").get("/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/accounts/"
    assert office.official("admin").get("/households/").status_code == 403


def test_a_notice_waits_for_its_poster_until_its_result_is_signed(office: Office) -> None:
    (record,) = walking.publicized(office.world, 1)
    heading = "Notices to print, post or close"
    assert heading in office.page("clerk", "/")
    assert heading not in office.page("city", "/")
    notice_id = office.world.notice_of(record, "household_exit_list")
    assert f"/notices/{notice_id}" in office.page("clerk", "/")
    office.world.complete_publicity(record, "household_exit_list")
    assert f"/notices/{notice_id}" not in office.page("clerk", "/")


def test_a_county_s_announcement_waits_for_the_county_and_for_the_village_clerk(office: Office) -> None:
    (record,) = walking.approved(office.world, 1)
    notice_id = office.world.notice_of(record, "household_exit_announcement")
    for login in ("county", "clerk"):
        assert f"/notices/{notice_id}" in office.page(login, "/")
    assert f"/notices/{notice_id}" not in office.page("township", "/")


def test_an_objection_waits_for_the_level_above_the_poster(office: Office) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, "household_exit_list")
    office.world.print_and_post(notice_id)
    objection_id = lodged(office.world, notice_id, record)
    assert f"/objections/{objection_id}" in office.page("township", "/")
    for login in ("clerk", "county", "city"):
        assert f"/objections/{objection_id}" not in office.page(login, "/")


def test_two_objections_and_two_notices_of_one_name_are_told_apart(office: Office) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    office.world.print_and_post(notice_id)
    brought = [lodged(office.world, notice_id, record, content=f"异议{number}") for number in (1, 2)]
    number = issued_number(office, notice_id)
    whole = text_of(office.page("township", "/"))
    assert all(f"Objection No. {each} · {number}" in whole for each in brought)
    assert number in text_of(office.page("clerk", "/"))


@pytest.mark.parametrize("upheld", [True, False])
def test_a_reply_waits_for_the_level_that_gave_it_until_it_is_delivered(office: Office, upheld: bool) -> None:
    (record,) = walking.publicized(office.world, 1)
    brought = lodged(office.world, hung(office.world, record, EXIT), record)
    screened(office.world, brought)
    decided(office.world, brought, upheld=upheld)
    answered(office.world, brought)
    for path in ("/", "/objections/?to_do=mine", "/objections/?to_do=waiting"):
        seen = office.page("township", path)
        assert f"/objections/{brought}" in seen, path
        assert "reply to be delivered" in seen, path
    for login in ("clerk", "county", "city"):
        assert f"/objections/{brought}" not in office.page(login, "/")
    delivered(office.world, brought)
    for path in ("/", "/objections/?to_do=mine", "/objections/?to_do=waiting"):
        assert f"/objections/{brought}" not in office.page("township", path), path
    if upheld:
        return
    appealed(office.world, brought)
    decided(office.world, brought, upheld=False, login="county")
    answered(office.world, brought, "county")
    assert f"/objections/{brought}" in office.page("county", "/")
    assert f"/objections/{brought}" not in office.page("township", "/")
    delivered(office.world, brought, "county")
    assert f"/objections/{brought}" not in office.page("county", "/")


def test_projects_wait_to_be_corrected_once_an_objection_is_upheld(office: Office) -> None:
    notice_id = hung_projects(office.world)
    brought = lodged(office.world, notice_id, None, project_number=1)
    screened(office.world, brought, login="county")
    assert "to be corrected" not in office.page("township", "/")
    decided(office.world, brought, upheld=True, login="county")
    for path in ("/", "/notices/", f"/notices/{notice_id}"):
        assert "to be corrected" in office.page("township", path), path
    with office.world.database.write() as db:
        correct_project_publicity(
            db,
            notice_id,
            projects=PROJECTS[:1],
            actor=office.world.actor("township"),
            at=office.world.tick(),
        )
    seen = office.page("township", "/")
    assert "to be corrected" not in seen
    assert f'"/notices/{notice_id}"' not in seen


def test_what_is_more_than_the_page_holds_is_said_and_linked(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("service.web.home.MOST_LINES", 2)
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, "household_exit_list")
    office.world.print_and_post(notice_id)
    for number in (1, 2):
        lodged(office.world, notice_id, record, content=f"异议{number}")
    walking.first_publicity(office.world, 1)
    whole = {login: office.page(login, "/") for login in ("clerk", "township")}
    assert "Notices to print, post or close 2 Notice" in text_of(whole["clerk"])
    assert "Objections to decide 2 About" in text_of(whole["township"])
    assert not any("More in the lists" in page for page in whole.values())

    third = lodged(office.world, notice_id, record, content="异议3")
    walking.first_publicity(office.world, 1)
    township, clerk = office.page("township", "/"), office.page("clerk", "/")
    assert "Objections to decide more than 2 About" in text_of(township)
    assert f"/objections/{third}" not in township
    assert re.findall(r'href="(/objections/\?[^"]*)"', township) == ["/objections/?to_do=mine"]
    waiting = re.findall(r'href="/objections/(\d+)"', office.page("township", "/objections/?to_do=mine"))
    assert waiting == [str(third), str(third - 1), str(third - 2)]
    assert "Notices to print, post or close more than 2 Notice" in text_of(clerk)
    assert re.findall(r'href="(/notices/\d+)"', clerk) == [f"/notices/{notice_id}", f"/notices/{notice_id + 1}"]
    for condition in ("unprinted", "unposted", "hanging"):
        assert f'href="/notices/?condition={condition}"' in clerk
    assert f"/notices/{notice_id + 2}" in office.page("clerk", "/notices/?condition=unprinted")
