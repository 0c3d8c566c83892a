"""Offices: how the body of a place signs, how its notices are numbered, where people reach it."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class Office(Base):
    """The body of a place that issues notices and receives objections, as somebody entered it.

    Rows are added, never changed: the newest of a place stands, and who changed a telephone when is seen for ever.
    Telephones are an office's, never a person's. `spoken_name` is the place as a text speaks of it (霍邱县),
    `body_name` how the body signs (霍邱县扶贫开发领导小组), `number_prefix` what stands before 〔year〕 (霍扶组); empty
    names follow from the region. `supervisor_phone` is the village supervision committee's. `entered_by` and
    `entered_at` are empty where the row came with the service.
    """

    __tablename__ = "office"
    __table_args__ = (Index(None, "region_code"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    spoken_name: Mapped[str]
    body_name: Mapped[str]
    number_prefix: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str]
    supervisor_phone: Mapped[str]
    entered_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    entered_at: Mapped[datetime | None]
