"""What was paid under policies and stands: neither a reversal nor reversed."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from service.database import prefix_range
from service.models.benefit import Benefit
from service.models.document import Attachment
from service.models.people import User
from service.models.register import Household, Member
from service.models.rules import Policy
from service.people import Actor
from service.queries.visible import visible_to


@dataclass(frozen=True, kw_only=True)
class PaymentRow:
    """One payment that stands."""

    id: int
    policy_id: int
    policy_code: str
    village_code: str
    household_id: int | None
    member_id: int | None
    member_name: str
    year: int
    from_on: date | None
    to_on: date | None
    amount: Decimal
    paid_on: date
    reason: str


@dataclass(frozen=True, kw_only=True)
class PaymentShown(PaymentRow):
    """A payment with what its page shows; `reversed_for` where it was taken back."""

    name_zh: str
    name_en: str
    policy_rule: str
    fund: str
    beyond: bool
    attachment_id: int | None
    attachment: str | None
    entered_by: str
    entered_at: datetime
    reversed_for: str | None


def stands() -> ColumnElement[bool]:
    """The payment was neither taken back nor takes one back."""
    other = aliased(Benefit)
    return and_(Benefit.reverses_id.is_(None), ~exists().where(other.reverses_id == Benefit.id))


def payments_around(db: Session, place: str, *, household_id: int | None = None) -> list[PaymentRow]:
    """Every payment that stands, of a place or of one household; a household that moved took its own along."""
    statement = (
        select(*_COLUMNS, Member.name)
        .outerjoin(Member, Member.id == Benefit.member_id)
        .outerjoin(Household, Household.id == Benefit.household_id)
        .where(stands())
        .order_by(Benefit.id)
    )
    if household_id is not None:
        statement = statement.where(Benefit.household_id == household_id)
    else:
        of_village = and_(Benefit.household_id.is_(None), prefix_range(Benefit.village_code, place))
        statement = statement.where(or_(of_village, prefix_range(Household.village_code, place)))
    return [PaymentRow(**_values(row)) for row in db.execute(statement)]


def payments_shown(
    db: Session, actor: Actor, *, household_id: int | None = None, village_code: str = "", benefit_id: int | None = None
) -> list[PaymentShown]:
    """Payments of a household, those to a village itself, or one, with those that were taken back; the latest first."""
    reversal = aliased(Benefit)
    statement = (
        select(
            *_COLUMNS,
            Member.name,
            Policy.name_zh,
            Policy.name_en,
            Policy.rule.label("policy_rule"),
            Benefit.fund,
            Benefit.beyond,
            Benefit.attachment_id,
            Attachment.filename.label("attachment"),
            User.name.label("entered_by"),
            Benefit.entered_at,
            reversal.reason.label("reversed_for"),
        )
        .join(Policy, Policy.id == Benefit.policy_id)
        .join(User, User.id == Benefit.entered_by)
        .outerjoin(Member, Member.id == Benefit.member_id)
        .outerjoin(Attachment, Attachment.id == Benefit.attachment_id)
        .outerjoin(reversal, reversal.reverses_id == Benefit.id)
        .where(Benefit.reverses_id.is_(None), visible_to(actor, Benefit.village_code))
        .order_by(Benefit.paid_on.desc(), Benefit.id.desc())
    )
    if benefit_id is not None:
        statement = statement.where(Benefit.id == benefit_id)
    elif household_id is not None:
        statement = statement.where(Benefit.household_id == household_id)
    else:
        statement = statement.where(Benefit.village_code == village_code, Benefit.household_id.is_(None))
    return [
        PaymentShown(
            **_values(row),
            **{
                name: getattr(row, name)
                for name in PaymentShown.__dataclass_fields__
                if name not in PaymentRow.__dataclass_fields__
            },
        )
        for row in db.execute(statement)
    ]


_COLUMNS = (
    Benefit.id,
    Benefit.policy_id,
    Benefit.policy_code,
    Benefit.village_code,
    Benefit.household_id,
    Benefit.member_id,
    Benefit.year,
    Benefit.from_on,
    Benefit.to_on,
    Benefit.amount,
    Benefit.paid_on,
    Benefit.reason,
)


def _values(row: Any) -> dict[str, Any]:
    values = {column.key: getattr(row, column.key) for column in _COLUMNS}
    return {**values, "amount": row.amount.quantize(Decimal("0.01")), "member_name": row.name or ""}
