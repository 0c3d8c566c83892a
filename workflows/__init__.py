"""The rules. No Flask, no SQL, no paper, no clock: what may follow what, by whom, and what must hold."""

from typing import Final

from workflows.county import COUNTY
from workflows.declare import Procedure
from workflows.household import HOUSEHOLD
from workflows.village import VILLAGE

PROCEDURES: Final[dict[str, Procedure]] = {procedure.name: procedure for procedure in (HOUSEHOLD, VILLAGE, COUNTY)}
"""Every procedure by name."""
