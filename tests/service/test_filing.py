"""Papers are filed for one record or a whole list, by those who may, and read back as the guards' papers."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import insert, select

from service.attachments import store_attachment
from service.demonstration.evidence import evidence_file
from service.documents.answers import LARGEST, Unreadable, money_text, read_answer
from service.documents.checks import advice, contradictions, problems
from service.documents.filing import (
    AlreadyFiled,
    Evidence,
    RecordNotThere,
    RoleMayNot,
    WrongAnswers,
    WrongState,
    file_documents,
    forms_for,
    region_around,
)
from service.documents.forms import FORMS, Field, FieldKind
from service.facts.papers import papers_on_file
from service.models.document import Document, DocumentAttachment
from service.models.rules import CriteriaSetRow, CriterionRow
from tests.makers import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World, new_key
from tests.service.walking import (
    CLEARS,
    CRITERIA,
    MEETING,
    VISIT,
    applied,
    archived,
    assessed,
    assisted,
    exit_papers,
    proposed,
)
from workflows.case import CriteriaSet, Criterion
from workflows.papers import Criteria, Meeting, Visit

SHARED_MEETING = {name: MEETING[name] for name in ("due", "present", "signed")}
VOTES = {"votes_for": 30, "votes_against": 1}


@pytest.fixture
def scan(world: World, tmp_path: Path) -> int:
    """An attachment."""
    with world.database.write() as db:
        content = evidence_file("会议记录").content
        return store_attachment(db, tmp_path, "a.pdf", content, VILLAGE, world.people["clerk"], world.clock.now())


def put(
    world: World,
    kind: str,
    records: list[int],
    own: Mapping[str, Any],
    shared: Mapping[str, Any] | None = None,
    *,
    login: str = "clerk",
    procedure: str = "household",
    dated_on: date | None = None,
    year: int | None = None,
    scans: tuple[int, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    key: str = "",
) -> list[int]:
    """File the same answers for every record."""
    actor = world.actor(login)
    with world.database.write() as db:
        return file_documents(
            db,
            FORMS[procedure, kind],
            records,
            dict.fromkeys(records, own),
            shared or {},
            dated_on or world.clock.today(),
            year,
            scans,
            actor,
            world.clock.now(),
            key or new_key(),
            evidence=evidence,
        )


def number_of_documents(world: World) -> int:
    with world.database.read() as db:
        return len(db.scalars(select(Document.id)).all())


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


@pytest.mark.parametrize(
    ("login", "kind", "expected"),
    [
        ("clerk", "application_visit", None),
        ("team", "application_visit", None),
        ("township", "application_visit", RoleMayNot),
        ("county-approver", "application_visit", RoleMayNot),
        ("auditor", "application_visit", RoleMayNot),
        ("assessor", "application_visit", RoleMayNot),
        ("data", "application_visit", RoleMayNot),
        ("admin", "application_visit", RecordNotThere),
        ("other-clerk", "application_visit", RecordNotThere),
        ("team", "application", RoleMayNot),
    ],
)
def test_only_the_declared_roles_of_the_place_file(
    world: World, login: str, kind: str, expected: type[Exception] | None
) -> None:
    ids = applied(world, 1)
    shared = {"visitors": ["甲", "乙"]} if kind == "application_visit" else {}
    if expected is None:
        assert put(world, kind, ids, {"findings": "属实"}, shared, login=login)
        return
    with pytest.raises(expected):
        put(world, kind, ids, {"findings": "属实"}, shared, login=login)
    assert number_of_documents(world) == 0


def test_the_assessor_files_the_evaluation_of_a_county_and_nothing_else(world: World) -> None:
    county = world.designate("county", COUNTY)
    village = world.designate("village", VILLAGE)
    assessor = world.actor("assessor")
    assert [form.kind for form in forms_for(assessor, "county", COUNTY, world.state(county))] == ["evaluation"]
    assert forms_for(assessor, "village", VILLAGE, world.state(village)) == []
    assert not any(
        forms_for(assessor, "household", VILLAGE, state) for state in ("applied", "assisted", "proposed_for_exit")
    )


def test_one_record_outside_the_place_stops_the_whole_list(world: World) -> None:
    here = applied(world, 1)
    there = world.apply(world.households(1, OTHER_VILLAGE), OTHER_VILLAGE, "other-clerk")
    with pytest.raises(RecordNotThere):
        put(world, "application_visit", here + there, {"findings": "属实"}, {"visitors": ["甲", "乙"]})
    assert number_of_documents(world) == 0


def test_a_record_of_another_procedure_is_not_there(world: World) -> None:
    village = world.designate("village", VILLAGE)
    with pytest.raises(RecordNotThere):
        put(world, "application_visit", [village], {"findings": "属实"}, {"visitors": ["甲"]})


def test_a_form_is_filed_only_in_its_states_and_never_at_the_end(world: World, scan: int) -> None:
    early = applied(world, 1)
    with pytest.raises(WrongState) as wrong:
        put(world, "exit_visit", early, {"findings": "属实"}, {"visitors": ["甲", "乙"]})
    assert wrong.value.states == {early[0]: "applied"}
    late = archived(world, 1)
    # A worksheet names no state: any but a final one.
    with pytest.raises(WrongState):
        put(world, "income_worksheet", late, _income(), year=2018)


def test_a_wrong_state_stops_the_whole_list(world: World) -> None:
    first, second = applied(world, 2)
    world.fire("decline", [second], "clerk", "不符合")
    before = number_of_documents(world)
    with pytest.raises(WrongState) as wrong:
        put(world, "application_visit", [first, second], {"findings": "属实"}, {"visitors": ["甲", "乙"]})
    assert wrong.value.states == {second: "declined"}
    assert number_of_documents(world) == before


def _income(**changes: Any) -> dict[str, Any]:
    amounts = dict.fromkeys(("wages", "business", "transfer", "property_income", "costs"), "0.00")
    return {**amounts, "persons": 3, **changes}


@pytest.mark.parametrize(
    ("kind", "own", "shared", "question", "why"),
    [
        ("identification_meeting", VOTES, {**SHARED_MEETING, "present": 37}, "present", "more_present_than_due"),
        (
            "identification_meeting",
            {"votes_for": 30, "votes_against": 2},
            SHARED_MEETING,
            "votes_for",
            "more_votes_than_present",
        ),
        ("identification_meeting", VOTES, {**SHARED_MEETING, "due": 0, "present": 0}, "due", "number_too_small"),
        ("identification_meeting", {"votes_for": 30}, SHARED_MEETING, "votes_against", "answer_missing"),
        ("identification_meeting", {**VOTES, "votes_for": -1}, SHARED_MEETING, "votes_for", "number_too_small"),
        ("identification_meeting", {**VOTES, "votes_for": True}, SHARED_MEETING, "votes_for", "not_a_number"),
        ("identification_meeting", VOTES, {**SHARED_MEETING, "signed": "yes"}, "signed", "answer_missing"),
        ("income_worksheet", _income(wages="-1.00"), {}, "wages", "amount_negative"),
        ("income_worksheet", _income(wages="1.005"), {}, "wages", "not_an_amount"),
        ("income_worksheet", _income(wages="NaN"), {}, "wages", "not_an_amount"),
        ("income_worksheet", _income(wages="1e30"), {}, "wages", "not_an_amount"),
        ("income_worksheet", _income(wages="1" * 20), {}, "wages", "number_too_large"),
        ("income_worksheet", _income(persons=0), {}, "persons", "number_too_small"),
        ("application", {"signed": True, "grounds": " "}, {}, "grounds", "answer_missing"),
        ("application", {"signed": True, "grounds": "长" * 2001}, {}, "grounds", "text_too_long"),
        ("application", {"signed": True, "grounds": "零\0字节"}, {}, "grounds", "text_unprintable"),
    ],
)
def test_answers_that_cannot_be_are_refused(
    kind: str, own: dict[str, Any], shared: dict[str, Any], question: str, why: str
) -> None:
    found = problems(FORMS["household", kind], {**shared, **own})
    assert [(name, reason.code) for name, reason in found] == [(question, why)]


def test_a_contradiction_is_told_while_other_answers_are_still_missing() -> None:
    found = contradictions({"due": 36, "present": 30, "votes_for": 31})
    assert [(name, reason.code) for name, reason in found] == [("votes_for", "more_votes_than_present")]
    assert list(contradictions({"present": 40})) == []


def test_the_figures_of_an_evaluation_lie_within_their_samples() -> None:
    form = FORMS["county", "evaluation"]
    sound = {
        "assessor": "试验评估组",
        "sampled_exited": 100,
        "wrongly_exited": 1,
        "sampled_unregistered": 100,
        "missed": 1,
        "households_asked": 50,
        "households_approving": 48,
    }
    assert problems(form, sound) == []
    for name in ("wrongly_exited", "missed", "households_approving"):
        ((found, _why),) = problems(form, {**sound, name: 101})
        assert found == name


@pytest.mark.parametrize(
    ("year", "why"), [(2013, "number_too_small"), (2014, None), (2035, None), (2036, "number_too_large")]
)
def test_the_planned_year_lies_between_2014_and_2035(year: int, why: str | None) -> None:
    values = {"planned_exit_year": year, "handbook_number": "A1", "plan": "一户一法"}
    found = problems(FORMS["household", "assistance_plan"], values)
    assert [reason.code for _name, reason in found] == ([why] if why else [])


def test_an_unknown_code_is_refused() -> None:
    found = problems(FORMS["household", "five_clears"], {**CLEARS, "cause": "77"})
    assert [(name, reason.code) for name, reason in found] == [("cause", "not_in_the_list")]


def test_nothing_is_dated_after_today_or_before_the_registration(world: World) -> None:
    ids = applied(world, 1)
    today = world.clock.today()
    filing: dict[str, Any] = {"own": {"findings": "属实"}, "shared": {"visitors": ["甲", "乙"]}}
    for wrong, why in ((today + timedelta(1), "date_in_future"), (date(2012, 12, 31), "date_too_early")):
        with pytest.raises(WrongAnswers) as refused:
            put(world, "application_visit", ids, **filing, dated_on=wrong)
        assert [(name, reason.code) for name, reason in refused.value.found[None]] == [("dated_on", why)]
    assert put(world, "application_visit", ids, **filing, dated_on=today - timedelta(3))


def test_a_yearly_form_asks_for_its_year_and_never_for_one_to_come(world: World) -> None:
    ids = applied(world, 1)
    for year, why in ((None, "answer_missing"), (2012, "year_out_of_range"), (2019, "year_out_of_range")):
        with pytest.raises(WrongAnswers) as refused:
            put(world, "income_worksheet", ids, _income(), year=year)
        assert [(name, reason.code) for name, reason in refused.value.found[None]] == [("year", why)]
    (last_year,) = put(world, "income_worksheet", ids, _income(), year=2017)
    with world.database.read() as db:
        assert db.execute(select(Document.year).where(Document.id == last_year)).scalar_one() == 2017


def test_a_visit_in_january_speaks_of_the_year_of_the_exit_list(world: World) -> None:
    """The list of 2018 is verified in January: its guards look for the papers of 2018."""
    ids = proposed(world, 1)
    world.wait(100)
    assert world.clock.today().year == 2019
    (visit,) = put(world, "exit_visit", ids, {"findings": "属实"}, {"visitors": ["甲", "乙"]}, login="team")
    with world.database.read() as db:
        assert db.execute(select(Document.year).where(Document.id == visit)).scalar_one() == 2018


def test_a_form_that_needs_a_scan_is_not_filed_without(world: World) -> None:
    ids = applied(world, 1)
    with pytest.raises(WrongAnswers) as refused:
        put(world, "application", ids, {"signed": True, "grounds": "收入低"})
    assert [(name, reason.code) for name, reason in refused.value.found[None]] == [("scans", "scan_missing")]


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


def test_indicators_of_a_village_tell_what_was_found_because_the_notice_prints_it() -> None:
    rules = CriteriaSet(name="村退出", items=[Criterion(code="road"), Criterion(code="water")])
    form = FORMS["village", "village_indicators"]
    found = problems(form, {"met": ["road"], "actual": {"road": "已通硬化路"}}, rules)
    assert [(name, reason.code) for name, reason in found] == [("criteria.water", "actual_missing")]
    assert problems(form, {"met": []}, None)[0][1].code == "criteria_without_set"


def test_advice_tells_what_a_guard_will_still_ask_for() -> None:
    def codes(**values: Any) -> list[str]:
        return [each.code for each in advice(values)]

    assert codes(visitors=["甲"], findings="属实") == ["too_few_visitors"]
    assert codes(visitors=["甲", "甲"]) == ["too_few_visitors"]
    assert codes(visitors=["甲", "乙"]) == []
    assert codes(agreed=False) == ["household_refused"]
    assert codes(signed=False) == ["not_signed_yet"]
    assert codes(met=["food", "water"], evidenced=["food"]) == ["criterion_without_evidence"]


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
        poor = _income(wages="100.00")
        file_documents(db, form, ids, {ids[0]: poor}, {}, on, on.year, [], actor, at, new_key())
        act = Thread(target=propose)
        act.start()
        act.join(0.5)
        order_of_events.append("act waits" if act.is_alive() else "act overtook")
    act.join()
    assert order_of_events == ["act waits"]
    assert acted == ["Refused"]
    assert world.state(ids[0]) == "assisted"


AMOUNT = Field(name="wages", kind=FieldKind.MONEY)
NUMBER = Field(name="due", kind=FieldKind.COUNT)
SIGNED_AMOUNT = replace(AMOUNT, least=-LARGEST)


@given(st.decimals(min_value=0, max_value=LARGEST, places=2, allow_nan=False, allow_infinity=False))
def test_an_amount_is_read_back_however_it_was_written(amount: Decimal) -> None:
    stored = money_text(amount)
    assert Decimal(stored) == amount
    for typed in (
        stored,
        f"{amount:,.2f}",
        f" {amount:,.2f} 元",
        f"¥{amount:.2f}",
        f"{amount:,.2f}".replace(",", "，"),
    ):
        assert read_answer(AMOUNT, typed) == stored
    full_width = "".join(chr(ord(digit) + 0xFEE0) if digit.isdigit() else digit for digit in stored)
    assert read_answer(AMOUNT, full_width) == stored
    if amount:
        with pytest.raises(Unreadable):
            read_answer(AMOUNT, f"-{amount}")
        assert read_answer(SIGNED_AMOUNT, f"−{amount:,.2f}") == money_text(-amount)


@given(st.integers(min_value=0, max_value=LARGEST))
def test_a_number_is_read_back_however_it_was_written(number: int) -> None:
    for typed in (str(number), f"{number:,}", f"  {number}\r\n", f"00{number}"):
        assert read_answer(NUMBER, typed) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "   ",
        "1.234",
        "1,23",
        "12,34.5",
        "1.",
        ".5",
        "1e5",
        "abc",
        "--1",
        "+5",
        "1 or 2",
        "Infinity",
        "NaN",
        "９" * 400,
    ],
)
def test_what_is_no_amount_is_refused(typed: str) -> None:
    with pytest.raises(Unreadable):
        read_answer(AMOUNT, typed)


@given(st.text(max_size=60))
def test_no_typed_text_breaks_the_reading(typed: str) -> None:
    for kind in FieldKind:
        if kind is FieldKind.CRITERIA:
            continue
        try:
            answer = read_answer(Field(name="any", kind=kind), typed, ("01", "02"))
        except Unreadable:
            continue
        json.dumps(answer)
        assert answer not in (None, "", [])


def test_names_are_separated_by_lines_or_marks_and_counted_once() -> None:
    names = Field(name="visitors", kind=FieldKind.NAMES)
    typed = "甲 一、乙二\n丙三，甲  一；\r\n 丁四;、"
    assert read_answer(names, typed) == ["甲 一", "乙二", "丙三", "丁四"]
    with pytest.raises(Unreadable) as refused:
        read_answer(names, "、".join(f"试验{number}" for number in range(30)))
    assert refused.value.reason.code == "too_many_names"
