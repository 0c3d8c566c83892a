"""A village or county as it stands at this moment, computed from its households' states (Need.PLACE)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import Connection, and_, case, func, select

from service.database import prefix_range
from service.models.people import Appointment
from service.models.record import Record
from service.models.region import Region, short_name
from service.models.register import Member
from service.people import held_on
from workflows.case import Place
from workflows.declare import Step
from workflows.household import BEFORE_DECISION, POOR
from workflows.roles import Role


def poverty_of(connection: Connection, region_code: str) -> tuple[int, int, int]:
    """Households still poor, their persons, and households that stand before a decision, below a region.

    A household counts by its newest cycle; members who died or moved away do not count.
    """
    poor = Record.state.in_([state.value for state in POOR])
    rows = connection.execute(
        select(
            func.count(Record.id.distinct()).filter(poor),
            func.count(Member.id).filter(poor),
            func.count(Record.id.distinct()).filter(Record.state.in_([state.value for state in BEFORE_DECISION])),
        )
        .select_from(Record)
        .outerjoin(Member, and_(Member.household_id == Record.household_id, Member.left_on.is_(None)))
        .where(Record.procedure == "household", Record.newest, prefix_range(Record.region_code, region_code))
    ).one()
    return rows[0], rows[1], rows[2]


def weighs_on_place(procedure: str, step: Step) -> bool:
    """Whether a step adds to what its village's or county's exit is weighed by.

    It does when it brings a household among those that are poor or that stand before a decision, or takes an archived
    village out of the archive again.
    """
    if procedure != "household":
        return step.opens_cycle
    return any(
        step.target in states and (step.opens_cycle or step.source not in states) for states in (POOR, BEFORE_DECISION)
    )


def place_of(connection: Connection, procedure: str, region_code: str, today: date) -> Place:
    """The place now. For a county also its designated poor villages that are not archived."""
    households, persons, before_decision = poverty_of(connection, region_code)
    return Place(
        remaining_households=households,
        remaining_persons=persons,
        households_before_decision=before_decision,
        work_team_members=_work_team(connection, region_code, today) if procedure == "village" else 0,
        villages_not_archived=_villages_not_archived(connection, region_code) if procedure == "county" else (),
    )


def _work_team(connection: Connection, region_code: str, today: date) -> int:
    return connection.execute(
        select(func.count(Appointment.user_id.distinct())).where(
            Appointment.region_code == region_code, Appointment.role == Role.WORK_TEAM.value, held_on(today)
        )
    ).scalar_one()


def _villages_not_archived(connection: Connection, region_code: str) -> tuple[tuple[str, str], ...]:
    """Designated villages of which no cycle has reached the archive, or whose newest cycle has left it again."""
    archived = func.max(case((and_(Record.newest, Record.state == "archived"), 1), else_=0))
    rows: Sequence[tuple[str, str]] = [
        (code, short_name(name))
        for code, name in connection.execute(
            select(Record.region_code, Region.name)
            .join(Region, Region.code == Record.region_code)
            .where(Record.procedure == "village", prefix_range(Record.region_code, region_code))
            .group_by(Record.region_code, Region.name)
            .having(archived == 0)
            .order_by(Record.region_code)
        )
    ]
    return tuple(rows)
