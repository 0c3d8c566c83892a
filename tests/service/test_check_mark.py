"""The QR code and the short code on every sheet, read from the picture of the page as a scanner sees it."""

from dataclasses import replace
from functools import cache

import pypdfium2
import pytest
import segno
from PIL import Image

from service.notices import paper
from service.notices.check_mark import WIDTH_MM
from service.notices.codes import ALPHABET, LENGTH, code_shown
from service.notices.public_facts import NoticeFacts
from tests.service.printed_page import MM, read_pages
from tests.service.specimen_letters import DISMISSED
from tests.service.specimen_notices import ADDRESS, CODE, SPECIMENS, VILLAGE_LIST, rows

SCAN = 600  # dots an inch
LONG = replace(VILLAGE_LIST, rows=rows(40))
TOP = 297 - 35 + 6  # millimetres from the top edge


@cache
def scanned(facts: NoticeFacts) -> list[Image.Image]:
    document = pypdfium2.PdfDocument(paper.render_pdf(facts))
    try:
        return [page.render(scale=SCAN / 72, grayscale=True).to_pil().copy() for page in document]
    finally:
        document.close()


def left_edge(number: int) -> float:
    """Millimetres from the left: odd pages carry the mark left, even ones right, opposite the page number."""
    return 28 if number % 2 else 210 - 26 - WIDTH_MM


def read_modules(sheet: Image.Image, number: int, count: int) -> list[list[bool]]:
    """The symbol's modules, each at its centre."""
    step = WIDTH_MM / count
    dots = SCAN / 25.4

    def dark(row: int, column: int) -> bool:
        x, y = left_edge(number) + (column + 0.5) * step, TOP + (row + 0.5) * step
        return bool(sheet.getpixel((round(x * dots), round(y * dots))) < 128)

    return [[dark(row, column) for column in range(count)] for row in range(count)]


def test_every_page_carries_the_qr_code_of_the_public_page() -> None:
    wanted = [[bool(module) for module in row] for row in segno.make_qr(ADDRESS, error="m", boost_error=False).matrix]
    sheets = scanned(LONG)
    assert len(sheets) == 5
    for number, sheet in enumerate(sheets, start=1):
        assert read_modules(sheet, number, len(wanted)) == wanted, f"page {number}"


def test_a_module_is_wider_than_ten_dots_of_a_scan_and_the_quiet_zone_is_white() -> None:
    step = WIDTH_MM / len(segno.make_qr(ADDRESS, error="m", boost_error=False).matrix)
    assert step * SCAN / 25.4 > 10
    quiet, hair = 4 * step, 0.1
    for number, sheet in enumerate(scanned(LONG), start=1):
        left = left_edge(number)
        right = left + WIDTH_MM
        for box in (
            (left - quiet, TOP - quiet, left - hair, TOP + WIDTH_MM),
            (right + hair, TOP - quiet, right + quiet, TOP + WIDTH_MM),
            (left - quiet, TOP - quiet, right + quiet, TOP - hair),
        ):
            zone = sheet.crop(tuple(round(value * SCAN / 25.4) for value in box))
            assert zone.getextrema() == (255, 255), f"page {number}"


def test_the_short_code_stands_under_it_in_small_type_outside_the_type_area() -> None:
    for number, page in enumerate(read_pages(paper.render_pdf(LONG)), start=1):
        line = page.line(code_shown(CODE))
        assert {glyph.size for glyph in line.glyphs} == {7.5}
        assert 8 * MM < line.baseline < 35 * MM - 6 * MM - WIDTH_MM * MM
        edge = line.left if number % 2 else line.right
        assert edge == pytest.approx(28 * MM if number % 2 else (210 - 26) * MM, abs=0.5)
        assert page.line(f"— {number} —").baseline > line.baseline


def test_without_a_public_address_the_code_stands_alone() -> None:
    facts = replace(VILLAGE_LIST, check_url="")
    assert all(page.line_or_none(code_shown(CODE)) for page in read_pages(paper.render_pdf(facts)))
    assert "svg" not in paper.render_html(facts)


def test_older_notices_and_letters_carry_none() -> None:
    old = replace(VILLAGE_LIST, code="", check_url="")
    assert code_shown(CODE) not in "".join(page.text for page in read_pages(paper.render_pdf(old)))
    assert "svg" not in paper.render_html(old)
    assert "svg" not in paper.page_html("reply_letter", DISMISSED)


@pytest.mark.parametrize("name", ["household_exit_announcement", "county_exit_publicity", "extension"])
def test_other_kinds_carry_it_too(name: str) -> None:
    pages = read_pages(paper.render_pdf(SPECIMENS[name]))
    assert all(page.line_or_none(code_shown(CODE)) for page in pages)


def test_the_widest_code_does_not_reach_what_stands_in_the_middle() -> None:
    facts = replace(VILLAGE_LIST, code="W" * LENGTH, number="东湖渔业村东湖渔业村东湖渔业村内公示〔2018〕33号")
    assert "W" in ALPHABET
    for page in read_pages(paper.render_pdf(facts)):
        code, middle = page.line("WWWW-"), page.line("编号：")
        assert code.right < middle.left - 4 or code.left > middle.right + 4
