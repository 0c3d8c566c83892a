"""Every code that the rules can refuse with, read from their source: whoever adds one is asked for its words."""

import ast
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import workflows

SOURCE = Path(workflows.__file__).parent


def all_reason_codes(source: Path = SOURCE) -> frozenset[str]:
    """Codes of every `reason("...")` below a folder, with those spelled by f-strings written out.

    Args:
        source: the rules, or another package that refuses with reasons of its own.

    Raises:
        LookupError: a code is put together in a way that cannot be read from the source.
    """
    return frozenset(code for path in sorted(source.rglob("*.py")) for code in codes_in(path.read_text("utf-8")))


def codes_in(source: str) -> Iterator[str]:
    """Codes that one module can refuse with."""
    module = ast.parse(source)
    for function in ast.walk(module):
        if isinstance(function, ast.FunctionDef):
            for call in _calls(function, "reason"):
                yield from _spelled(call.args[0], function, module)


def _calls(within: ast.AST, name: str) -> Iterator[ast.Call]:
    for node in ast.walk(within):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == name:
            yield node


def _spelled(node: ast.expr, function: ast.FunctionDef, module: ast.Module) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(code)):
            yield code
        case ast.IfExp(body=one, orelse=other):
            yield from _spelled(one, function, module)
            yield from _spelled(other, function, module)
        case ast.JoinedStr(values=parts):
            for pieces in product(*(list(_spelled(part, function, module)) for part in parts)):
                yield "".join(pieces)
        case ast.FormattedValue(value=ast.Name(id=name)):
            values = [*_looped(name, function), *_passed(name, function, module)]
            if not values:
                raise LookupError(f"{function.name}: cannot tell which values {name} takes in a reason's code")
            yield from values
        case _:
            raise LookupError(f"{function.name}: line {node.lineno} puts a reason's code together; spell it out")


def _looped(name: str, function: ast.FunctionDef) -> Iterator[str]:
    """Values of a loop's variable: `for block in ("cause", "income")`."""
    for node in ast.walk(function):
        if isinstance(node, ast.For) and isinstance(node.target, ast.Name) and node.target.id == name:
            yield from (str(value) for value in ast.literal_eval(node.iter))


def _passed(name: str, function: ast.FunctionDef, module: ast.Module) -> Iterator[str]:
    """Values of a parameter, as the module's own calls pass them."""
    parameters = [parameter.arg for parameter in function.args.args]
    if name in parameters:
        position = parameters.index(name)
        for call in _calls(module, function.name):
            yield str(ast.literal_eval(call.args[position]))
