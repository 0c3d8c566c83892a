"""The page of a list: every household with every reason, and a whole list acted on as one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.web import printing
from tests.service import walking
from tests.web.offices import Office, open_office, text_of


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


@pytest.fixture(autouse=True)
def without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "print_notice", lambda *_arguments: None)


def test_a_list_shows_its_households_their_states_and_what_each_still_lacks(office: Office) -> None:
    ids = walking.proposed(office.world, 2)
    office.world.file("exit_visit", ids[:1], walking.VISIT)
    page = text_of(office.page("team", "/lists/2"))
    assert "Exit list No. 1 of 2018" in page
    assert "Still missing: 1" in page
    assert "Still missing: 2" in page
    assert "Verify the exit" in page
    assert "own consent to the exit is not on file" in page


def test_a_reason_of_some_is_told_with_their_names(office: Office) -> None:
    ids = walking.proposed(office.world, 3)
    office.world.file("exit_visit", ids[:2], walking.VISIT)
    page = text_of(office.page("team", "/lists/2")).split("Households on the list")[0]
    assert "试验丁 (3): The visit to the household is not on file" in page


def test_one_step_moves_the_whole_list_and_issues_one_notice(office: Office) -> None:
    ids = walking.verified(office.world, 3)
    answer = office.official("clerk").press("/lists/2/steps/publicize")
    assert answer.headers["Location"] == "/lists/2"
    assert office.states(ids) == {"publicized"}
    notices = {entry.notice_id for id in ids for entry in office.entries(id) if entry.step == "publicize"}
    assert len(notices) == 1
    page = text_of(office.page("clerk", "/lists/2"))
    assert page.count("石桥村内公示〔2018〕2号") == 2, "once among the notices, once in the acts"


def test_a_household_of_a_list_points_to_the_list_for_what_moves_as_a_whole(office: Office) -> None:
    ids = walking.publicized(office.world, 2)
    office.world.complete_publicity(ids[0], "household_exit_list")
    page = office.page("township", "/households/1")
    assert "Review: whole list of 2" in page
    assert 'class="button button-primary" href="/lists/2"' in page
    refused = text_of(office.page("township", f"/records/{ids[0]}/steps/review"))
    assert "moves as a whole" in refused
    assert office.official("township").press("/lists/2/steps/review").status_code == 302
    assert office.states(ids) == {"township_reviewed"}


def test_the_list_page_sends_as_many_statements_for_thirty_households_as_for_three(office: Office) -> None:
    walking.proposed(office.world, 3)
    walking.proposed(office.world, 30)
    counted = []
    for path in ("/lists/2", "/lists/4"):
        office.page("team", path)
        with office.counted() as sent:
            office.page("team", path)
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_the_page_of_an_act_sends_as_many_statements_for_thirty_households_as_for_three(office: Office) -> None:
    walking.verified(office.world, 3)
    walking.verified(office.world, 30)
    counted = []
    for path in ("/lists/2/steps/publicize", "/lists/4/steps/publicize"):
        office.page("clerk", path)
        with office.counted() as sent:
            office.page("clerk", path)
        counted.append(len(sent))
    assert counted[0] == counted[1]


def test_a_list_that_everybody_has_left_says_so_and_keeps_its_acts(office: Office) -> None:
    walking.proposed(office.world, 2)
    page = text_of(office.page("clerk", "/lists/1"))
    assert "Everybody has left this list" in page
    assert "Post the first list" in page
    assert "Propose for exit" in page


def test_all_lists_of_a_jurisdiction_are_found_the_latest_first(office: Office) -> None:
    assert "There is no list yet" in office.page("clerk", "/lists/")
    walking.proposed(office.world, 2)
    page = text_of(office.page("county", "/lists/"))
    assert page.index("Exit list No. 1") < page.index("Identification list No. 1")
    assert "There is no list yet" in office.page("other-clerk", "/lists/")
