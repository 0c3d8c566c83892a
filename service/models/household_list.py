"""Stored lists: the households of one village that go through a part of the procedure together."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class HouseholdList(Base):
    """A list of one village, year and kind. Its members are the rows of list_member that have not left."""

    __tablename__ = "household_list"
    __table_args__ = (
        UniqueConstraint("village_code", "year", "kind", "number"),
        CheckConstraint("kind IN ('identification', 'exit', 'strike_off')", name="kind"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    year: Mapped[int]
    kind: Mapped[str]
    number: Mapped[int]
    made_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    made_at: Mapped[datetime]


class ListMember(Base):
    """A record on a list; it stands on one list at a time. `left_by` is the step that took it off."""

    __tablename__ = "list_member"
    __table_args__ = (
        Index(
            "uq_list_member_standing",
            "record_id",
            unique=True,
            sqlite_where=text("left_at IS NULL"),
            postgresql_where=text("left_at IS NULL"),
        ),
        CheckConstraint("(left_at IS NULL) = (left_by IS NULL)", name="left"),
    )

    list_id: Mapped[int] = mapped_column(ForeignKey("household_list.id"), primary_key=True)
    record_id: Mapped[int] = mapped_column(ForeignKey("record.id"), primary_key=True)
    joined_at: Mapped[datetime]
    left_at: Mapped[datetime | None]
    left_by: Mapped[str | None]
