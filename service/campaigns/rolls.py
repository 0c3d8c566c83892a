"""A township's roll as an act finds it: locked, with its signatures, and what may be done with it now."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import Connection, func, select

from service.campaigns.households import Tally
from service.campaigns.standings import RoundOfYear
from service.clock import shanghai_date
from service.competence import ActRefused, post_over
from service.models.campaign import Campaign, Roll, RollAct, RollList
from service.people import Actor, Post
from workflows.campaign import CAMPAIGN, FROZEN, CampaignCase, Signature
from workflows.decide import Acting, reasons_against
from workflows.decide import Post as HeldPost
from workflows.reasons import Reason, reason


class NoSuchRoll(LookupError):
    """There is no roll with this number."""


@dataclass(frozen=True, kw_only=True)
class RollRow:
    """A roll with its campaign. `list_number` is the list that stands now, None before the first was submitted."""

    id: int
    campaign_id: int
    county_code: str
    township_code: str
    year: int
    deadline_on: date
    state: str
    version: int
    since_at: datetime
    list_number: int | None
    signatures: tuple[Signature, ...]

    @property
    def round_of_year(self) -> RoundOfYear:
        """What questions about its households need."""
        return RoundOfYear(self.campaign_id, self.county_code, self.year)

    @property
    def frozen(self) -> bool:
        """Whether the list stands, so that no decision is changed."""
        return self.state in FROZEN


def locked_roll(connection: Connection, roll_id: int) -> RollRow:
    """The roll, locked: what is read after this stands until the caller commits.

    Raises:
        NoSuchRoll: there is none.
    """
    # Its own row first: of two who act at once the second reads what the first has written.
    if connection.execute(select(Roll.id).where(Roll.id == roll_id).with_for_update()).one_or_none() is None:
        raise NoSuchRoll(roll_id)
    return roll_row(connection, roll_id)


def roll_row(connection: Connection, roll_id: int) -> RollRow:
    """The roll as it stands now.

    Raises:
        NoSuchRoll: there is none.
    """
    rows = rolls(connection, Roll.id == roll_id)
    if not rows:
        raise NoSuchRoll(roll_id)
    return rows[0]


def rolls(connection: Connection, *wanted: Any, limit: int | None = None) -> list[RollRow]:
    """Rolls in the order of their townships, in two statements whatever their number."""
    newest = select(func.max(RollList.number)).where(RollList.roll_id == Roll.id).correlate(Roll).scalar_subquery()
    found = connection.execute(
        select(
            Roll.id,
            Roll.campaign_id,
            Campaign.county_code,
            Roll.township_code,
            Campaign.year,
            Campaign.deadline_on,
            Roll.state,
            Roll.version,
            Roll.since_at,
            newest.label("list_number"),
        )
        .join(Campaign, Campaign.id == Roll.campaign_id)
        .where(*wanted)
        .order_by(Roll.township_code, Roll.id)
        .limit(limit)
    ).all()
    signed: dict[int, list[Signature]] = {}
    if found:
        # Only those of the list that stands: a returned list keeps its own.
        standing = {row.id: row.list_number for row in found if row.state in FROZEN}
        for row in connection.execute(
            select(RollAct.roll_id, RollAct.list_number, RollAct.signer_office, RollAct.signer_name, RollAct.signed_on)
            .where(RollAct.roll_id.in_(list(standing)), RollAct.signed_on.is_not(None))
            .order_by(RollAct.id)
        ):
            if standing[row.roll_id] == row.list_number and row.signed_on is not None:
                signed.setdefault(row.roll_id, []).append(Signature(row.signer_office, row.signer_name, row.signed_on))
    return [RollRow(**row._mapping, signatures=tuple(signed.get(row.id, ()))) for row in found]


def village_post(actor: Actor, step: str, village_code: str) -> Post:
    """The post in which a village's official takes a step.

    Raises:
        ActRefused: there is none.
    """
    roles = next(row.roles for row in CAMPAIGN.steps if row.name == step)
    post = post_over(actor, roles, village_code)
    if post is None:
        held = bool(actor.posts_with(*roles))
        who = ",".join(role.value for role in roles)
        raise ActRefused({"": [reason("outside_jurisdiction") if held else reason("role_may_not", roles=who)]})
    return post


def case_of(roll: RollRow, actor: Actor, at: datetime, region_code: str | None = None) -> CampaignCase:
    """The case that the table's guards look at, before anything of its households is counted."""
    return CampaignCase(
        state=roll.state,
        region_code=region_code or roll.township_code,
        acting=Acting(actor.user_id, [HeldPost(post.role, post.region_code) for post in actor.appointments]),
        today=shanghai_date(at),
        year=roll.year,
        signatures=roll.signatures,
    )


def counted(
    case: CampaignCase, tally: Tally, *, unconfirmed: int, unsettled: int, list_differs: bool = False
) -> CampaignCase:
    """The case with what its households come to."""
    return replace(
        case,
        households=tally.households,
        undecided=tally.households - tally.decided,
        unsurveyed=tally.households - tally.surveyed,
        disagreeing=tally.disagreeing,
        exits_pending=tally.exits_pending,
        unconfirmed=unconfirmed,
        unsettled=unsettled,
        list_differs=list_differs,
    )


def reasons_for(step: str, case: CampaignCase) -> list[Reason]:
    """Every reason of the table against a step; that it does not leave the state is one."""
    row = CAMPAIGN.step(step, case.state)
    if row is None:
        return [reason("roll_in_another_state", state=f"state.campaign.{case.state}")]
    return reasons_against(row, case, case.acting)


def refuse_step(roll: RollRow, step: str, village_code: str, actor: Actor, at: datetime) -> Sequence[Reason]:
    """Reasons against what a village does with the roll now."""
    reasons = reasons_for(step, case_of(roll, actor, at, village_code))
    if not village_code.startswith(roll.township_code):
        reasons.append(reason("village_of_another_roll"))
    return reasons
