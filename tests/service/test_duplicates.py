"""Two who look like one are shown to a person who sees both places; what was decided stands until facts change."""

from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.exc import DatabaseError

from service.competence import ActRefused
from service.models.register import Household, Member
from service.models.register_history import DuplicateDecision
from service.queries.duplicates import count_waiting, pairs_page
from service.register.acts import ActKind
from service.register.duplicates import DecidedAlready, decide, shared_place
from service.register.fields import Subject, fact_of
from service.register.names import index_everybody
from service.register.values import REGISTER_KEY, sealed_number
from service.sealing import Seal
from tests.makers import COUNTY, OTHER_VILLAGE, PROVINCE, VILLAGE, World
from tests.service.registering import acting, counted, number_of, person

BORN = date(1980, 5, 6)


def entered(world: World, name: str, village: str = VILLAGE, born_on: date = BORN) -> int:
    """Somebody new in a household of their own."""
    (home,) = world.households(1, village, persons=0)
    with world.database.write() as db:
        act = acting(world, db, home, login="other-clerk" if village == OTHER_VILLAGE else "clerk", village=village)
        return act.enter_members(home, [person(name, born_on, relation="head")])[0]


def waiting(world: World, login: str = "county") -> list[tuple[tuple[int, int], tuple[str, ...]]]:
    with world.database.read() as db:
        actor = world.actor(login)
        pairs = pairs_page(db, actor, limit=99)
        assert count_waiting(db, actor, most=99) == len(pairs)
    return [(pair.key, pair.alike) for pair in pairs]


def decided(world: World, pair: tuple[int, int], verdict: str, login: str = "county", why: str = "查验户口簿") -> int:
    with world.database.write() as db:
        return decide(db, pair, verdict, why, world.actor(login), world.tick())


def test_names_are_compared_whole_and_by_sound_with_the_birth_date(world: World) -> None:
    first, same, sounds = entered(world, "王芳"), entered(world, "王芳"), entered(world, "汪方")
    entered(world, "王小芳")
    entered(world, "王芬")
    entered(world, "王芳", born_on=date(1980, 5, 7))
    assert waiting(world) == [((first, same), ("name",)), ((first, sounds), ("sound",)), ((same, sounds), ("sound",))]


def test_a_number_or_an_account_that_stands_twice_is_shown(world: World, tmp_path: Path) -> None:
    seal = Seal(tmp_path, REGISTER_KEY)
    identity, account = fact_of(Subject.MEMBER, "identity"), fact_of(Subject.HOUSEHOLD, "account")
    people = [
        entered(world, name, born_on=date(1970, 1, place)) for place, name in enumerate(("甲一", "乙二", "丙三"), 1)
    ]
    with world.database.read() as db:
        homes = [db.get_one(Member, id).household_id for id in people]
    for home, someone in zip(homes[:2], people[:2], strict=True):
        with world.database.write() as db:
            number = sealed_number(identity, number_of(date(1970, 1, 1)), seal)
            acting(world, db, home).change(Subject.MEMBER, someone, {"identity": number})
    for home in homes[1:]:
        with world.database.write() as db:
            bank = sealed_number(account, "0000000042", seal)
            acting(world, db, home).change(Subject.HOUSEHOLD, home, {"account": bank})
    assert waiting(world) == [((people[0], people[1]), ("identity",)), ((people[1], people[2]), ("account",))]


def test_who_has_left_or_died_is_nobodys_double(world: World) -> None:
    first, second = entered(world, "王芳"), entered(world, "王芳")
    with world.database.write() as db:
        home = db.get_one(Member, second).household_id
        act = acting(world, db, home, kind=ActKind.DIED)
        act.change(Subject.MEMBER, second, {"left_on": date(2018, 10, 8), "left_by": "died"})
    assert waiting(world) == []
    assert first < second


def test_a_pair_is_shown_and_decided_where_both_places_are_seen(world: World) -> None:
    here, there = entered(world, "王芳"), entered(world, "王芳", OTHER_VILLAGE)
    pair = (here, there)
    assert shared_place([VILLAGE, OTHER_VILLAGE]) == PROVINCE + "01"
    assert shared_place([VILLAGE, VILLAGE[:9] + "201"]) == VILLAGE[:9]
    assert [waiting(world, login) for login in ("county", "township", "clerk")] == [[], [], []]
    for login in ("county", "township"):
        with pytest.raises(ActRefused):
            decided(world, pair, "same", login)
    assert waiting(world, "city") == waiting(world, "province") == [(pair, ("name",))]
    decided(world, pair, "different", "city")
    assert waiting(world, "province") == []


def test_an_auditor_or_an_approver_decides_nothing(world: World) -> None:
    pair = (entered(world, "王芳"), entered(world, "王芳"))
    for login in ("auditor", "county-approver", "clerk"):
        with pytest.raises(ActRefused):
            decided(world, pair, "same", login)
    assert waiting(world, "data") == [(pair, ("name",))]


def test_a_decision_needs_a_verdict_and_a_reason(world: World) -> None:
    pair = (entered(world, "王芳"), entered(world, "王芳"))
    with pytest.raises(ActRefused) as refused:
        decided(world, pair, "perhaps", why=" . ")
    assert {name: each[0].code for name, each in refused.value.reasons.items()} == {
        "verdict": "verdict_missing",
        "reason": "verdict_without_reason",
    }


def test_a_decided_pair_is_gone_until_what_makes_them_alike_changes(world: World) -> None:
    first, second = pair = (entered(world, "王芳"), entered(world, "王芳"))
    decided(world, pair, "different")
    with pytest.raises(DecidedAlready):
        decided(world, pair, "same")
    with world.database.read() as db:
        home = db.get_one(Member, first).household_id
    with world.database.write() as db:
        acting(world, db, home).change(Subject.MEMBER, first, {"education": "college"})
    assert waiting(world) == []
    with world.database.write() as db:
        acting(world, db, home).change(Subject.MEMBER, first, {"name": "汪芳"})
    assert waiting(world) == [(pair, ("sound",))]
    with world.database.write() as db:
        acting(world, db, home).change(Subject.MEMBER, first, {"born_on": date(1981, 5, 6)})
    assert waiting(world) == []
    assert second > first


def test_one_person_stands_among_those_to_be_removed_until_one_entry_is_gone(world: World) -> None:
    first, second = pair = (entered(world, "王芳"), entered(world, "王芳"))
    decided(world, pair, "same")
    with world.database.read() as db:
        actor = world.actor("county")
        (left,) = pairs_page(db, actor, decided_same=True, limit=9)
        assert (left.key, left.decisions[0].verdict, left.decisions[0].reason) == (pair, "same", "查验户口簿")
        home = db.get_one(Member, second).household_id
    with world.database.write() as db:
        act = acting(world, db, home, kind=ActKind.MOVED_OUT)
        act.change(Subject.MEMBER, second, {"left_on": date(2018, 10, 8), "left_by": "moved_out"})
    with world.database.read() as db:
        assert pairs_page(db, world.actor("county"), decided_same=True, limit=9) == []
    assert waiting(world) == []
    assert first < second


def test_a_decision_is_never_changed(world: World) -> None:
    decided(world, (entered(world, "王芳"), entered(world, "王芳")), "same")
    with pytest.raises(DatabaseError), world.database.write() as db:
        db.execute(update(DuplicateDecision).values(verdict="different"))


def test_pairs_are_paged_and_cost_three_queries_however_many_there_are(world: World) -> None:
    for _ in range(4):
        entered(world, "王芳")
    keys = [key for key, _alike in waiting(world)]
    assert len(keys) == 6
    with world.database.read() as db:
        actor = world.actor("county")
        sent = {}
        for number in (1, 6):
            with counted(world.database.read_engine) as statements:
                assert len(pairs_page(db, actor, limit=number)) == number
            sent[number] = len(statements)
        assert [pair.key for pair in pairs_page(db, actor, after=keys[3], limit=9)] == keys[4:]
    assert sent == {1: 3, 6: 3}


def test_a_new_name_is_compared_as_it_sounds(world: World) -> None:
    """People of before the keys had dates are indexed anew and then compared."""
    first, second = entered(world, "王芳"), entered(world, "李静")
    with world.database.write() as db:
        db.execute(update(Member).where(Member.id == second).values(name="王芳"))
        assert index_everybody(db.connection()) == 2
        assert db.scalar(select(Household.village_code).limit(1)) == VILLAGE
    assert waiting(world) == [((first, second), ("name",))]
    assert VILLAGE.startswith(COUNTY)
