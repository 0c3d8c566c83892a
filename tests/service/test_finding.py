"""A household is found by its people's names, pinyin and initials, its number and group; a number finds whose it is."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import String, cast, event, insert, select, update
from sqlalchemy.orm import Session

from service.models.register import Household, Member
from service.queries.finding import households_numbered, people_meant
from service.queries.households import Cursor, HouseholdFilter, households_page
from service.register.acts import ActKind
from service.register.fields import Kind, Subject, fact_of
from service.register.names import index_names
from service.register.values import REGISTER_KEY, print_of, sealed_number
from service.sealing import Seal
from tests.makers import OTHER_VILLAGE, VILLAGE, World
from tests.service.registering import acting, members, person


@pytest.fixture
def homes(world: World) -> list[int]:
    """Four households of one village and one of another, each with a person to be found."""
    found = [*world.households(4), *world.households(1, OTHER_VILLAGE)]
    with world.database.write() as db:
        for id, name in zip(found, ("单小虎", "曾乐", "王芳", "王小芳", "王芳"), strict=True):
            other = id == found[-1]
            act = acting(
                world,
                db,
                id,
                login="other-clerk" if other else "clerk",
                village=OTHER_VILLAGE if other else VILLAGE,
            )
            act.enter_members(id, [person(name)])
        db.execute(update(Household).where(Household.id == found[1]).values(village_group="东湾组"))
    return found


def found(world: World, login: str, text: str, place: str = "") -> list[int]:
    with world.database.read() as db:
        rows, _more = households_page(db, world.actor(login), HouseholdFilter(place=place, text=text))
    return [row.id for row in rows]


@pytest.mark.parametrize("text", ["单小虎", "小虎", "虎", "单小", "shanxiaohu", "xiaohu", "SXH", "sx", " 单 小虎 "])
def test_a_person_is_found_by_name_ending_pinyin_and_initials(world: World, homes: list[int], text: str) -> None:
    assert found(world, "clerk", text) == [homes[0]]


@pytest.mark.parametrize("text", ["danxiaohu", "小王", "%", "_", "=", "芳王"])
def test_a_wrong_reading_and_a_sign_find_nobody(world: World, homes: list[int], text: str) -> None:
    assert found(world, "clerk", text) == []


def test_a_number_and_a_group_find_households_too(world: World, homes: list[int]) -> None:
    with world.database.read() as db:
        number = db.scalar(select(Household.number).where(Household.id == homes[2]))
    assert found(world, "clerk", str(number)) == [homes[2]]
    assert found(world, "county", "东湾组") == [homes[1]]
    # Part of a group is looked for within one village only.
    assert found(world, "county", "东湾") == []
    assert found(world, "county", "东湾", VILLAGE) == [homes[1]]


def test_a_search_ends_at_the_jurisdiction_and_at_the_place(world: World, homes: list[int]) -> None:
    assert found(world, "county", "王芳") == [homes[2]]
    assert found(world, "province", "王芳") == [homes[2], homes[4]]
    assert found(world, "province", "王芳", OTHER_VILLAGE) == [homes[4]]
    assert found(world, "other-clerk", "单小虎") == []


def test_what_is_found_is_paged_by_key_in_both_directions(world: World, homes: list[int]) -> None:
    actor, wanted = world.actor("province"), HouseholdFilter(text="w")
    with world.database.read() as db:
        page, more = households_page(db, actor, wanted, limit=2)
        assert ([row.id for row in page], more) == (homes[2:4], True)
        behind = Cursor(page[-1].village_code, page[-1].number)
        page, more = households_page(db, actor, wanted, cursor=behind, limit=2)
        assert ([row.id for row in page], more) == ([homes[4]], False)
        before = Cursor(page[0].village_code, page[0].number, backwards=True)
        assert [row.id for row in households_page(db, actor, wanted, cursor=before, limit=2)[0]] == homes[2:4]
        assert people_meant(db, homes, "wxf") == {homes[3]: ["王小芳"]}


def test_a_household_that_moved_is_found_where_it_is(world: World, homes: list[int]) -> None:
    with world.database.write() as db:
        act = acting(world, db, homes[0], kind=ActKind.RELOCATED)
        act.change(Subject.HOUSEHOLD, homes[0], {"village_code": OTHER_VILLAGE, "number": 77})
    assert found(world, "clerk", "单小虎") == []
    assert found(world, "other-clerk", "单小虎") == [homes[0]]


def test_a_whole_number_finds_whose_it_is_in_ones_own_places(world: World, homes: list[int], tmp_path: Any) -> None:
    seal = Seal(tmp_path, REGISTER_KEY)
    phone, account = fact_of(Subject.HOUSEHOLD, "phone"), fact_of(Subject.HOUSEHOLD, "account")
    someone = members(world, homes[3])[0]
    with world.database.write() as db:
        act = acting(world, db, homes[2])
        act.change(Subject.HOUSEHOLD, homes[2], {"phone": sealed_number(phone, "00001234567", seal)})
        act.change(Subject.HOUSEHOLD, homes[2], {"account": sealed_number(account, "0000000042", seal)})
        same = sealed_number(fact_of(Subject.MEMBER, "phone"), "00001234567", seal)
        acting(world, db, homes[3]).change(Subject.MEMBER, someone, {"phone": same})
    asked = {kind: print_of(fact, number, seal) for kind, fact, number in (
        (Kind.PHONE, phone, "00001234567"),
        (Kind.ACCOUNT, account, "0000000042"),
        (Kind.IDENTITY, fact_of(Subject.MEMBER, "identity"), "0000000042"),
    )}  # fmt: skip
    clerk = world.actor("clerk")
    with world.database.read() as db:
        here = {kind: households_numbered(db, clerk, kind, each, limit=9) for kind, each in asked.items()}
        assert here == {Kind.PHONE: homes[2:4], Kind.ACCOUNT: [homes[2]], Kind.IDENTITY: []}
        assert households_numbered(db, world.actor("other-clerk"), Kind.PHONE, asked[Kind.PHONE], limit=9) == []


def many_people(world: World) -> None:
    """Enough of them for an engine to choose an index, in one village."""
    world.households(400)
    with world.database.write() as db:
        ids = list(db.scalars(select(Household.id)))
        surnames, names = "王李张刘陈杨赵黄周吴", "伟芳娜秀英敏静丽强磊"
        people = [
            {
                **person(surnames[id % 10] + names[id // 10 % 10] + names[id // 100 % 10]),
                "household_id": id,
                "identity_print": f"{id:064}",
                "phone_print": f"{id:064}",
            }
            for id in ids
        ]
        db.execute(insert(Member), people)
        prints = cast(Household.id, String)
        db.execute(update(Household).values(phone_print=prints, account_print=prints))
        index_names(db.connection(), list(db.scalars(select(Member.id))))
        db.connection().exec_driver_sql("ANALYZE")


def plan_of(world: World, ask: Callable[[Session], Any]) -> str:
    """How the engine answers the first query that is sent."""
    sent: list[tuple[str, Any]] = []

    def note(connection: Any, cursor: Any, statement: str, parameters: Any, *rest: Any) -> None:
        sent.append((statement, parameters))

    event.listen(world.database.read_engine, "before_cursor_execute", note)
    with world.database.read() as db:
        ask(db)
    event.remove(world.database.read_engine, "before_cursor_execute", note)
    statement, parameters = next(each for each in sent if each[0].startswith("SELECT"))
    how = "EXPLAIN QUERY PLAN " if world.database.dialect == "sqlite" else "EXPLAIN "
    with world.database.read() as db:
        return "\n".join(str(row[-1]) for row in db.connection().exec_driver_sql(how + statement, parameters))


def test_a_search_reads_keys_and_walks_through_no_village(world: World, tmp_path: Any) -> None:
    many_people(world)
    actor = world.actor("county")
    for text, state in (("王芳", ""), ("wf", "any"), ("17", "none")):
        wanted = HouseholdFilter(text=text, state=state)
        plan = plan_of(world, lambda db, wanted=wanted: households_page(db, actor, wanted))  # type: ignore[misc]
        assert "ix_name_key_key_village_code" in plan, plan
        assert "ix_household_village_group_village_code" in plan, plan
        for walked in ("SCAN household", "SCAN name_key", "Seq Scan on name_key", "sqlite_autoindex_household_1"):
            assert walked not in plan, plan
    for kind in (Kind.IDENTITY, Kind.PHONE, Kind.ACCOUNT):
        plan = plan_of(world, lambda db, kind=kind: households_numbered(db, actor, kind, "0" * 64, limit=9))  # type: ignore[misc]
        assert f"_{kind.value}_print" in plan, plan
