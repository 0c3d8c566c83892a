"""Personal numbers of a household as pages show them: masked."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.register import Household, Member
from service.register.fields import Subject
from service.register.revealing import NUMBERS, Wanted


@dataclass(frozen=True)
class NumberShown:
    """One number, masked. `person` is None for the household's own."""

    wanted: Wanted
    person: str | None
    masked: str
    left_on: date | None

    @property
    def key(self) -> str:
        """What a form names it by."""
        return f"{self.wanted.member_id or 0}-{self.wanted.name}"


def numbers_of(db: Session, household_id: int) -> list[NumberShown]:
    """Numbers on file of a household and its people; the caller has made sure that the actor may see the household."""
    home = db.get_one(Household, household_id)
    people = db.scalars(select(Member).where(Member.household_id == household_id).order_by(Member.id))
    return [
        *_shown(home, Subject.HOUSEHOLD, household_id, None),
        *(each for person in people for each in _shown(person, Subject.MEMBER, household_id, person)),
    ]


def _shown(row: Any, subject: Subject, household_id: int, person: Member | None) -> Sequence[NumberShown]:
    return [
        NumberShown(
            Wanted(household_id, person.id if person else None, fact.name),
            person.name if person else None,
            masked,
            person.left_on if person else None,
        )
        for fact in NUMBERS[subject]
        if (masked := getattr(row, fact.columns[2]))
    ]
