"""Which written replies stand to the objections to a publicity: what its statement on the result names."""

import json
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.models.objection import Objection, ObjectionLetter


@dataclass(frozen=True)
class StandingReply:
    """A reply by its number; it names neither objector nor household."""

    number: str
    issued_on: date
    outcome: str


def standing_replies(db: Session, notice_id: int) -> list[StandingReply]:
    """The newest reply to every objection whose decision it tells, in the order in which they were issued."""
    rows = db.execute(
        select(
            ObjectionLetter.objection_id,
            ObjectionLetter.number,
            ObjectionLetter.issued_on,
            ObjectionLetter.facts,
            Objection.outcome,
        )
        .join(Objection, Objection.id == ObjectionLetter.objection_id)
        .where(Objection.notice_id == notice_id)
        .order_by(ObjectionLetter.act_id)
    )
    standing: dict[int, StandingReply] = {}
    for objection_id, number, issued_on, facts, outcome in rows:
        standing.pop(objection_id, None)
        # After an appeal the first reply no longer tells what was decided.
        told = json.loads(facts)["outcome"]
        if told == outcome:
            standing[objection_id] = StandingReply(number, issued_on, told)
    return list(standing.values())
