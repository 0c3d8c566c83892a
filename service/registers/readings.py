"""Who took people's data out of the register on paper: written before the paper is handed over."""

from datetime import date, datetime
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.competence import post_over
from service.models.register_history import PersonalReading
from service.people import Actor
from workflows.roles import Role, covers

READERS: Final = tuple(role for role in Role if role is not Role.ADMINISTRATOR)


def tell_printed(
    db: Session,
    actor: Actor,
    *,
    field: str,
    code: str,
    persons: int,
    on: date,
    at: datetime,
    household_id: int | None = None,
) -> None:
    """Write that somebody printed the data of so many people. The caller commits.

    Args:
        field: what was printed, such as `print.village_roll`.
        code: the place.
        on: the day as of which it was printed.
    """
    post = post_over(actor, READERS, code) or next(
        each for each in actor.appointments if each.role in READERS and covers(each.region_code, code)
    )
    db.execute(
        insert(PersonalReading).values(
            village_code=code,
            household_id=household_id,
            member_id=None,
            field=field,
            rows=persons,
            reason=on.isoformat(),
            read_by=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            read_at=at,
        )
    )
