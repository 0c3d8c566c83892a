"""The dossier 一户一档 as one PDF: cover, contents with page numbers, check sheet, card, papers with their scans,
notices, decisions. Built from what is on file; pages are numbered through.

Call it outside any transaction: paper takes seconds. Files are read one after the other, pictures are made smaller
before they go in, and what is too large is replaced by a slip that says where it lies.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import IO, Final

from pypdf import PdfReader
from pypdf.generic import Destination

from service.notices.paper import RenderFailed
from service.notices.printing import pdf_path
from service.notices.public_facts import PublicValue
from service.registers.binding import Binding
from service.registers.card import SIGNERS, Cards, card_of
from service.registers.chinese import chinese, day_words
from service.registers.dossier_facts import DossierOnFile, NoticeOnFile, ScanOnFile
from service.registers.dossier_sections import (
    check_section,
    history_section,
    paper_number,
    paper_section,
    slip_section,
)
from service.registers.sheets import Item, Section, facts_pdf
from service.sealing import Seal

MOST_BYTES: Final = 64 << 20
"""Scans of one dossier together; those behind are named on a slip instead."""

COVER_PAGES: Final = 1


@dataclass(frozen=True, kw_only=True)
class Entry(PublicValue):
    """A line of the contents 卷内文件目录."""

    number: str
    author: str
    title: str
    on: str
    page: int
    remark: str


@dataclass(frozen=True, kw_only=True)
class Front(PublicValue):
    """Cover and contents."""

    title: str
    items: tuple[Item, ...]
    entries: tuple[Entry, ...]
    pages: int
    demonstration: bool


@dataclass(frozen=True, kw_only=True)
class Body(PublicValue):
    """Sections that we print ourselves, each begun on a new page."""

    sections: tuple[Section, ...]
    demonstration: bool


@dataclass(frozen=True)
class Part:
    """One entry of the contents: a printed section or a card, then stored files.

    Args:
        section: place among the sections of the body, None for the card or a notice.
        files: papers of notices and scans, in their order.
    """

    number: str
    author: str
    title: str
    on: str
    section: int | None = None
    card: bool = False
    paper: str | None = None
    files: tuple[ScanOnFile, ...] = ()


def dossier_pdf(found: DossierOnFile, data_dir: Path, seal: Seal, *, shows_health: bool) -> IO[bytes]:
    """The dossier, as a temporary file that is read from its beginning.

    Args:
        data_dir: where scans and notices lie.
        seal, shows_health: as for the card in it.

    Raises:
        RenderFailed: as for a notice.
    """
    demonstration = found.village.demonstration
    parts, sections = _parts(found)
    body = PdfReader(BytesIO(facts_pdf("dossier_body", Body(sections=sections, demonstration=demonstration))))
    starts = _starts(body, len(sections))
    card = card_of(found.home, found.village, found.number, seal=seal, shows_health=shows_health)
    cards = Cards(cards=(card,), signers=SIGNERS, demonstration=demonstration)
    card_pages = PdfReader(BytesIO(facts_pdf("card", cards)))
    with Binding() as binding:
        first_pages: list[int] = []
        left_out: set[int] = set()
        room = MOST_BYTES
        for place, part in enumerate(parts):
            first_pages.append(binding.pages)
            if part.section is not None:
                binding.add(body.pages[starts[part.section] : starts[part.section + 1]])
            if part.card:
                binding.add(card_pages.pages)
            if part.paper is not None:
                notice = _kept_notice(data_dir, part.paper)
                if notice is None:
                    left_out.add(place)
                binding.add(body.pages[starts[-2] : starts[-1]] if notice is None else notice.pages)
            for file in part.files:
                room -= file.bytes
                if room < 0 or not binding.add_scan(data_dir, file):
                    left_out.add(place)
                    binding.add(body.pages[starts[-2] : starts[-1]])
        front = _front(found, parts, first_pages, left_out, binding.pages)
        binding.put_before(PdfReader(BytesIO(front)).pages)
        return binding.bound(found.number, unnumbered=COVER_PAGES)


def _parts(found: DossierOnFile) -> tuple[list[Part], tuple[Section, ...]]:
    """Entries of the contents in their order, and the sections that they print; the slip is the last one."""
    home, on = found.home, day_words(found.village.on)
    sections = [check_section(found)]
    parts = [
        Part("", found.village.place.village, "卷内核对表", on, section=0),
        Part("", found.village.place.village, "扶贫手册（户卡）", on, card=True),
    ]
    for paper in sorted(home.papers, key=lambda paper: (paper.dated_on, paper.id)):
        author = found.filed_by.get(paper.id, "")
        title = chinese(f"paper.{paper.kind}")
        files = found.scans.get(paper.id, ())
        parts.append(
            Part(paper_number(paper), author, title, day_words(paper.dated_on), section=len(sections), files=files)
        )
        sections.append(paper_section(found, paper))
    parts.extend(_notice_part(notice) for notice in found.notices)
    parts.append(Part("", "", "办理经过和决定", on, section=len(sections)))
    sections.append(history_section(found))
    sections.append(slip_section())
    return parts, tuple(sections)


def _notice_part(notice: NoticeOnFile) -> Part:
    title = chinese(f"notice.{notice.kind}") + ("（已作废）" if notice.void else "")
    return Part(
        notice.number, notice.body, title, day_words(notice.printed_on), paper=notice.sha256, files=notice.evidence
    )


def _kept_notice(data_dir: Path, sha256: str) -> PdfReader | None:
    """The paper of a notice as it was printed; None when its file is gone or is no longer the one that was printed."""
    try:
        content = pdf_path(data_dir, sha256).read_bytes()
    except OSError:
        return None
    return PdfReader(BytesIO(content)) if hashlib.sha256(content).hexdigest() == sha256 else None


def _starts(body: PdfReader, sections: int) -> list[int]:
    """First page of every section, and the number of pages: each begins with the only heading of its level."""
    found = [body.get_destination_page_number(each) for each in body.outline if isinstance(each, Destination)]
    if len(found) != sections or None in found:
        raise RenderFailed("the sections of the dossier cannot be told apart")
    return [*(page for page in found if page is not None), len(body.pages)]


def _front(
    found: DossierOnFile, parts: Sequence[Part], first_pages: Sequence[int], left_out: set[int], pages: int
) -> bytes:
    home, place, terms = found.home, found.village.place, found.terms
    dates = sorted(paper.dated_on for paper in home.papers)
    entries = tuple(
        Entry(
            number=part.number,
            author=part.author,
            title=part.title,
            on=part.on,
            page=first,
            remark=_remark(part, index in left_out),
        )
        for index, (part, first) in enumerate(zip(parts, first_pages, strict=True))
    )
    front = Front(
        title=f"{home.head_name}户建档立卡档案",
        items=tuple(
            Item(label=label, question="", value=value)
            for label, value in (
                ("全宗号", terms.fonds),
                ("档号", found.number),
                ("所在地", place.full + home.row["village_group"]),
                ("户主", home.head_name),
                ("户编号", str(home.row["number"])),
                ("家庭人口", f"{len(home.members)} 人"),
                ("起止日期", f"{_day(dates[0])}至{_day(dates[-1])}" if dates else ""),
                ("保管期限", terms.kept_for),
                ("截至", _day(found.village.on)),
            )
        ),
        entries=entries,
        pages=0,
        demonstration=found.village.demonstration,
    )
    return _numbered(front, pages)


def _numbered(front: Front, pages_behind: int) -> bytes:
    """Cover and contents; how long the contents are decides which page everything behind them is."""
    ahead = COVER_PAGES + 1
    while True:
        told = replace(
            front,
            entries=tuple(replace(each, page=each.page + ahead + 1) for each in front.entries),
            pages=pages_behind + ahead,
        )
        pdf = facts_pdf("dossier_front", told)
        length = len(PdfReader(BytesIO(pdf)).pages)
        if length <= ahead:
            return pdf
        ahead = length


def _remark(part: Part, left_out: bool) -> str:
    if left_out:
        return "有附件未印入"
    return f"附件 {len(part.files)} 件" if part.files else ""


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
