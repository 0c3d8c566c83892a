"""A chart of planned and actual, as geometry for an SVG that the page itself draws: no script, no style attribute."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from flask_babel import format_decimal

from service.queries.progress import YearOfPlan

WIDTH: Final = 360
HEIGHT: Final = 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 48, 8, 14, 26
_STEPS: Final = (1, 2, 5)
_MOST_TICKS: Final = 5


@dataclass(frozen=True)
class Bar:
    """What a year has come to."""

    x: float
    y: float
    width: float
    height: float
    label: str
    label_x: float
    label_y: float


@dataclass(frozen=True)
class Tick:
    """A line of the scale, or a year below it."""

    at: float
    label: str


@dataclass(frozen=True)
class Chart:
    """Everything that the drawing needs. Lines are points of a polyline, '' where nothing was planned."""

    bars: tuple[Bar, ...]
    scale: tuple[Tick, ...]
    years: tuple[Tick, ...]
    by_targets: str
    by_plans: str
    marks: tuple[tuple[float, float], ...]
    left: float = _LEFT
    right: float = WIDTH - _RIGHT
    top: float = _TOP
    bottom: float = HEIGHT - _BOTTOM
    width: int = WIDTH
    height: int = HEIGHT


def chart_of(years: Sequence[YearOfPlan]) -> Chart | None:
    """The drawing of a place's years; None where there is nothing to draw."""
    numbers = [number for year in years for number in (year.by_targets, year.by_plans, year.actual) if number]
    if not numbers:
        return None
    step = _step(max(numbers))
    most = step * -(-max(numbers) // step)
    slot = (WIDTH - _LEFT - _RIGHT) / len(years)
    bar = min(slot * 0.5, 40.0)

    def x(place: int) -> float:
        return round(_LEFT + slot * (place + 0.5), 1)

    def y(number: int) -> float:
        return round(HEIGHT - _BOTTOM - (HEIGHT - _BOTTOM - _TOP) * number / most, 1)

    def line(values: Sequence[int | None]) -> str:
        return " ".join(f"{x(place)},{y(value)}" for place, value in enumerate(values) if value is not None)

    planned = [year.by_targets for year in years]
    return Chart(
        bars=tuple(
            Bar(
                x=round(x(place) - bar / 2, 1),
                y=y(year.actual),
                width=round(bar, 1),
                height=round(HEIGHT - _BOTTOM - y(year.actual), 1),
                label=_short(year.actual),
                label_x=x(place),
                label_y=y(year.actual) - 4 if y(year.actual) > _TOP + 12 else y(year.actual) + 13,
            )
            for place, year in enumerate(years)
            if year.actual is not None
        ),
        scale=tuple(Tick(y(number), _short(number)) for number in range(0, most + 1, step)),
        years=tuple(Tick(x(place), str(year.year)) for place, year in enumerate(years)),
        by_targets=line(planned),
        by_plans=line([year.by_plans for year in years]),
        marks=tuple((x(place), y(value)) for place, value in enumerate(planned) if value is not None),
    )


def _step(most: int) -> int:
    """The distance of the scale's lines: 1, 2 or 5 and noughts, so that there are at most five."""
    power = 1
    while True:
        for step in _STEPS:
            if -(-most // (step * power)) <= _MOST_TICKS:
                return step * power
        power *= 10


def _short(number: int) -> str:
    return str(format_decimal(number))
