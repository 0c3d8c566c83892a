"""The pages that say what went wrong, and what became of what was typed."""

from collections.abc import Callable

import pytest
from flask import Flask, abort

from service import sign_in
from service.access import open_to_everyone
from service.visitors import VISITORS
from tests.web.conftest import Browser

Opening = Callable[[], Browser]
Making = Callable[..., int]


def test_a_form_that_arrives_after_signing_out_is_shown_back(browser: Opening, person: Making) -> None:
    person("wang")
    wang = browser()
    wang.sign_in("wang")
    page = wang.get("/my-account/")
    wang.post("/sign-out", page="/my-account/")
    late = wang.client.post("/my-account/", data={"opinion": "同意，材料齐全", "present": "secret one"})
    assert page.status_code == 200
    assert late.status_code == 401
    assert "同意，材料齐全" in late.text
    assert "secret one" not in late.text


def test_a_form_without_its_token_is_refused_and_shown_back(browser: Opening, person: Making) -> None:
    person("wang")
    wang = browser()
    wang.sign_in("wang")
    refused = wang.client.post("/my-account/", data={"opinion": "同意，材料齐全"})
    assert refused.status_code == 400
    assert "同意，材料齐全" in refused.text


@pytest.mark.parametrize("code", [400, 403, 404, 405, 409, 413, 418, 429, 500, 503])
@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_error_has_a_page_in_the_visitors_language(
    app: Flask, browser: Opening, code: int, language: str
) -> None:
    app.config["PROPAGATE_EXCEPTIONS"] = False

    @app.get("/fails")
    @open_to_everyone
    def fails() -> str:
        if code == 500:
            raise RuntimeError("not to be shown")
        abort(code)

    page = browser().get("/fails", headers={"Accept-Language": language})
    assert page.status_code == code
    assert "<h1>" in page.text
    assert "not to be shown" not in page.text
    assert f'lang="{"en" if language == "en" else "zh-Hans-CN"}"' in page.text


def test_a_broken_database_still_gives_the_error_page(app: Flask, browser: Opening, person: Making) -> None:
    person("wang")
    wang = browser()
    wang.sign_in("wang")
    app.config["PROPAGATE_EXCEPTIONS"] = False

    def broken(*anything: object, **more: object) -> object:
        raise RuntimeError("the database is gone")

    VISITORS.forget()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sign_in, "visitor", broken)
        page = wang.get("/my-account/")
    assert page.status_code == 500
    assert "<h1>" in page.text


def test_too_large_an_upload_is_refused_with_a_page(browser: Opening, person: Making, app: Flask) -> None:
    person("wang")
    wang = browser()
    wang.sign_in("wang")
    app.config["MAX_CONTENT_LENGTH"] = 1000
    assert wang.client.post("/my-account/", data={"opinion": "x" * 2000}).status_code == 413
