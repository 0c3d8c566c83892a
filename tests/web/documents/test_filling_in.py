"""Papers are filled in, filed and read in the browser: nothing typed is lost, nothing is filed twice."""

import json
import re
from datetime import date

from service.facts.rows import load_rows
from tests.makers import World
from tests.service.walking import applied, assessed, assisted, proposed
from tests.web.documents.visitors import HIDDEN, PDF, PNG, SignIn, attached, meeting, on_file, url


def test_a_clerk_files_an_application_and_reads_it(world: World, sign_in: SignIn) -> None:
    (id,) = applied(world, 1)
    clerk = sign_in("clerk")
    page = clerk.get(url("application", id))
    assert page.status_code == 200
    assert "Application" in page.text
    answers = {"dated_on": "2018-10-07", f"r{id}_signed": "yes", f"r{id}_grounds": "因灾减收<b>"}
    sent = clerk.fill(url("application", id), answers, scans=[(PDF, "申请书.pdf")])
    assert sent.status_code == 302
    (filed,) = on_file(world)
    assert (filed.record_id, filed.kind, filed.year, filed.dated_on) == (id, "application", 2018, date(2018, 10, 7))
    assert json.loads(filed.data) == {"signed": True, "grounds": "因灾减收<b>"}
    assert (filed.scans, filed.filed_by, filed.filed_at) == (1, world.people["clerk"], world.clock.now())
    shown = clerk.get(sent.headers["Location"])
    assert "因灾减收&lt;b&gt;" in shown.text
    assert "申请书.pdf" in shown.text
    assert "试验clerk" in shown.text
    assert "is filed" in shown.text


def test_a_whole_list_is_filed_from_one_page(world: World, sign_in: SignIn) -> None:
    ids = assessed(world, 4)
    before = len(on_file(world))
    clerk = sign_in("clerk")
    page = clerk.get(url("identification_meeting", *ids)).text
    assert page.count('name="q_present"') == 1
    assert all(f'name="r{id}_votes_for"' in page for id in ids)
    answers = meeting(*ids, **{f"r{ids[2]}_votes_for": "12", f"r{ids[2]}_votes_against": "19"})
    sent = clerk.fill(url("identification_meeting", *ids), answers, scans=[(PDF, "a.pdf"), (PNG, "b.png")])
    assert sent.status_code == 302
    filed = on_file(world)[before:]
    assert [each.record_id for each in filed] == ids
    assert {each.filing_id for each in filed} == {filed[0].filing_id}
    assert [json.loads(each.data)["votes_for"] for each in filed] == [30, 30, 12, 30]
    assert {(each.scans, json.loads(each.data)["present"]) for each in filed} == {(2, 31)}
    assert len(attached(world)) == 2
    shown = clerk.get(sent.headers["Location"]).text
    assert all(f"/documents/{each.id}" in shown for each in filed[1:])


def test_a_stored_list_is_named_by_its_id(world: World, sign_in: SignIn) -> None:
    ids = proposed(world, 2)
    with world.database.read() as db:
        list_id = load_rows(db.connection(), ids, lock=False)[ids[0]].list_id
    team = sign_in("team")
    address = f"/documents/exit_visit/new?list={list_id}"
    before = len(on_file(world))
    answers = {"dated_on": "2018-10-08", "q_visitors": "试验员甲、试验员乙"}
    sent = team.fill(address, answers | {f"r{id}_findings": f"属实{id}" for id in ids})
    assert sent.status_code == 302
    assert [json.loads(each.data)["findings"] for each in on_file(world)[before:]] == [f"属实{id}" for id in ids]
    assert sign_in("other-clerk").get(address).status_code == 404
    assert team.get("/documents/exit_visit/new?list=99999").status_code == 404


def test_bad_input_keeps_everything_typed_and_stores_nothing(world: World, sign_in: SignIn) -> None:
    ids = assessed(world, 2)
    before = len(on_file(world))
    answers = meeting(*ids, q_present="40", dated_on="2018-12-31", **{f"r{ids[0]}_votes_for": "many"})
    sent = sign_in("clerk").fill(url("identification_meeting", *ids), answers, scans=[(PDF, "会议记录.pdf")])
    assert sent.status_code == 422
    for name, value in answers.items():
        if value not in ("yes", "no"):
            assert re.search(rf'name="{name}"[^>]*value="{value}"', sent.text), name
    assert re.search(r'checked[^>]*name="q_signed"[^>]*value="yes"', sent.text)
    assert "Write a whole number" in sent.text
    assert "More delegates were present (40) than are due (36)" in sent.text
    assert "The date lies in the future" in sent.text
    assert "Choose the files again" in sent.text
    assert len(on_file(world)) == before
    assert attached(world) == []


def test_bad_input_is_explained_in_chinese_too(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    clerk = sign_in("clerk")
    clerk.get("/language/zh_Hans_CN?next=/")
    sent = clerk.fill(url("identification_meeting", id), meeting(id, q_present=""))
    assert sent.status_code == 422
    assert "An answer is missing" not in sent.text
    assert 'lang="zh-Hans-CN"' in sent.text


def test_a_text_area_and_a_choice_keep_what_was_typed(world: World, sign_in: SignIn) -> None:
    (id,) = assisted(world, 1)
    answers = {
        "dated_on": "2018-10-08",
        f"r{id}_income": "务工\n</textarea><script>alert(1)</script>",
    }
    clerk = sign_in("clerk")
    chosen = clerk.fill(url("measure", id), {"dated_on": "2018-10-08", f"r{id}_measure_kind": "ecology"})
    assert chosen.status_code == 422
    assert re.search(r'<option selected value="ecology">', chosen.text)
    sent = clerk.fill(url("five_clears", id), answers)
    assert sent.status_code == 422
    assert "务工\n&lt;/textarea&gt;&lt;script&gt;" in sent.text
    assert "<script>alert" not in sent.text


def test_a_double_click_is_one_filing(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    before = len(on_file(world))
    clerk = sign_in("clerk")
    address, key = url("identification_meeting", id), "a" * 32
    first = clerk.fill(address, meeting(id), key=key, scans=[(PDF, "a.pdf")])
    second = clerk.fill(address, meeting(id), key=key, scans=[(PDF, "a.pdf")])
    assert first.headers["Location"] == second.headers["Location"]
    assert "filed already" in clerk.get(second.headers["Location"]).text
    assert len(on_file(world)) == before + 1
    assert len(attached(world)) == 1


def test_what_was_changed_after_the_first_press_is_not_lost(world: World, sign_in: SignIn) -> None:
    (id,) = assessed(world, 1)
    before = len(on_file(world))
    clerk = sign_in("clerk")
    address, key = url("identification_meeting", id), "a" * 32
    clerk.fill(address, meeting(id), key=key, scans=[(PDF, "a.pdf")])
    changed = meeting(id, **{f"r{id}_votes_for": "29"})
    again = clerk.fill(address, changed, key=key, scans=[(PDF, "a.pdf")])
    assert again.status_code == 422
    assert "have changed it since" in again.text
    assert len(on_file(world)) == before + 1
    (new_key,) = re.findall(r'name="key"[^>]*value="([0-9a-f]{32})"', again.text)
    assert new_key != key
    assert clerk.fill(address, changed, key=new_key, scans=[(PDF, "a.pdf")]).status_code == 302
    older, newer = on_file(world)[before:]
    page = clerk.get(f"/documents/{older.id}").text
    assert f"/documents/{newer.id}" in page
    assert "A newer paper of this kind is on file" in page


def test_a_record_that_has_moved_on_is_explained_and_what_was_typed_is_shown(world: World, sign_in: SignIn) -> None:
    first, second = applied(world, 2)
    team = sign_in("team")
    address = url("application_visit", first, second)
    hidden = dict(HIDDEN.findall(team.get(address).text))
    world.fire("decline", [second], "clerk", "不符合")
    typed = {
        "dated_on": "2018-10-08",
        "q_visitors": "甲",
        f"r{first}_findings": "房屋漏雨",
        f"r{second}_findings": "属实",
    }
    sent = team.client.post(address, data=hidden | typed)
    assert sent.status_code == 409
    assert "cannot be filed now" in sent.text
    assert "Declined" in sent.text
    assert "房屋漏雨" in sent.text
    assert on_file(world) == []
    assert team.get(address).status_code == 409


def test_one_visitor_is_filed_with_a_warning(world: World, sign_in: SignIn) -> None:
    (id,) = applied(world, 1)
    team = sign_in("team")
    sent = team.fill(
        url("application_visit", id), {"dated_on": "2018-10-08", "q_visitors": "试验员", f"r{id}_findings": "属实"}
    )
    assert sent.status_code == 302
    assert "The step asks for 2 different people" in team.get(sent.headers["Location"]).text


def test_after_filing_one_returns_to_where_one_came_from_but_never_elsewhere(world: World, sign_in: SignIn) -> None:
    (id,) = applied(world, 1)
    team = sign_in("team")
    answers = {"dated_on": "2018-10-08", "q_visitors": "甲、乙", f"r{id}_findings": "属实"}
    back = team.fill(url("application_visit", id, next="/my-account/"), answers)
    assert back.headers["Location"] == "/my-account/"
    elsewhere = team.fill(url("application_visit", id, next="//evil.example/"), answers)
    assert elsewhere.headers["Location"].startswith("/documents/")
