"""What printed registers need beside the register: archive settings, the checklist of a village's boards and files.

Every row is written once; the newest counts.
"""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class ArchiveSetting(Base):
    """A county's number of the fonds 全宗号 and its period of retention, as they stand on covers."""

    __tablename__ = "archive_setting"
    __table_args__ = (Index(None, "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    fonds: Mapped[str]
    retention: Mapped[str]
    set_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]


class ChecklistName(Base):
    """What one of the 13 items 五牌六档一簿一手册 is called in a county. The plans do not say; the county does."""

    __tablename__ = "checklist_name"
    __table_args__ = (Index(None, "region_code", "item"), CheckConstraint("item BETWEEN 1 AND 13", name="item"))

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    item: Mapped[int]
    name: Mapped[str]
    set_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    set_at: Mapped[datetime]


class ChecklistFiling(Base):
    """Proof that a village has one of the 13 items: a photo or scan, and the day since which it hangs or lies there."""

    __tablename__ = "checklist_filing"
    __table_args__ = (
        Index(None, "village_code", "item"),
        Index(None, "attachment_id"),
        CheckConstraint("item BETWEEN 1 AND 13", name="item"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(code_text(), unique=True)
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    item: Mapped[int]
    dated_on: Mapped[date]
    attachment_id: Mapped[int] = mapped_column(ForeignKey("attachment.id"))
    note: Mapped[str]
    filed_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    filed_at: Mapped[datetime]
