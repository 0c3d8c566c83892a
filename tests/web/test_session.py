"""Signing in and out, the lock on an account, how long a session lasts, languages."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from service import accounts, sign_in
from service.clock import wall_now
from service.context import Service
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
