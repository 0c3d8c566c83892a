"""Policies of the demonstration's county, and what its households received: invented, and marked so.

The plans' own policies belong to 汉中市 and 黑龙江省, not to this county; these borrow their amounts. Most payments
are as they should be; some are missing, one was made twice, one is outside the rule: the pages have something to find.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from sqlalchemy import Connection, insert, select
from sqlalchemy.orm import Session

from service.benefits.entering import enter_benefits
from service.benefits.weighing import Payment, To
from service.clock import shanghai_instant
from service.database import Database
from service.demonstration.officials import COUNTY
from service.demonstration.village_plan import VILLAGE_CODE
from service.models.people import User
from service.models.rules import Policy
from service.people import Actor, actor_of
from service.queries.entitled_people import Home, homes_of
from service.queries.entitlement import Candidate, candidates
from service.rules.policies import PolicyOnFile, policies_in_force
from service.rules.policies_of_hanzhong import OF_HANZHONG

SOURCE: Final = "演示数据：虚构的县级政策，标准借用"
BORROWED: Final = (
    "preschool_allowance",
    "primary_boarder",
    "junior_boarder",
    "senior_grant",
    "subsistence_taper",
    "medical_insurance",
    "microcredit",
    "team_funds",
    "village_fund",
)
FUND: Final = "县级财政专项扶贫资金（演示）"
YEARS: Final = (2016, 2017, 2018)
VILLAGE_FUND: Final = {2016: 30_000, 2017: 30_000, 2018: 20_000}
INSURANCE: Final = {2016: 150, 2017: 180, 2018: 220}
"""Yuan a person, invented: the plans name none."""


def load_county_policies(connection: Connection, at: datetime) -> None:
    """The invented policies of the county. The caller commits."""
    rows = [
        {
            **row,
            "source": f"{SOURCE}{row['source']}",
            "region_code": COUNTY,
            "certain": False,
            "entered_by": None,
            "entered_at": at,
        }
        for row in OF_HANZHONG
        if row["code"] in BORROWED
    ]
    connection.execute(insert(Policy), rows)


def enter_measures(database: Database) -> None:
    """What the village's clerk put on file at the end of each year."""
    with database.write() as db:
        for year in YEARS:
            _Year(db, year).enter()


@dataclass(frozen=True)
class _Year:
    db: Session
    year: int

    def enter(self) -> None:
        on = date(self.year, 12, 20)
        clerk = self.db.execute(select(User.id).where(User.login == "clerk")).scalar_one()
        actor = actor_of(self.db, clerk, on)
        assert actor is not None
        entering = _Entering(self.db, actor, on)
        policies = {each.code: each for each in policies_in_force(self.db.connection(), VILLAGE_CODE, self.year)}
        homes = homes_of(self.db, VILLAGE_CODE, self.year, on, undoes=False)
        for code in ("preschool_allowance", "primary_boarder", "junior_boarder", "senior_grant", "medical_insurance"):
            policy = policies[code]
            people = [
                each
                for each in candidates(self.db, VILLAGE_CODE, policy, self.year, on, [home.id for home in homes])
                if each.met
            ]
            self._pay(entering, policy, people)
        entering.pay(policies["team_funds"], [To(None, None, Decimal(7000))])
        entering.pay(policies["village_fund"], [To(None, None, Decimal(VILLAGE_FUND[self.year]))])
        if self.year == 2016:
            first, second = [home.id for home in homes[4:6]]
            credit = policies["microcredit"]
            entering.pay(credit, [To(first, None, Decimal(50_000))], date(2016, 3, 15), date(2019, 2, 28))
            entering.pay(credit, [To(second, None, Decimal(30_000))], date(2016, 6, 1), date(2018, 6, 1))
        if self.year == 2018:
            self._beyond(entering, policies, homes)

    def _pay(self, entering: "_Entering", policy: PolicyOnFile, people: list[Candidate]) -> None:
        amount = policy.terms.amount or Decimal(INSURANCE[self.year])
        last_year = self.year == YEARS[-1]
        # Somebody was forgotten in the last year.
        paid = people[:-1] if last_year and policy.code in ("junior_boarder", "medical_insurance") else people
        if paid:
            entering.pay(policy, [To(each.who.household_id, each.who.member_id, amount) for each in paid])
        if last_year and policy.code == "primary_boarder" and paid:
            twice = paid[0].who
            reason = "秋季学期名单重复，同一补贴发放两次，正在追回（演示）"
            entering.pay(policy, [To(twice.household_id, twice.member_id, amount)], reason=reason, again=True)

    def _beyond(self, entering: "_Entering", policies: dict[str, PolicyOnFile], homes: list[Home]) -> None:
        grant = policies["senior_grant"]
        # A pupil of the last year of junior middle school.
        home, pupil = next(
            (home, each) for home in homes for each in home.people if each.facts["schooling"] == "grade_9"
        )
        reason = "当年考入高中，学籍尚未更新，经村民代表会议同意先行发放（演示）"
        entering.pay(grant, [To(home.id, pupil.id, Decimal(2000))], reason=reason)


class _Entering:
    """Enters one payment list after another, as the clerk did."""

    def __init__(self, db: Session, actor: Actor, on: date) -> None:
        self._db = db
        self._actor = actor
        self._on = on
        self._lists = 0

    def pay(
        self,
        policy: PolicyOnFile,
        to: list[To],
        first: date | None = None,
        last: date | None = None,
        *,
        reason: str = "",
        again: bool = False,
    ) -> None:
        self._lists += 1
        payment = Payment(
            policy_id=policy.id,
            year=self._on.year,
            from_on=first,
            to_on=last,
            paid_on=first or date(self._on.year, 9, 10),
            fund=FUND,
            reason=reason,
            again=again,
            attachment_id=None,
            key=f"demonstration-{self._on.year}-{self._lists}",
        )
        at = shanghai_instant(self._on)
        enter_benefits(self._db, VILLAGE_CODE, payment, to, actor=self._actor, at=at, today=self._on)
