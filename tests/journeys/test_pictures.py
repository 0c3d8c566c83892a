"""The README's pictures are of real pages and a real notice. UPDATE_PICTURES=1 makes them anew."""

import io
import os
from pathlib import Path

import pypdfium2
import pytest
from PIL import Image
from playwright.sync_api import Browser
from sqlalchemy import select

from service.models.notice import Notice
from service.notices.printing import read_pdf
from tests.journeys.conftest import Served, new_window
from tests.journeys.official import Official
from tests.journeys.watch import Watch

pytestmark = pytest.mark.browser

PICTURES = Path(__file__).parent.parent / "pictures"
PAGES = {
    "inbox": ("city", "/"),
    "household": ("clerk", "/households/17"),
    "procedure": ("auditor", "/procedures/household"),
}
MOST_BYTES = 300_000
HEIGHT = 1000


def kept(name: str, picture: Image.Image) -> None:
    """Keep the picture when that is asked for; in any case there must be one, and a small one."""
    path = PICTURES / f"{name}.png"
    if os.environ.get("UPDATE_PICTURES") == "1":
        PICTURES.mkdir(exist_ok=True)
        picture.convert("RGB").quantize(128).save(path, optimize=True)
    assert path.is_file(), f"{path.name} is missing: UPDATE_PICTURES=1 ./run test tests/journeys/test_pictures.py"
    assert path.stat().st_size <= MOST_BYTES


@pytest.mark.parametrize("name", PAGES)
def test_the_readme_shows_a_page(chromium: Browser, served_to_readers: Served, watch: Watch, name: str) -> None:
    login, path = PAGES[name]
    window = new_window(chromium, served_to_readers, watch)
    page = window.new_page()
    Official(page, login, watch).sign_in()
    page.goto(path)
    picture = Image.open(io.BytesIO(page.screenshot(full_page=True)))
    window.close()
    assert picture.width == 1280
    kept(name, picture.crop((0, 0, picture.width, min(picture.height, HEIGHT))))


def test_the_readme_shows_a_notice(served_to_readers: Served) -> None:
    service = served_to_readers.service
    with service.database.read() as db:
        notice_id = db.scalars(
            select(Notice.id).where(Notice.kind == "household_exit_list").order_by(Notice.id.desc())
        ).first()
        assert notice_id is not None
        pdf = read_pdf(db, service.settings.data_dir, notice_id)
    document = pypdfium2.PdfDocument(pdf)
    try:
        picture = document[0].render(scale=1.4).to_pil()
    finally:
        document.close()
    assert picture.height > picture.width
    kept("notice", picture)
