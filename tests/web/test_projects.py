"""Publicity of projects in the browser: written, refused with what was typed, issued, extended; and the statement."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.notices import printing
from tests.makers import COUNTY, VILLAGE
from tests.service.walking import publicized
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import posted, press, printed

PAGE = f"/projects/of/{VILLAGE}/new"
PROJECT = {
    "name": "通组道路硬化",
    "place": "一组至三组",
    "content": "硬化道路2.4公里",
    "amount": "96.50",
    "source": "中央财政专项扶贫资金",
    "unit": "柳林镇人民政府",
    "period": "2018年3月至8月",
    "households": "64",
    "persons": "231",
}


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Officials in a small world where paper costs no time."""
    monkeypatch.setattr(printing, "render_pdf", lambda facts: b"%PDF-1.7 " + facts.number.encode())
    monkeypatch.setattr(printing, "page_count", lambda pdf: 2)
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def sent(office: Office, login: str = "township", path: str = PAGE, **changes: str) -> Any:
    """Fill in one project and send the form."""
    official = office.official(login)
    (token,) = set(re.findall(r'name="csrf_token"[^>]*value="([^"]*)"', official.get(path).text))
    answers = {f"projects-0-{name}": value for name, value in PROJECT.items()}
    return official.client.post(path, data={"csrf_token": token, "year": "2018", **answers, **changes})


def issued(office: Office, **changes: str) -> int:
    answer = sent(office, **changes)
    assert answer.status_code == 302, text_of(answer.text)
    return int(answer.headers["Location"].rsplit("/", 1)[1])


def test_the_form_stands_on_the_places_page_of_those_who_may(office: Office) -> None:
    for login, places, offered in (
        ("township", (VILLAGE, VILLAGE[:9]), True),
        ("county", (VILLAGE, VILLAGE[:9]), True),
        ("county", (COUNTY,), False),
        ("clerk", (VILLAGE,), False),
        ("auditor", (VILLAGE,), False),
    ):
        for place in places:
            assert (f"/projects/of/{place}/new" in office.page(login, f"/places/{place}")) is offered, (login, place)


def test_a_publicity_is_issued_printed_and_shown_with_its_projects(office: Office) -> None:
    notice_id = issued(office)
    page = text_of(office.page("clerk", f"/notices/{notice_id}"))
    assert "通组道路硬化" in page
    assert "96.5" in page
    assert "to be posted" in page
    assert "Records on it" not in page
    assert "柳林镇内公示〔2018〕1号" in text_of(office.page("township", "/notices/"))


def test_what_is_missing_is_named_by_its_row_and_what_was_typed_stays(office: Office) -> None:
    answer = sent(office, **{"projects-0-unit": " ", "projects-0-amount": "much"})
    assert answer.status_code == 422
    page = text_of(answer.text)
    assert "Row 1, Implementing unit: Fill this in." in page
    assert "Row 1, Money in 10,000 yuan:" in page
    assert "中央财政专项扶贫资金" in answer.text
    nothing = sent(office, **{f"projects-0-{name}": "" for name in PROJECT})
    assert nothing.status_code == 422
    assert "Write at least one project." in text_of(nothing.text)


def test_more_rows_keep_what_was_typed(office: Office) -> None:
    answer = sent(office, more="1")
    assert answer.status_code == 200
    assert "projects-3-name" in answer.text
    assert "硬化道路2.4公里" in answer.text


def test_the_same_form_sent_twice_leads_to_the_one_that_stands(office: Office) -> None:
    first = issued(office)
    assert issued(office) == first


def test_a_persons_number_in_a_project_is_refused_in_words(office: Office) -> None:
    answer = sent(office, **{"projects-0-content": "联系" + "13" + "000000000"})
    assert answer.status_code == 422
    assert "a mobile telephone number" in text_of(answer.text)


@pytest.mark.parametrize(
    ("login", "path", "code"),
    [
        ("clerk", PAGE, 403),
        ("township", f"/projects/of/{COUNTY}/new", 404),
        ("county", f"/projects/of/{COUNTY}/new", 404),
        ("township", "/projects/of/990102100200/new", 404),
        ("township", "/projects/of/nowhere/new", 404),
    ],
)
def test_elsewhere_there_is_no_such_form(office: Office, login: str, path: str, code: int) -> None:
    assert office.official(login).get(path).status_code == code


def test_one_posted_late_offers_its_extension_to_its_office(office: Office) -> None:
    notice_id = issued(office)
    office.world.wait(1)
    assert posted(office, notice_id).status_code == 302
    page = f"/notices/{notice_id}"
    assert "Issue the extension" not in office.page("clerk", page)
    answer = press(office, "township", f"/projects/{notice_id}/extension", page)
    extension = answer.headers["Location"]
    assert extension != page
    assert "Extension of a publicity" in text_of(office.page("township", extension))
    assert "Issue the extension" not in office.page("township", page)
    assert press(office, "county", f"/projects/{notice_id}/extension", page).headers["Location"] == page


def test_the_statement_is_printed_when_the_period_is_over_and_leads_to_its_filing(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = office.world.notice_of(ids[0], "household_exit_list")
    statement, page = f"/notices/{notice_id}/statement.pdf", f"/notices/{notice_id}"
    printed(office, notice_id)
    posted(office, notice_id)
    early = office.official("clerk").get(statement)
    assert (early.status_code, early.headers["Location"]) == (302, page)
    assert "The period runs until" in text_of(office.page("clerk", page))
    assert statement not in office.page("clerk", page)
    office.world.wait(8)
    assert statement in office.page("clerk", page)
    assert statement in office.page("clerk", f"{page}/result")
    assert statement not in office.page("auditor", page)
    answer = office.official("clerk").get(statement)
    assert (answer.mimetype, answer.data[:8]) == ("application/pdf", b"%PDF-1.7")
    assert office.official("auditor").get(statement).status_code == 403
    assert office.official("other-clerk").get(statement).status_code == 404
