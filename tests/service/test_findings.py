"""Findings: who records one, what it blocks, who closes it; records drawn for an assessor."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from service.competence import ActRefused, ChangedSince
from service.findings import NoSuchFinding, assign, close_finding, record_finding
from service.firing import Refused
from service.models.obstacles import Assignment, Finding
from tests.makers import World
from tests.service.refusing import codes
from tests.service.walking import approved, assisted, publicized


def found(world: World, record_id: int, login: str = "county", **changes: Any) -> int:
    given = {"kind": "data_wrong", "found_on": world.clock.today(), "content": "收入与台账不符", **changes}
    with world.database.write() as db:
        return record_finding(db, record_id, **given, actor=world.actor(login), at=world.tick())


def closed(world: World, finding_id: int, login: str = "county", correction: str = "已更正台账") -> None:
    with world.database.write() as db:
        close_finding(db, finding_id, correction=correction, actor=world.actor(login), at=world.tick())


def drawn(world: World, ids: list[int], login: str = "province", assessor: str = "assessor") -> int:
    with world.database.write() as db:
        return assign(db, world.people[assessor], ids, actor=world.actor(login), at=world.tick())


def test_an_open_finding_blocks_the_review_until_its_correction_is_recorded(world: World) -> None:
    ids = publicized(world, 1)
    world.complete_publicity(ids[0], "household_exit_list")
    finding_id = found(world, ids[0])
    with pytest.raises(Refused, match="finding_open"):
        world.fire("review", ids, "township")
    closed(world, finding_id)
    world.fire("review", ids, "township")
    with world.database.read() as db:
        row = db.scalars(select(Finding)).one()
    assert (row.recorded_role, row.correction) == ("county_reviewer", "已更正台账")
    assert row.closed_by == world.people["county"]


def test_a_revocation_rests_on_an_open_finding_of_a_wrong_exit(world: World) -> None:
    ids = approved(world, 1)
    found(world, ids[0], "city")
    with pytest.raises(Refused, match="no_wrong_exit_finding"):
        world.fire("revoke", ids, "county-approver", "错退")
    found(world, ids[0], "province-approver", kind="exited_wrongly")
    world.fire("revoke", ids, "county-approver", "错退")
    assert world.state(ids[0]) == "assisted"


@pytest.mark.parametrize("login", ["clerk", "team", "township", "auditor", "data", "admin"])
def test_who_inspects_nothing_records_no_finding(world: World, login: str) -> None:
    ids = assisted(world, 1)
    with pytest.raises(ActRefused, match="role_may_not"):
        found(world, ids[0], login)


def test_an_assessor_records_findings_on_what_was_drawn_and_closes_none(world: World) -> None:
    ids = assisted(world, 2)
    with pytest.raises(ActRefused) as refused:
        found(world, ids[0], "assessor")
    assert codes(refused) == {"": ["not_drawn_for_assessor"]}
    assert drawn(world, ids[:1]) == 1
    finding_id = found(world, ids[0], "assessor", kind="missed")
    with pytest.raises(ActRefused):
        found(world, ids[1], "assessor")
    with pytest.raises(ActRefused, match="role_may_not"):
        closed(world, finding_id, "assessor")
    closed(world, finding_id, "city")


def test_a_finding_is_closed_by_a_reviewer_of_the_county_or_above(world: World) -> None:
    ids = assisted(world, 1)
    finding_id = found(world, ids[0])
    for login in ("clerk", "township", "county-approver", "province-approver", "auditor"):
        with pytest.raises(ActRefused, match="role_may_not"):
            closed(world, finding_id, login)
    with pytest.raises(ActRefused) as refused:
        closed(world, finding_id, correction=" ")
    assert codes(refused) == {"correction": ["correction_empty"]}
    closed(world, finding_id, "province")
    with pytest.raises(ChangedSince):
        closed(world, finding_id)


def test_every_gap_in_a_finding_is_named_at_once(world: World) -> None:
    ids = assisted(world, 1)
    with pytest.raises(ActRefused) as refused:
        found(world, ids[0], kind="", found_on=world.clock.today() + timedelta(days=1), content="")
    assert codes(refused) == {
        "kind": ["finding_kind_missing"],
        "found_on": ["day_in_future"],
        "content": ["finding_empty"],
    }


def test_the_same_finding_sent_twice_is_recorded_once(world: World) -> None:
    ids = assisted(world, 1)
    assert found(world, ids[0]) == found(world, ids[0])


def test_records_are_drawn_for_an_assessor_of_the_place_by_city_or_province(world: World) -> None:
    ids = assisted(world, 2)
    assert drawn(world, ids, "city") == 2
    assert drawn(world, ids) == 0
    for login in ("county", "township", "province-approver", "assessor"):
        with pytest.raises(ActRefused, match="role_may_not"):
            drawn(world, ids, login)
    for records, assessor, expected in (
        ([], "assessor", {"records": ["no_record_ticked"]}),
        (ids, "auditor", {"assessor": ["not_an_assessor_there"]}),
        ([404], "assessor", {"assessor": ["not_an_assessor_there"]}),
    ):
        with pytest.raises(ActRefused) as refused:
            drawn(world, records, assessor=assessor)
        assert codes(refused) == expected
    with world.database.read() as db:
        assert len(db.scalars(select(Assignment)).all()) == 2


def test_what_does_not_exist_is_neither_found_nor_closed(world: World) -> None:
    with pytest.raises(NoSuchFinding):
        found(world, 404)
    with pytest.raises(NoSuchFinding):
        closed(world, 404)
