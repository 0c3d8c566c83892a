"""Offers as the panel of steps shows them: words, tone, where the button leads, every reason."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from flask_babel import get_locale
from flask_babel import gettext as _

from service.queries.offers import StepOffer
from service.rules.lookups import CriterionText
from service.web.names import in_brackets, listed
from service.web.stages import role_names
from service.words import reason_text, word
from workflows.declare import Direction, Step
from workflows.reasons import Reason

TONES = {
    Direction.FORWARD: "forward",
    Direction.STAY: "forward",
    Direction.BACK: "back",
    Direction.OUT: "out",
}
_NAMED_AT_MOST = 6


@dataclass(frozen=True)
class OfferShown:
    """What the panel of steps takes."""

    label: str
    in_short: str
    url: str
    allowed: bool
    reasons: list[str]
    who: str
    issues: str | None
    tone: str
    leads_to: str
    mine: bool


def offers_shown(
    procedure: str,
    offers: Sequence[StepOffer],
    url: Callable[[StepOffer], str],
    names: Mapping[int, str],
    criteria: Mapping[str, str],
    *,
    whole_list: int = 0,
) -> list[OfferShown]:
    """Offers in the table's order: those that lead on first, then what is possible, then the rest.

    Args:
        url: page of an offer.
        names: what each record is called, for reasons that not all of them share.
        criteria: labels of the criteria set.
        whole_list: households on the record's list where a step for the whole list leads there; 0 otherwise.
    """
    ordered = sorted(
        offers, key=lambda offer: (offer.step.direction is not Direction.FORWARD, not offer.allowed and offer.mine)
    )
    return [
        OfferShown(
            label=_label(procedure, offer.step, whole_list),
            in_short=in_brackets(word(f"step.{procedure}.{offer.step.name}"), role_names(offer.step.roles)),
            url=url(offer),
            allowed=offer.allowed,
            reasons=reason_lines(offer.reasons, len(offer.ids), names, criteria),
            who=role_names(offer.step.roles),
            issues=str(word(f"notice.{offer.step.issues}")) if offer.step.issues else None,
            tone=TONES[offer.step.direction],
            leads_to=str(word(f"state.{procedure}.{offer.step.target.value}")),
            mine=offer.mine,
        )
        for offer in ordered
    ]


def _label(procedure: str, step: Step, whole_list: int) -> str:
    label = str(word(f"step.{procedure}.{step.name}"))
    if whole_list and step.whole_list:
        return str(_("%(step)s: whole list of %(count)s", step=label, count=whole_list))
    return label


def reason_lines(
    reasons: Mapping[int, Sequence[Reason]], records: int, names: Mapping[int, str], criteria: Mapping[str, str]
) -> list[str]:
    """Every reason once, with the households that it concerns where it does not concern all of them."""
    whom: dict[str, list[int]] = {}
    for id, found in reasons.items():
        for each in found:
            whom.setdefault(reason_text(each, criteria), []).append(id)
    lines = []
    for text, ids in whom.items():
        if records == 1 or len(ids) == records:
            lines.append(text)
        else:
            lines.append(_("%(names)s: %(reason)s", names=_few([names.get(id, str(id)) for id in ids]), reason=text))
    return lines


def criteria_labels(texts: Sequence[CriterionText]) -> dict[str, str]:
    """Labels of criteria in the visitor's language, by code."""
    chinese = get_locale().language == "zh"
    return {text.code: text.label_zh if chinese else text.label_en for text in texts}


def _few(names: Sequence[str]) -> str:
    if len(names) <= _NAMED_AT_MOST:
        return listed(names)
    few = listed(names[:_NAMED_AT_MOST])
    return str(_("%(names)s and %(count)s more", names=few, count=len(names) - _NAMED_AT_MOST))
