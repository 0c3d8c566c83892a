"""A procedure as a diagram: its table becomes DOT, Graphviz' `dot` draws it as SVG.

Strong lines lead on, thin ones back, dashed ones out of the procedure or into its next cycle. What leaves many states
for one (close, relapse, return to the start) is drawn once, from a small box that says from how many.
"""

import re
import shutil
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from typing import Final

from workflows.declare import Direction, Procedure, Step

Words = Callable[[str], str]
"""The text of a key such as `state.household.applied` in the diagram's language."""

SECONDS: Final = 20.0
MANY: Final = 3
"""From this number of states on, arrows of one name to one state are drawn as one."""

ROLES_ON_A_LINE: Final = 2

_FONT: Final = "Noto Sans CJK SC"
_SHOWN_WITH: Final = "-apple-system, 'Segoe UI', 'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', sans-serif"
_PINE, _PINE_DEEP, _PINE_WASH, _INK_SOFT, _LINE, _RED = "#1d5748", "#143c33", "#eaf2ee", "#55605b", "#868d88", "#a3241d"
_PIXELS: Final = re.compile(r'width="(\d+)pt" height="(\d+)pt"')


class CannotDraw(Exception):
    """Graphviz is not installed, took too long or failed; the table says the same."""


@dataclass(frozen=True)
class Drawing:
    """A diagram as SVG, with its size in CSS pixels."""

    svg: bytes
    width: int
    height: int


def draw(procedure: Procedure, words: Words, several: Callable[[int], str]) -> Drawing:
    """Draw a procedure.

    Args:
        several: says "from so many states" in the diagram's language.

    Raises:
        CannotDraw: there is no `dot`, or it did not do its work.
    """
    program = shutil.which("dot")
    if program is None:
        raise CannotDraw("Graphviz is not installed")
    return _drawn(program, dot(procedure, words, several))


def dot(procedure: Procedure, words: Words, several: Callable[[int], str]) -> str:
    """The procedure's table in the language of Graphviz."""
    lines = [*_head(), *_stages(procedure, words), *_entries(procedure, words), *_arrows(procedure, words, several)]
    return "digraph procedure {\n" + "\n".join(lines) + "\n}\n"


@cache
def _drawn(program: str, text: str) -> Drawing:
    # The text holds table, language and look: what is kept under it is never out of date. A failure is not kept.
    try:
        done = subprocess.run([program, "-Tsvg"], input=text.encode(), capture_output=True, timeout=SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as failed:
        raise CannotDraw(str(failed)) from failed
    svg = done.stdout.decode()
    size = _PIXELS.search(svg)
    if size is None:
        raise CannotDraw("Graphviz drew nothing")
    width, height = (round(int(points) * 4 / 3) for points in size.groups())
    return Drawing(svg.replace(f'"{_FONT}"', f'"{_SHOWN_WITH}"').encode(), width, height)


def _head() -> Iterator[str]:
    yield f'graph [rankdir=TB, fontname="{_FONT}", bgcolor="#ffffff", nodesep=0.35, ranksep=0.42, pad=0.2];'
    yield (
        f'node [shape=box, style="rounded,filled", fontname="{_FONT}", fontsize=13, height=0.42, margin="0.18,0.08", '
        f'color="{_PINE}", fillcolor="#ffffff", fontcolor="{_PINE_DEEP}"];'
    )
    yield f'edge [fontname="{_FONT}", fontsize=10, color="{_LINE}", fontcolor="{_INK_SOFT}", arrowsize=0.7];'


def _stages(procedure: Procedure, words: Words) -> Iterator[str]:
    """The states, those of one stage on a common ground."""
    for stage in dict.fromkeys(procedure.stages.values()):
        yield f'subgraph "cluster_{stage.value}" {{ label={_text(words(f"stage.{stage.value}"))}; labeljust=l;'
        yield f'  style="rounded,filled"; color="{_PINE_WASH}"; fillcolor="#f6f8f4"; fontsize=11;'
        yield f'  fontcolor="{_INK_SOFT}"; margin=12;'
        for state, its_stage in procedure.stages.items():
            if its_stage is stage:
                final = f', fillcolor="{_PINE_WASH}", penwidth=2' if state in procedure.final else ""
                yield f"  {_id(state.value)} [label={_state_label(procedure, state.value, words)}{final}];"
        yield "}"


def _state_label(procedure: Procedure, state: str, words: Words) -> str:
    """Name of the state, and the acts that leave it as it is."""
    stays = [step for step in procedure.leaving(state).values() if step.direction is Direction.STAY]
    lines = [f"<B>{escape(words(f'state.{procedure.name}.{state}'))}</B>"]
    lines += [
        f'<FONT POINT-SIZE="9" COLOR="{_INK_SOFT}">↻ {escape(words(f"step.{procedure.name}.{step.name}"))}</FONT>'
        for step in stays
    ]
    return f"<{'<BR/>'.join(lines)}>"


def _entries(procedure: Procedure, words: Words) -> Iterator[str]:
    for step in procedure.leaving(None).values():
        point = _id(f"enter_{step.name}")
        yield f'{point} [shape=circle, label="", width=0.16, height=0.16, fillcolor="{_PINE}"];'
        yield f"{point} -> {_id(step.target.value)} [{_forward(procedure, [step], words)}];"


def _arrows(procedure: Procedure, words: Words, several: Callable[[int], str]) -> Iterator[str]:
    moving = [step for step in procedure.steps if step.source and step.direction is not Direction.STAY]
    many = _drawn_once(moving)
    for (name, target), steps in many.items():
        box = _id(f"many_{name}_{target}")
        label = _text(several(len(steps)))
        yield f'{box} [shape=plaintext, style="", fontsize=9, height=0.2, fontcolor="{_INK_SOFT}", label={label}];'
        yield f"{box} -> {_id(target)} [{_aside(procedure, steps, words)}];"
    together: dict[tuple[str, str, bool], list[Step]] = {}
    for step in moving:
        if step.source and (step.name, step.target.value) not in many:
            key = (step.source.value, step.target.value, step.direction is Direction.FORWARD)
            together.setdefault(key, []).append(step)
    for (source, target, leads_on), steps in together.items():
        look = _forward(procedure, steps, words) if leads_on else _aside(procedure, steps, words)
        yield f"{_id(source)} -> {_id(target)} [{look}];"


def _drawn_once(steps: Iterable[Step]) -> dict[tuple[str, str], list[Step]]:
    """Steps of one name that lead from many states to one."""
    found: dict[tuple[str, str], list[Step]] = {}
    for step in steps:
        if step.direction is not Direction.FORWARD:
            found.setdefault((step.name, step.target.value), []).append(step)
    return {key: alike for key, alike in found.items() if len(alike) >= MANY}


def _forward(procedure: Procedure, steps: Sequence[Step], words: Words) -> str:
    lines = []
    for step in steps:
        lines.append(f'<FONT COLOR="{_PINE_DEEP}"><B>{escape(words(f"step.{procedure.name}.{step.name}"))}</B></FONT>')
        lines.extend(_roles(step, words))
        if step.issues:
            lines.append(f"▤ {escape(words(f'notice.{step.issues}'))}")
    return f'label=<{_left(lines)}>, color="{_PINE}", penwidth=2.4, weight=8'


def _roles(step: Step, words: Words) -> Iterator[str]:
    """Who takes a step, so many on a line that the diagram stays narrow."""
    named = [words(f"role.{role.value}") for role in step.roles]
    for place in range(0, len(named), ROLES_ON_A_LINE):
        yield escape(" / ".join(named[place : place + ROLES_ON_A_LINE]))


def _aside(procedure: Procedure, steps: Sequence[Step], words: Words) -> str:
    out = any(step.direction is Direction.OUT for step in steps)
    dashed = ', style="dashed"' if out or any(step.opens_cycle for step in steps) else ""
    names = dict.fromkeys(words(f"step.{procedure.name}.{step.name}") for step in steps)
    colour = f', color="{_RED}"' if out else ""
    return f"label=<{_left([escape(name) for name in names])}>, penwidth=0.8, weight=0{dashed}{colour}"


def _left(lines: Sequence[str]) -> str:
    # Blanks keep the words off the line that they belong to.
    return "".join(f'&#160;{line}&#160;<BR ALIGN="LEFT"/>' for line in lines)


def _text(text: str) -> str:
    return f"<{escape(text)}>"


def _id(name: str) -> str:
    return f'"{name}"'
