"""Last year's exits and relapses, gone through one by one before the year is decided (D3 四(二))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from sqlalchemy import Connection, and_, exists, func, insert, or_, select
from sqlalchemy.orm import Session, aliased

from service.campaigns.rolls import RollRow, locked_roll, refuse_step, village_post
from service.campaigns.standings import LEFT_STATES
from service.clock import shanghai_instant
from service.competence import refuse
from service.database import prefix_range
from service.models.campaign import LastYearConfirmation
from service.models.history import HistoryEntry
from service.models.record import Record
from service.models.register import Household
from service.people import Actor
from workflows.reasons import reason

LONGEST_REASON: Final = 500


@dataclass(frozen=True, kw_only=True)
class LastYear:
    """An exit or relapse of the year before, with what was answered; `confirmed` is None before anything was.

    `stands` says that the exit still stands: nobody revoked it, and the household did not enter again.
    """

    record_id: int
    kind: str
    household_id: int
    village_code: str
    number: int
    village_group: str
    head_name: str
    on_at: datetime
    state: str
    stands: bool
    confirmed: bool | None
    reason: str
    seq: int

    @property
    def unsettled(self) -> bool:
        """An exit that was not confirmed and stands all the same."""
        return self.kind == "exit" and self.confirmed is False and self.stands


def of_last_year(connection: Connection, roll: RollRow, place: str) -> list[LastYear]:
    """Exits and relapses of the year before in a place, in the order of village and number."""
    begins, ends = (shanghai_instant(date(year, 1, 1), time.min) for year in (roll.year - 1, roll.year))
    later, newer = aliased(HistoryEntry), aliased(LastYearConfirmation)
    # An exit that was revoked before the year began is none of last year's any more.
    still_left = (
        select(later.to_state)
        .where(later.record_id == Record.id, later.acted_at < ends)
        .order_by(later.seq.desc())
        .limit(1)
        .correlate(Record)
        .scalar_subquery()
    )
    is_exit = and_(HistoryEntry.step == "approve", still_left.in_(LEFT_STATES))
    is_relapse = HistoryEntry.step == "relapse"
    happened = (
        select(
            Record.id.label("record_id"),
            HistoryEntry.step,
            func.max(HistoryEntry.acted_at).label("on_at"),
        )
        .join(Record, Record.id == HistoryEntry.record_id)
        .where(
            HistoryEntry.procedure == "household",
            HistoryEntry.acted_at >= begins,
            HistoryEntry.acted_at < ends,
            prefix_range(Record.region_code, place),
            or_(is_exit, is_relapse),
        )
        .group_by(Record.id, HistoryEntry.step)
        .subquery("happened")
    )
    answered = and_(
        LastYearConfirmation.roll_id == roll.id,
        LastYearConfirmation.record_id == happened.c.record_id,
        or_(
            and_(LastYearConfirmation.kind == "exit", happened.c.step == "approve"),
            and_(LastYearConfirmation.kind == "relapse", happened.c.step == "relapse"),
        ),
        ~exists().where(
            newer.roll_id == LastYearConfirmation.roll_id,
            newer.record_id == LastYearConfirmation.record_id,
            newer.kind == LastYearConfirmation.kind,
            newer.seq > LastYearConfirmation.seq,
        ),
    )
    rows = connection.execute(
        select(
            happened.c.record_id,
            happened.c.step,
            happened.c.on_at,
            Record.household_id,
            Record.region_code,
            Record.state,
            Record.newest,
            Household.number,
            Household.village_group,
            Household.head_name,
            LastYearConfirmation.confirmed,
            LastYearConfirmation.reason,
            LastYearConfirmation.seq,
        )
        .select_from(happened)
        .join(Record, Record.id == happened.c.record_id)
        .join(Household, Household.id == Record.household_id)
        .outerjoin(LastYearConfirmation, answered)
        .order_by(Record.region_code, Household.number, happened.c.step)
    )
    return [_last_year(row) for row in rows]


def confirm(
    db: Session,
    roll_id: int,
    village_code: str,
    answers: Sequence[tuple[int, str]],
    *,
    confirmed: bool,
    why: str,
    actor: Actor,
    at: datetime,
) -> int:
    """Say of exits or relapses of last year that they are right, or not. The caller commits.

    Args:
        answers: record and kind (`exit` or `relapse`) of each.
        why: what was found; needed where something is not confirmed, and where an answer is changed.
        at: instant of the act, from the injected clock.

    Returns:
        How many answers were written; those that said the same before are left out.

    Raises:
        NoSuchRoll: there is none.
        ActRefused: every reason by field.
    """
    connection = db.connection()
    roll = locked_roll(connection, roll_id)
    post = village_post(actor, "confirm", village_code)
    found = {(each.record_id, each.kind): each for each in of_last_year(connection, roll, village_code)}
    wanted = [found[key] for key in dict.fromkeys(answers) if key in found]
    changed = [each for each in wanted if each.confirmed is not confirmed]
    needs_words = not confirmed or any(each.seq for each in changed)
    words = why.strip()
    refuse(
        {
            "": [
                *refuse_step(roll, "confirm", village_code, actor, at),
                *([] if wanted else [reason("nothing_ticked")]),
            ],
            "reason": [
                *([reason("reason_needed")] if changed and needs_words and not words else []),
                *([reason("text_too_long", most=LONGEST_REASON)] if len(words) > LONGEST_REASON else []),
            ],
        }
    )
    if changed:
        connection.execute(
            insert(LastYearConfirmation),
            [
                {
                    "roll_id": roll_id,
                    "record_id": each.record_id,
                    "kind": each.kind,
                    "seq": each.seq + 1,
                    "confirmed": confirmed,
                    "reason": words,
                    "confirmed_by": actor.user_id,
                    "role": post.role.value,
                    "post_region_code": post.region_code,
                    "confirmed_at": at,
                }
                for each in changed
            ],
        )
    return len(changed)


def _last_year(row: Any) -> LastYear:
    return LastYear(
        record_id=row.record_id,
        kind="exit" if row.step == "approve" else "relapse",
        household_id=row.household_id,
        village_code=row.region_code,
        number=row.number,
        village_group=row.village_group,
        head_name=row.head_name,
        on_at=row.on_at,
        state=row.state,
        stands=bool(row.newest) and row.state in LEFT_STATES,
        confirmed=None if row.confirmed is None else bool(row.confirmed),
        reason=row.reason or "",
        seq=row.seq or 0,
    )
