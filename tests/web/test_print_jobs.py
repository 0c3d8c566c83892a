"""Batch printing in the browser: chosen, ordered once, followed without JavaScript, read, tried again."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader, PdfWriter
from sqlalchemy import select
from werkzeug.test import TestResponse

from service.models.printing import PrintJob
from service.notices import printing
from service.notices.paper import RenderFailed
from service.notices.print_jobs import PrintingRoom, merged_path
from service.notices.print_worker import PrintWorker
from tests.service.walking import first_publicity
from tests.web.offices import Office, open_office, text_of

FIRST = "household_first_list"
_HIDDEN = re.compile(r'name="(csrf_token|key)"[^>]*value="([^"]*)"')


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """Officials in a small world where paper costs no time."""

    def render(facts: Any) -> bytes:
        writer, file = PdfWriter(), BytesIO()
        writer.add_blank_page(595, 842)
        writer.add_metadata({"/Title": facts.number})
        writer.write(file)
        return file.getvalue()

    monkeypatch.setattr(printing, "render_pdf", render)
    monkeypatch.setattr(printing, "page_count", lambda pdf: 1)
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


@pytest.fixture
def woken(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """How often the worker was woken, instead of a thread."""
    calls: list[str] = []
    monkeypatch.setattr(PrintWorker, "wake", lambda self: calls.append("woken"))
    return calls


def issued(office: Office, number: int) -> list[int]:
    return [office.world.notice_of(first_publicity(office.world, 1)[0], FIRST) for _ in range(number)]


def form_of(office: Office, login: str, path: str = "/print-jobs/new") -> dict[str, Any]:
    return dict(_HIDDEN.findall(office.page(login, path)))


def order(office: Office, data: dict[str, Any], path: str = "/print-jobs/new") -> TestResponse:
    given = {**form_of(office, "township", path), "copies": "1", "scope": "ticked", "why": "", **data}
    return office.official("township").client.post(path, data=given)


def work_off(office: Office, folder: Path) -> None:
    PrintingRoom(office.service.database, folder, office.world.clock, "test").work_off()


def test_a_township_prints_all_that_waits_and_follows_the_job(office: Office, tmp_path: Path, woken: list[str]) -> None:
    ids = issued(office, 3)
    page = text_of(office.page("township", "/print-jobs/new"))
    assert "Print all that wait: 3" in page
    answer = order(office, {"scope": "waiting", "copies": "2"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/print-jobs/1")
    assert woken == ["woken"]
    shown = office.official("township").get("/print-jobs/1")
    assert shown.headers["Refresh"] == "3"
    for page in (shown.text, office.page("township", "/print-jobs/")):
        assert "being printed" not in page
        assert "waits to be printed" in page
    assert '<progress value="0" max="3"' in shown.text
    assert "<script" not in shown.text.split("<main")[1]
    still = office.official("township").get("/print-jobs/1?still=1")
    assert "Refresh" not in still.headers
    assert PrintingRoom(office.service.database, tmp_path, office.world.clock, "test").work()
    assert "being printed" in office.page("township", "/print-jobs/")
    work_off(office, tmp_path)
    shown = office.official("township").get("/print-jobs/1")
    assert "Refresh" not in shown.headers
    assert '<progress value="3" max="3"' in shown.text
    assert "finished" in text_of(shown.text)
    for id in ids:
        assert f"/notices/{id}/notice.pdf" in shown.text
        assert "Printing 1 2 first printing" in text_of(office.page("auditor", f"/notices/{id}"))
    file = office.official("township").get("/print-jobs/1/notices.pdf")
    assert file.mimetype == "application/pdf"
    assert len(PdfReader(BytesIO(file.data)).pages) == 5
    download = office.official("auditor").get("/print-jobs/1/notices.pdf?download=1")
    assert download.headers["Content-Disposition"].startswith("attachment")
    assert "Nothing waits to be printed" in office.page("township", "/print-jobs/new")
    assert "Print job 1" in office.page("county", "/print-jobs/")


def test_a_double_click_orders_once(office: Office, woken: list[str]) -> None:
    ids = issued(office, 2)
    form = form_of(office, "township")
    first = order(office, {**form, "notice": ids})
    second = order(office, {**form, "notice": ids})
    assert first.headers["Location"] == second.headers["Location"] == "/print-jobs/1"
    with office.service.database.read() as db:
        assert len(db.scalars(select(PrintJob.id)).all()) == 1


def test_a_refused_order_keeps_what_was_ticked_and_typed(office: Office, woken: list[str]) -> None:
    ids = issued(office, 2)
    answer = order(office, {"notice": [ids[1]], "copies": "100", "why": "再贴一份"})
    assert answer.status_code == 422
    assert "at most 99 copies" in text_of(answer.text)
    assert 'value="再贴一份"' in answer.text
    ticked = re.findall(r'<input[^>]*name="notice" value="(\d+)"[^>]*checked', answer.text)
    assert ticked == [str(ids[1])]
    assert "Tick at least one notice" in text_of(order(office, {}).text)
    assert order(office, {"notice": ["x"]}).status_code == 400
    assert woken == []


def test_a_reprint_of_chosen_notices_asks_why(office: Office, tmp_path: Path, woken: list[str]) -> None:
    ids = issued(office, 1)
    order(office, {"notice": ids})
    work_off(office, tmp_path)
    assert f'value="{ids[0]}"' in office.page("township", "/print-jobs/new?which=all")
    refused = order(office, {"notice": ids}, "/print-jobs/new?which=all")
    assert "write why it is printed again" in text_of(refused.text)
    assert order(office, {"notice": ids, "why": "公示栏更换"}, "/print-jobs/new?which=all").status_code == 303
    work_off(office, tmp_path)
    assert "公示栏更换" in office.page("auditor", f"/notices/{ids[0]}")


def test_what_failed_is_named_with_its_reason_and_tried_again(
    office: Office, tmp_path: Path, woken: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    ids, whole = issued(office, 2), printing.render_pdf

    def fail(facts: Any) -> bytes:
        if facts.number.endswith("2号"):
            raise RenderFailed("the paper took too long")
        return whole(facts)

    monkeypatch.setattr(printing, "render_pdf", fail)
    order(office, {"notice": ids})
    work_off(office, tmp_path)
    seen = text_of(office.page("township", "/print-jobs/1"))
    assert "Not printed: 1" in seen
    assert "The paper could not be made: the paper took too long." in seen
    assert "Try the failed ones again" not in office.page("auditor", "/print-jobs/1")
    monkeypatch.setattr(printing, "render_pdf", whole)
    form = form_of(office, "township", "/print-jobs/1")
    assert office.official("township").client.post("/print-jobs/1/retry", data=form).status_code == 303
    assert "Notices that are tried again: 1" in text_of(office.page("township", "/print-jobs/1"))
    work_off(office, tmp_path)
    assert "Not printed" not in office.page("township", "/print-jobs/1")


def test_outside_the_jurisdiction_a_job_does_not_exist(office: Office, tmp_path: Path, woken: list[str]) -> None:
    ids = issued(office, 1)
    order(office, {"notice": ids})
    work_off(office, tmp_path)
    for path in ("/print-jobs/1", "/print-jobs/1/notices.pdf"):
        assert office.official("other-clerk").get(path).status_code == 404
        assert office.official("clerk").get(path).status_code == 404
    form = form_of(office, "other-clerk", "/my-account/")
    assert office.official("other-clerk").client.post("/print-jobs/1/retry", data=form).status_code == 404
    assert "No batch has been printed yet" in office.page("other-clerk", "/print-jobs/")
    assert office.official("admin").get("/print-jobs/").status_code == 403
    assert office.official("auditor").get("/print-jobs/new").status_code == 403


def test_a_job_that_was_left_unfinished_goes_on_when_somebody_looks(
    office: Office, tmp_path: Path, woken: list[str]
) -> None:
    order(office, {"notice": issued(office, 1)})
    woken.clear()
    office.page("township", "/print-jobs/1")
    office.page("township", "/print-jobs/")
    assert woken == ["woken", "woken"]
    work_off(office, tmp_path)
    office.page("township", "/print-jobs/1")
    assert woken == ["woken", "woken"]


def test_the_first_request_after_a_restart_lets_jobs_go_on(office: Office, woken: list[str]) -> None:
    order(office, {"notice": issued(office, 1)})
    woken.clear()
    worker = office.service.print_worker
    worker._asked = False
    office.app.test_client().get("/sign-in")
    office.app.test_client().get("/sign-in")
    assert woken == ["woken"]


def test_a_lost_file_of_a_job_is_made_again(office: Office, tmp_path: Path, woken: list[str]) -> None:
    order(office, {"notice": issued(office, 2)})
    work_off(office, tmp_path)
    with office.service.database.read() as db:
        sha256 = db.scalar(select(PrintJob.merged_sha256))
    merged_path(tmp_path, sha256 or "").unlink()
    assert office.official("township").get("/print-jobs/1/notices.pdf").status_code == 200


def test_the_number_of_queries_does_not_grow_with_the_job(office: Office, tmp_path: Path, woken: list[str]) -> None:
    counts = []
    for number in (1, 6):
        ids = issued(office, number)
        for path in ("/print-jobs/new", "/print-jobs/"):
            office.page("township", path)
        order(office, {"notice": ids})
        with office.counted() as sent:
            office.page("township", "/print-jobs/new?which=all")
            office.page("township", f"/print-jobs/{len(counts) + 1}")
            office.page("township", "/print-jobs/")
        counts.append(len(sent))
    assert counts[0] == counts[1]


def test_the_command_prints_what_is_ordered(office: Office, woken: list[str]) -> None:
    order(office, {"notice": issued(office, 2)})
    with office.app.app_context():
        done = office.app.test_cli_runner().invoke(args=["work-print-jobs", "--workers", "1"])
    assert done.exit_code == 0, done.output
    assert "3 pieces of work done" in done.output
    assert "finished" in text_of(office.page("township", "/print-jobs/1"))
