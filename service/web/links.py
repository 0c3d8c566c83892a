"""Links to pages that may be closed to the visitor, and where the pages of records lie."""

from typing import Any

from flask import url_for

from service.access import may_open


def link(endpoint: str, **values: Any) -> str | None:
    """The address of a page, or None when the visitor may not open it: the text then stands without a link."""
    return url_for(endpoint, **values) if may_open(endpoint) else None


def record_url(procedure: str, region_code: str, household_id: int | None, cycle: int | None = None) -> str:
    """The page of a household's, village's or county's record; its newest cycle unless one is named."""
    if household_id is not None:
        return url_for("households.show", household_id=household_id, cycle=cycle)
    endpoint = "villages.show" if procedure == "village" else "counties.show"
    return url_for(endpoint, code=region_code, cycle=cycle)
