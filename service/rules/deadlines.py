"""Until when a state is to be left: a reminder on lists and records, never a guard.

An objection's days are counted from the day on which it, or the appeal, was received (reference B3: 收到之日起5日内
调查核实); those of the appeal from the reply's delivery. The appeal alone is refused after its period.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.models.rules import Deadline
from service.rules.lookups import prefixes


@dataclass(frozen=True)
class Deadlines:
    """All rows of the table: it is short, and a page asks for many places at once."""

    days: dict[tuple[str, str, str], int]

    def due_on(self, procedure: str, state: str, region_code: str, since_at: datetime) -> date | None:
        """Last day of a state that was entered at an instant; None where no deadline is set. The nearest place wins."""
        return self.due_from(procedure, state, region_code, shanghai_date(since_at))

    def due_from(self, procedure: str, state: str, region_code: str, counted_from: date) -> date | None:
        """The same, counted from a day: an objection's from its receipt. That day itself is none of the days."""
        days = self.days_for(procedure, state, region_code)
        return None if days is None else counted_from + timedelta(days=days)

    def days_for(self, procedure: str, state: str, region_code: str) -> int | None:
        """Days that the rules give for a state in a place; None without a row."""
        rows = ((procedure, state, region) for region in reversed(prefixes(region_code)))
        return next((self.days[row] for row in rows if row in self.days), None)


def deadlines(db: Session | Connection) -> Deadlines:
    """Read the table."""
    rows = db.execute(
        select(Deadline.procedure, Deadline.state, Deadline.region_code, Deadline.days).order_by(Deadline.id)
    )
    return Deadlines({(procedure, state, region): days for procedure, state, region, days in rows})
