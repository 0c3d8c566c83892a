"""Offices: how the body of a place signs, how its notices are numbered, where people reach it."""

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text


class Office(Base):
    """The body of a place that issues notices and receives objections. Telephones are an office's, never a person's.

    `spoken_name` is the place as a text speaks of it (霍邱县), `body_name` how the body signs (霍邱县扶贫开发领导小组),
    `number_prefix` what stands before 〔year〕 (霍扶组). `supervisor_phone` is the village supervision committee's.
    """

    __tablename__ = "office"

    region_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"), primary_key=True)
    spoken_name: Mapped[str]
    body_name: Mapped[str]
    number_prefix: Mapped[str]
    phone: Mapped[str]
    address: Mapped[str]
    supervisor_phone: Mapped[str]
