"""The rules that are data: everybody reads those of their places, a data manager adds rows of the own jurisdiction."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.clock import shanghai_instant
from service.models.rules import (
    CriteriaSetRow,
    CriterionRow,
    Deadline,
    Policy,
    PovertyLine,
    PublicityProfile,
    Threshold,
)
from service.rules.deadlines import deadlines
from service.rules.lookups import criteria_of, profile_of, rules_of
from tests.makers import COUNTY, OTHER_VILLAGE, VILLAGE
from tests.web.offices import Office, open_office, text_of
from tests.web.rule_answers import CRITERIA, GOOD
from workflows.roles import Role

TODAY = date(2018, 10, 8)
MODELS = {
    "poverty_line": PovertyLine,
    "threshold": Threshold,
    "publicity_profile": PublicityProfile,
    "deadline": Deadline,
    "criteria_set": CriteriaSetRow,
    "policy": Policy,
}


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def enter(office: Office, table: str, login: str = "data", **changes: str) -> TestResponse:
    """Send the form of a table, filled in well but for the changes."""
    return office.official(login).post(f"/rules/{table}/new", {**GOOD[table], **changes})


def rows(office: Office, table: str) -> int:
    with office.world.database.read() as db:
        return db.execute(select(func.count()).select_from(MODELS[table])).scalar_one()


def days_verified(office: Office, village: str) -> int:
    """Days that a village's households may stand verified, as the lists remind of it."""
    since = shanghai_instant(TODAY)
    with office.world.database.read() as db:
        due_on = deadlines(db).due_on("household", "verified", village, since)
    assert due_on
    return (due_on - TODAY).days


@pytest.mark.parametrize("login", ["clerk", "auditor", "data", "admin"])
def test_everybody_who_signed_in_reads_the_rules(office: Office, login: str) -> None:
    page = text_of(office.page(login, "/rules/"))
    for shown in ("2,995", "Poverty incidence", "7 natural days", "No worry about food", "Came with the service"):
        assert shown in page, shown


def test_rows_of_other_places_are_not_shown(office: Office) -> None:
    enter(office, "poverty_line")
    assert "3,300" in office.page("clerk", "/rules/")
    assert "3,300" in office.page("city", "/rules/")
    assert "3,300" not in office.page("other-clerk", "/rules/")
    assert "3,300" not in office.page("city", f"/rules/?place={OTHER_VILLAGE}")
    assert "3,300" in office.page("city", f"/rules/?place={VILLAGE}")
    assert "There is no such place in your jurisdiction" in office.page("clerk", f"/rules/?place={OTHER_VILLAGE}")


@pytest.mark.parametrize("table", GOOD)
def test_a_row_is_entered_with_its_source_and_by_whom(office: Office, table: str) -> None:
    before = rows(office, table)
    answer = enter(office, table)
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"/rules/#{table}")
    assert rows(office, table) == before + 1
    page = text_of(office.page("auditor", "/rules/"))
    assert GOOD[table]["source"] in page
    assert "Entered by 试验data" in page


def test_what_is_entered_holds_for_the_place_and_for_no_other(office: Office) -> None:
    for table in GOOD:
        assert enter(office, table).status_code == 302, table
    with office.world.database.read() as db:
        connection = db.connection()
        rules = rules_of(connection, "household", VILLAGE, 2018, TODAY).rules
        assert rules.lines[2018] == Decimal(3300)
        assert rules.thresholds["incidence"] == Decimal("0.015")
        criteria = criteria_of(connection, "household", VILLAGE, 2018)
        assert criteria
        assert [(item.code, item.required, item.points) for item in criteria.set.items] == [
            ("income", True, 0),
            ("housing", False, 30),
        ]
        profile = profile_of(connection, "household_exit_list", VILLAGE, TODAY)
        assert profile
        assert (profile.minimum_days, profile.working_days, profile.place_level) == (10, True, "township")
        assert profile.poster_level == "village"
        elsewhere = rules_of(connection, "household", OTHER_VILLAGE, 2018, TODAY).rules
        assert (elsewhere.lines[2018], elsewhere.thresholds["incidence"]) == (Decimal(2995), Decimal("0.02"))


def test_a_newer_row_supersedes_the_older_one_which_stays(office: Office) -> None:
    enter(office, "poverty_line")
    enter(office, "poverty_line", amount="3400.50")
    page = text_of(office.page("data", f"/rules/?place={COUNTY}"))
    assert "3,400.5 青河县 990101 stands" in page
    assert "3,300 青河县 990101 superseded" in page
    with office.world.database.read() as db:
        assert rules_of(db.connection(), "household", VILLAGE, 2018, TODAY).rules.lines[2018] == Decimal("3400.50")


def test_the_same_row_again_is_not_entered_twice(office: Office) -> None:
    enter(office, "poverty_line")
    before = rows(office, "poverty_line")
    answer = enter(office, "poverty_line")
    assert answer.status_code == 422
    assert "stands already" in answer.text
    assert rows(office, "poverty_line") == before


@pytest.mark.parametrize("table", GOOD)
@pytest.mark.parametrize("region", ["", "99", "9901", "990102", OTHER_VILLAGE, "白水县", "nowhere"])
def test_a_county_enters_nothing_outside_itself(office: Office, table: str, region: str) -> None:
    before = rows(office, table)
    answer = enter(office, table, region=region)
    assert answer.status_code == 422
    assert 'id="region-error"' in answer.text
    assert rows(office, table) == before


def test_the_nation_is_entered_by_the_nations_data_manager_only(office: Office) -> None:
    office.world.employ("nation", Role.DATA_MANAGER, "")
    with office.service.database.write() as db:
        db.execute(MODELS["poverty_line"].metadata.tables["user"].update().values(locale="en"))
        password = select(MODELS["poverty_line"].metadata.tables["user"].c.password_hash).limit(1).scalar_subquery()
        db.execute(MODELS["poverty_line"].metadata.tables["user"].update().values(password_hash=password))
    assert enter(office, "poverty_line", "nation", region="", year="2019").status_code == 302


@pytest.mark.parametrize("login", ["clerk", "county-approver", "auditor", "admin", "province"])
def test_nobody_else_enters_anything(office: Office, login: str) -> None:
    assert office.official(login).get("/rules/poverty_line/new").status_code == 403
    assert "Enter a row" not in office.page(login, "/rules/")


@pytest.mark.parametrize(
    ("table", "changes", "field"),
    [
        ("poverty_line", {"amount": "many"}, "amount"),
        ("poverty_line", {"amount": "-1"}, "amount"),
        ("poverty_line", {"amount": "NaN"}, "amount"),
        ("poverty_line", {"amount": "2995.123"}, "amount"),
        ("poverty_line", {"amount": "1e9"}, "amount"),
        ("poverty_line", {"year": "1999"}, "year"),
        ("poverty_line", {"year": "2099"}, "year"),
        ("poverty_line", {"source": "  "}, "source"),
        ("threshold", {"name": "luck"}, "name"),
        ("threshold", {"percent": "101"}, "percent"),
        ("threshold", {"percent": "0.00001"}, "percent"),
        ("threshold", {"valid_to": "2018-09-30"}, "valid_to"),
        ("threshold", {"valid_from": "someday"}, "valid_from"),
        ("publicity_profile", {"notice_kind": "letter"}, "notice_kind"),
        ("publicity_profile", {"minimum_days": "0"}, "minimum_days"),
        ("publicity_profile", {"minimum_days": "367"}, "minimum_days"),
        ("publicity_profile", {"notice_kind": "correction"}, "minimum_days"),
        ("publicity_profile", {"notice_kind": "village_exit_list", "place_level": "village"}, "place_level"),
        ("publicity_profile", {"board_names": "full"}, "board_names"),
        ("publicity_profile", {"board_days": "367"}, "board_days"),
        ("publicity_profile", {"board_days": "-1"}, "board_days"),
        ("deadline", {"state": "household.archived"}, "state"),
        ("deadline", {"state": "household"}, "state"),
        ("deadline", {"days": "0"}, "days"),
        ("deadline", {"state": "objection.withdrawn"}, "state"),
        ("criteria_set", {"procedure": "county"}, "procedure"),
        ("criteria_set", {"name": ""}, "name"),
        ("criteria_set", {"to_year": "2017"}, "to_year"),
        ("criteria_set", {"pass_points": "31"}, "pass_points"),
        ("criteria_set", {"items-2-code": "income"}, "items-2-code"),
        ("criteria_set", {"items-2-code": "住房"}, "items-2-code"),
        ("criteria_set", {"items-2-label_en": ""}, "items-2-label_en"),
        ("criteria_set", {"items-2-points": "lots"}, "items-2-points"),
    ],
)
def test_a_fault_is_told_at_its_field_and_what_was_typed_stays(
    office: Office, table: str, changes: dict[str, str], field: str
) -> None:
    before = rows(office, table)
    answer = enter(office, table, **{"source": "一份很特别的文件", **changes})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert rows(office, table) == before
    if "source" not in changes:
        assert "一份很特别的文件" in answer.text
    typed = changes.get(field)
    if typed and field not in ("name", "notice_kind", "place_level", "procedure", "state", "source", "board_names"):
        assert f'value="{typed}"' in answer.text


def test_a_criteria_set_without_anything_required_is_refused(office: Office) -> None:
    empty = {name: "" for name in CRITERIA if name.startswith("items-")}
    assert "needs at least one item" in enter(office, "criteria_set", **empty).text
    assert "at least one item must be required" in enter(office, "criteria_set", **{"items-0-required": ""}).text
    with office.world.database.read() as db:
        assert db.execute(select(func.count()).select_from(CriterionRow)).scalar_one() == 13


def test_more_rows_keep_what_was_typed(office: Office) -> None:
    answer = enter(office, "criteria_set", more="1")
    assert answer.status_code == 200
    assert 'value="超过标准"' in answer.text
    assert 'name="items-6-code"' in answer.text
    assert rows(office, "criteria_set") == 2


def test_a_new_set_begins_with_the_criteria_that_hold_now(office: Office) -> None:
    page = office.page("data", "/rules/criteria_set/new?procedure=village")
    assert 'value="collective_income"' in page
    assert 'value="通硬化路"' in page


def test_a_newer_deadline_of_a_place_supersedes_its_older_one(office: Office) -> None:
    assert days_verified(office, VILLAGE) == 10
    assert enter(office, "deadline").status_code == 302
    assert days_verified(office, VILLAGE) == 5
    assert enter(office, "deadline", days="6").status_code == 302
    assert days_verified(office, VILLAGE) == 6
    assert days_verified(office, OTHER_VILLAGE) == 10


@pytest.mark.parametrize("state", ["lodged", "investigated", "dismissed", "replied"])
def test_the_days_of_an_objection_are_entered_like_those_of_a_record(office: Office, state: str) -> None:
    assert enter(office, "deadline", state=f"objection.{state}", days="9").status_code == 302
    with office.world.database.read() as db:
        due_on = deadlines(db).due_from("objection", state, VILLAGE, date(2018, 10, 8))
    assert due_on == date(2018, 10, 17)


def test_an_unknown_table_is_not_there(office: Office) -> None:
    assert office.official("data").get("/rules/calendar/new").status_code == 404


def test_a_row_that_begins_later_does_not_stand_yet(office: Office) -> None:
    enter(office, "threshold", valid_from="2019-01-01")
    page = text_of(office.page("data", f"/rules/?place={COUNTY}"))
    assert "not yet valid" in page
    with office.world.database.read() as db:
        assert rules_of(db.connection(), "household", VILLAGE, 2018, TODAY).rules.thresholds["incidence"] == Decimal(
            "0.02"
        )
