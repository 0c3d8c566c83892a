"""What holds for every answer: headers, cookies, the address behind a proxy, health, who may open it, the date."""

from collections.abc import Callable

from flask import Flask, Response

from service import accounts
from service.access import open_to, open_to_everyone
from service.clock import FixedClock, shanghai_instant
from service.context import Service
from service.demonstration.clock import begin_demonstration
from service.settings import Settings
from tests.web.conftest import PASSWORD, TODAY, Browser
from workflows.roles import Role

Opening = Callable[[], Browser]
Making = Callable[..., int]


def test_every_response_carries_the_headers(app: Flask, browser: Opening, person: Making) -> None:
    person("wang")
    wang = browser()
    wang.sign_in("wang")
    for path in ("/my-account/", "/no-such-page", "/static/icons/favicon.svg", "/healthz"):
        response = wang.get(path, buffered=True)
        headers = response.headers
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["X-Frame-Options"] == "DENY"
        assert headers["Referrer-Policy"] == "same-origin"
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
    assert wang.get("/my-account/").headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in headers


def test_a_browser_keeps_nothing_for_the_next_person_at_it(app: Flask, visitor: Callable[..., Browser]) -> None:
    @app.get("/kept")
    @open_to_everyone
    def kept() -> Response:
        response = Response("shown")
        response.headers["Cache-Control"] = "public, max-age=3600"
        return response

    wang = visitor("wang")
    assert wang.get("/kept").headers["Cache-Control"] == "no-store"
    assert wang.get("/static/icons/favicon.svg", buffered=True).headers["Cache-Control"] != "no-store"
    assert app.test_client().get("/kept").headers["Cache-Control"] == "public, max-age=3600"


def test_the_cookie_cannot_be_read_by_scripts_nor_sent_from_other_sites(browser: Opening, person: Making) -> None:
    person("wang")
    cookie = browser().sign_in("wang").headers["Set-Cookie"]
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "Secure" not in cookie


def test_behind_a_proxy_the_cookie_is_secure_and_the_address_is_the_visitors(
    settings: Settings, clock: FixedClock
) -> None:
    from dataclasses import replace

    from service import create_app

    app = create_app(replace(settings, trusted_proxies=1, cookie_secure=True), clock)

    @app.get("/address")
    @open_to_everyone
    def address() -> str:
        from flask import request

        return f"{request.remote_addr} {request.scheme}"

    asked = app.test_client().get(
        "/address", headers={"X-Forwarded-For": "198.51.100.9, 203.0.113.7", "X-Forwarded-Proto": "https"}
    )
    assert asked.text == "203.0.113.7 https"
    assert "Strict-Transport-Security" in asked.headers


def test_without_a_proxy_nobody_chooses_their_own_address(app: Flask, browser: Opening) -> None:
    @app.get("/address")
    @open_to_everyone
    def address() -> str:
        from flask import request

        return request.remote_addr or ""

    assert browser().get("/address", headers={"X-Forwarded-For": "203.0.113.7"}).text == "127.0.0.1"


def test_a_page_that_does_not_say_who_may_open_it_is_closed(
    app: Flask, visitor: Callable[..., Browser], browser: Opening
) -> None:
    @app.get("/forgotten")
    def forgotten() -> str:
        return "never seen"

    @app.get("/for-auditors")
    @open_to(Role.AUDITOR)
    def for_auditors() -> str:
        return "seen"

    wang = visitor("wang", Role.VILLAGE_CLERK, "341522500598")
    assert wang.get("/forgotten").status_code == 403
    assert wang.get("/for-auditors").status_code == 403
    assert visitor("li", Role.AUDITOR, "34").get("/for-auditors").text == "seen"
    assert browser().get("/for-auditors").status_code == 302


def test_a_demonstration_shows_its_date_on_every_page_and_its_accounts_to_sign_in_with(
    settings: Settings, app: Flask, service: Service
) -> None:
    from service import create_app

    with service.database.write() as db:
        begin_demonstration(db, shanghai_instant(TODAY))
        accounts.new_account(db, login="wang", name="王某", password=PASSWORD, at=service.clock.now())
        accounts.offer_on_sign_in_page(db, {"wang": PASSWORD}, at=service.clock.now())
    demonstration = create_app(settings).test_client()
    for path in ("/sign-in", "/no-such-page"):
        assert 'datetime="2019-01-07"' in demonstration.get(path).text
    assert PASSWORD in demonstration.get("/sign-in").text
    production = app.test_client().get("/sign-in").text
    assert 'datetime="2019-01-07"' not in production
    assert PASSWORD not in production
    visitor = Browser(demonstration)
    visitor.sign_in("wang")
    typed = {"present": PASSWORD, "password": "quite another one"}
    assert visitor.post("/my-account/", typed).status_code == 422
