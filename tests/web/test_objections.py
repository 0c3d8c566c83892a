"""Objections in the browser: lodged, screened, decided, appealed, withdrawn; who acts late is told who was first."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.acts_on_notices import hung
from tests.service.walking import publicized
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import lodged, send

EXIT = "household_exit_list"
DECISION = {"investigator_1": "核查员甲", "investigator_2": "核查员乙", "finding": "经实地核查"}


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def test_an_objection_is_lodged_screened_dismissed_appealed_and_upheld(office: Office) -> None:
    ids = publicized(office.world, 2)
    notice_id = hung(office.world, ids[0], EXIT)
    assert "Lodge an objection" in office.page("clerk", f"/notices/{notice_id}")
    brought = lodged(office, notice_id, str(ids[1]), objector="王某")
    page = f"/objections/{brought}"
    assert "To be screened" in office.page("clerk", page)
    assert send(office, "township", f"{page}/screen", {"outcome": "accepted"}).status_code == 302
    assert "It blocks" in office.page("clerk", page)
    assert send(office, "township", f"{page}/decide", {"outcome": "dismissed", **DECISION}).status_code == 302
    assert send(office, "clerk", f"{page}/appeal", {"finding": "核查不实"}).status_code == 302
    assert "decided at the level: County" in text_of(office.page("clerk", page))
    answer = send(office, "township", f"{page}/decide", {"outcome": "upheld", **DECISION})
    assert answer.status_code == 422
    assert send(office, "county", f"{page}/decide", {"outcome": "upheld", **DECISION}).status_code == 302
    seen = text_of(office.page("clerk", page))
    assert "take the household off the list" in seen
    assert seen.count("核查员甲、核查员乙") == 2
    office.world.fire("take_off", [ids[1]], "township", "异议成立")


def test_who_objected_is_told_to_who_recorded_it_and_to_who_decides_only(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = hung(office.world, ids[0], EXIT)
    brought = lodged(office, notice_id, str(ids[0]), "township", objector="反映人赵某")
    for login in ("clerk", "team", "data", "assessor"):
        seen = office.page(login, f"/objections/{brought}")
        assert "反映人赵某" not in seen
        assert "kept confidential" in seen
    for login in ("township", "county", "auditor"):
        assert "反映人赵某" in office.page(login, f"/objections/{brought}")


def test_a_household_that_is_left_out_becomes_a_clue(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), "omitted")
    seen = text_of(office.page("clerk", f"/objections/{brought}"))
    assert "Taken as a clue" in seen
    assert "a household that the list leaves out" in seen


def test_an_objection_with_faults_keeps_what_was_typed(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = hung(office.world, ids[0], EXIT)
    answer = send(
        office,
        "clerk",
        f"/objections/new/{notice_id}",
        {"about": "", "content": "写好的内容", "lodged_on": "2030-01-01"},
    )
    assert answer.status_code == 422
    assert "写好的内容" in answer.text
    answer = send(
        office,
        "clerk",
        f"/objections/new/{notice_id}",
        {"about": str(ids[0]), "channel": "letter", "content": "写好的内容", "lodged_on": "2030-01-01"},
    )
    assert answer.status_code == 422
    assert "This day lies in the future" in text_of(answer.text)


def test_investigators_of_the_household_are_named_beside_their_field(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]))
    send(office, "township", f"/objections/{brought}/screen", {"outcome": "accepted"})
    answers = {**DECISION, "outcome": "upheld", "investigator_2": "试验员1"}
    answer = send(office, "township", f"/objections/{brought}/decide", answers)
    assert answer.status_code == 422
    assert "试验员1 belongs to the household" in text_of(answer.text)


def test_who_decides_on_a_page_that_is_out_of_date_sees_that_and_keeps_the_words(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]))
    send(office, "township", f"/objections/{brought}/screen", {"outcome": "accepted"})
    late = {"outcome": "clue", "finding": "另有一户", "version": "1"}
    answer = send(office, "township", f"/objections/{brought}/screen", late)
    assert answer.status_code == 409
    assert "另有一户" in answer.text
    assert f'href="/objections/{brought}"' in answer.text


def test_an_objection_is_withdrawn_and_listed_by_state(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = hung(office.world, ids[0], EXIT)
    brought = lodged(office, notice_id, str(ids[0]))
    assert send(office, "township", f"/objections/{brought}/withdraw", {"finding": "书面撤回"}).status_code == 302
    assert f'href="/objections/{brought}"' in office.page("clerk", "/objections/?state=withdrawn")
    assert "There is no objection here" in office.page("clerk", "/objections/?state=accepted")
    assert f'href="/objections/{brought}"' in office.page("clerk", f"/objections/?notice={notice_id}")


def test_outside_the_jurisdiction_an_objection_does_not_exist(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = hung(office.world, ids[0], EXIT)
    brought = lodged(office, notice_id, str(ids[0]))
    stranger = office.official("other-clerk")
    for path in (f"/objections/{brought}", f"/objections/{brought}/appeal", f"/objections/new/{notice_id}"):
        assert stranger.get(path).status_code == 404
    assert "There is no objection here" in office.page("other-clerk", "/objections/")
    assert office.official("auditor").get(f"/objections/new/{notice_id}").status_code == 403
    assert office.official("clerk").get("/objections/404").status_code == 404


def test_the_objection_to_an_extension_leads_to_what_it_extends(office: Office) -> None:
    ids = publicized(office.world, 1)
    office.world.wait(1)
    notice_id = hung(office.world, ids[0], EXIT)
    (extension,) = office.world.fire("extend_publicity", ids, "clerk", "晚贴").notices
    answer = office.official("clerk").get(f"/objections/new/{extension}?record={ids[0]}")
    assert answer.headers["Location"] == f"/objections/new/{notice_id}?record={ids[0]}"
    assert f'<option selected value="{ids[0]}">' in office.page("clerk", answer.headers["Location"])
