"""The facts of a household as its page shows them: members, income by year, criteria."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from flask_babel import get_locale

from service.documents.forms import FORMS
from service.people import Actor
from service.queries.households import MemberShown
from service.queries.on_file import LineShown, PaperShown
from service.rules.lookups import CriterionText
from service.web.file_words import yuan
from service.words import WORDS, word
from workflows import PROCEDURES
from workflows.papers import IncomeWorksheet
from workflows.roles import covers


@dataclass(frozen=True)
class MemberRow:
    """A person with codes in words. `left_on` of those who died or moved away."""

    id: int
    name: str
    relation: str
    sex: str
    age: int
    education: str
    labour: str
    health: str | None
    left_on: date | None


@dataclass(frozen=True)
class IncomeRow:
    """A year's income against its line, in yuan."""

    year: int
    total: str
    costs: str
    persons: int
    per_head: str
    line: str | None
    line_source: str | None
    line_certain: bool
    above: bool | None
    share: int


@dataclass(frozen=True)
class CriterionRow:
    """A criterion with what was found on it; `met` is None before anything was."""

    label: str
    standard: str
    required: bool
    met: bool | None
    evidenced: bool


def member_rows(members: Sequence[MemberShown], today: date) -> list[MemberRow]:
    """Members in words; ages are of today."""
    return [
        MemberRow(
            id=member.id,
            name=member.name,
            relation=_code("relation", member.relation),
            sex=_code("sex", member.sex),
            age=_age(member.born_on, today),
            education=_code("education", member.education),
            labour=_code("labour", member.labour),
            health=_code("health", member.health) if member.health else None,
            left_on=member.left_on,
        )
        for member in members
    ]


def income_rows(worksheets: Sequence[PaperShown], lines: Mapping[int, LineShown]) -> list[IncomeRow]:
    """Worksheets by year against the line of the year."""
    rows = []
    for paper in worksheets:
        sheet = FORMS["household", "income_worksheet"].read(
            paper.data, id=paper.id, dated_on=paper.dated_on, year=paper.year, scans=len(paper.scans)
        )
        if not isinstance(sheet, IncomeWorksheet):
            continue
        line = lines.get(paper.year)
        amount = line.amount if line else None
        rows.append(
            IncomeRow(
                year=paper.year,
                total=yuan(sheet.wages + sheet.business + sheet.transfer + sheet.property_income),
                costs=yuan(sheet.costs),
                persons=sheet.persons,
                per_head=yuan(sheet.per_head),
                line=yuan(amount) if amount is not None else None,
                line_source=line.source if line else None,
                line_certain=line.certain if line else True,
                above=sheet.per_head > amount if amount is not None else None,
                share=_share(sheet.per_head, amount),
            )
        )
    return rows


def criteria_rows(texts: Sequence[CriterionText], papers: Sequence[PaperShown], year: int) -> list[CriterionRow]:
    """The criteria of the year with the newest findings of that year."""
    found = max((paper for paper in papers if "met" in paper.data and paper.year == year), key=_id, default=None)
    met = set(found.data["met"]) if found else set()
    evidenced = set(found.data.get("evidenced", ())) if found else set()
    chinese = get_locale().language == "zh"
    return [
        CriterionRow(
            label=text.label_zh if chinese else text.label_en,
            standard=text.standard,
            required=text.required,
            met=text.code in met if found else None,
            evidenced=text.code in evidenced,
        )
        for text in texts
    ]


def may_apply(actor: Actor, village_code: str) -> bool:
    """Whether the actor opens first cycles in this village."""
    return any(
        post.role in step.roles and covers(post.region_code, village_code)
        for post in actor.appointments
        for step in PROCEDURES["household"].leaving(None).values()
    )


def _id(paper: PaperShown) -> int:
    return paper.id


def _age(born_on: date, today: date) -> int:
    return today.year - born_on.year - ((today.month, today.day) < (born_on.month, born_on.day))


def _share(per_head: Decimal, line: Decimal | None) -> int:
    """Per cent of twice the line, for a bar in whose middle the line stands."""
    return 0 if not line else max(0, min(100, int(per_head * 50 / line)))


def _code(table: str, code: str) -> str:
    key = f"code.{table}.{code}"
    return str(word(key)) if key in WORDS else code
