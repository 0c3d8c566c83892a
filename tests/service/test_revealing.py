"""A personal number is shown in clear to who needs it, one at a time, for a reason that is written down first."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, select
from sqlalchemy.exc import DatabaseError

from service.competence import ActRefused
from service.models.register_history import PersonalReading
from service.queries.readings import ReadingFilter, readings_page
from service.register.fields import Subject, fact_of
from service.register.revealing import MOST_IN_AN_HOUR, NoSuchNumber, Wanted, reveal
from service.register.values import REGISTER_KEY, sealed_number
from service.sealing import Seal
from tests.makers import VILLAGE, World
from tests.service.registering import acting, members, number_of

WHY = "核对存折"


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal(tmp_path, REGISTER_KEY)


@pytest.fixture
def wanted(world: World, seal: Seal) -> Wanted:
    """An identity number on file."""
    (home,) = world.households(1)
    head = members(world, home)[0]
    number = sealed_number(fact_of(Subject.MEMBER, "identity"), number_of(world.clock.today()), seal)
    with world.database.write() as db:
        acting(world, db, home).change(Subject.MEMBER, head, {"identity": number})
    return Wanted(home, head, "identity")


def shown(world: World, seal: Seal, wanted: Wanted, login: str = "clerk", why: str = WHY) -> str:
    with world.database.write() as db:
        return reveal(db, seal, wanted, why, world.actor(login), world.clock.now())


def test_a_reading_tells_who_whose_what_why_and_when(world: World, seal: Seal, wanted: Wanted) -> None:
    assert shown(world, seal, wanted) == number_of(world.clock.today())
    with world.database.read() as db:
        (told,) = db.scalars(select(PersonalReading))
        assert (told.read_by, told.role, told.post_region_code) == (world.people["clerk"], "village_clerk", VILLAGE)
        assert (told.household_id, told.member_id, told.field) == (wanted.household_id, wanted.member_id, "identity")
        assert (told.reason, told.read_at, told.rows) == (WHY, world.clock.now(), 1)


@pytest.mark.parametrize(
    "login", ["county-approver", "auditor", "assessor", "city", "province", "other-clerk", "admin"]
)
def test_nobody_else_is_shown_a_number(world: World, seal: Seal, wanted: Wanted, login: str) -> None:
    with pytest.raises(ActRefused):
        shown(world, seal, wanted, login)
    with world.database.read() as db:
        assert db.scalars(select(PersonalReading)).all() == []


def test_without_a_reason_no_number_is_shown(world: World, seal: Seal, wanted: Wanted) -> None:
    with pytest.raises(ActRefused) as refused:
        shown(world, seal, wanted, why=" 。 ")
    assert [each.code for each in refused.value.reasons["reason"]] == ["reading_without_reason"]


def test_what_is_not_on_file_or_no_number_is_not_shown(world: World, seal: Seal, wanted: Wanted) -> None:
    (elsewhere,) = world.households(1)
    for nothing in (
        Wanted(wanted.household_id, None, "phone"),
        Wanted(elsewhere, wanted.member_id, "identity"),
        Wanted(wanted.household_id, wanted.member_id, "name"),
        Wanted(wanted.household_id, wanted.member_id, "health"),
    ):
        with pytest.raises(NoSuchNumber):
            shown(world, seal, nothing)


def test_a_whole_village_is_not_read_number_by_number(world: World, seal: Seal, wanted: Wanted) -> None:
    for _ in range(MOST_IN_AN_HOUR):
        shown(world, seal, wanted)
    with pytest.raises(ActRefused) as refused:
        shown(world, seal, wanted)
    assert [each.code for each in refused.value.reasons[""]] == ["too_many_readings"]
    shown(world, seal, wanted, "team")
    world.clock.advance(timedelta(hours=1, seconds=1))
    shown(world, seal, wanted)


def test_a_reading_is_never_taken_back(world: World, seal: Seal, wanted: Wanted) -> None:
    shown(world, seal, wanted)
    with pytest.raises(DatabaseError), world.database.write() as db:
        db.execute(delete(PersonalReading))


def test_watchers_see_the_readings_of_their_places(world: World, seal: Seal, wanted: Wanted) -> None:
    shown(world, seal, wanted)
    world.wait(1)
    shown(world, seal, wanted, "team", "发放补贴")
    today = world.clock.today()
    yesterday = today - timedelta(days=1)
    asked = {
        "all": ReadingFilter(),
        "reader": ReadingFilter(reader="team"),
        "here": ReadingFilter(place=VILLAGE),
        "elsewhere": ReadingFilter(place="98"),
        "household": ReadingFilter(household_id=wanted.household_id),
        "yesterday": ReadingFilter(from_on=yesterday, to_on=yesterday),
        "today": ReadingFilter(from_on=today),
    }
    with world.database.read() as db:
        auditor = world.actor("auditor")
        found = {
            name: [each.reason for each in readings_page(db, auditor, which, limit=9)] for name, which in asked.items()
        }
        first, *_ = readings_page(db, auditor, ReadingFilter(), limit=1)
        assert [each.reason for each in readings_page(db, auditor, ReadingFilter(), before=first.id, limit=9)] == [WHY]
        assert readings_page(db, world.actor("other-clerk"), ReadingFilter(), limit=9) == []
    both = ["发放补贴", WHY]
    assert found == {
        "all": both,
        "reader": both[:1],
        "here": both,
        "elsewhere": [],
        "household": both,
        "yesterday": both[1:],
        "today": both[:1],
    }
    assert (first.reader, first.role, first.post_place, first.village_name) == (
        "试验team",
        "work_team",
        "石桥村",
        "石桥村",
    )
