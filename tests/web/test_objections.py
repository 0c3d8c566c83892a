"""Objections in the browser: lodged, screened, decided, appealed, withdrawn; who acts late is told who was first."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest

from tests.service.acts_on_notices import hung
from tests.service.walking import publicized, publicized_village
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import PNG, decided, lodged, send, step

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
    assert step(office, "township", brought, "accept").status_code == 302
    assert "It blocks" in office.page("clerk", page)
    decided(office, brought, "dismiss")
    seen = text_of(office.page("township", page))
    assert "柳林镇内异复〔2018〕1号" in seen
    assert "Answered in writing" in seen
    assert step(office, "clerk", brought, "appeal", finding="核查不实").status_code == 302
    assert "decided at the level: County" in text_of(office.page("clerk", page))
    answer = step(office, "township", brought, "investigate", **DECISION)
    assert answer.status_code == 422
    assert "It is heard at another level: County." in text_of(answer.text)
    decided(office, brought, "uphold", "county")
    seen = text_of(office.page("clerk", page))
    assert "take the household off the list" in seen
    assert seen.count("核查员甲、核查员乙") == 2
    office.world.fire("take_off", [ids[1]], "township", "异议成立")


def test_a_page_offers_every_step_of_one_s_roles_with_every_reason_against_it(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]))
    page = f"/objections/{brought}"
    township, county = text_of(office.page("township", page)), text_of(office.page("county", page))
    assert "Accept the objection not possible yet" not in township
    assert "Refuse as out of time not possible yet" in township
    assert "It was brought within the period: it is not out of time." in township
    assert "Accept the objection not possible yet Taken by: Township reviewer" in county
    assert "It is heard at another level: Township." in county
    assert "Accept the objection" not in text_of(office.page("auditor", page))


def test_what_is_due_stands_in_the_list_in_the_inbox_and_on_the_page(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]))
    pages = ("/", "/objections/?to_do=mine", f"/objections/{brought}")
    for path in pages:
        assert "overdue" not in text_of(office.page("township", path))
    office.world.wait(3)
    for path in pages:
        assert "2 days overdue" in text_of(office.page("township", path))
    assert step(office, "township", brought, "accept").status_code == 302
    for path in pages:
        assert "overdue" not in text_of(office.page("township", path))
    assert "There is no objection here" in office.page("county", "/objections/?to_do=mine")
    assert f'href="{pages[2]}"' in office.page("county", "/objections/?to_do=waiting")


def test_a_longer_list_asks_the_database_no_more_often(office: Office) -> None:
    ids = publicized(office.world, 1)
    notice_id = hung(office.world, ids[0], EXIT)
    counts = []
    for number in range(4):
        lodged(office, notice_id, str(ids[0]), content=f"第{number}件")
        office.page("township", "/objections/")
        with office.counted() as sent:
            office.page("township", "/objections/")
        counts.append(len(sent))
    assert len(set(counts)) == 1


def test_an_investigation_needs_evidence_which_only_hearers_open(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]), "township")
    step(office, "township", brought, "accept")
    bare = send(office, "township", f"/objections/{brought}/investigate", DECISION)
    assert bare.status_code == 422
    assert "proves the finding" in text_of(bare.text)
    assert "经实地核查" in bare.text
    wrong = send(
        office, "township", f"/objections/{brought}/investigate", DECISION, files=(b"MZ a program", "photo.png")
    )
    assert wrong.status_code == 422
    assert "photo.png" in text_of(wrong.text)
    assert step(office, "township", brought, "investigate", **DECISION).status_code == 302
    path = f"/objections/{brought}/files/1"
    sent = office.official("township").get(path)
    assert (sent.status_code, sent.data) == (200, PNG)
    assert sent.headers["Content-Disposition"].startswith("attachment")
    assert office.official("county").get(path).status_code == 200
    for login in ("clerk", "team", "other-clerk"):
        assert office.official(login).get(path).status_code == 404
    assert path not in office.page("clerk", f"/objections/{brought}")
    assert "shown to those who decide" in office.page("clerk", f"/objections/{brought}")


def test_a_refused_file_stops_the_investigation_though_another_proves_it(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]), "township")
    step(office, "township", brought, "accept")
    official, path = office.official("township"), f"/objections/{brought}/investigate"
    token = re.findall(r'name="csrf_token"[^>]*value="([^"]*)"', official.get(path).text)[0]
    files = [(BytesIO(PNG), "evidence.png"), (BytesIO(b"MZ a program"), "second.png")]
    answer = official.client.post(
        path,
        data={**DECISION, "csrf_token": token, "version": "2", "files": files},
        content_type="multipart/form-data",
    )
    assert answer.status_code == 422
    assert "second.png" in text_of(answer.text)
    assert official.get(f"/objections/{brought}/files/1").status_code == 404


def test_an_upheld_one_holds_up_its_household_until_that_has_left_the_list(office: Office) -> None:
    ids = publicized(office.world, 2)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]))
    page = f"/objections/{brought}"
    step(office, "township", brought, "accept")
    decided(office, brought, "uphold")
    assert "cannot move on while it stands on that list" in text_of(office.page("township", page))
    office.world.fire("take_off", ids[:1], "township", "异议成立")
    seen = text_of(office.page("township", page))
    assert "cannot move on" not in seen
    assert "The household has left that list. The objection holds up nothing any more." in seen
    assert "The corrected publicity is issued" not in seen
    office.world.fire("amend_list", ids[1:], "clerk", "有人移出名单")
    assert "The corrected publicity is issued." in text_of(office.page("township", page))


def test_an_upheld_one_to_a_village_holds_it_up_until_the_publicity_is_void(office: Office) -> None:
    record = publicized_village(office.world)
    brought = lodged(office, hung(office.world, record, "village_exit_list", "township"), str(record), "township")
    page = f"/objections/{brought}"
    step(office, "county", brought, "accept")
    decided(office, brought, "uphold", "county")
    assert "cannot move on" in text_of(office.page("county", page))
    office.world.fire("return", [record], "county", "异议成立")
    seen = text_of(office.page("county", page))
    assert "cannot move on" not in seen
    assert "The publicity is void. The objection holds up nothing any more." in seen


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
    step(office, "township", brought, "accept")
    answer = step(office, "township", brought, "investigate", **{**DECISION, "investigator_2": "试验员1"})
    assert answer.status_code == 422
    assert "试验员1 belongs to the household" in text_of(answer.text)


def test_who_decides_on_a_page_that_is_out_of_date_sees_that_and_keeps_the_words(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]))
    step(office, "township", brought, "accept")
    answer = step(office, "township", brought, "open_clue", finding="另有一户", version="1")
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
