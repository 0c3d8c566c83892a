"""Which row of a rule table holds for a place and a day or year: the longest region prefix, then the newest row."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any

from sqlalchemy import BindParameter, Connection, Select, and_, bindparam, func, or_, select

from service.among import among, listed
from service.models.rules import CriteriaSetRow, CriterionRow, PovertyLine, PublicityProfile, Threshold
from workflows.case import CriteriaSet, Criterion, Rules

PREFIX_WIDTHS = (0, 2, 4, 6, 9, 12)


def prefixes(region_code: str) -> list[str]:
    """Every region that contains this one, itself included, from the nation down."""
    return [region_code[:width] for width in PREFIX_WIDTHS if width <= len(region_code)]


@dataclass(frozen=True)
class RuledBy:
    """The rules of one place for a year, and the rows that they came from: what a history entry keeps of them."""

    rules: Rules
    rows: dict[str, dict[str, object]]


def _holding(model: Any, on: date | BindParameter[date]) -> Any:
    return and_(model.valid_from <= on, or_(model.valid_to.is_(None), model.valid_to >= on))


def _lines(dialect: str) -> Select[*tuple[Any, ...]]:
    return (
        select(PovertyLine.id, PovertyLine.year, PovertyLine.amount, PovertyLine.source)
        .where(among(PovertyLine.region_code, "regions", dialect), among(PovertyLine.year, "years", dialect))
        .order_by(func.length(PovertyLine.region_code), PovertyLine.id)
    )


def rules_of(connection: Connection, procedure: str, region_code: str, year: int, on: date) -> RuledBy:
    """Lines of the year and the one before, criteria and thresholds for a place. What has no row is left out.

    Args:
        region_code: the record's region.
        year: year that the act speaks of.
        on: day of the act, for rules with valid dates.
    """
    dialect = connection.dialect.name
    regions = listed(prefixes(region_code), dialect)
    found: dict[str, dict[str, object]] = {}
    lines: dict[int, Decimal] = {}
    years = listed([year - 1, year], dialect)
    for row in connection.execute(_lines(dialect), {"regions": regions, "years": years}):
        # Ordered from the nation down and from old to new: the last one stands.
        lines[row.year] = row.amount
        found[f"poverty_line_{row.year}"] = {"id": row.id, "amount": str(row.amount), "source": row.source}
    thresholds: dict[str, Decimal] = {}
    for row in connection.execute(_thresholds(dialect, on), {"regions": regions}):
        thresholds[row.name] = row.share
        found[f"threshold_{row.name}"] = {"id": row.id, "share": str(row.share), "source": row.source}
    criteria = criteria_of(connection, procedure, region_code, year)
    if criteria is not None:
        found["criteria_set"] = {"id": criteria.id, "name": criteria.set.name, "source": criteria.source}
    return RuledBy(Rules(lines=lines, criteria=criteria.set if criteria else None, thresholds=thresholds), found)


def _thresholds(dialect: str, on: date) -> Select[*tuple[Any, ...]]:
    return (
        select(Threshold.id, Threshold.name, Threshold.share, Threshold.source)
        .where(among(Threshold.region_code, "regions", dialect), _holding(Threshold, on))
        .order_by(func.length(Threshold.region_code), Threshold.valid_from, Threshold.id)
    )


@dataclass(frozen=True)
class CriterionText:
    """How a criterion is shown and printed."""

    code: str
    label_zh: str
    label_en: str
    standard: str
    required: bool
    points: int


@dataclass(frozen=True)
class CriteriaOnFile:
    """The criteria set that holds, with its row and its texts."""

    id: int
    source: str
    set: CriteriaSet
    texts: tuple[CriterionText, ...]


def criteria_of(connection: Connection, procedure: str, region_code: str, year: int) -> CriteriaOnFile | None:
    """The criteria set of a procedure for a place and year; None when no set was enacted for them."""
    dialect = connection.dialect.name
    held = connection.execute(
        select(CriteriaSetRow.id, CriteriaSetRow.name, CriteriaSetRow.pass_points, CriteriaSetRow.source)
        .where(
            CriteriaSetRow.procedure == procedure,
            among(CriteriaSetRow.region_code, "regions", dialect),
            CriteriaSetRow.from_year <= year,
            or_(CriteriaSetRow.to_year.is_(None), CriteriaSetRow.to_year >= year),
        )
        .order_by(
            func.length(CriteriaSetRow.region_code).desc(), CriteriaSetRow.from_year.desc(), CriteriaSetRow.id.desc()
        )
        .limit(1),
        {"regions": listed(prefixes(region_code), dialect)},
    ).one_or_none()
    if held is None:
        return None
    columns = (
        CriterionRow.code,
        CriterionRow.label_zh,
        CriterionRow.label_en,
        CriterionRow.standard,
        CriterionRow.required,
        CriterionRow.points,
    )
    items = connection.execute(
        select(*columns).where(CriterionRow.set_id == held.id).order_by(CriterionRow.position)
    ).all()
    texts = tuple(CriterionText(*item) for item in items)
    rows = tuple(Criterion(code=text.code, required=text.required, points=text.points) for text in texts)
    return CriteriaOnFile(
        held.id, held.source, CriteriaSet(name=held.name, items=rows, pass_points=held.pass_points), texts
    )


@dataclass(frozen=True)
class Profile:
    """The publicity profile that holds for a kind of notice in a place."""

    id: int
    poster_level: str
    place_level: str
    minimum_days: int
    working_days: bool
    counts_posting_day: bool
    rolls_over_holidays: bool
    record_within_days: int
    source: str


@cache
def _profiles(dialect: str) -> Select[*tuple[Any, ...]]:
    return (
        select(
            PublicityProfile.id,
            PublicityProfile.poster_level,
            PublicityProfile.place_level,
            PublicityProfile.minimum_days,
            PublicityProfile.working_days,
            PublicityProfile.counts_posting_day,
            PublicityProfile.rolls_over_holidays,
            PublicityProfile.record_within_days,
            PublicityProfile.source,
        )
        .where(
            PublicityProfile.notice_kind == bindparam("kind"),
            among(PublicityProfile.region_code, "regions", dialect),
            _holding(PublicityProfile, bindparam("on")),
        )
        .order_by(
            func.length(PublicityProfile.region_code).desc(),
            PublicityProfile.valid_from.desc(),
            PublicityProfile.id.desc(),
        )
        .limit(1)
    )


def profile_of(connection: Connection, notice_kind: str, region_code: str, on: date) -> Profile | None:
    """The publicity profile of a kind of notice for a place on a day; None when none was enacted."""
    dialect = connection.dialect.name
    asked = {"kind": notice_kind, "regions": listed(prefixes(region_code), dialect), "on": on}
    row = connection.execute(_profiles(dialect), asked).one_or_none()
    return Profile(*row) if row else None
