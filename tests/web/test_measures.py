"""Pages of measures: what a household is entitled to and received, lists of a place, entering and taking back."""

import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from sqlalchemy import func, select

from service.demonstration.evidence import evidence_file
from service.models.benefit import Benefit
from tests.makers import COUNTY, OTHER_VILLAGE, VILLAGE
from tests.service import walking
from tests.service.policies import at_school, become, bring_in, pay, people, policy
from tests.web.offices import Office, open_office, text_of
from tests.web.rule_answers import POLICY

RULE = ("rule_standing", "rule_schooling", "rule_boarding", "rule_age_least")
PAID = {"paid_on": "2018-09-10", "fund": "县级财政", "reason": ""}


@pytest.fixture
def office(migrated_file: Path, tmp_path: Path) -> Iterator[Office]:
    """A household that was identified in 2018, with a boarder at primary school and a policy for him."""
    with open_office(migrated_file, tmp_path) as opened:
        walking.identified(opened.world, 1)
        at_school(opened.world, 1)
        bring_in(opened.world, "primary_boarder")
        yield opened


def form_of(office: Office, query: str = "households=1") -> str:
    return f"/measures/enter?{query}&policy={policy(office.world, 'primary_boarder').id}&year=2018"


def enter(office: Office, login: str = "clerk", amount: str = "1000", **answers: Any):  # type: ignore[no-untyped-def]
    """Send the payment of the boarder."""
    path, member = form_of(office), people(office.world, 1)[-1]
    hidden = office.official(login).opened(path)
    ticked = {"to": f"1-{member}", f"amount-1-{member}": amount}
    return office.official(login).client.post(path, data={**hidden, **PAID, **ticked, **answers})


def on_file(office: Office) -> int:
    with office.world.database.read() as db:
        return db.execute(select(func.count()).select_from(Benefit)).scalar_one()


def test_a_household_sees_who_is_entitled_by_which_rule_and_document(office: Office) -> None:
    page = text_of(office.page("clerk", "/measures/households/1?year=2018"))
    for shown in (
        "Allowance for primary boarders",
        "1,000 yuan, per person, once a year",
        "Standing in the register: Registered as poor or Out of poverty; School attended: Primary school; "
        "Boards at school: yes",
        "青河县扶贫办〔2018〕3号",
        "小学1000元",
        "not yet paid",
    ):
        assert shown in page, shown


def test_what_is_entered_is_received_and_stands_on_the_page(office: Office) -> None:
    assert enter(office).status_code == 302
    page = text_of(office.page("clerk", "/measures/households/1?year=2018"))
    assert re.search(r"1,000 1,000 received", page)
    assert "县级财政" in page


def test_a_second_payment_is_refused_beside_its_field_and_what_was_typed_stays(office: Office) -> None:
    enter(office)
    answer = enter(office, fund="市级财政")
    assert answer.status_code == 422
    assert "received it already: 1,000 yuan on 10 September 2018" in text_of(answer.text)
    assert "市级财政" in answer.text
    assert on_file(office) == 1
    assert enter(office, reason="重复发放，正在追回", again="y").status_code == 302
    assert "Paid twice (2 payments)" in office.page("clerk", "/measures/households/1?year=2018")


def test_the_payment_list_stands_beside_the_payment(office: Office) -> None:
    file = evidence_file("发放名册")
    answer = enter(office, evidence=(BytesIO(file.content), "list.pdf"))
    assert answer.status_code == 302
    page = office.page("clerk", "/measures/households/1?year=2018")
    (url,) = re.findall(r'href="(/attachments/\d+)"', page)
    assert office.official("clerk").get(url).status_code == 200
    assert office.official("other-clerk").get(url).status_code == 404


def test_more_than_the_policy_gives_asks_for_a_reason(office: Office) -> None:
    answer = enter(office, amount="1250")
    assert answer.status_code == 422
    assert "would receive more than the policy gives" in text_of(answer.text)
    assert enter(office, amount="1250", reason="县里提高了标准").status_code == 302
    assert "Above the amount (250 yuan too much)" in office.page("clerk", "/measures/households/1?year=2018")


@pytest.mark.parametrize("amount", ["", "abc", "NaN", "9" * 40, "1e3000"])
def test_an_amount_that_is_none_is_told_and_stays_typed(office: Office, amount: str) -> None:
    answer = enter(office, amount=amount)
    assert answer.status_code == 422
    assert on_file(office) == 0


def test_a_list_of_households_is_entered_at_once(office: Office) -> None:
    walking.identified(office.world, 1)
    at_school(office.world, 2)
    path = form_of(office, "households=1,2")
    page = office.page("clerk", path)
    ticked = re.findall(r'name="to" value="([0-9-]+)"[^>]* checked', page)
    assert ticked == [f"{home}-{people(office.world, home)[-1]}" for home in (1, 2)]
    amounts = dict(re.findall(r'name="(amount-[0-9-]+)" value="([0-9.]*)"', page))
    hidden = office.official("clerk").opened(path)
    answer = office.official("clerk").client.post(path, data={**hidden, **PAID, **amounts, "to": ticked})
    assert answer.status_code == 302
    assert on_file(office) == 2


def test_an_entry_is_taken_back_with_its_reason_and_stays_to_be_read(office: Office) -> None:
    (benefit,) = pay(office.world, "primary_boarder", (1, people(office.world, 1)[-1], "1000"))
    path = f"/measures/{benefit}/take-back"
    clerk = office.official("clerk")
    assert clerk.client.post(path, data=clerk.opened(path)).status_code == 422
    assert clerk.client.post(path, data={**clerk.opened(path), "reason": "记错了人"}).status_code == 302
    assert "Taken back: 记错了人" in text_of(office.page("clerk", "/measures/households/1?year=2018"))


def test_who_may_not_enter_reads_only(office: Office) -> None:
    page = office.page("auditor", "/measures/households/1")
    assert "Enter a payment" not in page
    assert office.official("auditor").get(form_of(office)).status_code == 403
    for path in ("/measures/households/1", form_of(office), f"/measures/places/{VILLAGE}"):
        assert office.official("other-clerk").get(path).status_code == 404
    (benefit,) = pay(office.world, "primary_boarder", (1, people(office.world, 1)[-1], "1000"))
    assert office.official("other-clerk").get(f"/measures/{benefit}/take-back").status_code == 404


def test_households_of_two_villages_are_not_mixed_in_one_list(office: Office) -> None:
    (elsewhere,) = office.world.households(1, OTHER_VILLAGE)
    assert office.official("clerk").get(f"/measures/enter?households=1,{elsewhere}").status_code == 404


def test_the_lists_of_village_and_county_show_what_is_found_and_filter_it(office: Office) -> None:
    member = people(office.world, 1)[-1]
    pay(office.world, "primary_boarder", (1, member, "1000"))
    pay(office.world, "primary_boarder", (1, member, "1000"), again=True, reason="名单重复")
    for login, code in (("clerk", VILLAGE), ("county", COUNTY)):
        page = text_of(office.page(login, f"/measures/places/{code}?year=2018"))
        assert "Paid twice (2 payments) 名单重复" in page
        page = text_of(office.page(login, f"/measures/places/{code}?year=2018&finding=missing"))
        assert "Nothing is found" in page
    assert office.official("province").get("/measures/places/99").status_code == 404


def test_a_disabled_members_allowance_is_shown_to_those_only_who_need_to_know(office: Office) -> None:
    become(office.world, people(office.world, 1)[0], health="disabled")
    bring_in(office.world, "disability_allowance")
    assert "Living allowance for disabled people" in office.page("clerk", "/measures/households/1?year=2018")
    for login in ("auditor", "data", "county-approver"):
        assert "Living allowance for disabled people" not in office.page(login, "/measures/households/1?year=2018")


def test_funds_of_the_team_and_the_village_are_entered_for_the_village(office: Office) -> None:
    office.world.designate("village", VILLAGE)
    bring_in(office.world, "village_fund")
    path = f"/measures/enter?village={VILLAGE}&policy={policy(office.world, 'village_fund').id}&year=2018"
    hidden = office.official("township").opened(path)
    answer = office.official("township").client.post(path, data={**hidden, **PAID, "to": "0-0", "amount-0-0": "30000"})
    assert answer.status_code == 302
    page = text_of(office.page("township", f"/measures/places/{VILLAGE}?year=2018"))
    assert "in all 30,000 of 80,000" in page


def test_the_card_names_what_may_be_claimed_and_what_came(office: Office) -> None:
    pay(office.world, "primary_boarder", (1, people(office.world, 1)[-1], "1000"))
    answer = office.official("auditor").get("/measures/households/1/card.pdf?year=2018")
    assert answer.status_code == 200
    text = re.sub(r"\s", "", "".join(page.extract_text() for page in PdfReader(BytesIO(answer.data)).pages))
    for printed in ("政策享受明白卡", "2018年度", "小学寄宿生生活补贴", "1,000元"):
        assert printed in text, printed


def test_a_policy_is_tried_out_before_it_is_entered(office: Office) -> None:
    data = office.official("data")
    answer = data.post("/rules/policy/new", {**POLICY, "rule_age_least": "", "preview": "1"})
    page = text_of(answer.text)
    assert "School attended: Primary school; Boards at school: yes" in page
    assert "it is met by 1 household, 1 person" in page
    assert "Allowance for boarders" in answer.text
    assert "is not counted" in text_of(
        data.post("/rules/policy/new", {**POLICY, "rule_disabled": "yes", "preview": "1"}).text
    )


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"code": "Boarder 1"}, "A code begins with a small Latin letter"),
        (
            {"rule_standing": "", "rule_schooling": "", "rule_boarding": "", "rule_age_least": ""},
            "at least one condition",
        ),
        ({"unit": "village"}, "no conditions on households or people"),
        ({"often": "period"}, "Fill this in."),
        ({"most_months": "12"}, "outside what is possible"),
        ({"rule_age_most": "3"}, "outside what is possible"),
        ({"to_year": "2017"}, "The end lies before the beginning."),
    ],
)
def test_a_policy_that_cannot_be_weighed_is_refused(office: Office, changes: dict[str, str], told: str) -> None:
    data = {name: value for name, value in {**POLICY, **changes}.items() if value}
    answer = office.official("data").post("/rules/policy/new", data)
    assert answer.status_code == 422
    assert told in text_of(answer.text)


def test_a_policy_is_entered_anew_from_the_row_that_stands(office: Office) -> None:
    row = policy(office.world, "primary_boarder").id
    page = office.page("data", f"/rules/policy/new?row={row}")
    assert 'value="primary_boarder"' in page
    assert "小学1000元" in page
    assert re.search(r'value="primary"[^>]*checked|checked[^>]*value="primary"', page)


def test_the_number_of_statements_does_not_grow_with_the_list(office: Office) -> None:
    path = f"/measures/places/{VILLAGE}?year=2018&finding="
    office.page("clerk", path)
    with office.counted() as few:
        office.page("clerk", path)
    walking.identified(office.world, 3)
    # Days have passed: whoever signed in is looked up anew.
    office.page("clerk", path)
    with office.counted() as many:
        office.page("clerk", path)
    assert len(few) == len(many)
