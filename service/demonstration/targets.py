"""The founding plans' targets (D1 (二), D2 (二), D3 三) as rows of the target table."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, insert, select

from service.models.target import Target

TARGETS_FILE = Path(__file__).parent / "data" / "targets.csv"


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
