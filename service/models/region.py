"""Places of administration, from the whole nation down to the village, under their statistical division codes."""

from datetime import date

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, code_text
from workflows.roles import Level

_LEVELS = ", ".join(f"'{level.value}'" for level in Level)

NATION_CODE = ""
NATION_NAME = "全国"


class Region(Base):
    """A place. Its code (0, 2, 4, 6, 9 or 12 digits) is never changed: records and history name it for ever.

    `valid_from` is empty where only a table's snapshot says that the code exists, not since when; `valid_to` is the
    last day of a code that was given up (南郑县 610721 became 南郑区 610703).
    """

    __tablename__ = "region"
    __table_args__ = (
        CheckConstraint(f"level IN ({_LEVELS})", name="level"),
        CheckConstraint("(code = '') = (parent_code IS NULL)", name="parent"),
        CheckConstraint("valid_to IS NULL OR valid_from IS NULL OR valid_to >= valid_from", name="order_of_days"),
        Index(None, "parent_code"),
    )

    code: Mapped[str] = mapped_column(code_text(), primary_key=True)
    name: Mapped[str]
    level: Mapped[str]
    parent_code: Mapped[str | None] = mapped_column(code_text(), ForeignKey("region.code"))
    valid_from: Mapped[date | None]
    valid_to: Mapped[date | None]
    source: Mapped[str]


def short_name(name: str) -> str:
    """A village by the name that its people and notices use: 石桥村民委员会 and 石桥村委会 are 石桥村.

    Statistical tables name the committee; where a committee is no villagers' committee the name stays as it is.

    Args:
        name: name as in the division table.
    """
    # Every unit must have a village below it, so the table adds stand-ins (东湖渔业村民委员会虚拟生活区).
    name = name.removesuffix("虚拟生活区") or name
    for committee in ("村民委员会", "村委会"):
        if name.endswith(committee) and name != committee:
            place = name.removesuffix(committee)
            return place if place.endswith("村") else f"{place}村"
    return name
