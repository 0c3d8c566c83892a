"""Sheets of a village's registered households: the roll 村册, the four lists 四清单, the sheet of the five clears.

All of them speak of the same households, those of one VillageOnFile (D3 四(二); tested).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Any, Final

from service.registers.chinese import amount_words, chinese, code_words, day_words
from service.registers.on_file import HouseholdOnFile, PaperOnFile, VillageOnFile
from service.registers.sheets import Column, Sheet, Table

SIGNERS: Final = ("填表人", "村党组织书记", "驻村工作队队长")
CHILDREN_AT_SCHOOL: Final = "not_at_school"
GAP: Final = "【缺】"
"""What is printed for an empty block of the five clears: it is to be seen on a copy, too."""

_WHO: Final = (
    Column(label="序号", width=4),
    Column(label="户编号", width=6),
    Column(label="村民小组", width=8),
    Column(label="户主", width=8),
    Column(label="人口", width=5, align="right"),
)


def village_roll(village: VillageOnFile, number: str) -> Sheet:
    """The village roll: a row for each household, its class, cause, plan and where it stands."""
    columns = (
        *_WHO,
        Column(label="劳动力", width=6, align="right"),
        Column(label="贫困户属性", width=10, question="A2"),
        Column(label="主要致贫原因", width=9, question="A3a"),
        Column(label="帮扶责任人", width=9),
        Column(label="识别日期", width=9),
        Column(label="计划脱贫", width=6),
        Column(label="脱贫日期", width=9),
        Column(label="状态", width=11),
    )

    def row(home: HouseholdOnFile) -> tuple[str, ...]:
        standing = home.standing
        return (
            str(len(_able(home))),
            code_words("household_class", home.row["household_class"]),
            code_words("cause", home.row["main_cause"]),
            home.row["responsible_person"] or "",
            day_words(first_identified(home)),
            planned_year(home),
            day_words(standing.exited_on if standing else None),
            state_words(home),
        )

    able = sum(len(_able(home)) for home in village.households)
    total = ("合计", "", "", f"{len(village.households)} 户", str(village.persons), str(able), *[""] * 7)
    return _sheet(
        village,
        "村册",
        "建档立卡贫困户花名册",
        number,
        Table(columns=columns, rows=_rows(village, row), total=total, empty="无建档立卡贫困户"),
        notes=("劳动力为普通劳动力和技能劳动力；人口不含已死亡、迁出人员。",),
    )


def needs_list(village: VillageOnFile, number: str) -> Sheet:
    """扶贫对象和需求清单: whom, why they are poor, and what the register says that they lack."""
    columns = (
        *_WHO,
        Column(label="贫困户属性", width=10),
        Column(label="主要致贫原因", width=9),
        Column(label="其他致贫原因", width=13),
        Column(label="需求", width=37, align="left"),
    )

    def row(home: HouseholdOnFile) -> tuple[str, ...]:
        others = [code_words("cause", home.row[name]) for name in ("other_cause", "second_other_cause")]
        return (
            code_words("household_class", home.row["household_class"]),
            code_words("cause", home.row["main_cause"]),
            "、".join(filter(None, others)),
            "；".join(needs_of(home)),
        )

    table = Table(columns=columns, rows=_rows(village, row), total=_sum(village, columns))
    note = "需求由登记资料得出（住房、饮水、用电、入户路、在校生、劳动力），其余写在户帮扶计划中。"
    return _sheet(village, "四清单之一", "扶贫对象和需求清单", number, table, notes=(note,))


def time_list(village: VillageOnFile, number: str) -> Sheet:
    """脱贫时限清单: planned year beside what came of it."""
    columns = (
        *_WHO,
        Column(label="识别日期", width=12),
        Column(label="计划脱贫年度", width=10),
        Column(label="五清所定目标", width=25, align="left"),
        Column(label="脱贫批准日期", width=11),
        Column(label="状态", width=11),
    )

    def row(home: HouseholdOnFile) -> tuple[str, ...]:
        standing = home.standing
        return (
            day_words(first_identified(home)),
            planned_year(home),
            _answer(home.newest("five_clears"), "target"),
            day_words(standing.exited_on if standing else None),
            state_words(home),
        )

    table = Table(columns=columns, rows=_rows(village, row), total=_sum(village, columns))
    return _sheet(village, "四清单之二", "脱贫时限清单", number, table)


def measures_list(village: VillageOnFile, number: str) -> Sheet:
    """扶贫措施清单: every measure on file with its amount."""
    columns = (
        *_WHO,
        Column(label="项数", width=5, align="right"),
        Column(label="措施（日期、类别、内容、金额）", width=53, align="left"),
        Column(label="金额合计（元）", width=11, align="right"),
    )

    def row(home: HouseholdOnFile) -> tuple[str, ...]:
        measures = home.every("measure")
        return (
            str(len(measures)),
            "；".join(_measure(each) for each in measures),
            amount_words(sum_of(measures)),
        )

    every = [each for home in village.households for each in home.every("measure")]
    total = (*_sum(village, columns)[:5], str(len(every)), "", amount_words(sum_of(every)))
    table = Table(columns=columns, rows=_rows(village, row), total=total)
    return _sheet(village, "四清单之三", "扶贫措施清单", number, table)


def duties_list(village: VillageOnFile, number: str) -> Sheet:
    """脱贫责任清单: who answers for which household, with plan and handbook."""
    columns = (
        *_WHO,
        Column(label="帮扶责任人", width=12),
        Column(label="帮扶单位", width=29, align="left"),
        Column(label="扶贫手册编号", width=12),
        Column(label="帮扶计划日期", width=10),
        Column(label="户主签字", width=6),
    )

    def row(home: HouseholdOnFile) -> tuple[str, ...]:
        plan = home.newest("assistance_plan")
        return (
            home.row["responsible_person"] or "",
            home.row["responsible_unit"] or "",
            _answer(plan, "handbook_number"),
            day_words(plan.dated_on if plan else None),
            "　",
        )

    table = Table(columns=columns, rows=_rows(village, row), total=_sum(village, columns))
    return _sheet(village, "四清单之四", "脱贫责任清单", number, table)


def five_clears_sheet(village: VillageOnFile, number: str) -> Sheet:
    """五清核对表: the five blocks of each household; what is empty is marked (D2 (五))."""
    columns = (
        *_WHO,
        Column(label="致贫原因清", width=8),
        Column(label="收入来源清", width=15, align="left"),
        Column(label="扶贫对策清", width=27, align="left"),
        Column(label="脱贫目标清", width=10, align="left"),
        Column(label="帮扶责任清", width=9, align="left"),
    )

    def row(home: HouseholdOnFile) -> tuple[str, ...]:
        return tuple(text or GAP for text in five_clears_of(home))

    rows = _rows(village, row)
    gaps = [sum(row[place] == GAP for row in rows) for place in range(len(_WHO), len(columns))]
    total = (*_sum(village, columns)[:5], *(f"缺 {gap}" if gap else "齐全" for gap in gaps))
    table = Table(columns=columns, rows=rows, total=total)
    return _sheet(village, "五清", "五清核对表", number, table, notes=(f"{GAP}为尚未填写的栏目，须补齐。",))


def five_clears_of(home: HouseholdOnFile) -> tuple[str, str, str, str, str]:
    """Cause, income, measures, target, responsible person as on file; '' for a gap."""
    paper = home.newest("five_clears")
    cause = code_words("cause", _answer(paper, "cause")) or code_words("cause", home.row["main_cause"])
    responsible = _answer(paper, "responsible_person") or home.row["responsible_person"] or ""
    return (cause, _answer(paper, "income"), _answer(paper, "measures"), _answer(paper, "target"), responsible)


def needs_of(home: HouseholdOnFile) -> list[str]:
    """What a household lacks by its own facts, in words."""
    row = home.row
    needs = []
    if row["dwelling_safety"] not in (None, "safe"):
        needs.append(f"住房安全：{code_words('dwelling_safety', row['dwelling_safety'])}")
    needs.extend(
        words for name, words in (("safe_water", "安全饮水未解决"), ("electricity", "未通电")) if row[name] is False
    )
    if row["road"] == "earth":
        needs.append("入户路为泥土路")
    at_school = sum(member["schooling"] not in (None, CHILDREN_AT_SCHOOL) for member in home.members)
    if at_school:
        needs.append(f"在校生 {at_school} 人")
    if not _able(home):
        needs.append("无劳动力")
    return needs


def first_identified(home: HouseholdOnFile) -> Any:
    """The day on which the household was first identified."""
    return next((each.identified_on for each in home.cycles if each.identified_on), None)


def planned_year(home: HouseholdOnFile) -> str:
    """The planned year of exit; '' where there is no plan."""
    return str(_answer(home.newest("assistance_plan"), "planned_exit_year"))


def state_words(home: HouseholdOnFile) -> str:
    """Where the household stands, in words."""
    standing = home.standing
    return chinese(f"state.household.{standing.state}") if standing else ""


def sum_of(measures: list[PaperOnFile]) -> Decimal | None:
    """What measures cost together; None where no amount is on file for any of them."""
    amounts = [Decimal(each.data["amount"]) for each in measures if each.data.get("amount")]
    return sum(amounts, Decimal(0)) if amounts else None


def _measure(paper: PaperOnFile) -> str:
    amount = paper.data.get("amount")
    kind = code_words("measure_kind", paper.data.get("measure_kind"))
    said = f"{paper.dated_on.isoformat()} {kind}：{paper.data.get('measure', '')}"
    return f"{said} {amount_words(Decimal(amount))} 元" if amount else said


def _answer(paper: PaperOnFile | None, name: str) -> str:
    value = paper.data.get(name) if paper else None
    return "" if value is None else str(value).strip()


def _able(home: HouseholdOnFile) -> list[Mapping[str, Any]]:
    return [member for member in home.members if member["labour"] in ("able", "skilled")]


def _rows(village: VillageOnFile, more: Callable[[HouseholdOnFile], tuple[str, ...]]) -> tuple[tuple[str, ...], ...]:
    return tuple(
        (
            str(place),
            str(home.row["number"]),
            home.row["village_group"],
            home.head_name,
            str(len(home.members)),
            *more(home),
        )
        for place, home in enumerate(village.households, 1)
    )


def _sum(village: VillageOnFile, columns: tuple[Column, ...]) -> tuple[str, ...]:
    return (
        "合计",
        "",
        "",
        f"{len(village.households)} 户",
        str(village.persons),
        *[""] * (len(columns) - len(_WHO)),
    )


def _sheet(
    village: VillageOnFile, register: str, title: str, number: str, table: Table, notes: tuple[str, ...] = ()
) -> Sheet:
    poor = [home for home in village.households if home.still_poor]
    poor_persons = sum(len(home.members) for home in poor)
    exited = len(village.households) - len(poor)
    return Sheet(
        register=register,
        title=f"{village.place.village}{title}",
        place=village.place.full,
        number=number,
        on=village.on,
        summary=(
            f"在册 {len(village.households)} 户 {village.persons} 人，其中未脱贫 {len(poor)} 户 {poor_persons} 人、"
            f"已脱贫 {exited} 户 {village.persons - poor_persons} 人；"
            f"全村登记 {village.population.households} 户 {village.population.persons} 人。"
        ),
        tables=(table,),
        notes=notes,
        signers=SIGNERS,
        demonstration=village.demonstration,
    )
