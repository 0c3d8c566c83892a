"""Enters payments under a policy, for one beneficiary or many at once, and takes one back.

What a payment would be is weighed with those that stand: a second one is refused with the first, and what goes beyond
the rule asks for a written reason and stays marked. Households are locked, so that of two clerks who enter the same
payment at once the second sees the first.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.benefits.weighing import Payment, To, Weighing
from service.competence import ActRefused, refuse, required_post
from service.models.benefit import Benefit
from service.models.region import Region
from service.models.register import Household
from service.people import Actor
from service.rules.entering import FIRST_YEAR
from service.rules.policies import PolicyOnFile, policies_around, policies_of
from workflows.benefits import Often, Unit
from workflows.reasons import Reason, reason
from workflows.roles import Role

ENTERERS: Final = (
    Role.VILLAGE_CLERK,
    Role.WORK_TEAM,
    Role.TOWNSHIP_REVIEWER,
    Role.COUNTY_REVIEWER,
    Role.DATA_MANAGER,
)
"""Who puts on file what was paid: those who bring it to the household, and the data managers of D1 (二十四)."""

MOST_AMOUNT: Final = Decimal("9999999.99")
WITH_PERIOD: Final = (Often.MONTHLY, Often.LOAN)
_CENT: Final = Decimal("0.01")


class AlreadyOnFile(Exception):
    """This very form was sent before; nothing was written now."""


def enter_benefits(
    db: Session, village_code: str, payment: Payment, to: Sequence[To], *, actor: Actor, at: datetime, today: date
) -> list[int]:
    """Put payments of one village on file. The caller commits.

    Returns:
        Their ids.

    Raises:
        ActRefused: with every reason; nothing was written.
        AlreadyOnFile: the form was sent before.
    """
    post = required_post(actor, ENTERERS, village_code)
    _lock(db, village_code, to)
    if db.execute(select(Benefit.id).where(Benefit.key == payment.key).limit(1)).first():
        raise AlreadyOnFile
    on_file = policies_around(db.connection(), village_code)
    policy = next(
        (each for each in policies_of(on_file, village_code, payment.year) if each.id == payment.policy_id), None
    )
    if policy is None:
        raise ActRefused({"policy": [reason("policy_not_in_force", year=payment.year)]})
    refuse(_faults(policy, payment, to, today))
    weighing = Weighing(db, village_code, policy, payment, today)
    beyond = []
    found: dict[str, list[Reason]] = {}
    for each in to:
        goes_beyond, reasons = weighing.weigh(each)
        beyond.append(goes_beyond)
        for field, why in reasons:
            found.setdefault(field, []).append(why)
    refuse(found)
    rows = [
        {
            **_columns(village_code, policy, payment),
            "place": place,
            "household_id": each.household_id,
            "member_id": each.member_id,
            "amount": each.amount,
            "beyond": goes_beyond,
            "reverses_id": None,
            "entered_by": actor.user_id,
            "role": post.role.value,
            "post_region_code": post.region_code,
            "entered_at": at,
        }
        for place, (each, goes_beyond) in enumerate(zip(to, beyond, strict=True), 1)
    ]
    return list(db.execute(insert(Benefit).returning(Benefit.id, sort_by_parameter_order=True), rows).scalars())


def take_back(db: Session, benefit_id: int, why: str, *, actor: Actor, at: datetime, key: str) -> int:
    """Reverse a payment that was entered by mistake: another row says so, both stay. The caller commits.

    Raises:
        ActRefused: no reason, reversed before, or no post over the village.
        AlreadyOnFile: the form was sent before.
    """
    row = db.execute(select(Benefit.__table__).where(Benefit.id == benefit_id).with_for_update()).mappings().one()
    post = required_post(actor, ENTERERS, row["village_code"])
    if db.execute(select(Benefit.id).where(Benefit.key == key).limit(1)).first():
        raise AlreadyOnFile
    before = db.execute(select(Benefit.id).where(Benefit.reverses_id == benefit_id)).first()
    refuse(
        {
            "reason": [] if why.strip() else [reason("reversal_without_reason")],
            "": [reason("benefit_reversed_before")] if before or row["reverses_id"] else [],
        }
    )
    values = {name: value for name, value in row.items() if name != "id"}
    values |= {
        "key": key,
        "place": 1,
        "reason": why.strip(),
        "reverses_id": benefit_id,
        "attachment_id": None,
        "entered_by": actor.user_id,
        "role": post.role.value,
        "post_region_code": post.region_code,
        "entered_at": at,
    }
    return int(db.execute(insert(Benefit).values(**values).returning(Benefit.id)).scalar_one())


def _lock(db: Session, village_code: str, to: Sequence[To]) -> None:
    ids = sorted({each.household_id for each in to if each.household_id is not None})
    if ids:
        db.execute(select(Household.id).where(Household.id.in_(ids)).order_by(Household.id).with_for_update())
    if any(each.household_id is None for each in to):
        db.execute(select(Region.code).where(Region.code == village_code).with_for_update())


def _faults(policy: PolicyOnFile, payment: Payment, to: Sequence[To], today: date) -> Mapping[str, list[Reason]]:
    faults: dict[str, list[Reason]] = {}
    if not to:
        faults[""] = [reason("nobody_ticked")]
    if not FIRST_YEAR <= payment.year <= today.year:
        faults["year"] = [reason("number_out_of_bounds", least=FIRST_YEAR, most=today.year)]
    if payment.paid_on > today:
        faults["paid_on"] = [reason("day_in_future", today=today)]
    if policy.terms.often in WITH_PERIOD and (payment.from_on is None or payment.to_on is None):
        faults["from_on"] = [reason("period_of_benefit_missing")]
    if payment.from_on is not None and payment.to_on is not None and payment.to_on < payment.from_on:
        faults["to_on"] = [reason("last_before_first_day")]
    if not payment.fund.strip():
        faults["fund"] = [reason("fund_missing")]
    amounts = [each.amount for each in to]
    if any(not 0 < each <= MOST_AMOUNT or each != each.quantize(_CENT) for each in amounts):
        faults.setdefault("", []).append(reason("amount_out_of_bounds", most=MOST_AMOUNT))
    units = {Unit.PERSON if each.member_id else Unit.HOUSEHOLD if each.household_id else Unit.VILLAGE for each in to}
    if to and units != {policy.terms.unit}:
        faults.setdefault("policy", []).append(reason("another_unit"))
    if len({(each.household_id, each.member_id) for each in to}) != len(to):
        faults.setdefault("", []).append(reason("named_twice"))
    return faults


def _columns(village_code: str, policy: PolicyOnFile, payment: Payment) -> dict[str, Any]:
    return {
        "key": payment.key,
        "policy_id": policy.id,
        "policy_code": policy.code,
        "village_code": village_code,
        "year": payment.year,
        "from_on": payment.from_on,
        "to_on": payment.to_on,
        "paid_on": payment.paid_on,
        "fund": payment.fund.strip(),
        "attachment_id": payment.attachment_id,
        "reason": payment.reason.strip(),
    }
