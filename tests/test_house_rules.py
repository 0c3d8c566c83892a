"""The house rules that no other tool checks. A rule that fails names the place and says the cure."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import pytest

from service.models import Base
from workflows import PROCEDURES
from workflows.roles import Role

ROOT: Final = Path(__file__).parent.parent
CODE: Final = sorted(path for folder in ("workflows", "service") for path in (ROOT / folder).rglob("*.py"))
TESTS: Final = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES: Final = sorted(path for path in (ROOT / "templates").rglob("*.html") if path.parent.name != "notices")
REVISIONS: Final = ROOT / "service/migrations/versions"

EMPTY_WORDS: Final = {"utils", "util", "helpers", "helper", "common", "manager", "handle", "process"}
# Names that a library calls by.
GIVEN_NAMES: Final = {"process_formdata", "process_bind_param", "process_result_value"}
TELLS_THE_TIME: Final = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("time", "time"),
    ("time", "monotonic"),
    ("func", "now"),
    ("func", "current_timestamp"),
}
WRITERS: Final = {
    "service/web": "pages are where officials act",
    "service/cli.py": "commands",
    "service/database.py": "defines it",
    "service/notices/printing.py": "paper is made outside every transaction; its hash is an entry in one of its own",
    "service/demonstration": "lives through acts, each of which is a transaction as it was in life",
    "service/sign_in.py": "a session's last sight is noted beside the page",
}
# A file past 300 lines is asked what it is about; this is its answer.
LONG: Final = {
    "workflows/household.py": "the household's table, one row after the other, as the regulation reads",
    "service/firing.py": "one act from its order to its history, in the order in which it happens",
    "service/notices/drafting.py": "what each kind of notice says; the kinds share most of it",
    "service/notices/public_facts.py": "the public view type with all that a notice may say",
    "service/demonstration/story.py": "three years of a village, told in order",
}
SCHEMA_ONLY: Final = {"valid_from", "valid_to", "day"}
HALF_WIDTH: Final = re.compile(r"[\u4e00-\u9fff》〕][,:;!?]|[,;!?][\u4e00-\u9fff]")
IDENTITY: Final = re.compile(r"(?<![\w.])(?:\d{17}[\dXx]|\d{15})(?![\w.])")
MOBILE: Final = re.compile(r"(?<![\w.])1[3-9]\d{9}(?![\w.])")
# Texts in which long numbers are something else.
NUMBERS_ALLOWED: Final = {
    "constraints.txt": "hashes",
    "tests/vendor/axe.min.js": "somebody else's code",
    "tests/service/test_public_facts.py": "numbers of the right length that the check must refuse",
}


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def in_any(path: Path, places: dict[str, str]) -> bool:
    return any(shown(path) == place or shown(path).startswith(f"{place}/") for place in places)


def words_of(name: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_"))


def told(found: list[str], cure: str) -> str:
    return f"{cure}\n  " + "\n  ".join(found)


def docstrings(tree: ast.Module) -> set[int]:
    """Ids of the nodes that are docstrings (strings that stand alone as statements)."""
    return {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}


def definitions(tree: ast.Module) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def test_only_the_clock_reads_the_time() -> None:
    found = [
        f"{shown(path)}:{node.lineno} {node.value.id}.{node.attr}"
        for path in CODE
        if shown(path) != "service/clock.py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name)
        if (node.value.id, node.attr) in TELLS_THE_TIME
    ]
    assert not found, told(found, "Ask the injected clock, or service.clock.wall_now() for what guards the service.")


def test_only_moving_writes_a_state_or_a_history_entry() -> None:
    found = []
    for path in CODE:
        if shown(path) == "service/moving.py" or REVISIONS in path.parents:
            continue
        for node in ast.walk(parsed(path)):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("insert", "update"):
                table = node.args[0].id if node.args and isinstance(node.args[0], ast.Name) else ""
                if table in ("Record", "HistoryEntry", "Act"):
                    found.append(f"{shown(path)}:{node.lineno} {node.func.id}({table})")
            text = node.value if isinstance(node, ast.Constant) else None
            if isinstance(text, str) and re.search(r"(INSERT INTO|UPDATE) (record|history_entry|act)\b", text):
                found.append(f"{shown(path)}:{getattr(node, 'lineno', 0)} raw SQL")
    assert not found, told(found, "Records move through service.firing; service/moving.py alone writes them.")


def test_names_say_what_a_thing_is() -> None:
    found = [
        f"{shown(path)}: {path.stem}" for path in [*CODE, *TESTS] if EMPTY_WORDS & set(path.stem.lower().split("_"))
    ]
    found += [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in CODE
        for node in definitions(parsed(path))
        if node.name not in GIVEN_NAMES
        and EMPTY_WORDS & set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", node.name).lower().split("_"))
    ]
    assert not found, told(found, "Name it after what it is about; these words fit everything and say nothing.")


def test_templates_hold_no_role_no_state_and_no_query() -> None:
    states = {state.value for procedure in PROCEDURES.values() for state in procedure.states if "_" in state.value}
    forbidden = re.compile("|".join(f"['\"]{re.escape(word)}['\"]" for word in states | {role.value for role in Role}))
    found = [
        f"{shown(path)}:{number} {match[0]}"
        for path in TEMPLATES
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if (match := forbidden.search(line)) or (match := re.search(r"\b(SELECT|session\.execute)\b", line))
    ]
    assert not found, told(found, "Let the view decide and give the template a plain value.")


def test_the_rules_use_the_standard_library_only() -> None:
    found = []
    for path in (path for path in CODE if path.is_relative_to(ROOT / "workflows")):
        for node in ast.walk(parsed(path)):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            for name in (name.split(".")[0] for name in names):
                if name == "transitions" and path.name == "machine.py":
                    continue
                if name not in sys.stdlib_module_names and name != "workflows":
                    found.append(f"{shown(path)} imports {name}")
    assert not found, told(found, "A rule is a pure function of a Case; put the library where the facts are gathered.")


def test_days_end_in_on_and_instants_in_at() -> None:
    found = []
    for table in Base.metadata.tables.values():
        for column in table.columns:
            kind = type(column.type).__name__
            if kind == "Date" and not (column.name.endswith("_on") or column.name in SCHEMA_ONLY):
                found.append(f"{table.name}.{column.name} is a day")
            if kind == "UtcDateTime" and not column.name.endswith("_at"):
                found.append(f"{table.name}.{column.name} is an instant")
    assert not found, told(found, "Days end in _on, instants in _at.")


def test_everything_public_says_what_it_is_for() -> None:
    found = []
    for path in (path for path in CODE if REVISIONS not in path.parents):
        tree = parsed(path)
        if not ast.get_docstring(tree):
            found.append(f"{shown(path)}: the module")
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                inner = node.body if isinstance(node, ast.ClassDef) else []
                methods = [each for each in inner if isinstance(each, ast.FunctionDef) and each.name[0] != "_"]
                silent = [each for each in (node, *methods) if not ast.get_docstring(each)]
                found += [f"{shown(path)}:{each.lineno} {each.name}" for each in silent]
    assert not found, told(found, "Write a docstring: what it is for, its units, what it raises, the rule's source.")


def test_a_long_file_answers_what_it_is_about() -> None:
    long = {shown(path) for path in CODE if len(path.read_text(encoding="utf-8").splitlines()) > 300}
    long = {path for path in long if not path.startswith(shown(REVISIONS))}
    assert not long - LONG.keys(), told(sorted(long - LONG.keys()), "Split it, or say in LONG what it is about.")
    assert not LONG.keys() - long, told(sorted(LONG.keys() - long), "It has become short: take it out of LONG.")


def test_what_silences_a_tool_says_which_complaint() -> None:
    silent = re.compile(r"# type: ignore(?!\[)|# noqa(?!: [A-Z]+\d)")
    found = [
        f"{shown(path)}:{number}"
        for path in [*CODE, *TESTS]
        if path != Path(__file__)
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1)
        if silent.search(line)
    ]
    assert not found, told(found, "Name the code of the complaint, or better, mend its cause.")


def test_no_test_is_skipped() -> None:
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in TESTS
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute) and node.attr in ("skip", "skipif", "xfail", "importorskip")
    ]
    assert not found, told(found, "A test that is skipped checks nothing: let ./run install what it needs.")


def test_only_pages_and_commands_commit() -> None:
    found = [
        f"{shown(path)}:{node.lineno}"
        for path in CODE
        if not in_any(path, WRITERS)
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if node.func.attr == "commit"
        or (node.func.attr == "write" and "database" in ast.unparse(node.func.value).lower())
    ]
    assert not found, told(found, "Take the caller's transaction; who began it commits it. Exceptions: WRITERS.")


def test_migrations_import_no_model() -> None:
    found = [shown(path) for path in REVISIONS.glob("*.py") if "service.models" in path.read_text(encoding="utf-8")]
    assert not found, told(found, "A migration must run when the models have changed: write its tables out.")


def test_chinese_has_full_width_punctuation() -> None:
    found = []
    for path in CODE:
        tree = parsed(path)
        apart = docstrings(tree)
        found += [
            f"{shown(path)}:{node.lineno} {match[0]}"
            for node in ast.walk(tree)
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart
            if (match := HALF_WIDTH.search(node.value))
        ]
    assert not found, told(found, "Use ，：；！？ beside Chinese characters.")


def test_no_number_looks_like_a_person_s() -> None:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    found = []
    for name in listed.stdout.decode().splitlines():
        path = ROOT / name
        if name in NUMBERS_ALLOWED or path.suffix in (".png", ".gz", ".svg", ".css") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{name}: {match[0][:6]}…" for check in (IDENTITY, MOBILE) for match in check.finditer(text)]
    assert not found, told(found, "Invented people have no numbers; offices have 0000-62xxxxx.")


@pytest.mark.parametrize("role", Role)
def test_every_role_is_named_by_a_step_a_form_or_a_page(role: Role) -> None:
    in_steps = {each for procedure in PROCEDURES.values() for step in procedure.steps for each in step.roles}
    in_pages = {
        node.attr
        for path in CODE
        if "web" in path.parts or "documents" in path.parts or path.name == "accounts.py"
        for node in ast.walk(parsed(path))
        if isinstance(node, ast.Attribute)
    }
    assert role in in_steps or role.name in in_pages, f"{role} may do nothing: give it a step, a form or a page."
