"""The head and the foot of a notice measured against GB/T 9704-2012 (reference B4): red head, title, note of the
attachment, signature with its seal. What has no text is measured on the picture of the page."""

from dataclasses import replace
from datetime import date
from functools import cache
from itertools import pairwise

import pypdfium2
import pytest
from PIL import Image

from service.notices import paper, typesetting
from service.notices.letters import reply_pdf
from service.notices.public_facts import ANNOUNCEMENTS, PUBLICITIES, REPLACING, NoticeFacts
from service.notices.result_statement import statement_pdf
from service.rules.national import PROFILES
from tests.service.printed_page import MM, Line, Page, read_pages
from tests.service.specimen_letters import LETTERS, STATEMENTS
from tests.service.specimen_notices import SPECIMENS, VARIANTS, VILLAGE_EXIT_LIST, VILLAGE_LIST
from tests.service.test_paper import BODY, BOTTOM, LEFT, RIGHT
from workflows.roles import Level

ALL = SPECIMENS | VARIANTS
LINE = 28.95
SIZE = 15.75
DOTS = 300 / 72  # of the picture, a point
TOP = (297 - 37) * MM
SEAL = 42 * MM
ANNOUNCED = [name for name, facts in ALL.items() if facts.act == "announcement"]


@cache
def printed(facts: NoticeFacts) -> bytes:
    return paper.render_pdf(facts)


@cache
def pages_of(facts: NoticeFacts) -> list[Page]:
    return read_pages(printed(facts))


@cache
def picture(facts: NoticeFacts) -> Image.Image:
    document = pypdfium2.PdfDocument(printed(facts))
    try:
        return document[0].render(scale=DOTS).to_pil().convert("RGB").copy()
    finally:
        document.close()


def red_parts(facts: NoticeFacts) -> list[tuple[float, float, float, float]]:
    """What is red on page one, from the top down, as left, top, right, bottom in points from the bottom left."""
    shown = picture(facts)
    red, green, _ = shown.split()
    mask = Image.eval(red, lambda value: 255 if value > 200 else 0)
    mask = Image.composite(mask, Image.new("L", shown.size), Image.eval(green, lambda value: 255 if value < 90 else 0))
    filled = [mask.crop((0, y, shown.width, y + 1)).getbbox() is not None for y in range(shown.height)]
    parts, start = [], None
    for y, dark in enumerate([*filled, False]):
        if dark and start is None:
            start = y
        elif not dark and start is not None:
            box = mask.crop((0, start, shown.width, y)).getbbox()
            assert box is not None
            parts.append((box[0] / DOTS, (shown.height - start) / DOTS, box[2] / DOTS, (shown.height - y) / DOTS))
            start = None
    return parts


@pytest.mark.parametrize("name", ANNOUNCED)
def test_the_red_head_stands_35_millimetres_below_the_type_area_and_its_line_is_as_wide(name: str) -> None:
    *head, line = red_parts(ALL[name])
    assert max(part[1] for part in head) == pytest.approx(TOP - 35 * MM, abs=0.5 * MM)
    assert (min(part[0] for part in head) + max(part[2] for part in head)) / 2 == pytest.approx(
        (LEFT + RIGHT) / 2, abs=1 * MM
    )
    assert (line[0], line[2]) == pytest.approx((LEFT, RIGHT), abs=0.5)


@pytest.mark.parametrize("name", [name for name in ANNOUNCED if ALL[name].number])
def test_the_number_stands_two_lines_below_the_head_and_the_red_line_four_millimetres_below_it(name: str) -> None:
    facts = ALL[name]
    *head, line = red_parts(facts)
    number = pages_of(facts)[0].line(facts.number)
    assert {glyph.font for glyph in number.glyphs} <= BODY | {"Noto-Serif-CJK-SC"}
    assert {glyph.size for glyph in number.glyphs} == {SIZE}
    # A character's ink reaches about 0.86 of its size above its baseline and 0.1 below it.
    blank = min(part[3] for part in head) - (number.baseline + 0.86 * SIZE)
    assert blank == pytest.approx(2 * LINE, abs=LINE / 3)
    assert number.baseline - 0.1 * SIZE - line[1] == pytest.approx(4 * MM, abs=1 * MM)


@pytest.mark.parametrize("name", ANNOUNCED)
def test_the_title_stands_two_blank_lines_below_the_red_line(name: str) -> None:
    facts = ALL[name]
    *_, line = red_parts(facts)
    title = next(each for each in pages_of(facts)[0].lines if each.glyphs[0].size == 22)
    # The ink of the title fills about 0.95 of its size; the line that it stands in is higher by the rest.
    above = line[3] - (title.baseline + 0.86 * 22)
    assert above == pytest.approx(2 * LINE + (LINE - 22) / 2, abs=LINE / 4)


@pytest.mark.parametrize("name", ["household_exit_announcement", "village_exit_list", "household_exit_list"])
def test_the_text_begins_one_blank_line_below_the_title(name: str) -> None:
    lines = pages_of(ALL[name])[0].in_type_area()
    titles = [line for line in lines if line.glyphs[0].size == 22]
    text = next(line for line in lines if line.baseline < titles[-1].baseline - 1)
    # A smaller size stands higher in its line than the title in its.
    assert titles[-1].baseline - text.baseline == pytest.approx(2 * LINE - (22 - SIZE) / 2, abs=1)
    for above, below in pairwise(titles):
        assert above.baseline - below.baseline == pytest.approx(LINE, abs=0.5)


def test_only_bodies_of_county_level_and_above_announce() -> None:
    levels = {kind: poster for kind, poster, _place, _days in PROFILES}
    assert {kind for kind in levels if kind in ANNOUNCEMENTS} == set(ANNOUNCEMENTS)
    assert {levels[kind] for kind in ANNOUNCEMENTS} <= {Level.COUNTY, Level.CITY, Level.PROVINCE}
    assert {facts.kind for facts in ALL.values() if facts.red_head} == set(ANNOUNCEMENTS)
    assert set(levels) == ANNOUNCEMENTS | (PUBLICITIES - REPLACING)


@pytest.mark.parametrize("name", ALL)
def test_everything_but_the_red_head_is_black(name: str) -> None:
    for page in pages_of(ALL[name]):
        for line in page.lines:
            if line.text != ALL[name].body:
                assert {glyph.colour for glyph in line.glyphs} == {(0.0, 0.0, 0.0)}, line.text


def test_the_note_of_the_attachment_stands_two_characters_in_after_a_blank_line_without_an_end_mark() -> None:
    page, note = _line_of(VILLAGE_LIST, "附件：")
    assert note.left == pytest.approx(LEFT + 2 * SIZE, abs=0.5)
    assert note.text == "附件：石桥村2018年度拟退出贫困户名单"
    above = min((line for line in page.in_type_area() if line.baseline > note.baseline + 1), key=_height)
    assert above.text == "特此公示。"
    assert above.baseline - note.baseline == pytest.approx(2 * LINE, abs=0.5)


def test_a_long_note_goes_on_below_the_first_letter_of_its_title() -> None:
    facts = replace(VILLAGE_LIST, village="东湖渔业联合发展示范片区石桥村")
    page, note = _line_of(facts, "附件：")
    following = max((line for line in page.in_type_area() if line.baseline < note.baseline - 1), key=_height)
    assert following.left == pytest.approx(LEFT + 5 * SIZE, abs=0.5)


@pytest.mark.parametrize("name", [name for name, facts in ALL.items() if not facts.co_signer])
def test_a_seal_of_42_millimetres_within_a_line_of_the_text_presses_name_and_date_below_its_centre(name: str) -> None:
    """GB/T 9704-2012 7.3.5.1: its top within one line of the text, name and date slightly below its centre."""
    facts = ALL[name]
    page, signed = _line_of(facts, f"{facts.body}（印章）")
    dated = page.line(typesetting.chinese_date(facts.printed_on))
    above = min((line for line in page.in_type_area() if line.baseline > signed.baseline + 1), key=_height)
    under_text = above.baseline - 0.1 * SIZE
    middle = (signed.baseline + dated.baseline) / 2 + 0.38 * SIZE
    lowest, highest = under_text - LINE - SEAL / 2, under_text - SEAL / 2
    centre = min(max(middle + 1, lowest), highest)
    assert lowest <= centre <= highest
    assert centre >= middle
    assert centre - SEAL / 2 < dated.baseline < signed.baseline < centre + SEAL / 2
    assert centre - SEAL / 2 > BOTTOM, "the seal is on the sheet's type area"


@pytest.mark.parametrize("text", ["2018年1月5日", "2018年11月20日"])
def test_a_date_is_arabic_without_leading_zeros(text: str) -> None:
    year, month, day = (int(part) for part in text.replace("年", " ").replace("月", " ").replace("日", "").split())
    assert typesetting.chinese_date(date(year, month, day)) == text


def test_an_unnumbered_publicity_has_no_line_for_its_number() -> None:
    assert "编号" not in "".join(page.text for page in pages_of(replace(VILLAGE_EXIT_LIST, number="")))


@pytest.mark.parametrize("name", [*LETTERS, *STATEMENTS])
def test_letters_and_statements_keep_to_the_same_paper(name: str) -> None:
    pdf = reply_pdf(LETTERS[name]) if name in LETTERS else statement_pdf(STATEMENTS[name])
    for number, page in enumerate(read_pages(pdf), start=1):
        assert (page.width, page.height) == pytest.approx((210 * MM, 297 * MM), abs=0.1)
        assert page.line_or_none(f"— {number} —")
        for line in page.in_type_area():
            assert line.left >= LEFT - 0.5
            assert line.right <= RIGHT + 0.5


def _line_of(facts: NoticeFacts, beginning: str) -> tuple[Page, Line]:
    page = next(page for page in pages_of(facts) if page.line_or_none(beginning))
    return page, page.line(beginning)


def _height(line: Line) -> float:
    return line.baseline
