"""Showing one personal number in clear: an act of its own with a reason, written down before the number is read.

Pages show numbers masked. Who needs one for their work says for what; nobody reads more in an hour than work can need.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from service.competence import refuse, required_post
from service.models.people import User
from service.models.register import Household, Member
from service.models.register_history import PersonalReading
from service.people import Actor
from service.register.fields import FACTS, Fact, Subject
from service.register.values import opened
from service.sealing import Seal
from workflows.reasons import reason
from workflows.roles import Role

REVEALERS: Final = (
    Role.VILLAGE_CLERK,
    Role.WORK_TEAM,
    Role.TOWNSHIP_REVIEWER,
    Role.COUNTY_REVIEWER,
    Role.DATA_MANAGER,
)
"""Who needs whole numbers in their own places: who enters them, compares them with papers, or pays. Nobody else."""

MOST_IN_AN_HOUR: Final = 30
"""Numbers that one person reveals within an hour; a list of numbers is an export, which is an act of its own."""
SHORTEST_REASON: Final = 4
"""Characters of a reason: a full stop is none."""
LONGEST_REASON: Final = 200

NUMBERS: Final[Mapping[Subject, tuple[Fact, ...]]] = {
    subject: tuple(fact for fact in FACTS[subject].values() if fact.sealed)
    for subject in (Subject.HOUSEHOLD, Subject.MEMBER)
}
"""Personal numbers of a household and of a person."""


class NoSuchNumber(LookupError):
    """Nothing is on file there."""


@dataclass(frozen=True)
class Wanted:
    """Which number: of a household itself, or of one of its members.

    Args:
        member_id: None for the household's own.
        name: of the fact.
    """

    household_id: int
    member_id: int | None
    name: str

    @property
    def fact(self) -> Fact:
        """The fact.

        Raises:
            NoSuchNumber: it is no personal number.
        """
        subject = Subject.HOUSEHOLD if self.member_id is None else Subject.MEMBER
        found = FACTS[subject].get(self.name)
        if found is None or not found.sealed:
            raise NoSuchNumber(self.name)
        return found


def reveal(db: Session, seal: Seal, wanted: Wanted, why: str, actor: Actor, at: datetime) -> str:
    """Write down who reads which number and why, and return it in clear. The caller commits before it is shown.

    Args:
        actor: loaded in the same transaction.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchNumber: nothing is on file there.
        ActRefused: the actor may not, says no reason, or has revealed too many within the hour.
        Unreadable: the key under DATA_DIR/keys is another.
    """
    village_code, sealed = _stored(db, wanted)
    post = required_post(actor, REVEALERS, village_code)
    why = why.strip()
    # Two presses at once wait for each other here, or both would count too few.
    db.execute(select(User.id).where(User.id == actor.user_id).with_for_update())
    refuse(
        {
            "reason": [reason("reading_without_reason")] if len(why) < SHORTEST_REASON else [],
            "": [reason("too_many_readings", most=MOST_IN_AN_HOUR)]
            if _lately(db, actor, at) >= MOST_IN_AN_HOUR
            else [],
        }
    )
    db.execute(
        insert(PersonalReading).values(
            village_code=village_code,
            household_id=wanted.household_id,
            member_id=wanted.member_id,
            field=wanted.name,
            rows=1,
            reason=why,
            read_by=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            read_at=at,
        )
    )
    return opened(wanted.fact, sealed, seal)


def _stored(db: Session, wanted: Wanted) -> tuple[str, str]:
    column = wanted.fact.columns[0]
    if wanted.member_id is None:
        statement = select(Household.village_code, getattr(Household, column)).where(
            Household.id == wanted.household_id
        )
    else:
        statement = (
            select(Household.village_code, getattr(Member, column))
            .join(Household, Household.id == Member.household_id)
            .where(Member.id == wanted.member_id, Household.id == wanted.household_id)
        )
    row = db.execute(statement).one_or_none()
    if row is None or row[1] is None:
        raise NoSuchNumber(wanted.name)
    return row[0], row[1]


def _lately(db: Session, actor: Actor, at: datetime) -> int:
    lately = select(func.count()).where(
        PersonalReading.read_by == actor.user_id,
        PersonalReading.household_id.is_not(None),
        PersonalReading.read_at > at - timedelta(hours=1),
    )
    return int(db.execute(lately).scalar_one())
