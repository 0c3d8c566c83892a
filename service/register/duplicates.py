"""A person's word on two people who look like one. It changes nothing by itself: an act of life removes or merges."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from service.competence import refuse, required_post
from service.models.register import Member
from service.models.register_history import DuplicateDecision
from service.people import Actor
from service.queries.alike import Pair
from service.queries.duplicates import DECIDERS, is_decided, pair_alike
from workflows.reasons import reason
from workflows.roles import UPWARDS, at_level, covers

VERDICTS: Final = ("same", "different")
SHORTEST_REASON: Final = 4
LONGEST_REASON: Final = 500


class DecidedAlready(Exception):
    """Somebody decided on this pair, and nothing changed since."""


def decide(db: Session, pair: Pair, verdict: str, why: str, actor: Actor, at: datetime) -> int:
    """Write down that two people are one, or two. The caller commits.

    Args:
        actor: loaded in the same transaction.

    Returns:
        Id of the decision.

    Raises:
        ActRefused: no verdict, no reason, no right over both places, or the two are not alike any more.
        DecidedAlready: nothing was written.
    """
    # Of two who decide at once the second sees what the first decided.
    db.execute(select(Member.id).where(Member.id.in_(pair)).order_by(Member.id).with_for_update()).all()
    found = pair_alike(db, actor, pair)
    why = why.strip()
    refuse(
        {
            "": [] if found else [reason("pair_gone")],
            "verdict": [] if verdict in VERDICTS else [reason("verdict_missing")],
            "reason": [] if len(why) >= SHORTEST_REASON else [reason("verdict_without_reason")],
        }
    )
    assert found is not None
    place = shared_place([found.first.village_code, found.second.village_code])
    post = required_post(actor, DECIDERS, place)
    if is_decided(db, actor, pair):
        raise DecidedAlready
    made = db.execute(
        insert(DuplicateDecision)
        .values(
            member_id=pair[0],
            other_member_id=pair[1],
            verdict=verdict,
            reason=why,
            decided_by=actor.user_id,
            role=post.role.value,
            decided_at=at,
        )
        .returning(DuplicateDecision.id)
    )
    return int(made.scalar_one())


def shared_place(villages: Sequence[str]) -> str:
    """The narrowest place in which all of these villages lie."""
    places = (at_level(villages[0], level) for level in UPWARDS)
    return next((place for place in places if all(covers(place, village) for village in villages)), "")
