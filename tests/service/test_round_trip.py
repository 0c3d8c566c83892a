"""What is exported and imported again changes nothing, whatever stands in the register; masked numbers stay."""

import csv
import io
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, insert, update

from service.models.register import Household, Member
from service.queries.households import HouseholdFilter
from service.register.fields import FACTS, Fact, Kind, Subject
from service.register.values import REGISTER_KEY, columns_of, read, sealed_number
from service.sealing import Seal
from service.words.codes import CODES
from service.words.spoken import CHINESE, ENGLISH, LOCALES
from service.workbooks.columns import COLUMNS, HEAD, label_of, names_of_codes
from service.workbooks.exporting import Export, defused
from service.workbooks.template import write_template
from tests.makers import VILLAGE, World
from tests.service.importing_room import lines, previewed, problems
from tests.service.made_workbooks import number_of

TEXTS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")) | st.sampled_from("=+-@'* 甲"), min_size=1, max_size=12
).map(str.strip)


def values_of(fact: Fact) -> st.SearchStrategy[Any]:
    """What a fact may hold, as the register's own check lets it in."""
    kinds: dict[Kind, st.SearchStrategy[Any]] = {
        Kind.TEXT: TEXTS.filter(lambda text: read(fact, text) == text),
        Kind.CODE: st.sampled_from(CODES.get(fact.codes, ("",))),
        Kind.DAY: st.dates(date(1900, 1, 1), date(2018, 1, 1)),
        Kind.YEAR: st.integers(fact.least, fact.most or 9999),
        Kind.WHOLE: st.integers(fact.least, fact.most or 9999),
        Kind.AMOUNT: st.decimals(0, 9999, places=2),
        Kind.YES_NO: st.booleans(),
        Kind.IDENTITY: st.none(),
        Kind.PHONE: st.integers(0, 9_999_999).map(lambda number: f"0000{number:07}"),
        Kind.ACCOUNT: st.integers(0, 9_999_999).map(lambda number: f"999900000{number:07}"),
    }
    return kinds[fact.kind] if fact.required else st.none() | kinds[fact.kind]


def facts_of(subject: Subject) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({name: values_of(fact) for name, fact in FACTS[subject].items()})


@pytest.fixture
def seal(tmp_path: Path) -> Seal:
    return Seal(tmp_path, REGISTER_KEY)


def put(world: World, seal: Seal, household: dict[str, Any], people: list[dict[str, Any]]) -> None:
    """One household with these facts, and nobody else."""
    with world.database.write() as db:
        for table in (Member, Household):
            db.execute(delete(table))
        standing = {
            "village_code": VILLAGE,
            "number": 7,
            "head_name": "甲",
            "sort_key": "7",
            "registered_at": world.clock.now(),
        }
        home = {**standing, **columns(Subject.HOUSEHOLD, household, seal)}
        home_id = db.execute(insert(Household).values(home).returning(Household.id)).scalar_one()
        for place, person in enumerate(people):
            person = {**person, "name": f"{person['name'][:30]}{place}", "relation": "other" if place else "head"}
            born_on = person["born_on"]
            if place % 2 == 0:
                person["identity"] = number_of(2 * place + (person["sex"] == "male"), born_on)
                person["sex"] = "male" if person["sex"] == "male" else "female"
            db.execute(insert(Member).values(household_id=home_id, **columns(Subject.MEMBER, person, seal)))


def columns(subject: Subject, values: dict[str, Any], seal: Seal) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in values.items():
        fact = FACTS[subject][name]
        found |= columns_of(fact, sealed_number(fact, value, seal) if fact.sealed and value else value)
    return found


def exported(world: World, folder: Path, locale: str, seal: Seal | None, subject: Subject | None = None) -> bytes:
    path = folder / "out"
    with world.database.read() as db:
        export = Export(db, world.actor("clerk"), HouseholdFilter(), locale, seal)
        rows = export.csv(path, subject) if subject else export.workbook(path)
    assert rows
    return path.read_bytes()


@settings(
    max_examples=4,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    household=facts_of(Subject.HOUSEHOLD),
    people=st.lists(facts_of(Subject.MEMBER), min_size=3, max_size=6),
    locale=st.sampled_from(LOCALES),
    full=st.booleans(),
)
def test_a_round_trip_changes_nothing(
    world: World, tmp_path: Path, seal: Seal, household: Any, people: Any, locale: str, full: bool
) -> None:
    put(world, seal, household, people)
    opening = seal if full else None
    files = [("x.xlsx", exported(world, tmp_path, locale, opening))]
    files += [
        ("x.csv", exported(world, tmp_path, locale, opening, subject))
        for subject in (Subject.HOUSEHOLD, Subject.MEMBER)
    ]
    total = 0
    for filename, content in files:
        shown = previewed(world, tmp_path, content, filename=filename)
        assert shown.state == "previewed", shown.failure
        assert problems(tmp_path, shown) == []
        assert lines(tmp_path, shown, "changed") == []
        assert (shown.new_households, shown.new_members) == (0, 0)
        total += shown.unchanged
    assert total == 2 * (1 + len(people))


def test_a_text_that_looks_like_a_formula_leaves_as_a_text(world: World, tmp_path: Path) -> None:
    (home,) = world.households(1)
    with world.database.write() as db:
        db.execute(
            update(Household).where(Household.id == home).values(bank='=HYPERLINK("http://x")', responsible_unit="@x")
        )
    (tmp_path / "b.xlsx").write_bytes(exported(world, tmp_path, CHINESE, None))
    sheet = openpyxl.load_workbook(tmp_path / "b.xlsx").worksheets[0]
    cells = {cell.value: cell.data_type for row in sheet.iter_rows(min_row=2) for cell in row if cell.value}
    assert cells['=HYPERLINK("http://x")'] == "s"
    text = exported(world, tmp_path, CHINESE, None, Subject.HOUSEHOLD).decode("utf-8-sig")
    assert "'=HYPERLINK" in text
    assert not [cell for row in csv.reader(io.StringIO(text)) for cell in row if cell.startswith(("=", "+", "-", "@"))]
    assert [defused(each) for each in ("=1", "+1", "-1", "@x", "\tx", "\rx", "'x", "甲")] == [
        "'=1", "'+1", "'-1", "'@x", "'\tx", "'\rx", "''x", "甲",
    ]  # fmt: skip


def test_health_leaves_only_with_those_who_need_to_know_it(world: World, tmp_path: Path) -> None:
    world.households(1)
    headings = {}
    for login in ("clerk", "data"):
        with world.database.read() as db:
            Export(db, world.actor(login), HouseholdFilter(), ENGLISH).csv(tmp_path / "x", Subject.MEMBER)
        headings[login] = (tmp_path / "x").read_text("utf-8-sig").splitlines()[0].split(",")
    assert "Health *" in headings["clerk"]
    assert "Health *" not in headings["data"]


def test_numbers_are_masked_unless_they_are_opened(world: World, tmp_path: Path, seal: Seal) -> None:
    facts = dict.fromkeys(FACTS[Subject.HOUSEHOLD]) | {"village_group": "一组", "phone": "00001234567"}
    person = {
        "name": "甲",
        "sex": "male",
        "born_on": date(1970, 1, 1),
        "education": "primary",
        "health": "healthy",
        "labour": "able",
    }
    put(world, seal, facts, [person])
    assert "000****4567" in exported(world, tmp_path, CHINESE, None, Subject.HOUSEHOLD).decode()
    assert "00001234567" in exported(world, tmp_path, CHINESE, seal, Subject.HOUSEHOLD).decode()
    assert number_of(1) not in exported(world, tmp_path, CHINESE, None, Subject.MEMBER).decode()
    assert number_of(1) in exported(world, tmp_path, CHINESE, seal, Subject.MEMBER).decode()


@pytest.fixture(params=LOCALES)
def template(request: pytest.FixtureRequest, tmp_path: Path) -> tuple[Any, str]:
    write_template(tmp_path / "t.xlsx", request.param, [(VILLAGE, "石桥村")])
    return openpyxl.load_workbook(tmp_path / "t.xlsx"), request.param


def test_the_template_has_every_fact_its_marks_its_lists_and_text_columns(template: tuple[Any, str]) -> None:
    book, locale = template
    told, *sheets, hidden = book.worksheets
    assert hidden.sheet_state == "hidden"
    assert VILLAGE in " ".join(str(row[0].value) for row in told.iter_rows() if row[0].value)
    for sheet, subject in zip(sheets, (Subject.HOUSEHOLD, Subject.MEMBER), strict=True):
        titles = [cell.value for cell in sheet[1]]
        assert titles == [column.heading(locale) + (" *" if column.required else "") for column in COLUMNS[subject]]
        for place, column in enumerate(COLUMNS[subject], start=1):
            letter = openpyxl.utils.get_column_letter(place)
            offered = [each for each in sheet.data_validations.dataValidation if f"{letter}2" in each.sqref]
            assert bool(offered) == (column.fact is not None and column.fact.kind in (Kind.CODE, Kind.YES_NO))
            if column.fact and column.fact.kind is Kind.CODE:
                where = offered[0].formula1.split("!")[1].replace("$", "")
                labels = [cell.value for (cell,) in hidden[where]]
                assert labels == [label_of(column.fact, name, locale) for name in CODES[column.fact.codes]]


def test_every_label_and_form_code_leads_back_to_its_name() -> None:
    for subject in (Subject.HOUSEHOLD, Subject.MEMBER):
        for fact in FACTS[subject].values():
            for name in CODES.get(fact.codes, ()):
                for locale in LOCALES:
                    assert names_of_codes(fact.codes)[label_of(fact, name, locale).casefold()] == name
    assert (
        names_of_codes("cause")["01"] == names_of_codes("cause")["1"] == names_of_codes("cause")["illness"] == "illness"
    )


def test_the_head_of_a_household_is_there_to_be_read_only() -> None:
    assert [column.fact for column in COLUMNS[Subject.HOUSEHOLD] if column.name == HEAD] == [None]
