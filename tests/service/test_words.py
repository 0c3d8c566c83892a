"""Every name that the product uses has its words, and no word stands there for nothing."""

import ast
import re
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from flask import Flask, render_template_string
from flask_babel import Babel, force_locale

from service.campaigns.deciding import CHOICES
from service.demonstration.targets import CATEGORIES
from service.documents.forms import FORMS, FieldKind
from service.documents.sentences import SENTENCES as OF_DOCUMENTS
from service.models import Base
from service.models.campaign import LAST_YEAR_KINDS
from service.models.objection import CHANNELS, MANNERS
from service.models.obstacles import FINDING_KINDS
from service.notices.public_facts import KINDS, PUBLICITIES
from service.queries.alike import LIKENESSES
from service.register.acts import ActKind
from service.register.duplicates import VERDICTS
from service.register.fields import EVERY_FACT
from service.rules.entering import BOARD_NAMES
from service.web.account_words import SENTENCES as OF_ACCOUNTS
from service.web.refusal_words import SENTENCES as OF_ACTS
from service.words import CODES, WORDS, date_text, field_word, reason_text, word
from workflows import PROCEDURES, TABLES
from workflows.benefits import Finding, Often, Unit
from workflows.campaign import SIGNING, Round
from workflows.declare import Stage
from workflows.entitlement import FACTS as RULE_FACTS
from workflows.entitlement import Standing
from workflows.objection import Hearing
from workflows.reasons import Figure, Reason, reason
from workflows.roles import Function, Level, Role

ROOT = Path(__file__).resolve().parents[2]
PLACEHOLDER = re.compile(r"%\((\w+)\)s")
NOTICES = KINDS | {step.issues for table in PROCEDURES.values() for step in table.steps if step.issues}
LANGUAGES = ("zh_Hans_CN", "en")

# Families whose words are asked for by a name that a table of the service holds.
SAID_BY_NAME = {"check", "checklist", "print", "reason", "register_group", "workbook"}
# What else is asked on a page beside the questions of the forms and the columns of the tables.
ASKED_BESIDE = {"opinion", "photos", "scans"}


@pytest.fixture
def app() -> Iterator[Flask]:
    app = Flask("service")
    Babel(app, default_locale="zh_Hans_CN")
    with app.test_request_context():
        yield app


def names_in_use() -> set[str]:
    """Every key that the rules, the forms and the tables ask for, but for reasons and help."""
    found = {f"procedure.{name}" for name in TABLES} | {f"stage.{stage.value}" for stage in (*Stage, *Hearing, *Round)}
    for name, table in TABLES.items():
        found |= {f"state.{name}.{state.value}" for state in table.states}
        found |= {f"step.{name}.{step}" for step in table.step_names()}
    found |= {f"role.{role.value}" for role in Role} | {f"function.{function.value}" for function in Function}
    found |= {f"level.{level.value}" for level in Level}
    found |= {f"{of}.{kind}" for of in ("notice", "posting") for kind in NOTICES}
    found |= {f"statement.{kind}" for kind in PUBLICITIES | {"extension"}}
    found |= {"act.publicity", "act.announcement", "on_notice.row", "on_notice.page", "on_notice.text"}
    found |= {f"exposure.{what}" for what in ("identity_number", "mobile_number", "bank_card_number", "word_of_health")}
    found |= {f"manner.{manner}" for manner in MANNERS}
    found |= {f"finding_kind.{kind}" for kind in FINDING_KINDS} | {f"channel.{channel}" for channel in CHANNELS}
    found |= {f"list_kind.{kind}" for kind in ("identification", "exit", "strike_off")}
    found |= {f"target_unit.{unit}" for unit in ("county", "village", "household", "person")}
    found |= {f"yearly_decision.{decision}" for decision in CHOICES} | {f"last_year.{kind}" for kind in LAST_YEAR_KINDS}
    found |= {f"signer_office.{office}" for office in SIGNING.values()}
    found |= {f"target_category.{category}" for category in CATEGORIES}
    found |= {f"likeness.{each}" for each in LIKENESSES} | {f"verdict.{each}" for each in VERDICTS}
    found |= {f"number_kind.{each}" for each in ("identity", "phone", "account")}
    found |= {f"board_names.{how}" for how in BOARD_NAMES}
    found |= {f"threshold.{name}" for name in ("incidence", "wrong_exit", "missed", "approval")}
    found |= {f"register.{subject.value}.{name}" for subject, name in EVERY_FACT}
    found |= {f"register_act.{kind.value}" for kind in ActKind}
    found |= {f"benefit_finding.{kind.value}" for kind in Finding} | {f"benefit_often.{how.value}" for how in Often}
    found |= {f"benefit_unit.{unit.value}" for unit in Unit} | {f"rule_fact.{name}" for name in RULE_FACTS}
    found |= {f"standing.{each.value}" for each in Standing}
    found |= {f"field.{field.name}" for form in FORMS.values() for field in form.asked_before}
    found |= {key for key in WORDS if key.split(".")[0] in SAID_BY_NAME and named_in_code() & set(names_of(key))}
    found |= {f"paper.{kind}" for _, kind in FORMS} | {f"field.{name}" for name in asked()}
    return found | {f"code.{table}.{code}" for table, codes in CODES.items() for code in codes}


def names_of(key: str) -> tuple[str, str, str]:
    """What a module calls a word of these families: in full, by all behind the family, or by its last part."""
    return key, key.split(".", 1)[1], key.rsplit(".", 1)[1]


@cache
def named_in_code() -> frozenset[str]:
    """Every text that stands in the rules and in the service, but for the words themselves."""
    paths = [*(ROOT / "workflows").rglob("*.py"), *(ROOT / "service").rglob("*.py")]
    trees = [ast.parse(path.read_text("utf-8")) for path in paths if path.parent != ROOT / "service" / "words"]
    nodes = [node for tree in trees for node in ast.walk(tree)]
    return frozenset(each.value for each in nodes if isinstance(each, ast.Constant) and isinstance(each.value, str))


def asked() -> set[str]:
    """Every question of every form, with what is asked on each."""
    return {field.name for form in FORMS.values() for field in form.asks} | {"dated_on", "year", "scans"}


def reasons_given() -> dict[str, list[set[str] | None]]:
    """Pattern of every code that a reason is given with: the figures of each call, None where they are computed."""
    found: dict[str, list[set[str] | None]] = {}
    for call in calls_of("reason", "Reason"):
        computed = any(keyword.arg is None for keyword in call.keywords) or len(call.args) > 1
        figures = None if computed else {keyword.arg for keyword in call.keywords if keyword.arg}
        for code in patterns_of(call.args[0]):
            found.setdefault(code, []).append(figures)
    return found


def calls_of(*functions: str) -> Iterator[ast.Call]:
    """Every call of these functions in workflows and service that has an argument."""
    for path in [*(ROOT / "workflows").rglob("*.py"), *(ROOT / "service").rglob("*.py")]:
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in functions:
                yield from [node] if node.args else []


def patterns_of(node: ast.expr) -> Iterator[str]:
    """What a text can be: itself, either side of a choice, anything in the place of a figure."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield re.escape(node.value)
    elif isinstance(node, ast.IfExp):
        yield from patterns_of(node.body)
        yield from patterns_of(node.orelse)
    elif isinstance(node, ast.JoinedStr):
        parts = (part.value if isinstance(part, ast.Constant) else None for part in node.values)
        yield "".join(".+" if part is None else re.escape(str(part)) for part in parts)


def codes() -> set[str]:
    return {key.removeprefix("reason.") for key in WORDS if key.startswith("reason.")}


def figure_of(name: str) -> Figure:
    """A figure as guards give it."""
    figures: dict[str, Figure] = {"notice": "notice.correction", "share": Decimal("2.50")}
    figures |= {"roles": "work_team,auditor", "what": "mobile number", "where": "rows[0].remark"}
    day = name.endswith(("_on", "_day")) or name in ("first", "second")
    return date(2019, 1, 7) if day else figures.get(name, 3)


def test_every_state_step_role_notice_form_and_field_has_its_words() -> None:
    missing = names_in_use() - WORDS.keys()
    assert not missing, f"service/words lacks {sorted(missing)}"


def test_every_word_that_a_page_asks_for_is_there() -> None:
    asked_for = {pattern for call in calls_of("word") for pattern in patterns_of(call.args[0])}
    for path in (ROOT / "templates").rglob("*.html"):
        for text, goes_on in re.findall(r"""\bword\(\s*["']([^"']+)["']\s*(~)?""", path.read_text(encoding="utf-8")):
            asked_for.add(re.escape(text) + (".+" if goes_on else ""))
    missing = [pattern for pattern in asked_for if not any(re.fullmatch(pattern, key) for key in WORDS)]
    assert not missing, f"service/words lacks {sorted(missing)}"


def test_no_word_stands_there_for_nothing() -> None:
    columns = {column.name for table in Base.metadata.tables.values() for column in table.columns}
    fields = {f"field.{name}" for name in columns | ASKED_BESIDE}
    fields |= {f"field.{form.kind}.{field.name}" for form in FORMS.values() for field in form.asks}
    helped = {f"help.{key.removeprefix('field.')}" for key in WORDS if key.startswith("field.")}
    patterns = reasons_given()
    given = {f"reason.{code}" for code in codes() if any(re.fullmatch(pattern, code) for pattern in patterns)}
    unused = WORDS.keys() - names_in_use() - fields - helped - given
    assert not unused, f"nothing asks for {sorted(unused)}"


def test_every_reason_that_can_be_given_has_its_sentence() -> None:
    known = codes() | OF_ACCOUNTS.keys() | OF_DOCUMENTS.keys() | OF_ACTS.keys()
    missing = [code for code in reasons_given() if not any(re.fullmatch(code, each) for each in known)]
    assert not missing, f"no sentence for {sorted(missing)}: service/words/reasons.py, or beside the pages that show it"


def test_a_sentence_asks_only_for_figures_that_its_reason_carries() -> None:
    for pattern, calls in reasons_given().items():
        for code in codes():
            if re.fullmatch(pattern, code):
                wanted = set(PLACEHOLDER.findall(WORDS[f"reason.{code}"]))
                for figures in calls:
                    assert figures is None or wanted <= figures, f"{code} shows {wanted}, one call gives {figures}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_is_a_whole_sentence_in_both_languages(app: Flask, language: str) -> None:
    with force_locale(language):
        for code in codes():
            figures = {name: figure_of(name) for name in PLACEHOLDER.findall(WORDS[f"reason.{code}"])}
            said = reason_text(Reason(code, figures))
            assert said.endswith("。" if language == "zh_Hans_CN" else "."), said
            assert "%(" not in said
            assert "%%" not in said


def test_every_choice_of_a_form_has_its_code_table() -> None:
    choices = {field.choices for form in FORMS.values() for field in form.asks if field.kind is FieldKind.CHOICE}
    assert choices <= CODES.keys()
    assert CODES["cause"][0] == "illness"
    assert CODES["cause"][-1] == "other"


def test_an_unknown_key_is_an_error() -> None:
    with pytest.raises(KeyError):
        word("state.household.nowhere")


def test_a_word_follows_the_language_in_which_it_is_shown(app: Flask) -> None:
    assisted = word("state.household.assisted")
    with force_locale("zh_Hans_CN"):
        assert str(assisted) == "帮扶中"
    with force_locale("en"):
        assert str(assisted) == "Being assisted"


def test_figures_are_written_as_the_language_writes_them(app: Flask) -> None:
    running = reason("period_running", last_day=date(2019, 1, 7))
    poor = reason("income_not_above_line", income=Decimal("2995.50"), line=Decimal("3218.00"), year=2018)
    missing = reason("file_lacks_paper", paper="paper.exit_meeting")
    others = reason("role_may_not", roles="city_approver,province_approver")
    with force_locale("zh_Hans_CN"):
        assert reason_text(running) == "公示期至2019年1月7日届满，期满后方可办理。"
        assert "人均纯收入2,995.50元" in reason_text(poor)
        assert "“退出民主评议记录”" in reason_text(missing)
        assert "由市级审定人、省级审定人办理" in reason_text(others)
    with force_locale("en"):
        assert reason_text(running) == "The publicity period runs until 7 January 2019; it must end before this step."
        assert "2,995.50 yuan" in reason_text(poor)
        assert "“Delegates' meeting on exit”" in reason_text(missing)
        assert "City approver, Province approver" in reason_text(others)
        assert date_text(date(2019, 1, 7)) == "7 January 2019"


def test_a_criterion_is_called_as_its_set_calls_it(app: Flask) -> None:
    unmet = reason("criterion_unmet", criterion="water")
    with force_locale("zh_Hans_CN"):
        assert "：饮水安全有保障。" in reason_text(unmet, {"water": "饮水安全有保障"})
        assert "water" in reason_text(unmet)


def test_a_field_may_mean_another_thing_on_one_form(app: Flask) -> None:
    with force_locale("en"):
        assert str(field_word("five_clears", "cause")) == "Main cause of poverty"
        assert str(field_word("closing_proof", "cause")) == "Cause of the decrease"
        assert str(field_word("exit_visit", "findings")) == "Findings"


def test_what_somebody_typed_is_escaped_in_a_word(app: Flask) -> None:
    shown = word("reason.village_not_archived", village="<b>村</b>")
    assert "&lt;b&gt;" in render_template_string("{{ shown }}", shown=shown)
