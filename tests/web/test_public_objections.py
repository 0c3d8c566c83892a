"""Objecting behind the code of a sheet, without an account: what is taken, what is refused, what is never told."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from service.notices.codes import code_shown
from service.web import public_objections
from service.web.throttle import OBJECTIONS_LODGED
from tests.service.acts_on_notices import EXIT, hung
from tests.service.walking import identified, publicized
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import PDF, PNG, step
from tests.web.passers import ENGLISH, REACHED_AT, Passer, code_of, objections
from tests.web.test_objections import DECISION


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world, and whoever comes from the street."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


@pytest.fixture
def passer(office: Office) -> Passer:
    """Somebody in front of a publicity of two households that hangs."""
    ids = publicized(office.world, 2)
    return Passer(office, code_of(office, hung(office.world, ids[0], EXIT)))


def test_an_objection_is_lodged_and_looked_up_by_its_receipt(office: Office, passer: Passer) -> None:
    answer = passer.send(serial="2", objector="王某某", contact=REACHED_AT, files=[(PNG, "car.png"), (PDF, "a.pdf")])
    assert answer.status_code == 302
    (found,) = objections(office)
    assert found.receipt
    assert answer.headers["Location"] == f"{passer.path}/{found.receipt}"
    page = passer.client.get(answer.headers["Location"], headers=ENGLISH)
    assert found.receipt in page.text
    for kept_back in ("王某某", REACHED_AT, "有小汽车", "car.png", "试验"):
        assert kept_back not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert "noindex" in page.headers["X-Robots-Tag"]
    assert step(office, "township", found.id, "accept").status_code == 302
    assert step(office, "township", found.id, "investigate", **DECISION).status_code == 302
    later = text_of(passer.client.get(answer.headers["Location"], headers=ENGLISH).text)
    assert "Accepted, undecided" in later
    assert "经实地核查" not in later
    assert passer.client.get(f"{passer.path}/0000-0000").status_code == 404


def test_a_code_is_read_however_it_is_typed_and_one_of_no_notice_leads_nowhere(office: Office, passer: Passer) -> None:
    code = passer.path.split("/")[2]
    assert passer.client.get(f"/n/{code_shown(code).lower()}/object").status_code == 200
    for wrong in ("0" * 13, "x", "<b>", "9" * 500):
        assert passer.client.get(f"/n/{wrong}/object").status_code == 404


def test_the_page_names_nobody_of_the_list(office: Office, passer: Passer) -> None:
    page = passer.client.get(passer.path).text
    assert "试验" not in page
    assert "12317" in page


def test_pressing_twice_lodges_once_and_another_page_lodges_another(office: Office, passer: Passer) -> None:
    hidden = passer.opened()
    first, second = passer.send(hidden), passer.send(hidden)
    assert first.headers["Location"] == second.headers["Location"]
    assert len(objections(office)) == 1
    passer.send({**passer.opened(), "receipt": "a receipt of one's own"})
    assert len(objections(office)) == 2


def test_what_does_not_fit_is_said_beside_the_field_and_what_was_typed_stays(
    office: Office, passer: Passer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(public_objections, "LARGEST_FILE", 1024)
    for answers, said in (
        ({"serial": "3"}, "No row of the list has this serial number"),
        ({"serial": ""}, "No row of the list has this serial number"),
        ({"about": "whole"}, "Not a valid choice"),
        ({"objector": "甲" * 65}, "64"),
        ({"files": [(b"MZ a program", "photo.png")]}, "photo.png"),
        ({"files": [(PNG, f"{place}.png") for place in range(4)]}, "at most 3"),
        ({"files": [(b"%PDF-" + b"0" * 2048 + b"%%EOF", "big.pdf")]}, "big.pdf"),
    ):
        answer = passer.send(**{"content": "写好的内容", **answers})
        assert answer.status_code == 422, answers
        assert said in text_of(answer.text), said
        assert "写好的内容" in answer.text
    assert objections(office) == []


def test_without_the_page_s_token_nothing_is_taken(office: Office, passer: Passer) -> None:
    assert passer.send({"receipt": "x"}).status_code == 400
    assert objections(office) == []


def test_who_sends_too_many_is_slowed_down(office: Office, passer: Passer) -> None:
    most = int(OBJECTIONS_LODGED.split()[0])
    answers = [passer.send(content=f"第{place}件").status_code for place in range(most + 1)]
    assert answers == [302] * most + [429]


def test_after_the_period_it_counts_as_late_and_then_the_page_says_where_to_turn(
    office: Office, passer: Passer
) -> None:
    office.world.wait(8)
    page = text_of(passer.client.get(passer.path, headers=ENGLISH).text)
    assert "it counts as out of time" in page
    hidden = passer.opened()
    office.world.wait(2)
    page = text_of(passer.client.get(passer.path, headers=ENGLISH).text)
    assert "Nothing can be lodged here now" in page
    assert "The period ended on" in page
    assert "12317" in page
    assert "Lodge the objection" not in page
    assert passer.send(hidden).status_code == 422
    assert objections(office) == []


def test_what_was_typed_while_the_period_ended_is_shown_back_to_be_copied(office: Office, passer: Passer) -> None:
    hidden = passer.opened()
    office.world.wait(10)
    answer = passer.send(hidden, content="<b>写好的内容</b>", serial="2", objector="王某某", contact=REACHED_AT)
    assert answer.status_code == 422
    assert "Nothing can be lodged here now" in answer.text
    assert "&lt;b&gt;写好的内容&lt;/b&gt;" in answer.text
    shown = text_of(answer.text)
    for typed in ("A household on the list", "王某某", REACHED_AT, "It was not lodged"):
        assert typed in shown, typed
    assert "What you had typed" not in passer.client.get(passer.path, headers=ENGLISH).text


def test_a_period_that_ends_under_the_button_is_told_like_one_that_ended_before(
    office: Office, passer: Passer, monkeypatch: pytest.MonkeyPatch
) -> None:
    hidden = passer.opened()
    lodged_for_good = public_objections.lodge_publicly

    def later(*given: Any, **more: Any) -> None:
        office.world.wait(10)
        lodged_for_good(*given, at=office.world.clock.now())

    monkeypatch.setattr(public_objections, "lodge_publicly", later)
    answer = passer.send(hidden, content="写好的内容")
    assert answer.status_code == 422
    shown = text_of(answer.text)
    assert "The period ended on" in shown
    assert "写好的内容" in shown
    assert "Lodge the objection" not in shown
    assert objections(office) == []


def test_where_nothing_can_be_lodged_the_public_is_told_why_in_its_own_words(office: Office) -> None:
    world = office.world
    (record,) = identified(world, 1)
    announced = Passer(office, code_of(office, hung(world, record, "identification_announcement")))
    (second,) = publicized(world, 1)
    unposted = Passer(office, code_of(office, world.notice_of(second, EXIT)))
    told = []
    for passer in (announced, unposted):
        page = text_of(passer.client.get(passer.path, headers=ENGLISH).text)
        assert "Nothing can be lodged here now" in page
        assert "12317" in page
        for idle in ("What happens then", "You get a receipt", "End of the period", "not recorded", "finding"):
            assert idle not in page, idle
        told.append(page)
    assert "tell the body that issued it" in told[0]
    assert "No posting of this publicity is on file yet" in told[1]
    hung(world, second, EXIT)
    assert "What happens then" in unposted.client.get(unposted.path, headers=ENGLISH).text
    world.fire("withdraw", [second], "clerk", "撤回")
    void = text_of(unposted.client.get(unposted.path, headers=ENGLISH).text)
    assert "This notice is void; no objection is lodged to it any more" in void


def test_a_wrong_receipt_leads_back_to_the_notice(office: Office, passer: Passer) -> None:
    receipt = passer.send().headers["Location"].rsplit("/", 1)[1]
    code = passer.path.split("/")[2]
    (another,) = publicized(office.world, 1)
    other = Passer(office, code_of(office, hung(office.world, another, EXIT)))
    pages = []
    for path in (f"{passer.path}/0000-0000", f"{passer.path}/<b>", f"{other.path}/{receipt}"):
        page = passer.client.get(path, headers=ENGLISH)
        assert page.status_code == 404
        assert "No objection has this receipt" in page.text
        assert "jurisdiction" not in page.text
        pages.append(page.text)
    assert f'href="{passer.path}"' in pages[0]
    assert f'href="/n/{code}"' in pages[0]
    unknown = passer.client.get("/n/0000000000000/object/0000", headers=ENGLISH)
    assert unknown.status_code == 404
    assert "No notice has this code" in unknown.text


def test_the_receipt_leads_to_its_notice_and_to_whom_to_ask(passer: Passer) -> None:
    page = passer.client.get(passer.send().headers["Location"], headers=ENGLISH).text
    assert f'href="{passer.path.removesuffix("/object")}"' in page
    assert "<h2>Whom to ask</h2>" in page


def test_no_two_parts_of_a_page_have_one_id(office: Office, passer: Passer) -> None:
    pages = [passer.client.get(passer.path).text, passer.send(about="", content="").text]
    pages.append(office.page("clerk", "/objections/new/1"))
    for page in pages:
        ids = re.findall(r'<(?!svg)[^>]*\sid="([^"]*)"', page)
        assert sorted(ids) == sorted(set(ids))


def test_what_is_missing_is_asked_for_in_plain_words(passer: Passer) -> None:
    answer = passer.send(about="", content="")
    assert answer.status_code == 422
    shown = text_of(answer.text)
    assert "What is it about? Choose one." in shown
    assert "What do you object to? Write what you object to." in shown
    assert "This field is required" not in shown
    form = text_of(passer.client.get(passer.path, headers=ENGLISH).text)
    assert "Serial number on the list needed with “A household on the list”" in form


def test_who_is_refused_on_a_public_page_is_led_to_one(office: Office, passer: Passer) -> None:
    for place in range(int(OBJECTIONS_LODGED.split()[0]) + 1):
        slowed = passer.send(content=f"第{place}件")
    assert slowed.status_code == 429
    client = passer.client
    answers = [slowed, client.get("/board/999", headers=ENGLISH), client.get("/n/a/b/c/d", headers=ENGLISH)]
    answers += [client.put("/board/", headers=ENGLISH), client.post(passer.path, headers=ENGLISH)]
    assert [answer.status_code for answer in answers[1:4]] == [404, 404, 405]
    for answer in answers:
        content = answer.text.split("<main")[1].split("</main>")[0]
        assert 'href="/board/"' in content
        assert 'href="/n/"' in content
        assert 'href="/"' not in content
        assert "jurisdiction" not in content
    elsewhere = client.get("/nothing", headers=ENGLISH).text.split("<main")[1].split("</main>")[0]
    assert 'href="/board/"' not in elsewhere
