"""The demonstration is exactly what plan D3 counts, and its history is one that the service itself made."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import distinct, func, select

from service.campaigns.households import tallies, total
from service.campaigns.rolls import rolls
from service.database import Database
from service.demonstration.clock import DemonstrationClock
from service.demonstration.officials import COUNTY, TOWNSHIP
from service.demonstration.seeding import SHOWN_FROM_ON, is_new, seed, was_interrupted
from service.demonstration.village_plan import VILLAGE_CODE
from service.history.verify import snapshot, verify
from service.models.campaign import Roll
from service.models.document import Document
from service.models.history import HistoryEntry
from service.models.notice import Notice, NoticePdf, Posting
from service.models.people import Appointment, User
from service.models.record import Record
from service.models.register import Household, Member
from service.models.register_history import Correction, RegisterAct
from service.models.target import Target, TargetCategory
from service.people import actor_of
from service.queries.slippage import lateness
from service.registers.agreement import agreement_of
from service.registers.books import township_book
from service.registers.dossier_facts import dossier_on_file
from service.registers.gathering import village_on_file
from service.registers.on_file import Total
from service.registers.places import place_on_file
from tests.golden_papers import MOST_OTHERS, as_png, picture_of, share_of_others, text_of
from tests.golden_registers import FOLDER, registers
from workflows.household import POOR
from workflows.roles import Role

COUNTED_AS_POOR = [state.value for state in POOR]


@pytest.fixture(scope="module")
def demonstration(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Database]:
    folder = tmp_path_factory.mktemp("demonstration")
    path = folder / "registry.db"
    path.write_bytes(migrated_file.read_bytes())
    database = Database(f"sqlite:///{path}")
    seed(database, folder, lambda line: None)
    yield database
    database.close()


def test_the_village_has_552_households_and_1480_people(demonstration: Database) -> None:
    with demonstration.read() as db:
        assert db.scalar(select(func.count(Household.id))) == 552
        assert db.scalar(select(func.count(Member.id))) == 1480


def test_31_households_with_119_people_have_a_cycle(demonstration: Database) -> None:
    with demonstration.read() as db:
        rows = db.execute(
            select(func.count(distinct(Record.id)), func.count(Member.id))
            .join(Member, Member.household_id == Record.household_id)
            .where(Record.procedure == "household")
        ).one()
    assert tuple(rows) == (31, 119)


def test_27_households_with_102_people_were_approved_10_10_and_7_by_year(demonstration: Database) -> None:
    with demonstration.read() as db:
        rows = db.execute(
            select(func.strftime("%Y", HistoryEntry.acted_at), func.count(distinct(HistoryEntry.record_id)))
            .where(HistoryEntry.step == "approve")
            .group_by(func.strftime("%Y", HistoryEntry.acted_at))
        )
        by_year = {year: number for year, number in rows}  # noqa: C416
        people = db.scalar(
            select(func.count(Member.id))
            .join(Record, Record.household_id == Member.household_id)
            .join(HistoryEntry, HistoryEntry.record_id == Record.id)
            .where(HistoryEntry.step == "approve")
        )
    assert by_year == {"2016": 10, "2017": 10, "2018": 7}
    assert people == 102


def test_four_households_with_17_people_are_left_for_2019(demonstration: Database) -> None:
    with demonstration.read() as db:
        rows = db.execute(
            select(func.count(distinct(Record.id)), func.count(Member.id))
            .join(Member, Member.household_id == Record.household_id)
            .where(Record.procedure == "household", Record.state.in_(COUNTED_AS_POOR))
        ).one()
    assert tuple(rows) == (4, 17)


@pytest.mark.parametrize(
    ("cause", "households"),
    [("illness", 3), ("disability", 1), ("lack_of_labour", 5), ("other", 22)],
)
def test_the_five_clears_name_the_causes_as_the_plan_counts_them(
    demonstration: Database, cause: str, households: int
) -> None:
    with demonstration.read() as db:
        found = db.scalar(
            select(func.count()).where(
                Document.kind == "five_clears", func.json_extract(Document.data, "$.cause") == cause
            )
        )
    assert found == households


def test_the_four_registers_agree_on_31_households_and_119_people_and_each_part(demonstration: Database) -> None:
    county, township = VILLAGE_CODE[:6], VILLAGE_CODE[:9]
    with demonstration.read() as db:
        agreed = agreement_of(db, county, SHOWN_FROM_ON)
        village = village_on_file(db, VILLAGE_CODE, SHOWN_FROM_ON)
        found = place_on_file(db, township, SHOWN_FROM_ON)
    (row,) = agreed.villages
    assert (row.cards, row.roll, row.book, row.by_history) == (Total(31, 119), Total(31, 119), Total(31, 119), 31)
    assert [each.file for each in agreed.townships] == [Total(31, 119)]
    assert village.population == Total(552, 1480)
    states, by_class, by_cause = township_book(found).tables
    assert [column.label for column in states.columns[3:]] == [
        "未脱贫",
        "已脱贫",
        "2016 年脱贫",
        "2017 年脱贫",
        "2018 年脱贫",
        "全部登记",
    ]
    # People by year are invented; the plan gives households by year and 102 people together.
    assert states.total[2:] == ("31 / 119", "4 / 17", "27 / 102", "10 / 38", "10 / 37", "7 / 27", "552 / 1480")
    assert by_class.total[2:] == ("30 / 112", "1 / 7")
    assert by_cause.total[2:] == ("3 / 10", "1 / 7", "5 / 17", "22 / 85")


@pytest.mark.parametrize("on", [date(2015, 12, 31), date(2016, 12, 31), date(2018, 6, 30)])
def test_the_four_registers_agree_at_every_year_s_end(demonstration: Database, on: date) -> None:
    with demonstration.read() as db:
        agreed = agreement_of(db, VILLAGE_CODE[:6], on)
    assert agreed.differing == 0
    assert [row.roll for row in agreed.villages] == [Total(31, 119)]


def test_no_file_of_the_demonstration_has_a_fault(demonstration: Database) -> None:
    folder = data_folder(demonstration)
    with demonstration.read() as db:
        for id in db.scalars(select(Record.household_id).where(Record.procedure == "household")).all():
            assert id is not None
            found = dossier_on_file(db, VILLAGE_CODE, id, SHOWN_FROM_ON)
            assert found is not None
            assert found.faults == []
    assert (folder / "files").is_dir()


def test_registers_are_as_they_were_when_somebody_looked_at_them(demonstration: Database, tmp_path: Path) -> None:
    """Text exactly, picture within a bound; renewed by python -m tests.golden_registers."""
    printed = registers(demonstration, data_folder(demonstration))
    assert sorted({path.stem for path in FOLDER.iterdir()}) == sorted(printed)
    for name, made in printed.items():
        pdf = made()
        picture = picture_of(pdf)
        (tmp_path / f"{name}.png").write_bytes(as_png(picture))
        assert text_of(pdf) == (FOLDER / f"{name}.txt").read_text(encoding="utf-8"), name
        with Image.open(FOLDER / f"{name}.png") as kept:
            assert share_of_others(picture, kept) <= MOST_OTHERS, tmp_path / f"{name}.png"


def data_folder(demonstration: Database) -> Path:
    """Where the demonstration's files lie: beside its database."""
    return Path(str(demonstration.read_engine.url.database)).parent


def test_its_register_has_a_history_and_a_correction_that_waits(demonstration: Database) -> None:
    with demonstration.read() as db:
        assert {"updated", "corrected", "village_facts"} <= set(db.scalars(select(RegisterAct.kind)))
        assert list(db.scalars(select(Correction.state).order_by(Correction.id))) == ["approved", "proposed"]


def test_its_history_is_whole(demonstration: Database) -> None:
    with snapshot(demonstration) as connection:
        assert verify(connection) == []


def test_every_notice_is_printed_and_posted(demonstration: Database) -> None:
    with demonstration.read() as db:
        notices = db.scalar(select(func.count(Notice.id)))
        assert notices == 9
        assert db.scalar(select(func.count(NoticePdf.notice_id))) == notices
        assert db.scalar(select(func.count(distinct(Posting.notice_id)))) == notices


def test_it_begins_on_7_january_2019(demonstration: Database) -> None:
    assert DemonstrationClock(demonstration).today() == SHOWN_FROM_ON


def test_every_role_is_held_and_the_four_functions_by_different_people(demonstration: Database) -> None:
    with demonstration.read() as db:
        held = set(db.scalars(select(Appointment.role)))
    assert held == {role.value for role in Role}


def test_the_targets_of_the_city_and_the_province_stand_beside_it(demonstration: Database) -> None:
    with demonstration.read() as db:
        assert db.scalar(select(func.count(Target.id)).where(Target.region_code.startswith("6107"))) > 10
        assert db.scalar(select(func.count(Target.id)).where(Target.region_code == "23")) > 8


def test_the_round_of_2018_is_closed_with_four_signatures_and_that_of_2019_has_begun(demonstration: Database) -> None:
    with demonstration.read() as db:
        old, new = rolls(db.connection(), Roll.township_code == TOWNSHIP)
        counted = [total(tallies(db.connection(), each.round_of_year, TOWNSHIP, 12)) for each in (old, new)]
    assert [(each.year, each.state, len(each.signatures)) for each in (old, new)] == [
        (2018, "closed", 4),
        (2019, "deciding", 0),
    ]
    assert counted[0].by_decision == {"exit": 7, "continued": 4}
    assert counted[1].by_decision == {"continued": 2}
    assert (counted[0].households, counted[1].households) == (11, 4)
    assert counted[0].disagreeing == counted[0].exits_pending == counted[1].disagreeing == 0


def test_the_one_household_past_its_planned_year_is_explained(demonstration: Database) -> None:
    with demonstration.read() as db:
        auditor = actor_of(db, db.scalar(select(User.id).where(User.login == "county-auditor")) or 0, SHOWN_FROM_ON)
        assert auditor
        found = lateness(db, auditor, COUNTY, SHOWN_FROM_ON)
    assert [(each.planned_year, each.left_in, bool(each.explained)) for each in found.households] == [
        (2018, None, True)
    ]


def test_the_categories_of_hanzhong_stand_beside_its_target(demonstration: Database) -> None:
    with demonstration.read() as db:
        assert db.scalar(select(func.sum(TargetCategory.planned))) == 764_000


def test_it_is_finished_and_not_new(demonstration: Database) -> None:
    assert not is_new(demonstration)
    assert not was_interrupted(demonstration)
