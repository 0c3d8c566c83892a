"""A preview shows what an issue would print, marked on every page; nothing of the act stands afterwards."""

import threading
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import select

from service.firing import Refused, Stale
from service.models.notice import Notice, NumberSeries
from service.notices import preview
from service.notices.paper import render_pdf
from service.notices.preview import preview_pdf, previewed_facts
from service.notices.public_facts import NoticeFacts
from tests.makers import World
from tests.service.printed_page import read_pages
from tests.service.specimen_notices import HOUSEHOLD_EXIT_ANNOUNCEMENT, VILLAGE_LIST, rows
from tests.service.walking import publicized, township_reviewed, verified

UNLIKE = {HOUSEHOLD_EXIT_ANNOUNCEMENT.number, "样　稿", "样", "稿", "　", "", " "}
"""Lines that only the paper or only its preview has: the number, what marks it."""


def previewed(world: World, step: str, ids: list[int], login: str) -> list[NoticeFacts]:
    order, actor = world.order(step, ids), world.actor(login)
    return previewed_facts(world.database, order, actor, world.clock.now())


def issued(world: World, record_id: int, kind: str) -> NoticeFacts:
    import json

    with world.database.read() as db:
        text = db.execute(select(Notice.facts).where(Notice.id == world.notice_of(record_id, kind))).scalar_one()
    return NoticeFacts.from_json(json.loads(text))


@pytest.mark.parametrize(
    ("walk", "step", "login", "kind"),
    [
        (verified, "publicize", "clerk", "household_exit_list"),
        (township_reviewed, "approve", "county-approver", "household_exit_announcement"),
    ],
)
def test_a_preview_changes_nothing_and_says_what_the_issue_then_says(
    world: World, walk: Any, step: str, login: str, kind: str
) -> None:
    ids = walk(world, 3)
    before = world.everything()
    (facts,) = previewed(world, step, ids, login)
    assert world.everything() == before
    assert (facts.number, facts.code, facts.check_url) == ("", "", "")
    world.fire(step, ids, login)
    frozen = issued(world, ids[0], kind)
    assert frozen.number
    assert facts == replace(frozen, number="", code="", check_url="")


def test_a_preview_takes_no_number(world: World) -> None:
    ids = verified(world, 1)
    with world.database.read() as db:
        numbers = db.execute(select(NumberSeries.__table__)).all()
    for _ in range(3):
        previewed(world, "publicize", ids, "clerk")
    with world.database.read() as db:
        assert db.execute(select(NumberSeries.__table__)).all() == numbers


def test_what_the_act_would_refuse_the_preview_refuses(world: World) -> None:
    ids = publicized(world, 1)
    before = world.everything()
    with pytest.raises(Refused) as refused:
        previewed(world, "review", ids, "township")
    assert "notice_not_printed" in {each.code for found in refused.value.reasons.values() for each in found}
    old = world.order("withdraw", ids, "撤回")
    world.fire("withdraw", ids, "clerk", "撤回")
    assert world.everything() != before
    with pytest.raises(Stale):
        previewed_facts(world.database, old, world.actor("clerk"), world.clock.now())


def test_no_lock_is_held_while_the_paper_is_made(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = verified(world, 2)
    facts = previewed(world, "publicize", ids, "clerk")
    acted = []

    def render(each: NoticeFacts, *, preview: bool) -> bytes:
        # Another official acts on the very same records meanwhile.
        other = threading.Thread(target=lambda: acted.append(world.fire("publicize", ids, "clerk")))
        other.start()
        other.join(20)
        return b"%PDF"

    monkeypatch.setattr(preview, "render_pdf", render)
    assert preview_pdf(facts) == b"%PDF"
    assert len(acted) == 1


@pytest.mark.parametrize("facts", [HOUSEHOLD_EXIT_ANNOUNCEMENT, VILLAGE_LIST], ids=["announcement", "publicity"])
def test_every_line_of_a_preview_stands_where_that_of_the_paper_stands(facts: NoticeFacts) -> None:
    paper = replace(facts, rows=rows(40))
    previewed = replace(paper, number="", code="", check_url="")
    places = [
        [[(line.text, round(line.baseline, 1)) for line in page.in_type_area()] for page in read_pages(pdf)]
        for pdf in (render_pdf(paper), preview_pdf([previewed]))
    ]
    printed, shown = ([[line for line in page if line[0] not in UNLIKE] for page in pages] for pages in places)
    assert [len(page) for page in printed] == [len(page) for page in shown]
    assert printed == shown


def test_every_page_is_marked_and_no_number_or_code_stands_on_it(tmp_path: Path) -> None:
    facts = [
        replace(each, rows=rows(40), number="", code="", check_url="")
        for each in (VILLAGE_LIST, HOUSEHOLD_EXIT_ANNOUNCEMENT)
    ]
    pages = PdfReader(BytesIO(preview_pdf(facts))).pages
    written = [page for page in pages if page.extract_text().strip()]
    assert len(written) > 4
    for page in written:
        text = page.extract_text()
        assert "样稿，未编号，不得张贴" in text
        assert "样　稿" in text or "样 稿" in text
        assert "编号：" not in text
        assert "2018〕" not in text
