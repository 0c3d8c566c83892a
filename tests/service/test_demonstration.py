"""The demonstration is exactly what plan D3 counts, and its history is one that the service itself made."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import distinct, func, select

from service.campaigns.households import tallies, total
from service.campaigns.rolls import rolls
from service.database import Database
from service.demonstration.clock import DemonstrationClock
from service.demonstration.officials import COUNTY, TOWNSHIP
from service.demonstration.seeding import SHOWN_FROM_ON, is_new, seed, was_interrupted
from service.history.verify import snapshot, verify
from service.models.campaign import Roll
from service.models.document import Document
from service.models.history import HistoryEntry
from service.models.notice import Notice, NoticePdf, Posting
from service.models.people import Appointment, User
from service.models.record import Record
from service.models.register import Household, Member
from service.models.target import Target, TargetCategory
from service.people import actor_of
from service.queries.slippage import lateness
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
