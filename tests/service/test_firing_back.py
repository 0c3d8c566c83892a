"""Every way back and out: return, withdraw, decline, strike off, revoke, relapse, reapply, close."""

import pytest

from service.firing import Refused
from tests.makers import World
from tests.service import walking as w
from tests.service.refusing import refused


def take(world: World, rows: list[tuple[str, str]], step: str) -> dict[str, str]:
    """One household for every row (walk to a state, who acts): the state that the step leads to."""
    led = {}
    for walk, login in rows:
        (record,) = getattr(w, walk)(world, 1)
        world.fire(step, [record], login, "材料有误")
        led[walk] = world.state(record)
    return led


def test_a_return_leads_one_state_back(world: World) -> None:
    rows = [
        ("assessed", "clerk"),
        ("township_review", "township"),
        ("county_review", "county-approver"),
        ("proposed", "team"),
        ("verified", "clerk"),
        ("publicized", "township"),
        ("township_reviewed", "county-approver"),
    ]
    assert take(world, rows, "return") == {
        "assessed": "applied",
        "township_review": "applied",
        "county_review": "township_review",
        "proposed": "assisted",
        "verified": "proposed_for_exit",
        "publicized": "verified",
        "township_reviewed": "publicized",
    }


def test_a_return_to_the_start_leads_to_the_application_or_the_assistance(world: World) -> None:
    rows = [
        ("assessed", "clerk"),
        ("first_publicity", "clerk"),
        ("township_review", "township"),
        ("second_publicity", "township"),
        ("county_review", "county-approver"),
        ("proposed", "team"),
        ("verified", "clerk"),
        ("publicized", "township"),
        ("township_reviewed", "county-approver"),
    ]
    assert take(world, rows, "return_to_start") == {
        **dict.fromkeys(
            ("assessed", "first_publicity", "township_review", "second_publicity", "county_review"), "applied"
        ),
        **dict.fromkeys(("proposed", "verified", "publicized", "township_reviewed"), "assisted"),
    }


def test_who_acted_last_withdraws_one_state(world: World) -> None:
    rows = [
        ("first_publicity", "clerk"),
        ("township_review", "clerk"),
        ("second_publicity", "township"),
        ("county_review", "township"),
        ("proposed", "clerk"),
        ("verified", "team"),
        ("publicized", "clerk"),
        ("township_reviewed", "township"),
    ]
    assert take(world, rows, "withdraw") == {
        "first_publicity": "assessed",
        "township_review": "first_publicity",
        "second_publicity": "township_review",
        "county_review": "second_publicity",
        "proposed": "assisted",
        "verified": "proposed_for_exit",
        "publicized": "verified",
        "township_reviewed": "publicized",
    }


def test_nothing_is_withdrawn_after_the_next_level_has_acted(world: World) -> None:
    (record,) = w.township_reviewed(world, 1)
    world.fire("return", [record], "county-approver", "材料有误")
    assert refused(world, "withdraw", [record], "clerk", "再看") == {record: {"next_level_has_acted"}}


def test_an_approval_is_never_withdrawn(world: World) -> None:
    (record,) = w.approved(world, 1)
    assert refused(world, "withdraw", [record], "county-approver", "再看") == {record: {"step_not_from_state"}}


def test_a_household_is_declined_where_the_table_says(world: World) -> None:
    rows = [
        ("applied", "clerk"),
        ("assessed", "clerk"),
        ("township_review", "township"),
        ("second_publicity", "township"),
        ("county_review", "county-approver"),
    ]
    assert set(take(world, rows, "decline").values()) == {"declined"}


def test_a_household_that_refuses_its_exit_only_goes_back(world: World) -> None:
    (record,) = w.proposed(world, 1)
    world.file("exit_visit", [record], w.VISIT)
    world.file("exit_consent", [record], {"agreed": False, "signature": "signature"})
    assert refused(world, "verify", [record], "team") == {record: {"household_refused"}}
    world.fire("return", [record], "team", "农户不认可")
    assert world.state(record) == "assisted"


def test_a_household_is_struck_off_after_its_own_publicity(world: World) -> None:
    (record,) = w.strike_off_publicized(world, 1)
    assert "posting_evidence_missing" in refused(world, "strike_off", [record], "county-approver", "不符合")[record]
    world.complete_publicity(record, "strike_off_list")
    world.fire("strike_off", [record], "county-approver", "不符合条件")
    assert world.state(record) == "struck_off"


def test_a_strike_off_is_dropped_before_and_after_its_publicity(world: World) -> None:
    rows = [("strike_off_proposed", "township"), ("strike_off_publicized", "county-approver")]
    assert set(take(world, rows, "drop_strike_off").values()) == {"identified"}


def test_a_wrong_exit_is_revoked_with_the_finding_and_a_correction(world: World) -> None:
    (record,) = w.approved(world, 1)
    assert refused(world, "revoke", [record], "city-approver", "错退") == {record: {"no_wrong_exit_finding"}}
    world.find([record])
    fired = world.fire("revoke", [record], "city-approver", "错退")
    assert world.state(record) == "assisted"
    assert fired.notices == (world.notice_of(record, "correction"),)
    assert [cycle for _, cycle, _, _ in world.cycles(record)] == [1]


def test_a_revocation_from_the_archive_opens_the_next_cycle_and_leaves_the_archive(world: World) -> None:
    (record,) = w.archived(world, 1)
    world.find([record])
    fired = world.fire("revoke", [record], "province-approver", "错退")
    (opened,) = fired.opened
    assert world.cycles(record) == [(record, 1, "archived", False), (opened, 2, "assisted", True)]
    (entry,) = world.entries(opened)
    assert (entry.step, entry.from_state, entry.to_state) == ("revoke", None, "assisted")
    assert refused(world, "revoke", [record], "province-approver", "错退") == {record: {"newer_cycle_exists"}}


def test_a_cycle_that_a_revocation_opened_runs_to_its_own_archive(world: World) -> None:
    (record,) = w.archived(world, 1)
    world.find([record])
    opened = list(world.fire("revoke", [record], "province-approver", "错退").opened)
    world.file("assistance_plan", opened, {"planned_exit_year": 2018, "handbook_number": "A1", "plan": "一户一法"})
    w.exit_papers(world, opened)
    world.fire("propose_exit", opened, "clerk")
    world.file("exit_visit", opened, w.VISIT)
    world.file("exit_consent", opened, {"agreed": True, "signature": "signature"})
    world.fire("verify", opened, "team")
    world.fire("publicize", opened, "clerk")
    world.complete_publicity(opened[0], "household_exit_list")
    world.fire("review", opened, "township")
    world.fire("approve", opened, "county-approver")
    assert world.state(opened[0]) == "approved"


def test_a_relapse_opens_a_cycle_while_the_old_one_still_runs_to_its_archive(world: World) -> None:
    (record,) = w.approved(world, 1)
    (opened,) = world.fire("relapse", [record], "clerk", "因灾返贫").opened
    assert world.cycles(record) == [(record, 1, "approved", False), (opened, 2, "applied", True)]
    world.print_and_post(world.notice_of(record, "household_exit_announcement"))
    world.file("city_receipt", [record], {"number": "市备1"}, login="city")
    world.fire("file_with_city", [record], "city")
    world.file("province_receipt", [record], {"number": "省备1"}, login="province")
    world.fire("file_with_province", [record], "province")
    world.file("policy_continues", [record], {"stated": True, "policies": "不变"}, login="county")
    world.fire("archive", [record], "county")
    assert world.cycles(record) == [(record, 1, "archived", False), (opened, 2, "applied", True)]


def test_only_the_newest_cycle_is_followed_or_revoked(world: World) -> None:
    (record,) = w.approved(world, 1)
    world.fire("relapse", [record], "clerk", "因灾返贫")
    world.find([record])
    assert refused(world, "relapse", [record], "clerk", "返贫") == {record: {"newer_cycle_exists"}}
    assert refused(world, "revoke", [record], "city-approver", "错退") == {record: {"newer_cycle_exists"}}


def test_who_acted_in_the_old_cycle_may_act_in_another_function_in_the_new_one(world: World) -> None:
    (record,) = w.approved(world, 1)
    opened = list(world.fire("relapse", [record], "clerk", "因灾返贫").opened)
    world.file("application", opened, {"signed": True, "grounds": "受灾"})
    world.file("application_visit", opened, w.VISIT)
    world.fire("verify_application", opened, "team")
    assert world.state(opened[0]) == "assessed"


@pytest.mark.parametrize("end", ["declined", "struck_off"])
def test_a_household_applies_again_after(world: World, end: str) -> None:
    if end == "declined":
        (record,) = w.applied(world, 1)
        world.fire("decline", [record], "clerk", "表决未通过")
    else:
        (record,) = w.strike_off_publicized(world, 1)
        world.complete_publicity(record, "strike_off_list")
        world.fire("strike_off", [record], "county-approver", "不符合条件")
    (opened,) = world.fire("reapply", [record], "clerk", "情况变化").opened
    assert world.cycles(record) == [(record, 1, end, False), (opened, 2, "applied", True)]


def test_a_household_is_closed_on_proof_and_leaves_its_list(world: World) -> None:
    one, other = w.publicized(world, 2)
    assert refused(world, "close", [one], "township", "全家迁出") == {one: {"closing_proof_missing"}}
    world.file("closing_proof", [one], {"cause": "moved"}, login="township")
    world.fire("close", [one], "township", "全家迁出")
    world.complete_publicity(other, "household_exit_list")
    world.fire("review", [other], "township")
    assert [world.state(id) for id in (one, other)] == ["closed", "township_reviewed"]


def test_assistance_is_continued_once_a_year(world: World) -> None:
    (record,) = w.assisted(world, 1)
    world.file("survey", [record], {"surveyor": "试验员", "findings": "未稳定"})
    world.fire("continue_assistance", [record], "clerk")
    assert refused(world, "continue_assistance", [record], "clerk") == {record: {"already_continued"}}
    world.clock.advance_to(world.clock.today().replace(year=2019, month=1, day=2))
    assert refused(world, "continue_assistance", [record], "clerk") == {record: {"survey_missing"}}
    world.file("survey", [record], {"surveyor": "试验员", "findings": "未稳定"})
    world.fire("continue_assistance", [record], "clerk")
    assert world.state(record) == "assisted"


def test_a_household_that_came_back_is_weighed_by_the_new_year(world: World) -> None:
    """It still stands on last year's exit list; its new proposal is about this year and makes this year's list."""
    (record,) = w.township_reviewed(world, 1)
    world.fire("return_to_start", [record], "county-approver", "材料有误")
    world.clock.advance_to(world.clock.today().replace(year=2019, month=3, day=1))
    assert "worksheet_missing" in refused(world, "propose_exit", [record], "clerk")[record]
    w.exit_papers(world, [record])
    world.fire("propose_exit", [record], "clerk")
    assert world.list_of(record).year == 2019


def test_an_exit_proposed_in_december_keeps_its_year_in_january(world: World) -> None:
    (record,) = w.assisted(world, 1)
    world.clock.advance_to(world.clock.today().replace(year=2018, month=12, day=28))
    w.exit_papers(world, [record])
    world.fire("propose_exit", [record], "clerk")
    world.file("exit_visit", [record], w.VISIT)
    world.file("exit_consent", [record], {"agreed": True, "signature": "signature"})
    world.wait(7)
    world.fire("verify", [record], "team")
    world.fire("publicize", [record], "clerk")
    assert world.list_of(record).year == 2018


def test_a_village_returns_and_withdraws_one_state_and_is_revoked_by_the_city(world: World) -> None:
    record = w.county_reviewed_village(world)
    world.fire("return", [record], "city-approver", "材料有误")
    assert world.state(record) == "publicized"
    world.fire("return", [record], "county", "材料有误")
    assert world.state(record) == "initially_reviewed"
    world.fire("publicize", [record], "township")
    world.fire("withdraw", [record], "township", "错字")
    assert world.state(record) == "initially_reviewed"
    world.fire("return_to_start", [record], "township", "重来")
    assert world.state(record) == "assisted"
    with pytest.raises(Refused):
        world.fire("revoke", [record], "city-approver", "错退")


def test_a_village_that_came_back_needs_a_new_co_signature(world: World) -> None:
    record = w.proposed_village(world)
    world.fire("return", [record], "township", "材料有误")
    assert refused(world, "propose_exit", [record], "clerk") == {record: {"not_cosigned"}}


def test_a_village_is_revoked_from_the_archive_into_its_next_cycle(world: World) -> None:
    record = w.archived_village(world)
    world.find([record])
    (opened,) = world.fire("revoke", [record], "city-approver", "错退").opened
    assert world.cycles(record) == [(record, 1, "archived", False), (opened, 2, "assisted", True)]


def test_a_county_is_revoked_by_the_province_only(world: World) -> None:
    record = w.archived_county(world)
    world.find([record])
    assert refused(world, "revoke", [record], "city-approver", "错退") == {record: {"role_may_not"}}
    (opened,) = world.fire("revoke", [record], "province-approver", "错退").opened
    assert world.cycles(record) == [(record, 1, "archived", False), (opened, 2, "assisted", True)]
