"""The facts of a village or county as their pages show them: incidence now, rates of the evaluation."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from flask_babel import format_decimal

from service.queries.on_file import PaperShown
from service.queries.places import WeighedPlace
from service.words import word


@dataclass(frozen=True)
class Incidence:
    """Persons still poor ÷ registered rural population, at this moment; `per_cent` is None without a population."""

    poor_households: int
    poor_persons: int
    before_decision: int
    population: int | None
    per_cent: str | None
    threshold: str | None
    source: str | None
    below: bool | None


@dataclass(frozen=True)
class RateRow:
    """One rate of the third-party evaluation against its threshold."""

    label: str
    found: int
    of: int
    per_cent: str | None
    threshold: str | None
    kept: bool | None


def incidence_of(weighed: WeighedPlace, papers: Sequence[PaperShown]) -> Incidence:
    """The incidence as a decision taken now would compute it."""
    threshold = weighed.thresholds.get("incidence")
    population = _newest(papers, "registered_population")
    counted = int(population.data["persons"]) if population else None
    share = Decimal(weighed.poor_persons) / counted if counted else None
    return Incidence(
        poor_households=weighed.poor_households,
        poor_persons=weighed.poor_persons,
        before_decision=weighed.before_decision,
        population=counted,
        per_cent=_per_cent(share),
        threshold=_per_cent(threshold),
        source=weighed.incidence_source or None,
        below=share < threshold if share is not None and threshold is not None else None,
    )


def evaluation_rows(weighed: WeighedPlace, papers: Sequence[PaperShown]) -> list[RateRow]:
    """Wrong exits, missed households and approval of the newest evaluation; none before there is one."""
    paper = _newest(papers, "evaluation")
    if paper is None:
        return []
    thresholds = weighed.thresholds
    counts = {name: int(value) for name, value in paper.data.items() if isinstance(value, int)}
    return [
        _rate("wrong_exit", counts, "wrongly_exited", "sampled_exited", thresholds, at_most=True),
        _rate("missed", counts, "missed", "sampled_unregistered", thresholds, at_most=True),
        _rate("approval", counts, "households_approving", "households_asked", thresholds, at_most=False),
    ]


def _rate(
    name: str, counts: dict[str, int], found: str, of: str, thresholds: Mapping[str, Decimal], *, at_most: bool
) -> RateRow:
    share = Decimal(counts.get(found, 0)) / counts[of] if counts.get(of) else None
    bound = thresholds.get(name)
    kept = None
    if share is not None and bound is not None:
        kept = share <= bound if at_most else share >= bound
    return RateRow(
        label=str(word(f"threshold.{name}")),
        found=counts.get(found, 0),
        of=counts.get(of, 0),
        per_cent=_per_cent(share),
        threshold=_per_cent(bound),
        kept=kept,
    )


def _newest(papers: Sequence[PaperShown], kind: str) -> PaperShown | None:
    return max((paper for paper in papers if paper.kind == kind), key=lambda paper: paper.id, default=None)


def _per_cent(share: Decimal | None) -> str | None:
    return None if share is None else f"{format_decimal(share * 100, '#,##0.##')}%"
