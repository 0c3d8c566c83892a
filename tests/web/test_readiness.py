"""What machines and administrators are told when the service, or what notices are printed with, is not ready."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from service.context import Service
from service.notices import fonts
from tests.web.conftest import Browser
from workflows.roles import Role

Opening = Callable[[], Browser]


def test_health_and_readiness(browser: Opening, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert browser().get("/healthz").text == "ok\n"
    assert browser().get("/readyz").text == "ready\n"
    monkeypatch.setattr(type(service.database), "answers", lambda self: False)
    answer = browser().get("/readyz")
    assert (answer.status_code, answer.text) == (503, "the database does not answer\n")


def test_readiness_names_what_notices_are_printed_with_and_is_missing(
    browser: Opening, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(fonts, "_HARFBUZZ_SUBSET", ("libno-such-library.so.0",))
    answer = browser().get("/readyz")
    assert answer.status_code == 503
    assert "libharfbuzz-subset0" in answer.text
    monkeypatch.setenv("FONT_DIR", str(tmp_path))
    answer = browser().get("/readyz")
    assert "FandolFang-Regular.otf was not found under FONT_DIR" in answer.text
    assert str(tmp_path) not in answer.text


def test_the_administrator_and_the_command_line_read_what_is_missing(
    app: Flask, visitor: Callable[..., Browser], monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = visitor("admin", Role.ADMINISTRATOR)
    with app.app_context():
        assert app.test_cli_runner().invoke(args=["readiness"]).exit_code == 0
    assert "libharfbuzz-subset0" not in admin.get("/accounts/").text
    monkeypatch.setattr(fonts, "_HARFBUZZ_SUBSET", ("libno-such-library.so.0",))
    assert "libharfbuzz-subset0" in admin.get("/accounts/").text
    with app.app_context():
        said = app.test_cli_runner().invoke(args=["readiness"])
    assert said.exit_code == 1
    assert "libharfbuzz-subset0" in said.output
