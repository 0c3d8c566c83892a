"""Every declared form: its page, a valid filling, and the paper that the guards then read."""

import re
import shutil
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from service import create_app
from service.context import Service
from service.database import Database
from service.documents.forms import FORMS, Field, FieldKind, Form, Scans
from service.facts.papers import papers_on_file
from service.models.people import User
from service.models.register import Household
from service.passwords import hash_password
from service.settings import Settings
from service.visitors import VISITORS
from service.web.throttle import limiter
from service.words import CODES
from tests.makers import COUNTY, VILLAGE, World, make_world
from tests.service.walking import applied
from tests.web.conftest import PASSWORD
from tests.web.documents.visitors import PDF, Answers, Visitor, url
from workflows import papers as p
from workflows.roles import Role

Settled = tuple[World, FlaskClient, dict[str, int]]
LOGINS = {
    Role.VILLAGE_CLERK: "clerk",
    Role.WORK_TEAM: "team",
    Role.COUNTY_REVIEWER: "county",
    Role.CITY_REVIEWER: "city",
    Role.PROVINCE_REVIEWER: "province",
    Role.ASSESSOR: "assessor",
    Role.TOWNSHIP_REVIEWER: "township",
}
TYPED: dict[FieldKind, tuple[str, Any]] = {
    FieldKind.TEXT: ("一行文字", "一行文字"),
    FieldKind.LONG_TEXT: ("一段\n文字", "一段\n文字"),
    FieldKind.NAMES: ("甲某、乙某\n丙某", ("甲某", "乙某", "丙某")),
    FieldKind.MONEY: ("1，234.5", "1234.50"),
    FieldKind.YES_NO: ("yes", True),
    FieldKind.VILLAGE: (VILLAGE, VILLAGE),
}
REGISTERED = {
    "main_cause": "disability",
    "other_cause": "illness",
    "household_class": "ordinary_poor",
    "responsible_person": "程远志",
    "responsible_unit": "县水产局",
}


@pytest.fixture(scope="module")
def settled(migrated_file: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Settled]:
    """A world with a household, a village and a county, made once for all forms."""
    folder = tmp_path_factory.mktemp("settled")
    shutil.copy(migrated_file, folder / "test.db")
    database = Database(f"sqlite:///{folder / 'test.db'}")
    world = make_world(database)
    with database.write() as db:
        db.execute(update(User).values(password_hash=hash_password(PASSWORD), locale="en"))
    records = {
        "household": applied(world, 1)[0],
        "village": world.designate("village", VILLAGE),
        "county": world.designate("county", COUNTY),
    }
    with database.write() as db:
        db.execute(update(Household).values(REGISTERED))
    app = create_app(
        Settings(data_dir=folder, database_url=f"sqlite:///{folder / 'test.db'}", secret_key="k" * 40), world.clock
    )
    limiter.reset()
    yield world, app.test_client(), records
    service: Service = app.extensions["service"]
    service.database.close()
    database.close()


def typed_and_read(question: Field) -> tuple[str, Any]:
    """What to type into a question, and what a guard must then read."""
    if question.kind is FieldKind.CHOICE:
        code = CODES[question.choices][-1]
        return code, code
    if question.kind in (FieldKind.COUNT, FieldKind.YEAR):
        # The same number everywhere contradicts nothing but two votes against one.
        number = 0 if question.name == "votes_against" else max(question.least, 20)
        return str(number), number
    return TYPED[question.kind]


@pytest.mark.parametrize("form", FORMS.values(), ids=lambda form: f"{form.procedure}-{form.kind}")
def test_every_form_is_shown_filed_and_read_as_its_paper(
    settled: Settled, monkeypatch: pytest.MonkeyPatch, form: Form
) -> None:
    world, client, records = settled
    # Which states take which form is told elsewhere; here every record stands in for all of them.
    open_form = replace(form, states=())
    monkeypatch.setitem(FORMS, (form.procedure, form.kind), open_form)
    id = records[form.procedure]
    VISITORS.forget()
    client.delete_cookie("registry")
    visitor = Visitor(client)
    assert visitor.sign_in(LOGINS[form.files[0]]).status_code == 302
    address = url(form.kind, id)
    page = visitor.get(address)
    assert page.status_code == 200
    answers: Answers = {"dated_on": "2018-10-08"}
    if form.yearly:
        answers["year"] = "2018"
    expected: dict[str, Any] = {}
    for question in form.asks:
        if question.kind is FieldKind.CRITERIA:
            for code in re.findall(rf'name="r{id}_actual_(\w+)"', page.text):
                answers |= {
                    f"r{id}_met_{code}": "yes",
                    f"r{id}_actual_{code}": "达标",
                    f"r{id}_evidence_{code}": "照片",
                }
                expected.setdefault("met", set()).add(code)
            continue
        name = f"r{id}_{question.name}" if question.each else f"q_{question.name}"
        if question.register:
            assert f'name="{name}"' not in page.text
            expected[question.name] = REGISTERED.get(question.register)
            continue
        assert f'name="{name}"' in page.text
        answers[name], expected[question.name] = typed_and_read(question)
    files = [(PDF, "a.pdf")] if form.scans is Scans.REQUIRED else []
    sent = visitor.fill(address, answers, scans=files)
    assert sent.status_code == 302, re.findall(r'field-error"[^>]*>([^<]*)', sent.text)
    with world.database.read() as db:
        filed = papers_on_file(db.connection(), form.procedure, [id], [form.kind])[id][form.kind]
    paper = filed[-1]
    assert type(paper) is form.paper
    assert (paper.dated_on, paper.year, paper.scans) == (date(2018, 10, 8), 2018, len(files))
    for name in vars(paper).keys() & expected.keys():
        read = getattr(paper, name)
        assert str(read) == expected[name] if isinstance(expected[name], str) else read == expected[name], name
    if isinstance(paper, p.Criteria):
        assert paper.evidenced == paper.met != frozenset()
    assert visitor.get(sent.headers["Location"]).status_code == 200


def test_no_paper_asks_for_less_than_its_guards_read() -> None:
    base = set(vars(p.Paper(id=1, dated_on=date(2018, 10, 8), year=2018)))
    for form in FORMS.values():
        read = {name for name in form.paper.__dataclass_fields__ if name not in base}
        asked = {question.name for question in form.asks}
        if form.paper is p.Criteria:
            continue
        assert read <= asked, form.kind
