"""A step that must be refused, with nothing moved."""

import pytest

from service.firing import Refused
from tests.makers import World


def refused(world: World, step: str, ids: list[int], login: str, opinion: str = "") -> dict[int, set[str]]:
    """Codes of the reasons by record; everything in the database must stand as before."""
    before = world.everything()
    with pytest.raises(Refused) as caught:
        world.fire(step, ids, login, opinion)
    assert world.everything() == before
    return {id: {found.code for found in reasons} for id, reasons in caught.value.reasons.items()}
