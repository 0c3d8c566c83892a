"""The yearly round 年度动态调整 of one township: last year confirmed, each household decided once, the roll signed.

A county opens it for a year (D2 (四): 严格把好新进、延续和退出关口; D3 四(二): 每年年初…调查评估, 对上年度脱贫和返贫的
贫困户按程序核定). Four leaders sign the same list one after the other, the township's two before the county's (D1 (三):
由镇和县区党政一把手签字确认后逐级上报). It moves no record: a decision that disagrees with the records keeps it open.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Final

from workflows.decide import Acting
from workflows.declare import Direction, Guard, Procedure, Step
from workflows.household import CONTINUED_IN, POOR, Household
from workflows.reasons import Reason, reason
from workflows.roles import Function
from workflows.roles import Role as R


class Campaign(StrEnum):
    """Conditions of a township's round, in the order of the procedure."""

    OPENED = "opened"
    DECIDING = "deciding"
    SUBMITTED = "submitted"
    SECRETARY_OF_TOWNSHIP_SIGNED = "secretary_of_township_signed"
    TOWNSHIP_SIGNED = "township_signed"
    SECRETARY_OF_COUNTY_SIGNED = "secretary_of_county_signed"
    CLOSED = "closed"


class Round(StrEnum):
    """The stages of a round: its progress bar."""

    CONFIRMING = "confirming"
    DECIDING = "deciding"
    SIGNED_BY_TOWNSHIP = "signed_by_township"
    SIGNED_BY_COUNTY = "signed_by_county"
    CLOSED = "closed"


class Decision(StrEnum):
    """What a year decides on a household: 新进, 延续, 退出. Exactly one."""

    NEW = "new"
    CONTINUED = "continued"
    EXIT = "exit"


S = Campaign

SIGNING: Final[Mapping[str, str]] = {
    "sign_secretary_of_township": "secretary_of_township",
    "sign_head_of_township": "head_of_township",
    "sign_secretary_of_county": "secretary_of_county",
    "sign_head_of_county": "head_of_county",
}
"""Steps that are a signature, with the office that signs: party secretary before head of government."""

FROZEN: Final = frozenset(S) - {S.OPENED, S.DECIDING}
"""States in which the list stands: it is changed after a return only, which voids its signatures."""

EXIT_PATH: Final = (
    Household.PROPOSED_FOR_EXIT,
    Household.VERIFIED,
    Household.PUBLICIZED,
    Household.TOWNSHIP_REVIEWED,
)


@dataclass(frozen=True)
class Standing:
    """Where a household's newest record stands, and what the year brought: identified, its exit approved."""

    state: Household
    identified: bool = False
    approved: bool = False


@dataclass(frozen=True)
class Signature:
    """Who signed the list that stands, in which office, on which day."""

    office: str
    name: str
    signed_on: date


@dataclass(frozen=True, kw_only=True)
class CampaignCase:
    """A township's round in front of one step and of one person.

    Args:
        state: condition that it stands in; None before it is opened.
        region_code: the township; for what villages do the village.
        acting: who would act.
        today: date of Asia/Shanghai.
        year: year of the round.
        households: how many the roll has; of these `undecided` without a decision, `unsurveyed` without this year's
            survey, `disagreeing` with a decision that the records contradict, `exits_pending` whose exit is decided and
            not approved.
        unconfirmed: exits and relapses of the year before that nobody confirmed or denied yet.
        unsettled: exits of the year before that were not confirmed and stand all the same.
        list_differs: the list that was submitted is not the one that the decisions give now.
        signatures: those of the list that stands, in their order.
        signer: name of who signs now, `signed_on` the day; None where it is not said yet.
    """

    state: str | None
    region_code: str
    acting: Acting
    today: date
    year: int
    households: int = 0
    undecided: int = 0
    unsurveyed: int = 0
    disagreeing: int = 0
    exits_pending: int = 0
    unconfirmed: int = 0
    unsettled: int = 0
    list_differs: bool = False
    signatures: tuple[Signature, ...] = ()
    signer: str | None = None
    signed_on: date | None = None
    acted: Mapping[Function, frozenset[int]] = field(default_factory=dict)


def suggested(standing: Standing) -> Decision | None:
    """The decision that the procedure itself speaks for; None where the household left the register in another way."""
    if standing.approved or standing.state in EXIT_PATH:
        return Decision.EXIT
    if standing.identified and standing.state in POOR:
        return Decision.NEW
    return Decision.CONTINUED if standing.state in POOR else None


def disagreements(decision: str, standing: Standing, year: int) -> Iterator[Reason]:
    """Why a decision contradicts the household's record."""
    state = f"state.household.{standing.state.value}"
    if decision == Decision.NEW and not standing.identified:
        yield reason("new_not_identified", year=year)
    if decision == Decision.CONTINUED and standing.state not in (*CONTINUED_IN, *POOR):
        yield reason("continued_not_assisted", state=state)
    elif decision == Decision.CONTINUED and standing.identified:
        yield reason("continued_but_new", year=year)
    if decision == Decision.EXIT and not standing.approved and standing.state not in EXIT_PATH:
        if standing.state in POOR:
            yield reason("exit_not_proposed", state=state)
        else:
            yield reason("exit_of_another_year", state=state, year=year)


def not_at_the_end(decision: str, standing: Standing, year: int) -> Iterator[Reason]:
    """What may be an intention while the roll is open and must have come true when it is closed."""
    if decision == Decision.EXIT and not standing.approved:
        yield reason("exit_not_approved", year=year)


def last_year_confirmed(case: CampaignCase) -> Iterator[Reason]:
    """Last year's exits and relapses were gone through one by one (D3 四(二))."""
    if case.unconfirmed:
        yield reason("last_year_not_confirmed", households=case.unconfirmed, year=case.year - 1)


def last_year_settled(case: CampaignCase) -> Iterator[Reason]:
    """An exit of last year that was not confirmed does not stand: it was revoked, or the household entered again."""
    if case.unsettled:
        yield reason("unconfirmed_exits_stand", households=case.unsettled)


def somebody_on_the_roll(case: CampaignCase) -> Iterator[Reason]:
    """A roll without households is not signed."""
    if not case.households:
        yield reason("roll_empty")


def everybody_decided(case: CampaignCase) -> Iterator[Reason]:
    """Every household of the roll has its decision of the year (D2 (四))."""
    if case.undecided:
        yield reason("decisions_missing", households=case.undecided)


def everybody_surveyed(case: CampaignCase) -> Iterator[Reason]:
    """This year's survey of every household is on file (D3 四(二))."""
    if case.unsurveyed:
        yield reason("surveys_missing", households=case.unsurveyed, year=case.year)


def decisions_agree(case: CampaignCase) -> Iterator[Reason]:
    """No decision contradicts where the household's record stands."""
    if case.disagreeing:
        yield reason("decisions_disagree", households=case.disagreeing)


def exits_approved(case: CampaignCase) -> Iterator[Reason]:
    """Every exit of the roll was approved in the year."""
    if case.exits_pending:
        yield reason("exits_not_approved", households=case.exits_pending)


def list_unchanged(case: CampaignCase) -> Iterator[Reason]:
    """The list is still the one that was submitted: nobody came to it or left it since."""
    if case.list_differs:
        yield reason("list_differs")


def signed_by_another(case: CampaignCase) -> Iterator[Reason]:
    """Four different people sign, none before the one ahead of them."""
    if case.signer is not None and case.signer.strip() in {each.name for each in case.signatures}:
        yield reason("signed_before", name=case.signer.strip())
    last = max((each.signed_on for each in case.signatures), default=None)
    if case.signed_on is not None and last is not None and case.signed_on < last:
        yield reason("signed_before_the_last", last_day=last)


TO_BE_SIGNED: Final[tuple[Guard, ...]] = (decisions_agree, list_unchanged, signed_by_another)


def _signed(name: str, source: S, target: S, role: R, *more: Guard) -> Step:
    return Step(name=name, source=source, target=target, roles=(role,), guards=(*TO_BE_SIGNED, *more))


def _returned(source: S, role: R) -> Step:
    return Step(
        name="return", source=source, target=S.DECIDING, roles=(role,), direction=Direction.BACK, needs_reason=True
    )


def _confirmed(source: S) -> Step:
    return Step(
        name="confirm",
        source=source,
        target=source,
        roles=(R.VILLAGE_CLERK, R.WORK_TEAM),
        direction=Direction.STAY,
    )


CAMPAIGN: Final = Procedure(
    name="campaign",
    states=Campaign,
    initial=S.OPENED,
    stages={
        S.OPENED: Round.CONFIRMING,
        S.DECIDING: Round.DECIDING,
        S.SUBMITTED: Round.SIGNED_BY_TOWNSHIP,
        S.SECRETARY_OF_TOWNSHIP_SIGNED: Round.SIGNED_BY_TOWNSHIP,
        S.TOWNSHIP_SIGNED: Round.SIGNED_BY_COUNTY,
        S.SECRETARY_OF_COUNTY_SIGNED: Round.SIGNED_BY_COUNTY,
        S.CLOSED: Round.CLOSED,
    },
    final=frozenset({S.CLOSED}),
    steps=(
        Step(name="open", source=None, target=S.OPENED, roles=(R.COUNTY_REVIEWER, R.DATA_MANAGER)),
        _confirmed(S.OPENED),
        Step(
            name="begin",
            source=S.OPENED,
            target=S.DECIDING,
            roles=(R.TOWNSHIP_REVIEWER,),
            guards=(last_year_confirmed,),
        ),
        _confirmed(S.DECIDING),
        Step(
            name="decide",
            source=S.DECIDING,
            target=S.DECIDING,
            roles=(R.VILLAGE_CLERK,),
            direction=Direction.STAY,
        ),
        Step(
            name="submit",
            source=S.DECIDING,
            target=S.SUBMITTED,
            roles=(R.TOWNSHIP_REVIEWER,),
            guards=(
                somebody_on_the_roll,
                last_year_confirmed,
                last_year_settled,
                everybody_surveyed,
                everybody_decided,
                decisions_agree,
            ),
        ),
        _signed("sign_secretary_of_township", S.SUBMITTED, S.SECRETARY_OF_TOWNSHIP_SIGNED, R.TOWNSHIP_REVIEWER),
        _signed("sign_head_of_township", S.SECRETARY_OF_TOWNSHIP_SIGNED, S.TOWNSHIP_SIGNED, R.TOWNSHIP_REVIEWER),
        _signed("sign_secretary_of_county", S.TOWNSHIP_SIGNED, S.SECRETARY_OF_COUNTY_SIGNED, R.COUNTY_REVIEWER),
        _signed("sign_head_of_county", S.SECRETARY_OF_COUNTY_SIGNED, S.CLOSED, R.COUNTY_REVIEWER, exits_approved),
        _returned(S.SUBMITTED, R.TOWNSHIP_REVIEWER),
        _returned(S.SECRETARY_OF_TOWNSHIP_SIGNED, R.TOWNSHIP_REVIEWER),
        _returned(S.TOWNSHIP_SIGNED, R.COUNTY_REVIEWER),
        _returned(S.SECRETARY_OF_COUNTY_SIGNED, R.COUNTY_REVIEWER),
    ),
)
"""The round's table."""
