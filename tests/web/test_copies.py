"""Printing copies of a notice in the browser: entered in the register first, then the PDF is handed out."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from werkzeug.test import TestResponse

from service.notices import printing
from tests.service.walking import publicized
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import printed

EXIT = "household_exit_list"
_HIDDEN = re.compile(r'name="(csrf_token|key)"[^>]*value="([^"]*)"')


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Officials in a small world where paper costs no time."""
    monkeypatch.setattr(printing, "render_pdf", lambda facts: b"%PDF-1.7 " + facts.number.encode())
    monkeypatch.setattr(printing, "page_count", lambda pdf: 2)
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def issued(office: Office) -> int:
    notice_id = office.world.notice_of(publicized(office.world, 1)[0], EXIT)
    printed(office, notice_id)
    return notice_id


def send(office: Office, notice_id: int, data: dict[str, Any], login: str = "clerk") -> TestResponse:
    page = f"/notices/{notice_id}"
    given = dict(_HIDDEN.findall(office.page(login, page)))
    return office.official(login).client.post(f"{page}/copies", data={**given, **data})


def test_copies_are_entered_and_the_pdf_is_handed_out(office: Office) -> None:
    notice_id = issued(office)
    assert "No copy has been printed yet" in office.page("clerk", f"/notices/{notice_id}")
    answer = send(office, notice_id, {"copies": "3"})
    assert (answer.status_code, answer.headers["Location"]) == (303, f"/notices/{notice_id}/notice.pdf")
    assert office.official("clerk").get(answer.headers["Location"]).mimetype == "application/pdf"
    for login in ("clerk", "auditor", "county"):
        assert "Printing 1 3 first printing" in text_of(office.page(login, f"/notices/{notice_id}"))
    assert "Enter and print" not in office.page("auditor", f"/notices/{notice_id}")


def test_reading_the_pdf_enters_nothing(office: Office) -> None:
    notice_id = issued(office)
    assert office.official("clerk").get(f"/notices/{notice_id}/notice.pdf").status_code == 200
    assert "No copy has been printed yet" in office.page("clerk", f"/notices/{notice_id}")


def test_a_reprint_without_its_reason_keeps_what_was_typed(office: Office) -> None:
    notice_id = issued(office)
    send(office, notice_id, {"copies": "3"})
    answer = send(office, notice_id, {"copies": "7", "why": " "})
    assert answer.status_code == 422
    assert "write why it is printed again" in text_of(answer.text)
    assert re.search(r'name="copies"[^>]*value="7"', answer.text)
    assert send(office, notice_id, {"copies": "7", "why": "被雨淋湿"}).status_code == 303
    assert "Printing 2 7 被雨淋湿" in text_of(office.page("auditor", f"/notices/{notice_id}"))


@pytest.mark.parametrize("copies", ["0", "100", "many", ""])
def test_copies_must_be_a_number_that_an_office_prints(office: Office, copies: str) -> None:
    assert send(office, issued(office), {"copies": copies}).status_code == 422


def test_a_double_click_enters_one_printing(office: Office) -> None:
    notice_id = issued(office)
    given = {**dict(_HIDDEN.findall(office.page("clerk", f"/notices/{notice_id}"))), "copies": "1"}
    for _ in range(2):
        assert office.official("clerk").client.post(f"/notices/{notice_id}/copies", data=given).status_code == 303
    assert "Printing 2" not in text_of(office.page("clerk", f"/notices/{notice_id}"))


def test_a_void_notice_is_read_and_not_printed(office: Office) -> None:
    notice_id = issued(office)
    form = dict(_HIDDEN.findall(office.page("clerk", f"/notices/{notice_id}")))
    office.world.fire("withdraw", [1], "clerk", "撤回")
    seen = text_of(office.page("clerk", f"/notices/{notice_id}"))
    assert "A void notice is not printed any more" in seen
    assert "Enter and print" not in seen
    assert office.official("clerk").get(f"/notices/{notice_id}/notice.pdf").status_code == 200
    answer = office.official("clerk").client.post(f"/notices/{notice_id}/copies", data={**form, "copies": "1"})
    assert answer.status_code == 422
    assert "it is not printed any more" in text_of(answer.text)


def test_the_register_opens_by_itself_and_not_outside(office: Office) -> None:
    notice_id = issued(office)
    assert "Printed so far" in office.page("township", f"/notices/{notice_id}/copies")
    assert office.official("other-clerk").get(f"/notices/{notice_id}/copies").status_code == 404
    assert office.official("auditor").get(f"/notices/{notice_id}/copies").status_code == 403
