"""Values that belong to a database rather than to a machine, such as the date that a demonstration carries."""

from datetime import datetime

from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base


class Setting(Base):
    """One named value."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str]
    changed_at: Mapped[datetime]
