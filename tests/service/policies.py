"""Policies of the small world's county, and a payment list as a clerk writes it."""

from datetime import date
from decimal import Decimal
from typing import Any
from uuid import uuid4

from sqlalchemy import select, update

from service.benefits.entering import enter_benefits
from service.benefits.weighing import Payment, To
from service.models.register import Member
from service.queries.entitlement import Assessed, assessed
from service.rules.entering import Origin
from service.rules.entering_policies import PolicyTerms, enter_policy
from service.rules.policies import PolicyOnFile, policies_in_force
from service.rules.policies_of_hanzhong import OF_HANZHONG
from tests.makers import COUNTY, VILLAGE, World
from workflows.entitlement import read_rule

YEAR = 2018


def bring_in(world: World, *codes: str, region: str = COUNTY, **changes: Any) -> None:
    """Let policies of the plan hold in the county, as its data manager enters them."""
    for row in OF_HANZHONG:
        if row["code"] in codes:
            told = {name: row[name] for name in PolicyTerms.__dataclass_fields__}
            told |= {"rule": read_rule(row["rule"]), "to_year": None}
            told["extension"] = read_rule(row["extension"]) if row["extension"] else None
            with world.database.write() as db:
                origin = Origin(
                    region_code=region,
                    source="青河县扶贫办〔2018〕3号",
                    certain=True,
                    actor=world.actor("data"),
                    at=world.tick(),
                )
                enter_policy(db, origin, PolicyTerms(**told | changes))


def policy(world: World, code: str, year: int = YEAR) -> PolicyOnFile:
    """The policy that holds in the village."""
    with world.database.read() as db:
        return next(each for each in policies_in_force(db.connection(), VILLAGE, year) if each.code == code)


def people(world: World, household_id: int) -> list[int]:
    """Members of a household, the head first."""
    with world.database.read() as db:
        return list(db.scalars(select(Member.id).where(Member.household_id == household_id).order_by(Member.id)))


def become(world: World, member_id: int, **facts: Any) -> None:
    """Let a member be as the facts say, as if entered so at the beginning."""
    with world.database.write() as db:
        db.execute(update(Member).where(Member.id == member_id).values(**facts))


def at_school(world: World, household_id: int) -> int:
    """Let one member of a household board at primary school, and the others be at none; the member."""
    child, *others = reversed(people(world, household_id))
    for each in others:
        become(world, each, schooling="not_at_school", boarding=False)
    become(world, child, schooling="primary", boarding=True)
    return child


def pay(
    world: World, code: str, *to: tuple[int | None, int | None, str], login: str = "clerk", **changes: Any
) -> list[int]:
    """Put a payment list on file."""
    told: dict[str, Any] = {
        "policy_id": policy(world, code, changes.get("year", YEAR)).id,
        "year": YEAR,
        "from_on": None,
        "to_on": None,
        "paid_on": date(2018, 9, 10),
        "fund": "县级财政",
        "reason": "",
        "again": False,
        "attachment_id": None,
        "key": uuid4().hex,
    }
    given = [To(household, member, Decimal(amount)) for household, member, amount in to]
    with world.database.write() as db:
        payment = Payment(**told | changes)
        today = world.clock.today()
        return enter_benefits(db, VILLAGE, payment, given, actor=world.actor(login), at=world.tick(), today=today)


def weighed_village(
    world: World, year: int = YEAR, household_id: int | None = None, knows_health: bool = True
) -> Assessed:
    """The village, or one household, in a year."""
    with world.database.read() as db:
        return assessed(db, VILLAGE, year, world.clock.today(), household_id=household_id, knows_health=knows_health)


def found(world: World, code: str, year: int = YEAR) -> dict[int | None, list[str]]:
    """Findings of a policy by member."""
    return {
        row.who.member_id: [each.kind.value for each in row.weighed.findings]
        for row in weighed_village(world, year).rows
        if row.policy.code == code
    }
