"""Whether a plan's numbers agree with each other: parts with their sum, categories with their whole.

Categories overlap (D1 (二): 各类贫困人口有交叉): each is no larger than the whole, and together they may be more. Only
years and places part a number, so only they are added up.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from service.queries.targets import TargetRow


@dataclass(frozen=True)
class PlanCheck:
    """A sum that stands in the plan beside what its periods come to, each with all of its places."""

    unit: str
    from_year: int
    year: int
    parts: tuple[int, ...]
    stated: int

    @property
    def agrees(self) -> bool:
        """Whether the parts come to what the plan says."""
        return sum(self.parts) == self.stated


def checks_of(rows: Sequence[TargetRow]) -> tuple[PlanCheck, ...]:
    """Each sum of a plan with its parts: the rows of the same unit within its place and years."""
    checks = []
    for whole in (row for row in rows if row.total):
        parts: dict[tuple[int, int], int] = {}
        for row in rows:
            inside = row.region_code.startswith(whole.region_code)
            if row.total or row.unit != whole.unit or not inside:
                continue
            if whole.from_year <= row.from_year and row.year <= whole.year:
                period = row.from_year, row.year
                parts[period] = parts.get(period, 0) + row.planned
        if parts:
            checks.append(PlanCheck(whole.unit, whole.from_year, whole.year, tuple(parts.values()), whole.planned))
    return tuple(checks)


def wrong_categories(whole: int, categories: Sequence[tuple[str, int]]) -> list[str]:
    """Categories that are larger than their whole. What they come to together proves nothing."""
    return [category for category, number in categories if number > whole]
