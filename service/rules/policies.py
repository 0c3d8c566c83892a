"""Which policies hold for places and a year: of the rows of one code the nearest region's, then the newest."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import Connection, or_, select

from service.database import prefix_range
from service.models.rules import Policy
from service.rules.lookups import prefixes
from service.words.codes import CODES
from workflows.benefits import Often, Terms, Unit
from workflows.entitlement import Rule, Standing, names_health, read_rule
from workflows.roles import covers

RULE_CODES: Final[Mapping[str, tuple[str, ...]]] = {**CODES, "standing": tuple(each.value for each in Standing)}
"""Values that a fact of a rule may have, by code table."""


@dataclass(frozen=True, kw_only=True)
class PolicyOnFile:
    """A policy as its row says it.

    `health`: its rule tells how healthy somebody is. `extension`: under which a monthly benefit may run on.
    """

    id: int
    code: str
    region_code: str
    kind: str
    name_zh: str
    name_en: str
    from_year: int
    to_year: int | None
    terms: Terms
    rule: Rule
    extension: Rule | None
    quote: str
    source: str
    certain: bool
    entered_at: datetime

    @property
    def health(self) -> bool:
        """Whether whoever meets it is known to be ill or disabled."""
        return names_health(self.rule)


def policies_around(connection: Connection, place: str) -> list[PolicyOnFile]:
    """Every row that binds a place or lies within it, from the nation down and from old to new."""
    found = connection.execute(
        select(Policy.__table__)
        .where(or_(Policy.region_code.in_(prefixes(place)), prefix_range(Policy.region_code, place)))
        .order_by(Policy.id)
    )
    return sorted((policy_on_file(row) for row in found), key=lambda each: len(each.region_code))


def policies_of(rows: Iterable[PolicyOnFile], place: str, year: int) -> list[PolicyOnFile]:
    """Those of the rows that hold for a place in a year.

    Args:
        rows: as `policies_around` gives them.
    """
    newest: dict[tuple[str, str, int], PolicyOnFile] = {}
    for row in rows:
        if covers(row.region_code, place):
            newest[row.code, row.region_code, row.from_year] = row
    nearest: dict[str, PolicyOnFile] = {}
    for row in sorted(newest.values(), key=lambda each: (len(each.region_code), each.from_year, each.id)):
        if row.from_year <= year and (row.to_year is None or year <= row.to_year):
            nearest[row.code] = row
    return sorted(nearest.values(), key=lambda each: each.id)


def policy_on_file(row: Any) -> PolicyOnFile:
    """A row of the table with its rule read."""
    return PolicyOnFile(
        **{name: getattr(row, name) for name in _AS_THEY_STAND},
        terms=Terms(
            unit=Unit(row.unit),
            often=Often(row.often),
            amount=_yuan(row.amount),
            cap=_yuan(row.cap),
            most_months=row.most_months,
            period_years=row.period_years,
            on_request=row.on_request,
        ),
        rule=read_rule(row.rule),
        extension=read_rule(row.extension) if row.extension else None,
    )


_AS_THEY_STAND: Final[Sequence[str]] = (
    "id",
    "code",
    "region_code",
    "kind",
    "name_zh",
    "name_en",
    "from_year",
    "to_year",
    "quote",
    "source",
    "certain",
    "entered_at",
)


def _yuan(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else amount.quantize(Decimal("0.01"))


def policies_in_force(connection: Connection, place: str, year: int) -> list[PolicyOnFile]:
    """The policies of a place in a year."""
    return policies_of(policies_around(connection, place), place, year)
