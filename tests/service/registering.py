"""Acts on the register for tests, and how many queries something sends."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

from sqlalchemy import Engine, event, select
from sqlalchemy.orm import Session
from stdnum.cn.ric import calc_check_digit

from service.competence import required_post
from service.models.register import Household, Member
from service.register.acts import ActKind, Doing, RegisterActing, begin
from tests.makers import VILLAGE, World, new_key
from workflows.roles import Role

CHANGERS = (Role.VILLAGE_CLERK, Role.WORK_TEAM, Role.TOWNSHIP_REVIEWER, Role.DATA_MANAGER)


def acting(
    world: World,
    db: Session,
    household_id: int,
    *,
    login: str = "clerk",
    kind: ActKind = ActKind.UPDATED,
    reason: str = "入户核实",
    village: str = VILLAGE,
) -> RegisterActing:
    """An act on a household as it stands now."""
    actor = world.actor(login)
    version = db.scalar(select(Household.version).where(Household.id == household_id))
    doing = Doing(
        kind=kind,
        village_code=village,
        household_id=household_id,
        effective_on=world.clock.today(),
        reason=reason,
        key=new_key(),
    )
    post = required_post(actor, CHANGERS, village)
    return begin(db.connection(), doing, actor=actor, post=post, at=world.tick(), versions={household_id: version or 1})


def members(world: World, household_id: int) -> list[int]:
    """Ids of a household's people in the order in which they were put on file."""
    with world.database.read() as db:
        return list(db.scalars(select(Member.id).where(Member.household_id == household_id).order_by(Member.id)))


def person(name: str, born_on: date = date(1980, 5, 6), **more: Any) -> dict[str, Any]:
    """Facts of somebody who is put on file."""
    return {
        "name": name,
        "sex": "female",
        "born_on": born_on,
        "relation": "other",
        "education": "primary",
        "health": "healthy",
        "labour": "able",
        **more,
    }


def number_of(born_on: date, order: int = 1) -> str:
    """An identity number of no district, composed so that it stands in no file."""
    body = f"999999{born_on:%Y%m%d}{order:03}"
    return body + calc_check_digit(f"{body}0")


@contextmanager
def counted(engine: Engine) -> Iterator[list[str]]:
    """Queries that are sent meanwhile."""
    sent: list[str] = []

    def note(connection: Any, cursor: Any, statement: str, *rest: Any) -> None:
        if statement.startswith(("SELECT", "WITH")):
            sent.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    try:
        yield sent
    finally:
        event.remove(engine, "before_cursor_execute", note)
