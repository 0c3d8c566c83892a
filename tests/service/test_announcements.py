"""What announcements say as the service issues them: whom people ask, and in which order the decision came about."""

import json
from collections.abc import Callable

import pytest
from sqlalchemy import insert, select

from service.models.notice import Notice
from service.models.office import Office
from service.notices.paper import render_html
from service.notices.public_facts import ANNOUNCEMENTS, Contact, NoticeFacts
from service.notices.typesetting import chinese_date
from tests.makers import COUNTY, TOWNSHIP, VILLAGE, World
from tests.service import walking as w

CITY, PROVINCE = COUNTY[:4], COUNTY[:2]
PHONES = {
    VILLAGE: "0000-6210001",
    TOWNSHIP: "0000-6220003",
    COUNTY: "0000-6230001",
    CITY: "0000-6240001",
    PROVINCE: "0000-6250001",
}
QUESTIONS = "对本公告有疑问或者需要反映情况的，请与下列单位联系。"


def enter_offices(world: World, *codes: str) -> None:
    """Offices whose names follow from the region."""
    names = dict.fromkeys(("spoken_name", "body_name", "number_prefix", "address", "supervisor_phone"), "")
    with world.database.write() as db:
        db.execute(insert(Office), [{**names, "region_code": code, "phone": PHONES[code]} for code in codes])


def identified(world: World) -> int:
    return w.identified(world, 1)[0]


def approved(world: World) -> int:
    return w.approved(world, 1)[0]


def revoked(walk: Callable[[World], int], login: str) -> Callable[[World], int]:
    def corrected(world: World) -> int:
        record = walk(world)
        world.find([record])
        world.fire("revoke", [record], login, "错退")
        return record

    return corrected


def approved_village(world: World) -> int:
    record = w.county_reviewed_village(world)
    world.fire("approve", [record], "city-approver")
    return record


def approved_county(world: World) -> int:
    record = w.publicized_county(world)
    world.complete_publicity(record, "county_exit_publicity")
    world.fire("approve", [record], "province-approver")
    return record


def issued(world: World, record: int, kind: str) -> NoticeFacts:
    with world.database.read() as db:
        text = db.execute(select(Notice.facts).where(Notice.id == world.notice_of(record, kind))).scalar_one()
    return NoticeFacts.from_json(json.loads(text))


ISSUED = [
    pytest.param("identification_announcement", identified, COUNTY, id="identification"),
    pytest.param("household_exit_announcement", approved, COUNTY, id="household exit"),
    pytest.param("village_exit_announcement", approved_village, CITY, id="village exit"),
    pytest.param("county_exit_announcement", approved_county, PROVINCE, id="county exit"),
    pytest.param("correction", revoked(approved, "city-approver"), CITY, id="correction of a household's"),
    pytest.param("correction", revoked(approved_village, "city-approver"), CITY, id="correction of a village's"),
    pytest.param("correction", revoked(approved_county, "province-approver"), PROVINCE, id="correction of a county's"),
]


def test_every_kind_of_announcement_is_looked_at() -> None:
    assert {parameters.values[0] for parameters in ISSUED} == ANNOUNCEMENTS


@pytest.mark.parametrize(("kind", "walk", "body"), ISSUED)
def test_an_announcement_names_the_office_of_the_body_that_decided_and_no_other(
    world: World, kind: str, walk: Callable[[World], int], body: str
) -> None:
    enter_offices(world, *PHONES)
    facts = issued(world, walk(world), kind)
    assert facts.contacts == (Contact(label=f"{facts.body}办公室", phone=PHONES[body]),)
    page = render_html(facts)
    assert QUESTIONS in page
    assert [phone for phone in PHONES.values() if phone in page] == [PHONES[body]]


@pytest.mark.parametrize(("kind", "walk", "body"), ISSUED)
def test_without_a_telephone_on_file_an_announcement_invites_nobody_to_call(
    world: World, kind: str, walk: Callable[[World], int], body: str
) -> None:
    enter_offices(world, *(code for code in PHONES if code != body))
    facts = issued(world, walk(world), kind)
    assert facts.contacts == ()
    page = render_html(facts)
    assert "请与下列单位联系" not in page
    assert "0000-" not in page


def test_an_identification_tells_of_the_township_s_review_between_the_two_publicities(world: World) -> None:
    facts = issued(world, identified(world), "identification_announcement")
    first, second = facts.earlier_periods
    assert facts.reviewed_on is not None
    assert first.last_day < facts.reviewed_on <= second.first_day
    page = render_html(facts)
    told = [
        page.index("进行第一次公示"),
        page.index(f"经柳林镇人民政府{chinese_date(facts.reviewed_on)}审核同意"),
        page.index("进行第二次公示"),
        page.index(f"经{facts.body}{chinese_date(facts.printed_on)}审定"),
    ]
    assert told == sorted(told)


def test_an_exit_tells_of_its_own_review_and_not_of_the_one_before_the_identification(world: World) -> None:
    record = approved(world)
    facts = issued(world, record, "household_exit_announcement")
    (publicity,) = facts.earlier_periods
    assert facts.reviewed_on is not None
    assert publicity.last_day < facts.reviewed_on


def test_no_column_of_years_is_empty(world: World) -> None:
    record = revoked(approved, "city-approver")(world)
    other = w.strike_off_publicized(world, 1)[0]
    year = world.clock.today().year
    for of, kind, printed in (
        (record, "identification_announcement", ("identified_year",)),
        (record, "household_exit_announcement", ("identified_year", "exit_year")),
        (record, "correction", ("exit_year",)),
        (other, "strike_off_list", ("identified_year",)),
    ):
        (row,) = issued(world, of, kind).rows
        assert [getattr(row, name) for name in printed] == [year] * len(printed), kind
