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

TABLES: Final[dict[str, Procedure]] = {**PROCEDURES, OBJECTION.name: OBJECTION, CORRECTION.name: CORRECTION}
"""Those, and the procedures of an objection to one of their publicities and of a correction of the register."""
TABLES: Final[dict[str, Procedure]] = {**PROCEDURES, OBJECTION.name: OBJECTION, CAMPAIGN.name: CAMPAIGN}
"""Those, the procedure of an objection to one of their publicities, and the yearly round of a township."""
