"""Who files which paper, about whom, in which state and for which day; all else is refused as a whole."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.documents.filing import RecordNotThere, RoleMayNot, WrongAnswers, WrongState, forms_for
from service.models.document import Document
from tests.makers import COUNTY, OTHER_VILLAGE, VILLAGE, World
from tests.service.filing import income, number_of_documents, put
from tests.service.walking import applied, archived, proposed


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
        put(world, "income_worksheet", late, income(), year=2018)


def test_a_wrong_state_stops_the_whole_list(world: World) -> None:
    first, second = applied(world, 2)
    world.fire("decline", [second], "clerk", "不符合")
    before = number_of_documents(world)
    with pytest.raises(WrongState) as wrong:
        put(world, "application_visit", [first, second], {"findings": "属实"}, {"visitors": ["甲", "乙"]})
    assert wrong.value.states == {second: "declined"}
    assert number_of_documents(world) == before


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
            put(world, "income_worksheet", ids, income(), year=year)
        assert [(name, reason.code) for name, reason in refused.value.found[None]] == [("year", why)]
    (last_year,) = put(world, "income_worksheet", ids, income(), year=2017)
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
