"""What was refused, and why: a step with nothing moved, an act with its reasons by field."""

import pytest

from service.competence import ActRefused
from service.firing import Refused
from tests.makers import World


def refused(world: World, step: str, ids: list[int], login: str, opinion: str = "") -> dict[int, set[str]]:
    """Codes of the reasons by record; everything in the database must stand as before."""
    before = world.everything()
    with pytest.raises(Refused) as caught:
        world.fire(step, ids, login, opinion)
    assert world.everything() == before
    return {id: {found.code for found in reasons} for id, reasons in caught.value.reasons.items()}


def codes(caught: pytest.ExceptionInfo[ActRefused]) -> dict[str, list[str]]:
    """Codes of the reasons by the field that they belong to."""
    return {field: [each.code for each in found] for field, found in caught.value.reasons.items()}
