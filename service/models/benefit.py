"""What was received under a policy: one row for each payment, written once; a mistake is reversed by another row."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from service.models.base import Base, ExactNumber, code_text


class Benefit(Base):
    """A payment under a policy, in yuan: to a person, a household, or a village with its work team (neither of them).

    `policy_code` repeats the policy's code: what was paid under an older row of it counts with the newer one.
    `from_on` and `to_on` bound a monthly benefit or a loan. `beyond` says that it went beyond the rule, for `reason`.
    A row with `reverses_id` takes that one back and repeats what it said. Rows of one form share `key`.
    """

    __tablename__ = "benefit"
    __table_args__ = (
        CheckConstraint("CAST(amount AS NUMERIC) > 0", name="amount"),
        CheckConstraint("member_id IS NULL OR household_id IS NOT NULL", name="member_of_a_household"),
        CheckConstraint("to_on IS NULL OR (from_on IS NOT NULL AND to_on >= from_on)", name="order_of_days"),
        CheckConstraint("NOT beyond OR reason <> ''", name="beyond_has_a_reason"),
        CheckConstraint("reverses_id IS NULL OR reason <> ''", name="reversal_has_a_reason"),
        UniqueConstraint("key", "place"),
        UniqueConstraint("reverses_id"),
        Index(None, "village_code", "year"),
        Index(None, "household_id", "policy_code"),
        Index(None, "attachment_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(code_text())
    place: Mapped[int]
    policy_id: Mapped[int] = mapped_column(ForeignKey("policy.id"))
    policy_code: Mapped[str] = mapped_column(code_text())
    village_code: Mapped[str] = mapped_column(code_text(), ForeignKey("region.code"))
    household_id: Mapped[int | None] = mapped_column(ForeignKey("household.id"))
    member_id: Mapped[int | None] = mapped_column(ForeignKey("member.id"))
    year: Mapped[int]
    from_on: Mapped[date | None]
    to_on: Mapped[date | None]
    amount: Mapped[Decimal] = mapped_column(ExactNumber())
    paid_on: Mapped[date]
    fund: Mapped[str]
    attachment_id: Mapped[int | None] = mapped_column(ForeignKey("attachment.id"))
    beyond: Mapped[bool]
    reason: Mapped[str]
    reverses_id: Mapped[int | None] = mapped_column(ForeignKey("benefit.id"))
    entered_by: Mapped[int] = mapped_column(ForeignKey("user.id"))
    role: Mapped[str]
    post_region_code: Mapped[str] = mapped_column(code_text())
    entered_at: Mapped[datetime]
