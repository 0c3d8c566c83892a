"""Invented registers for `./run bench import export`: households and people as cells, and as bare rows."""

from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Final

from stdnum.cn.ric import calc_check_digit

from service.register.fields import FACTS, Subject
from service.words.spoken import CHINESE
from service.workbooks.book import Book
from tests.makers import VILLAGE

PERSONS: Final = 4
_SURNAMES: Final = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN: Final = "伟芳娜秀英敏静丽强磊军洋勇艳杰娟涛明超兰霞平刚桂红玉萍华建国文辉力博诚志"
_FAMILY: Final = ("户主", "配偶", "之子", "之女")


def villages_of(households: int) -> list[str]:
    """Codes of villages with two hundred households each."""
    return [f"{VILLAGE[:9]}{number:03}" for number in range(300, 300 + -(-households // 200))]


def families(households: int) -> Iterator[tuple[dict[str, Any], list[dict[str, Any]]]]:
    """Households with four people each, as cells of the template."""
    villages = villages_of(households)
    for place in range(households):
        keys = {"village_code": villages[place // 200], "number": place % 200 + 1}
        home = {
            **keys,
            "village_group": f"{place % 9 + 1}组",
            "phone": f"0000{place:07}",
            "bank": "演示农村商业银行",
            "account": f"999900000{place:07}",
            "standard": "国家标准",
            "household_class": "一般贫困户",
            "main_cause": "因病",
            "dwelling_area": "80.5",
            "electricity": "是",
            "safe_water": "是",
        }
        surname = _SURNAMES[place % len(_SURNAMES)]
        yield home, [{**keys, **_person(place, each, surname)} for each in range(PERSONS)]


def _person(place: int, each: int, surname: str) -> dict[str, Any]:
    serial = place * PERSONS + each
    born_on = date(1950, 1, 1) + timedelta(days=serial % 20_000)
    order = serial // 20_000 * 2 + each % 2
    body = f"999999{born_on:%Y%m%d}{order:03}"
    first, second = _GIVEN[serial % len(_GIVEN)], _GIVEN[serial // len(_GIVEN) % len(_GIVEN)]
    return {
        "name": f"{surname}{first}{second}",
        "sex": "男" if order % 2 else "女",
        "identity": body + calc_check_digit(f"{body}0"),
        "born_on": born_on.isoformat(),
        "relation": _FAMILY[each],
        "ethnicity": "汉族",
        "education": "小学",
        "schooling": "非在校生",
        "health": "健康",
        "labour": "普通劳动力",
        "working_months": 3,
        "subsistence": "否",
        "medical_insurance": "是",
        "pension_insurance": "是",
    }


def write_workbook(path: Path, households: int) -> int:
    """Write them as an office would send them; how many rows there are."""
    book, rows = Book(path, CHINESE), 0
    for subject in (Subject.HOUSEHOLD, Subject.MEMBER):
        facts = FACTS[subject]
        write = book.begin(subject, list(facts.values()))
        for home, people in families(households):
            for cells in [home] if subject is Subject.HOUSEHOLD else people:
                head = [people[0]["name"]] if subject is Subject.HOUSEHOLD else []
                keys = [cells["village_code"], cells["number"], *head]
                write([*keys, *(_typed(fact, cells.get(name)) for name, fact in facts.items())])
                rows += 1
    book.close()
    return rows


def _typed(fact: Any, cell: Any) -> Any:
    if cell is None:
        return None
    if fact.kind.value == "amount":
        return float(cell)
    if fact.kind.value == "yes_no":
        return cell == "是"
    return date.fromisoformat(cell) if fact.kind.value == "day" else cell
