"""年度动态调整名册 on paper: every household with its decision, no name in full, the hash that four leaders signed."""

from dataclasses import replace
from datetime import date

import pytest

from service.campaigns.lists import GROUNDS, RollLine, canonical, hash_of
from service.notices.adjustment_roll import OFFICES, RollFacts, SignedBy, roll_pdf
from service.notices.paper import page_html
from service.words.codes import CODES
from tests.service.printed_page import read_pages
from workflows.campaign import Decision

LINE = RollLine(
    household_id=1,
    village_code="990101100200",
    village_name="石桥村",
    group="一组",
    number=17,
    head="王*来",
    persons=4,
    decision="continued",
    category="ordinary_poor",
    income_year=2018,
    income="2995.50",
    line="2995.00",
    ground="not_stable",
    ground_on=None,
)
LEFT = replace(
    LINE, number=18, head="周*", decision="exit", ground="exit_approved", ground_on=date(2018, 12, 14), persons=3
)
FRESH = replace(
    LINE,
    number=19,
    head="欧阳*华",
    decision="new",
    category="relapse",
    income_year=2017,
    ground="relapsed",
    ground_on=date(2018, 11, 16),
)
LINES = (LINE, LEFT, FRESH)
SIGNED = RollFacts(
    place="青河县柳林镇",
    of_village=False,
    township="柳林镇",
    year=2018,
    lines=LINES,
    list_number=2,
    sha256=hash_of(canonical(LINES)),
    submitted_on=date(2018, 12, 20),
    list_households=3,
    signatures=tuple(
        SignedBy(office=office, name=name, signed_on=date(2018, 12, 21) if name else None)
        for office, name in zip(OFFICES, ("孙书记", "钱镇长", "", ""), strict=True)
    ),
    printed_on=date(2018, 12, 22),
    demonstration=True,
)
DRAFT = replace(
    SIGNED,
    lines=(replace(LINE, decision="", ground="no_worksheet", income="", line="", income_year=None), LEFT),
    list_number=None,
    sha256="",
    submitted_on=None,
    signatures=(),
)


def text_of(facts: RollFacts) -> str:
    return "".join(line.text for page in read_pages(roll_pdf(facts)) for line in page.lines).replace(" ", "")


def test_the_roll_prints_each_household_its_decision_and_what_it_rests_on() -> None:
    text = text_of(SIGNED)
    assert "青河县柳林镇2018年度动态调整名册" in text
    assert "共3户11人：新进1户4人，延续1户4人，退出1户3人。" in text
    for part in ("王*来", "延续", "一般贫困户", "2995.50", "按程序审定退出", "返贫", "（2017年）"):
        assert part in text, part
    assert "孙书记" in text
    assert "县级党委书记" in text
    assert SIGNED.sha256 in text
    assert "演示数据" in text


def test_a_draft_says_that_it_is_one_and_has_no_lines_to_sign() -> None:
    text = text_of(DRAFT)
    assert "核对稿，未提交，2018年12月22日打印" in text
    assert "尚未决定1户" in text
    assert "签字" not in text


def test_a_village_prints_its_part_of_the_list_that_was_signed() -> None:
    text = text_of(replace(SIGNED, place="青河县柳林镇石桥村", of_village=True, list_households=40))
    assert "《柳林镇2018年度动态调整名册》（第2次提交）共40户，本表为其中本村部分" in text


def test_a_long_roll_repeats_its_heading_and_keeps_the_signatures_together() -> None:
    pages = read_pages(roll_pdf(replace(SIGNED, lines=LINES * 20)))
    assert len(pages) > 2
    assert all("序号" in page.text for page in pages[:-1])
    assert all(SIGNED.sha256[:16] in page.text.replace(" ", "") for page in pages), "every sheet names its list"
    assert [("乡镇党委书记" in page.text, "县级人民政府主要负责人" in page.text) for page in pages].count(
        (True, True)
    ) == 1


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_ground_category_and_decision_has_its_words_on_paper(ground: str) -> None:
    lines = [
        replace(LINE, ground=ground, category=category, decision=decision)
        for category in ("new", "relapse", *CODES["household_class"])
        for decision in Decision
    ]
    html = page_html("adjustment_roll", replace(SIGNED, lines=tuple(lines), signatures=()))
    assert "<td>—</td>" not in html


def test_the_same_list_has_the_same_hash_and_another_one_another() -> None:
    assert hash_of(canonical(LINES)) == hash_of(canonical(list(LINES)))
    assert hash_of(canonical(LINES)) != hash_of(canonical((LINE, replace(LEFT, decision="continued"), FRESH)))
    assert RollLine.from_json(LINE.to_json()) == LINE
