"""The page behind the code on a sheet: open to everybody, tells what holds, names nobody, keeps nothing."""

import hashlib
import json
from collections.abc import Iterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from service.database import Database
from service.models.base import Base
from service.models.notice import Notice
from service.notices import printing
from service.notices.codes import code_shown, new_code
from service.notices.public_facts import NoticeFacts
from tests.makers import VILLAGE, World, make_world
from tests.service import walking
from tests.service.acts_on_notices import decided, hung, lodged, screened
from tests.web.offices import Office, office_at, text_of
from tests.web.officials_on_notices import printed

EXIT = "household_exit_list"
PAPER = b"%PDF-1.7 the notice"


@pytest.fixture
def office(migrated_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """The service on each engine, where paper costs no time."""
    monkeypatch.setattr(printing, "render_pdf", lambda facts: PAPER)
    monkeypatch.setattr(printing, "page_count", lambda pdf: 2)
    database = Database(migrated_url)
    with office_at(make_world(database), migrated_url, tmp_path) as opened:
        yield opened
    database.close()


def issued(world: World, notice_id: int) -> Notice:
    with world.database.read() as db:
        found = db.get_one(Notice, notice_id)
        db.expunge_all()
    return found


def code_of(world: World, notice_id: int) -> str:
    code = issued(world, notice_id).code
    assert code
    return code


def seen(stranger: FlaskClient, code: str) -> str:
    answer = stranger.get(f"/n/{code}")
    assert answer.status_code == 200
    return text_of(answer.text)


def compared(stranger: FlaskClient, code: str, content: bytes, name: str = "notice.pdf") -> TestResponse:
    return stranger.post(f"/n/{code}", data={"file": (BytesIO(content), name)}, content_type="multipart/form-data")


def test_a_sheet_is_told_with_body_number_place_period_and_digest(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    (record,) = walking.publicized(world, 1)
    notice_id = world.notice_of(record, EXIT)
    world.print_and_post(notice_id)
    notice = issued(world, notice_id)
    page = seen(stranger, code_of(world, notice_id))
    facts = NoticeFacts.from_json(json.loads(notice.facts))
    for told in (facts.body, notice.number, "试验省试验市青河县柳林镇石桥村", "0" * 64, "posted, the period runs"):
        assert told in page, told
    assert code_shown(code_of(world, notice_id)) in page
    assert "Publicity of households proposed for exit" in page


def test_nobody_is_named_and_no_session_is_begun(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    (record,) = walking.publicized(world, 1)
    notice_id = world.notice_of(record, EXIT)
    world.print_and_post(notice_id)
    facts = NoticeFacts.from_json(json.loads(issued(world, notice_id).facts))
    answer = stranger.get(f"/n/{code_of(world, notice_id)}")
    for private in (facts.rows[0].head_name, "试验clerk", "试验员", facts.rows[0].group):
        assert private not in answer.text
    assert "Set-Cookie" not in answer.headers
    assert answer.headers["X-Robots-Tag"].startswith("noindex")
    assert answer.headers["Cache-Control"] == "no-store"
    assert '<meta name="robots" content="noindex' in answer.text
    assert "csrf_token" not in answer.text


def test_robots_are_told_to_stay_away(stranger: FlaskClient) -> None:
    answer = stranger.get("/robots.txt")
    assert (answer.mimetype, answer.text) == ("text/plain", "User-agent: *\nDisallow: /\n")


def test_every_state_of_a_notice_is_told(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    (record,) = walking.publicized(world, 1)
    notice_id = world.notice_of(record, EXIT)
    code = code_of(world, notice_id)
    assert "no posting is on file yet" in seen(stranger, code)
    world.print_and_post(notice_id)
    world.wait(7)
    assert "posted, the period runs" in seen(stranger, code)
    world.wait(1)
    assert "the period has ended" in seen(stranger, code)
    assert "both days included" in seen(stranger, code)
    world.fire("withdraw", [record], "clerk", "撤回")
    void = seen(stranger, code)
    assert "This notice is void" in void
    assert "Period that counts none any more: the notice does not hold" in void
    assert "both days included" not in void


def test_an_announcement_stays_announced(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.identified(office.world, 1)
    notice_id = office.world.notice_of(record, "identification_announcement")
    office.world.print_and_post(notice_id)
    office.world.wait(90)
    assert "announced" in seen(stranger, code_of(office.world, notice_id))


def test_an_amended_list_leads_to_the_one_that_counts_now(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    ids = walking.publicized(world, 3)
    first = hung(world, ids[0], EXIT)
    objection = lodged(world, first, ids[0])
    screened(world, objection)
    decided(world, objection, upheld=True)
    world.fire("take_off", ids[:1], "township", "异议成立")
    assert "This notice is void" in seen(stranger, code_of(world, first))
    (second,) = world.fire("amend_list", ids[1:], "clerk", "一户移出").notices
    page = stranger.get(f"/n/{code_of(world, first)}").text
    assert "This notice was amended" in page
    assert "Its list changed" in page
    assert "both days included" not in page
    assert f'href="/n/{code_of(world, second)}"' in page
    assert "Stands in for" in seen(stranger, code_of(world, second))
    assert f'href="/n/{code_of(world, first)}"' in stranger.get(f"/n/{code_of(world, second)}").text


def test_a_late_sheet_is_told_with_the_days_that_it_prints_and_those_that_count(
    office: Office, stranger: FlaskClient
) -> None:
    world = office.world
    ids = walking.publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    printed_days = NoticeFacts.from_json(json.loads(issued(world, notice_id).facts))
    world.wait(2)
    hung(world, ids[0], EXIT)
    page = stranger.get(f"/n/{code_of(world, notice_id)}").text
    assert printed_days.last_day
    for last_day in (printed_days.last_day, printed_days.last_day + timedelta(days=2)):
        assert f'datetime="{last_day.isoformat()}"' in page


def test_one_objects_while_the_period_runs(
    office: Office, stranger: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(office.app.view_functions, "public_objections.lodge", lambda code: "")
    world = office.world
    (record,) = walking.publicized(world, 1)
    notice_id = world.notice_of(record, EXIT)
    object_here = f'href="/n/{code_of(world, notice_id)}/object"'
    pages = (f"/n/{code_of(world, notice_id)}", f"/board/{VILLAGE}", f"/board/{VILLAGE}/{notice_id}")
    assert object_here not in stranger.get(pages[0]).text
    world.print_and_post(notice_id)
    for path in pages:
        assert object_here in stranger.get(path).text, path
    world.wait(8)
    for path in pages:
        assert object_here not in stranger.get(path).text, path


def test_a_late_posting_leads_to_its_extension(office: Office, stranger: FlaskClient) -> None:
    world = office.world
    ids = walking.publicized(world, 1)
    world.wait(1)
    late = hung(world, ids[0], EXIT)
    (extension,) = world.fire("extend_publicity", ids, "clerk", "晚贴一日").notices
    assert f'href="/n/{code_of(world, extension)}"' in stranger.get(f"/n/{code_of(world, late)}").text
    world.print_and_post(extension)
    assert "posted, the period runs" in seen(stranger, code_of(world, extension))
    world.wait(8)
    assert "the period has ended" in seen(stranger, code_of(world, extension))


def test_a_file_is_compared_and_nothing_is_kept(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    printed(office, notice_id)
    code = code_of(office.world, notice_id)
    before = counts(office.world)
    identical = compared(stranger, code, PAPER)
    assert (identical.status_code, "Identical: this file is the notice" in identical.text) == (200, True)
    assert hashlib.sha256(PAPER).hexdigest() in identical.text
    different = compared(stranger, code, PAPER + b"\n")
    assert (different.status_code, "Different: this file is not the notice" in text_of(different.text)) == (200, True)
    assert hashlib.sha256(PAPER + b"\n").hexdigest() in different.text
    for content, told in ((b"\x89PNG", "This file is no PDF"), (b"", "No file was chosen")):
        answer = compared(stranger, code, content)
        assert (answer.status_code, told in answer.text) == (422, True)
    assert counts(office.world) == before
    assert "Set-Cookie" not in identical.headers


def counts(world: World) -> dict[str, int]:
    with world.database.read() as db:
        return {
            table.name: db.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
        }


def test_a_file_above_the_limit_is_refused(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    printed(office, notice_id)
    assert office.app.config["MAX_CONTENT_LENGTH"] == office.service.settings.max_upload_mb * 1024 * 1024
    office.app.config["MAX_CONTENT_LENGTH"] = 2_000
    answer = compared(stranger, code_of(office.world, notice_id), PAPER + b"0" * 2_000)
    assert answer.status_code == 413
    assert "<h1>" in answer.text


def test_a_notice_that_is_not_printed_has_nothing_to_compare(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    code = code_of(office.world, office.world.notice_of(record, EXIT))
    assert "The notice has no PDF yet" in seen(stranger, code)
    assert compared(stranger, code, PAPER).status_code == 404


def test_a_code_is_typed_as_it_is_printed(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    code = code_of(office.world, office.world.notice_of(record, EXIT))
    typed = code_shown(code).lower()
    assert stranger.get("/n/", query_string={"code": typed}).headers["Location"] == f"/n/{code}"
    assert stranger.get(f"/n/{typed}").headers["Location"] == f"/n/{code}"
    wrong = stranger.get("/n/?code=ABC-U")
    assert wrong.status_code == 422
    assert 'value="ABC-U"' in wrong.text
    assert "This cannot be a code" in wrong.text


def test_an_unknown_code_and_what_is_none_get_the_same_answer(office: Office, stranger: FlaskClient) -> None:
    unknown = new_code()
    pages = [stranger.get(f"/n/{code}") for code in (unknown, "nothing")]
    assert [page.status_code for page in pages] == [404, 404]
    assert pages[0].text.replace(unknown, "nothing") == pages[1].text
    assert "somebody may have forged it" in text_of(pages[0].text)
    assert compared(stranger, unknown, PAPER).status_code == 404


def test_guessing_is_slowed_down_and_reading_is_not(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    code = code_of(office.world, office.world.notice_of(record, EXIT))
    assert {stranger.get(f"/n/{code}").status_code for _ in range(70)} == {200}
    answers = [stranger.get(f"/n/{new_code()}").status_code for _ in range(61)]
    assert answers == [404] * 60 + [429]
    assert compared(stranger, new_code(), PAPER).status_code == 429
    assert {stranger.get(f"/n/{new_code()}/object{rest}").status_code for rest in ("", "/0000-0000")} == {429}


def test_the_language_is_the_browser_s_and_can_be_changed(office: Office) -> None:
    chinese = office.app.test_client()
    assert "核对公示公告" in chinese.get("/n/").text
    chinese.post("/language/en", data={})
    page = chinese.get("/n/", headers={"Accept-Language": "en"})
    assert "Check a notice" in page.text
    assert "/language/zh_Hans_CN?next=/n/" in page.text


def test_officials_see_the_code_with_the_public_page(office: Office) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    code = code_of(office.world, notice_id)
    page = office.page("clerk", f"/notices/{notice_id}")
    assert code_shown(code) in page
    assert f'href="/n/{code}"' in page


def test_the_paper_with_full_names_stays_behind_sign_in_and_jurisdiction(office: Office, stranger: FlaskClient) -> None:
    (record,) = walking.publicized(office.world, 1)
    notice_id = office.world.notice_of(record, EXIT)
    printed(office, notice_id)
    paper = f"/notices/{notice_id}/notice.pdf"
    assert office.official("clerk").get(paper).data == PAPER
    turned_away = stranger.get(paper)
    assert (turned_away.status_code, turned_away.headers["Location"].split("?")[0]) == (302, "/sign-in")
    assert office.official("other-clerk").get(paper).status_code == 404
    everyone = {
        rule.rule
        for rule in office.app.url_map.iter_rules()
        if getattr(office.app.view_functions[rule.endpoint], "_open_to", None) == "everyone"
    }
    assert not [rule for rule in everyone if "pdf" in rule or "attachment" in rule]
