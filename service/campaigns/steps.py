"""Steps of a roll: decisions begin, the list is submitted, four leaders sign it, or it is returned and signed anew.

Each locks the roll and names the version on the screen: of two who sign at once one wins.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, insert, select, update
from sqlalchemy.orm import Session

from service.campaigns.households import OnRoll, Tally, households_on_roll
from service.campaigns.last_year import LONGEST_REASON, LastYear, of_last_year
from service.campaigns.lists import canonical, differs, frozen_list, hash_of, lines_now
from service.campaigns.rolls import RollRow, case_of, counted, locked_roll, reasons_for
from service.clock import shanghai_date
from service.competence import ActRefused, ChangedSince, post_over, refuse
from service.models.campaign import Roll, RollAct, RollList
from service.people import Actor
from workflows.campaign import CAMPAIGN, SIGNING, CampaignCase
from workflows.machine import moved
from workflows.reasons import Reason, reason

PLAIN_STEPS: Final = ("begin", "submit", "return")
LONGEST_NAME: Final = 50


@dataclass(frozen=True)
class SignatureGiven:
    """A leader's signature on the printed roll, as it is recorded.

    Args:
        name: who signed.
        signed_on: day of the signature; not in the future.
        attachment_id: scan of the signed sheet.
    """

    name: str
    signed_on: date
    attachment_id: int | None


def weighed(connection: Connection, roll: RollRow, actor: Actor, at: datetime) -> CampaignCase:
    """The case with everything that the table's guards look at."""
    found = households_on_roll(connection, roll.round_of_year, roll.township_code)
    before = of_last_year(connection, roll, roll.township_code)
    frozen = frozen_list(connection, roll.id, roll.list_number) if roll.frozen else None
    return weigh(case_of(roll, actor, at), found, before, list_differs=differs(frozen, found))


def weigh(
    case: CampaignCase, found: Sequence[OnRoll], before: Sequence[LastYear], *, list_differs: bool
) -> CampaignCase:
    """The case with what these households and last year's come to."""
    tally = Tally(
        households=len(found),
        surveyed=sum(each.surveyed for each in found),
        decided=sum(bool(each.decision) for each in found),
        disagreeing=sum(bool(each.disagrees(case.year)) for each in found),
        exits_pending=sum(bool(each.pending(case.year)) for each in found),
    )
    return counted(
        case,
        tally,
        unconfirmed=sum(each.confirmed is None for each in before),
        unsettled=sum(each.unsettled for each in before),
        list_differs=list_differs,
    )


def take(
    db: Session,
    roll_id: int,
    version: int,
    step: str,
    *,
    why: str = "",
    signature: SignatureGiven | None = None,
    actor: Actor,
    at: datetime,
) -> None:
    """Take a step of the roll's table. The caller commits.

    Args:
        version: the roll's version on the screen.
        why: the reason of a return.
        signature: of a step in workflows.campaign.SIGNING.
        at: instant of the act, from the injected clock.

    Raises:
        NoSuchRoll, ChangedSince: there is none, or somebody acted on it.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    roll = locked_roll(connection, roll_id)
    if roll.version != version:
        raise ChangedSince
    case = weighed(connection, roll, actor, at)
    if signature is not None:
        case = replace(case, signer=signature.name, signed_on=signature.signed_on)
    words = why.strip()
    refuse(
        {
            "": reasons_for(step, case),
            "reason": _words(step, words),
            **(_wrong_signature(connection, roll, step, signature, shanghai_date(at)) if step in SIGNING else {}),
        }
    )
    row = CAMPAIGN.leaving(roll.state)[step]
    post = post_over(actor, row.roles, roll.township_code)
    if post is None:
        raise ActRefused({"": [reason("outside_jurisdiction")]})
    number = roll.list_number
    if step == "submit":
        number = (number or 0) + 1
        _freeze(connection, roll, number, actor, at)
    to_state = moved(CAMPAIGN.name, step, roll.state)
    done = connection.execute(
        update(Roll)
        .where(Roll.id == roll_id, Roll.version == version, Roll.state == roll.state)
        .values(state=to_state, version=version + 1, since_at=at)
        .returning(Roll.id)
    ).all()
    if not done:
        raise ChangedSince
    connection.execute(
        insert(RollAct).values(
            roll_id=roll_id,
            step=step,
            from_state=roll.state,
            to_state=to_state,
            list_number=None if step == "begin" else number,
            reason=words,
            signer_office=SIGNING.get(step, ""),
            signer_name=signature.name.strip() if signature else "",
            signed_on=signature.signed_on if signature else None,
            attachment_id=signature.attachment_id if signature else None,
            actor_id=actor.user_id,
            role=post.role.value,
            post_region_code=post.region_code,
            acted_at=at,
        )
    )


def _freeze(connection: Connection, roll: RollRow, number: int, actor: Actor, at: datetime) -> None:
    lines = lines_now(connection, roll, roll.township_code, shanghai_date(at))
    rows = canonical(lines)
    connection.execute(
        insert(RollList).values(
            roll_id=roll.id,
            number=number,
            rows=rows,
            sha256=hash_of(rows),
            households=len(lines),
            submitted_by=actor.user_id,
            submitted_at=at,
        )
    )


def _words(step: str, words: str) -> list[Reason]:
    if len(words) > LONGEST_REASON:
        return [reason("text_too_long", most=LONGEST_REASON)]
    needed = any(row.name == step and row.needs_reason for row in CAMPAIGN.steps)
    return [reason("return_without_reason")] if needed and not words else []


def _wrong_signature(
    connection: Connection, roll: RollRow, step: str, signature: SignatureGiven | None, today: date
) -> Mapping[str, Sequence[Reason]]:
    if signature is None:
        return {"signer": [reason("signer_missing")]}
    name = signature.name.strip()
    submitted_on = shanghai_date(
        connection.execute(
            select(RollList.submitted_at).where(RollList.roll_id == roll.id, RollList.number == roll.list_number)
        ).scalar_one()
        if roll.list_number
        else roll.since_at
    )
    return {
        "signer": [
            *([] if name else [reason("signer_missing")]),
            *([reason("text_too_long", most=LONGEST_NAME)] if len(name) > LONGEST_NAME else []),
        ],
        "signed_on": [
            *([reason("day_in_future", today=today)] if signature.signed_on > today else []),
            *(
                [reason("signed_before_submitted", submitted_on=submitted_on)]
                if signature.signed_on < submitted_on
                else []
            ),
        ],
        "files": [] if signature.attachment_id is not None else [reason("signed_sheet_missing")],
    }
