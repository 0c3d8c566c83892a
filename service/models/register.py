"""The register: households of a village and their members. Health is a fact of the member and stays here."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class Household(Base):
    """A household of a village, poor or not. Whether it is poor is the state of its newest record, never a column."""

    __tablename__ = "household"
    __table_args__ = (
        UniqueConstraint("village_code", "number"),
        CheckConstraint("number > 0", name="number"),
        Index(None, "village_code", "sort_key"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    number: Mapped[int]
    village_group: Mapped[str]
    head_name: Mapped[str]
    sort_key: Mapped[str] = mapped_column(code_text())
    registered_at: Mapped[datetime]


class Member(Base):
    """A person of a household. `left_on` is the day of death or departure."""

    __tablename__ = "member"
    __table_args__ = (Index(None, "household_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    household_id: Mapped[int] = mapped_column(ForeignKey("household.id"))
    name: Mapped[str]
    sex: Mapped[str]
    born_on: Mapped[date]
    relation: Mapped[str]
    education: Mapped[str]
    health: Mapped[str]
    labour: Mapped[str]
    left_on: Mapped[date | None]
