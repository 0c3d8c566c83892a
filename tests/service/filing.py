"""Files papers as the pages do: through the function that asks who, about what and when."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select

from service.documents.filing import Evidence, file_documents
from service.documents.forms import FORMS
from service.models.document import Document
from tests.makers import World, new_key
from tests.service.walking import MEETING

SHARED_MEETING = {name: MEETING[name] for name in ("due", "present", "signed")}
VOTES = {"votes_for": 30, "votes_against": 1}


def put(
    world: World,
    kind: str,
    records: list[int],
    own: Mapping[str, Any],
    shared: Mapping[str, Any] | None = None,
    *,
    login: str = "clerk",
    procedure: str = "household",
    dated_on: date | None = None,
    year: int | None = None,
    scans: tuple[int, ...] = (),
    evidence: tuple[Evidence, ...] = (),
    key: str = "",
) -> list[int]:
    """File the same answers for every record."""
    actor = world.actor(login)
    with world.database.write() as db:
        return file_documents(
            db,
            FORMS[procedure, kind],
            records,
            dict.fromkeys(records, own),
            shared or {},
            dated_on or world.clock.today(),
            year,
            scans,
            actor,
            world.clock.now(),
            key or new_key(),
            evidence=evidence,
        )


def number_of_documents(world: World) -> int:
    """How many are on file, of any kind."""
    with world.database.read() as db:
        return len(db.scalars(select(Document.id)).all())


def income(**changes: Any) -> dict[str, Any]:
    """A worksheet of a household of three that has nothing, with changes."""
    amounts = dict.fromkeys(("wages", "business", "transfer", "property_income", "costs"), "0.00")
    return {**amounts, "persons": 3, **changes}
