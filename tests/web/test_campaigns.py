"""The pages of the yearly round: the county opens it, the village decides, the township submits, four leaders sign."""

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from werkzeug.datastructures import MultiDict
from werkzeug.test import TestResponse

from service.demonstration.evidence import evidence_file
from service.notices.exposures import page_texts
from tests.makers import COUNTY, VILLAGE
from tests.service import walking
from tests.service.rounds import SIGNATURES, SIGNERS, decided, homes_of, opened, roll_now, signed, step, surveyed
from tests.web.offices import Office, open_office, text_of

HERE = f"/campaigns/rolls/1/villages/{VILLAGE}"
_TOKEN = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
_VERSION = re.compile(r'name="version"[^>]*value="([^"]+)"')


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    with open_office(migrated_file, tmp_path) as at_work:
        yield at_work


def sent(office: Office, login: str, path: str, answers: dict[str, Any], *, scan: bool = False) -> TestResponse:
    """Open a form, fill it in and send it, with the signed sheet where one is attached."""
    browser = office.official(login).client
    page = browser.get(path).text
    token, version = _TOKEN.search(page), _VERSION.search(page)
    assert token
    form: MultiDict[str, Any] = MultiDict({"csrf_token": token[1], **answers})
    if version:
        form.setdefault("version", version[1])
    if scan:
        form.add("files", (BytesIO(evidence_file("名册").content), "名册.pdf"))
    return browser.post(path, data=form, content_type="multipart/form-data")


def begun(office: Office, number: int = 2) -> list[int]:
    """Records of a round in which decisions may be made, each with its survey."""
    ids = walking.assisted(office.world, number)
    roll = opened(office.world)
    step(office.world, roll, "begin", "township")
    surveyed(office.world, ids)
    return ids


def test_a_round_from_its_opening_to_its_last_signature(office: Office) -> None:
    ids = walking.assisted(office.world, 2)
    surveyed(office.world, ids)
    answers = {"county": COUNTY, "year": "2018", "deadline_on": "2018-12-31"}
    assert sent(office, "county", "/campaigns/new", answers).location == "/campaigns/1"
    assert "Opened: last year is being confirmed" in office.page("county", "/campaigns/1")
    assert sent(office, "township", "/campaigns/rolls/1/begin", {}).status_code == 302
    homes = [str(home) for home in homes_of(office.world, 1).values()]
    done = sent(office, "clerk", HERE, {"decision": "as_suggested", "household": homes})
    assert done.status_code == 302
    assert "2 decisions are recorded." in office.page("clerk", HERE)
    assert sent(office, "township", "/campaigns/rolls/1/submit", {}).status_code == 302
    for (name, login), signer in zip(SIGNATURES, SIGNERS, strict=True):
        given = {"signer": signer, "signed_on": office.world.clock.today().isoformat()}
        assert sent(office, login, f"/campaigns/rolls/1/{name}", given, scan=True).status_code == 302
    page = text_of(office.page("auditor", "/campaigns/rolls/1"))
    assert "Closed: signed by all four" in page
    for signer in SIGNERS:
        assert signer in page
    assert "1 of 1" in text_of(office.page("county", "/campaigns/"))


def test_the_county_sees_each_township_with_what_is_done(office: Office) -> None:
    ids = begun(office)
    decided(office.world, 1, ids[:1])
    words = text_of(office.page("county", "/campaigns/1"))
    assert re.search(r"柳林镇 2 2 2 of 2 1 1 of 2 0 Households are being decided", words)
    assert "1 of 2" in text_of(office.page("township", "/campaigns/rolls/1"))


def test_what_keeps_a_roll_open_stands_on_it(office: Office) -> None:
    ids = begun(office)
    decided(office.world, 1, ids[:1], "exit")
    words = text_of(office.page("township", "/campaigns/rolls/1"))
    assert "Households without a decision of the year: 1." in words
    assert "Decisions that the records contradict: 1." in words
    refused = sent(office, "township", "/campaigns/rolls/1/submit", {})
    assert refused.status_code == 422
    assert "Decisions that the records contradict: 1." in text_of(refused.text)


def test_a_village_narrows_its_list_to_what_is_left_to_do(office: Office) -> None:
    ids = begun(office)
    decided(office.world, 1, ids[:1], "exit")
    all_of_them = text_of(office.page("clerk", HERE))
    assert "“Exit”, but nobody has proposed it: its record stands in “Being assisted”." in all_of_them
    for which, number in (("all", 2), ("undecided", 1), ("disagreeing", 1), ("unsurveyed", 0)):
        page = office.page("clerk", f"{HERE}?show={which}")
        assert page.count('name="household"') == number, which


def test_what_was_ticked_and_typed_stands_there_after_a_refusal(office: Office) -> None:
    ids = begun(office)
    decided(office.world, 1)
    home = str(homes_of(office.world, 1)[ids[0]])
    refused = sent(office, "clerk", HERE, {"decision": "exit", "household": home})
    assert refused.status_code == 422
    assert "Write why: what was said before is changed" in text_of(refused.text)
    assert re.search(rf'value="{home}"[^>]*checked', refused.text)
    assert '<option selected value="exit">' in refused.text
    nothing = sent(office, "clerk", HERE, {"decision": "exit"})
    assert "Tick at least one row." in text_of(nothing.text)


def test_last_year_is_gone_through_on_its_own_page(office: Office) -> None:
    left = walking.approved(office.world, 1)
    office.world.clock.advance_to(date(2019, 1, 7))
    opened(office.world, 2019)
    assert "to be confirmed before the year is decided" in text_of(office.page("clerk", HERE))
    key = f"{left[0]}-exit"
    wordless = sent(office, "team", f"{HERE}/last-year", {"confirmed": "no", "entry": key})
    assert wordless.status_code == 422
    assert re.search(rf'value="{key}"[^>]*checked', wordless.text)
    denied = {"confirmed": "no", "entry": key, "reason": "住房未落实"}
    assert sent(office, "team", f"{HERE}/last-year", denied).status_code == 302
    page = text_of(office.page("clerk", f"{HERE}/last-year"))
    assert "Not confirmed 住房未落实 The exit still stands." in page


def test_readers_see_a_village_without_ticks_and_strangers_nothing(office: Office) -> None:
    begun(office)
    assert "data-tick-all" not in office.page("county", HERE)
    assert "data-tick-all" in office.page("clerk", HERE)
    for path in ("/campaigns/1", "/campaigns/rolls/1", HERE, f"{HERE}/last-year", "/campaigns/rolls/1/roll.pdf"):
        assert office.official("other-clerk").get(path).status_code == 404, path
    assert office.official("other-clerk").get("/campaigns/").status_code == 200
    assert office.official("admin").get("/campaigns/").status_code == 403
    # The clerk sees the village's part, and takes no step for the township.
    assert office.official("clerk").get("/campaigns/rolls/1/submit").status_code == 403
    assert office.official("clerk").get("/campaigns/1").location == "/campaigns/rolls/1"


def test_the_roll_is_printed_as_a_draft_and_then_as_it_is_signed(office: Office, tmp_path: Path) -> None:
    begun(office)
    decided(office.world, 1)
    draft = office.official("clerk").get(f"/campaigns/rolls/1/roll.pdf?village={VILLAGE}")
    assert draft.mimetype == "application/pdf"
    assert "核对稿" in "".join(page_texts(draft.data))
    step(office.world, 1, "submit", "township")
    signed(office.world, 1, 0, tmp_path)
    printed = office.official("township").get("/campaigns/rolls/1/roll.pdf")
    text = "".join(page_texts(printed.data)).replace("\n", "")
    assert SIGNERS[0] in text
    assert "试验甲" not in text, "names are masked"
    page = office.page("township", "/campaigns/rolls/1")
    found = re.search(r"<code>([0-9a-f]{64})</code>", page)
    assert found
    assert found[1] in text.replace(" ", "")
    assert len(PdfReader(BytesIO(printed.data)).pages) == 1


def test_a_return_voids_the_signatures_and_shows_that_they_were_given(office: Office, tmp_path: Path) -> None:
    begun(office)
    decided(office.world, 1)
    step(office.world, 1, "submit", "township")
    signed(office.world, 1, 0, tmp_path)
    assert sent(office, "township", "/campaigns/rolls/1/return", {"reason": ""}).status_code == 422
    assert sent(office, "township", "/campaigns/rolls/1/return", {"reason": "一户有误"}).status_code == 302
    words = text_of(office.page("county", "/campaigns/rolls/1"))
    assert f"{SIGNERS[0]} · Party secretary of the township" in words
    assert "void: the list was returned" in words
    assert roll_now(office.world, 1).state == "deciding"


def test_a_step_on_an_old_page_is_told_so(office: Office) -> None:
    begun(office)
    decided(office.world, 1)
    answer = sent(office, "township", "/campaigns/rolls/1/submit", {"version": "1"})
    assert answer.status_code == 409


def test_the_scan_of_a_signed_sheet_is_for_those_above_the_township_only(office: Office, tmp_path: Path) -> None:
    begun(office)
    decided(office.world, 1)
    step(office.world, 1, "submit", "township")
    signed(office.world, 1, 0, tmp_path)
    found = re.search(r"/campaigns/rolls/1/sheets/\d+", office.page("county", "/campaigns/rolls/1"))
    assert found
    assert office.official("county").get(found[0]).data.startswith(b"%PDF-")
    assert office.official("clerk").get(found[0]).status_code == 404
    assert office.official("county").get("/campaigns/rolls/1/sheets/999").status_code == 404


def test_the_number_of_queries_does_not_grow_with_the_roll(office: Office) -> None:
    def queries(path: str) -> int:
        office.page("county", path)
        with office.counted() as statements:
            office.page("county", path)
        return len(statements)

    begun(office, 1)
    paths = ("/campaigns/1", "/campaigns/rolls/1", HERE)
    few = [queries(path) for path in paths]
    walking.identified(office.world, 5)
    assert [queries(path) for path in paths] == few


def test_without_a_round_the_page_says_what_to_do(office: Office) -> None:
    assert "No round is open yet" in office.page("clerk", "/campaigns/")
    assert 'href="/campaigns/new"' in office.page("county", "/campaigns/")
    assert 'href="/campaigns/new"' not in office.page("clerk", "/campaigns/")
