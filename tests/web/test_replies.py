"""The written reply to an objection: printed, kept, delivered, appealed."""

import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.service.acts_on_notices import hung
from tests.service.printed_page import read_pages
from tests.service.walking import publicized
from tests.web.offices import Office, open_office, text_of
from tests.web.officials_on_notices import decided, lodged, send, step

EXIT = "household_exit_list"
DECISION = {"investigator_1": "核查员甲", "investigator_2": "核查员乙", "finding": "经实地核查"}


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """Officials of every level in a small world."""
    with open_office(migrated_file, tmp_path) as opened:
        yield opened


def test_a_reply_is_printed_kept_delivered_and_opened_by_hearers_only(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]), objector="王某某")
    step(office, "township", brought, "accept")
    decided(office, brought, "dismiss")
    page = office.page("township", f"/objections/{brought}")
    assert "not delivered yet" in text_of(page).lower()
    act_id = re.search(rf"/objections/{brought}/replies/(\d+)\.pdf", page)
    assert act_id
    paper = office.official("township").get(act_id[0])
    assert paper.status_code == 200
    text = "".join(each.text for each in read_pages(paper.data)).replace("\n", "")
    assert all(said in text for said in ("王某某", "异议不成立", "30日内向青河", "县扶贫开发领导小组申请复核一次"))
    assert hashlib.sha256(paper.data).hexdigest() in page
    for login in ("clerk", "team"):
        assert office.official(login).get(act_id[0]).status_code in (403, 404)
        assert act_id[0] not in office.page(login, f"/objections/{brought}")
    path = f"/objections/{brought}/delivery"
    assert send(office, "township", path, {"manner": "handed_over", "recipient": ""}).status_code == 422
    assert send(office, "township", path, {"manner": "handed_over"}).status_code == 302
    seen = text_of(office.page("township", f"/objections/{brought}"))
    assert "Handed over in person · 王某某" in seen
    assert "Appeal until" in seen
    assert "王某某" not in office.page("team", f"/objections/{brought}")


def test_a_delivery_is_told_of_the_letter_on_the_screen_only(office: Office) -> None:
    ids = publicized(office.world, 1)
    brought = lodged(office, hung(office.world, ids[0], EXIT), str(ids[0]))
    step(office, "township", brought, "accept")
    decided(office, brought, "dismiss")
    path = f"/objections/{brought}/delivery"
    official = office.official("township")
    page = official.get(path).text
    letter = re.search(r'name="letter"[^>]*value="(\d+)"', page)
    token = re.search(r'name="csrf_token"[^>]*value="([^"]*)"', page)
    assert letter
    assert token
    assert step(office, "clerk", brought, "appeal", finding="不服").status_code == 302
    decided(office, brought, "dismiss", "county")
    answers = {"csrf_token": token[1], "delivered_on": "2018-10-09", "manner": "kept"}
    for stale in ({"letter": letter[1]}, {}):
        answer = official.client.post(path, data={**answers, **stale})
        assert answer.status_code == 409
    assert "Not delivered yet" in text_of(office.page("county", f"/objections/{brought}"))
    assert send(office, "county", path, {"manner": "kept"}).status_code == 302


def test_an_appeal_is_offered_where_one_can_be_made_only(office: Office) -> None:
    ids = publicized(office.world, 2)
    notice_id = hung(office.world, ids[0], EXIT)
    upheld, dismissed = (lodged(office, notice_id, str(each)) for each in ids)
    for brought, outcome in ((upheld, "uphold"), (dismissed, "dismiss")):
        step(office, "township", brought, "accept")
        decided(office, brought, outcome)
    assert "Record an appeal" not in office.page("clerk", f"/objections/{upheld}")
    page = f"/objections/{dismissed}"
    seen = text_of(office.page("clerk", page))
    assert "Appeal of the objector" in seen
    assert f"{page}/appeal" in office.page("clerk", page)
    assert send(office, "township", f"{page}/delivery", {"manner": "kept"}).status_code == 302
    office.world.wait(31)
    late = text_of(office.page("clerk", page))
    assert "the period for an appeal is over" in late
    assert "Appeal of the objector" not in late
    assert step(office, "clerk", dismissed, "appeal", finding="不服").status_code == 422
