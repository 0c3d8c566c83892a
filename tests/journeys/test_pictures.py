"""The pictures of the README: three pages and a notice, made from the demonstration with work under way.

`UPDATE_PICTURES=1` writes them to tests/pictures; without it they are made and thrown away, and the kept ones are
looked at: a picture that nobody can make any more is no picture of the product.
"""

import os
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, ViewportSize

from tests.journeys.conftest import Served, new_window
from tests.journeys.notice_board import open_notice, paper_of
from tests.journeys.official import Official
from tests.journeys.watch import Watch

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).resolve().parents[1] / "pictures"
WIDTH = 1280
MOST_BYTES = 300_000
COLOURS = 128
A4_IN_POINTS = 595.28


def _inbox(township: Official) -> bytes:
    township.choose_in_navigation("Waiting for you")
    return _screenshot(township.page, 1080)


def _household(township: Official) -> bytes:
    township.open_household("汪永堃")
    return _screenshot(township.page, 1180)


def _procedure(township: Official) -> bytes:
    township.choose_in_navigation("Procedures")
    township.page.goto("/procedures/household")
    return _screenshot(township.page, 1440)


def _notice(township: Official) -> bytes:
    township.open_household("苏新喜")
    open_notice(township, "household_exit_list")
    document = pypdfium2.PdfDocument(paper_of(township))
    try:
        shown = document[0].render(scale=WIDTH / A4_IN_POINTS).to_pil()
    finally:
        document.close()
    kept = BytesIO()
    shown.save(kept, "PNG")
    return kept.getvalue()


TAKEN: dict[str, Callable[[Official], bytes]] = {
    "inbox": _inbox,
    "household": _household,
    "procedure": _procedure,
    "notice": _notice,
}


@pytest.mark.parametrize("name", TAKEN)
def test_the_readme_shows_what_the_product_shows(
    chromium: Browser, served_half_way: Served, watch: Watch, name: str
) -> None:
    window = new_window(chromium, served_half_way, watch, screen={"width": WIDTH, "height": 900})
    township = Official(window.new_page(), "township", watch)
    township.sign_in()
    picture = _small(TAKEN[name](township))
    window.close()
    assert len(picture) <= MOST_BYTES
    kept = PICTURES / f"{name}.png"
    if os.environ.get("UPDATE_PICTURES") == "1":
        kept.write_bytes(picture)
    with Image.open(kept) as shown:
        assert shown.width == WIDTH
    assert kept.stat().st_size <= MOST_BYTES


def _screenshot(page: Page, height: int) -> bytes:
    screen: ViewportSize = {"width": WIDTH, "height": height}
    page.set_viewport_size(screen)
    return page.screenshot()


def _small(picture: bytes) -> bytes:
    """The same picture with a palette: paper and ink need few colours."""
    with Image.open(BytesIO(picture)) as full:
        few = full.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
    kept = BytesIO()
    few.save(kept, "PNG", optimize=True)
    return kept.getvalue()
