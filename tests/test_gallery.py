"""The design system by itself: the gallery renders, and the content security policy stops nothing of it."""

import base64
import hashlib
import json
import re
import shutil
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from tests.gallery import PAGES, ROOT, create_gallery

STATIC = ROOT / "service" / "static"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("page", PAGES)
def test_every_page_of_the_gallery_renders_without_inline_styles_or_scripts(page: str, language: str) -> None:
    app = create_gallery()
    app.testing = True
    answer = app.test_client().get(f"/{page}?lang={language}")
    assert answer.status_code == 200
    text = answer.get_data(as_text=True)
    assert text.count("<h1") == 1, "a page has exactly one main heading"
    assert "<title> ·" not in text, "a page has a title"
    assert not re.search(r"<style|<script(?! src=)|\sstyle=|\son[a-z]+=", text), "put it into service/static"


def test_every_vendored_file_is_the_one_that_the_manifest_names() -> None:
    for entry in json.loads((STATIC / "vendor" / "manifest.json").read_text()):
        digest = hashlib.sha384((STATIC / "vendor" / entry["file"]).read_bytes()).digest()
        assert entry["integrity"] == "sha384-" + base64.b64encode(digest).decode(), f"{entry['file']} was changed"
        assert (STATIC / "vendor" / entry["licence_file"]).exists(), f"{entry['name']} has no licence beside it"


@pytest.mark.parametrize("name", sorted(path.name for path in STATIC.glob("*.css")))
def test_own_styles_load_nothing_that_the_policy_refuses(name: str) -> None:
    own = (STATIC / name).read_text()
    assert not re.search(r"url\(\s*[\"']?(data:|https?:|//)", own), "ship it as a file under static"


def test_every_own_style_is_loaded_by_the_base_page() -> None:
    base = (ROOT / "templates" / "base.html").read_text()
    assert [path.name for path in STATIC.glob("*.css") if path.name not in base] == []


@pytest.fixture(scope="module")
def address() -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_gallery(), threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
        )
        yield browser
        browser.close()


@pytest.mark.browser
@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("page", ["record", "list", "form", "notice", "sign-in", "errors/409"])
def test_the_parts_fit_the_screen_and_axe_finds_nothing(chromium: Browser, address: str, page: str, width: int) -> None:
    axe = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()
    tab = chromium.new_page(viewport={"width": width, "height": 800})
    complaints: list[str] = []
    tab.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    tab.on("pageerror", lambda error: complaints.append(str(error)))
    tab.goto(f"{address}/{page}?lang=en")
    assert tab.evaluate("document.documentElement.scrollWidth") <= width, "something is wider than the screen"
    tab.evaluate(axe)
    found = tab.evaluate("axe.run(document, {resultTypes: ['violations']})")["violations"]
    tab.close()
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found] == []
    assert complaints == []
