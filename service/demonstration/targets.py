"""The founding plans' targets (D1 (二), D2 (二), D3 三) as rows of the target table."""

import csv
from datetime import date
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from service.models.target import Target, TargetCategory
from service.target_checks import wrong_categories

TARGETS_FILE = Path(__file__).parent / "data" / "targets.csv"
CATEGORIES_FILE = Path(__file__).parent / "data" / "target_categories.csv"

CATEGORIES: Final = ("industry_employment_ecology", "relocation", "education", "medical", "social_security")
"""Ways in which people of D1 (二) are helped: not the five actions of its (四)–(八), which are cut otherwise."""


def load_targets(connection: Connection, path: Path = TARGETS_FILE) -> int:
    """Add the targets that are not there yet. Their regions must have been imported.

    Args:
        connection: in a transaction of the caller's, who commits.
        path: CSV with a column for every column of the table.

    Returns:
        The number of targets added.
    """
    key = (Target.region_code, Target.unit, Target.from_year, Target.year, Target.source)
    stored = {tuple(row) for row in connection.execute(select(*key))}
    with path.open(encoding="utf-8", newline="") as file:
        targets = [_target(row) for row in csv.DictReader(file)]
    new = [target for target in targets if tuple(target[column.key] for column in key) not in stored]
    if new:
        connection.execute(insert(Target), new)
    return len(new)


def load_categories(connection: Connection, path: Path = CATEGORIES_FILE) -> int:
    """Add the categories of targets that are there, each once.

    Their sum need not be the target's number: one person may be helped in several ways.

    Args:
        connection: in a transaction of the caller's, who commits.
        path: CSV with region, unit, years and source of the target, the category and its number.

    Returns:
        The number of categories added.

    Raises:
        ValueError: a category is unknown, larger than its target, or belongs to none.
    """
    columns = (Target.region_code, Target.unit, Target.from_year, Target.year, Target.source, Target.id, Target.planned)
    of_key = {tuple(row[:5]): (row[5], row[6]) for row in connection.execute(select(*columns))}
    stored = {tuple(row) for row in connection.execute(select(TargetCategory.target_id, TargetCategory.category))}
    new: list[dict[str, Any]] = []
    with path.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            key = (row["region_code"], row["unit"], int(row["from_year"]), int(row["year"]), row["source"])
            if key not in of_key:
                raise ValueError(f"{row['category']} belongs to no target: {key}")
            target_id, planned = of_key[key]
            number = int(row["planned"])
            if row["category"] not in CATEGORIES:
                raise ValueError(f"{row['category']} is no category")
            if wrong_categories(planned, [(row["category"], number)]):
                raise ValueError(f"{row['category']}: {number} of {planned}; one category is no larger than its target")
            if (target_id, row["category"]) not in stored:
                new.append({"target_id": target_id, "category": row["category"], "planned": number})
    if new:
        connection.execute(insert(TargetCategory), new)
    return len(new)


def _target(row: dict[str, str]) -> dict[str, Any]:
    return {
        "region_code": row["region_code"],
        "unit": row["unit"],
        "from_year": int(row["from_year"]),
        "year": int(row["year"]),
        "planned": int(row["planned"]),
        "derived": row["derived"] == "yes",
        "total": row["total"] == "yes",
        "quote": row["quote"],
        "source": row["source"],
        "note": row["note"] or None,
        "actual_year": int(row["actual_year"]) if row["actual_year"] else None,
        "actual_on": date.fromisoformat(row["actual_on"]) if row["actual_on"] else None,
        "actual_source": row["actual_source"] or None,
        "actual_certain": row["actual_certain"] == "yes",
    }
