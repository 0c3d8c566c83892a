"""Pressing the button: one act, all of it or nothing, and a clear page where it may not be."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from service.queries.timeline import entries_of
from service.web import printing
from tests.makers import VILLAGE
from tests.service import walking
from tests.web.offices import Office, open_office, text_of


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


PRINT_NOTICE = printing.print_notice


@pytest.fixture(autouse=True)
def without_paper(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rendering takes a second a notice; the test that needs the paper puts it back."""
    monkeypatch.setattr(printing, "print_notice", lambda *_arguments: None)


def opinions(office: Office, record_id: int) -> list[str]:
    with office.world.database.read() as db:
        return [entry.opinion for entry in entries_of(db, record_id)]


def test_the_page_says_what_will_happen_before_anything_does(office: Office) -> None:
    (record,) = walking.verified(office.world, 1)
    page = text_of(office.page("clerk", f"/records/{record}/steps/publicize"))
    assert "Verified to In publicity" in page or "Verified In publicity" in page
    assert "Village clerk · 石桥村" in page
    assert "Publicity of households proposed for exit" in page
    assert office.world.state(record) == "verified"


def test_a_step_with_an_opinion_moves_the_record_and_keeps_the_words(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    office.world.file("application", [record], {"signed": True, "grounds": "收入低"})
    office.world.file("application_visit", [record], walking.VISIT)
    answer = office.official("team").press(f"/records/{record}/steps/verify_application", "情况属实")
    assert answer.status_code == 302
    assert office.world.state(record) == "assessed"
    assert opinions(office, record)[-1] == "情况属实"
    assert "Done: Verify the application" in text_of(office.page("team", answer.headers["Location"]))


def test_a_double_click_is_one_act(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    clerk, path = office.official("clerk"), f"/records/{record}/steps/decline"
    form = clerk.opened(path)
    first = clerk.press(path, "会议未通过", form)
    second = clerk.press(path, "会议未通过", form)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.headers["Location"] == second.headers["Location"]
    assert "the second one changed nothing" in text_of(office.page("clerk", second.headers["Location"]))
    assert [entry.step for entry in office.entries(record)] == ["apply", "decline"]


def test_a_double_click_on_a_list_is_one_act(office: Office) -> None:
    ids = walking.verified(office.world, 3)
    clerk, path = office.official("clerk"), "/lists/2/steps/publicize"
    form = clerk.opened(path)
    assert clerk.press(path, "", form).status_code == 302
    assert clerk.press(path, "", form).status_code == 302
    assert office.states(ids) == {"publicized"}
    assert len(office.entries(ids[0])) == len(office.entries(ids[2]))
    assert [entry.step for entry in office.entries(ids[0])].count("publicize") == 1


def test_a_stale_page_says_who_did_what_and_keeps_the_words(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    clerk, path = office.official("clerk"), f"/records/{record}/steps/decline"
    form = clerk.opened(path)
    office.world.file("application", [record], {"signed": True, "grounds": "收入低"})
    office.world.file("application_visit", [record], walking.VISIT)
    office.world.fire("verify_application", [record], "team", "情况属实")
    answer = clerk.press(path, "我写的理由", form)
    assert answer.status_code == 409
    page = text_of(answer.text)
    assert "试验team" in page
    assert "Verify the application" in page
    assert "情况属实" in page
    assert "我写的理由" in page
    assert "“Decline” was not taken" in page
    assert office.world.state(record) == "assessed"


def test_a_refused_list_names_the_households_and_the_reasons_and_nothing_moves(office: Office) -> None:
    ids = walking.proposed(office.world, 3)
    good, bad, worse = ids
    office.world.file("exit_visit", [good, bad], walking.VISIT)
    office.world.file("exit_consent", [good], {"agreed": True, "signature": "signature"})
    office.world.file("exit_consent", [bad], {"agreed": False, "signature": "signature"})
    team, path = office.official("team"), f"/records/steps/verify?records={good},{bad},{worse}"
    shown = text_of(office.page("team", path))
    assert "This step is not possible yet" in shown
    other = f"/records/steps/verify?records={good}"
    form = team.opened(other) | {"versions": ",".join(f"{id}:{v}" for id, v in office.world.versions(ids).items())}
    answer = team.press(path, "核实意见", form)
    assert answer.status_code == 422
    page = text_of(answer.text)
    assert "nothing has moved" in page
    refusal = answer.text.split('<section class="refusal"')[1].split("</section>")[0]
    numbers = [f"({number})" in refusal for number in (1, 2, 3)]
    assert numbers == [False, True, True]
    assert "The household does not agree to its exit" in text_of(refusal)
    assert "own consent to the exit is not on file" in text_of(refusal)
    assert "The visit to the household is not on file" in text_of(refusal)
    assert "核实意见" in answer.text
    assert office.states(ids) == {"proposed_for_exit"}


def test_a_county_approver_who_would_approve_a_village_is_refused(office: Office) -> None:
    village = office.world.designate("village", VILLAGE)
    office.world.file("village_plan", [village], {"title": "一村一策", "plan": "养鱼"})
    path = f"/records/{village}/steps/assist"
    page = text_of(office.page("county-approver", path))
    assert "This step is taken by: Township reviewer. Your post may not take it" in page
    office.world.fire("assist", [village], "township")
    approver = office.official("county-approver")
    page = office.page("county-approver", f"/records/{village}/steps/approve")
    assert "which this step does not leave" in page
    assert "versions" not in approver.opened(f"/records/{village}/steps/approve"), "no button where it is not possible"
    (household,) = walking.county_review(office.world, 1)
    forged = approver.opened(f"/records/{household}/steps/identify") | {"versions": f"{village}:2"}
    answer = approver.press(f"/records/{village}/steps/cosign_exit", "", forged)
    assert answer.status_code == 422
    assert "This step is taken by: Resident work team. Your post may not take it" in text_of(answer.text)
    assert office.world.state(village) == "assisted"


def test_a_reason_is_asked_for_where_one_is_compulsory_and_nothing_moves_without(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    answer = office.official("clerk").press(f"/records/{record}/steps/decline", "  ")
    assert answer.status_code == 422
    assert "This step needs a written reason" in text_of(answer.text)
    assert office.world.state(record) == "applied"


def test_ticked_households_become_a_list_by_the_step_that_gathers(office: Office) -> None:
    ids = walking.assisted(office.world, 3)
    walking.exit_papers(office.world, ids)
    chosen = office.page("clerk", "/households/chosen?household=1&household=2")
    path = f"/records/steps/propose_exit?records={ids[0]},{ids[1]}"
    assert f'href="{path.replace(",", "%2C")}"' in chosen or f'href="{path}"' in chosen
    assert "A new list is stored: Exit list of 2018 with 2 households" in text_of(office.page("clerk", path))
    answer = office.official("clerk").press(path)
    assert answer.headers["Location"].startswith("/lists/")
    listed = text_of(office.page("clerk", answer.headers["Location"]))
    assert "Exit list No. 1 of 2018" in listed
    assert [office.world.state(id) for id in ids] == ["proposed_for_exit", "proposed_for_exit", "assisted"]


def test_an_act_that_forms_no_sentence_is_a_bad_request(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    clerk, path = office.official("clerk"), f"/records/{record}/steps/decline"
    for versions in ("nonsense", f"{record}:", f"{record}:x", "9" * 30 + ":1"):
        assert clerk.press(path, "理由", clerk.opened(path) | {"versions": versions}).status_code == 400
    assert clerk.get(f"/records/{record}/steps/dance").status_code == 404
    assert clerk.get("/records/steps/decline?records=1,x").status_code == 404
    assert clerk.get("/records/steps/decline").status_code == 404
    assert office.world.state(record) == "applied"


def test_versions_of_another_jurisdiction_tell_nothing(office: Office) -> None:
    (mine,) = walking.applied(office.world, 1)
    other = office.world.apply(office.world.households(1, "990102100200"), village="990102100200", login="other-clerk")[
        0
    ]
    clerk, path = office.official("clerk"), f"/records/{mine}/steps/decline"
    answer = clerk.press(path, "理由", clerk.opened(path) | {"versions": f"{other}:0"})
    assert answer.status_code == 404
    assert "other-clerk" not in answer.text


def test_an_auditor_takes_no_step(office: Office) -> None:
    (record,) = walking.applied(office.world, 1)
    assert office.official("auditor").get(f"/records/{record}/steps/decline").status_code == 403


def test_the_notice_of_an_act_is_printed_after_it(office: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(printing, "print_notice", PRINT_NOTICE)
    (record,) = walking.verified(office.world, 1)
    answer = office.official("clerk").press(f"/records/{record}/steps/publicize")
    page = text_of(office.page("clerk", answer.headers["Location"]))
    assert "its PDF is kept" in page
    assert [entry.step for entry in office.entries(record)][-2:] == ["publicize", "notice_printed"]


def test_a_notice_that_cannot_be_printed_leaves_the_act_standing(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_arguments: object) -> None:
        raise OSError("no room")

    monkeypatch.setattr(printing, "print_notice", broken)
    (record,) = walking.verified(office.world, 1)
    answer = office.official("clerk").press(f"/records/{record}/steps/publicize")
    assert "could not be made now" in text_of(office.page("clerk", answer.headers["Location"]))
    assert office.world.state(record) == "publicized"
