"""Who sees which rows: the jurisdiction, as one condition that every page's query carries."""

from sqlalchemy import ColumnElement, false, or_
from sqlalchemy.orm import QueryableAttribute
from sqlalchemy.sql.elements import SQLCoreOperations

from service.database import prefix_range
from service.people import Actor


def visible_to(actor: Actor, region_code: QueryableAttribute[str] | SQLCoreOperations[str]) -> ColumnElement[bool]:
    """The row's region lies in a region where the actor holds a post today. Outside it the row does not exist (404).

    Args:
        actor: the signed-in person; an administrator's post shows nothing.
        region_code: the row's region.
    """
    prefixes = actor.region_prefixes()
    if not prefixes:
        return false()
    return or_(*(prefix_range(region_code, prefix) for prefix in prefixes))


def may_see(actor: Actor, region_code: str) -> bool:
    """The same for one region that is known already."""
    return any(region_code.startswith(prefix) for prefix in actor.region_prefixes())
