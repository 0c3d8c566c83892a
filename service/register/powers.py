"""Who keeps the register of a village, who decides corrections, who moves a household from one village to another."""

from typing import Final

from workflows.correction import DECIDERS, PROPOSERS
from workflows.roles import Role

KEEPERS: Final = PROPOSERS
"""Who enters and changes households and people of a village, and records what happened in their lives."""

CORRECTORS: Final = DECIDERS
"""Who decides on a correction of what was approved: never its proposer."""

MOVERS: Final = (
    Role.TOWNSHIP_REVIEWER,
    Role.COUNTY_REVIEWER,
    Role.CITY_REVIEWER,
    Role.PROVINCE_REVIEWER,
)
"""Who moves a household to another village: with a post that covers both."""

LONGEST_REASON: Final = 500
