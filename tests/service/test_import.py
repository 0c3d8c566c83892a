"""An import: previewed, confirmed, applied whole; the same file again changes nothing."""

import json
from datetime import date, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select, update

from service.competence import ActRefused
from service.importing import import_jobs
from service.importing.import_jobs import LEASE, ImportRoom
from service.importing.orders import confirm_import, folder_of, withdraw_import
from service.models.register import Household, Member, NameKey
from service.models.register_history import Correction, FieldChange, RegisterAct
from service.register.fields import Subject, fact_of
from service.register.values import REGISTER_KEY, opened
from service.sealing import Seal
from tests.makers import OTHER_VILLAGE, VILLAGE, World
from tests.service import walking
from tests.service.importing_room import confirmed, imported, job, lines, previewed, problems, refusal, room, uploaded
from tests.service.made_workbooks import household, number_of, person, workbook

FAMILY = workbook(
    [household(1, bank="演示银行", dwelling_area="80.5", electricity="是", phone="00001234567")],
    [person(1, 1, head=True), person(1, 2, relation="配偶")],
)


def test_a_new_household_enters_the_register_with_its_people(world: World, tmp_path: Path) -> None:
    shown = previewed(world, tmp_path, FAMILY)
    assert (shown.state, shown.new_households, shown.new_members, shown.bad) == ("previewed", 1, 2, 0)
    with world.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Household)) == 0
    confirmed(world, shown)
    room(world, tmp_path).work_off()
    assert job(world, shown.id).state == "applied"
    seal = Seal(tmp_path, REGISTER_KEY)
    with world.database.read() as db:
        home = db.execute(select(Household)).scalar_one()
        people = db.execute(select(Member).order_by(Member.id)).scalars().all()
        acts = db.execute(select(RegisterAct)).scalars().all()
        assert (home.head_name, home.sort_key, str(home.dwelling_area.normalize()), home.electricity) == (
            "试验员1",
            "000001",
            "80.5",
            True,
        )
        assert (home.registered_at, home.phone_masked) == (world.clock.now(), "000****4567")
        assert [(each.name, each.sex, each.born_on, each.relation) for each in people] == [
            ("试验员1", "male", date(1970, 1, 1), "head"),
            ("试验员2", "female", date(1970, 1, 1), "spouse"),
        ]
        assert opened(fact_of(Subject.MEMBER, "identity"), people[0].identity_sealed or "", seal) == number_of(1)
        assert [(act.kind, act.household_id, act.import_job_id, act.reason) for act in acts] == [
            ("entered", home.id, shown.id, "入户核实")
        ]
        assert db.scalar(select(func.count()).select_from(NameKey).where(NameKey.key == "syy1")) == 1
    # What is done with leaves no file behind.
    assert not folder_of(tmp_path, shown.key).path.exists()


def test_the_same_file_again_changes_nothing(world: World, tmp_path: Path) -> None:
    imported(world, tmp_path, FAMILY)
    again = previewed(world, tmp_path, FAMILY)
    assert (again.state, again.unchanged) == ("previewed", 3)
    assert again.new_households + again.new_members + again.changed + again.proposed + again.bad == 0
    with pytest.raises(ActRefused, match="import_nothing_to_do"):
        confirmed(world, again)


def test_what_changes_is_shown_and_told_with_what_was_there(world: World, tmp_path: Path) -> None:
    imported(world, tmp_path, FAMILY)
    world.clock.advance(timedelta(days=1))
    corrected = workbook(
        [household(1, dwelling_area="92", phone="00007654321")],
        [person(1, 1, head=True, name="单小虎"), person(1, 3, relation="之子")],
    )
    shown = previewed(world, tmp_path, corrected)
    assert (shown.changed, shown.new_members, shown.unchanged) == (2, 1, 0)
    fields = [line[7] for line in lines(tmp_path, shown, "changed")]
    assert fields == [
        [["phone", "000****4567", "000****4321"], ["dwelling_area", "80.5", "92"]],
        [["name", "试验员1", "单小虎"]],
    ]
    confirmed(world, shown)
    room(world, tmp_path).work_off()
    with world.database.read() as db:
        home = db.execute(select(Household)).scalar_one()
        assert (home.head_name, home.version, str(home.dwelling_area)) in (
            ("单小虎", 2, "92"),
            ("单小虎", 2, "92.0000"),
        )
        told = db.execute(
            select(FieldChange.field, FieldChange.old, FieldChange.new).where(FieldChange.field != "phone")
        ).all()
        assert [tuple(each) for each in told] == [("dwelling_area", "80.5", "92"), ("name", "试验员1", "单小虎")]
        assert db.scalar(select(NameKey.key).where(NameKey.key == "shanxiaohu"))
        assert db.scalar(select(func.count()).select_from(Member)) == 3


def test_bad_rows_are_set_apart_with_excels_row_and_the_good_ones_are_applied(world: World, tmp_path: Path) -> None:
    content = workbook(
        [household(1), household(2), household(1), household(3, village_code=OTHER_VILLAGE), household(4)],
        [
            person(1, 1, head=True),
            person(1, 3, born_on="1971-01-01"),
            person(2, 5, head=True, identity=float(number_of(5)[:17])),
            person(4, 7, head=True, sex="女"),
            person(9, 9, head=True),
            person(1, 1, head=True),
            person(1, 11, education="不知道", relation=""),
        ],
    )
    done = imported(world, tmp_path, content)
    assert (done.state, done.new_households, done.new_members, done.bad) == ("applied", 1, 1, 10)
    assert sorted(problems(tmp_path, done)) == sorted(
        [
            (4, "", "household_twice"),
            (5, "village_code", "village_not_yours"),
            (3, "", "household_without_head"),
            (6, "", "household_without_head"),
            (3, "born_on", "birth_differs_from_identity"),
            (4, "identity", "number_where_text"),
            (5, "sex", "sex_differs_from_identity"),
            (6, "", "household_unknown"),
            (7, "identity", "person_twice"),
            (8, "education", "value_not_in_the_list"),
            (8, "relation", "value_missing"),
        ]
    )


def test_a_decided_fact_of_an_approved_household_becomes_a_proposal(world: World, tmp_path: Path) -> None:
    walking.identified(world, 1)
    with world.database.read() as db:
        number = db.scalar(select(Household.number))
    rows = [household(number, main_cause="因病", bank="演示银行")]
    people = [person(number, 1, name="试验员0", identity="", sex="", born_on="1970-01-01", head=True, health="残疾")]
    newcomer = [person(number, 3, relation="之子")]
    done = imported(world, tmp_path, workbook(rows, people + newcomer))
    assert (done.changed, done.proposed, done.new_members) == (1, 2, 0)
    assert [each[2] for each in problems(tmp_path, done)] == ["person_joins_by_act"]
    with world.database.read() as db:
        home = db.execute(select(Household)).scalar_one()
        correction = db.execute(select(Correction)).scalar_one()
        assert (home.bank, home.main_cause, home.version) == ("演示银行", None, 2)
        assert (correction.state, correction.version, correction.import_job_id) == ("proposed", 2, done.id)
        assert [(each["field"], each["old"], each["new"]) for each in json.loads(correction.changes)] == [
            ("main_cause", None, "illness"),
            ("health", "healthy", "disabled"),
        ]
    again = previewed(world, tmp_path, workbook(rows, people))
    assert (again.proposed, again.changed, again.unchanged) == (0, 0, 2)


def test_a_household_that_changed_since_the_preview_is_previewed_anew(world: World, tmp_path: Path) -> None:
    imported(world, tmp_path, FAMILY)
    shown = previewed(world, tmp_path, workbook([household(1, bank="另一银行")]))
    confirmed(world, shown)
    with world.database.write() as db:
        db.execute(update(Household).values(version=Household.version + 1, bank="又一银行"))
    room(world, tmp_path).work_off()
    anew = job(world, shown.id)
    assert (anew.state, anew.preview) == ("previewed", 2)
    assert json.loads(anew.failure)["code"] == "register_changed_since"
    assert lines(tmp_path, anew, "changed")[0][7] == [["bank", "又一银行", "另一银行"]]
    with pytest.raises(ActRefused, match="import_preview_outdated"), world.database.write() as db:
        confirm_import(db, shown.id, preview=1, why="核实", actor=world.actor("clerk"), at=world.clock.now())


def test_two_files_with_the_same_new_household_do_not_both_enter_it(world: World, tmp_path: Path) -> None:
    first, second = previewed(world, tmp_path, FAMILY), previewed(world, tmp_path, FAMILY)
    confirmed(world, first)
    confirmed(world, second)
    room(world, tmp_path).work_off()
    assert job(world, first.id).state == "applied"
    assert (job(world, second.id).state, job(world, second.id).unchanged) == ("previewed", 3)


def test_a_worker_that_dies_while_it_applies_leaves_nothing(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = previewed(world, tmp_path, FAMILY)
    confirmed(world, shown)

    class Killed(BaseException):
        pass

    def kill(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as dying:
        dying.setattr(ImportRoom, "_mark", kill)
        with pytest.raises(Killed):
            room(world, tmp_path, "killed").work()
    with world.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Household)) == 0
        assert db.scalar(select(func.count()).select_from(RegisterAct)) == 0
    assert not room(world, tmp_path, "two").work(), "its lease runs"
    late = import_jobs.wall_now() + LEASE + timedelta(seconds=1)
    monkeypatch.setattr(import_jobs, "wall_now", lambda: late)
    room(world, tmp_path, "two").work_off()
    assert job(world, shown.id).state == "applied"
    with world.database.read() as db:
        assert db.scalar(select(func.count()).select_from(Household)) == 1


def test_only_who_uploaded_it_confirms_or_withdraws_and_a_withdrawn_file_is_gone(world: World, tmp_path: Path) -> None:
    shown = previewed(world, tmp_path, FAMILY)
    with pytest.raises(ActRefused, match="import_of_somebody_else"):
        confirmed(world, shown, "township")
    stored = (folder_of(tmp_path, shown.key).path / "file").read_bytes()
    assert number_of(1).encode() not in stored
    assert not stored.startswith(b"PK")
    with world.database.write() as db:
        key = withdraw_import(db, shown.id, actor=world.actor("clerk"), at=world.clock.now())
    assert key == shown.key
    with pytest.raises(ActRefused, match="import_not_previewed"):
        confirmed(world, shown)


def test_files_that_nobody_ended_are_deleted_after_a_fortnight(world: World, tmp_path: Path) -> None:
    shown = previewed(world, tmp_path, FAMILY)
    world.wait(15)
    room(world, tmp_path).work_off()
    assert job(world, shown.id).state == "withdrawn"
    assert not folder_of(tmp_path, shown.key).path.exists()


def test_a_file_without_the_headings_is_refused_and_forgotten(world: World, tmp_path: Path) -> None:
    content = workbook([{"village_code": VILLAGE}]).replace(b"x", b"x")
    shown = previewed(world, tmp_path, content)
    assert shown.bad == 1
    refused = previewed(world, tmp_path, b"a,b,c\n1,2,3\n", filename="x.csv")
    assert refusal(refused) == "workbook_no_sheet"
    assert not folder_of(tmp_path, refused.key).path.exists()


def test_who_imports_nowhere_uploads_nothing(world: World, tmp_path: Path) -> None:
    with pytest.raises(ActRefused, match="role_may_not"):
        uploaded(world, tmp_path, FAMILY, "auditor")
