"""Days within which an objection is screened, looked into, decided, answered and appealed: rows of the deadline table.

They remind, but for the appeal, which is refused after its period. All but that are counted from the day on which the
objection, or the appeal, was received (reference B3: 收到之日起5日内调查核实); the appeal's from the reply's delivery.
"""

from datetime import date, timedelta

from sqlalchemy import Connection, func, select

from service.models.rules import Deadline
from service.rules.lookups import prefixes


def days_for(connection: Connection, state: str, region_code: str) -> int | None:
    """Days that the rules give for a state in a place; None without a row. The nearest place's newest row holds."""
    return connection.execute(
        select(Deadline.days)
        .where(
            Deadline.procedure == "objection",
            Deadline.state == state,
            Deadline.region_code.in_(prefixes(region_code)),
        )
        .order_by(func.length(Deadline.region_code).desc(), Deadline.id.desc())
        .limit(1)
    ).scalar_one_or_none()


def last_day(days: int | None, counted_from: date) -> date | None:
    """Last day of a number of days; the day from which they are counted is none of them."""
    return None if days is None else counted_from + timedelta(days=days)
