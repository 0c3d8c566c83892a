"""The decision of the year on one household or a ticked list: 新进, 延续, 退出. A changed one is a new row with why."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.campaigns.households import OnRoll, households_on_roll
from service.campaigns.last_year import of_last_year
from service.campaigns.rolls import locked_roll, refuse_step, village_post
from service.competence import refuse
from service.models.campaign import YearlyDecision
from service.people import Actor
from workflows.campaign import Decision
from workflows.reasons import reason

AS_SUGGESTED: Final = "as_suggested"
"""Each household as its record speaks for."""

CHOICES: Final = (AS_SUGGESTED, *(decision.value for decision in Decision))
LONGEST_REASON: Final = 500


def decide(
    db: Session,
    roll_id: int,
    village_code: str,
    household_ids: Sequence[int],
    decision: str,
    *,
    why: str = "",
    actor: Actor,
    at: datetime,
) -> int:
    """Decide the year for households of a village, in a fixed number of statements. The caller commits.

    Args:
        decision: of workflows.campaign.Decision, or AS_SUGGESTED.
        why: the ground; needed where a decision is changed.
        at: instant of the act, from the injected clock.

    Returns:
        How many decisions were written; those that said the same before are left out.

    Raises:
        NoSuchRoll: there is none.
        ActRefused: every reason by field. A decision that contradicts the record is written all the same: it may be an
            intention, and keeps the roll open until both agree.
    """
    connection = db.connection()
    roll = locked_roll(connection, roll_id)
    post = village_post(actor, "decide", village_code)
    found = households_on_roll(connection, roll.round_of_year, village_code, list(dict.fromkeys(household_ids)))
    decided = [(each, each.suggested if decision == AS_SUGGESTED else decision) for each in found]
    changed = [(each, chosen) for each, chosen in decided if chosen and chosen != each.decision]
    words = why.strip()
    unconfirmed = sum(each.confirmed is None for each in of_last_year(connection, roll, village_code))
    unsurveyed = sum(not each.surveyed for each, _ in changed)
    refuse(
        {
            "": [
                *refuse_step(roll, "decide", village_code, actor, at),
                *([reason("nothing_ticked")] if not found else []),
                *(
                    [reason("last_year_not_confirmed", households=unconfirmed, year=roll.year - 1)]
                    if unconfirmed
                    else []
                ),
                *([reason("surveys_missing", households=unsurveyed, year=roll.year)] if unsurveyed else []),
            ],
            "decision": [] if decision in CHOICES else [reason("value_not_in_the_list")],
            "reason": [
                *([reason("reason_needed")] if _changes(changed) and not words else []),
                *([reason("text_too_long", most=LONGEST_REASON)] if len(words) > LONGEST_REASON else []),
            ],
        }
    )
    if changed:
        connection.execute(
            insert(YearlyDecision),
            [
                {
                    "campaign_id": roll.campaign_id,
                    "household_id": each.household_id,
                    "seq": each.decided_seq + 1,
                    "roll_id": roll_id,
                    "record_id": each.record_id,
                    "decision": chosen,
                    "reason": words,
                    "decided_by": actor.user_id,
                    "role": post.role.value,
                    "post_region_code": post.region_code,
                    "decided_at": at,
                }
                for each, chosen in changed
            ],
        )
    return len(changed)


def _changes(changed: Sequence[tuple[OnRoll, str | None]]) -> bool:
    return any(each.decided_seq for each, _ in changed)
