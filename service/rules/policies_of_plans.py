"""The policies that the founding plans fix, each with its section and its own sentence; a place adds others by page.

D1 is the plan of 汉中市 (6107), D2 that of 黑龙江省 (23). Where they conflict (D1 (六): 3000 yuan once; D2 (十六): 3000
yuan a year) both stand, and the region decides. Where a plan names no amount none is given. What the register does not
hold (the grade of a disability, whether an income is still unstable) makes no condition here.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from sqlalchemy import Connection, insert, select

from service.models.rules import Policy
from service.rules.policies_of_hanzhong import D1, OF_HANZHONG
from service.rules.policies_of_heilongjiang import D2, OF_HEILONGJIANG

HANZHONG, HEILONGJIANG = "6107", "23"
CONTINUATION: Final = (
    (D1 + "（二）", "脱贫摘帽后的贫困县、贫困村和贫困户，继续享受扶持政策"),
    (D2 + "（六）", "贫困村、贫困户脱贫后，给予扶贫政策延续"),
)
"""After an exit the policies continue (脱贫不脱政策): why their rules count households that have left."""

OF_PLANS: Final[Mapping[str, tuple[dict[str, Any], ...]]] = {HANZHONG: OF_HANZHONG, HEILONGJIANG: OF_HEILONGJIANG}
"""Rows by region."""


def load_policies(connection: Connection, at: datetime) -> bool:
    """Add the policies of the plans. The caller commits.

    Returns:
        False when they are there already; nothing was changed then.
    """
    shipped = select(Policy.id).where(Policy.region_code.in_(OF_PLANS), Policy.entered_by.is_(None))
    if connection.execute(shipped.limit(1)).first():
        return False
    rows = [
        {**row, "region_code": region, "certain": True, "entered_by": None, "entered_at": at}
        for region, policies in OF_PLANS.items()
        for row in policies
    ]
    connection.execute(insert(Policy), rows)
    return True
