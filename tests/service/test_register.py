"""The register: what changes it leaves its history, and it can be read as it stood at any time."""

from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from service.competence import ChangedSince, required_post
from service.models.register import Household, Member, NameKey
from service.models.register_history import FieldChange
from service.register.acts import ActKind, AlreadyActed, Doing, RegisterActing, begin
from service.register.as_of import rows_as_of
from service.register.fields import FACTS, Subject, fact_of
from service.register.names import keys_of, reading
from service.register.values import REGISTER_KEY, opened, sealed_number
from service.sealing import Seal, Unreadable
from service.words import WORDS
from service.words.codes import CODES
from tests.makers import VILLAGE, World
from workflows.roles import Role


def doing(household_id: int, key: str = "k" * 8, kind: ActKind = ActKind.UPDATED) -> Doing:
    return Doing(
        kind=kind,
        village_code=VILLAGE,
        household_id=household_id,
        effective_on=date(2018, 10, 1),
        reason="入户核实",
        key=key,
    )


def acting(world: World, db: Session, household_id: int, version: int = 1, key: str = "k" * 8) -> RegisterActing:
    clerk = world.actor("clerk")
    return begin(
        db.connection(),
        doing(household_id, key),
        actor=clerk,
        post=required_post(clerk, [Role.VILLAGE_CLERK], VILLAGE),
        at=world.clock.now(),
        versions={household_id: version},
    )


@pytest.fixture
def home(world: World) -> int:
    """A household of three, entered yesterday."""
    (household_id,) = world.households(1)
    world.clock.advance(timedelta(days=1))
    return household_id


def members(world: World, household_id: int) -> list[int]:
    with world.database.read() as db:
        return list(db.scalars(select(Member.id).where(Member.household_id == household_id).order_by(Member.id)))


def test_a_change_is_told_with_what_was_there_before(world: World, home: int) -> None:
    head, *_ = members(world, home)
    with world.database.write() as db:
        act = acting(world, db, home)
        assert act.change(Subject.MEMBER, head, {"education": "senior_middle", "labour": "able"}) == ("education",)
        assert act.change(Subject.HOUSEHOLD, home, {"electricity": True, "dwelling_built_in": 1998}) == (
            "electricity",
            "dwelling_built_in",
        )
    with world.database.read() as db:
        told = db.execute(
            select(FieldChange.subject, FieldChange.field, FieldChange.old, FieldChange.new).order_by(FieldChange.seq)
        )
        assert [tuple(row) for row in told] == [
            ("member", "education", "primary", "senior_middle"),
            ("household", "electricity", None, "1"),
            ("household", "dwelling_built_in", None, "1998"),
        ]
        assert db.scalar(select(Household.version).where(Household.id == home)) == 2


def test_nobody_changes_what_changed_since_they_looked(world: World, home: int) -> None:
    with world.database.write() as db:
        acting(world, db, home)
    with pytest.raises(ChangedSince), world.database.write() as db:
        acting(world, db, home, key="another-key")


def test_a_form_sent_twice_is_one_act(world: World, home: int) -> None:
    with world.database.write() as db:
        first = acting(world, db, home).id
    with pytest.raises(AlreadyActed) as caught, world.database.write() as db:
        acting(world, db, home)
    assert caught.value.act_id == first


def test_the_register_is_read_as_it_stood(world: World, home: int) -> None:
    before = world.clock.now()
    head, spouse, child = members(world, home)
    world.clock.advance(timedelta(days=1))
    with world.database.write() as db:
        act = acting(world, db, home)
        act.change(Subject.MEMBER, head, {"name": "试验新名"})
        act.change(Subject.MEMBER, child, {"left_on": date(2018, 10, 9), "left_by": "moved_out"})
        (newborn,) = act.enter_members(
            home,
            [
                {
                    "name": "试验小宝",
                    "sex": "female",
                    "born_on": date(2018, 10, 9),
                    "relation": "daughter",
                    "education": "below_school_age",
                    "health": "healthy",
                    "labour": "no_labour",
                }
            ],
        )
    everybody = [head, spouse, child, newborn]
    with world.database.read() as db:
        then = rows_as_of(db.connection(), Subject.MEMBER, everybody, before)
        now = rows_as_of(db.connection(), Subject.MEMBER, everybody, world.clock.now())
    assert set(then) == {head, spouse, child}
    assert then[head]["name"] == "试验员0"
    assert then[child]["left_on"] is None
    assert set(now) == set(everybody)
    assert now[child]["left_on"] == date(2018, 10, 9)


def test_a_new_name_of_the_head_names_the_household_and_is_found(world: World, home: int) -> None:
    head, *_ = members(world, home)
    with world.database.write() as db:
        acting(world, db, home).change(Subject.MEMBER, head, {"name": "单小虎"})
    with world.database.read() as db:
        assert db.scalar(select(Household.head_name).where(Household.id == home)) == "单小虎"
        found = set(db.scalars(select(NameKey.key).where(NameKey.member_id == head)))
    assert {"单小虎", "小虎", "虎", "shanxiaohu", "xiaohu", "sxh"} <= found


def test_a_surname_is_read_as_a_surname() -> None:
    assert reading("单于飞") == ("chan", "yu", "fei")
    assert reading("曾乐") == ("zeng", "le")
    assert reading("吕芳") == ("lv", "fang")
    assert "zenglele" in keys_of("曾乐乐")


def test_a_personal_number_is_sealed_and_found_and_not_movable(world: World, home: int, tmp_path: Path) -> None:
    seal = Seal(tmp_path, REGISTER_KEY)
    phone = fact_of(Subject.HOUSEHOLD, "phone")
    number = sealed_number(phone, "00001234567", seal)
    with world.database.write() as db:
        act = acting(world, db, home)
        assert act.change(Subject.HOUSEHOLD, home, {"phone": number}) == ("phone",)
        again = sealed_number(phone, "00001234567", seal)
        assert again.sealed != number.sealed
        assert act.change(Subject.HOUSEHOLD, home, {"phone": again}) == ()
    with world.database.read() as db:
        row = db.execute(select(Household).where(Household.id == home)).scalar_one()
        told = db.scalar(select(FieldChange.new).where(FieldChange.field == "phone"))
    assert row.phone_masked == "000****4567"
    assert "1234567" not in f"{row.phone_sealed}{row.phone_print}{told}"
    assert opened(phone, row.phone_sealed, seal) == "00001234567"
    with pytest.raises(Unreadable):
        opened(fact_of(Subject.HOUSEHOLD, "account"), row.phone_sealed, seal)
    with pytest.raises(Unreadable):
        opened(phone, row.phone_sealed, Seal(tmp_path / "another", REGISTER_KEY))


def test_every_fact_has_its_columns_its_word_and_its_codes() -> None:
    for subject, facts in FACTS.items():
        for name, fact in facts.items():
            assert f"register.{subject.value}.{name}" in WORDS
            assert not fact.codes or fact.codes in CODES
    for subject, table in (("household", Household), ("member", Member)):
        columns = set(table.__table__.columns.keys())
        assert all(set(fact.columns) <= columns for fact in FACTS[Subject(subject)].values())
