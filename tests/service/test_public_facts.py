"""The facts of a notice: they survive JSON, and facts that make no notice are refused."""

import json
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from service.notices.public_facts import NoticeFacts
from tests.service.specimen_notices import SPECIMENS, VARIANTS, VILLAGE_LIST


@pytest.mark.parametrize("name", [*SPECIMENS, *VARIANTS])
def test_facts_come_back_from_json_as_they_were(name: str) -> None:
    facts = (SPECIMENS | VARIANTS)[name]
    assert NoticeFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"kind": "poster"}, "no notice is called"),
        ({"rows": ()}, "lists no household"),
        ({"last_day": None}, "has no period"),
        ({"last_day": date(2018, 11, 1)}, "ends before it begins"),
        ({"kind": "amended_list"}, "replaces a publicity"),
        ({"kind": "correction"}, "is about a household"),
    ],
)
def test_facts_that_make_no_notice_are_refused(change: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(VILLAGE_LIST, **change)


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"phone": "0000-6210001"}, "has no field phone"),
        ({"year": "2018"}, "year is not of type int"),
        ({"working_days": 1}, "working_days is not of type bool"),
        ({"places": "村务公开栏"}, "places is not a list"),
        ({"printed_on": 20181120}, "printed_on is not a date"),
    ],
)
def test_json_of_another_shape_is_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        NoticeFacts.from_json(VILLAGE_LIST.to_json() | change)


def test_totals_count_the_rows() -> None:
    assert (VILLAGE_LIST.households, VILLAGE_LIST.persons) == (6, sum(row.persons for row in VILLAGE_LIST.rows))
