"""Whole walks through the one place where a record changes state, on both engines, and what it refuses."""

import json

import pytest

from service.firing import AlreadyDone, AlreadyEntered, NotThere, Order, Refused, Stale, enter, fire
from service.models.history import HistoryDetail
from tests.makers import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World, new_key
from tests.service.refusing import refused
from tests.service.walking import (
    INCOME,
    applied,
    approved,
    archived,
    archived_county,
    archived_village,
    assisted,
    county_reviewed_village,
    exit_papers,
    identified,
    proposed,
    proposed_county,
    publicized,
    publicized_county,
    verified,
)
from workflows.roles import Role


def test_a_household_goes_from_application_to_the_archive(world: World) -> None:
    (record,) = archived(world, 1)
    told = [(entry.step, entry.from_state, entry.to_state) for entry in world.entries(record)]
    assert told == [
        ("apply", None, "applied"),
        ("verify_application", "applied", "assessed"),
        ("post_first_list", "assessed", "first_publicity"),
        ("send_to_township", "first_publicity", "township_review"),
        ("post_second_list", "township_review", "second_publicity"),
        ("send_to_county", "second_publicity", "county_review"),
        ("identify", "county_review", "identified"),
        ("assist", "identified", "assisted"),
        ("propose_exit", "assisted", "proposed_for_exit"),
        ("verify", "proposed_for_exit", "verified"),
        ("publicize", "verified", "publicized"),
        ("review", "publicized", "township_reviewed"),
        ("approve", "township_reviewed", "approved"),
        ("file_with_city", "approved", "filed_with_city"),
        ("file_with_province", "filed_with_city", "filed"),
        ("archive", "filed", "archived"),
    ]


def test_a_village_is_approved_by_the_city(world: World) -> None:
    record = archived_village(world)
    approval = world.entries(record)[-3]
    assert (approval.step, approval.role, approval.post_region_code) == ("approve", "city_approver", "9901")
    assert world.state(record) == "archived"


def test_a_county_approver_who_approves_a_village_is_refused(world: World) -> None:
    record = county_reviewed_village(world)
    assert refused(world, "approve", [record], "county-approver") == {record: {"role_may_not"}}


def test_a_county_is_approved_by_the_province(world: World) -> None:
    record = archived_county(world)
    approval = world.entries(record)[-3]
    assert (approval.step, approval.role, approval.post_region_code) == ("approve", "province_approver", "99")
    assert world.state(record) == "archived"


def test_every_reason_is_told_at_once_and_nothing_moves(world: World) -> None:
    (record,) = assisted(world, 1)
    assert refused(world, "propose_exit", [record], "clerk") == {
        record: {
            "worksheet_missing",
            "income_not_stable",
            "criteria_missing",
            "survey_missing",
            "meeting_missing",
        }
    }


def test_a_wrong_person_is_told_that_and_what_else_is_missing(world: World) -> None:
    (record,) = applied(world, 1)
    assert refused(world, "verify_application", [record], "township") == {
        record: {"role_may_not", "application_missing", "visit_missing"}
    }


def test_outside_the_jurisdiction_nobody_acts(world: World) -> None:
    (record,) = world.apply(world.households(1, OTHER_VILLAGE), OTHER_VILLAGE, "other-clerk")
    assert refused(world, "decline", [record], "clerk", "不符合") == {record: {"outside_jurisdiction"}}


def test_one_refusal_stops_the_whole_list(world: World) -> None:
    ids = assisted(world, 3)
    exit_papers(world, ids[:2])
    exit_papers(world, ids[2:], {**INCOME, "wages": "0", "business": "6000"})
    assert refused(world, "propose_exit", ids, "clerk") == {ids[2]: {"income_not_above_line", "income_not_stable"}}
    assert {world.state(id) for id in ids} == {"assisted"}


def test_a_refusal_names_the_households(world: World) -> None:
    (record,) = applied(world, 1)
    world.rename_head(record, "试验户主")
    with pytest.raises(Refused) as caught:
        world.fire("verify_application", [record], "team")
    assert caught.value.names == {record: "试验户主"}


def test_a_step_that_the_state_does_not_have_is_refused(world: World) -> None:
    (record,) = applied(world, 1)
    assert refused(world, "approve", [record], "county-approver") == {record: {"step_not_from_state"}}


def test_a_way_back_needs_a_reason_and_blanks_are_none(world: World) -> None:
    (record,) = applied(world, 1)
    assert refused(world, "decline", [record], "clerk", "  ") == {record: {"reason_required"}}


def test_a_stale_page_is_told_apart_from_a_refusal(world: World) -> None:
    ids = applied(world, 2)
    drawn = world.order("decline", ids, "不符合")
    world.fire("decline", ids[:1], "clerk", "不符合")
    before = world.everything()
    with pytest.raises(Stale) as caught, world.database.write() as db:
        fire(db, drawn, world.actor("clerk"), at=world.tick())
    assert caught.value.ids == (ids[0],)
    assert world.everything() == before


def test_what_does_not_exist_is_not_there(world: World) -> None:
    (record,) = applied(world, 1)
    for versions in ({record: 1, 999999: 1}, {}):
        with pytest.raises(NotThere), world.database.write() as db:
            fire(db, Order(step="decline", versions=versions, key=new_key()), world.actor("clerk"), at=world.tick())
    assert world.state(record) == "applied"


def test_a_second_press_is_one_act(world: World) -> None:
    (record,) = applied(world, 1)
    order = world.order("decline", [record], "不符合")
    with world.database.write() as db:
        fire(db, order, world.actor("clerk"), at=world.tick())
    with pytest.raises(AlreadyDone) as caught, world.database.write() as db:
        fire(db, order, world.actor("clerk"), at=world.tick())
    assert caught.value.act_id == order.key
    assert len(world.entries(record)) == 2


def test_a_second_press_of_a_step_that_opens_a_cycle_is_one_act(world: World) -> None:
    (record,) = approved(world, 1)
    order = world.order("relapse", [record], "返贫")
    with world.database.write() as db:
        fire(db, order, world.actor("clerk"), at=world.tick())
    with pytest.raises(AlreadyDone), world.database.write() as db:
        fire(db, order, world.actor("clerk"), at=world.tick())
    assert [cycle for _, cycle, _, _ in world.cycles(record)] == [1, 2]


def test_a_key_belongs_to_one_act_whatever_it_is_pressed_for(world: World) -> None:
    one, other = applied(world, 2)
    key = new_key()
    with world.database.write() as db:
        fire(db, world.order("decline", [one], "不符合", key), world.actor("clerk"), at=world.tick())
    with pytest.raises(AlreadyDone), world.database.write() as db:
        fire(db, world.order("decline", [other], "不符合", key), world.actor("clerk"), at=world.tick())
    assert world.state(other) == "applied"


def test_entering_twice_is_one_act_and_a_second_cycle_needs_its_own_step(world: World) -> None:
    households = world.households(1)
    key = new_key()
    subjects = [(VILLAGE, id) for id in households]

    def apply_with(key: str) -> None:
        with world.database.write() as db:
            enter(db, "household", subjects, "apply", world.actor("clerk"), at=world.tick(), key=key)

    apply_with(key)
    before = world.everything()
    with pytest.raises(AlreadyDone):
        apply_with(key)
    with pytest.raises(AlreadyEntered):
        apply_with(new_key())
    assert world.everything() == before


def test_only_the_right_post_enters_a_record(world: World) -> None:
    before = world.everything()
    for login, village, code in (
        ("township", VILLAGE, "role_may_not"),
        ("data", OTHER_VILLAGE, "outside_jurisdiction"),
    ):
        with pytest.raises(Refused) as caught, world.database.write() as db:
            enter(db, "village", [(village, None)], "designate", world.actor(login), at=world.tick(), key=new_key())
        assert [found.code for found in caught.value.reasons[0]] == [code]
    assert world.everything() == before


def test_four_functions_are_four_people_even_with_new_appointments(world: World) -> None:
    (record,) = proposed(world, 1)
    world.appoint("clerk", Role.WORK_TEAM, VILLAGE)
    assert "acted_as_other" in refused(world, "verify", [record], "clerk")[record]


def test_the_verifier_neither_reviews_nor_approves(world: World) -> None:
    world.appoint("team", Role.TOWNSHIP_REVIEWER, TOWNSHIP)
    world.appoint("team", Role.COUNTY_APPROVER, COUNTY)
    (record,) = publicized(world, 1)
    assert "acted_as_other" in refused(world, "review", [record], "team")[record]
    world.complete_publicity(record, "household_exit_list")
    world.fire("review", [record], "township")
    assert refused(world, "approve", [record], "team") == {record: {"acted_as_other"}}


def test_after_2020_a_household_exit_is_refused_for_want_of_a_line(world: World) -> None:
    (record,) = assisted(world, 1)
    world.clock.advance_to(world.clock.today().replace(year=2021, month=3))
    exit_papers(world, [record])
    assert refused(world, "propose_exit", [record], "clerk")[record] >= {"no_poverty_line", "criteria_not_set"}


def test_the_incidence_is_kept_with_the_decision(world: World) -> None:
    identified(world, 2)
    record = county_reviewed_village(world)
    world.fire("approve", [record], "city-approver")
    basis = json.loads(world.entries(record)[-1].basis)
    assert basis["place"] == {"remaining_households": 2, "remaining_persons": 6, "registered_population": 1480}
    assert basis["rules"]["threshold_incidence"]["share"] in ("0.02", "0.0200")


def test_names_and_opinions_stand_beside_the_entry_never_in_it(world: World) -> None:
    (record,) = applied(world, 1)
    world.fire("decline", [record], "clerk", "会议表决未通过")
    entry = world.entries(record)[-1]
    assert "试验clerk" not in repr(vars(entry))
    assert "会议表决未通过" not in repr(vars(entry))
    with world.database.read() as db:
        detail = db.get_one(HistoryDetail, (record, entry.seq))
        assert json.loads(detail.payload or "") == {
            "actor": "试验clerk",
            "place": "石桥村",
            "opinion": "会议表决未通过",
        }


def test_a_village_waits_for_its_households_decision(world: World) -> None:
    record = county_reviewed_village(world)
    publicized(world, 1)
    assert refused(world, "approve", [record], "city-approver") == {record: {"households_before_decision"}}


def test_a_county_waits_for_its_villages_or_an_explanation(world: World) -> None:
    village = world.designate("village", VILLAGE)
    with pytest.raises(Refused) as caught:
        proposed_county(world)
    ((county, reasons),) = caught.value.reasons.items()
    assert [found.code for found in reasons] == ["village_not_archived"]
    explanation = {"village": VILLAGE, "text": "搬迁未完"}
    world.file("village_explanation", [county], explanation, login="county")
    world.fire("propose_exit", [county], "county")
    assert (world.state(county), world.state(village)) == ("proposed_for_exit", "identified")


def test_the_county_approver_does_not_approve_the_county(world: World) -> None:
    record = publicized_county(world)
    world.complete_publicity(record, "county_exit_publicity")
    assert refused(world, "approve", [record], "county-approver") == {record: {"role_may_not"}}


def test_records_in_different_states_take_the_same_step_in_one_act(world: World) -> None:
    (still,) = identified(world, 1)
    (helped,) = assisted(world, 1)
    world.file("survey", [still, helped], {"surveyor": "试验员", "findings": "稳定"})
    fired = world.fire("continue_assistance", [still, helped], "clerk")
    assert fired.moved == (still, helped)
    assert [world.state(id) for id in (still, helped)] == ["identified", "assisted"]


def test_a_second_return_voids_only_where_a_notice_hangs(world: World) -> None:
    """`return` from verified voids nothing, from publicized its notice: one act over both keeps them apart."""
    (waiting,) = verified(world, 1)
    (hanging,) = publicized(world, 1)
    world.appoint("clerk", Role.TOWNSHIP_REVIEWER, TOWNSHIP)
    world.fire("return", [waiting, hanging], "clerk", "材料有误")
    assert [world.state(id) for id in (waiting, hanging)] == ["proposed_for_exit", "verified"]
