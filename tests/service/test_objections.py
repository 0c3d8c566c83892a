"""Objections: who lodges, screens and decides them, what blocks, and that no approval passes one that is accepted."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from threading import Event
from typing import Any

import pytest
from sqlalchemy import select

from service import firing
from service.competence import ActRefused, ChangedSince
from service.database import Database
from service.facts.rows import load_rows
from service.firing import Refused, fire
from service.models.obstacles import Objection, ObjectionAct
from service.notices.printing import NoSuchNotice
from service.objections import facts
from service.objections.acts import appeal, decide, screen, withdraw
from service.objections.facts import NoSuchObjection
from service.objections.powers import deciding_level
from tests.makers import World, make_world
from tests.postgres import Server
from tests.service.acts_on_notices import (
    INVESTIGATORS,
    decided,
    hung,
    lodged,
    mark_printed,
    objection,
    post,
    screened,
    sign,
)
from tests.service.walking import VISIT, assisted, exit_papers, first_publicity, publicized, township_reviewed
from workflows.roles import Level

EXIT = "household_exit_list"


def codes(refused: pytest.ExceptionInfo[ActRefused]) -> dict[str, list[str]]:
    return {field: [each.code for each in found] for field, found in refused.value.reasons.items()}


def appealed(world: World, objection_id: int, login: str = "clerk", grounds: str = "核查不实") -> None:
    version = objection(world, objection_id).version
    with world.database.write() as db:
        appeal(db, objection_id, version, grounds=grounds, actor=world.actor(login), at=world.tick())


def withdrawn(world: World, objection_id: int, login: str = "township", statement: str = "本人书面撤回") -> None:
    version = objection(world, objection_id).version
    with world.database.write() as db:
        withdraw(db, objection_id, version, finding=statement, actor=world.actor(login), at=world.tick())


def acts(world: World, objection_id: int) -> list[tuple[str, str, str]]:
    statement = select(ObjectionAct.from_state, ObjectionAct.to_state, ObjectionAct.role)
    with world.database.read() as db:
        rows = db.execute(statement.where(ObjectionAct.objection_id == objection_id).order_by(ObjectionAct.id))
        return [tuple(row) for row in rows]


def test_an_accepted_objection_blocks_until_it_is_dismissed(world: World) -> None:
    ids = publicized(world, 2)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[1], objector="王某")
    screened(world, brought)
    world.wait(8)
    with pytest.raises(Refused) as refused:
        world.fire("review", ids, "township")
    assert {id: [reason.code for reason in found] for id, found in refused.value.reasons.items()} == {
        ids[0]: ["result_statement_missing"],
        ids[1]: ["result_statement_missing", "objection_open"],
    }
    decided(world, brought, upheld=False)
    sign(world, notice_id)
    world.fire("review", ids, "township")
    assert acts(world, brought) == [
        ("lodged", "accepted", "township_reviewer"),
        ("accepted", "dismissed", "township_reviewer"),
    ]


def test_a_household_with_an_upheld_objection_leaves_the_list_and_the_rest_begin_again(world: World) -> None:
    ids = publicized(world, 3)
    first = hung(world, ids[0], EXIT)
    brought = lodged(world, first, ids[1])
    screened(world, brought)
    with pytest.raises(Refused, match="no_upheld_objection"):
        world.fire("take_off", [ids[1]], "township", "异议成立")
    decided(world, brought, upheld=True)
    world.wait(8)
    sign(world, first)
    with pytest.raises(Refused, match="upheld_objection_stands"):
        world.fire("review", ids, "township")
    with pytest.raises(Refused, match="role_may_not"):
        world.fire("take_off", [ids[1]], "clerk", "异议成立")
    world.fire("take_off", [ids[1]], "township", "异议成立")
    assert world.state(ids[1]) == "assisted"
    rest = [ids[0], ids[2]]
    with pytest.raises(Refused, match="notice_void"):
        world.fire("review", rest, "township")
    world.fire("amend_list", rest, "clerk", "一户移出")
    amended = world.notice_of(ids[0], EXIT)
    assert amended != first
    for reason in ("notice_not_printed", "posting_evidence_missing"):
        with pytest.raises(Refused, match=reason):
            world.fire("review", rest, "township")
        mark_printed(world, amended) if reason == "notice_not_printed" else post(world, amended)
    world.wait(7)
    with pytest.raises(Refused, match="period_running"):
        world.fire("review", rest, "township")
    world.wait(1)
    sign(world, amended)
    world.fire("review", rest, "township")
    assert [world.state(id) for id in ids] == ["township_reviewed", "assisted", "township_reviewed"]


def test_an_objection_that_was_upheld_on_an_earlier_list_takes_nobody_off_a_later_one(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    decided(world, brought, upheld=True)
    world.fire("take_off", ids, "township", "异议成立")
    exit_papers(world, ids)
    world.fire("propose_exit", ids, "clerk")
    world.file("exit_visit", ids, VISIT)
    world.file("exit_consent", ids, {"agreed": True, "signature": "signature"})
    world.fire("verify", ids, "team")
    world.fire("publicize", ids, "clerk")
    with pytest.raises(Refused, match="no_upheld_objection"):
        world.fire("take_off", ids, "township", "再移出")


def test_only_what_hangs_can_be_objected_to(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    with pytest.raises(ActRefused) as refused:
        lodged(world, notice_id, ids[0])
    assert codes(refused) == {"": ["posting_evidence_missing"]}
    with pytest.raises(ActRefused) as refused:
        lodged(world, world.notice_of(ids[0], "identification_announcement"), ids[0])
    assert codes(refused) == {"": ["no_objection_to_announcement"]}
    mark_printed(world, notice_id)
    post(world, notice_id)
    world.fire("withdraw", ids, "clerk", "撤回")
    with pytest.raises(ActRefused) as refused:
        lodged(world, notice_id, ids[0])
    assert codes(refused) == {"": ["notice_is_void"]}
    with pytest.raises(NoSuchNotice):
        lodged(world, 404, ids[0])


def test_every_gap_in_an_objection_is_named_at_once(world: World) -> None:
    ids = publicized(world, 1)
    other = assisted(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    world.wait(1)
    post(world, notice_id)
    today = world.clock.today()
    with pytest.raises(ActRefused) as refused:
        lodged(
            world, notice_id, other[0], lodged_on=today - timedelta(days=1), channel="", content=" ", objector="甲" * 65
        )
    assert codes(refused) == {
        "record_id": ["not_on_notice"],
        "lodged_on": ["lodged_before_posted"],
        "channel": ["channel_missing"],
        "objector": ["text_too_long"],
        "content": ["objection_empty"],
    }
    world.wait(3)
    for day, code in ((today, "recorded_too_late"), (today + timedelta(days=9), "day_in_future")):
        with pytest.raises(ActRefused) as refused:
            lodged(world, notice_id, ids[0], lodged_on=day)
        assert codes(refused) == {"lodged_on": [code]}


def test_the_same_objection_sent_twice_is_recorded_once(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    assert lodged(world, notice_id, ids[0]) == lodged(world, notice_id, ids[0])
    assert lodged(world, notice_id, ids[0], content="另有他事") != lodged(world, notice_id, ids[0])


def test_an_objection_to_an_extension_is_one_to_what_it_extends(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    mark_printed(world, notice_id)
    world.wait(1)
    post(world, notice_id)
    (extension_id,) = world.fire("extend_publicity", ids, "clerk", "晚贴").notices
    assert objection(world, lodged(world, extension_id, ids[0])).notice_id == notice_id


@pytest.mark.parametrize("login", ["auditor", "assessor", "data", "other-clerk"])
def test_who_receives_nobody_lodges_nothing(world: World, login: str) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    with pytest.raises(ActRefused):
        lodged(world, notice_id, ids[0], login)


def test_an_omitted_household_is_a_clue_at_once_and_does_not_block(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, None, content="三组有一户未列入")
    assert objection(world, brought).state == "clue"
    assert acts(world, brought) == [("lodged", "clue", "village_clerk")]
    world.wait(8)
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_what_came_late_does_not_block_and_what_came_in_time_is_not_called_late(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    world.wait(7)
    timely = lodged(world, notice_id, ids[0])
    with pytest.raises(ActRefused) as refused:
        screened(world, timely, "out_of_time")
    assert codes(refused) == {"outcome": ["objection_in_time"]}
    screened(world, timely, "clue", finding="反映的是未列入的农户")
    world.wait(1)
    late = lodged(world, notice_id, ids[0], content="又有异议")
    with pytest.raises(ActRefused) as refused:
        screened(world, late, "accepted")
    assert codes(refused) == {"outcome": ["objection_out_of_time"]}
    screened(world, late, "out_of_time")
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_an_outcome_is_one_of_three_and_a_clue_says_why(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    for outcome, expected in (
        ("upheld", {"outcome": ["outcome_missing"]}),
        ("clue", {"finding": ["clue_without_reason"]}),
    ):
        with pytest.raises(ActRefused) as refused:
            screened(world, brought, outcome)
        assert codes(refused) == expected


def test_an_objection_to_what_was_decided_cannot_block_it(world: World) -> None:
    ids = township_reviewed(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    # Brought on the last day, recorded two days later: in time, but the township has reviewed and the county decides.
    brought = lodged(world, notice_id, ids[0], lodged_on=world.clock.today() - timedelta(days=1))
    world.fire("approve", ids, "county-approver")
    with pytest.raises(ActRefused) as refused:
        screened(world, brought)
    assert codes(refused) == {"": ["decided_already"]}


@pytest.mark.parametrize("login", ["clerk", "team", "county", "auditor", "other-clerk"])
def test_only_the_level_above_the_poster_screens_and_decides(world: World, login: str) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    with pytest.raises(ActRefused, match="role_may_not"):
        screened(world, brought, login=login)
    screened(world, brought)
    with pytest.raises(ActRefused, match="role_may_not"):
        decided(world, brought, upheld=True, login=login)


def test_the_deciding_level_lies_above_the_poster_and_moves_up_with_an_appeal() -> None:
    levels = (Level.VILLAGE, Level.TOWNSHIP, Level.COUNTY, Level.CITY, Level.PROVINCE)
    assert [deciding_level(level, 0) for level in levels] == [*levels[1:], Level.PROVINCE]
    assert [deciding_level(level, 1) for level in levels] == [*levels[2:], Level.PROVINCE, Level.PROVINCE]


def test_two_people_look_into_it_neither_the_proposer_nor_of_the_household(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    for names, expected in (
        (("", "核查员乙"), {"investigator_1": ["investigator_missing"]}),
        (("核查员乙", "核查员 乙"), {"investigator_2": ["same_investigator_twice"]}),
        (("试验clerk", "核查员乙"), {"investigator_1": ["investigator_is_proposer"]}),
        (("核查员甲", "试验员0"), {"investigator_2": ["investigator_of_household"]}),
        (("试验 乙", "核查员乙"), {"investigator_1": ["investigator_of_household"]}),
    ):
        with pytest.raises(ActRefused) as refused:
            decided(world, brought, upheld=True, investigators=names)
        assert codes(refused) == expected
    with pytest.raises(ActRefused) as refused:
        decided(world, brought, upheld=True, finding=" ")
    assert codes(refused) == {"finding": ["finding_empty"]}
    decided(world, brought, upheld=True, investigators=INVESTIGATORS)


def test_a_dismissal_is_appealed_once_to_the_next_level_which_blocks_again(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0])
    screened(world, brought)
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought)
    assert codes(refused) == {"": ["objection_in_another_state"]}
    decided(world, brought, upheld=False)
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought, grounds="")
    assert codes(refused) == {"finding": ["appeal_without_grounds"]}
    appealed(world, brought)
    world.wait(8)
    with pytest.raises(Refused, match="objection_open"):
        world.fire("review", ids, "township")
    with pytest.raises(ActRefused, match="role_may_not"):
        decided(world, brought, upheld=False)
    decided(world, brought, upheld=False, login="county")
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought)
    assert codes(refused) == {"": ["appealed_before"]}
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_the_second_list_is_the_townships_and_the_county_decides(world: World) -> None:
    ids = first_publicity(world, 1)
    world.complete_publicity(ids[0], "household_first_list")
    world.fire("send_to_township", ids, "clerk")
    world.fire("post_second_list", ids, "township")
    brought = lodged(world, hung(world, ids[0], "household_second_list", "township"), ids[0])
    with pytest.raises(ActRefused, match="role_may_not"):
        screened(world, brought)
    screened(world, brought, login="county")
    decided(world, brought, upheld=True, login="county")
    world.fire("take_off", ids, "county", "异议成立")
    assert world.state(ids[0]) == "applied"


def test_an_objection_is_taken_back_before_the_level_that_decides_it(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0])
    screened(world, brought)
    with pytest.raises(ActRefused, match="role_may_not"):
        withdrawn(world, brought, "clerk")
    with pytest.raises(ActRefused) as refused:
        withdrawn(world, brought, statement="")
    assert codes(refused) == {"finding": ["withdrawal_without_statement"]}
    withdrawn(world, brought)
    with pytest.raises(ActRefused, match="objection_in_another_state"):
        withdrawn(world, brought)
    world.wait(8)
    sign(world, notice_id)
    world.fire("review", ids, "township")


def test_who_posted_the_notice_or_decided_before_does_not_decide(world: World) -> None:
    ids = publicized(world, 1)
    notice_id = hung(world, ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0])
    screened(world, brought)
    township = world.actor("township")
    clerk_as_township = replace(world.actor("clerk"), appointments=township.appointments)
    county_who_decided = replace(world.actor("township"), appointments=world.actor("county").appointments)
    with pytest.raises(ActRefused) as refused:
        _decide_as(world, brought, clerk_as_township)
    assert codes(refused) == {"": ["decider_posted_notice"]}
    decided(world, brought, upheld=False)
    appealed(world, brought)
    with pytest.raises(ActRefused) as refused:
        _decide_as(world, brought, county_who_decided)
    assert codes(refused) == {"": ["decider_decided_before"]}


def test_who_acts_on_a_page_that_is_out_of_date_is_told_so(world: World) -> None:
    ids = publicized(world, 1)
    brought = lodged(world, hung(world, ids[0], EXIT), ids[0])
    screened(world, brought)
    with pytest.raises(ChangedSince), world.database.write() as db:
        screen(db, brought, 1, outcome="accepted", finding="", actor=world.actor("township"), at=world.tick())
    with pytest.raises(NoSuchObjection), world.database.write() as db:
        screen(db, 404, 1, outcome="accepted", finding="", actor=world.actor("township"), at=world.tick())


def _decide_as(world: World, objection_id: int, actor: Any) -> None:
    version = objection(world, objection_id).version
    with world.database.write() as db:
        decide(
            db,
            objection_id,
            version,
            upheld=False,
            investigators=INVESTIGATORS,
            finding="属实",
            actor=actor,
            at=world.tick(),
        )


@pytest.fixture
def busy_world(postgres_server: Server, migrated_template: str) -> Iterator[World]:
    """A world on PostgreSQL, where two transactions run at once."""
    with postgres_server.database(template=migrated_template) as url:
        database = Database(url)
        yield make_world(database)
        database.close()


def _at_once(world: World, first: Callable[[Any], Any], second: Callable[[Any], Any]) -> list[BaseException | None]:
    """Two transactions: the second acts while the first has acted but not committed; what each of them met."""
    first_has_acted, second_is_done = Event(), Event()

    def holding() -> None:
        with world.database.write() as db:
            first(db)
            first_has_acted.set()
            # Behind a lock the second cannot be done before this transaction ends.
            second_is_done.wait(1.5)

    def following() -> None:
        first_has_acted.wait(30)
        try:
            with world.database.write() as db:
                second(db)
        finally:
            second_is_done.set()

    with ThreadPoolExecutor(2) as pool:
        runs: list[Future[None]] = [pool.submit(holding), pool.submit(following)]
        return [run.exception() for run in runs]


def _approval_and_acceptance(world: World) -> tuple[Callable[[Any], Any], Callable[[Any], Any], int]:
    ids = township_reviewed(world, 1)
    notice_id = world.notice_of(ids[0], EXIT)
    brought = lodged(world, notice_id, ids[0], lodged_on=world.clock.today() - timedelta(days=1))
    order = world.order("approve", ids)
    approver, township = world.actor("county-approver"), world.actor("township")
    at = world.tick()

    def approval(db: Any) -> None:
        fire(db, order, approver, at=at)

    def acceptance(db: Any) -> None:
        screen(db, brought, 1, outcome="accepted", finding="", actor=township, at=at)

    return approval, acceptance, ids[0]


def _outcome(world: World, record_id: int) -> tuple[str, str]:
    with world.database.read() as db:
        state = db.execute(select(Objection.state).where(Objection.record_id == record_id)).scalar_one()
    return world.state(record_id), state


@pytest.mark.parametrize("approval_first", [True, False])
def test_an_approval_and_an_accepted_objection_never_both_happen(busy_world: World, approval_first: bool) -> None:
    approval, acceptance, record_id = _approval_and_acceptance(busy_world)
    pair = (approval, acceptance) if approval_first else (acceptance, approval)
    won, lost = _at_once(busy_world, *pair)
    assert won is None
    assert isinstance(lost, ActRefused if approval_first else Refused)
    expected = ("approved", "lodged") if approval_first else ("township_reviewed", "accepted")
    assert _outcome(busy_world, record_id) == expected


@pytest.mark.parametrize("approval_first", [True, False])
def test_without_the_lock_both_would_happen(
    busy_world: World, monkeypatch: pytest.MonkeyPatch, approval_first: bool
) -> None:
    approval, acceptance, record_id = _approval_and_acceptance(busy_world)

    def unlocked(connection: Any, ids: Any, *, lock: bool) -> Any:
        return load_rows(connection, ids, lock=False)

    monkeypatch.setattr(facts, "load_rows", unlocked)
    monkeypatch.setattr(firing, "load_rows", unlocked)
    assert _at_once(busy_world, *((approval, acceptance) if approval_first else (acceptance, approval))) == [None, None]
    assert _outcome(busy_world, record_id) == ("approved", "accepted")
