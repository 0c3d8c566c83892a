"""Notices for the press and for WeasyPrint as it comes: the facts, the two child processes, their memory."""

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from xml.sax.saxutils import escape

from service.clock import elapsed_seconds
from service.notices import fonts, press
from service.notices.paper import RunningPress, render_html
from service.notices.public_facts import NoticeFacts
from tests.service.specimen_notices import VILLAGE_LIST, rows

FIXED = "table-layout: fixed;"
SECONDS = 300.0


@dataclass(frozen=True)
class Sheet:
    """A notice as the press takes it, and as WeasyPrint lays it out when nobody tells it how."""

    request: bytes
    plain_request: bytes


def sheet(households: int, number: int = 1) -> Sheet:
    """A publicity of so many households; another number makes other bytes."""
    facts = replace(VILLAGE_LIST, rows=rows(households), number=f"石桥村公示〔2018〕{number}号")
    html = render_html(facts)
    if FIXED not in html:
        raise LookupError("the stylesheet says nothing of table-layout: say what else it does better than the default")
    return Sheet(_request(facts, html), _request(facts, html.replace(FIXED, "")))


def _request(facts: NoticeFacts, html: str) -> bytes:
    identifier = hashlib.sha256(json.dumps(facts.to_json(), sort_keys=True).encode()).hexdigest()[:32]
    return json.dumps({"html": html, "identifier": identifier}).encode()


@contextmanager
def our_press() -> Iterator[RunningPress]:
    """The press of the service, cold."""
    running = RunningPress()
    try:
        yield running
    finally:
        running.stop()


class PlainPress(RunningPress):
    """WeasyPrint's defaults behind the same pipes. Fontconfig is told where the free fonts lie, as published."""

    def __init__(self, folder: Path) -> None:
        configuration = folder / "fonts.conf"
        published = {path.parent for family, path in fonts.font_files().items() if family in fonts.PACKAGED_FONTS}
        folders = "".join(f"<dir>{escape(str(each))}</dir>" for each in sorted(published))
        configuration.write_text(
            '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
            '<include ignore_missing="yes">/etc/fonts/fonts.conf</include>'
            f"{folders}</fontconfig>",
            encoding="utf-8",
        )
        self._adopt(
            subprocess.Popen(
                [sys.executable, "-s", str(Path(__file__).with_name("plain_press.py")), press.VARIANT],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env={**os.environ, "FONTCONFIG_FILE": str(configuration), "LANG": "C.UTF-8"},
            )
        )


@contextmanager
def plain_press(folder: Path) -> Iterator[PlainPress]:
    """WeasyPrint as it comes, cold."""
    running = PlainPress(folder)
    try:
        yield running
    finally:
        running.stop()


def printed_in(press: RunningPress, request: bytes) -> float:
    """Seconds that one notice takes.

    Raises:
        RuntimeError: there is no paper.
    """
    begun = elapsed_seconds()
    answer = press.ask(request, SECONDS)
    if answer[:5] != b"+%PDF":
        raise RuntimeError(answer[1:200].decode(errors="replace"))
    return elapsed_seconds() - begun


def memory_of(press: RunningPress) -> int:
    """Most bytes of memory that the press has held at once: its resident set's high-water mark."""
    for line in Path(f"/proc/{press.pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise LookupError("the system does not tell a high-water mark")
