"""The rules. No Flask, no SQL, no paper, no clock: what may follow what, by whom, and what must hold."""

from typing import Final

from workflows.campaign import CAMPAIGN
from workflows.correction import CORRECTION
from workflows.county import COUNTY
from workflows.declare import Procedure
from workflows.household import HOUSEHOLD
from workflows.objection import OBJECTION
from workflows.village import VILLAGE

PROCEDURES: Final[dict[str, Procedure]] = {procedure.name: procedure for procedure in (HOUSEHOLD, VILLAGE, COUNTY)}
"""Every procedure that a record goes through, by name."""

TABLES: Final[dict[str, Procedure]] = PROCEDURES | {table.name: table for table in (OBJECTION, CORRECTION, CAMPAIGN)}
"""Those, and the procedures that move no record: of an objection, of a correction, of a township's yearly round."""
