"""Keeping the register in tests: invented people with numbers that pass every check, and what an act is told."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import select
from stdnum.cn.ric import calc_check_digit

from service.demonstration.register import NO_DISTRICT
from service.models.register import Household, Member
from service.models.register_history import FieldChange, RegisterAct
from service.register.entering import change_facts
from service.register.telling import Told
from service.register.values import REGISTER_KEY
from service.sealing import Seal
from tests.makers import World, new_key

BORN = date(1980, 5, 6)


def identity_of(born_on: date = BORN, order: int = 1) -> str:
    """A number of no district: odd orders are men's."""
    body = f"{NO_DISTRICT}{born_on:%Y%m%d}{order:03}"
    return body + calc_check_digit(f"{body}0")


def a_person(**changes: Any) -> dict[str, Any]:
    """The facts of somebody."""
    return {
        "name": "试验新人",
        "sex": "male",
        "born_on": BORN,
        "relation": "other",
        "education": "primary",
        "health": "healthy",
        "labour": "able",
        **changes,
    }


def told(world: World, folder: Path, login: str = "clerk", **changes: Any) -> Told:
    """What somebody says of an act of today."""
    said: dict[str, Any] = {
        "actor": world.actor(login),
        "at": world.tick(),
        "effective_on": world.clock.today(),
        "reason": "入户核实",
        "key": new_key(),
        "seal": Seal(folder, REGISTER_KEY),
    }
    return Told(**{**said, **changes})


def household_row(world: World, household_id: int) -> Household:
    """A household as it is stored."""
    with world.database.read() as db:
        found = db.execute(select(Household).where(Household.id == household_id)).scalar_one()
        db.expunge_all()
    return found


def people_of(world: World, household_id: int) -> list[Member]:
    """Everybody who belongs or belonged to a household, in the order in which they were entered."""
    with world.database.read() as db:
        found = list(db.scalars(select(Member).where(Member.household_id == household_id).order_by(Member.id)))
        db.expunge_all()
    return found


def acts(world: World) -> list[str]:
    """Kinds of all acts on the register, the oldest first."""
    with world.database.read() as db:
        return list(db.scalars(select(RegisterAct.kind).order_by(RegisterAct.id)))


def changes(world: World) -> list[tuple[str, str | None, str | None]]:
    """Fields that were changed with what was there before, the oldest first."""
    with world.database.read() as db:
        rows = db.execute(
            select(FieldChange.field, FieldChange.old, FieldChange.new).order_by(FieldChange.act_id, FieldChange.seq)
        )
        return [(field, old, new) for field, old, new in rows]


def a_correction(world: World, folder: Path, household_id: int) -> int:
    """A correction of an approved household that waits for its decision; its id."""
    said = told(world, folder)
    with world.database.write() as db:
        made = change_facts(
            db, household_id, household_row(world, household_id).version, {"main_cause": "illness"}, said
        )
    assert made.correction_id is not None
    return made.correction_id
