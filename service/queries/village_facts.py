"""What villages own and build, as pages show it: of one village in full, of a wider place in totals."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

from sqlalchemy import select
from sqlalchemy.orm import Session

from service.database import prefix_range
from service.models.region import Region, short_name
from service.models.register import VillageAsset, VillageProject
from service.people import Actor
from service.queries.visible import visible_to
from service.register.fields import FACTS, Subject

_MODELS: Final[Mapping[Subject, Any]] = {Subject.ASSET: VillageAsset, Subject.PROJECT: VillageProject}


@dataclass(frozen=True)
class VillageFact:
    """An asset or a project: values by the name of the fact."""

    id: int
    version: int
    values: Mapping[str, Any]


@dataclass
class VillageTotals:
    """What a village has: assets that it still owns with their value, projects with their funds, in yuan."""

    code: str
    name: str
    assets: int = 0
    value: Decimal = Decimal(0)
    projects: int = 0
    amount: Decimal = Decimal(0)


def facts_of_village(db: Session, subject: Subject, village_code: str) -> list[VillageFact]:
    """Assets or projects of a village in the order in which they were entered; the caller has checked its place."""
    model = _MODELS[subject]
    rows = db.scalars(select(model).where(model.village_code == village_code).order_by(model.id))
    return [_fact(subject, row) for row in rows]


def village_fact(db: Session, subject: Subject, village_code: str, id: int) -> VillageFact | None:
    """One of them."""
    model = _MODELS[subject]
    row = db.scalars(select(model).where(model.id == id, model.village_code == village_code)).one_or_none()
    return _fact(subject, row) if row is not None else None


def totals_below(db: Session, actor: Actor, place: str) -> list[VillageTotals]:
    """Totals of every village of a place that has any, in the order of their codes, in two statements."""
    totals: dict[str, VillageTotals] = {}
    for model, amount in ((VillageAsset, VillageAsset.value), (VillageProject, VillageProject.amount)):
        ended = VillageAsset.ended_on if model is VillageAsset else VillageProject.finished_on
        # SQLite has no decimals: what it sums up is a float.
        rows = db.execute(
            select(model.village_code, Region.name, amount, ended)
            .join(Region, Region.code == model.village_code)
            .where(prefix_range(model.village_code, place), visible_to(actor, model.village_code))
        )
        for code, name, each, over in rows:
            of = totals.setdefault(code, VillageTotals(code, short_name(name)))
            if model is VillageProject:
                of.projects += 1
                of.amount += each
            elif over is None:
                of.assets += 1
                of.value += each
    return [totals[code] for code in sorted(totals)]


def _fact(subject: Subject, row: Any) -> VillageFact:
    return VillageFact(row.id, row.version, {name: getattr(row, name) for name in FACTS[subject]})
