"""The pages that show the rule in force, made from the tables themselves."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from flask import Flask
from flask_babel import force_locale

from service import diagrams
from service.web.guard_words import guard_text
from service.words import word
from tests.web.conftest import Browser
from workflows import PROCEDURES, TABLES
from workflows.declare import Procedure
from workflows.roles import Role

VILLAGE = "341522500598"
Signing = Callable[..., Browser]


@pytest.fixture
def clerk(visitor: Signing) -> Browser:
    return visitor("clerk", Role.VILLAGE_CLERK, VILLAGE)


def test_every_guard_of_every_step_has_words(app: Flask) -> None:
    with app.test_request_context():
        for procedure in TABLES.values():
            for guard in (guard for step in procedure.steps for guard in step.guards):
                with force_locale("en"):
                    text = guard_text(guard, procedure.name)
                assert text.endswith("."), guard.__name__
                assert "%(" not in text, guard.__name__


def test_no_words_are_left_of_a_guard_that_is_gone(app: Flask) -> None:
    from service.web.guard_words import _parts
    from service.words.guards import GUARDS

    used = {
        f"guard.{_parts(guard.__name__)[0]}"
        for procedure in TABLES.values()
        for step in procedure.steps
        for guard in step.guards
    }
    assert set(GUARDS) - used == set()


@pytest.mark.parametrize("procedure", TABLES.values(), ids=lambda procedure: procedure.name)
def test_the_page_shows_every_step_state_role_and_notice(clerk: Browser, procedure: Procedure) -> None:
    page = clerk.get(f"/procedures/{procedure.name}?", headers={"Accept-Language": "en"}).text
    with clerk.client.application.test_request_context(), force_locale("en"):
        for step in procedure.steps:
            keys = [f"step.{procedure.name}.{step.name}", f"state.{procedure.name}.{step.target.value}"]
            keys += [f"role.{role.value}" for role in step.roles]
            keys += [f"notice.{step.issues}"] if step.issues else []
            for key in keys:
                assert str(word(key).__html__()) in page, key


def test_an_answered_objection_ends_unless_it_is_appealed_against(clerk: Browser) -> None:
    page = clerk.get("/procedures/objection?", headers={"Accept-Language": "en"}).text
    with clerk.client.application.test_request_context(), force_locale("en"):
        appeal = str(word("step.objection.appeal"))
    states = page.split('id="states"')[1]
    assert states.count("nobody: it ends here") == 4
    assert states.count(f"nobody: it ends here unless this follows: {appeal}<") == 1


def test_the_list_leads_to_every_procedure(clerk: Browser) -> None:
    page = clerk.get("/procedures/").text
    assert [name for name in TABLES if f'href="/procedures/{name}"' not in page] == []


def test_an_unknown_procedure_or_language_is_not_there(clerk: Browser) -> None:
    for path in ("/procedures/monitoring", "/procedures/household.xx.svg", "/procedures/monitoring.en.svg"):
        assert clerk.get(path).status_code == 404, path


def test_nobody_reads_them_without_signing_in(browser: Callable[[], Browser]) -> None:
    assert browser().get("/procedures/household").status_code == 302


def texts_of(svg: str) -> str:
    return " ".join(unescape(" ".join(re.findall(r"<text[^>]*>([^<]*)</text>", svg))).split())


@pytest.mark.parametrize("locale", ["zh_Hans_CN", "en"])
def test_the_diagram_names_every_state_and_every_forward_step_in_the_language(clerk: Browser, locale: str) -> None:
    drawn = clerk.get(f"/procedures/household.{locale}.svg")
    assert drawn.mimetype == "image/svg+xml"
    shown = texts_of(drawn.text)
    with clerk.client.application.test_request_context(), force_locale(locale):
        procedure = PROCEDURES["household"]
        for key in [f"state.household.{state.value}" for state in procedure.states] + [
            f"step.household.{name}" for name in procedure.step_names()
        ]:
            assert str(word(key)) in shown, key


def test_the_diagram_carries_nothing_that_the_policy_refuses(clerk: Browser) -> None:
    drawn = clerk.get("/procedures/household.zh_Hans_CN.svg").text
    assert not re.search(r"<style|<script|\sstyle=|\son[a-z]+=", drawn)


def test_without_graphviz_the_page_says_so_and_shows_the_table(clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams.shutil, "which", lambda program: None)
    page = clerk.get("/procedures/household", headers={"Accept-Language": "en"})
    assert page.status_code == 200
    assert "Graphviz is missing or failed" in page.text
    assert ".svg" not in page.text.split("<main")[1]
    assert clerk.get("/procedures/household.en.svg").status_code == 404


def test_a_diagram_that_takes_too_long_is_given_up(clerk: Browser, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(diagrams, "SECONDS", 0.0001)
    diagrams._drawn.cache_clear()
    assert "<table" in clerk.get("/procedures/household").text
    assert clerk.get("/procedures/household.en.svg").status_code == 404
