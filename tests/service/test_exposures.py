"""What must not be public is found in the facts before issue and on the paper after it, and nothing else is."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from service.competence import ActRefused
from service.firing import Refused
from service.models.notice import NoticePdf
from service.notices import issue, paper
from service.notices.exposures import HEALTH_WORDS, exposures_in, exposures_on_paper, page_texts
from service.notices.paper import render_pdf
from service.notices.printing import print_notice
from service.notices.public_facts import Contact, NoticeFacts, Row
from tests.makers import World
from tests.service.specimen_notices import SPECIMENS, VARIANTS, VILLAGE_LIST, rows
from tests.service.walking import publicized, verified

ALL = SPECIMENS | VARIANTS

# Assembled here, so that no such number stands in the repository.
EIGHTEEN = "3400002" + "0000101" + "001X"
FIFTEEN = "340000" + "000101" + "001"
MOBILE = "13" + "000000000"
# 19, 16 and 17 digits that pass Luhn's check, and the neighbour of the first that does not.
CARD = "622848" + "0000000000" + "000"
CARD_OF_16 = "45320151" + "12830366"
CARD_OF_17 = "4532015112" + "8303608"
NO_CARD = CARD[:-1] + "1"


def told(facts: NoticeFacts) -> list[str]:
    return [str(exposure) for exposure in exposures_in(facts)]


def with_remark(text: str) -> NoticeFacts:
    return replace(VILLAGE_LIST, rows=(*VILLAGE_LIST.rows, Row(group="一组", head_name="王某", persons=1, remark=text)))


@pytest.mark.parametrize("name", ALL)
def test_the_specimens_hold_nothing_that_must_not_be_public(name: str) -> None:
    assert exposures_in(ALL[name]) == []
    assert exposures_on_paper(render_pdf(ALL[name]), ALL[name]) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (f"证号{EIGHTEEN}", "identity number"),
        (f"{EIGHTEEN[:6]} {EIGHTEEN[6:14]} {EIGHTEEN[14:]}", "identity number"),
        (FIFTEEN, "identity number"),
        (f"电话{MOBILE}。", "mobile number"),
        (f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}", "mobile number"),
        (MOBILE.translate({ord(str(digit)): chr(0xFF10 + digit) for digit in range(10)}), "mobile number"),
        (f"卡号{CARD}", "bank card number"),
        (f"{CARD_OF_16[:4]} {CARD_OF_16[4:8]} {CARD_OF_16[8:12]} {CARD_OF_16[12:]}", "bank card number"),
        (CARD_OF_16, "bank card number"),
        (CARD_OF_17, "bank card number"),
        *((f"户主{word}", "word of health") for word in HEALTH_WORDS),
        ("患 有\n大 病", "word of health"),
    ],
)
def test_what_must_not_be_public_is_found_with_its_field(text: str, what: str) -> None:
    assert told(with_remark(text)) == [f"rows[6].remark: {what}"]


@pytest.mark.parametrize(
    "text",
    [
        "2018年11月21日",
        "0000-6210001",
        "341522500598",
        "石桥村公示〔2018〕3号",
        "312450",
        NO_CARD,
        CARD + "0",
        EIGHTEEN[:17],
        FIFTEEN[:14],
        MOBILE[:10],
        MOBILE + "0",
        "已参加基本医疗保险和大病保险",
        "残疾人联合会已核实",
        "健康扶贫",
    ],
)
def test_what_may_be_public_is_no_exposure(text: str) -> None:
    assert told(with_remark(text)) == []


def test_a_word_of_health_tells_of_a_person_only_beside_a_name() -> None:
    name = VILLAGE_LIST.rows[2].head_name
    assert told(replace(VILLAGE_LIST, amend_note=f"{name}户因病")) == ["amend_note: word of health"]
    assert told(replace(VILLAGE_LIST, amend_note="防止因病致贫")) == []
    assert told(replace(VILLAGE_LIST, amend_note=f"{name}户异议成立。防止因病致贫")) == []


def test_an_office_may_publish_a_mobile_number_of_its_own_and_nobody_another() -> None:
    own = replace(VILLAGE_LIST, contacts=(Contact(label="村民委员会", phone=f"{MOBILE[:3]}-{MOBILE[3:]}"),))
    assert told(own) == []
    assert exposures_on_paper(render_pdf(own), own) == []
    assert told(replace(own, amend_note=f"拨打{MOBILE}")) == []
    other = MOBILE[:-1] + "1"
    several = replace(own, contacts=(Contact(label="村民委员会", phone=f"{MOBILE}、{other}"),))
    assert told(several) == []
    assert told(replace(own, amend_note=f"拨打{other}")) == ["amend_note: mobile number"]


@pytest.mark.parametrize(
    ("text", "what"),
    [
        (EIGHTEEN, "identity number"),
        (FIFTEEN, "identity number"),
        (MOBILE, "mobile number"),
        (CARD, "bank card number"),
    ],
)
@pytest.mark.parametrize("before", ["", "甲乙丙丁戊己庚辛壬", "甲乙丙丁戊己庚辛壬癸子丑寅卯"])
def test_a_number_on_the_paper_is_found_wherever_its_line_ends(text: str, what: str, before: str) -> None:
    shown = replace(VILLAGE_LIST, places=(f"{before}{text}号",))
    found = [str(exposure) for exposure in exposures_on_paper(render_pdf(shown), shown)]
    assert found == [f"page[0]: {what}"]


def test_a_word_of_health_on_the_page_of_a_list_is_found_and_in_the_law_it_is_not() -> None:
    first_list = replace(with_remark("因残"), kind="household_first_list")
    found = exposures_on_paper(render_pdf(first_list), first_list)
    assert [str(exposure) for exposure in found] == ["page[2]: word of health"]
    long = replace(first_list, rows=(*first_list.rows, *rows(60)))
    found = exposures_on_paper(render_pdf(long), long)
    assert [str(exposure) for exposure in found] == ["page[2]: word of health"]
    law = replace(VILLAGE_LIST, places=("防止因病致贫宣传栏",))
    assert exposures_on_paper(render_pdf(law), law) == []


def test_cells_of_digits_side_by_side_are_no_number() -> None:
    rows = tuple(Row(group="", head_name="王某", persons=13, identified_year=2014, exit_year=2018) for _ in range(3))
    facts = replace(VILLAGE_LIST, rows=rows)
    pdf = render_pdf(facts)
    assert "13 2014 2018" in page_texts(pdf)[-1]
    assert exposures_on_paper(pdf, facts) == []


def test_a_notice_whose_paper_exposes_somebody_is_not_printed_and_so_not_posted(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = publicized(world, 1)
    notice_id = world.notice_of(ids[0], "household_exit_list")
    monkeypatch.setattr(paper, "render_pdf", lambda facts: render_pdf(replace(facts, places=(f"电话{MOBILE}",))))
    with pytest.raises(ActRefused) as refused:
        print_notice(world.database, tmp_path, notice_id, world.actor("clerk"), world.tick())
    (why,) = refused.value.reasons[""]
    assert (why.code, why.figures["where"], why.figures["what"]) == ("not_public", "page[0]", "mobile number")
    assert not list(tmp_path.rglob("*.pdf"))
    with world.database.read() as db:
        assert notice_id not in db.scalars(select(NoticePdf.notice_id)).all()


def test_facts_that_expose_somebody_are_not_issued(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = verified(world, 1)
    draft = issue.draft

    def exposing(*arguments: Any) -> NoticeFacts:
        return replace(draft(*arguments), amend_note=f"证号{EIGHTEEN}")

    monkeypatch.setattr(issue, "draft", exposing)
    with pytest.raises(Refused, match="not_public"):
        world.fire("publicize", ids, "clerk")
    assert world.state(ids[0]) == "verified"
