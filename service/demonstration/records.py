"""What happened to the register of 东湖渔业村 before the demonstration begins: facts that changed, corrections."""

from datetime import date, time
from decimal import Decimal
from pathlib import Path
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.clock import shanghai_instant
from service.database import Database
from service.demonstration.village_plan import VILLAGE_CODE
from service.models.people import User
from service.models.register import Household, Member
from service.people import actor_of
from service.register.corrections import decide
from service.register.entering import Entered, change_facts
from service.register.telling import Told
from service.register.values import REGISTER_KEY
from service.sealing import Seal

REPAIRED: Final = 537
TRAINED: Final = 348
"""Numbers in the register of two households that are left for 2019."""


def keep_register(database: Database, data_dir: Path) -> None:
    """A dwelling that was repaired, a correction that was approved, and one that waits for the township."""
    seal = Seal(data_dir, REGISTER_KEY)

    def told(db: Session, login: str, on: date, key: str, reason: str) -> Told:
        user_id = db.execute(select(User.id).where(User.login == login)).scalar_one()
        actor = actor_of(db, user_id, on)
        assert actor is not None, "officials stay in office"
        at = shanghai_instant(on, time(10, 0))
        return Told(actor=actor, at=at, effective_on=on, reason=reason, key=key, seal=seal)

    def change(number: int, values: dict[str, Any], on: date, reason: str, *, head: bool = False) -> Entered:
        with database.write() as db:
            home = db.execute(
                select(Household).where(Household.village_code == VILLAGE_CODE, Household.number == number)
            ).scalar_one()
            its_head = select(Member.id).where(Member.household_id == home.id, Member.relation == "head")
            member_id = db.scalars(its_head).one() if head else None
            said = told(db, "clerk", on, f"demonstration-{number}-{on}", reason)
            return change_facts(db, home.id, home.version, values, said, member_id=member_id)

    repaired = {"dwelling_built_in": 2018, "dwelling_area": Decimal(90)}
    change(REPAIRED, repaired, date(2018, 11, 20), "危房改造完工，经住建部门鉴定")
    asked = change(TRAINED, {"labour": "skilled"}, date(2018, 12, 3), "参加水产养殖培训，取得证书", head=True)
    assert asked.correction_id is not None, "the household was identified in 2015"
    with database.write() as db:
        version = db.scalars(
            select(Household.version).where(Household.village_code == VILLAGE_CODE, Household.number == TRAINED)
        ).one()
        said = told(db, "township", date(2018, 12, 5), "demonstration-approved", "已核对证书，同意更正")
        decide(db, asked.correction_id, "approve", version, said)
    change(TRAINED, {"other_cause": "schooling"}, date(2019, 1, 4), "两名子女在校就读，入户核实")
