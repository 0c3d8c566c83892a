"""The township book 乡簿 and the county file 县档: sums by village and township, and the catalogue of what is on file.

Both are made of counts that the database makes (service/registers/counts.py): no household is read one by one.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Final

from service.registers.archive import HOUSEHOLDS, SUMMARY
from service.registers.chinese import code_words
from service.registers.counts import Counted, total
from service.registers.on_file import Total
from service.registers.places import Holding, PlaceOnFile
from service.registers.sheets import Column, Sheet, Table
from service.words.codes import CODES
from workflows.roles import Level, at_level

BOOK_SIGNERS: Final = ("填表人", "乡镇扶贫工作站站长", "乡镇党委书记", "乡镇长")
FILE_SIGNERS: Final = ("填表人", "县扶贫办主任", "县委书记", "县长")
_POOR_CLASSES: Final = ("ordinary_poor", "subsistence_poor", "five_guarantees_poor", "subsistence", "five_guarantees")


def township_book(found: PlaceOnFile) -> Sheet:
    """The township book: villages with households and people by state, by year of exit, by class and by cause."""
    villages = _with_registered(found)
    rows = [(code, name, _below(code)) for code, name in villages.items()]
    return Sheet(
        register="乡簿",
        title=f"{found.place.township}建档立卡贫困户登记簿",
        place=found.place.full,
        number="",
        on=found.on,
        summary=_summary(found),
        tables=(_states(found, "村", rows, "一、按脱贫状态和年度"), *_parts(found, rows)),
        notes=("各栏为户数 / 人数。无在册户的村不列。",),
        signers=BOOK_SIGNERS,
        demonstration=found.demonstration,
    )


def county_file(found: PlaceOnFile) -> Sheet:
    """The county file: townships with their sums, and the catalogue of what is on file with archive numbers."""
    registered = {at_level(each.village_code, Level.TOWNSHIP) for each in found.counted}
    rows = [(code, name, _below(code)) for code, name in found.townships.items() if code in registered]
    return Sheet(
        register="县档",
        title=f"{found.place.county}建档立卡档案目录",
        place=found.place.full,
        number=f"全宗号 {found.terms.fonds or '____'}　保管期限 {found.terms.kept_for}",
        on=found.on,
        summary=_summary(found),
        tables=(_states(found, "乡镇", rows, "一、在册户数和人数"), _catalogue(found)),
        notes=(
            "各栏为户数 / 人数。贫困户文件一户一卷，案卷号为户编号。",
            "档号：全宗号-分类号（JF、类目号、村编码）-案卷号；全宗号和保管期限由县设定。",
        ),
        signers=FILE_SIGNERS,
        demonstration=found.demonstration,
    )


def sums_of_book(found: PlaceOnFile) -> dict[str, Total]:
    """Registered households and people by village, as the township book sums them."""
    return {code: total(found.counted, _below(code)) for code in found.villages}


def sums_of_file(found: PlaceOnFile) -> dict[str, Total]:
    """Registered households and people by township, as the county file sums them."""
    return {code: total(found.counted, _below(code)) for code in found.townships}


_Rows = Sequence[tuple[str, str, Callable[[Counted], bool]]]


def _states(found: PlaceOnFile, head: str, rows: _Rows, caption: str) -> Table:
    years = sorted({each.exit_year for each in found.counted if each.exit_year is not None})
    wanted: list[tuple[str, Callable[[Counted], bool]]] = [
        ("在册", lambda each: True),
        ("未脱贫", lambda each: each.still_poor),
        ("已脱贫", lambda each: not each.still_poor),
        *((f"{year} 年脱贫", _exited_in(year)) for year in years),
    ]
    table = _table(found, head, rows, wanted, caption, beside=11)
    population = [_population(found, code) for code, _name, _belongs in rows]
    whole = Total(sum(each.households for each in population), sum(each.persons for each in population))
    return Table(
        caption=caption,
        columns=(*table.columns, Column(label="全部登记", width=11, align="right")),
        rows=tuple((*row, str(each)) for row, each in zip(table.rows, population, strict=True)),
        total=(*table.total, str(whole)) if table.total else (),
        empty=table.empty,
    )


def _parts(found: PlaceOnFile, rows: _Rows) -> tuple[Table, Table]:
    classes = [each for each in _POOR_CLASSES if any(counted.household_class == each for counted in found.counted)]
    causes = [each for each in CODES["cause"] if any(counted.main_cause == each for counted in found.counted)]
    by_class: list[tuple[str, Callable[[Counted], bool]]] = [
        (code_words("household_class", klass), _of_class(klass)) for klass in classes
    ]
    by_class += _rest(found, "未填", lambda each: each.household_class not in classes)
    by_cause: list[tuple[str, Callable[[Counted], bool]]] = [
        (code_words("cause", cause), _of_cause(cause)) for cause in causes
    ]
    by_cause += _rest(found, "未填", lambda each: each.main_cause not in causes)
    return (
        _table(found, "村", rows, by_class, "二、按贫困户属性"),
        _table(found, "村", rows, by_cause, "三、按主要致贫原因"),
    )


def _rest(
    found: PlaceOnFile, label: str, wanted: Callable[[Counted], bool]
) -> list[tuple[str, Callable[[Counted], bool]]]:
    return [(label, wanted)] if any(wanted(each) for each in found.counted) else []


def _table(
    found: PlaceOnFile,
    head: str,
    rows: _Rows,
    wanted: Sequence[tuple[str, Callable[[Counted], bool]]],
    caption: str,
    *,
    beside: float = 0,
) -> Table:
    width = (100 - 5 - 18 - beside) / max(len(wanted), 1)
    return Table(
        caption=caption,
        columns=(
            Column(label="序号", width=5),
            Column(label=head, width=18, align="left"),
            *(Column(label=label, width=width, align="right") for label, _each in wanted),
        ),
        rows=tuple(
            (str(place), name, *(_cell(total(found.counted, _both(belongs, each))) for _label, each in wanted))
            for place, (_code, name, belongs) in enumerate(rows, 1)
        ),
        total=("合计", "", *(_cell(total(found.counted, each)) for _label, each in wanted)) if rows else (),
        empty="无在册户",
    )


def _below(code: str) -> Callable[[Counted], bool]:
    return lambda each: each.village_code.startswith(code)


def _exited_in(year: int) -> Callable[[Counted], bool]:
    return lambda each: each.exit_year == year


def _of_class(name: str) -> Callable[[Counted], bool]:
    return lambda each: each.household_class == name


def _of_cause(name: str) -> Callable[[Counted], bool]:
    return lambda each: each.main_cause == name


def _both(one: Callable[[Counted], bool], other: Callable[[Counted], bool]) -> Callable[[Counted], bool]:
    return lambda each: one(each) and other(each)


def _cell(found: Total) -> str:
    return str(found) if found.households else ""


def _population(found: PlaceOnFile, prefix: str) -> Total:
    below = [each for code, each in found.population.items() if code.startswith(prefix)]
    return Total(sum(each.households for each in below), sum(each.persons for each in below))


def _with_registered(found: PlaceOnFile) -> dict[str, str]:
    registered = {each.village_code for each in found.counted}
    return {code: name for code, name in found.villages.items() if code in registered}


def _summary(found: PlaceOnFile) -> str:
    every = total(found.counted)
    poor = total(found.counted, lambda each: each.still_poor)
    return (
        f"在册 {every.households} 户 {every.persons} 人，其中未脱贫 {poor.households} 户 {poor.persons} 人、"
        f"已脱贫 {every.households - poor.households} 户 {every.persons - poor.persons} 人；"
        f"涉及 {len(_with_registered(found))} 个村。"
    )


def _catalogue(found: PlaceOnFile) -> Table:
    rows = []
    for code, name in found.villages.items():
        files = total(found.counted, _below(code)).households
        held = found.holdings.get(code, Holding())
        if not files and held == Holding():
            continue
        township = found.townships.get(at_level(code, Level.TOWNSHIP), "")
        first, households = found.terms.number(SUMMARY, code, 1), found.terms.category(HOUSEHOLDS, code)
        rows.append((township, name, "汇总文件", first, "1", "", *_figures(held.lists, held.notices, held.printed)))
        rows.append((township, name, "贫困户文件", households, str(files), str(held.papers), "", "", ""))
    for code, name in ((found.place.code, "县级"), *found.townships.items()):
        held = found.holdings.get(code, Holding())
        if held != Holding():
            figures = _figures(held.papers, held.lists, held.notices, held.printed)
            rows.append((name, "", "公告、备案等", "", "", *figures))
    labels = (
        ("序号", 5, "center"),
        ("乡镇", 13, "left"),
        ("村", 15, "left"),
        ("类别", 10, "center"),
        ("档号", 23, "left"),
        ("案卷", 6, "right"),
        ("表单", 7, "right"),
        ("名单", 7, "right"),
        ("公示公告", 7, "right"),
        ("其中已印制", 7, "right"),
    )
    return Table(
        caption="二、在档目录",
        columns=tuple(Column(label=label, width=width, align=align) for label, width, align in labels),
        rows=tuple((str(place), *row) for place, row in enumerate(rows, 1)),
        total=("合计", "", "", "", "", *(_column(rows, place) for place in range(4, 9))) if rows else (),
        empty="尚无档案",
    )


def _figures(*numbers: int) -> tuple[str, ...]:
    return tuple(str(number) if number else "" for number in numbers)


def _column(rows: Iterable[Sequence[str]], place: int) -> str:
    return str(sum(int(row[place] or 0) for row in rows))
