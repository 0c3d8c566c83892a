"""The founding plans' targets beside what became of them: planned and actual years, numbers, slippage unhidden."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, render_template
from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from service.access import open_to_signed_in, signed_in_actor
from service.context import current_service
from service.queries.progress import WIDTHS
from service.queries.targets import TargetRow, targets_shown
from service.target_checks import PlanCheck, checks_of
from service.words import word

blueprint = Blueprint("targets", __name__, url_prefix="/targets")


@dataclass(frozen=True)
class PlaceLine:
    """A place that was to leave poverty as a whole: the year that was planned, the year that it took."""

    name: str
    code: str
    planned: str
    actual: str | None
    outcome: str
    tone: str
    row: TargetRow


@dataclass(frozen=True)
class NumberLine:
    """A number that was planned for a period, with what the register counts."""

    label: str
    period: str
    planned: int
    counted: int | None
    text: str
    outcome: str
    tone: str
    row: TargetRow


@dataclass(frozen=True)
class Categories:
    """People of a target by the way in which they are helped. `twice` says how often people stand in several."""

    label: str
    total: int
    lines: tuple[tuple[str, int, int], ...]
    together: int
    twice: int


@dataclass(frozen=True)
class Plan:
    """One plan with its places and numbers."""

    id: str
    title: str
    place: str
    places: tuple[PlaceLine, ...]
    numbers: tuple[NumberLine, ...]
    quotes: tuple[str, ...]
    categories: tuple["Categories", ...]
    checks: tuple[PlanCheck, ...]


@blueprint.get("/")
@open_to_signed_in
def index() -> str:
    """Every plan."""
    service = current_service()
    today = service.clock.today()
    with service.database.read() as db:
        rows = targets_shown(db, signed_in_actor(), today)
    plans = [
        _plan(place, source, list(found), today.year)
        for place, (source, found) in enumerate(groupby(rows, lambda row: row.source), 1)
    ]
    return render_template("targets/index.html", plans=plans)


def _plan(number: int, source: str, rows: Sequence[TargetRow], this_year: int) -> Plan:
    whole = [row for row in rows if row.unit in WIDTHS and row.planned == 1 and not row.total]
    others = [row for row in rows if row not in whole]
    widest = min(rows, key=lambda row: len(row.region_code))
    return Plan(
        id=f"plan-{number}",
        title=source,
        place=widest.region_name,
        places=tuple(_place(row, this_year) for row in whole),
        numbers=tuple(_number(row, this_year) for row in others),
        quotes=tuple(dict.fromkeys(row.quote for row in rows)),
        categories=tuple(_categories(row) for row in rows if row.categories),
        checks=checks_of(rows),
    )


def _categories(row: TargetRow) -> Categories:
    together = sum(number for _category, number in row.categories)
    return Categories(
        label=str(word(f"target_unit.{row.unit}")),
        total=row.planned,
        lines=tuple(
            (str(word(f"target_category.{category}")), number, number * 100 // row.planned)
            for category, number in row.categories
        ),
        together=together,
        twice=max(0, together - row.planned),
    )


def _place(row: TargetRow, this_year: int) -> PlaceLine:
    own = min(row.achieved.by_year, default=None) if row.achieved else None
    year = row.actual_year or own
    if year is None:
        late = this_year > row.year
        outcome = _("not recorded; the planned year is past") if late else _("not due yet")
        tone = "waiting" if late else "future"
    elif year > row.year:
        years = year - row.year
        outcome, tone = ngettext("%(num)s year later", "%(num)s years later", years), "stopped"
    else:
        outcome, tone = _("as planned"), "done"
    return PlaceLine(
        name=row.region_name,
        code=row.region_code,
        planned=_years(row.from_year, row.year),
        actual=str(year) if year else None,
        outcome=outcome,
        tone=tone,
        row=row,
    )


def _number(row: TargetRow, this_year: int) -> NumberLine:
    counted = row.achieved.between(row.from_year, row.year) if row.achieved and row.achieved.registered else None
    outcome, tone = _outcome(row, counted, this_year)
    text = format_decimal(row.planned)
    if counted is not None:
        text = _("%(counted)s of %(planned)s", counted=format_decimal(counted), planned=text)
    return NumberLine(
        label=str(word(f"target_unit.{row.unit}")),
        period=_years(row.from_year, row.year),
        planned=row.planned,
        counted=counted,
        text=text,
        outcome=outcome,
        tone=tone,
        row=row,
    )


def _outcome(row: TargetRow, counted: int | None, this_year: int) -> tuple[str, str]:
    if row.achieved is None:
        return _("counted in its own jurisdiction"), "future"
    if counted is None:
        return _("not kept in this register"), "future"
    if counted >= row.planned:
        return _("reached"), "done"
    missing = format_decimal(row.planned - counted)
    if this_year < row.from_year:
        return _("not due yet"), "future"
    if this_year <= row.year:
        return _("under way, %(missing)s to go", missing=missing), "waiting"
    return _("missed by %(missing)s", missing=missing), "stopped"


def _years(first: int, last: int) -> str:
    return str(last) if first == last else f"{first}–{last}"
