"""Workbooks made for tests: invented people whose numbers are composed here and belong to nobody."""

from collections.abc import Mapping, Sequence
from datetime import date
from io import BytesIO
from typing import Any

import xlsxwriter
from stdnum.cn.ric import calc_check_digit

from service.register.fields import Subject
from service.words.spoken import CHINESE
from service.workbooks.columns import COLUMNS, sheet_name
from tests.makers import VILLAGE

NO_DISTRICT = "999999"


def number_of(order: int, born_on: date = date(1970, 1, 1)) -> str:
    """An identity number of no district; an odd order is a man's."""
    body = f"{NO_DISTRICT}{born_on:%Y%m%d}{order:03}"
    return body + calc_check_digit(f"{body}0")


def household(number: int = 1, **facts: Any) -> dict[str, Any]:
    """Cells of a household."""
    return {"village_code": VILLAGE, "number": str(number), "village_group": "一组", **facts}


def person(number: int = 1, order: int = 1, *, head: bool = False, **facts: Any) -> dict[str, Any]:
    """Cells of a person, in Chinese as they stand in a template."""
    return {
        "village_code": VILLAGE,
        "number": str(number),
        "name": f"试验员{order}",
        "sex": "男" if order % 2 else "女",
        "identity": number_of(order),
        "born_on": "1970-01-01",
        "relation": "户主" if head else "其他",
        "education": "小学",
        "health": "健康",
        "labour": "普通劳动力",
        **facts,
    }


def workbook(
    households: Sequence[Mapping[str, Any]] = (),
    members: Sequence[Mapping[str, Any]] = (),
    locale: str = CHINESE,
    *,
    options: Mapping[str, Any] | None = None,
) -> bytes:
    """A workbook with the template's headings and these rows; a number stays a number."""
    file = BytesIO()
    book = xlsxwriter.Workbook(file, {"in_memory": True, **(options or {})})
    for subject, rows in ((Subject.HOUSEHOLD, households), (Subject.MEMBER, members)):
        if not rows:
            continue
        sheet = book.add_worksheet(sheet_name(subject, locale))
        columns = COLUMNS[subject]
        for place, column in enumerate(columns):
            sheet.write_string(0, place, column.heading(locale) + (" *" if column.required else ""))
        for line, row in enumerate(rows, start=1):
            for place, column in enumerate(columns):
                if (cell := row.get(column.name)) is not None:
                    sheet.write(line, place, cell) if not isinstance(cell, str) else sheet.write_string(
                        line, place, cell
                    )
    book.close()
    return file.getvalue()
