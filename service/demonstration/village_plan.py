"""东湖渔业村 as plan D3 (三) counts it.

What the plan does not say (persons per year, sizes of households) is chosen so that every total agrees.
"""

from dataclasses import dataclass
from enum import StrEnum

from service.demonstration.seeds import (
    DISABILITY,
    ILLNESS,
    LACK_OF_LABOUR,
    ORDINARY_POOR,
    OTHER_CAUSE,
    SUBSISTENCE_POOR,
)

VILLAGE_CODE = "341522500598"
VILLAGE_NAME = "东湖渔业村"
HOUSEHOLDS = 552
PERSONS = 1480
GROUPS = tuple(f"{number}组" for number in "一二三四五六七八")


class Shape(StrEnum):
    """Who lives together."""

    FAMILY = "family"
    GRANDPARENTS = "grandparents"
    WIDOW = "widow"
    SICK_FAMILY = "sick_family"
    NO_LABOUR = "no_labour"


@dataclass(frozen=True)
class PoorPlan:
    """One of the 31: when it is to leave, why it is poor, how many they are."""

    exit_year: int
    size: int
    cause: str = OTHER_CAUSE
    shape: Shape = Shape.FAMILY
    class_code: str = ORDINARY_POOR
    head_name: str | None = None


def _families(exit_year: int, *sizes: int) -> tuple[PoorPlan, ...]:
    return tuple(PoorPlan(exit_year, size) for size in sizes)


POOR = (
    *_families(2016, 4, 4, 4, 4, 5, 3, 3),
    PoorPlan(2016, 6, head_name="方文喆"),  # neither 喆 nor 堃 is in GB 2312: they show the last fallback font
    PoorPlan(2016, 2, LACK_OF_LABOUR, Shape.GRANDPARENTS),
    PoorPlan(2016, 3, ILLNESS, Shape.SICK_FAMILY),
    *_families(2017, 4, 4, 4, 3, 5, 2, 6, 2),
    PoorPlan(2017, 4, LACK_OF_LABOUR, Shape.GRANDPARENTS),
    PoorPlan(2017, 3, ILLNESS, Shape.SICK_FAMILY),
    *_families(2018, 3, 3, 4, 4, 5),
    PoorPlan(2018, 3, LACK_OF_LABOUR, Shape.GRANDPARENTS),
    PoorPlan(2018, 5, LACK_OF_LABOUR, Shape.GRANDPARENTS),
    PoorPlan(2019, 3, head_name="汪永堃"),
    PoorPlan(2019, 3, LACK_OF_LABOUR, Shape.WIDOW),
    PoorPlan(2019, 4, ILLNESS, Shape.SICK_FAMILY),
    # The plan counts one subsistence household and one disabled household, of seven each: here they are one.
    PoorPlan(2019, 7, DISABILITY, Shape.NO_LABOUR, SUBSISTENCE_POOR),
)
"""31 households, 119 persons."""

OTHER_SIZES = {1: 85, 2: 175, 3: 155, 4: 75, 5: 25, 6: 6}
"""Households of each size among the other 521, 1,361 persons."""

RARE_HEAD_NAME = "沈家䶮"
"""Head of one of the others; 䶮 is in CJK Extension A."""
