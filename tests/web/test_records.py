"""The page of a record: where it stands, every step with every reason, its file, its history as it was then."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text, update

from service.models.people import User
from tests.makers import COUNTY, VILLAGE
from tests.service import walking
from tests.web.offices import Office, open_office, text_of


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def record_page(office: Office, login: str, record_id: int) -> str:
    answer = office.official(login).client.get(f"/records/{record_id}", follow_redirects=True)
    assert answer.status_code == 200
    return answer.text


def test_a_blocked_step_shows_every_reason(office: Office) -> None:
    (record,) = walking.assisted(office.world, 1)
    page = text_of(record_page(office, "clerk", record))
    for reason in (
        "The income worksheet of 2018 is not on file.",
        "The income of 2017 was not above the line on file",
        "The findings on the criteria of 2018 are not on file.",
        "The survey of 2018 is not on file.",
        "The villagers' delegates' meeting is not on file.",
    ):
        assert reason in page
    assert "not possible yet" in page


def test_an_open_step_is_a_button_and_a_step_of_others_says_whose_it_is_and_what_is_missing(office: Office) -> None:
    (record,) = walking.publicized(office.world, 1)
    township = record_page(office, "township", record)
    assert f'href="/records/{record}/steps/return"' in township
    clerk = text_of(record_page(office, "clerk", record)).split("Steps of others")[1]
    assert "Review Township reviewer" in clerk
    assert "The posting is not on file" in clerk


def test_whoever_signed_in_another_function_reads_so(office: Office) -> None:
    (record,) = walking.proposed(office.world, 1)
    office.world.file("exit_visit", [record], walking.VISIT)
    office.world.file("exit_consent", [record], {"agreed": True, "signature": "signature"})
    with office.world.database.write() as db:
        db.execute(
            text("UPDATE appointment SET user_id = :clerk WHERE user_id = :team"),
            {"clerk": office.world.people["clerk"], "team": office.world.people["team"]},
        )
    assert "you have already acted as Proposer" in text_of(record_page(office, "clerk", record))


def test_health_is_shown_to_those_who_need_it_and_to_nobody_else(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    for login in ("clerk", "team", "township", "county"):
        assert "Healthy" in record_page(office, login, record)
    for login in ("auditor", "city", "province", "assessor", "data"):
        assert "Healthy" not in record_page(office, login, record)


def test_the_timeline_tells_names_posts_and_words_as_they_were_then(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    office.world.fire("decline", [record], "clerk", "会议未通过")
    with office.world.database.write() as db:
        db.execute(update(User).where(User.login == "clerk").values(name="改名者"))
    history = text_of(record_page(office, "auditor", record)).split("names and posts as they were then")[1]
    assert "试验clerk" in history
    assert "改名者" not in history
    assert "Village clerk · 石桥村" in history
    assert "会议未通过" in history
    assert "Applied to Declined" in history or "Applied Declined" in history


def test_an_erased_entry_is_shown_as_erased(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    office.world.fire("decline", [record], "clerk", "会议未通过")
    with office.world.database.write() as db:
        db.execute(
            text(
                "UPDATE history_detail SET payload = NULL, salt = NULL, erased_at = :at, erasure_order = 'order 1'"
                " WHERE record_id = :record AND seq = 2"
            ),
            {"record": record, "at": "2018-11-01 00:00:00"},
        )
    history = text_of(record_page(office, "auditor", record)).split("names and posts as they were then")[1]
    assert "name erased" in history
    assert "lawfully erased" in history
    assert "会议未通过" not in history


def test_a_record_that_left_its_procedure_is_shown_as_stopped(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    office.world.fire("decline", [record], "clerk", "会议未通过")
    page = record_page(office, "clerk", record)
    assert "stage-stopped" in page
    assert "stage-current" not in page


def test_an_older_cycle_can_be_opened_and_says_that_a_newer_one_counts(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    office.world.fire("decline", [record], "clerk", "会议未通过")
    office.world.fire("reapply", [record], "clerk", "再次申请")
    answer = office.official("clerk").get(f"/records/{record}")
    assert answer.headers["Location"].endswith("?cycle=1")
    page = office.page("clerk", answer.headers["Location"])
    assert "This is an earlier cycle" in page
    newest = office.page("clerk", answer.headers["Location"].removesuffix("?cycle=1"))
    assert "Cycle 2" in newest
    assert "This is an earlier cycle" not in newest
    assert office.official("clerk").get(answer.headers["Location"].replace("=1", "=7")).status_code == 404


def test_income_stands_against_the_line_of_its_year(office: Office) -> None:
    (record,) = walking.proposed(office.world, 1)
    page = text_of(record_page(office, "clerk", record))
    assert "2018 18,000 0 3 6,000 2,995 * above" in page


def test_a_village_shows_its_incidence_at_this_moment(office: Office) -> None:
    village = office.world.designate("village", VILLAGE)
    walking.identified(office.world, 2)
    assert "6 persons still poor ÷ — registered" in text_of(office.page("clerk", f"/villages/{VILLAGE}"))
    office.world.file("registered_population", [village], {"persons": 1_000, "basis": "户籍"})
    page = text_of(office.page("clerk", f"/villages/{VILLAGE}"))
    assert "0.6% below the threshold" in page
    assert "6 persons still poor ÷ 1,000 registered" in page


def test_a_county_shows_its_villages_and_the_rates_of_its_evaluation(office: Office) -> None:
    office.world.designate("village", VILLAGE)
    county = office.world.designate("county", COUNTY)
    assert "No evaluation is on file yet" in office.page("county", f"/counties/{COUNTY}")
    office.world.file(
        "evaluation",
        [county],
        {
            "assessor": "某大学",
            "sampled_exited": 200,
            "wrongly_exited": 1,
            "sampled_unregistered": 400,
            "missed": 20,
            "households_asked": 100,
            "households_approving": 95,
        },
    )
    page = text_of(office.page("county", f"/counties/{COUNTY}"))
    assert "石桥村" in page
    assert "0.5% Rate of wrong exits 1 / 200" in page
    assert "5% Rate of missed households 20 / 400" in page


def test_a_place_without_a_record_leads_to_its_own_page(office: Office) -> None:
    assert office.official("clerk").get(f"/villages/{VILLAGE}").headers["Location"] == f"/places/{VILLAGE}"
    assert office.official("county").get(f"/counties/{COUNTY}").headers["Location"] == f"/places/{COUNTY}"


def test_the_data_manager_designates_a_village_once(office: Office) -> None:
    path = f"/places/{VILLAGE}/designate"
    data = office.official("data")
    assert f'href="{path}"' in office.page("data", f"/places/{VILLAGE}")
    form = data.opened(path)
    assert data.press(path, "某号文件", form).headers["Location"] == f"/villages/{VILLAGE}"
    assert data.press(path, "某号文件", form).headers["Location"] == f"/villages/{VILLAGE}"
    assert "Identified" in office.page("clerk", f"/villages/{VILLAGE}")
    assert office.official("clerk").get(path).status_code == 403
