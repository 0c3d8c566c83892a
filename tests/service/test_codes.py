"""Codes on the sheets: nobody guesses one, everybody can type one; the address behind them."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from service import create_app
from service.models.notice import Notice
from service.notices.codes import ALPHABET, LENGTH, check_url, code_read, code_shown, new_code, set_public_address
from service.notices.paper import render_html, render_pdf
from service.notices.public_facts import NoticeFacts
from service.settings import SettingsError, read_settings
from tests.makers import World
from tests.service.printed_page import read_pages
from tests.service.walking import publicized

AT = datetime(2018, 10, 8, 1, tzinfo=UTC)


def test_a_code_holds_at_least_sixty_random_bits() -> None:
    assert len(ALPHABET) ** LENGTH >= 2**60
    assert len(set(ALPHABET)) == 32
    assert len({new_code() for _ in range(2000)}) == 2000


@given(st.text(ALPHABET, min_size=LENGTH, max_size=LENGTH), st.sampled_from(["-", " ", ""]))
def test_a_code_is_read_however_it_was_typed(code: str, between: str) -> None:
    typed = code_shown(code).lower().replace("-", between).replace("0", "o")
    assert code_read(f" {typed} ") == code


@pytest.mark.parametrize("typed", ["", "ABCD", "ABCD-EFGH-JKMNPQ", "ABCD-EFGH-JKMN!", "公示编号一二三四五六七八九"])
def test_what_is_no_code_is_told_apart(typed: str) -> None:
    assert code_read(typed) is None


def test_the_next_notice_prints_the_address_that_was_set_last(world: World) -> None:
    with world.database.write() as db:
        set_public_address(db.connection(), "https://fpb.example")
        assert check_url(db.connection(), "0" * LENGTH) == "https://fpb.example/n/" + "0" * LENGTH


@pytest.mark.parametrize("url", ["ftp://x", "javascript:alert(1)", "https://", "https://a b", 'https://a"'])
def test_an_address_that_no_phone_can_open_stops_the_start(tmp_path: object, url: str) -> None:
    with pytest.raises(SettingsError, match="PUBLIC_URL"):
        read_settings({"DATA_DIR": str(tmp_path), "PUBLIC_URL": url})


def test_without_an_address_of_its_own_the_service_prints_where_it_listens(tmp_path: object) -> None:
    assert read_settings({"DATA_DIR": str(tmp_path), "PORT": "8123"}).public_url == "http://127.0.0.1:8123"
    assert read_settings({"DATA_DIR": str(tmp_path), "PUBLIC_URL": "https://a.example/fp/"}).public_url == (
        "https://a.example/fp"
    )


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "[::]"])
def test_a_service_that_listens_everywhere_has_no_address_until_somebody_names_it(tmp_path: object, host: str) -> None:
    given = {"DATA_DIR": str(tmp_path), "HOST": host}
    assert read_settings(given).public_url == ""
    assert read_settings({**given, "PUBLIC_URL": "https://a.example"}).public_url == "https://a.example"


def test_without_an_address_sheets_print_their_code_alone(world: World) -> None:
    with world.database.write() as db:
        set_public_address(db.connection(), "https://fpb.example")
    with world.database.write() as db:
        set_public_address(db.connection(), "")
    (record,) = publicized(world, 1)
    with world.database.read() as db:
        text = db.execute(
            select(Notice.facts).where(Notice.id == world.notice_of(record, "household_exit_list"))
        ).scalar_one()
    facts = NoticeFacts.from_json(json.loads(text))
    assert (len(facts.code), facts.check_url) == (LENGTH, "")
    assert "data:image/svg+xml" not in render_html(facts)
    assert all(code_shown(facts.code) in page.text for page in read_pages(render_pdf(facts)))


@pytest.mark.parametrize(("host", "warned"), [("0.0.0.0", True), ("127.0.0.1", False)])
def test_the_start_says_in_one_line_that_the_address_is_missing(
    migrated_file: Path, tmp_path: Path, host: str, warned: bool
) -> None:
    copy = tmp_path / "service.db"
    shutil.copy(migrated_file, copy)
    app = create_app(read_settings({"DATA_DIR": str(tmp_path), "HOST": host}))
    with app.app_context():
        answer = app.test_cli_runner().invoke(args=["migrate"])
    assert answer.exit_code == 0
    lines = [line for line in answer.stderr.splitlines() if "PUBLIC_URL" in line]
    assert len(lines) == (1 if warned else 0)
