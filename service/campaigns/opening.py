"""A county opens the yearly round: one roll for every township, with everybody who is poor on that day."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from service.campaigns.households import poor_at
from service.clock import shanghai_date
from service.competence import ActRefused, refuse, required_post
from service.database import insert_unless_there, prefix_range
from service.models.campaign import Campaign, Roll, RollHousehold
from service.models.region import Region
from service.people import Actor
from workflows.campaign import CAMPAIGN
from workflows.reasons import reason
from workflows.roles import Level, at_level, level_of

FIRST_YEAR: Final = 2014
"""The year in which the register began."""

OPENERS: Final = CAMPAIGN.leaving(None)["open"].roles


def open_round(db: Session, county_code: str, *, year: int, deadline_on: date, actor: Actor, at: datetime) -> int:
    """Open the round of a county and year. The caller commits.

    Args:
        deadline_on: day until which its rolls are to be closed; a reminder, never a guard.
        at: instant of the act, from the injected clock.

    Returns:
        The campaign's id.

    Raises:
        ActRefused: every reason by field; a year is opened once.
    """
    post = required_post(actor, OPENERS, county_code)
    today = shanghai_date(at)
    refuse(
        {
            "": [] if level_of(county_code) is Level.COUNTY else [reason("round_of_a_county")],
            "year": [] if FIRST_YEAR <= year <= today.year else [reason("year_not_begun", year=year)],
            "deadline_on": [] if deadline_on >= today else [reason("deadline_past", today=today)],
        }
    )
    connection = db.connection()
    before = select(Campaign.id).where(Campaign.county_code == county_code, Campaign.year == year)
    if connection.execute(before).one_or_none():
        raise ActRefused({"year": [reason("round_opened_before", year=year)]})
    # PostgreSQL lets two look at once: the second inserts nothing. SQLite lets one write at a time.
    made = connection.execute(
        insert_unless_there(db, Campaign)
        .values(
            county_code=county_code,
            year=year,
            deadline_on=deadline_on,
            opened_by=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            opened_at=at,
        )
        .returning(Campaign.id)
    ).scalar_one_or_none()
    if made is None:
        raise ActRefused({"year": [reason("round_opened_before", year=year)]})
    townships = connection.execute(
        select(Region.code)
        .where(
            prefix_range(Region.code, county_code),
            func.length(Region.code) == len(county_code) + 3,
            Region.valid_to.is_(None),
        )
        .order_by(Region.code)
    ).scalars()
    rows = [
        {"campaign_id": made, "township_code": code, "state": CAMPAIGN.initial.value, "since_at": at}
        for code in townships
    ]
    if not rows:
        raise ActRefused({"": [reason("no_township")]})
    ids = connection.execute(insert(Roll).returning(Roll.township_code, Roll.id), rows)
    roll_of: dict[str, int] = dict(ids.all())
    households = [
        {
            "roll_id": roll_of[at_level(village_code, Level.TOWNSHIP)],
            "household_id": household_id,
            "record_id": record_id,
            "state": state,
        }
        for household_id, record_id, village_code, state in poor_at(connection, county_code)
        if at_level(village_code, Level.TOWNSHIP) in roll_of
    ]
    if households:
        connection.execute(insert(RollHousehold), households)
    return int(made)
