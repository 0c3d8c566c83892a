"""How the bodies of a place are named and reached on a notice; derived from the region where no office is on file."""

from dataclasses import dataclass
from functools import cache
from typing import Any

from sqlalchemy import Connection, Select, func, select

from service.among import among, listed
from service.models.office import Office
from service.models.region import Region, short_name
from service.notices.public_facts import Contact
from service.rules.lookups import prefixes
from workflows.roles import UPWARDS, Level, at_level, level_of


@dataclass(frozen=True)
class Body:
    """A body as a notice names it."""

    spoken_name: str
    body_name: str
    number_prefix: str
    contacts: tuple[Contact, ...]


_GROUP = "扶贫开发领导小组"
_BODY_SUFFIX = {
    Level.NATION: _GROUP,
    Level.PROVINCE: _GROUP,
    Level.CITY: _GROUP,
    Level.COUNTY: _GROUP,
    Level.TOWNSHIP: "人民政府",
    Level.VILLAGE: "民委员会",
}


def bodies_above(connection: Connection, region_code: str) -> dict[Level, Body]:
    """The bodies of a place and of every level above it."""
    dialect = connection.dialect.name
    codes = [code for code in prefixes(region_code) if code]
    rows = connection.execute(_bodies(dialect), {"codes": listed(codes, dialect)})
    return {level_of(row.code): _body(row.code, row.name, row) for row in rows}


@cache
def _bodies(dialect: str) -> Select[*tuple[Any, ...]]:
    newest = select(func.max(Office.id)).where(Office.region_code == Region.code).correlate(Region)
    return (
        select(
            Region.code,
            Region.name,
            Office.spoken_name,
            Office.body_name,
            Office.number_prefix,
            Office.phone,
            Office.address,
            Office.supervisor_phone,
        )
        .outerjoin(Office, Office.id == newest.scalar_subquery())
        .where(among(Region.code, "codes", dialect))
    )


def contacts_for(bodies: dict[Level, Body], poster: Level) -> tuple[Contact, ...]:
    """Who receives objections: the poster and the level above it (the province has none above it here)."""
    place = UPWARDS.index(poster)
    heard_by = (bodies[level] for level in UPWARDS[place : place + 2] if level in bodies)
    return tuple(contact for body in heard_by for contact in body.contacts)


def body_code(region_code: str, poster: Level) -> str:
    """Code of the body that posts a notice about a place."""
    return at_level(region_code, poster)


def _body(code: str, name: str, office: object) -> Body:
    spoken = getattr(office, "spoken_name", None) or short_name(name)
    level = level_of(code)
    body_name = getattr(office, "body_name", None) or f"{spoken}{_BODY_SUFFIX[level]}"
    phone = getattr(office, "phone", None)
    contacts: list[Contact] = []
    if phone:
        # A leading group meets; what has a telephone is its office.
        label = f"{body_name}办公室" if body_name.endswith(_GROUP) else body_name
        contacts.append(Contact(label=label, phone=phone, address=getattr(office, "address", "") or ""))
    supervisor = getattr(office, "supervisor_phone", None)
    if supervisor:
        contacts.append(Contact(label=f"{spoken}村务监督委员会", phone=supervisor))
    prefix = getattr(office, "number_prefix", None) or spoken
    return Body(spoken, body_name, prefix, tuple(contacts))
