"""A township's roll on its pages: its badge, its progress bar, the steps that leave its state with every reason."""

from datetime import date
from typing import Final

from flask import url_for

from service.campaigns.rolls import RollRow, reasons_for
from service.clock import shanghai_date
from service.queries.campaigns import RollShown
from service.web.refusal_words import sentence
from service.web.stages import StageShown, StateShown, role_names
from service.web.step_offers import TONES, OfferShown
from service.words import date_text, word
from workflows.campaign import CAMPAIGN, CampaignCase, Round
from workflows.campaign import Campaign as S
from workflows.declare import Direction

BADGES: Final[dict[str, str]] = {
    S.OPENED: "current",
    S.DECIDING: "current",
    S.SUBMITTED: "waiting",
    S.SECRETARY_OF_TOWNSHIP_SIGNED: "waiting",
    S.TOWNSHIP_SIGNED: "waiting",
    S.SECRETARY_OF_COUNTY_SIGNED: "waiting",
    S.CLOSED: "done",
}


def badge(state: str) -> StateShown:
    """A roll's state as a badge."""
    return StateShown(str(word(f"state.campaign.{state}")), BADGES[state])


def step_word(step: str) -> str:
    """A step as it stands on its button."""
    return str(word(f"step.campaign.{step}"))


def bar_of(shown: RollShown) -> list[StageShown]:
    """The stages of a roll with the day on which each was left."""
    state = S(shown.roll.state)
    here = tuple(Round).index(Round(CAMPAIGN.stages[state]))
    left: dict[Round, date] = {}
    for act in reversed(shown.acts):
        came_to = tuple(Round).index(Round(CAMPAIGN.stages[S(act.to_state)]))
        # A return takes back what was reached.
        left = {each: on for each, on in left.items() if tuple(Round).index(each) < came_to}
        for each in tuple(Round)[:came_to]:
            left.setdefault(each, shanghai_date(act.acted_at))
        if S(act.to_state) is S.CLOSED:
            left[Round.CLOSED] = shanghai_date(act.acted_at)
    bar = []
    for place, each in enumerate(Round):
        done = place < here or state is S.CLOSED
        now = "done" if done else "current" if place == here else "future"
        bar.append(
            StageShown(str(word(f"stage.{each.value}")), now, date_text(left[each]) if done and each in left else None)
        )
    return bar


def offers_of(roll: RollRow, case: CampaignCase) -> list[OfferShown]:
    """Steps that leave the state: what villages do is on their own pages."""
    offers = []
    for step in CAMPAIGN.leaving(roll.state).values():
        if step.direction is Direction.STAY:
            continue
        reasons = reasons_for(step.name, case)
        offers.append(
            OfferShown(
                label=step_word(step.name),
                in_short=step_word(step.name),
                url=url_for("campaign_steps.take", roll_id=roll.id, step=step.name),
                allowed=not reasons,
                reasons=[sentence(each) for each in reasons],
                who=role_names(step.roles),
                issues=None,
                tone=TONES[step.direction],
                leads_to=str(word(f"state.campaign.{step.target.value}")),
                mine=case.acting.post_for(step, roll.township_code) is not None,
            )
        )
    return offers
