"""The facts of a notice: they survive JSON, and numbers that must not be public are found in any of their texts."""

import json
from dataclasses import replace
from datetime import date

import pytest

from service.notices.public_facts import Contact, NoticeFacts, Row
from tests.service.specimen_notices import SPECIMENS, VARIANTS, VILLAGE_LIST


@pytest.mark.parametrize("name", [*SPECIMENS, *VARIANTS])
def test_facts_come_back_from_json_as_they_were(name: str) -> None:
    facts = (SPECIMENS | VARIANTS)[name]
    assert NoticeFacts.from_json(json.loads(json.dumps(facts.to_json()))) == facts


@pytest.mark.parametrize("name", [*SPECIMENS, *VARIANTS])
def test_the_specimens_hold_nothing_that_must_not_be_public(name: str) -> None:
    assert (SPECIMENS | VARIANTS)[name].check_public() == []


# Assembled here, so that no such number stands in the repository.
EIGHTEEN = "3400002" + "0000101" + "001X"
FIFTEEN = "340000" + "000101" + "001"
MOBILE = "13" + "000000000"


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"证号{EIGHTEEN}", "identity number"),
        (f"{EIGHTEEN[:6]} {EIGHTEEN[6:14]} {EIGHTEEN[14:]}", "identity number"),
        (FIFTEEN, "identity number"),
        (f"电话{MOBILE}。", "mobile number"),
        (f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}", "mobile number"),
        (MOBILE.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}), "mobile number"),
    ],
)
def test_a_number_that_must_not_be_public_is_found_with_its_field(text: str, what: str) -> None:
    facts = replace(
        VILLAGE_LIST, rows=(*VILLAGE_LIST.rows, Row(group="一组", head_name="王某", persons=1, remark=text))
    )
    (exposure,) = facts.check_public()
    assert str(exposure) == f"rows[6].remark: {what}"


@pytest.mark.parametrize("text", ["2018年11月21日", "0000-6210001", "341522500598", "石桥村公示〔2018〕3号", "312450"])
def test_dates_office_telephones_and_codes_may_be_public(text: str) -> None:
    assert replace(VILLAGE_LIST, amend_note=text).check_public() == []


def test_an_office_may_publish_a_mobile_number_of_its_own() -> None:
    assert replace(VILLAGE_LIST, contacts=(Contact(label="村民委员会", phone=MOBILE),)).check_public() == []


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
def test_facts_that_make_no_notice_are_refused(change: dict[str, object], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        replace(VILLAGE_LIST, **change)  # type: ignore[arg-type]


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
