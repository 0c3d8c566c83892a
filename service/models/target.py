"""What the founding plans promised, place by place, and when it came true."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class Target(Base):
    """A number that a plan sets for a place: counties, villages, households or persons that leave poverty in a period.

    A planned year is not the actual one (南郑 and seven others: planned 2018, publicized in 2020), so both are kept.

    `from_year` and `year` bound the planned period, both inclusive. `planned` counts units of `unit`. `derived` says
    that the number was computed from the plan's other numbers, `total` that it sums up other rows and is not to be
    added to them. `actual_on` is the day of the public notice, `actual_certain` that the notice was read in the
    gazette itself and not in a copy.
    """

    __tablename__ = "target"
    __table_args__ = (
        CheckConstraint("unit IN ('county', 'village', 'household', 'person')", name="unit"),
        CheckConstraint("planned > 0", name="planned"),
        CheckConstraint("from_year <= year", name="order_of_years"),
        CheckConstraint("(actual_on IS NULL) = (actual_source IS NULL)", name="actual_has_a_source"),
        UniqueConstraint("region_code", "unit", "from_year", "year", "source"),
        Index(None, "region_code"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    unit: Mapped[str]
    from_year: Mapped[int]
    year: Mapped[int]
    planned: Mapped[int]
    derived: Mapped[bool] = mapped_column(default=False)
    total: Mapped[bool] = mapped_column(default=False)
    quote: Mapped[str]
    source: Mapped[str]
    note: Mapped[str | None]
    actual_year: Mapped[int | None]
    actual_on: Mapped[date | None]
    actual_source: Mapped[str | None]
    actual_certain: Mapped[bool] = mapped_column(default=False)


class TargetCategory(Base):
    """People of a target by the way in which they are helped (D1 (二)). One person may be helped in several ways.

    So these numbers overlap (各类贫困人口有交叉): they are never added up, and their sum need not be the target's.
    """

    __tablename__ = "target_category"
    __table_args__ = (UniqueConstraint("target_id", "category"), CheckConstraint("planned > 0", name="planned"))

    id: Mapped[int] = mapped_column(primary_key=True)
    target_id: Mapped[int] = mapped_column(ForeignKey("target.id"))
    category: Mapped[str]
    planned: Mapped[int]
