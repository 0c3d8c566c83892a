"""A set of exit criteria as a data manager enters it, with its items."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy import insert
from sqlalchemy.orm import Session

from service.models.rules import CriteriaSetRow, CriterionRow
from service.rules.entering import CODE, FIRST_YEAR, Fault, Origin, RuleRefused, next_year
from service.rules.lookups import CriterionText

CRITERIA_OF: Final = ("household", "village")


@dataclass(frozen=True, kw_only=True)
class CriteriaTerms:
    """A criteria set: every required item must be met; with `pass_points` the points of those met must reach them."""

    procedure: str
    name: str
    from_year: int
    to_year: int | None
    pass_points: int | None
    items: Sequence[CriterionText]


def enter_criteria(db: Session, origin: Origin, terms: CriteriaTerms) -> int:
    """A criteria set with its items.

    Raises:
        RuleRefused: nothing was entered; faults of an item are named `items-<place>-<field>`.
    """
    faults = origin.faults()
    if terms.procedure not in CRITERIA_OF:
        faults["procedure"] = Fault.UNKNOWN
    if not terms.name.strip():
        faults["name"] = Fault.LABEL_MISSING
    if not FIRST_YEAR <= terms.from_year <= next_year(origin):
        faults["from_year"] = Fault.OUT_OF_RANGE
    if terms.to_year is not None and terms.to_year < terms.from_year:
        faults["to_year"] = Fault.LAST_BEFORE_FIRST
    faults |= _item_faults(terms.items)
    if terms.pass_points is None:
        if terms.items and not any(item.required for item in terms.items):
            faults["items"] = Fault.NOTHING_REQUIRED
    elif not 0 < terms.pass_points <= sum(item.points for item in terms.items):
        faults["pass_points"] = Fault.POINTS_UNREACHABLE
    if faults:
        raise RuleRefused(faults)
    values = {name: value for name, value in terms.__dict__.items() if name != "items"}
    set_id = db.execute(
        insert(CriteriaSetRow).values(**origin.columns(), **values).returning(CriteriaSetRow.id)
    ).scalar_one()
    rows = [{"set_id": set_id, "position": place, **item.__dict__} for place, item in enumerate(terms.items)]
    db.execute(insert(CriterionRow), rows)
    return set_id


def _item_faults(items: Sequence[CriterionText]) -> dict[str, Fault]:
    faults: dict[str, Fault] = {} if items else {"items": Fault.NO_ITEMS}
    codes: set[str] = set()
    for place, item in enumerate(items):
        if not CODE.fullmatch(item.code):
            faults[f"items-{place}-code"] = Fault.CODE_MALFORMED
        elif item.code in codes:
            faults[f"items-{place}-code"] = Fault.CODE_TWICE
        codes.add(item.code)
        for label in ("label_zh", "label_en", "standard"):
            if not getattr(item, label).strip():
                faults[f"items-{place}-{label}"] = Fault.LABEL_MISSING
        if not 0 <= item.points <= 1000:
            faults[f"items-{place}-points"] = Fault.OUT_OF_RANGE
    return faults
