"""The household card 户卡, as the handbook 扶贫手册 has it: six blocks (reference B2), printed from the register.

Personal numbers are masked; health is printed for those alone who need to know it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final

from service.documents.forms import FORMS
from service.notices.public_facts import PublicValue
from service.register.editions import NEWEST
from service.register.fields import FACTS, Fact, Subject
from service.register.identity import masked
from service.register.values import opened
from service.registers.chinese import amount_words, chinese, code_words, day_words, value_words
from service.registers.on_file import HouseholdOnFile, PaperOnFile, PlaceNames, VillageOnFile
from service.registers.sheets import Column, Item, Table, facts_pdf
from service.registers.village_sheets import planned_year, state_words, sum_of
from service.sealing import Seal, Unreadable
from workflows.papers import IncomeWorksheet

SIGNERS: Final = ("户主", "帮扶责任人", "村委会（盖章）")
CARDS_AT_ONCE: Final = 20
"""Cards that one call of the press lays out: what it needs in memory grows with the pages."""

_BASICS: Final = ("standard", "household_class", "phone", "bank", "account")
_DWELLING: Final = (
    "dwelling_area",
    "dwelling_structure",
    "dwelling_built_in",
    "dwelling_safety",
    "relocation",
    "resettlement",
    "resettlement_place",
    "electricity",
    "fuel",
    "safe_water",
    "road",
)
_CAUSES: Final = ("main_cause", "other_cause", "second_other_cause")
_RESPONSIBLE: Final = ("responsible_person", "responsible_unit")
_SHORT: Final[Mapping[str, tuple[str, float]]] = {
    "name": ("姓名", 8),
    "sex": ("性别", 3.5),
    "identity": ("证件号码", 15),
    "born_on": ("出生日期", 8),
    "relation": ("与户主关系", 6),
    "ethnicity": ("民族", 4.5),
    "education": ("文化程度", 8),
    "schooling": ("在校生状况", 7),
    "health": ("健康状况", 7),
    "labour": ("劳动技能", 8),
    "working_area": ("务工地点", 7),
    "working_months": ("务工月数", 4),
    "subsistence": ("低保", 4),
    "medical_insurance": ("新农合", 4),
    "pension_insurance": ("养老保险", 4),
}
"""Columns of the members with their heads and widths; the telephone of a person stands in no card."""


@dataclass(frozen=True, kw_only=True)
class CardFacts(PublicValue):
    """One household's card.

    Args:
        number: archive number of the household's file.
        persons: people of the household; the other registers count the same.
        plan, target: paragraphs of the household's plan and the five clears.
    """

    head_name: str
    number: str
    place: str
    group: str
    household_number: int
    handbook_number: str
    state: str
    on: date
    persons: int
    basics: tuple[Item, ...]
    members: Table
    dwelling: tuple[Item, ...]
    causes: tuple[Item, ...]
    responsible: tuple[Item, ...]
    plans: tuple[Item, ...]
    measures: Table
    incomes: Table
    cycles: Table


@dataclass(frozen=True, kw_only=True)
class Cards(PublicValue):
    """Cards one after the other, each on a sheet of its own."""

    cards: tuple[CardFacts, ...]
    signers: tuple[str, ...]
    demonstration: bool


def cards_pdf(cards: Sequence[CardFacts], *, demonstration: bool) -> list[bytes]:
    """The cards as PDF, in parts of CARDS_AT_ONCE to be put together.

    Raises:
        RenderFailed: as for a notice.
    """
    parts = [tuple(cards[place : place + CARDS_AT_ONCE]) for place in range(0, len(cards), CARDS_AT_ONCE)]
    return [facts_pdf("card", Cards(cards=part, signers=SIGNERS, demonstration=demonstration)) for part in parts]


def card_of(home: HouseholdOnFile, village: VillageOnFile, number: str, *, seal: Seal, shows_health: bool) -> CardFacts:
    """A household's card.

    Args:
        number: its archive number.
        seal: opens a number that was changed since, so that it can be masked.
        shows_health: printed by somebody who needs to know it.
    """
    plan, clears = home.newest("assistance_plan"), home.newest("five_clears")
    return CardFacts(
        head_name=home.head_name,
        number=number,
        place=_place(village.place),
        group=home.row["village_group"],
        household_number=home.row["number"],
        handbook_number=_said(plan, "handbook_number"),
        state=state_words(home),
        on=village.on,
        persons=len(home.members),
        basics=_items(home.row, _BASICS, seal),
        members=_members(home, seal, shows_health=shows_health),
        dwelling=_items(home.row, _DWELLING, seal),
        causes=_items(home.row, _CAUSES, seal),
        responsible=_items(home.row, _RESPONSIBLE, seal),
        plans=(
            Item(label="计划脱贫年度", question="", value=planned_year(home)),
            Item(label="制定日期", question="", value=day_words(plan.dated_on if plan else None)),
            Item(label="收入来源", question="", value=_said(clears, "income")),
            Item(label="帮扶计划", question="", value=_said(plan, "plan")),
            Item(label="帮扶对策", question="", value=_said(clears, "measures")),
            Item(label="脱贫目标", question="", value=_said(clears, "target")),
        ),
        measures=_measures(home),
        incomes=_incomes(home, village),
        cycles=_cycles(home),
    )


def _place(names: PlaceNames) -> str:
    return f"{names.province}{names.city}{names.county}{names.township}{names.village}"


def _items(row: Mapping[str, Any], names: Sequence[str], seal: Seal) -> tuple[Item, ...]:
    facts = [FACTS[Subject.HOUSEHOLD][name] for name in names]
    return tuple(
        Item(
            label=chinese(f"register.household.{fact.name}"),
            question=fact.questions.get(NEWEST, ""),
            value=shown(fact, row, seal),
        )
        for fact in facts
    )


def shown(fact: Fact, row: Mapping[str, Any], seal: Seal) -> str:
    """A fact of a row as it is printed, a personal number masked."""
    if not fact.sealed:
        return value_words(fact, row[fact.name])
    sealed, _print, kept = (row[column] for column in fact.columns)
    if sealed is None or kept is not None:
        return str(kept or "")
    try:
        return masked(opened(fact, sealed, seal))
    except Unreadable:
        return ""


def _members(home: HouseholdOnFile, seal: Seal, *, shows_health: bool) -> Table:
    facts = [FACTS[Subject.MEMBER][name] for name in _SHORT if name != "health" or shows_health]
    return Table(
        columns=tuple(
            Column(label=_SHORT[fact.name][0], width=_SHORT[fact.name][1], question=fact.questions.get(NEWEST, ""))
            for fact in facts
        ),
        rows=tuple(tuple(shown(fact, member, seal) for fact in facts) for member in home.members),
        empty="无家庭成员在册",
    )


def _measures(home: HouseholdOnFile) -> Table:
    measures = home.every("measure")
    return Table(
        columns=(
            Column(label="日期", width=12),
            Column(label="类别", width=16),
            Column(label="措施", width=56, align="left"),
            Column(label="金额（元）", width=16, align="right"),
        ),
        rows=tuple(
            (
                day_words(each.dated_on),
                code_words("measure_kind", each.data.get("measure_kind")),
                str(each.data.get("measure", "")),
                amount_words(Decimal(each.data["amount"])) if each.data.get("amount") else "",
            )
            for each in measures
        ),
        total=("合计", "", f"{len(measures)} 项", amount_words(sum_of(measures))) if measures else (),
        empty="尚无帮扶措施",
    )


def _incomes(home: HouseholdOnFile, village: VillageOnFile) -> Table:
    rows = []
    for paper in home.newest_by_year("income_worksheet"):
        sheet = worksheet(paper)
        line = village.lines.get(paper.year)
        rows.append(
            (
                str(paper.year),
                *(
                    amount_words(each)
                    for each in (sheet.wages, sheet.business, sheet.transfer, sheet.property_income, sheet.costs)
                ),
                str(sheet.persons),
                amount_words(sheet.per_head),
                amount_words(line),
                "" if line is None else "高于标准" if sheet.per_head > line else "未超过标准",
            )
        )
    labels = (
        ("年度", "", 7, "center"),
        ("工资性收入", "A17a", 11, "right"),
        ("生产经营性收入", "A17b", 12, "right"),
        ("转移性收入", "A17c", 11, "right"),
        ("财产性收入", "A17d", 11, "right"),
        ("生产经营支出", "A18", 11, "right"),
        ("人口", "", 5, "right"),
        ("人均纯收入", "A20", 11, "right"),
        ("当年标准", "", 10, "right"),
        ("对照", "", 11, "center"),
    )
    return Table(
        columns=tuple(
            Column(label=label, question=question, width=width, align=align) for label, question, width, align in labels
        ),
        rows=tuple(rows),
        empty="尚无收入测算",
    )


def worksheet(paper: PaperOnFile) -> IncomeWorksheet:
    """An income worksheet as guards read it."""
    read = FORMS["household", "income_worksheet"].read(
        paper.data, id=paper.id, dated_on=paper.dated_on, year=paper.year, scans=paper.scans
    )
    assert isinstance(read, IncomeWorksheet)
    return read


def _cycles(home: HouseholdOnFile) -> Table:
    return Table(
        columns=(
            Column(label="轮次", width=10),
            Column(label="申请日期", width=18),
            Column(label="识别日期", width=18),
            Column(label="脱贫批准日期", width=18),
            Column(label="现状", width=18),
            Column(label="自何日起", width=18),
        ),
        rows=tuple(
            (
                f"第 {each.cycle} 轮",
                day_words(each.opened_on),
                day_words(each.identified_on),
                day_words(each.exited_on),
                chinese(f"state.household.{each.state}"),
                day_words(each.since_on),
            )
            for each in home.cycles
        ),
        empty="尚未进入程序",
    )


def _said(paper: PaperOnFile | None, name: str) -> str:
    value = paper.data.get(name) if paper else None
    return "" if value is None else str(value).strip()
