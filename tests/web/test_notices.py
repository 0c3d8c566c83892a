"""Notices in the browser: listed, read, printed, posted with photographs, signed; outside they do not exist."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.models.notice import NoticePdf, NoticeVoid
from service.notices import printing
from service.notices.paper import RenderFailed
from service.notices.printing import pdf_path
from tests.makers import COUNTY, OTHER_VILLAGE, VILLAGE
from tests.service.walking import identified, publicized
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import posted, press, printed, send, signed

EXIT = "household_exit_list"


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Officials in a small world where paper costs no time."""
    monkeypatch.setattr(printing, "render_pdf", lambda facts: b"%PDF-1.7 " + facts.number.encode())
    monkeypatch.setattr(printing, "page_count", lambda pdf: 2)
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def test_a_notice_goes_from_its_issue_to_its_result(office: Office) -> None:
    ids = publicized(office.world, 2)
    notice_id = office.world.notice_of(ids[0], EXIT)
    page = f"/notices/{notice_id}"
    assert "to be printed" in text_of(office.page("clerk", page))
    assert office.official("clerk").get(f"{page}/notice.pdf").status_code == 404
    printed(office, notice_id)
    assert "to be posted" in text_of(office.page("clerk", page))
    assert posted(office, notice_id).headers["Location"] == page
    assert "running" in text_of(office.page("clerk", page))
    assert "board.png" in office.page("clerk", page)
    office.world.wait(8)
    assert "period over, result missing" in text_of(office.page("clerk", page))
    assert signed(office, notice_id).headers["Location"] == page
    seen = text_of(office.page("auditor", page))
    assert "complete" in seen
    assert "监委会主任" in seen
    office.world.fire("review", ids, "township")


def test_the_pdf_is_shown_downloaded_and_brought_back_when_its_file_is_gone(office: Office, tmp_path: Path) -> None:
    ids = publicized(office.world, 1)
    notice_id = office.world.notice_of(ids[0], EXIT)
    printed(office, notice_id)
    clerk = office.official("clerk")
    shown = clerk.get(f"/notices/{notice_id}/notice.pdf")
    assert (shown.mimetype, shown.data[:8]) == ("application/pdf", b"%PDF-1.7")
    assert shown.headers["Content-Disposition"].startswith("inline")
    assert shown.headers["Cache-Control"] == "no-store"
    assert clerk.get(f"/notices/{notice_id}/notice.pdf?download=1").headers["Content-Disposition"].startswith("attach")
    with office.service.database.read() as db:
        path = pdf_path(tmp_path, _sha256(db, notice_id))
    path.unlink()
    assert clerk.get(f"/notices/{notice_id}/notice.pdf").data == shown.data
    assert path.exists()


def _sha256(db: Any, notice_id: int) -> str:
    found: str = db.execute(select(NoticePdf.sha256).where(NoticePdf.notice_id == notice_id)).scalar_one()
    return found


def test_a_paper_that_cannot_be_made_is_told_and_changes_nothing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = publicized(office.world, 1)
    notice_id = office.world.notice_of(ids[0], EXIT)

    def fail(facts: Any) -> bytes:
        raise RenderFailed("no font has 䶮")

    monkeypatch.setattr(printing, "render_pdf", fail)
    press(office, "clerk", f"/notices/{notice_id}/print", f"/notices/{notice_id}")
    seen = text_of(office.page("clerk", f"/notices/{notice_id}"))
    assert "The PDF could not be made: no font has 䶮" in seen
    assert "to be printed" in seen


def test_a_posting_with_faults_keeps_what_was_typed_and_names_every_fault(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = office.world.notice_of(ids[0], EXIT)
    printed(office, notice_id)
    path = f"/notices/{notice_id}/postings/new"
    answer = send(office, "clerk", path, {"posted_on": "2018-10-01", "place": "东墙", "place_level": "village"})
    assert answer.status_code == 422
    seen = text_of(answer.text)
    assert "it cannot have hung before that" in seen
    assert "Attach at least one photograph" in seen
    assert 'value="东墙"' in answer.text
    answer = send(office, "clerk", path, {"place_level": "village"}, photos=(b"<html>", "photo.png"))
    assert answer.status_code == 422
    assert "is neither an image" in text_of(answer.text)


def test_a_late_posting_says_that_it_needs_an_extension(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = office.world.notice_of(ids[0], EXIT)
    printed(office, notice_id)
    office.world.wait(2)
    assert "needs an extension" in text_of(office.page("clerk", f"/notices/{notice_id}/postings/new"))
    posted(office, notice_id)
    assert "Posted after its date" in office.page("clerk", f"/notices/{notice_id}")
    assert "posted late: needs an extension" in office.page("clerk", "/notices/")
    (extension,) = office.world.fire("extend_publicity", ids, "clerk", "晚贴").notices
    printed(office, extension)
    posted(office, extension)
    seen = office.page("clerk", f"/notices/{notice_id}")
    assert "Posted after its date" not in seen
    assert f'href="/notices/{extension}"' in seen
    assert office.page("clerk", f"/notices/{extension}")


def test_the_result_is_not_signed_early_nor_by_the_same_person(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = office.world.notice_of(ids[0], EXIT)
    printed(office, notice_id)
    posted(office, notice_id)
    answer = signed(office, notice_id, signed_by_team="经办人")
    assert answer.status_code == 422
    seen = text_of(answer.text)
    assert "the result is signed after that day" in seen
    assert "Three different people sign" in seen


def test_the_list_is_filtered_and_paged(office: Office) -> None:
    ids = publicized(office.world, 1)
    page = office.page("clerk", "/notices/")
    assert page.count('<th scope="row">') == 4
    only = office.page("clerk", f"/notices/?kind={EXIT}&condition=unprinted&place={VILLAGE}")
    assert only.count('<th scope="row">') == 1
    assert "No notice fits the filter" in office.page("clerk", "/notices/?condition=void")
    assert office.page("county", "/notices/?place=石桥村").count('<th scope="row">') == 4
    assert "No notice fits the filter" in office.page("county", "/notices/?place=河口")
    assert office.page("county", f"/notices/?place={COUNTY}").count('<th scope="row">') == 4
    office.world.fire("withdraw", ids, "clerk", "撤回")
    assert office.page("clerk", "/notices/?condition=void").count('<th scope="row">') == 1
    seen = text_of(office.page("clerk", f"/notices/{_void(office)}"))
    assert "This notice is void" in seen
    assert "Record a posting" not in seen


def _void(office: Office) -> int:
    with office.service.database.read() as db:
        return db.execute(select(NoticeVoid.notice_id)).scalars().all()[-1]


@pytest.mark.parametrize("path", ["", "/notice.pdf", "/postings/new", "/result"])
def test_outside_the_jurisdiction_a_notice_does_not_exist(office: Office, path: str) -> None:
    ids = publicized(office.world, 1)
    notice_id = office.world.notice_of(ids[0], EXIT)
    printed(office, notice_id)
    assert office.official("other-clerk").get(f"/notices/{notice_id}{path}").status_code == 404
    assert OTHER_VILLAGE not in office.page("clerk", "/notices/")
    assert "There is no notice yet" in office.page("other-clerk", "/notices/")


def test_who_may_do_nothing_sees_no_button_and_closed_forms(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = office.world.notice_of(ids[0], EXIT)
    seen = office.page("auditor", f"/notices/{notice_id}")
    assert "Print now" not in seen
    assert "Print now" in office.page("clerk", f"/notices/{notice_id}")
    for path in ("postings/new", "result"):
        assert office.official("auditor").get(f"/notices/{notice_id}/{path}").status_code == 403
    assert office.official("admin").get("/notices/").status_code == 403


def test_a_county_announcement_is_posted_by_the_village_clerk_too(office: Office) -> None:
    ids = identified(office.world, 1)
    notice_id = office.world.notice_of(ids[0], "identification_announcement")
    printed(office, notice_id, "county-approver")
    assert posted(office, notice_id, "clerk", place="村务公开栏").status_code == 302
    assert "posted" in text_of(office.page("county", f"/notices/{notice_id}"))
