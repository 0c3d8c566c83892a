"""Until when a state is to be left: a reminder on lists and records, never a guard."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.models.rules import Deadline


@dataclass(frozen=True)
class Deadlines:
    """All rows of the table: it is short, and a page asks for many places at once."""

    days: dict[tuple[str, str, str], int]

    def due_on(self, procedure: str, state: str, region_code: str, since_at: datetime) -> date | None:
        """Last day of a state that was entered at an instant; None where no deadline is set. The nearest place wins."""
        return self.due_from(procedure, state, region_code, shanghai_date(since_at))

    def due_from(self, procedure: str, state: str, region_code: str, counted_from: date) -> date | None:
        """The same, counted from a day: an objection's from its receipt."""
        for width in (12, 9, 6, 4, 2, 0):
            days = self.days.get((procedure, state, region_code[:width])) if width <= len(region_code) else None
            if days is not None:
                return counted_from + timedelta(days=days)
        return None


def deadlines(db: Session) -> Deadlines:
    """Read the table."""
    rows = db.execute(
        select(Deadline.procedure, Deadline.state, Deadline.region_code, Deadline.days).order_by(Deadline.id)
    )
    return Deadlines({(procedure, state, region): days for procedure, state, region, days in rows})
