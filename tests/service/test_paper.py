"""Notices read back from their PDF and measured against GB/T 9704-2012 (reference B4). Lengths in points."""

import base64
import io
import itertools
import re
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from pypdf import PdfReader

from service.notices import paper, typesetting
from service.notices.public_facts import NoticeFacts
from tests.service.printed_page import MM, Page, read_pages
from tests.service.specimen_notices import CORRECTION, SPECIMENS, VARIANTS, VILLAGE_LIST, rows

ALL = SPECIMENS | VARIANTS
LEFT, RIGHT = 28 * MM, (210 - 26) * MM
BOTTOM = 35 * MM
# What each part may be set in: the office's own font where it is installed, or the free one.
BODY = {"FandolFang", "FangSong-GB2312", "仿宋-GB2312", "仿宋_GB2312"}
HEADING = {"FandolHei", "SimHei", "黑体"}
KAI = {"FandolKai", "KaiTi-GB2312", "楷体_GB2312", "KaiTi", "楷体"}
TITLE = {"Noto-Serif-GB2312-Title-Bold", "Noto-Serif-CJK-SC-Bold", "方正小标宋简体", "方正小标宋_GBK", "小标宋"}
SONG = {"Noto-Serif-GB2312", "Noto-Serif-CJK-SC", "SimSun", "宋体"}
REACHING_OUT = base64.b64encode(
    b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><image href="file:///etc/hostname"/></svg>'
).decode()
IDENTITY_LIKE = re.compile(r"\d{17}[\dXx]|\d{15}|(?<!\d)1[3-9]\d{9}(?!\d)")


@cache
def printed(facts: NoticeFacts) -> bytes:
    return paper.render_pdf(facts)


def pages_of(facts: NoticeFacts) -> list[Page]:
    return read_pages(printed(facts))


def whole_text(facts: NoticeFacts) -> str:
    return "".join(page.text for page in pages_of(facts)).replace("\n", "")


@pytest.mark.parametrize("name", ALL)
def test_a_notice_says_what_it_must_and_nothing_that_it_must_not(name: str) -> None:
    facts = ALL[name]
    text = whole_text(facts)
    assert typesetting.chinese_date(facts.printed_on) in text
    assert facts.body + "（印章）" in text
    assert ("特此公示。" if facts.act == "publicity" else "特此公告。") in text
    if facts.act == "publicity":
        assert facts.first_day is not None
        assert facts.last_day is not None
        period = f"{typesetting.chinese_date(facts.first_day)}至{typesetting.chinese_date(facts.last_day)}"
        assert f"{period}，共{facts.days}{'个工作日' if facts.working_days else '天'}" in text
        assert "12317" in text
        assert all(contact.phone in text for contact in facts.contacts)
    if facts.rows and facts.content_kind not in ("village_exit_list", "county_exit_publicity"):
        assert f"{facts.households}户{facts.persons}人" in text
        assert all(row.head_name in text for row in facts.rows)
    assert not IDENTITY_LIKE.search(text)
    assert not re.search(r"[\u4e00-\u9fff][,:;()]|[,:;()][\u4e00-\u9fff]", text), (
        "punctuation beside Chinese is full-width"
    )


@pytest.mark.parametrize("name", ALL)
def test_every_page_is_a4_with_its_text_inside_the_type_area(name: str) -> None:
    for page in pages_of(ALL[name]):
        assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=0.1)
        for line in page.in_type_area():
            assert line.left >= LEFT - 0.5
            assert line.right <= RIGHT + 0.5


def test_a_full_page_has_22_lines_and_a_full_line_28_characters() -> None:
    page = pages_of(replace(VILLAGE_LIST, places=("甲乙丙丁戊己庚辛壬癸" * 90,)))[1]
    lines = page.in_type_area()
    assert len(lines) == 22
    assert {len(line.glyphs) for line in lines} == {28}
    pitches = [above.baseline - below.baseline for above, below in itertools.pairwise(lines)]
    assert pitches == pytest.approx([28.95] * 21, abs=0.1)
    assert lines[0].left == pytest.approx(LEFT, abs=0.2)
    assert lines[0].right == pytest.approx(RIGHT, abs=1.5)


def test_rare_characters_do_not_stretch_the_lines_of_a_page() -> None:
    page = pages_of(replace(VILLAGE_LIST, places=("甲乙丙𬤊戊己庚䶮壬癸" * 90,)))[1]
    assert [len(line.glyphs) for line in page.in_type_area()] == [28] * 22


def test_lines_that_end_early_are_spread_to_the_right_edge() -> None:
    text = "甲乙丙丁，" * 200
    lines = pages_of(replace(VILLAGE_LIST, places=(text,)))[1].in_type_area()
    assert {len(line.glyphs) for line in lines} != {28}
    assert [line.right for line in lines] == pytest.approx([RIGHT] * 22, abs=2)


def test_each_part_has_its_font_and_size() -> None:
    first, *_, attachment = pages_of(SPECIMENS["household_first_list"])
    for page, beginning, allowed, size in (
        (first, "石桥村2018年度", TITLE, 22),
        (first, "公示", TITLE, 22),
        (first, "（第一次）", KAI, 15.75),
        (first, "根据国家", BODY, 15.75),
        (first, "一、公示时间", HEADING, 15.75),
        (attachment, "附件", HEADING, 15.75),
        (attachment, "石桥村2018年度", TITLE, 22),
        (attachment, "— 3 —", SONG, 14),
    ):
        line = page.line(beginning)
        assert {glyph.font for glyph in line.glyphs} <= allowed, beginning
        assert {glyph.size for glyph in line.glyphs} == {size}, beginning


def test_paragraphs_and_headings_begin_two_characters_in() -> None:
    page = pages_of(VILLAGE_LIST)[0]
    for beginning in ("根据", "一、公示时间", "二、公示地点", "三、意见反映"):
        assert page.line(beginning).left == pytest.approx(LEFT + 2 * 15.75, abs=0.5)


def test_page_numbers_stand_seven_millimetres_below_odd_right_even_left() -> None:
    for number, page in enumerate(pages_of(replace(VILLAGE_LIST, rows=rows(60))), start=1):
        line = page.line(f"— {number} —")
        # The dash stands about a third of the size above its baseline.
        assert line.baseline + 0.36 * 14 == pytest.approx(BOTTOM - 7 * MM, abs=1 * MM)
        if number % 2:
            assert line.right == pytest.approx(RIGHT - 14, abs=0.5)
        else:
            assert line.left == pytest.approx(LEFT + 14, abs=0.5)
        digits = [glyph for glyph in line.glyphs if glyph.text.isdigit()]
        assert [glyph.right - glyph.left for glyph in digits] == pytest.approx([7] * len(digits), abs=0.1)


def test_the_attachment_begins_a_page_with_its_title_on_row_three() -> None:
    page = pages_of(VILLAGE_LIST)[-1]
    label, title, *_ = page.in_type_area()
    assert label.text == "附件"
    assert label.left == pytest.approx(LEFT, abs=0.2)
    assert label.baseline - title.baseline == pytest.approx(2 * 28.95, abs=4)
    assert (title.left + title.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=2)


def test_the_head_of_a_table_is_repeated_and_no_row_is_split() -> None:
    pages = [page for page in pages_of(replace(VILLAGE_LIST, rows=rows(60))) if "户主姓名" in page.text]
    assert len(pages) == 3
    heads = [page.line("序号").text for page in pages]
    assert len(set(heads)) == 1
    numbers = [
        int(found[0]) for page in pages for line in page.lines if (found := re.match(r"\d+(?=[一二三四]组)", line.text))
    ]
    assert numbers == list(range(1, 61))
    assert pages[-1].line("合计").text.startswith("合计—60户")


def test_the_total_row_never_stands_alone() -> None:
    for count in range(15, 20):
        last = pages_of(replace(VILLAGE_LIST, rows=rows(count)))[-1]
        rows_here = [line for line in last.lines if re.match(r"\d+[一二三四]组|合计", line.text)]
        assert len(rows_here) >= 2


@pytest.mark.parametrize(
    "facts", [replace(CORRECTION, subject="village", rows=(), contacts=()), VILLAGE_LIST], ids=["plain", "list"]
)
def test_the_signature_is_never_alone_on_a_page(facts: NoticeFacts) -> None:
    signed_on = typesetting.chinese_date(facts.printed_on)
    before = set()
    for lines in range(0, 24, 2):
        text = "甲" * (28 * lines)
        longer = (
            replace(facts, correction_note=text)
            if facts.kind == "correction"
            else replace(facts, places=(text + "乙",))
        )
        page = next(page for page in pages_of(longer) if page.line_or_none(signed_on))
        above = [line for line in page.in_type_area() if line.baseline > page.line(f"{facts.body}（印章").baseline + 5]
        assert len(above) >= 2
        before.add(len(above))
    assert min(before) < 6, "the page break was never near the signature"


def test_the_date_ends_four_characters_before_the_edge_with_the_name_centred_above() -> None:
    page = next(page for page in pages_of(SPECIMENS["household_second_list"]) if page.line_or_none("2018年11月20日"))
    date, name = page.line("2018年11月20日"), page.line("柳林镇人民政府（印章）")
    assert (date.left + date.right) / 2 == pytest.approx((name.left + name.right) / 2, abs=1)
    assert RIGHT - date.right == pytest.approx(4 * 15.75, abs=8)


@pytest.mark.parametrize("name", ALL)
def test_only_announcements_carry_a_red_head(name: str) -> None:
    facts = ALL[name]
    first = pages_of(facts)[0]
    red = [line for line in first.lines if line.glyphs[0].colour[0] > 0.5]
    if facts.act == "publicity":
        assert red == []
        return
    (head,) = red
    assert head.text == facts.body
    # The ink of a character begins about 0.86 of its size above the baseline.
    top = head.baseline + 0.86 * head.glyphs[0].size
    assert first.height - 37 * MM - top == pytest.approx(35 * MM, abs=3 * MM)
    number = first.line(facts.number)
    assert (number.left + number.right) / 2 == pytest.approx((LEFT + RIGHT) / 2, abs=2)


@pytest.mark.parametrize("name", ["household_exit_list", "household_exit_announcement"])
def test_a_demonstration_says_so_on_every_page_and_a_real_notice_nowhere(name: str) -> None:
    facts = ALL[name]
    assert all(paper.DEMONSTRATION_LINE in page.text for page in pages_of(facts))
    for page in pages_of(facts):
        (line,) = [line for line in page.below_type_area() if "演示" in line.text]
        assert line.baseline < page.below_type_area()[0].baseline - 5
    assert "演示" not in whole_text(replace(facts, demonstration=False))


def test_the_same_facts_give_the_same_bytes_on_another_press() -> None:
    once = paper.render_pdf(VILLAGE_LIST)
    paper._stop_presses()
    assert paper.render_pdf(VILLAGE_LIST) == once
    assert paper.render_pdf(replace(VILLAGE_LIST, year=2017)) != once


def test_four_notices_at_once_are_each_their_own() -> None:
    names = list(SPECIMENS)[:4]
    with ThreadPoolExecutor(4) as threads:
        together = list(threads.map(lambda name: paper.render_pdf(SPECIMENS[name]), names))
    assert together == [printed(SPECIMENS[name]) for name in names]


def test_the_pdf_is_tagged_titled_and_dateless() -> None:
    reader = PdfReader(io.BytesIO(printed(VILLAGE_LIST)))
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "zh-CN"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert reader.metadata is not None
    assert reader.metadata.title == "石桥村2018年度拟退出贫困户名单公示"
    assert reader.metadata.creation_date is None
    assert reader.attachments == {}


@pytest.mark.parametrize("name", ["household_exit_list", "household_exit_announcement"])
def test_the_pdf_claims_archive_and_accessibility_and_holds_what_the_archive_asks(name: str) -> None:
    reader = PdfReader(io.BytesIO(printed(ALL[name])))
    root = reader.root_object
    claims = ElementTree.fromstring(root["/Metadata"].get_data())
    properties = {key: value for node in claims.iter() for key, value in node.attrib.items()}
    archive, accessible = "{http://www.aiim.org/pdfa/ns/id/}", "{http://www.aiim.org/pdfua/ns/id/}"
    assert (properties[f"{archive}part"], properties[f"{archive}conformance"]) == ("2", "A")
    assert properties[f"{accessible}part"] == "1"
    (described,) = claims.iter("{http://www.aiim.org/pdfa/ns/schema#}namespaceURI")
    assert described.text == accessible.strip("{}")
    (intent,) = root["/OutputIntents"]
    assert intent.get_object()["/S"] == "/GTS_PDFA1"
    assert intent.get_object()["/DestOutputProfile"].get_object()["/N"] == 3
    assert reader.trailer["/ID"]
    assert "/Encrypt" not in reader.trailer
    for font in reader.pages[0]["/Resources"]["/Font"].values():
        (descendant,) = font.get_object()["/DescendantFonts"]
        descriptor = descendant.get_object()["/FontDescriptor"]
        assert {"/FontFile2", "/FontFile3"} & descriptor.keys(), "every font is embedded"
        assert "/ToUnicode" in font.get_object(), "every text can be read back"


def test_the_tags_name_title_headings_and_a_table_with_its_head() -> None:
    root = PdfReader(io.BytesIO(printed(VILLAGE_LIST))).root_object

    def kinds(node: Any) -> Iterator[str]:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for each in node:
                yield from kinds(each)
        elif hasattr(node, "keys"):
            if "/S" in node:
                yield str(node["/S"])
            yield from kinds(node.get("/K", []))

    found = set(kinds(root["/StructTreeRoot"]["/K"]))
    assert {"/H1", "/H2", "/H3", "/P", "/Table", "/THead", "/TBody", "/TR", "/TH", "/TD"} <= found


def test_only_fonts_of_the_chain_are_embedded() -> None:
    known = BODY | HEADING | KAI | TITLE | SONG
    for facts in ALL.values():
        assert {glyph.font for page in pages_of(facts) for line in page.lines for glyph in line.glyphs} <= known


def test_a_character_in_no_font_is_refused_by_name() -> None:
    facts = replace(
        VILLAGE_LIST, rows=(replace(VILLAGE_LIST.rows[0], head_name="王\U0001f600"), *VILLAGE_LIST.rows[1:])
    )
    with pytest.raises(paper.RenderFailed, match=r"😀 \(U\+1F600\)"):
        paper.render_pdf(facts)


def test_a_glyph_that_the_engine_cannot_draw_is_an_error() -> None:
    with pytest.raises(paper.RenderFailed, match="notdef"):
        paper.print_html("<p style='font-family: FandolFang'>\ue123</p>", "00" * 16)


@pytest.mark.parametrize(
    "page",
    [
        "<img src='file:///etc/hostname'>",
        "<img src='http://127.0.0.1:9/'>",
        "<link rel=stylesheet href='https://127.0.0.1:9/a.css'>",
        "<style>@import url(file:///etc/hostname)</style>",
        "<style>@font-face { font-family: X; src: url(file:///etc/hostname) } p { font-family: X }</style>",
        "<p style='background: url(ftp://127.0.0.1/x)'>王</p>",
        "<link rel=attachment href='file:///etc/hostname'>",
        "<img src='data:image/png;base64,AAAA'>",
        f"<img src='data:image/svg+xml;base64,{REACHING_OUT}'>",
    ],
)
def test_nothing_is_fetched_from_outside(page: str) -> None:
    with pytest.raises(paper.RenderFailed):
        paper.print_html(f"<html lang=zh-CN><title>王</title>{page}<p>王</p>", "00" * 16)


def test_a_page_that_takes_too_long_is_stopped_and_the_next_one_prints() -> None:
    with pytest.raises(paper.RenderFailed, match="too long"):
        paper.print_html("<table><td colspan=1000000>王</td></table>", "00" * 16, seconds=2)
    assert paper.render_pdf(VILLAGE_LIST) == printed(VILLAGE_LIST)


def test_a_press_that_needs_too_much_memory_is_an_error_and_the_next_one_prints(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    paper._stop_presses()
    monkeypatch.setattr(paper, "MEMORY_OF_A_PRESS", 600 << 20)
    with pytest.raises(paper.RenderFailed):
        paper.print_html("<p>" + "王" * 40_000_000, "00" * 16)
    monkeypatch.undo()
    paper._stop_presses()
    assert paper.render_pdf(VILLAGE_LIST) == printed(VILLAGE_LIST)


def test_what_the_facts_say_is_text_and_never_markup() -> None:
    facts = replace(VILLAGE_LIST, number='"; } </style><script>', village="<b>桥</b>", amend_note="")
    html = paper.render_html(facts)
    assert "<b>" not in html
    assert "<script>" not in html
    assert "&lt;b&gt;桥" in html


def test_every_template_belongs_to_a_kind() -> None:
    from service.notices.public_facts import KINDS

    templates = {path.stem for path in (paper.TEMPLATES / "notices").glob("*.html")}
    others = {
        "notice",
        "words",
        "relapse_list",
        "letter",
        "reply_letter",
        "result_statement",
        "adjustment_roll",
        "benefit_card",
    }
    assert templates == KINDS | others


def test_templates_use_full_width_punctuation() -> None:
    wrong = re.compile(r"[\u4e00-\u9fff][,:;()]|[,:;()][\u4e00-\u9fff]")
    for path in (paper.TEMPLATES / "notices").glob("*.html"):
        without_comments = re.sub(r"\{#.*?#\}", "", Path(path).read_text(encoding="utf-8"), flags=re.DOTALL)
        assert not wrong.search(without_comments), path.name


@pytest.mark.parametrize(
    ("title", "lines"),
    [
        ("石桥村|2018年度|拟退出|贫困户名单", ["石桥村2018年度拟退出贫困户名单"]),
        ("东湖渔业村|2018年度|拟识别|建档立卡|贫困户名单", ["东湖渔业村2018年度", "拟识别建档立卡贫困户名单"]),
        ("柳林镇人民政府|关于石桥村|拟退出贫困村序列的公示", ["柳林镇人民政府关于石桥村", "拟退出贫困村序列的公示"]),
    ],
)
def test_titles_break_between_words_only_into_even_lines(title: str, lines: list[str]) -> None:
    assert typesetting.title_lines(title) == lines


def test_a_title_of_three_lines_is_no_hourglass() -> None:
    first, second, third = map(
        typesetting.width_in_characters,
        typesetting.title_lines(
            "甲乙丙丁戊己甲乙丙丁戊己|甲乙丙丁戊己|甲乙丙丁戊己|甲乙丙丁戊己|甲乙丙丁戊己甲乙丙丁戊己"
        ),
    )
    assert second >= min(first, third)


def test_latin_punctuation_beside_chinese_becomes_full_width() -> None:
    assert typesetting.full_width("受理:张三(一组),1,626人") == "受理：张三（一组），1,626人"
    assert typesetting.full_width("0000-6210001 (24h)") == "0000-6210001 (24h)"
