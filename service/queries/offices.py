"""The office of a place as its page shows it: what stands, and who entered what when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.office import Office
from service.models.people import User
from service.notices.offices import Body, bodies_above
from service.people import Actor
from service.queries.places import PlaceShown, place_shown
from workflows.roles import level_of

LIMIT: Final = 50
"""Entries of one office on its page; the newest come first."""


@dataclass(frozen=True)
class OfficeEntry:
    """An office as somebody entered it; `entered_by` is None where it came with the service."""

    spoken_name: str
    body_name: str
    number_prefix: str
    phone: str
    address: str
    supervisor_phone: str
    entered_by: str | None
    entered_at: datetime | None


@dataclass(frozen=True)
class OfficeShown:
    """The office of a place: how notices name it now, and its entries, the newest first."""

    place: PlaceShown
    body: Body
    entries: tuple[OfficeEntry, ...]


def office_shown(db: Session, actor: Actor, region_code: str) -> OfficeShown | None:
    """The office of a place of the jurisdiction; None when it lies outside, does not exist or is the nation."""
    place = place_shown(db, actor, region_code) if region_code else None
    if place is None:
        return None
    rows = db.execute(
        select(
            Office.spoken_name,
            Office.body_name,
            Office.number_prefix,
            Office.phone,
            Office.address,
            Office.supervisor_phone,
            User.name,
            Office.entered_at,
        )
        .outerjoin(User, User.id == Office.entered_by)
        .where(Office.region_code == region_code)
        .order_by(Office.id.desc())
        .limit(LIMIT)
    )
    body = bodies_above(db.connection(), region_code)[level_of(region_code)]
    return OfficeShown(place, body, tuple(OfficeEntry(*row) for row in rows))
