"""Where people reach a body: changed by its officials, seen by who may, with everything that was entered before."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.database import Database
from service.models.office import Office as OfficeRow
from service.notices.offices import bodies_above, contacts_for
from tests.makers import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, make_world
from tests.web.offices import Office, office_at, text_of
from workflows.roles import Level, Role


@pytest.fixture
def office(migrated_url: str, tmp_path: Path) -> Iterator[Office]:
    """The service on each engine."""
    database = Database(migrated_url)
    with office_at(make_world(database), migrated_url, tmp_path) as opened:
        yield opened
    database.close()


def entered(office: Office, login: str, region: str, **answers: str) -> TestResponse:
    official = office.official(login)
    # Its token is not what is tried.
    office.app.config["WTF_CSRF_ENABLED"] = False
    answer = official.client.post(f"/offices/{region}/edit", data=answers)
    office.app.config["WTF_CSRF_ENABLED"] = True
    return answer


def rows(office: Office) -> int:
    with office.world.database.read() as db:
        return db.execute(select(func.count()).select_from(OfficeRow)).scalar_one()


def printed(office: Office, poster: Level = Level.VILLAGE) -> list[tuple[str, str, str]]:
    """Contacts that the next notice of the village would print."""
    with office.world.database.read() as db:
        bodies = bodies_above(db.connection(), VILLAGE)
    return [(contact.label, contact.phone, contact.address) for contact in contacts_for(bodies, poster)]


def test_an_official_enters_the_telephone_which_the_next_notice_prints(office: Office) -> None:
    assert printed(office) == []
    answer = entered(office, "township", TOWNSHIP, phone="0000-6220003", address="演示路1号")
    assert (answer.status_code, answer.headers.get("Location")) == (302, f"/offices/{TOWNSHIP}")
    assert printed(office) == [("柳林镇人民政府", "0000-6220003", "演示路1号")]


def test_earlier_entries_stay_with_who_entered_them(office: Office) -> None:
    entered(office, "clerk", VILLAGE, phone="0000-6210001", supervisor_phone="0000-6210002")
    office.world.wait(1)
    entered(office, "township", VILLAGE, phone="0000-6210009", supervisor_phone="0000-6210002")
    page = text_of(office.page("auditor", f"/offices/{VILLAGE}"))
    for told in ("0000-6210001", "0000-6210009", "试验clerk", "试验township"):
        assert told in page, told
    assert 'datetime="2018-10-09' in office.page("auditor", f"/offices/{VILLAGE}")
    assert "Change it" not in page
    assert rows(office) == 2
    assert [phone for _label, phone, _address in printed(office)] == ["0000-6210009", "0000-6210002"]


def test_names_and_number_are_the_data_manager_s(office: Office) -> None:
    assert "How the body signs" not in office.page("county", f"/offices/{COUNTY}/edit")
    names = {"body_name": "青河县扶贫开发领导小组办公室", "number_prefix": "青扶组"}
    entered(office, "county", COUNTY, phone="0000-6230001", **names)
    assert entered(office, "data", COUNTY, phone="0000-6230001", **names).status_code == 302
    entered(office, "county", COUNTY, phone="0000-6230002")
    page = text_of(office.page("county", f"/offices/{COUNTY}"))
    assert "青扶组" in page
    with office.world.database.read() as db:
        body = bodies_above(db.connection(), VILLAGE)[Level.COUNTY]
    assert (body.number_prefix, body.contacts[0].phone) == ("青扶组", "0000-6230002")


@pytest.mark.parametrize(
    ("login", "region", "code"),
    [
        ("clerk", TOWNSHIP, 404),
        ("clerk", OTHER_VILLAGE, 404),
        ("other-clerk", VILLAGE, 404),
        ("county", VILLAGE, 302),
        ("province", COUNTY, 302),
        ("team", VILLAGE, 403),
        ("auditor", COUNTY, 403),
        ("assessor", COUNTY, 403),
        ("admin", COUNTY, 403),
        ("data", COUNTY, 302),
        ("data", "990102", 404),
    ],
)
def test_who_may_enter_which_office(office: Office, login: str, region: str, code: int) -> None:
    answer = entered(office, login, region, phone="0000-6230001")
    assert answer.status_code == code
    assert rows(office) == (1 if code == 302 else 0)


def test_a_post_of_another_level_enters_nothing(office: Office) -> None:
    world = office.world
    world.appoint("clerk", Role.AUDITOR, COUNTY)
    office.signed_in.clear()
    assert "Change it" not in office.page("clerk", f"/offices/{TOWNSHIP}")
    assert entered(office, "clerk", TOWNSHIP, phone="0000-6220003").status_code == 403
    assert entered(office, "clerk", VILLAGE, phone="0000-6220003").status_code == 302


@pytest.mark.parametrize(
    ("field", "typed"),
    [
        ("phone", "ask the clerk"),
        ("phone", "0000-6210001-6210001"),
        ("phone", "0" * 17 + "X"),
        ("phone", "12"),
        ("address", "证号" + "0" * 17 + "X"),
        ("address", "路" * 101),
        ("supervisor_phone", "十二"),
    ],
)
def test_what_no_notice_may_print_is_refused_and_stays_typed(office: Office, field: str, typed: str) -> None:
    answer = entered(office, "clerk", VILLAGE, **{"phone": "0000-6210001", field: typed})
    assert answer.status_code == 422
    assert f'id="{field}-error"' in answer.text
    assert f'value="{typed}"' in answer.text
    assert rows(office) == 0


def test_the_same_again_is_entered_once(office: Office) -> None:
    answers: dict[str, Any] = {"phone": "0000-6210001"}
    assert entered(office, "clerk", VILLAGE, **answers).status_code == 302
    assert entered(office, "clerk", VILLAGE, **answers).status_code == 422
    assert rows(office) == 1


def test_an_emptied_telephone_is_not_printed_any_more(office: Office) -> None:
    entered(office, "clerk", VILLAGE, phone="0000-6210001")
    entered(office, "clerk", VILLAGE, phone="")
    assert printed(office) == []
