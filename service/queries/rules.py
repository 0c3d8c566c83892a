"""What the rules pages show: the rows of the rule tables that concern a person's places, with who entered them when."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Integer, cast, extract, func, or_, select
from sqlalchemy.orm import QueryableAttribute, Session

from service.models.calendar import CalendarDay
from service.models.people import User
from service.models.region import Region
from service.models.rules import (
    CriteriaSetRow,
    CriterionRow,
    Deadline,
    Policy,
    PovertyLine,
    PublicityProfile,
    Threshold,
)
from service.people import Actor
from service.queries.rule_rows import (
    ArrangedYear,
    CriteriaRow,
    DeadlineRow,
    LineRow,
    PolicyRow,
    ProfileRow,
    RulesOnFile,
    Standing,
    ThresholdRow,
)
from service.queries.visible import visible_to
from service.rules.lookups import CriterionText, prefixes
from service.rules.national import PROFILES
from service.rules.policies import PolicyOnFile, policy_on_file
from workflows import TABLES

LIMIT = 300
"""Rows of one table on a page; a place chosen in the filter shows fewer."""


_PLACES = {
    (procedure.name, state.value): place
    for place, (procedure, state) in enumerate(
        (procedure, state) for procedure in TABLES.values() for state in procedure.states
    )
}
"""The order of the states in their procedures."""


def rules_on_file(db: Session, actor: Actor, today: date, place: str | None = None) -> RulesOnFile:
    """The rules of a person's places: of the regions above them, which bind them, and of those below.

    Args:
        today: day on which rows are said to stand.
        place: code of a region; only rows that bind it are shown then.
    """
    return RulesOnFile(
        lines=_lines(_Asked(db, actor, today, place)),
        thresholds=_thresholds(_Asked(db, actor, today, place)),
        profiles=_profiles(_Asked(db, actor, today, place)),
        criteria=_criteria(_Asked(db, actor, today, place)),
        deadlines=_deadlines(_Asked(db, actor, today, place)),
        policies=_policies(_Asked(db, actor, today, place)),
        years=_years(db),
    )


def concerns(actor: Actor, column: QueryableAttribute[str], place: str | None) -> ColumnElement[bool]:
    """The row's region contains a place of the actor's, or lies in one; the nation's rows concern everybody."""
    if place is not None:
        return column.in_(prefixes(place))
    above = {code for prefix in actor.region_prefixes() for code in prefixes(prefix)}
    return or_(column.in_(sorted({"", *above})), visible_to(actor, column))


@dataclass(frozen=True)
class _Asked:
    """Whose rules, on which day, for which place."""

    db: Session
    actor: Actor
    today: date
    place: str | None


def _rows(asked: _Asked, model: Any, order: Sequence[Any]) -> list[tuple[Any, str, str | None]]:
    query = (
        select(model, Region.name, User.name)
        .join(Region, Region.code == model.region_code)
        .outerjoin(User, User.id == model.entered_by)
        .where(concerns(asked.actor, model.region_code, asked.place))
        .order_by(*order, model.id.desc())
        .limit(LIMIT)
    )
    return [(row[0], row[1], row[2]) for row in asked.db.execute(query)]


def _columns_of_all(row: Any, region_name: str, entered_by: str | None, standing: Standing) -> dict[str, Any]:
    return {
        "id": row.id,
        "region_code": row.region_code,
        "region_name": region_name,
        "source": row.source,
        "certain": row.certain,
        "entered_by": entered_by,
        "entered_at": row.entered_at,
        "standing": standing,
    }


class _Order:
    """Says where rows stand that come newest first: of those that hold on the day, the first of a key stands."""

    def __init__(self, today: date) -> None:
        self._today = today
        self._keys: set[tuple[object, ...]] = set()

    def standing(self, *key: object, first: date = date.min, last: date | None = None) -> Standing:
        if first > self._today:
            return Standing.FUTURE
        if last is not None and last < self._today:
            return Standing.PAST
        if key in self._keys:
            return Standing.SUPERSEDED
        self._keys.add(key)
        return Standing.STANDS


def _dated(order: _Order, row: Any, kind: str) -> Standing:
    return order.standing(row.region_code, kind, first=row.valid_from, last=row.valid_to)


def _of_years(order: _Order, row: Any) -> Standing:
    last = date(row.to_year, 12, 31) if row.to_year else None
    return order.standing(row.region_code, row.procedure, first=date(row.from_year, 1, 1), last=last)


def _lines(asked: _Asked) -> tuple[LineRow, ...]:
    order = _Order(asked.today)
    by_newest = (PovertyLine.year.desc(), PovertyLine.region_code)
    return tuple(
        LineRow(
            **_columns_of_all(row, region, by, order.standing(row.region_code, row.year)),
            year=row.year,
            amount=row.amount,
        )
        for row, region, by in _rows(asked, PovertyLine, by_newest)
    )


def _thresholds(asked: _Asked) -> tuple[ThresholdRow, ...]:
    order = _Order(asked.today)
    by_newest = (Threshold.name, Threshold.region_code, Threshold.valid_from.desc())
    return tuple(
        ThresholdRow(
            **_columns_of_all(row, region, by, _dated(order, row, row.name)),
            name=row.name,
            share=row.share,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row, region, by in _rows(asked, Threshold, by_newest)
    )


def _profiles(asked: _Asked) -> tuple[ProfileRow, ...]:
    order = _Order(asked.today)
    by_newest = (PublicityProfile.region_code, PublicityProfile.valid_from.desc())
    found = [
        ProfileRow(
            **_columns_of_all(row, region, by, _dated(order, row, row.notice_kind)),
            notice_kind=row.notice_kind,
            poster_level=row.poster_level,
            place_level=row.place_level,
            minimum_days=row.minimum_days,
            working_days=row.working_days,
            counts_posting_day=row.counts_posting_day,
            rolls_over_holidays=row.rolls_over_holidays,
            record_within_days=row.record_within_days,
            board_names=row.board_names,
            board_days=row.board_days,
            valid_from=row.valid_from,
            valid_to=row.valid_to,
        )
        for row, region, by in _rows(asked, PublicityProfile, by_newest)
    ]
    kinds = [kind for kind, *_ in PROFILES]
    return tuple(sorted(found, key=lambda row: kinds.index(row.notice_kind)))


def _criteria(asked: _Asked) -> tuple[CriteriaRow, ...]:
    order = _Order(asked.today)
    by_newest = (CriteriaSetRow.procedure, CriteriaSetRow.region_code, CriteriaSetRow.from_year.desc())
    sets = _rows(asked, CriteriaSetRow, by_newest)
    items = _items(asked.db, [row.id for row, _, _ in sets])
    return tuple(
        CriteriaRow(
            **_columns_of_all(row, region, by, _of_years(order, row)),
            procedure=row.procedure,
            name=row.name,
            from_year=row.from_year,
            to_year=row.to_year,
            pass_points=row.pass_points,
            items=tuple(items.get(row.id, ())),
        )
        for row, region, by in sets
    )


def _items(db: Session, set_ids: Collection[int]) -> dict[int, list[CriterionText]]:
    found: dict[int, list[CriterionText]] = {}
    rows = db.scalars(
        select(CriterionRow)
        .where(CriterionRow.set_id.in_(list(set_ids)))
        .order_by(CriterionRow.set_id, CriterionRow.position)
    )
    for row in rows:
        text = CriterionText(row.code, row.label_zh, row.label_en, row.standard, row.required, row.points)
        found.setdefault(row.set_id, []).append(text)
    return found


def _deadlines(asked: _Asked) -> tuple[DeadlineRow, ...]:
    order = _Order(asked.today)
    by_newest = (Deadline.region_code,)
    found = [
        DeadlineRow(
            **_columns_of_all(row, region, by, order.standing(row.region_code, row.procedure, row.state)),
            procedure=row.procedure,
            state=row.state,
            days=row.days,
        )
        for row, region, by in _rows(asked, Deadline, by_newest)
    ]
    return tuple(sorted(found, key=lambda row: _PLACES[row.procedure, row.state]))


def _policies(asked: _Asked) -> tuple[PolicyRow, ...]:
    order = _Order(asked.today)
    by_newest = (Policy.region_code, Policy.kind, Policy.code, Policy.from_year.desc())
    return tuple(
        PolicyRow(**_columns_of_all(row, region, by, _of_policy(order, row)), policy=policy_on_file(row))
        for row, region, by in _rows(asked, Policy, by_newest)
    )


def _of_policy(order: _Order, row: Policy) -> Standing:
    last = date(row.to_year, 12, 31) if row.to_year else None
    return order.standing(row.region_code, row.code, row.from_year, first=date(row.from_year, 1, 1), last=last)


def _years(db: Session) -> tuple[ArrangedYear, ...]:
    year = extract("year", CalendarDay.day)
    working = func.sum(cast(CalendarDay.is_working_day, Integer))
    rows = db.execute(
        select(year, func.count(), working, func.min(CalendarDay.source)).group_by(year).order_by(year.desc())
    )
    return tuple(ArrangedYear(int(number), days, int(works), source) for number, days, works, source in rows)


def policy_row(db: Session, actor: Actor, policy_id: int) -> PolicyOnFile | None:
    """A policy that concerns a person's places."""
    row = db.scalars(
        select(Policy).where(Policy.id == policy_id, concerns(actor, Policy.region_code, None))
    ).one_or_none()
    return policy_on_file(row) if row else None
