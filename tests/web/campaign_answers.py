"""Addresses and forms of the yearly round and of progress: what they ask, and what would be answered well."""

from typing import Final

from tests.makers import COUNTY, VILLAGE

CAMPAIGN_ASKED: Final[dict[str, tuple[str, ...]]] = {
    "/campaigns/": ("before",),
    f"/campaigns/rolls/1/villages/{VILLAGE}": ("show", "after"),
    "/campaigns/rolls/1/roll.pdf": ("village",),
    "/targets/progress": ("place", "unit"),
    "/targets/slippage": ("place",),
}

CAMPAIGN_FORMS: Final[dict[str, tuple[str, dict[str, str]]]] = {
    "/campaigns/new": ("county", {"county": COUNTY, "year": "2018", "deadline_on": "2018-12-31"}),
    "/campaigns/rolls/1/begin": ("township", {"version": "1"}),
    "/campaigns/rolls/1/sign_secretary_of_township": (
        "township",
        {"version": "1", "signer": "甲某", "signed_on": "2018-10-09"},
    ),
    f"/campaigns/rolls/1/villages/{VILLAGE}": (
        "clerk",
        {"decision": "as_suggested", "reason": "走访核实", "household": "1"},
    ),
    f"/campaigns/rolls/1/villages/{VILLAGE}/last-year": (
        "team",
        {"confirmed": "yes", "reason": "走访核实", "entry": "1-exit"},
    ),
    f"/targets/slippage/village/{VILLAGE}": ("clerk", {"explanation": "产业推迟", "expected_year": "2019"}),
}
