"""Conditions on a village or a county: plan, team, incidence, evaluation (厅字〔2016〕16号, D2 (六))."""

from collections.abc import Iterator
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal

from workflows.case import Case, Need, needs
from workflows.declare import Guard
from workflows.papers import Evaluation, PlacePlan, RegisteredPopulation, VillageExplanation
from workflows.reasons import Reason, reason

PER_CENT = Decimal("0.001")


def plan_on_file(kind: str) -> Guard:
    """The place has its plan (一村一策)."""

    @needs(papers=(kind,))
    def guard(case: Case) -> Iterator[Reason]:
        if case.paper(kind, PlacePlan) is None:
            yield reason("place_plan_missing")

    guard.__name__ = guard.__qualname__ = f"plan_on_file_{kind}"
    return guard


@needs(Need.PLACE)
def work_team_appointed(case: Case) -> Iterator[Reason]:
    """A work team is appointed to the village today (D1 (二十): 全覆盖)."""
    if not case.place.work_team_members:
        yield reason("no_work_team")


def cosigned(case: Case) -> Iterator[Reason]:
    """The work team has co-signed the village's own proposal since the village last came into this state."""
    if "cosign_exit" not in case.stays:
        yield reason("not_cosigned")


@needs(Need.PLACE, Need.RULES, papers=("registered_population",))
def incidence_below_threshold(case: Case) -> Iterator[Reason]:
    """Persons still poor ÷ registered rural population is below the region's threshold at this moment."""
    population = case.paper("registered_population", RegisteredPopulation)
    threshold = case.rules.thresholds.get("incidence")
    if threshold is None:
        yield reason("no_threshold", threshold="threshold.incidence")
    if population is None or population.persons <= 0:
        yield reason("no_registered_population")
    if threshold is None or population is None or population.persons <= 0:
        return
    incidence = Decimal(case.place.remaining_persons) / population.persons
    if incidence >= threshold:
        yield reason("incidence_too_high", incidence=_per_cent(incidence), threshold=_per_cent(threshold))


@needs(Need.PLACE)
def no_household_before_decision(case: Case) -> Iterator[Reason]:
    """While a household stands in publicized or township_reviewed, its village neither proposes nor is approved."""
    if case.place.households_before_decision:
        yield reason("households_before_decision", count=case.place.households_before_decision)


@needs(Need.PLACE, papers=("village_explanation",))
def villages_archived_or_explained(case: Case) -> Iterator[Reason]:
    """Every designated poor village of the county is archived, or its delay is explained in writing."""
    explained = {
        paper.village for paper in case.papers("village_explanation", VillageExplanation) if paper.text.strip()
    }
    for code, name in case.place.villages_not_archived:
        if code not in explained:
            yield reason("village_not_archived", village=name)


@needs(Need.PLACE, Need.RULES, papers=("evaluation", "registered_population"))
def evaluation_passed(case: Case) -> Iterator[Reason]:
    """三率一度 of the third-party evaluation keep their thresholds; the rates are computed from its counts."""
    evaluation = case.paper("evaluation", Evaluation)
    if evaluation is None:
        yield reason("evaluation_missing")
        return
    yield from _at_most(case, "wrong_exit", evaluation.wrongly_exited, evaluation.sampled_exited)
    yield from _at_most(case, "missed", evaluation.missed, evaluation.sampled_unregistered)
    yield from _combined_incidence(case, evaluation)
    threshold = case.rules.thresholds.get("approval")
    if threshold is None:
        yield reason("no_threshold", threshold="threshold.approval")
    elif not evaluation.households_asked:
        yield reason("nothing_sampled", threshold="threshold.approval")
    else:
        share = Decimal(evaluation.households_approving) / evaluation.households_asked
        if share < threshold:
            yield reason("approval_too_low", share=_per_cent(share, ROUND_FLOOR), threshold=_per_cent(threshold))


def _at_most(case: Case, name: str, found: int, sampled: int) -> Iterator[Reason]:
    threshold = case.rules.thresholds.get(name)
    if threshold is None:
        yield reason("no_threshold", threshold=f"threshold.{name}")
    elif not sampled:
        yield reason("nothing_sampled", threshold=f"threshold.{name}")
    elif Decimal(found) / sampled > threshold:
        share = _per_cent(Decimal(found) / sampled)
        yield reason(f"{name}_rate_too_high", share=share, threshold=_per_cent(threshold))


def _combined_incidence(case: Case, evaluation: Evaluation) -> Iterator[Reason]:
    """综合贫困发生率 = (still registered + wrongly exited + missed) ÷ registered rural population."""
    population = case.paper("registered_population", RegisteredPopulation)
    threshold = case.rules.thresholds.get("incidence")
    if threshold is None:
        yield reason("no_threshold", threshold="threshold.incidence")
    if population is None or population.persons <= 0:
        yield reason("no_registered_population")
    if threshold is None or population is None or population.persons <= 0:
        return
    poor = case.place.remaining_persons + evaluation.wrongly_exited + evaluation.missed
    incidence = Decimal(poor) / population.persons
    if incidence >= threshold:
        yield reason("combined_incidence_too_high", incidence=_per_cent(incidence), threshold=_per_cent(threshold))


def _per_cent(share: Decimal, rounding: str = ROUND_CEILING) -> Decimal:
    """As a refusal shows it. Rounded towards what refused it: a near miss must not read as if it had passed."""
    return (share * 100).quantize(PER_CENT, rounding=rounding)
