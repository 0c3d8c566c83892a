"""How far a place has come against its plan: planned and actual by year, summed up from the beginning."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.models.region import Region, short_name
from service.models.target import Target
from service.people import Actor
from service.queries.planned_years import planned_by_year, sums
from service.queries.targets import achieved
from service.queries.visible import may_see

UNITS: Final = ("household", "person", "village", "county")
WIDTHS: Final = {"village": 12, "county": 6}
"""Digits of the code of one village, one county."""


@dataclass(frozen=True)
class YearOfPlan:
    """A year, summed up to its end; None where nothing is planned or the year lies ahead."""

    year: int
    by_targets: int | None
    by_plans: int | None
    actual: int | None

    @property
    def planned(self) -> int | None:
        """What the year is measured by: the plan of the place, else what its households' own plans come to."""
        return self.by_plans if self.by_targets is None else self.by_targets

    @property
    def behind(self) -> int | None:
        """How many are missing at the year's end; negative where more left than planned."""
        if self.planned is None or self.actual is None:
            return None
        return self.planned - self.actual


@dataclass(frozen=True)
class Progress:
    """A place's way against its plan. `counted` says that the reader's jurisdiction holds it, so that exits count."""

    place_code: str
    place_name: str
    unit: str
    years: tuple[YearOfPlan, ...]
    sources: tuple[str, ...]
    counted: bool


def progress_of(db: Session, actor: Actor, code: str, unit: str, today: date) -> Progress | None:
    """Planned and actual of a place. None: it is none, or lies outside and no published plan speaks of it."""
    name = db.execute(select(Region.name).where(Region.code == code)).scalar_one_or_none()
    rows = _targets(db, code, unit)
    inside = may_see(actor, code)
    if name is None or not (inside or rows):
        return None
    targets = _by_year(rows)
    plans = planned_by_year(db, code, unit) if inside and unit in ("household", "person") else {}
    actual = dict(achieved(db, code, unit, today).by_year) if inside else {}
    recorded = _recorded(rows, code, unit)
    for year, number in recorded.items():
        actual[year] = actual.get(year, 0) + number
    counts = inside or bool(recorded)
    # An actual year that the gazette gives may lie after the date that a demonstration carries.
    known = [*targets, *plans, *(year for year in actual if year <= today.year)]
    if not known:
        return Progress(code, short_name(name), unit, (), _sources(rows), inside)
    years = list(range(min(known), max([*known, today.year]) + 1))
    by_targets, by_plans, done = sums(targets, years), sums(plans, years), sums(actual, years)
    return Progress(
        place_code=code,
        place_name=short_name(name),
        unit=unit,
        years=tuple(
            YearOfPlan(
                year,
                by_targets[place] if targets and year >= min(targets) else None,
                by_plans[place] if plans and year >= min(plans) else None,
                done[place] if counts and year <= today.year else None,
            )
            for place, year in enumerate(years)
        ),
        sources=_sources(rows),
        counted=inside,
    )


def places_with_targets(db: Session) -> list[tuple[str, str]]:
    """Code and name of every place that a published plan gives a number, not only its own exit."""
    rows = db.execute(
        select(Target.region_code, Region.name)
        .join(Region, Region.code == Target.region_code)
        .where((Target.planned > 1) | Target.total)
        .distinct()
        .order_by(Target.region_code)
    )
    return [(code, short_name(name)) for code, name in rows]


def _targets(db: Session, code: str, unit: str) -> list[Target]:
    """The place's own numbers; where it has only a sum, those of the places in it. No sum is added to its parts."""
    rows = list(
        db.scalars(
            select(Target)
            .where(Target.unit == unit, ~Target.total, prefix_range(Target.region_code, code))
            .order_by(Target.year, Target.region_code)
        )
    )
    return [row for row in rows if row.region_code == code] or rows


def _by_year(rows: Iterable[Target]) -> dict[int, int]:
    planned: dict[int, int] = {}
    for row in rows:
        # A number for several years is due at their end.
        planned[row.year] = planned.get(row.year, 0) + row.planned
    return planned


def _recorded(rows: Iterable[Target], code: str, unit: str) -> dict[int, int]:
    """Exits that only the gazette tells: of single villages or counties, by the year that stands beside their plan."""
    found: dict[int, int] = {}
    for row in rows:
        if len(row.region_code) == WIDTHS.get(unit) and row.actual_year is not None:
            found[row.actual_year] = found.get(row.actual_year, 0) + 1
    return found


def _sources(rows: Iterable[Target]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(row.source for row in rows))
