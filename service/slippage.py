"""Why a planned year was missed (D1 (三): 对照时间表): in writing, with author and day. A later one is a new row."""

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.clock import shanghai_date
from service.competence import refuse, required_post
from service.models.campaign import Slippage
from service.people import Actor
from service.queries.slippage import Late
from workflows.reasons import reason
from workflows.roles import Role as R

EXPLAINERS: Final[Mapping[str, tuple[R, ...]]] = {
    "household": (R.VILLAGE_CLERK, R.WORK_TEAM, R.TOWNSHIP_REVIEWER),
    "village": (R.VILLAGE_CLERK, R.TOWNSHIP_REVIEWER),
    "county": (R.COUNTY_REVIEWER,),
}
"""Who explains, by what is late: those who answer for its timetable."""

LONGEST: Final = 1_000


def explain(
    db: Session, late: Late | None, *, explanation: str, expected_year: int | None, actor: Actor, at: datetime
) -> None:
    """Explain why a household, village or county is past its planned year. The caller commits.

    Args:
        late: as service.queries.slippage found it in this transaction; None where nothing is late.
        expected_year: the year in which it is now expected to leave.
        at: instant of the act, from the injected clock.

    Raises:
        ActRefused: every reason by field.
    """
    if late is None:
        refuse({"": [reason("not_past_its_year")]})
        return
    post = required_post(actor, EXPLAINERS[late.subject], late.region_code)
    words = explanation.strip()
    this_year = shanghai_date(at).year
    refuse(
        {
            "explanation": [
                *([] if words else [reason("explanation_missing")]),
                *([reason("text_too_long", most=LONGEST)] if len(words) > LONGEST else []),
            ],
            "expected_year": [reason("expected_year_past")]
            if expected_year is not None and expected_year < this_year
            else [],
        }
    )
    db.execute(
        insert(Slippage).values(
            subject=late.subject,
            region_code=late.region_code,
            household_id=late.household_id,
            planned_year=late.planned_year,
            explanation=words,
            expected_year=expected_year,
            explained_by=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            explained_at=at,
        )
    )
