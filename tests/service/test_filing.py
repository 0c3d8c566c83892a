"""Papers are filed for one record or a whole list in one act, and read back as the guards' papers."""

import json
from threading import Thread
from typing import Any

import pytest
from sqlalchemy import insert, select

from service.documents.filing import AlreadyFiled, Evidence, WrongAnswers, file_documents, region_around
from service.documents.forms import FORMS
from service.facts.papers import papers_on_file
from service.models.document import Document, DocumentAttachment
from service.models.rules import CriteriaSetRow, CriterionRow
from tests.makers import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World, new_key
from tests.service.filing import SHARED_MEETING, VOTES, income, number_of_documents, put
from tests.service.walking import CRITERIA, VISIT, applied, assessed, assisted, exit_papers
from workflows.papers import Criteria, Meeting, Visit


def test_a_list_is_filed_in_one_act_and_each_document_reads_as_its_paper(world: World, scan: int) -> None:
    ids = assessed(world, 3)
    before = number_of_documents(world)
    filed = put(world, "identification_meeting", ids, VOTES, SHARED_MEETING, scans=(scan,))
    assert len(filed) == 3
    assert number_of_documents(world) == before + 3
    with world.database.read() as db:
        papers = papers_on_file(db.connection(), "household", ids, ["identification_meeting"])
        links = db.execute(select(DocumentAttachment.document_id, DocumentAttachment.attachment_id)).all()
        filings = set(db.scalars(select(Document.filing_id).where(Document.id.in_(filed))))
    for id, document_id in zip(ids, filed, strict=True):
        (paper,) = papers[id]["identification_meeting"]
        assert paper == Meeting(
            id=document_id, dated_on=world.clock.today(), year=2018, scans=1, **{**SHARED_MEETING, **VOTES}
        )
    assert sorted(links) == [(document_id, scan) for document_id in filed]
    assert len(filings) == 1


def test_what_was_filed_lets_the_step_be_taken(world: World, scan: int) -> None:
    ids = applied(world, 2)
    put(world, "application", ids, {"signed": True, "grounds": "收入低"}, scans=(scan,))
    put(world, "application_visit", ids, {"findings": "属实"}, {"visitors": VISIT["visitors"]}, login="team")
    world.fire("verify_application", ids, "team")
    assert {world.state(id) for id in ids} == {"assessed"}


def test_a_second_press_files_nothing_and_names_what_is_on_file(world: World) -> None:
    ids = applied(world, 2)
    key = new_key()
    filed = put(world, "application_visit", ids, {"findings": "属实"}, {"visitors": ["甲", "乙"]}, key=key)
    with pytest.raises(AlreadyFiled) as again:
        put(world, "application_visit", ids, {"findings": "属实"}, {"visitors": ["甲", "乙"]}, key=key)
    assert (list(again.value.ids), again.value.same) == (filed, True)
    with pytest.raises(AlreadyFiled) as changed:
        put(world, "application_visit", ids, {"findings": "不属实"}, {"visitors": ["甲", "乙"]}, key=key)
    assert not changed.value.same
    assert number_of_documents(world) == 2


def test_a_second_press_is_told_so_even_after_the_next_step(world: World, scan: int) -> None:
    ids = applied(world, 1)
    key = new_key()
    visit: dict[str, Any] = {"own": {"findings": "属实"}, "shared": {"visitors": ["甲", "乙"]}, "key": key}
    filed = put(world, "application_visit", ids, **visit)
    put(world, "application", ids, {"signed": True, "grounds": "收入低"}, scans=(scan,))
    world.fire("verify_application", ids, "team")
    with pytest.raises(AlreadyFiled) as again:
        put(world, "application_visit", ids, **visit)
    assert again.value.ids == tuple(filed)


def test_two_presses_at_once_are_one_filing(world: World) -> None:
    ids = applied(world, 1)
    key = new_key()
    outcomes: list[str] = []

    def press() -> None:
        try:
            put(world, "application_visit", ids, {"findings": "属实"}, {"visitors": ["甲", "乙"]}, key=key)
            outcomes.append("filed")
        except AlreadyFiled:
            outcomes.append("already filed")

    presses = [Thread(target=press) for _ in range(4)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()
    assert sorted(outcomes) == ["already filed"] * 3 + ["filed"]
    assert number_of_documents(world) == 1


def test_a_correction_is_a_newer_document_and_the_older_one_stays(world: World) -> None:
    ids = applied(world, 1)
    first = put(world, "application_visit", ids, {"findings": "一"}, {"visitors": ["甲"]})
    second = put(world, "application_visit", ids, {"findings": "二"}, {"visitors": ["甲", "乙"]})
    assert second > first
    with world.database.read() as db:
        papers = papers_on_file(db.connection(), "household", ids, ["application_visit"])[ids[0]]["application_visit"]
    assert [paper.findings for paper in papers if isinstance(paper, Visit)] == ["一", "二"]


def test_a_criterion_is_evidenced_by_words_or_by_its_own_attachment(world: World, scan: int) -> None:
    ids = assisted(world, 1)
    own = {
        "met": CRITERIA,
        "actual": {"food": "口粮充足"},
        "evidence": {code: "入户照片" for code in CRITERIA if code not in ("water", "housing")},
    }
    proof = (Evidence(ids[0], "water", scan),)
    put(world, "household_criteria", ids, own, login="team", year=2018, evidence=proof)
    with world.database.read() as db:
        ((paper,),) = papers_on_file(db.connection(), "household", ids, ["household_criteria"])[ids[0]].values()
        linked = db.execute(select(DocumentAttachment.attachment_id, DocumentAttachment.field)).all()
        data = json.loads(db.scalars(select(Document.data).where(Document.id == paper.id)).one())
    assert isinstance(paper, Criteria)
    assert paper.met == frozenset(CRITERIA)
    assert paper.evidenced == frozenset(CRITERIA) - {"housing"}
    assert (scan, "water") in linked
    assert data["actual"] == {"food": "口粮充足"}
    assert paper.scans == 1


def test_criteria_are_those_of_place_and_year(world: World) -> None:
    ids = assisted(world, 1)
    own = {"met": ["food"], "evidenced": ["food"]}
    with world.database.write() as db:
        new_set = db.execute(
            insert(CriteriaSetRow)
            .values(
                region_code=COUNTY,
                source="test",
                certain=True,
                entered_at=world.clock.now(),
                procedure="household",
                name="县定标准",
                from_year=2018,
                to_year=2018,
                pass_points=None,
            )
            .returning(CriteriaSetRow.id)
        ).scalar_one()
        item = {"set_id": new_set, "position": 0, "label_zh": "路", "label_en": "Road", "standard": "通路"}
        db.execute(insert(CriterionRow).values(**item, code="road", required=True, points=0))
    assert put(world, "household_criteria", ids, own, year=2017)
    with pytest.raises(WrongAnswers) as refused:
        put(world, "household_criteria", ids, own, year=2018)
    assert {reason.code for _name, reason in refused.value.found[ids[0]]} == {"criterion_unknown"}
    assert put(world, "household_criteria", ids, {"met": ["road"]}, year=2018)


def test_the_scan_of_several_villages_belongs_to_the_region_that_contains_them() -> None:
    assert region_around([VILLAGE]) == VILLAGE
    assert region_around([VILLAGE, "990101100201"]) == TOWNSHIP
    assert region_around([VILLAGE, "990101101200"]) == COUNTY
    assert region_around([VILLAGE, OTHER_VILLAGE]) == "9901"
    assert region_around([VILLAGE, "340000000000"]) == ""


def test_the_records_stay_as_they_are_until_the_filing_is_committed(world: World) -> None:
    """An act that looks at the papers waits for a filing under way, and then sees it."""
    ids = assisted(world, 1)
    exit_papers(world, ids)
    actor = world.actor("clerk")
    acted: list[str] = []

    def propose() -> None:
        try:
            world.fire("propose_exit", ids, "clerk")
            acted.append("proposed")
        except Exception as refused:
            acted.append(type(refused).__name__)

    order_of_events: list[str] = []
    with world.database.write() as db:
        form = FORMS["household", "income_worksheet"]
        on, at = world.clock.today(), world.clock.now()
        poor = income(wages="100.00")
        file_documents(db, form, ids, {ids[0]: poor}, {}, on, on.year, [], actor, at, new_key())
        act = Thread(target=propose)
        act.start()
        act.join(0.5)
        order_of_events.append("act waits" if act.is_alive() else "act overtook")
    act.join()
    assert order_of_events == ["act waits"]
    assert acted == ["Refused"]
    assert world.state(ids[0]) == "assisted"
