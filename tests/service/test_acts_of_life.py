"""Acts of life: births, deaths, marriages, heads, splits, mergers, moves and ends, with records on them."""

from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select

from service.competence import ActRefused, ChangedSince
from service.models.record import Record
from service.models.region import Region
from service.models.register import NameKey
from service.models.register_history import RegisterAct
from service.register import life, reshaping
from service.register.acts import AlreadyActed
from service.register.homes import NoSuchHousehold, NoSuchMember, refuse_dissolved
from tests.makers import COUNTY, OTHER_VILLAGE, TOWNSHIP, VILLAGE, World
from tests.service import walking
from tests.service.keeping import a_person, acts, household_row, people_of, told
from workflows.roles import Role

SECOND_VILLAGE = f"{TOWNSHIP}201"


@pytest.fixture
def home(world: World) -> int:
    """A household of three, of which the first is the head."""
    (made,) = world.households(1)
    return made


def act(world: World, tmp_path: Path, call: Callable[..., Any], household_id: int, *about: Any, **said: Any) -> Any:
    keywords = {name: said.pop(name) for name in ("number", "village_group") if name in said}
    version = said.pop("version", None) or household_row(world, household_id).version
    spoken = told(world, tmp_path, **said)
    with world.database.write() as db:
        return call(db, household_id, version, *about, spoken, **keywords)


def refused(call: Callable[[], Any]) -> dict[str, list[str]]:
    with pytest.raises(ActRefused) as caught:
        call()
    return {field: [each.code for each in reasons] for field, reasons in caught.value.reasons.items()}


def ids(world: World, household_id: int) -> list[int]:
    return [person.id for person in people_of(world, household_id)]


def record_state(world: World, household_id: int) -> str | None:
    with world.database.read() as db:
        return db.scalar(select(Record.state).where(Record.household_id == household_id, Record.newest))


def relocated(world: World, folder: Path, household_id: int, to: str, login: str = "township") -> None:
    act(world, folder, reshaping.relocate, household_id, to, login=login, village_group="五组")


def another_village(world: World) -> str:
    with world.database.write() as db:
        db.execute(
            insert(Region).values(
                code=SECOND_VILLAGE, name="东岭村村民委员会", level="village", parent_code=TOWNSHIP, source="test"
            )
        )
    return SECOND_VILLAGE


def test_a_child_is_born_and_a_spouse_marries_in(world: World, tmp_path: Path, home: int) -> None:
    today = world.clock.today()
    child = a_person(relation="son", born_on=today, education="below_school_age", labour="no_labour")
    act(world, tmp_path, life.join, home, "born", child, reason="")
    act(world, tmp_path, life.join, home, "married_in", a_person(relation="spouse", sex="female"))
    born, married = people_of(world, home)[3:]
    assert (born.joined_by, born.joined_on, married.joined_by) == ("born", today, "married_in")
    assert acts(world) == ["born", "married_in"]


def test_nobody_joins_before_birth_and_no_second_head(world: World, tmp_path: Path, home: int) -> None:
    today = world.clock.today()
    late = a_person(relation="son", born_on=today - timedelta(days=3))
    assert refused(lambda: act(world, tmp_path, life.join, home, "born", late)) == {
        "effective_on": ["birth_on_another_day"]
    }
    assert refused(lambda: act(world, tmp_path, life.join, home, "moved_in", a_person(relation="head"))) == {
        "relation": ["heads_not_one"]
    }


def test_a_head_who_dies_leaves_a_new_head(world: World, tmp_path: Path, home: int) -> None:
    head, second, third = ids(world, home)
    assert refused(lambda: act(world, tmp_path, life.leave, home, head, "died", {})) == {"relations": ["heads_not_one"]}
    act(world, tmp_path, life.leave, home, head, "died", {second: "head", third: "son"})
    row = household_row(world, home)
    assert (row.head_name, row.version) == ("试验员1", 2)
    died, new_head, child = people_of(world, home)
    assert (died.left_by, new_head.relation, child.relation) == ("died", "head", "son")
    with pytest.raises(NoSuchMember):
        act(world, tmp_path, life.leave, home, head, "died", {})


def test_the_last_one_leaves_and_the_household_ends(world: World, tmp_path: Path, home: int) -> None:
    for member in ids(world, home)[1:]:
        act(world, tmp_path, life.leave, home, member, "emigrated", {})
    assert refused(lambda: act(world, tmp_path, reshaping.dissolve, home)) == {"": ["somebody_left"]}
    act(world, tmp_path, life.leave, home, ids(world, home)[0], "died", {})
    act(world, tmp_path, reshaping.dissolve, home)
    assert household_row(world, home).dissolved_on == world.clock.today()
    assert refused(lambda: act(world, tmp_path, life.join, home, "moved_in", a_person(relation="head"))) == {
        "": ["household_dissolved"]
    }
    with pytest.raises(ActRefused), world.database.write() as db:
        refuse_dissolved(db.connection(), [home])


def test_another_member_becomes_the_head(world: World, tmp_path: Path, home: int) -> None:
    head, second, _third = ids(world, home)
    assert refused(lambda: act(world, tmp_path, life.change_head, home, {})) == {"relations": ["same_head"]}
    act(world, tmp_path, life.change_head, home, {head: "father", second: "head"})
    assert household_row(world, home).head_name == "试验员1"
    assert [person.relation for person in people_of(world, home)] == ["father", "head", "other"]


def test_a_split_leaves_the_record_with_the_old_household(world: World, tmp_path: Path) -> None:
    (record,) = walking.applied(world, 1)
    with world.database.read() as db:
        home = db.scalar(select(Record.household_id).where(Record.id == record))
    assert home is not None
    _head, second, third = ids(world, home)
    made = act(
        world, tmp_path, reshaping.split, home, {second: "head", third: "spouse"}, {}, village_group="三组", number=77
    )
    old, new = household_row(world, home), household_row(world, made)
    assert (new.number, new.head_name, new.village_group, new.sort_key) == (77, "试验员1", "三组", "000077")
    assert old.version == 2
    assert [person.id for person in people_of(world, made)] == [second, third]
    assert (record_state(world, home), record_state(world, made)) == ("applied", None)
    with world.database.read() as db:
        assert db.execute(select(RegisterAct.kind, RegisterAct.other_household_id)).one() == ("split", made)


def test_a_split_needs_two_heads_and_somebody_on_each_side(world: World, tmp_path: Path, home: int) -> None:
    head, second, third = ids(world, home)

    def split(moving: dict[int, str], staying: dict[int, str]) -> dict[str, list[str]]:
        return refused(lambda: act(world, tmp_path, reshaping.split, home, moving, staying))

    assert split({}, {}) == {"moving": ["nobody_ticked"]}
    assert split({head: "head", second: "spouse", third: "son"}, {}) == {"moving": ["everybody_ticked"]}
    assert split({second: "spouse"}, {}) == {"moving": ["heads_not_one"]}
    assert split({head: "head"}, {}) == {"staying": ["heads_not_one"]}
    act(world, tmp_path, reshaping.split, home, {head: "head"}, {second: "head"})
    assert household_row(world, home).head_name == "试验员1"


def test_two_households_of_the_village_become_one(world: World, tmp_path: Path) -> None:
    home, into = world.households(2)
    head, *_others = ids(world, home)
    versions = {home: 1, into: 1}

    def merge(**said: Any) -> None:
        spoken = told(world, tmp_path, **said)
        with world.database.write() as db:
            reshaping.merge(db, home, versions, into, {head: "father"}, spoken)

    merge(key="merging once")
    assert [person.household_id for person in people_of(world, into)] == [into] * 6
    assert household_row(world, home).dissolved_on == world.clock.today()
    with pytest.raises(AlreadyActed):
        merge(key="merging once")
    with pytest.raises(ChangedSince):
        merge()


def test_a_household_in_the_middle_of_the_procedure_neither_merges_nor_moves_nor_ends(
    world: World, tmp_path: Path
) -> None:
    (record,) = walking.applied(world, 1)
    (into,) = world.households(1)
    with world.database.read() as db:
        home = db.scalar(select(Record.household_id).where(Record.id == record))
    assert home is not None
    head, *_others = ids(world, home)
    spoken = told(world, tmp_path)

    def merge() -> None:
        with world.database.write() as db:
            reshaping.merge(db, home, {home: 1, into: 1}, into, {head: "father"}, spoken)

    village = another_village(world)
    assert refused(merge) == {"": ["record_in_procedure"]}
    moving = refused(
        lambda: act(world, tmp_path, reshaping.relocate, home, village, login="township", village_group="一组")
    )
    assert moving == {"": ["record_in_procedure"]}
    assert refused(lambda: act(world, tmp_path, reshaping.dissolve, home)) == {
        "": ["record_in_procedure", "somebody_left"]
    }
    # The other way round the one with the record stays.
    with world.database.write() as db:
        reshaping.merge(db, into, {home: 1, into: 1}, home, {ids(world, into)[0]: "father"}, told(world, tmp_path))
    assert record_state(world, home) == "applied"


def test_a_household_moves_under_a_post_that_covers_both_villages(world: World, tmp_path: Path, home: int) -> None:
    village = another_village(world)

    def move(login: str, to: str) -> dict[str, list[str]]:
        return refused(lambda: relocated(world, tmp_path, home, to, login))

    assert move("clerk", village) == {"village": ["moved_by_who_covers_both"]}
    assert move("township", OTHER_VILLAGE) == {"village": ["moved_by_who_covers_both"]}
    assert move("township", VILLAGE) == {"village": ["same_village"]}
    # The villages lie in different counties of one city.
    world.employ("city-mover", Role.CITY_REVIEWER, COUNTY[:4])
    relocated(world, tmp_path, home, village)
    row = household_row(world, home)
    assert (row.village_code, row.number, row.sort_key, row.village_group) == (village, 1, "000001", "五组")
    with world.database.read() as db:
        assert set(db.scalars(select(NameKey.village_code))) == {village}
    relocated(world, tmp_path, home, OTHER_VILLAGE, "city-mover")
    assert household_row(world, home).village_code == OTHER_VILLAGE
    assert acts(world) == ["relocated", "relocated"]
    with pytest.raises(NoSuchHousehold):
        act(world, tmp_path, reshaping.dissolve, home)


def test_a_record_that_came_to_its_end_does_not_move(world: World, tmp_path: Path) -> None:
    (record,) = walking.applied(world, 1)
    world.file("application_visit", [record], walking.VISIT)
    world.fire("decline", [record], "clerk", "不符合条件")
    with world.database.read() as db:
        home = db.scalar(select(Record.household_id).where(Record.id == record))
    assert home is not None
    village = another_village(world)
    moving = refused(
        lambda: act(world, tmp_path, reshaping.relocate, home, village, login="township", village_group="一组")
    )
    assert moving == {"": ["record_stays_in_village"]}


def test_acts_of_life_lie_in_the_past_or_today(world: World, tmp_path: Path, home: int) -> None:
    member = ids(world, home)[1]
    for day, code in ((world.clock.today() + timedelta(days=1), "day_in_future"), (date(1940, 1, 1), "day_too_early")):
        found = refused(lambda on=day: act(world, tmp_path, life.leave, home, member, "died", {}, effective_on=on))
        assert code in found["effective_on"]
