"""Publicity of projects and funds: a notice without records, from its issue to its signed result."""

import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from threading import Barrier
from typing import Any

import pytest
from sqlalchemy import select

from service.competence import ActRefused
from service.facts.publicity import on_file_without_records
from service.models.history import HistoryEntry
from service.models.notice import Notice, NoticeMember, NoticePdf, ResultStatement
from service.notices import printing
from service.notices.printing import NoSuchNotice, print_notice
from service.notices.projects import KIND, IssuedAlready, extend_project_publicity, issue_project_publicity
from service.notices.public_facts import NoticeFacts
from service.rules.lookups import profile_of
from service.rules.national import PROJECT_OPINION
from tests.makers import COUNTY, VILLAGE, World
from tests.service.acts_on_notices import mark_printed, post, sign
from tests.service.specimen_notices import PROJECTS
from tests.service.walking import second_publicity

TOWNSHIP = VILLAGE[:9]


def issued(world: World, place: str = VILLAGE, login: str = "township", **changes: Any) -> int:
    given: dict[str, Any] = {"year": world.clock.today().year, "projects": PROJECTS, **changes}
    with world.database.write() as db:
        return issue_project_publicity(db, place, **given, actor=world.actor(login), at=world.tick())


def extended(world: World, notice_id: int, login: str = "township") -> int:
    with world.database.write() as db:
        return extend_project_publicity(db, notice_id, actor=world.actor(login), at=world.tick())


def kept(world: World, notice_id: int) -> Notice:
    with world.database.read() as db:
        found = db.get_one(Notice, notice_id)
        db.expunge_all()
    return found


def said(world: World, notice_id: int) -> NoticeFacts:
    return NoticeFacts.from_json(json.loads(kept(world, notice_id).facts))


def refused_codes(refused: Any) -> dict[str, list[str]]:
    return {field: [why.code for why in reasons] for field, reasons in refused.value.reasons.items()}


def test_it_is_frozen_numbered_and_coded_and_hangs_ten_days(world: World) -> None:
    notice_id = issued(world)
    notice, facts = kept(world, notice_id), said(world, notice_id)
    assert (notice.kind, notice.number, notice.list_id) == (KIND, "柳林镇内公示〔2018〕1号", None)
    assert facts.projects == PROJECTS
    assert facts.amount == "134.5"
    today = world.clock.today()
    assert (facts.first_day, facts.last_day) == (today + timedelta(days=1), today + timedelta(days=10))
    assert (notice.poster_level, notice.place_level) == ("township", "village")
    assert notice.code == facts.code
    with world.database.read() as db:
        assert db.scalars(select(NoticeMember).where(NoticeMember.notice_id == notice_id)).all() == []


def test_it_takes_its_number_in_the_same_gapless_series_as_the_bodys_lists(world: World) -> None:
    (record,) = second_publicity(world, 1)
    first = kept(world, world.notice_of(record, "household_second_list"))
    assert kept(world, issued(world)).serial == first.serial + 1


def test_a_county_issues_in_its_own_name_for_a_township(world: World) -> None:
    notice_id = issued(world, TOWNSHIP, "county")
    notice, facts = kept(world, notice_id), said(world, notice_id)
    assert (notice.body_code, notice.poster_level, notice.place_level) == (COUNTY, "county", "township")
    assert (facts.village, facts.township) == ("", "柳林镇")


@pytest.mark.parametrize(
    ("place", "login", "codes"),
    [
        (VILLAGE, "clerk", {"": ["role_may_not"]}),
        (COUNTY, "county", {"": ["no_projects_of_this_place"]}),
        ("990102100200", "township", {"": ["outside_jurisdiction"]}),
    ],
)
def test_who_may_not_or_where_there_is_no_project_issues_none(
    world: World, place: str, login: str, codes: dict[str, list[str]]
) -> None:
    with pytest.raises(ActRefused) as refused:
        issued(world, place, login)
    assert refused_codes(refused) == codes


def test_a_publicity_without_projects_is_refused(world: World) -> None:
    with pytest.raises(ActRefused) as refused:
        issued(world, projects=())
    assert refused_codes(refused) == {"projects": ["no_project_written"]}


def test_the_same_form_sent_twice_is_issued_once_and_gives_its_number_back(world: World) -> None:
    first = issued(world)
    with pytest.raises(IssuedAlready) as again:
        issued(world)
    assert again.value.notice_id == first
    assert kept(world, issued(world, projects=PROJECTS[:1])).serial == kept(world, first).serial + 1


def test_a_number_of_a_person_in_a_project_is_refused_with_its_place(world: World) -> None:
    mobile = "13" + "000000000"
    with pytest.raises(ActRefused) as refused:
        issued(world, projects=(replace(PROJECTS[0], content=f"联系{mobile}"),))
    (why,) = refused.value.reasons[""]
    assert (why.code, why.figures["where"]) == ("not_public", "projects[0].content")


def test_it_is_printed_once_by_its_hash_without_a_history(world: World, tmp_path: Path, monkeypatch: Any) -> None:
    monkeypatch.setattr(printing, "page_count", lambda pdf: 1)
    both = Barrier(2, timeout=30)

    def render(facts: Any) -> bytes:
        both.wait()
        return b"%PDF invented"

    monkeypatch.setattr(printing, "render_pdf", render)
    notice_id = issued(world)
    with world.database.read() as db:
        before = len(db.scalars(select(HistoryEntry.record_id)).all())
    actors, at = [world.actor("township"), world.actor("county")], world.tick()
    with ThreadPoolExecutor(2) as pool:
        made = list(pool.map(lambda actor: print_notice(world.database, tmp_path, notice_id, actor, at), actors))
    assert made[0] == made[1]
    with world.database.read() as db:
        assert db.scalars(select(NoticePdf.sha256).where(NoticePdf.notice_id == notice_id)).all() == [made[0].sha256]
        assert len(db.scalars(select(HistoryEntry.record_id)).all()) == before


def test_it_is_posted_and_its_result_signed_after_ten_days(world: World) -> None:
    notice_id = issued(world)
    with pytest.raises(ActRefused) as refused:
        post(world, notice_id, "township")
    assert refused_codes(refused) == {"": ["notice_not_printed"]}
    mark_printed(world, notice_id)
    post(world, notice_id, "clerk")
    world.wait(10)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id, "township")
    assert "result_before_the_end" in refused_codes(refused)[""]
    world.wait(1)
    sign(world, notice_id, "township")
    with world.database.read() as db:
        statement = db.scalars(select(ResultStatement).filter_by(notice_id=notice_id)).one()
    assert (statement.objections_received, statement.objections_upheld) == (0, 0)


def test_one_that_was_posted_late_is_extended_once_with_the_period_from_there(world: World) -> None:
    notice_id = issued(world)
    mark_printed(world, notice_id)
    with pytest.raises(ActRefused) as refused:
        extended(world, notice_id)
    assert refused_codes(refused) == {"": ["nothing_to_extend"]}
    world.wait(2)
    posted_on = world.clock.today()
    post(world, notice_id, "clerk")
    with pytest.raises(ActRefused) as refused:
        extended(world, notice_id, "county")
    assert refused_codes(refused) == {"": ["role_may_not"]}
    extension_id = extended(world, notice_id)
    facts = said(world, extension_id)
    assert (facts.kind, facts.amends_kind, facts.projects) == ("extension", KIND, ())
    assert (facts.amends_posted_on, facts.first_day) == (posted_on, posted_on + timedelta(days=1))
    with pytest.raises(ActRefused) as refused:
        extended(world, notice_id)
    assert refused_codes(refused) == {"": ["already_extended"]}
    world.wait(11)
    with pytest.raises(ActRefused) as refused:
        sign(world, notice_id, "township")
    assert refused_codes(refused) == {"": ["posted_late"]}
    mark_printed(world, extension_id)
    post(world, extension_id, "clerk")
    sign(world, notice_id, "township")
    with world.database.read() as db:
        on_file = on_file_without_records(db.connection(), notice_id)
    assert on_file is not None
    assert (on_file.extended, on_file.result_signed) == (True, True)


def test_only_a_publicity_of_projects_is_extended_here(world: World) -> None:
    (record,) = second_publicity(world, 1)
    for notice_id in (world.notice_of(record, "household_second_list"), 404):
        with pytest.raises(NoSuchNotice):
            extended(world, notice_id)


def test_the_rule_names_its_source(world: World) -> None:
    with world.database.read() as db:
        profile = profile_of(db.connection(), KIND, VILLAGE, world.clock.today())
    assert profile is not None
    assert (profile.minimum_days, profile.working_days, profile.source) == (10, False, PROJECT_OPINION)
