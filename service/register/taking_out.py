"""Lists taken out of the register: who may take full numbers along, and the line that stays of it."""

from datetime import datetime

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.competence import ActRefused, post_over
from service.importing.planning import IMPORTERS
from service.models.register_history import PersonalReading
from service.people import Actor
from workflows.reasons import reason

FULL, MASKED = "export_full", "export_masked"
"""What a line says was read."""


def may_take_out_full(actor: Actor, place: str, why: str) -> None:
    """Refuse full numbers to who does not work with them at that place, or does not say what for.

    Args:
        place: of the list; '' for everything that the actor sees.

    Raises:
        ActRefused: with all reasons.
    """
    places = [place] if place else list(actor.region_prefixes())
    if not places or any(post_over(actor, IMPORTERS, each) is None for each in places):
        raise ActRefused({"full": [reason("export_full_not_yours")]})
    if not why.strip():
        raise ActRefused({"why": [reason("export_reason_missing")]})


def enter_taking_out(db: Session, *, actor: Actor, place: str, rows: int, full: bool, why: str, at: datetime) -> None:
    """Log a list that somebody takes along."""
    widest = actor.appointments[0]
    post = (post_over(actor, IMPORTERS, place or widest.region_code) if full else None) or widest
    db.execute(
        insert(PersonalReading).values(
            village_code=place or post.region_code,
            field=FULL if full else MASKED,
            rows=rows,
            reason=why.strip() if full else "",
            read_by=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            read_at=at,
        )
    )
