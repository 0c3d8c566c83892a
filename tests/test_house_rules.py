"""The house rules that no other tool checks. A rule that fails names the place and says the cure."""

import ast
import re
import subprocess
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Final

import pytest

from service.documents.forms import FORMS
from service.models import Base
from workflows import PROCEDURES
from workflows.roles import Role

ROOT: Final = Path(__file__).parent.parent
CODE: Final = sorted(path for folder in ("workflows", "service") for path in (ROOT / folder).rglob("*.py"))
TESTS: Final = sorted((ROOT / "tests").rglob("*.py"))
TEMPLATES: Final = sorted((ROOT / "templates").rglob("*.html"))
# Notices are the law's own words, which name offices and conditions.
PAGES: Final = [path for path in TEMPLATES if path.parent.name != "notices"]
REVISIONS: Final = ROOT / "service/migrations/versions"

EMPTY_WORDS: Final = {"utils", "util", "helpers", "helper", "common", "manager", "handle", "process"}
# Names that a library calls by.
GIVEN_NAMES: Final = {"process_formdata", "process_bind_param", "process_result_value"}
TELLS_THE_TIME: Final = {
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("datetime", "today"),
    ("date", "today"),
    ("func", "now"),
    ("func", "current_date"),
    ("func", "current_time"),
    ("func", "current_timestamp"),
    ("func", "localtime"),
    ("func", "localtimestamp"),
}
SQL_TELLS_THE_TIME: Final = re.compile(r"(?i)\b(current|local)_?(timestamp|date|time)\b|\bnow\(\)|\('now'")
MOVED: Final = {"Record", "HistoryEntry", "Act"}
SQL_MOVES: Final = re.compile(r"(?i)\b(INSERT\s+INTO|UPDATE|DELETE\s+FROM)\s+\"?(record|history_entry|act)\b")
SQL: Final = re.compile(r"\b(SELECT|INSERT INTO|DELETE FROM|UPDATE \w+ SET)\b|\b(session|db)\.\w+\(|\.execute\(")
WRITERS: Final = {
    "service/web": "pages are where officials act",
    "service/cli.py": "commands",
    "service/database.py": "defines it",
    "service/objections/replies.py": "a reply is paper too: it is made outside every transaction",
    "service/notices/printing.py": "paper is made outside every transaction; its hash is an entry in one of its own",
    "service/notices/preview.py": "carries an act out whole, and takes it back",
    "service/importing/import_jobs.py": "a worker has no caller; an import and that it was applied are one transaction",
    "service/notices/print_jobs.py": "a worker has no caller: each notice is claimed and settled by itself",
    "service/demonstration": "lives through acts, each of which is a transaction as it was in life",
}
# A file past 300 lines is asked what it is about; this is its answer.
LONG: Final = {
    "workflows/household.py": "the household's table, one row after the other, as the regulation reads",
    "service/documents/forms.py": "every form, one row after the other",
    "service/firing.py": "one act from its order to its history, in the order in which it happens",
    "service/notices/drafting.py": "what each kind of notice says; the kinds share most of it",
    "service/notices/public_facts.py": "the public view type with all that a notice may say",
    "service/notices/posting.py": "a notice on the wall, from its posting to its signed result",
    "service/demonstration/story.py": "three years of a village, told in order",
    "tests/makers.py": "the one small world of all tests: its places, people, households and papers",
    "tests/web/test_hostile_addresses.py": "every address and form of the service, with good answers to be spoilt",
    "tests/service/specimen_notices.py": "one notice of every kind, one after the other",
    "tests/service/test_concurrency.py": "two people at one moment, each case beside a naive control that fails",
    "tests/service/test_paper.py": "GB/T 9704-2012 measured on the sheet, one clause after the other",
    "tests/test_house_rules.py": "one rule after the other, each with its exceptions and its cure",
    "tests/workflows/test_guards_exit.py": "each condition on an exit on both sides of its boundary",
}
# Days of another name.
DAYS: Final = {
    "valid_from": "the usual name for the first day of a rule or region",
    "valid_to": "the usual name for its last day",
    "day": "a calendar's day is the row itself, nothing happens on it",
}
HAN: Final = r"\u3400-\u4dbf\u4e00-\u9fff"
HALF_WIDTH: Final = re.compile(rf"[{HAN}》〕）][,:;!?()]|[,:;!?()][{HAN}《〔（]|[{HAN}]\.(?!\w)")
# ASCII: a number may follow a Chinese character, which is a letter to \w otherwise. A long fraction is none.
IDENTITY: Final = re.compile(r"(?a)(?<![\w.])(?:\d{17}[\dXx]|\d{15})(?!\w|\.\d)")
MOBILE: Final = re.compile(r"(?a)(?<![\w.])1[3-9]\d{9}(?!\w|\.\d)")


def shown(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


@cache
def nodes_of(path: Path) -> tuple[ast.AST, ...]:
    return tuple(ast.walk(parsed(path)))


def last_name(node: ast.AST) -> str:
    """`now` of `now`, `sa.func.now` and `func.now()`."""
    if isinstance(node, ast.Call):
        return last_name(node.func)
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


def texts(path: Path) -> Iterator[tuple[int, str]]:
    """Strings of the code with their lines; docstrings are left out."""
    apart = {id(node.value) for node in nodes_of(path) if isinstance(node, ast.Expr)}
    for node in nodes_of(path):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in apart:
            yield node.lineno, node.value


def imported(path: Path) -> Iterator[str]:
    """Full names of what a file imports, as `service.models.record.Record`."""
    for node in nodes_of(path):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        if isinstance(node, ast.ImportFrom):
            yield from (f"{node.module or ''}.{alias.name}" for alias in node.names)


def lines(path: Path) -> list[str]:
    return path.read_text(encoding="utf-8").splitlines()


def within(path: Path, place: str) -> bool:
    return shown(path) == place or shown(path).startswith(f"{place}/")


def words_of(name: str) -> set[str]:
    return set(re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower().split("_"))


def told(found: list[str], cure: str) -> str:
    return f"{cure}\n  " + "\n  ".join(found)


def definitions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    for node in nodes_of(path):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            yield node


def test_only_the_clock_reads_the_time() -> None:
    found = []
    for path in CODE:
        if shown(path) == "service/clock.py":
            continue
        found += [
            f"{shown(path)}:{node.lineno} {ast.unparse(node)}"
            for node in nodes_of(path)
            if isinstance(node, ast.Attribute) and (last_name(node.value), node.attr) in TELLS_THE_TIME
        ]
        found += [f"{shown(path)} imports {name}" for name in imported(path) if name.split(".")[0] == "time"]
        found += [f"{shown(path)}:{line} in SQL" for line, text in texts(path) if SQL_TELLS_THE_TIME.search(text)]
    assert not found, told(found, "Ask the injected clock, or service.clock.wall_now() for what guards the service.")


def test_only_moving_writes_a_state_or_a_history_entry() -> None:
    found = []
    for path in CODE:
        if shown(path) == "service/moving.py" or REVISIONS in path.parents:
            continue
        for node in nodes_of(path):
            if isinstance(node, ast.Call):
                writes = last_name(node) in ("insert", "update", "delete", "insert_unless_there")
                if last_name(node) in MOVED or (writes and MOVED & {last_name(argument) for argument in node.args}):
                    found.append(f"{shown(path)}:{node.lineno} {ast.unparse(node)[:60]}")
            if isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Store) and node.attr == "state":
                found.append(f"{shown(path)}:{node.lineno} {ast.unparse(node)} = …")
        found += [f"{shown(path)}:{line} raw SQL" for line, text in texts(path) if SQL_MOVES.search(text)]
    assert not found, told(found, "Records move through service.firing; service/moving.py alone writes them.")


def test_names_say_what_a_thing_is() -> None:
    found = [
        f"{shown(path)}"
        for path in [*CODE, *TESTS]
        if any(EMPTY_WORDS & words_of(part) for part in path.relative_to(ROOT).with_suffix("").parts)
    ]
    found += [
        f"{shown(path)}:{node.lineno} {node.name}"
        for path in CODE
        for node in definitions(path)
        if node.name not in GIVEN_NAMES and EMPTY_WORDS & words_of(node.name)
    ]
    assert not found, told(found, "Name it after what it is about; these words fit everything and say nothing.")


def test_templates_hold_no_role_no_state_and_no_query() -> None:
    values = {state.value for procedure in PROCEDURES.values() for state in procedure.states} | set(Role)
    # A text to be translated may read like a state: _("closed").
    named = re.compile(rf"""(?<!_\()(['"])({"|".join(map(re.escape, sorted(values)))})\1""")
    found = [
        f"{shown(path)}:{number} {match[0]}"
        for path in PAGES
        for number, line in enumerate(lines(path), start=1)
        if (match := named.search(line) or SQL.search(line))
    ]
    assert not found, told(found, "Let the view decide and give the template a plain value.")


def test_the_rules_use_the_standard_library_only() -> None:
    found = [
        f"{shown(path)} imports {name}"
        for path in CODE
        if within(path, "workflows")
        for name in imported(path)
        if name.split(".")[0] not in {*sys.stdlib_module_names, "workflows"}
        and not (name.split(".")[0] == "transitions" and shown(path) == "workflows/machine.py")
    ]
    assert not found, told(found, "A rule is a pure function of a Case; put the library where the facts are gathered.")


def test_days_end_in_on_and_instants_in_at() -> None:
    found = []
    for table in Base.metadata.tables.values():
        for column in table.columns:
            kind = type(column.type).__name__
            is_day, is_instant = kind == "Date", kind in ("UtcDateTime", "DateTime")
            if column.name not in DAYS and is_day != column.name.endswith("_on"):
                found.append(f"{table.name}.{column.name} is {'a day' if is_day else 'no day'}")
            if is_instant != column.name.endswith("_at"):
                found.append(f"{table.name}.{column.name} is {'an instant' if is_instant else 'no instant'}")
    assert not found, told(found, "Days end in _on, instants in _at, and nothing else does. Exceptions: DAYS.")


def test_everything_public_says_what_it_is_for() -> None:
    defined = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
    found = []
    for path in (path for path in CODE if REVISIONS not in path.parents):
        if not ast.get_docstring(parsed(path)):
            found.append(f"{shown(path)}: the module")
        ahead: list[ast.stmt] = list(parsed(path).body)
        while ahead:
            node = ahead.pop(0)
            if isinstance(node, defined) and not node.name.startswith("_"):
                ahead += node.body if isinstance(node, ast.ClassDef) else []
                found += [] if ast.get_docstring(node) else [f"{shown(path)}:{node.lineno} {node.name}"]
    assert not found, told(found, "Write a docstring: what it is for, its units, what it raises, the rule's source.")


def test_a_long_file_answers_what_it_is_about() -> None:
    asked = [path for path in [*CODE, *TESTS, *TEMPLATES] if REVISIONS not in path.parents]
    long = {shown(path) for path in asked if len(lines(path)) > 300}
    assert not long - LONG.keys(), told(sorted(long - LONG.keys()), "Split it, or say in LONG what it is about.")
    assert not LONG.keys() - long, told(sorted(LONG.keys() - long), "It is short or gone: take it out of LONG.")


def test_what_silences_a_tool_says_which_complaint() -> None:
    silent = re.compile(r"#\s*type:\s*ignore(?!\[)|#\s*noqa(?!:\s*[A-Z]+\d)", re.IGNORECASE)
    found = [
        f"{shown(path)}:{number}"
        for path in [*CODE, *TESTS]
        if path != Path(__file__)
        for number, line in enumerate(lines(path), start=1)
        if silent.search(line)
    ]
    assert not found, told(found, "Name the code of the complaint, or better, mend its cause.")


def test_no_test_is_skipped() -> None:
    left_out = {"skip", "skipif", "skipTest", "SkipTest", "xfail", "importorskip"}
    found = [
        f"{shown(path)}:{node.lineno} {node.attr}"
        for path in TESTS
        for node in nodes_of(path)
        if isinstance(node, ast.Attribute) and node.attr in left_out
    ]
    found += [f"{shown(path)} imports {n}" for path in TESTS for n in imported(path) if n.split(".")[-1] in left_out]
    assert not found, told(found, "A test that is skipped checks nothing: let ./run install what it needs.")


def commits(node: ast.AST) -> bool:
    """True for `….database.write()`, `….commit()` and any use of the engine that writes."""
    if not isinstance(node, ast.Call):
        return isinstance(node, ast.Attribute) and node.attr == "write_engine"
    if not isinstance(node.func, ast.Attribute):
        return False
    return node.func.attr == "commit" or (
        node.func.attr == "write" and "database" in ast.unparse(node.func.value).lower()
    )


def test_only_pages_and_commands_commit() -> None:
    writing = [(path, node) for path in CODE for node in nodes_of(path) if commits(node)]
    found = [
        f"{shown(path)}:{getattr(node, 'lineno', 0)}"
        for path, node in writing
        if not any(within(path, place) for place in WRITERS)
    ]
    assert not found, told(found, "Take the caller's transaction; who began it commits it. Exceptions: WRITERS.")
    idle = [place for place in WRITERS if not any(within(path, place) for path, _ in writing)]
    assert not idle, told(idle, "It commits nothing any more: take it out of WRITERS.")


def test_migrations_import_no_model() -> None:
    found = [
        f"{shown(path)} imports {name}"
        for path in sorted(REVISIONS.glob("*.py"))
        for name in imported(path)
        if name.startswith(("service.models", "workflows"))
    ]
    assert not found, told(found, "A migration must run when the models have changed: write its tables out.")


def test_chinese_has_full_width_punctuation() -> None:
    found = [
        f"{shown(path)}:{line} {match[0]}"
        for path in CODE
        for line, text in texts(path)
        if (match := HALF_WIDTH.search(text))
    ]
    for path in TEMPLATES:
        # Comments keep their lines, so that the numbers stay right.
        text = re.sub(r"(?s)\{#.*?#\}", lambda comment: "\n" * comment[0].count("\n"), path.read_text(encoding="utf-8"))
        found += [
            f"{shown(path)}:{number} {match[0]}"
            for number, line in enumerate(text.splitlines(), start=1)
            if (match := HALF_WIDTH.search(line))
        ]
    assert not found, told(found, "Use ，：；！？（）。 beside Chinese characters.")


def test_no_number_looks_like_a_person_s() -> None:
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, check=True)
    found = []
    for name in listed.stdout.decode().splitlines():
        path = ROOT / name
        if path.suffix in (".png", ".gz", ".ttf", ".woff2", ".pdf") or not path.is_file():
            continue
        text = path.read_text(encoding="utf-8", errors="ignore")
        found += [f"{name}: {match[0][:6]}…" for check in (IDENTITY, MOBILE) for match in check.finditer(text)]
    assert not found, told(found, "Invented people have no numbers; offices have 0000-62xxxxx.")


@cache
def named_roles() -> frozenset[str]:
    """Names of the roles that a step, a form or an `@open_to(Role.…)` names; `for role in Role` names nobody."""
    acting = {role for procedure in PROCEDURES.values() for step in procedure.steps for role in step.roles}
    filing = {role for form in FORMS.values() for role in form.files}
    opening = {
        part.attr
        for path in CODE
        if within(path, "service/web")
        for node in nodes_of(path)
        if isinstance(node, ast.Call) and last_name(node) == "open_to"
        for part in ast.walk(node)
        if isinstance(part, ast.Attribute) and last_name(part.value) == "Role"
    }
    return frozenset({role.name for role in acting | filing} | opening)


@pytest.mark.parametrize("role", Role)
def test_every_role_is_named_by_a_step_a_form_or_a_page(role: Role) -> None:
    assert role.name in named_roles(), f"{role} may do nothing: give it a step, a form or a page."
