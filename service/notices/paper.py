"""Notices on paper: frozen facts to HTML (here), HTML to PDF (in a child process with limits of time and memory).

Layout is GB/T 9704-2012: `templates/notices/paper.css` holds the figures, `templates/notices/` the wording.
"""

import atexit
import contextlib
import hashlib
import html
import json
import os
import queue
import select
import struct
import subprocess
import sys
from datetime import date
from functools import cache
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from service.clock import elapsed_seconds
from service.notices import fonts, typesetting
from service.notices.check_mark import check_mark
from service.notices.public_facts import NoticeFacts, PublicValue

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
SECONDS_FOR_ONE_NOTICE = 120.0
MEMORY_OF_A_PRESS = 2 << 30  # bytes of address space; the fonts alone map 200 MB
PRESSES = 2
NOTICES_PER_PRESS = 200  # then a fresh one: the engine's caches grow
DEMONSTRATION_LINE = "演示数据：人员与程序均为虚构，不作公示之用"


class RenderFailed(Exception):
    """A notice could not be put on paper; the text says why, in English, and names the character if one is missing."""


def render_html(facts: NoticeFacts, *, preview: bool = False) -> str:
    """The notice as one self-contained page of HTML, its stylesheet inside; a preview is marked on every page.

    Raises:
        jinja2.UndefinedError: the template names something that the facts do not have.
    """
    return page_html(facts.template, facts, preview=preview)


def notice_title(facts: NoticeFacts) -> str:
    """What a notice is called in other papers: its title and the act, without line breaks, to be put into 《》."""
    return html.unescape(render_html(facts).partition("<title>")[2].partition("</title>")[0])


def render_pdf(facts: NoticeFacts, *, preview: bool = False) -> bytes:
    """The notice as tagged PDF (A4); the same facts on the same fonts give the same bytes.

    Safe to call from several threads; takes seconds when cold, tenths of a second a page when warm.

    Raises:
        RenderFailed: a character is in no font, the engine complained, or time or memory ran out.
    """
    return printed_pdf(facts.template, facts, preview=preview)


def page_html(template: str, facts: PublicValue, *, preview: bool = False) -> str:
    """Any paper as one page of HTML: `facts` in `templates/notices/<template>.html`."""
    page = _environment().get_template(f"notices/{template}.html").render(facts=facts, preview=preview)
    return typesetting.typeset(page)


def printed_pdf(template: str, facts: PublicValue, *, preview: bool = False) -> bytes:
    """Any paper as PDF, under the conditions of `render_pdf`."""
    missing = fonts.missing_characters(text for _, text in facts.texts())
    if missing:
        named = ", ".join(f"{character} (U+{ord(character):04X})" for character in missing)
        raise RenderFailed(f"no font has {named}")
    identifier = hashlib.sha256(json.dumps(facts.to_json(), sort_keys=True).encode()).hexdigest()[:32]
    return print_html(page_html(template, facts, preview=preview), identifier)


def print_html(page: str, identifier: str, seconds: float = SECONDS_FOR_ONE_NOTICE) -> bytes:
    """The PDF of any page of HTML.

    Args:
        page: a whole page; it can fetch nothing but the packaged fonts.
        identifier: 32 hexadecimal digits, the PDF's file identifier.
        seconds: after which the press is stopped.

    Raises:
        RenderFailed: as `render_pdf`.
    """
    request = json.dumps({"html": page, "identifier": identifier}).encode()
    presses = _presses
    press = presses.get()
    try:
        if press is None or press.worn_out:
            if press is not None:
                press.stop()
            press = RunningPress()
        answer = press.ask(request, seconds)
    except BaseException:
        # A press that was interrupted may still be writing: never give it to the next caller.
        if press is not None:
            press.stop()
        press = None
        raise
    finally:
        presses.put(press)
    if answer[:1] != b"+":
        raise RenderFailed(answer[1:].decode(errors="replace"))
    return answer[1:]


class RunningPress:
    """One child process running `press.py`. Started, not forked: a fork of a threaded server inherits held locks."""

    def __init__(self) -> None:
        order = {
            "fonts": {family: str(path) for family, path in fonts.font_files().items()},
            "memory": MEMORY_OF_A_PRESS,
        }
        self._adopt(
            subprocess.Popen(
                [sys.executable, "-s", "-P", str(Path(__file__).with_name("press.py")), json.dumps(order)],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_press_environment(),
                cwd="/",
            )
        )

    def _adopt(self, press: "subprocess.Popen[bytes]") -> None:
        self._process = press
        self._printed = 0
        self._owner = os.getpid()
        _running.add(self)

    @property
    def pid(self) -> int:
        """The process, for whoever measures it."""
        return self._process.pid

    @property
    def worn_out(self) -> bool:
        """True when it has printed its share or has stopped: another one takes its place."""
        return self._printed >= NOTICES_PER_PRESS or self._process.poll() is not None

    def ask(self, request: bytes, seconds: float) -> bytes:
        """Send one request and wait for its answer.

        Raises:
            RenderFailed: the process died or did not answer in `seconds`.
        """
        until = elapsed_seconds() + seconds
        self._printed += 1
        requests, answers = self._process.stdin, self._process.stdout
        assert requests is not None
        assert answers is not None
        try:
            requests.write(struct.pack(">Q", len(request)) + request)
            requests.flush()
        except BrokenPipeError as broken:
            raise RenderFailed("the press stopped before it printed") from broken
        (length,) = struct.unpack(">Q", self._read(answers.fileno(), 8, until))
        return self._read(answers.fileno(), length, until)

    def stop(self) -> None:
        """End the process, whatever it is at; a forked copy of the server leaves its parent's press alone."""
        if os.getpid() != self._owner:
            return
        _running.discard(self)
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with contextlib.suppress(BrokenPipeError):  # what was not yet sent is of no use to a stopped press
                    stream.close()

    def _read(self, descriptor: int, length: int, until: float) -> bytes:
        parts: list[bytes] = []
        while length:
            ready, _, _ = select.select([descriptor], [], [], max(0.0, until - elapsed_seconds()))
            if not ready:
                raise RenderFailed("the paper took too long")
            part = os.read(descriptor, min(length, 1 << 16))
            if not part:
                raise RenderFailed("the press died; the paper may need more memory than it is given")
            parts.append(part)
            length -= len(part)
        return b"".join(parts)


_running: set[RunningPress] = set()


def _no_press_yet() -> queue.LifoQueue[RunningPress | None]:
    """As many places as presses may run at once; each is started when first needed."""
    places: queue.LifoQueue[RunningPress | None] = queue.LifoQueue()
    for _ in range(PRESSES):
        places.put(None)
    return places


_presses = _no_press_yet()


def _leave_presses_to_parent() -> None:
    """Two processes writing into one press would mix their notices: a forked server starts its own."""
    global _presses
    _presses = _no_press_yet()


os.register_at_fork(after_in_child=_leave_presses_to_parent)


@atexit.register
def _stop_presses() -> None:
    for press in list(_running):
        press.stop()


def _press_environment() -> dict[str, str]:
    """What a press may know: where libraries, fonts and temporary files lie, and no secret of the service."""
    passed = (
        "PATH",
        "HOME",
        "TMPDIR",
        "LD_LIBRARY_PATH",
        "XDG_CACHE_HOME",
        "XDG_DATA_HOME",
        "FONTCONFIG_FILE",
        "FONTCONFIG_PATH",
    )
    environment = {name: os.environ[name] for name in passed if name in os.environ}
    # A fixed hash seed and language: the same facts must give the same bytes in every process.
    return environment | {"LANG": "C.UTF-8", "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["chinese_date"] = _date_or_refuse
    environment.filters["with_full_stop"] = typesetting.with_full_stop
    environment.globals.update(
        title_lines=typesetting.title_lines,
        as_title=typesetting.as_title,
        red_head_size=typesetting.red_head_size,
        signature_indent=typesetting.signature_indent,
        foot_line=_foot_line,
        check_mark=check_mark,
        demonstration_line=typesetting.css_string(DEMONSTRATION_LINE),
        preview_css=Markup((TEMPLATES / "notices/preview.css").read_text(encoding="utf-8")),
        paper_css=Markup((TEMPLATES / "notices/paper.css").read_text(encoding="utf-8")),
    )
    return environment


def _foot_line(facts: NoticeFacts) -> Markup:
    """What stands small at the foot of every page: the number, where no red head shows it, and the demonstration."""
    number = f"编号：{facts.number}" if facts.number and not facts.red_head else ""
    return typesetting.css_string("\n".join(filter(None, (number, DEMONSTRATION_LINE if facts.demonstration else ""))))


def _date_or_refuse(day: date | None) -> str:
    if day is None:
        raise RenderFailed("the notice prints a date that its facts do not have")
    return typesetting.chinese_date(day)
