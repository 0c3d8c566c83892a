"""Objections to a publicity of projects, on which no record stands: who hears them, what an upheld one calls for."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.competence import ActRefused
from service.history.verify import verify
from service.models.history import Act
from service.models.notice import Notice, NoticeVoid, ResultStatement
from service.models.objection import ObjectionLetter
from service.notices.printing import NoSuchNotice
from service.notices.projects import (
    KIND,
    IssuedAlready,
    correct_project_publicity,
    extend_project_publicity,
    issue_project_publicity,
)
from service.notices.public_facts import NoticeFacts, Project
from service.objections.lodging import PublicObjection, lodge_publicly, new_receipt
from service.queries.notice_detail import notice
from service.queries.objecting import notice_to_object_to, objection_by_receipt
from service.queries.objections import objections_page, objections_waiting
from tests.makers import VILLAGE, World
from tests.service.acts_on_notices import (
    EXIT,
    answered,
    appealed,
    decided,
    delivered,
    hung,
    hung_projects,
    investigated,
    lodged,
    mark_printed,
    objection,
    post,
    screened,
    sign,
    taken,
    withdrawn,
)
from tests.service.refusing import codes
from tests.service.specimen_notices import PROJECTS
from tests.service.walking import publicized

TOWNSHIP = VILLAGE[:9]
HEARERS = ("township", "county", "city", "province", "province-approver")
# Who issued it for which place: the level that hears it, and the level that hears the appeal.
HEARD_AT: Mapping[tuple[str, str], tuple[str, str]] = {
    ("township", VILLAGE): ("county", "city"),
    ("county", VILLAGE): ("city", "province"),
    ("county", TOWNSHIP): ("city", "province"),
}


def corrected(
    world: World, notice_id: int, login: str = "township", projects: tuple[Project, ...] = PROJECTS[:1]
) -> int:
    with world.database.write() as db:
        return correct_project_publicity(db, notice_id, projects=projects, actor=world.actor(login), at=world.tick())


def upheld(world: World, notice_id: int, login: str = "county") -> int:
    brought = lodged(world, notice_id, None, project_number=1)
    screened(world, brought, login=login)
    decided(world, brought, upheld=True, login=login)
    return brought


def void(world: World) -> dict[int, str]:
    with world.database.read() as db:
        return {row.notice_id: row.step for row in db.scalars(select(NoticeVoid))}


@pytest.mark.parametrize(("issuer", "place"), HEARD_AT)
def test_the_level_above_who_issued_it_hears_it_and_the_next_one_the_appeal(
    world: World, issuer: str, place: str
) -> None:
    first, second = HEARD_AT[issuer, place]
    level = "village" if place == VILLAGE else "township"
    brought = lodged(world, hung_projects(world, place, issuer, level), None, issuer, project_number=1)
    for login in set(HEARERS) - {first}:
        with pytest.raises(ActRefused, match=r"heard_at_another_level"):
            screened(world, brought, login=login)
    screened(world, brought, login=first)
    decided(world, brought, upheld=False, login=first)
    answered(world, brought, first)
    appealed(world, brought, issuer)
    for login in set(HEARERS) - {second, "province-approver"}:
        with pytest.raises(ActRefused, match=r"heard_at_another_level"):
            investigated(world, brought, login)
    investigated(world, brought, second)
    taken(world, brought, "uphold", second)
    answered(world, brought, second)
    assert (objection(world, brought).state, objection(world, brought).outcome) == ("replied", "upheld")


def test_it_stands_on_no_record_and_is_about_one_project_or_all_of_them(world: World) -> None:
    notice_id = hung_projects(world)
    one, whole = lodged(world, notice_id, None, project_number=2), lodged(world, notice_id, None, content="均不公开")
    kept = [objection(world, each) for each in (one, whole)]
    assert [(each.record_id, each.project_number, each.state, each.about_omitted) for each in kept] == [
        (None, 2, "lodged", False),
        (None, None, "lodged", False),
    ]
    assert lodged(world, notice_id, None, project_number=2) == one
    with world.database.read() as db:
        lines = objections_waiting(db, world.actor("county"), limit=9)
        assert objections_waiting(db, world.actor("township"), limit=9) == []
        seen = objections_page(db, world.actor("clerk"), notice_id=notice_id, limit=9)
    assert [(line.id, line.subject, line.record_id, line.procedure) for line in lines] == [
        (one, PROJECTS[1].name, None, None),
        (whole, "", None, None),
    ]
    assert all(line.due_on is not None for line in lines)
    assert [line.id for line in seen] == [whole, one]


@pytest.mark.parametrize(("record_id", "number", "field"), [(1, None, "record_id"), (None, 0, "project_number")])
def test_what_does_not_stand_on_the_list_is_refused(
    world: World, record_id: int | None, number: int | None, field: str
) -> None:
    notice_id = hung_projects(world)
    with pytest.raises(ActRefused) as refused:
        lodged(world, notice_id, record_id, project_number=number)
    assert list(codes(refused)) == [field]
    with pytest.raises(ActRefused) as refused:
        lodged(world, notice_id, None, project_number=len(PROJECTS) + 1)
    assert codes(refused) == {"project_number": ["serial_not_on_list"]}
    households = publicized(world, 1)
    with pytest.raises(ActRefused) as refused:
        lodged(world, hung(world, households[0], EXIT), households[0], project_number=1)
    assert codes(refused) == {"project_number": ["serial_not_on_list"]}


def test_the_public_lodges_one_and_follows_it_by_its_receipt(world: World, tmp_path: Path) -> None:
    notice_id = hung_projects(world)
    with world.database.read() as db:
        code = db.execute(select(Notice.code).where(Notice.id == notice_id)).scalar_one()
        found = notice_to_object_to(db, code, world.clock.today())
    assert found is not None
    assert (found.projects, dict(found.numbers), found.whole, found.refusals) == (len(PROJECTS), {}, None, ())
    given = PublicObjection(
        record_id=None, project_number=1, content="单位有误", objector="", contact="", files=(), receipt=new_receipt()
    )
    for _twice in range(2):
        with world.database.write() as db:
            lodge_publicly(db, tmp_path, notice_id, given, at=world.tick())
    (line,) = _lines(world, notice_id)
    assert (line.channel, line.subject) == ("web", PROJECTS[0].name)
    screened(world, line.id, login="county")
    with world.database.read() as db:
        told = objection_by_receipt(db, notice_id, given.receipt)
    assert told is not None
    assert told.state == "accepted"
    wrong = replace(given, project_number=99, receipt=new_receipt())
    with pytest.raises(ActRefused) as refused, world.database.write() as db:
        lodge_publicly(db, tmp_path, notice_id, wrong, at=world.tick())
    assert codes(refused) == {"project_number": ["serial_not_on_list"]}


def _lines(world: World, notice_id: int) -> Any:
    with world.database.read() as db:
        return objections_page(db, world.actor("county"), notice_id=notice_id, limit=9)


def test_nobody_who_issued_it_looks_into_it(world: World) -> None:
    brought = lodged(world, hung_projects(world), None)
    screened(world, brought, login="county")
    with pytest.raises(ActRefused) as refused:
        investigated(world, brought, "county", investigators=("试验township", "核查员乙"))
    assert codes(refused) == {"investigator_1": ["investigator_is_proposer"]}
    investigated(world, brought, "county", investigators=("试验员0", "核查员乙"))


def test_open_or_unscreened_it_keeps_the_result_unsigned_and_dismissed_it_is_counted(world: World) -> None:
    notice_id = hung_projects(world)
    first, second = lodged(world, notice_id, None, project_number=1), lodged(world, notice_id, None)
    third = lodged(world, notice_id, None, content="另有一事")
    screened(world, first, login="county")
    world.wait(11)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id, "township")
    assert codes(refused) == {"": ["objection_open", "objection_not_screened"]}
    decided(world, first, upheld=False, login="county")
    withdrawn(world, second, "county")
    screened(world, third, "clue", "county", "另案核查")
    with world.database.read() as db:
        shown = notice(db, world.actor("township"), notice_id)
    assert shown is not None
    assert shown.objections == {"dismissed": 1, "withdrawn": 1, "clue": 1}
    sign(world, notice_id, "township")
    with world.database.read() as db:
        statement = db.get_one(ResultStatement, notice_id)
        assert (statement.objections_received, statement.objections_upheld) == (3, 0)


def test_the_signed_result_settles_it_late_objections_and_appeals_change_nothing_more(world: World) -> None:
    notice_id = hung_projects(world)
    brought = lodged(world, notice_id, None)
    screened(world, brought, login="county")
    decided(world, brought, upheld=False, login="county")
    answered(world, brought, "county")
    delivered(world, brought, "county")
    with world.database.read() as db:
        letter = json.loads(db.execute(select(ObjectionLetter.facts)).scalar_one())
    assert letter["may_appeal_to"]
    assert "扶贫项目资金安排的公示" in letter["notice_title"]
    world.wait(11)
    sign(world, notice_id, "township")
    with pytest.raises(ActRefused) as refused:
        appealed(world, brought)
    assert codes(refused) == {"": ["projects_settled"]}


def test_an_upheld_one_calls_for_the_corrected_publicity_and_the_old_one_is_void(world: World) -> None:
    notice_id = hung_projects(world)
    with pytest.raises(ActRefused) as refused:
        corrected(world, notice_id)
    assert codes(refused) == {"": ["no_upheld_objection_to_projects"]}
    upheld(world, notice_id)
    world.wait(11)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id, "township")
    assert codes(refused) == {"": ["projects_not_corrected"]}
    for login in ("county", "clerk", "city"):
        with pytest.raises(ActRefused):
            corrected(world, notice_id, login)
    with pytest.raises(ActRefused) as refused:
        corrected(world, notice_id, projects=())
    assert codes(refused) == {"projects": ["no_project_written"]}
    corrected_id = corrected(world, notice_id)
    with world.database.read() as db:
        row = db.get_one(Notice, corrected_id)
        facts = NoticeFacts.from_json(json.loads(row.facts))
        assert (row.kind, row.amends_id, row.poster_level) == (KIND, notice_id, "township")
        act = db.execute(select(Act).where(Act.step == "correct_projects")).scalar_one()
        assert (act.actor_id, act.records) == (world.people["township"], 0)
        assert list(verify(db.connection())) == []
    assert (facts.kind, facts.content_kind, facts.projects) == ("amended_list", KIND, PROJECTS[:1])
    assert facts.amend_note == "公示期内1件异议经核查成立"
    assert void(world) == {notice_id: "correct_projects"}
    with pytest.raises(IssuedAlready):
        corrected(world, notice_id)
    with pytest.raises(ActRefused) as refused:
        corrected(world, notice_id, projects=PROJECTS)
    assert codes(refused) == {"": ["notice_is_void"]}
    with pytest.raises(ActRefused, match="notice_is_void"):
        lodged(world, notice_id, None)
    mark_printed(world, corrected_id)
    post(world, corrected_id, "clerk")
    withdrawn(world, lodged(world, corrected_id, None, project_number=1), "county")
    world.wait(11)
    sign(world, corrected_id, "township")


def test_it_is_corrected_when_every_objection_is_decided_and_its_extension_falls_with_it(world: World) -> None:
    notice_id = hung_projects(world)
    open_one = lodged(world, notice_id, None)
    upheld(world, notice_id)
    with pytest.raises(ActRefused) as refused:
        corrected(world, notice_id)
    assert codes(refused) == {"": ["objection_not_screened"]}
    screened(world, open_one, login="county")
    with pytest.raises(ActRefused) as refused:
        corrected(world, notice_id)
    assert codes(refused) == {"": ["objection_open"]}
    decided(world, open_one, upheld=False, login="county")
    corrected(world, notice_id)
    with pytest.raises(NoSuchNotice):
        corrected(world, 404)


def test_the_extension_of_a_corrected_publicity_is_void_too(world: World) -> None:
    notice_id = _posted_late(world)
    with world.database.write() as db:
        extension_id = extend_project_publicity(db, notice_id, actor=world.actor("township"), at=world.tick())
    assert objection(world, lodged(world, extension_id, None)).notice_id == notice_id
    withdrawn(world, 1, "county")
    upheld(world, notice_id)
    corrected(world, notice_id)
    assert set(void(world)) == {notice_id, extension_id}


def _posted_late(world: World) -> int:
    given = {"year": 2018, "projects": PROJECTS, "actor": world.actor("township"), "at": world.tick()}
    with world.database.write() as db:
        notice_id = issue_project_publicity(db, VILLAGE, **given)
    mark_printed(world, notice_id)
    world.wait(2)
    post(world, notice_id)
    return notice_id
