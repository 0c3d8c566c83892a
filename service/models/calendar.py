"""Days as the state arranged them: which were working days."""

from datetime import date

from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


class CalendarDay(Base):
    """One day. A day that has no row has not been arranged, and no period may be counted across it."""

    __tablename__ = "calendar_day"

    day: Mapped[date] = mapped_column(primary_key=True)
    is_working_day: Mapped[bool]
    source: Mapped[str]
