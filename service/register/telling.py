"""What every act on the register tells: who, since which day, why, with which button; and what is wrong with that."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from sqlalchemy import Connection, select

from service.clock import shanghai_date
from service.competence import ChangedSince, required_post
from service.models.register_history import Correction, RegisterAct
from service.people import Actor, Post
from service.register.acts import ActKind, AlreadyActed, Doing
from service.register.cross_checks import Problems
from service.register.homes import Home
from service.register.powers import KEEPERS, LONGEST_REASON
from service.sealing import Seal
from workflows.reasons import Reason, reason

EARLIEST: Final = date(1949, 10, 1)
"""What is said to hold since a day before this is a slip of the finger."""


@dataclass(frozen=True, kw_only=True)
class Told:
    """Who does something, and what they say of it.

    Args:
        at: instant of the act, from the injected clock.
        effective_on: day since which it holds, in Shanghai.
        reason: why, as the person wrote it.
        key: idempotency key of the button.
    """

    actor: Actor
    at: datetime
    effective_on: date
    reason: str
    key: str
    seal: Seal

    @property
    def today(self) -> date:
        """Day of the act in Shanghai."""
        return shanghai_date(self.at)

    def doing(self, kind: ActKind, home: Home, *, other_id: int | None = None) -> Doing:
        """What the act's row says, for an act on this household."""
        return Doing(
            kind=kind,
            village_code=home.village_code,
            household_id=home.id,
            effective_on=self.effective_on,
            reason=self.reason.strip(),
            key=self.key,
            other_household_id=other_id,
        )


def keeper(told: Told, village_code: str) -> Post:
    """The post in which somebody keeps this village's register.

    Raises:
        ActRefused: they hold none.
    """
    return required_post(told.actor, KEEPERS, village_code)


def problems_told(told: Told, *, reason_needed: bool = True) -> Problems:
    """What is wrong with day and reason."""
    return {"effective_on": day_problems(told.effective_on, told.today), "reason": reason_problems(told, reason_needed)}


def day_problems(effective_on: date, today: date) -> list[Reason]:
    """A day that lies in the future, or too far back to be meant."""
    if effective_on > today:
        return [reason("day_in_future", today=today)]
    return [reason("day_too_early", earliest=EARLIEST)] if effective_on < EARLIEST else []


def reason_problems(told: Told, needed: bool) -> list[Reason]:
    """A reason that is missing or longer than its place."""
    words = told.reason.strip()
    if len(words) > LONGEST_REASON:
        return [reason("reason_too_long", most=LONGEST_REASON)]
    return [reason("reason_missing")] if needed and not words else []


def refuse_a_second_press(connection: Connection, key: str) -> None:
    """Call it with the household locked: the second of two presses finds what the first one did.

    Raises:
        AlreadyActed: this very button was pressed before.
    """
    before = connection.execute(select(RegisterAct.id).where(RegisterAct.key == key)).scalar_one_or_none()
    if before is None:
        asked = connection.execute(select(Correction.id).where(Correction.key == key)).scalar_one_or_none()
        before = 0 if asked is not None else None
    if before is not None:
        raise AlreadyActed(before)


def refuse_a_stale_page(home: Home, version: int) -> None:
    """The page showed the household as it no longer is.

    Raises:
        ChangedSince: somebody acted on it since.
    """
    if home.row["version"] != version:
        raise ChangedSince
