"""Signing in and out, the lock on an account, languages, headers, and the pages that say what went wrong."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask, Response, abort

from service import accounts, sign_in
from service.access import open_to, open_to_everyone
from service.clock import FixedClock, shanghai_instant, wall_now
from service.context import Service
from service.demonstration.clock import begin_demonstration
from service.settings import Settings
from service.visitors import VISITORS
from service.web.addresses import own_path
from tests.web.conftest import PASSWORD, TODAY, Browser
from workflows.roles import Role

Opening = Callable[[], Browser]
Making = Callable[..., int]


def test_a_person_signs_in_and_sees_their_own_name(browser: Opening, person: Making) -> None:
    person("wang", Role.VILLAGE_CLERK, "341522500598", name="王某甲")
    wang = browser()
    assert wang.sign_in("WANG ").headers["Location"] == "/"
    page = wang.get("/my-account/")
    assert "王某甲" in page.text
    assert "东湖渔业村" in page.text


def test_after_signing_in_one_arrives_where_one_wanted_to_go(browser: Opening, person: Making) -> None:
    person("wang")
    wang = browser()
    asked = wang.get("/my-account/?x=1")
    assert asked.headers["Location"] == "/sign-in?next=/my-account/?x%3D1"
    arrived = wang.post(asked.headers["Location"], {"login": "wang", "password": PASSWORD})
    assert arrived.headers["Location"] == "/my-account/?x=1"


@pytest.mark.parametrize(
    "elsewhere",
    [
        "//evil.example",
        "/\\evil.example",
        "///evil.example",
        "/\t/evil.example",
        "https://evil.example",
        "evil",
        "",
        None,
    ],
)
def test_nobody_is_sent_on_to_another_site(elsewhere: str | None) -> None:
    assert own_path(elsewhere) is None


def test_an_empty_form_is_answered_in_chinese(browser: Opening) -> None:
    page = browser().post("/sign-in", {"login": "", "password": ""})
    assert page.status_code == 422
    assert "This field is required" not in page.text


def test_a_wrong_password_and_an_unknown_login_get_the_same_answer(browser: Opening, person: Making) -> None:
    person("wang")
    guesses = [browser().sign_in("wang", "not the password"), browser().sign_in("nobody", "not the password")]
    assert [guess.status_code for guess in guesses] == [422, 422]
    for guess in guesses:
        assert "登录名或密码" in guess.text or "Login or password is wrong" in guess.text
    assert 'value="nobody"' in guesses[1].text


@pytest.mark.parametrize("login", ["wang", "nobody"])
def test_five_wrong_passwords_lock_the_login_even_for_the_right_one(
    service: Service, browser: Opening, person: Making, login: str
) -> None:
    person("wang")
    for _guess in range(sign_in.FAILURES_BEFORE_LOCK):
        refused = browser().sign_in(login, "not the password")
    assert "15" in refused.text
    assert browser().sign_in(login).status_code == 422
    with service.database.write() as db:
        known = sign_in.credentials(db, login)
        later = wall_now() + sign_in.LOCKED_FOR + timedelta(seconds=1)
        outcome = sign_in.sign_in(db, known, login == "wang", at=later, address=None, user_agent=None)
    assert isinstance(outcome, sign_in.SignedIn if login == "wang" else sign_in.SignInRefused)


def test_a_closed_account_cannot_sign_in(service: Service, browser: Opening, person: Making) -> None:
    made = person("wang")
    with service.database.write() as db:
        accounts.set_active(db, made, False, on=TODAY)
    assert browser().sign_in("wang").status_code == 422


def test_many_wrong_passwords_from_one_address_are_not_looked_at_any_more(browser: Opening, person: Making) -> None:
    person("wang")
    codes = [browser().sign_in(f"guess{number}", "not the password").status_code for number in range(31)]
    assert codes == [422] * 30 + [429]


def test_right_passwords_from_one_address_are_never_throttled(browser: Opening, person: Making) -> None:
    person("wang")
    assert {browser().sign_in("wang").status_code for _time in range(35)} == {302}


def test_a_copied_cookie_is_dead_after_signing_out(browser: Opening, person: Making) -> None:
    person("wang")
    wang, thief = browser(), browser()
    wang.sign_in("wang")
    thief.client.set_cookie("registry", wang.cookie())
    assert thief.get("/my-account/").status_code == 200
    assert wang.post("/sign-out", page="/my-account/").headers["Location"] == "/sign-in"
    assert thief.get("/my-account/").status_code == 302
    assert wang.get("/my-account/").status_code == 302


def test_what_an_earlier_visitor_left_in_the_cookie_does_not_survive_signing_in(
    browser: Opening, person: Making
) -> None:
    person("wang")
    wang = browser()
    wang.get("/language/en")
    with wang.client.session_transaction() as session:
        session["left_behind"] = "planted"
    wang.sign_in("wang")
    with wang.client.session_transaction() as session:
        assert "left_behind" not in session
        assert session["locale"] == "en"


def test_a_session_ends_by_itself_when_it_is_not_used(service: Service, browser: Opening, person: Making) -> None:
    person("wang")
    wang = browser()
    wang.sign_in("wang")
    with wang.client.session_transaction() as session:
        token = session["_user_id"]
    with service.database.read() as db:
        assert sign_in.visitor(db, token, at=wall_now(), on=TODAY)
        assert sign_in.visitor(db, token, at=wall_now() + sign_in.IDLE_FOR, on=TODAY) is None


def test_a_signed_in_person_is_read_from_the_database_once_in_five_seconds(
    service: Service, browser: Opening, person: Making
) -> None:
    from sqlalchemy import event

    person("wang")
    wang = browser()
    wang.sign_in("wang")
    wang.get("/my-account/")
    asked: list[str] = []
    event.listen(
        service.database.read_engine, "before_cursor_execute", lambda c, u, statement, *rest: asked.append(statement)
    )
    wang.get("/my-account/")
    assert asked == []
    VISITORS.forget()
    wang.get("/my-account/")
    assert len([statement for statement in asked if statement != "BEGIN"]) == 3


def test_the_browser_chooses_the_language_and_the_visitor_can_change_it(browser: Opening, person: Making) -> None:
    person("wang")
    wang = browser()
    assert 'lang="zh-Hans-CN"' in wang.get("/sign-in").text
    english = wang.get("/sign-in", headers={"Accept-Language": "en-GB,en;q=0.9,zh;q=0.5"})
    assert 'lang="en"' in english.text
    assert 'lang="zh-Hans-CN"' in wang.get("/sign-in", headers={"Accept-Language": "zh-TW,en;q=0.5"}).text
    wang.sign_in("wang")
    assert wang.get("/language/en?next=/my-account/").headers["Location"] == "/my-account/"
    other = browser()
    other.sign_in("wang")
    assert 'lang="en"' in other.get("/my-account/").text
    assert wang.get("/language/fr").status_code == 404
    assert wang.get("/language/en?next=//evil.example").headers["Location"] == "/"


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


def test_health_and_readiness(browser: Opening, service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    assert browser().get("/healthz").text == "ok\n"
    assert browser().get("/readyz").status_code == 200
    monkeypatch.setattr(type(service.database), "answers", lambda self: False)
    assert browser().get("/readyz").status_code == 503


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
