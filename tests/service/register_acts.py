"""Acts on the register in tests, each with its history: births, deaths, moves, corrections."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import uuid4

from sqlalchemy import select

from service.competence import required_post
from service.models.register import Household, Member
from service.register.acts import ActKind, Doing, RegisterActing, begin
from service.register.fields import Subject
from tests.makers import VILLAGE, World
from workflows.roles import Role

NEWBORN: Mapping[str, Any] = {
    "name": "试验小宝",
    "sex": "female",
    "relation": "daughter",
    "education": "below_school_age",
    "health": "healthy",
    "labour": "no_labour",
}


def people_of(world: World, household_id: int) -> list[int]:
    """Members who belong to a household today, in the order in which they were put on file."""
    here = (Member.household_id == household_id, Member.left_on.is_(None))
    with world.database.read() as db:
        return list(db.scalars(select(Member.id).where(*here).order_by(Member.id)))


def change(
    world: World,
    household_id: int,
    changes: Sequence[tuple[Subject, int, Mapping[str, Any]]] = (),
    born: int = 0,
    *,
    kind: ActKind = ActKind.UPDATED,
    other: int | None = None,
) -> None:
    """One act: facts that change, and people who are born. A minute passes with it."""
    at, clerk = world.tick(), world.actor("clerk")
    touched = [household_id, *([other] if other is not None else [])]
    with world.database.write() as db:
        rows = db.execute(select(Household.id, Household.version).where(Household.id.in_(touched)))
        versions = {id: version for id, version in rows}  # noqa: C416 (a Row is no pair to mypy)
        act: RegisterActing = begin(
            db.connection(),
            Doing(
                kind=kind,
                village_code=VILLAGE,
                household_id=household_id,
                other_household_id=other,
                effective_on=world.clock.today(),
                reason="试验",
                key=uuid4().hex,
            ),
            actor=clerk,
            post=required_post(clerk, [Role.VILLAGE_CLERK], VILLAGE),
            at=at,
            versions=versions,
        )
        for subject, id, values in changes:
            act.change(subject, id, values)
        if born:
            act.enter_members(household_id, [{**NEWBORN, "born_on": world.clock.today()} for _ in range(born)])
